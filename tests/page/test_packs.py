"""A pack is one document: one cover that lists it, bookmarks through all of it, one tree of tags, and each leaflet as it is alone."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pikepdf
import pytest

from handouts.check.reading import read_tags
from handouts.clinic.edition import Edition
from handouts.content.body import plain
from handouts.content.words import words
from handouts.page.output import make
from tests.page.pdf import BASES, clinic, fold, handout, leaflet, open_pdf, pages, read_aloud
from tests.page.test_conformance import conforms

NAMES = ("multiple-sclerosis", "vitamin-b12-and-food", "low-b12-and-ms")
"""Of odd and even numbers of pages."""
WORDS = words("en-GB")
TITLE = "Vitamin B12 and MS: to read at home"


def pack(base: str = "standard", paper: str = "A4", *, title: str | None = TITLE) -> bytes:
    handouts = [handout(name) for name in NAMES]
    files = make(
        handouts, clinic("svg"), Edition(base, paper), None, "pdf", Path("x.pdf"), is_extract=False, title=title
    )
    return files[0][1]


def starts(data: bytes) -> list[int]:
    """The page, from 0, on which each leaflet starts."""
    feet = [sheet.foot_text for sheet in pages(data)]
    found = []
    for name in NAMES:
        found.append(feet.index(pages(leaflet(name))[0].foot_text, found[-1] + 1 if found else 0))
    return found


Entry = tuple[int, str, int]


def bookmarks(data: bytes) -> list[Entry]:
    """The bookmarks as a reader shows them: how deep, which words, and to which page they lead."""
    with open_pdf(data) as pdf, pdf.open_outline() as outline:
        numbers = {page.objgen: number for number, page in enumerate(pdf.pages)}

        def walk(items: list[pikepdf.OutlineItem], depth: int) -> list[Entry]:
            found = []
            for item in items:
                assert isinstance(item.destination, pikepdf.Array)
                found.append((depth, fold(item.title), numbers[item.destination[0].objgen]))
                found += walk(item.children, depth + 1)
            return found

        return walk(list(outline.root), 0)


@pytest.mark.parametrize("base", BASES)
def test_the_cover_lists_what_is_in_it_with_its_pages(base: str) -> None:
    data = pack(base)
    cover = pages(data)[0]
    assert TITLE in cover.text
    assert WORDS.pack_contents in cover.text
    for name in NAMES:
        front, count = handout(name).front, len(pages(leaflet(name, base=base)))
        assert f"{front.title} {front.summary} {WORDS.pack_pages.format(pages=count)}" in cover.text
    assert f"{TITLE} {WORDS.pack_contents} " in read_aloud(data)


def test_the_title_is_that_of_the_document() -> None:
    for data, title in ((pack(), TITLE), (pack(title=None), WORDS.pack_title)):
        with open_pdf(data) as pdf:
            assert str(pdf.docinfo.Title) == title
            assert title in str(pdf.Root.Metadata.read_bytes(), "utf-8")
        assert title in pages(data)[0].text
        assert title in pages(data)[0].foot_text


def test_bookmarks_go_through_all_of_it() -> None:
    data = pack()
    found = bookmarks(data)
    tops = [(words, page) for depth, words, page in found if depth == 0]
    titles = [fold(handout(name).front.title) for name in NAMES]
    assert tops == [(fold(TITLE), 0), *zip(titles, starts(data), strict=True)]
    assert [page for _, _, page in found] == sorted(page for _, _, page in found), "in the order of the pages"
    for name in NAMES:
        alone = bookmarks(leaflet(name))
        first = found.index((0, fold(handout(name).front.title), starts(data)[NAMES.index(name)]))
        inside = found[first : first + len(alone)]
        assert [(depth, words) for depth, words, _ in inside] == [(depth, words) for depth, words, _ in alone]
        assert [page - inside[0][2] for _, _, page in inside] == [page for _, _, page in alone]
        headings = {words for depth, words, _ in inside if depth == 1}
        assert {fold(plain(section.heading)) for section in handout(name).sections} <= headings


@pytest.mark.parametrize(("base", "paper"), list(product(BASES, ("A4", "Letter"))))
def test_each_leaflet_counts_its_own_pages_and_starts_on_the_front_of_a_sheet(base: str, paper: str) -> None:
    data = pack(base, paper)
    feet = [sheet.foot_text for sheet in pages(data)]
    place = 0
    for name in NAMES:
        count = len(pages(leaflet(name, base=base, paper=paper)))
        place = feet.index(next(one for one in feet[place:] if WORDS.page.format(page=1, pages=count) in one), place)
        assert place % 2 == 0
        for number in range(count):
            assert WORDS.page.format(page=number + 1, pages=count) in feet[place + number]
        place += count


def test_one_tree_of_tags_holds_all_of_it() -> None:
    data = pack()
    with open_pdf(data) as pdf:
        root = pdf.Root.StructTreeRoot
        kids = list(root.K) if isinstance(root.K, pikepdf.Array) else [root.K]
        assert [str(kid.S) for kid in kids] == ["/Document"]
        assert (
            sum(
                1
                for one in pdf.objects
                if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/StructTreeRoot"
            )
            == 1
        )
    read = [tag.page for tag in read_tags(data) if tag.mark is not None]
    assert read == sorted(read), "read in the order of the pages"
    filled = {number for number, sheet in enumerate(pages(data)) if sheet.text}
    assert set(read) == filled, "every page that says something is in the tree"


@pytest.mark.parametrize(("base", "paper"), list(product(BASES, ("A4", "Letter"))))
def test_a_pack_with_a_title_conforms(base: str, paper: str, tmp_path: Path) -> None:
    assert conforms(pack(base, paper), tmp_path)


def test_the_same_pack_has_the_same_bytes() -> None:
    assert pack() == pack()
    assert pack() != pack(title=None)
