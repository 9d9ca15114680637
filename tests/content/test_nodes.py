"""A YAML text says the same by the parser in C as by the one in Python, mistakes and lines included."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handouts.content import nodes
from handouts.content.fields import read_fields
from handouts.content.source import read_source, split_front_matter
from handouts.errors import Problems
from handouts.resources import resource
from tests.run.runs import ROOT

pytestmark = pytest.mark.skipif(nodes._IN_C is None, reason="there is no parser in C here")

FRONTS = [split_front_matter(read_source(path))[0] for path in sorted(resource("library").glob("*/*.md"))]
FILES = [*resource("content/catalogue").glob("*.yaml"), *(ROOT / "examples").rglob("clinic.yaml")]
REAL = [*FRONTS, *(path.read_text("utf-8") for path in sorted(FILES))]
PIECES = [
    "a", "b c", "key: ", "key:", "- ", "-", "\n", "\n  ", "\n    ", "\n- ", "\n  - ", "[", "]", "{", "}", ", ", ",", ": ",
    ":", " ", '"', "'", "''", "#", " #", "|", ">", "&", "*", "!", "?", "? ", "%", "---", "...", "\n---\n", "\n...\n", "\\",
    "\\n", "~", "=", "<<: ", "@", "`", "é", "\u00a0", "\u2028", "\x85", "1.0", "http://a.b/c?d=e#f", "x:y", "[a, b]",
    "{a: b}", '"q"', "'q'", "\n\n", "a:b:c", "\t", "\ufeff", "😀",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
LINES = st.lists(
    st.tuples(st.sampled_from(["", " ", "  ", "    "]), TEXTS).map("".join),
    max_size=7,
).map("\n".join)


def both(text: str) -> list[Any]:
    """What each of the parsers makes of a text, and what is wrong with it."""
    found: list[Any] = []
    for parser in (nodes._IN_C, None):
        problems = Problems("x")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(nodes, "_IN_C", parser)
            fields = read_fields(text, problems)
        found.append((fields and (fields.data, dict(fields.lines), fields.refused), problems.found))
    return found


@settings(max_examples=600)
@given(TEXTS | LINES)
@example("key: #a")
@example("- [a]\n- a: 'b'\n  c:\n")
def test_any_text(text: str) -> None:
    by_c, by_python = both(text)
    assert by_c == by_python


@settings(max_examples=150)
@given(
    st.sampled_from(REAL),
    st.lists(st.tuples(st.integers(0, 9999), st.integers(0, 6), st.sampled_from(PIECES)), max_size=3),
)
def test_a_real_text_with_something_typed_into_it(text: str, typed: list[tuple[int, int, str]]) -> None:
    for at, gone, piece in typed:
        place = at % (len(text) + 1)
        text = text[:place] + piece + text[place + gone :]
    by_c, by_python = both(text)
    assert by_c == by_python


@pytest.mark.parametrize("text", REAL, ids=lambda text: text.strip().splitlines()[0])
def test_the_program_s_own_texts_are_read_by_the_one_in_c(text: str) -> None:
    assert not nodes._DOUBTFUL.search(text)
    by_c, by_python = both(text)
    assert by_c == by_python
    assert not by_c[1]
