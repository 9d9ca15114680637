"""What every sheet of paper shows: its number, whether it may be given, nothing cut off; and what a PDF says of itself."""

from __future__ import annotations

from itertools import product

import pytest

from handouts.content.body import Urgent
from handouts.content.words import words
from tests.page.pdf import (
    BASES,
    NAMES,
    PAPERS,
    PATIENT,
    clinic,
    fold,
    handout,
    joined,
    leaflet,
    open_pdf,
    pages,
    pictures,
)
from tests.page.test_text import expected

MILLIMETRE = 72 / 25.4
UNPRINTABLE = 5 * MILLIMETRE
"""What an office printer may leave blank along the edges of a sheet."""
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
            front.title,
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
    from pathlib import Path

    from handouts.clinic.edition import Edition
    from handouts.content.handout import Handout
    from handouts.page.output import make

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
    """The foot is as wide as the page's words may be; ink stays in that width, above the foot, and on what printers print."""
    data = leaflet(name, base=base, paper=paper, clinic_kind=kind)
    for sheet, picture in zip(pages(data), pictures(data, 72), strict=True):
        foot = [letter.box for letter in sheet.foot if not letter.text.isspace()]
        body = [letter.box for letter in sheet.body if not letter.text.isspace()]
        left, top_of_foot = min(box[0] for box in foot), max(box[3] for box in foot)
        assert min(box[1] for box in foot) >= UNPRINTABLE
        assert max(box[2] for box in foot) <= sheet.width - left + 1
        assert min(box[0] for box in body) >= left - 1
        assert max(box[2] for box in body) <= sheet.width - left + 1
        assert min(box[1] for box in body) > top_of_foot
        ink = picture.point(lambda value: 255 if value < 250 else 0).getbbox()
        assert ink
        assert ink[0] >= left - 2
        assert ink[1] >= UNPRINTABLE
        assert ink[2] <= sheet.width - left + 2
        assert ink[3] <= sheet.height - UNPRINTABLE


@pytest.mark.parametrize(("name", "base", "paper"), list(product(NAMES, BASES, PAPERS)))
def test_the_urgent_box_stands_on_one_page(name: str, base: str, paper: str) -> None:
    (index,) = (index for index, part in enumerate(handout(name).body) if isinstance(part, Urgent))
    wanted = expected(name, base).parts[index]
    sheets = pages(leaflet(name, base=base, paper=paper))
    text = [fold(sheet.text.replace("•", " ").replace("! ", " ")) for sheet in sheets]
    assert [number for number, found in enumerate(text) if wanted in found] != [], wanted
    assert wanted in text[0], "urgent help is on the first page"


@pytest.mark.parametrize("base", BASES)
def test_what_a_pdf_says_of_itself_is_not_of_the_patient(base: str) -> None:
    with open_pdf(leaflet(NAMES[0], base=base, patient=True)) as pdf, open_pdf(leaflet(NAMES[0], base=base)) as plain:
        front = handout(NAMES[0]).front
        assert str(pdf.docinfo["/Title"]) == front.title
        assert str(pdf.docinfo["/Author"]) == clinic("svg").file.name
        assert str(pdf.Root.Lang) == front.language
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert bool(pdf.Root.MarkInfo.Marked)
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == front.title
            assert metadata["pdfuaid:part"] == "1"
        assert pdf.Root.Metadata.read_bytes() == plain.Root.Metadata.read_bytes()
        assert {key: str(value) for key, value in pdf.docinfo.items()} == {
            key: str(value) for key, value in plain.docinfo.items()
        }
        assert "/EmbeddedFiles" not in pdf.Root.get("/Names", {})
        outside = [str(one) for one in pdf.objects if isinstance(one, (str,))]
        for key, value in PATIENT.items():
            assert not [one for one in outside if value in one], key


def test_the_foot_says_nothing_of_the_patient() -> None:
    with_patient = [joined(sheet.foot) for sheet in pages(leaflet(NAMES[0], patient=True))]
    for value in PATIENT.values():
        assert not [foot for foot in with_patient if value in foot]
