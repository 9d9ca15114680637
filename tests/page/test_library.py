"""Every text that ships, as an example clinic gives it: whole pages, right and good to read in both editions."""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from handouts.clinic.edition import Edition
from handouts.content.body import plain, runs
from handouts.content.finder import find_handout, find_library
from handouts.content.handout import Handout
from handouts.page.output import compose_all
from handouts.page.typeset import typeset_all
from tests.page.faults import faults
from tests.page.pdf import BASES, TEXTS, clinic, fold, pages
from tests.page.test_conformance import conforms

MOST = {"standard": 4, "large-print": 7}
"""Pages: what a person can be asked to read (rule P1), and what that comes to in large print."""
BOTH = list(product(TEXTS, BASES))


@cache
def text(name: str, tag: str) -> Handout:
    return find_handout(find_library(), name, tag, None)


@cache
def leaflet(name: str, tag: str, base: str) -> bytes:
    edition = Edition(base, "Letter" if tag.endswith("-US") else "A4")
    return typeset_all(compose_all([text(name, tag)], clinic("svg"), edition, None)).pdf


@pytest.mark.parametrize(("which", "base"), BOTH)
def test_pages_are_right(which: tuple[str, str], base: str, tmp_path: Path) -> None:
    pdf = leaflet(*which, base)
    assert faults(pdf) == []
    assert conforms(pdf, tmp_path)


@pytest.mark.parametrize(("which", "base"), BOTH)
def test_there_are_no_more_pages_than_one_can_read(which: tuple[str, str], base: str) -> None:
    found = pages(leaflet(*which, base))
    assert len(found) <= MOST[base]
    assert len(found[-1].text) > 100, "hardly anything is on the last page"


@pytest.mark.parametrize("which", TEXTS)
def test_a_booklet_or_a5_holds_it(which: tuple[str, str]) -> None:
    composed = compose_all([text(*which)], clinic("svg"), Edition(paper="A5"), None)
    assert faults(typeset_all(composed).pdf) == []


@pytest.mark.parametrize(("which", "base"), BOTH)
def test_every_word_is_there(which: tuple[str, str], base: str) -> None:
    whole = re.sub(r"\s*\[[0-9, ]+\]", "", " ".join(page.text for page in pages(leaflet(*which, base))))
    flat = _flat(whole)
    for part in text(*which).body:
        for inlines in runs(part):
            for words in plain(inlines).split(": "):  # a bar's label and its number stand on two sides of it
                assert _flat(words) in flat


def _flat(words: str) -> str:
    """Without spaces and hyphens, which a line's end may take."""
    return re.sub(r"[\s\-‑]+", "", fold(words))
