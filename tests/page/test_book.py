"""Bound to one file, pages look as they did, each PDF begins on a new sheet, and what is the same is there once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.clinic.approval import DRAFT
from handouts.clinic.edition import edition
from handouts.page.book import Book
from handouts.page.output import compose_all
from handouts.page.sharing import AlteredError
from handouts.page.typeset import typeset_open
from handouts.patient.master import Master, open_master
from handouts.patient.stamp import stamp
from tests.page.pdf import NAMES, clinic, handout, leaflet

MARKS = {"name": "qxja", "date_of_birth": "qxjb", "number": "qxjc", "note": "qxjg"}
NAME = st.text("ABCDEFGabcdefgŁłÉé '-", min_size=1, max_size=20)


@cache
def master(paper: str = "A4", name: str = NAMES[1]) -> Master:
    """A master of a handout, with some fields."""
    composed = compose_all([handout(name)], clinic("svg"), edition("standard", paper), MARKS, [DRAFT])
    opened = typeset_open(composed, MARKS)
    found = open_master(opened) if opened else None
    assert found
    return found


def stamped(name: str, paper: str = "A4", handout_name: str = NAMES[1]) -> bytes:
    """A patient's leaflet that was stamped."""
    one = master(paper, handout_name)
    texts = {"name": name, "date_of_birth": "6 August 1961", "number": "N1", "note": f"For {name}"}
    tail = stamp(one, texts)
    assert tail
    return one.common + tail


def bound(pdfs: Sequence[bytes], front: Sequence[bytes] = ()) -> bytes:
    book, pieces = Book(), []
    for pdf in pdfs:
        with pytest.raises(AlteredError):
            book.add(pdf, hashlib.sha256(pdf[:-1]).hexdigest())
        book.add(pdf, hashlib.sha256(pdf).hexdigest())
        pieces.append(book.take())
    for place, pdf in reversed(list(enumerate(front))):
        book.add_front(place, pdf)
    return b"".join([*pieces, *book.end("For the printer", "Mill Lane", "en-GB")])


def shown(pdf: bytes) -> list[tuple[bytes, str]]:
    """The pixels at 150 dpi and the words of each page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [
            (
                page.render(scale=150 / 72).to_pil().tobytes(),
                page.get_textpage().get_text_bounded(),
            )
            for page in document
        ]
    finally:
        document.close()


def on_sheets(pdf: bytes) -> list[tuple[bytes, str]]:
    """What is shown of a PDF on whole sheets."""
    pages = shown(pdf)
    return pages + [(b"\xff" * len(pages[-1][0]), "")] * (len(pages) % 2)


def test_every_page_is_as_it_is_alone() -> None:
    """Stamped and typeset leaflets, of several papers and masters, mixed."""
    pdfs = [
        stamped("Agnieszka Wójcik"),
        leaflet(NAMES[0]),
        stamped("Li", "A5"),
        stamped("Bo"),
        leaflet(NAMES[1], patient=True),
        stamped("Łukasz", "A5"),
    ]
    assert shown(bound(pdfs)) == [page for pdf in pdfs for page in on_sheets(pdf)]


def test_the_front_comes_first_in_the_order_of_its_places() -> None:
    front, pdf = [stamped("A", "A5"), stamped("B", "A5")], stamped("C")
    found = [page.mediabox[2] for page in pikepdf.open(BytesIO(bound([pdf], front))).pages]
    count = sum(len(shown(one)) for one in front)
    assert [float(width) < 500 for width in found] == [True] * (count + count % 2) + [False] * (len(found) - count)


def test_what_is_the_same_is_there_once() -> None:
    one = bound([stamped("A")])
    assert len(bound([stamped("A"), stamped("B"), leaflet(NAMES[1]), leaflet(NAMES[1])])) - len(one) < 60_000
    fonts = {
        font.objgen
        for page in pikepdf.open(BytesIO(bound([leaflet(NAMES[1])] * 3))).pages
        for font in page.obj.Resources.Font.values()
    }
    alone = pikepdf.open(BytesIO(bound([leaflet(NAMES[1])])))
    assert len(fonts) == len(alone.pages[0].obj.Resources.Font)


def test_a_patient_takes_few_bytes() -> None:
    pdfs = [stamped(f"Patient {row}", handout_name=NAMES[0]) for row in range(201)]
    assert (len(bound(pdfs)) - len(bound(pdfs[:1]))) / 200 < 1200


@pytest.mark.parametrize("count", [1, 2, 99, 101, 2600])
def test_any_number_of_pages_makes_a_file_that_opens(count: int) -> None:
    pdf = bound([stamped("Li", "A5")] * count)
    opened = pikepdf.open(BytesIO(pdf))
    pages = -(-len(shown(stamped("Li", "A5"))) // 2) * 2
    assert opened.check_pdf_syntax() == []
    assert len(opened.pages) == count * pages
    assert len(pypdfium2.PdfDocument(pdf)) == count * pages


@given(st.lists(NAME, min_size=1, max_size=6))
@settings(max_examples=15)
def test_the_same_files_give_the_same_bytes(names: list[str]) -> None:
    """And what is printed of a patient does not depend on the others."""
    pdfs = [stamped(name) for name in names]
    assert bound(pdfs) == bound(pdfs)
    assert shown(bound(pdfs))[-2:] == on_sheets(pdfs[-1])[-2:]


@given(st.data())
@settings(max_examples=25)
def test_a_leaflet_that_is_nearly_a_master_s_is_read_as_any_pdf(data: st.DataObject) -> None:
    """A changed byte in the end never puts another's words on a page: it is read anew, or refused."""
    first, second = stamped("Anna"), stamped("Bert")
    place = data.draw(st.integers(len(master().common), len(second) - 1))
    changed = second[:place] + bytes([second[place] ^ 1]) + second[place + 1 :]
    try:
        pages = shown(bound([first, changed]))
    except (pikepdf.PdfError, AssertionError, AttributeError, ValueError):
        return
    assert pages[: len(pages) // 2] == on_sheets(first)


def test_the_file_asks_to_be_printed_as_it_is_and_holds_no_tags() -> None:
    with pikepdf.open(BytesIO(bound([stamped("Agnieszka")]))) as pdf:
        asked = pdf.Root.ViewerPreferences
        assert (asked.PrintScaling, asked.Duplex) == ("/None", "/DuplexFlipLongEdge")
        assert asked.PickTrayByPDFSize
        assert set(pdf.docinfo.keys()) == {"/Title", "/Author"}
        assert "/StructTreeRoot" not in pdf.Root
        assert "/Metadata" not in pdf.Root
        assert not any("/Annots" in page.obj or "/StructParents" in page.obj for page in pdf.pages)
