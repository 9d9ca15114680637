"""Whatever stands in a file, it is read or refused with lines that exist; nothing else happens."""

# ruff: noqa: SIM905 (tables read best with one case a line)

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handouts.clinic.clinic import read_clinic
from handouts.content.handout import read_handout
from handouts.errors import HandoutsError
from tests.conftest import CLINIC, HANDOUT

MODEST = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
HEAD, BODY = HANDOUT[: HANDOUT.index("## Why")], HANDOUT[HANDOUT.index("## Why") :]
FRONT = HEAD.split("---\n")[1]

MARKDOWN = st.lists(
    st.sampled_from(
        "## A {#about}|## {#causes}|# A|### A|#### A {#link}|::: key|::: urgent|::: plan|::: unknown|:::|::::|now:|today:"
        "|- a|- |  - b|1. a|2) b|* c|+ ____|- [ ] a|____|---|***|| a | b ||| --- | --- ||| a |\\|  |    code|```|> a|<b>"
        "|<!-- a|-->|[a](#about)|[a](b)|[a]: b|[@nhs]|[@x; nhs]|[@|**a**|*a|`a`|![a](b)|&#0;|&amp;|a\\|a  |\\| a|``` icon-array|``` bar-chart|id: a|count: 1|bars: {a: 1, b: 2}|[=a]|[=a.b]|[=".split(
            "|"
        )
    )
    | st.text(max_size=12),
    max_size=14,
).map("\n".join)
YAML = st.lists(
    st.sampled_from(
        [
            "name: x", "phone: 01632 960001", "brand:", "  logo:", "    path: a", "  color: teal", "slip: {}", "- a", "? a",
            ": b", "a: &b c", "d: *b", "<<: *b", "e: !!set {a}", "f: [", "]", "{", "}", '"', "'", "g: |", "  h", "---",
            "...", "%YAML 1.1", "\t", "i: #x", "#", "address:", "  - a", "  -", "title: x", "codes:", "  icd-10: [a]",
            "written: 2026-01-01", "sources:", "  nhs:", "null:", "~:", "[a]: b", "{a: b}: c", 'j: "\\u0000"', "@", "`",
        ]
    )
    | st.text(max_size=12),
    max_size=14,
).map("\n".join)  # fmt: skip


def told(error: HandoutsError, text: str) -> None:
    """Every problem has words and a line that the file has."""
    assert error.problems
    for problem in error.problems:
        assert problem.what
        assert problem.remedy
        assert 0 <= problem.line <= text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1


def read(folder: Path, text: str) -> None:
    path = folder / "sleep" / "en-GB.md"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        read_handout(path)
    except HandoutsError as error:
        told(error, text)


@MODEST
@given(body=MARKDOWN)
def test_any_body(tmp_path: Path, body: str) -> None:
    read(tmp_path, HEAD + body)
    read(tmp_path, HEAD + BODY + body)


@MODEST
@given(front=YAML)
def test_any_front_matter(tmp_path: Path, front: str) -> None:
    read(tmp_path, f"---\n{front}\n---\n{BODY}")
    read(tmp_path, f"---\n{FRONT}{front}\n---\n{BODY}")


@MODEST
@given(data=st.binary(max_size=60))
def test_any_bytes(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "sleep" / "en-GB.md"
    path.parent.mkdir(exist_ok=True)
    for content in (data, HEAD.encode() + data):
        path.write_bytes(content)
        try:
            read_handout(path)
        except HandoutsError as error:
            assert error.problems


@MODEST
@given(yaml=YAML)
def test_any_clinic(tmp_path: Path, yaml: str) -> None:
    for text in (yaml, CLINIC + yaml):
        path = tmp_path / "clinic.yaml"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            read_clinic(path)
        except HandoutsError as error:
            told(error, text)


@MODEST
@given(colour=st.text(max_size=20) | st.from_regex(r"(rgb|hsl|lab|oklch|color)\(([a-z0-9%. ]{0,20})\)", fullmatch=True))
def test_any_colour(tmp_path: Path, colour: str) -> None:
    path = tmp_path / "clinic.yaml"
    quoted = colour.replace("'", "''")
    path.write_bytes(f"{CLINIC}brand:\n  color: '{quoted}'\n".encode("utf-8", "surrogatepass"))
    try:
        primary = read_clinic(path).file.brand.color.primary
    except HandoutsError:
        return
    assert len(primary) == 7
    assert int(primary[1:], 16) >= 0


@pytest.mark.parametrize("depth", [100, 10_000])
@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "> ", "**a", "[a](", "::: key\n", "| a "])
def test_nesting_without_end(tmp_path: Path, opening: str, depth: int) -> None:
    read(tmp_path, HEAD + opening * depth)
    read(tmp_path, f"---\n{FRONT}terms: {opening * depth}\n---\n{BODY}")
