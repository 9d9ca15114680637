"""What every sheet of paper shows: its number, whether it may be given, nothing cut off; and what a PDF says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pikepdf
import pytest

from handouts.check.reading import fold, joined
from handouts.clinic.edition import Edition
from handouts.content.body import Urgent
from handouts.content.handout import Handout
from handouts.content.words import words
from handouts.page.output import make
from tests.page.pdf import BASES, NAMES, PAPERS, PATIENT, clinic, handout, leaflet, open_pdf, pages, pictures
from tests.page.test_text import expected

UNPRINTABLE = 12.0
"""Points along the edges of a sheet that common laser printers leave blank (a sixth of an inch)."""
EVERY = list(product(NAMES, BASES, PAPERS, ("svg", "none")))
WORDS = words("en-GB")


@pytest.mark.parametrize(("name", "base", "paper", "kind"), EVERY)
def test_the_foot_of_each_page(name: str, base: str, paper: str, kind: str) -> None:
    sheets = pages(leaflet(name, base=base, paper=paper, clinic_kind=kind))
    front = handout(name).front
    for number, sheet in enumerate(sheets, 1):
        turn = WORDS.turn_over if number == 1 and len(sheets) > 1 else ""
        wanted = [
            *([] if kind == "svg" else [WORDS.sample]),
            WORDS.draft,
            front.title.partition(":")[0],
            WORDS.short_version.format(version=front.version),
            WORDS.page.format(page=number, pages=len(sheets)),
            *([turn] if turn else []),
        ]
        found = sheet.foot_text
        assert (WORDS.sample in found) == (kind == "none")
        assert (WORDS.turn_over in found) == bool(turn)
        rest = found
        for words_ in wanted:
            assert rest.count(words_) == 1, (words_, found)
            rest = rest.replace(words_, "")
        assert rest.strip(" ,.") == "", "the foot says something else besides"


def test_one_page_alone_is_not_to_be_turned_over() -> None:
    """A leaflet of one page: no "please turn over", and "of 1"."""
    whole = handout(NAMES[0])
    short = Handout(whole.name, whole.front, whole.body[:1], whole.source)
    (_, data), *_ = make([short], None, Edition("standard", "A4"), None, "pdf", Path("x.pdf"), is_extract=False)
    (sheet,) = pages(data)
    assert WORDS.turn_over not in sheet.foot_text
    assert WORDS.page.format(page=1, pages=1) in sheet.foot_text


def test_each_leaflet_of_a_pack_counts_its_own_pages() -> None:
    pack = pages(leaflet(*NAMES))
    feet = [sheet.foot_text for sheet in pack]
    start = 0
    for name in NAMES:
        alone = [sheet.foot_text for sheet in pages(leaflet(name))]
        start = feet.index(alone[0], start)
        assert feet[start : start + len(alone)] == alone
        assert start % 2 == 0, "a leaflet begins on the front of a sheet"


@pytest.mark.parametrize(("name", "base", "paper", "kind"), EVERY)
def test_nothing_but_the_foot_stands_in_the_margins(name: str, base: str, paper: str, kind: str) -> None:
    """The foot begins where the page's words begin: they and all ink stay within as much of both sides, and above it."""
    data = leaflet(name, base=base, paper=paper, clinic_kind=kind)
    for sheet, picture in zip(pages(data), pictures(data, 72), strict=True):
        foot = [letter.box for letter in sheet.foot if not letter.text.isspace()]
        body = [letter.box for letter in sheet.body if not letter.text.isspace()]
        left, top_of_foot = min(box[0] for box in foot), max(box[3] for box in foot)
        assert max(box[2] for box in foot) <= sheet.width - left + 1
        assert min(box[0] for box in body) >= left - 1
        assert max(box[2] for box in body) <= sheet.width - left + 1
        assert min(box[1] for box in body) > top_of_foot
        ink = picture.point(lambda value: 255 if value < 250 else 0).getbbox()
        assert ink
        assert ink[0] >= left - 3
        assert ink[2] <= sheet.width - left + 3


@pytest.mark.parametrize(("name", "base", "paper", "kind"), EVERY)
def test_all_of_a_sheet_is_where_printers_print(name: str, base: str, paper: str, kind: str) -> None:
    for picture in pictures(leaflet(name, base=base, paper=paper, clinic_kind=kind), 144):
        left, top, right, bottom = picture.point(lambda value: 255 if value < 250 else 0).getbbox() or (0, 0, 0, 0)
        edges = (left, top, picture.width - right, picture.height - bottom)
        assert min(edges) / 2 >= UNPRINTABLE - 0.5, edges


@pytest.mark.parametrize(("name", "base", "paper"), list(product(NAMES, BASES, PAPERS)))
def test_the_urgent_box_stands_on_one_page(name: str, base: str, paper: str) -> None:
    (index,) = (index for index, part in enumerate(handout(name).body) if isinstance(part, Urgent))
    wanted = expected(name, base).parts[index]
    sheets = pages(leaflet(name, base=base, paper=paper))
    text = [fold(sheet.text.replace("•", " ").replace("! ", " ")) for sheet in sheets]
    assert [number for number, found in enumerate(text) if wanted in found] != [], wanted
    assert wanted in text[0], "urgent help is on the first page"


def strings(part: pikepdf.Object) -> Iterator[str]:
    """Every string of a PDF that is not drawn on a page."""
    if isinstance(part, pikepdf.String):
        yield str(part)
    elif isinstance(part, pikepdf.Array):
        for one in part:
            if not (isinstance(one, pikepdf.Object) and one.is_indirect):
                yield from strings(one)
    elif isinstance(part, (pikepdf.Dictionary, pikepdf.Stream)):
        for _, one in part.items():
            if not (isinstance(one, pikepdf.Object) and one.is_indirect):
                yield from strings(one)


@pytest.mark.parametrize("base", BASES)
def test_what_a_pdf_says_of_itself_is_not_of_the_patient(base: str) -> None:
    front = handout(NAMES[0]).front
    with open_pdf(leaflet(NAMES[0], base=base, patient=True)) as pdf, open_pdf(leaflet(NAMES[0], base=base)) as plain:
        assert pdf.Root.Metadata.read_bytes() == plain.Root.Metadata.read_bytes()
        assert dict(pdf.docinfo.items()) == dict(plain.docinfo.items())
        assert "/EmbeddedFiles" not in pdf.Root.get("/Names", {})
        every = [text for one in pdf.objects for text in strings(one)]
        assert front.title in every
        for value in (*PATIENT.values(), "1961", "6 August"):
            assert not [text for text in every if value in text]


@pytest.mark.parametrize(("name", "base"), list(product(NAMES, BASES)))
def test_a_pdf_has_its_title_and_language(name: str, base: str) -> None:
    front = handout(name).front
    with open_pdf(leaflet(name, base=base)) as pdf:
        assert str(pdf.docinfo["/Title"]) == front.title
        assert str(pdf.docinfo["/Author"]) == clinic("svg").file.name
        assert str(pdf.Root.Lang) == front.language
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == front.title
            assert metadata["pdfuaid:part"] == "1"


def test_the_foot_says_nothing_of_the_patient() -> None:
    with_patient = [joined(sheet.foot) for sheet in pages(leaflet(NAMES[0], patient=True))]
    for value in PATIENT.values():
        assert not [foot for foot in with_patient if value in foot]
