"""Type sizes of a clinic's own: each page is set anew, in letters that really have the size, and nothing runs over."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handouts.check.reading import Letter
from handouts.clinic.edition import Edition, OwnEdition, edition
from handouts.errors import Refused
from tests.page.pdf import NAMES, leaflet, leaflet_in, pages, read_aloud
from tests.page.test_conformance import is_accessible
from tests.page.test_text import expected

SIZES = (12, 14, 16, 18, 24, 28)
PAPERS = ("A4", "Letter", "A5")
TOO_LARGE = {(28, "A5")}
"""Sizes at which urgent help of the texts that ship does not fit on one page of a paper."""
EVERY = [(n, s, p) for n, s, p in product(NAMES, SIZES, PAPERS) if (s, p) not in TOO_LARGE]


def own(size: float, paper: str, fold: str = "none") -> Edition:
    return edition("own", paper, fold=fold, own={"own": OwnEdition(size=f"{size:g} pt")})


@cache
def letter_sizes(pdf: bytes) -> Counter[float]:
    """How many letters have which type size, in points."""
    letters = [letter for page in pages(pdf) for letter in page.letters]
    return Counter(round(letter.size, 2) for letter in letters if letter.text.isalnum())


def overprinted(letters: tuple[Letter, ...]) -> list[tuple[str, str]]:
    """Letters of different lines that lie on each other."""
    places: dict[tuple[int, int], list[Letter]] = {}
    for one in letters:
        if one.text.isalnum():
            places.setdefault((int(one.box[0] // 30), int(one.box[1] // 30)), []).append(one)
    found = []
    for (column, row), here in places.items():
        near = [one for x, y in product((0, 1), (-1, 0, 1)) for one in places.get((column + x, row + y), [])]
        for one, other in product(here, near):
            across = min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])
            along = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
            other_line = min(abs(one.box[1] - other.box[1]), abs(one.box[3] - other.box[3])) > 2
            if across > 1 and along > 1 and other_line:
                found.append((one.text, other.text))
    return found


@pytest.mark.parametrize(("name", "size", "paper"), EVERY)
def test_a_page_of_this_size(name: str, size: int, paper: str, tmp_path: Path) -> None:
    data = leaflet_in(own(size, paper), name)
    sizes = letter_sizes(data)
    assert sizes[size] > sizes.total() / 4, "running text"
    assert min(sizes) >= (18 if size >= 18 else 12)
    assert max(sizes) <= max(1.2 * size + 14, 28), "no heading fills the page"
    assert is_accessible(data, tmp_path)
    for page in pages(data):
        for letter in (*page.body, *page.foot):
            left, bottom, right, top = letter.box
            if not letter.text.isspace():
                assert left >= 12 and right <= page.width - 12 and bottom >= 10 and top <= page.height - 12, letter
        assert overprinted((*page.body, *page.foot)) == []
        top_of_foot = max(letter.box[3] for letter in page.foot if not letter.text.isspace())
        assert min(letter.box[1] for letter in page.body if not letter.text.isspace()) > top_of_foot
    found = read_aloud(data)
    wanted = expected(name, "large-print" if size >= 18 else "standard")
    for part in [*wanted.parts, *wanted.sources]:
        assert part in found


def test_letters_that_lie_on_each_other_are_seen() -> None:
    page = pages(leaflet(NAMES[0]))[0]
    moved = tuple(replace(one, box=(one.box[0], one.box[1] + 7, one.box[2], one.box[3] + 7)) for one in page.body)
    assert overprinted(page.body) == []
    assert overprinted((*page.body, *moved))


@pytest.mark.parametrize(("base", "size"), [("standard", 14), ("large-print", 18)])
def test_a_bases_own_size_changes_nothing(base: str, size: int) -> None:
    assert leaflet_in(own(size, "A4")) == leaflet(NAMES[0], base=base)


def test_more_pages_and_not_a_larger_page() -> None:
    counts = [len(pages(leaflet_in(own(size, "A4")))) for size in SIZES]
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]
    assert {(page.width, page.height) for page in pages(leaflet_in(own(24, "A4")))} == {
        (page.width, page.height) for page in pages(leaflet(NAMES[0]))
    }


@pytest.mark.parametrize(("name", "size", "paper"), [(NAMES[0], *one) for one in sorted(TOO_LARGE)])
def test_what_does_not_fit_is_refused_with_what_to_change(name: str, size: int, paper: str) -> None:
    with pytest.raises(Refused) as caught:
        leaflet_in(own(size, paper), name)
    for problem in caught.value.problems:
        assert "choose a larger paper" in problem.remedy


def test_urgent_help_of_a_small_page_is_two_boxes_and_neither_is_cut() -> None:
    """24 pt on A5: what is urgent now fills a page, and what to call about today is on the next."""
    with_now = [number for number, page in enumerate(pages(leaflet_in(own(24, "A5")))) if "Get help now" in page.text]
    with_today = [n for n, page in enumerate(pages(leaflet_in(own(24, "A5")))) if "Call us today" in page.text]
    assert len(with_now) == len(with_today) == 1
    assert with_today[0] - with_now[0] == 1


@pytest.mark.parametrize("size", [12, 16, 24])
def test_a_booklet(size: int) -> None:
    assert leaflet_in(own(size, "A4", "booklet"), "vitamin-b12-and-food")


def test_a_trifold_of_twelve_points() -> None:
    sizes = letter_sizes(leaflet_in(own(12, "A4", "trifold"), "vitamin-b12-and-food"))
    assert min(sizes) == 12


@settings(max_examples=12, deadline=None)
@given(
    size=st.integers(120, 320).map(lambda tenth: tenth / 10),
    paper=st.sampled_from(PAPERS),
    ink=st.sampled_from(("color", "mono")),
)
@example(size=17.9, paper="A5", ink="color")
@example(size=32.0, paper="A4", ink="mono")
@example(size=18.1, paper="A5", ink="mono")
def test_any_size_is_made_or_refused_with_a_message(size: float, paper: str, ink: str) -> None:
    chosen = edition("own", paper, ink=ink, own={"own": OwnEdition(size=f"{size:g} pt")})
    try:
        data = leaflet_in(chosen, "vitamin-b12-and-food")
    except Refused as error:
        assert all(problem.what and problem.remedy for problem in error.problems)
        assert size > 24 and paper == "A5", "only the largest letters are too large, and only for the smallest paper"
    else:
        sizes = letter_sizes(data)
        assert sum(sizes[one] for one in sizes if abs(one - size) < 0.06) > sizes.total() / 4
        assert min(letter_sizes(data)) >= 12
