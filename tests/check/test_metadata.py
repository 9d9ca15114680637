"""What a PDF says of itself: all of it is read, and what can only be a patient's is seen."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.check.metadata import Metadata, of_a_patient, read_metadata, unseen
from tests.page.pdf import NAMES, leaflet


def metadata(text: str, key: str = "Subject") -> Metadata:
    return Metadata("", "", False, ((key, text),))


@st.composite
def nhs_numbers(draw: st.DrawFn) -> str:
    """Nine digits, and the check digit of the NHS Data Dictionary."""
    nine = draw(st.lists(st.integers(0, 9), min_size=9, max_size=9))
    check = (11 - sum(digit * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True)) % 11) % 11
    if check == 10:
        nine[8] = nine[8] + 1 if nine[8] < 9 else 8
        check = (11 - sum(digit * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True)) % 11) % 11
    digits = "".join(str(digit) for digit in (*nine, check))
    gap = draw(st.sampled_from(("", " ", "-")))
    return gap.join((digits[:3], digits[3:6], digits[6:]))


@given(
    number=nhs_numbers(),
    before=st.sampled_from(("", "NHS no. ", "Letter for ")),
    after=st.sampled_from(("", ", Mr", ".")),
)
def test_an_nhs_number_is_seen_wherever_it_stands(number: str, before: str, after: str) -> None:
    assert of_a_patient(metadata(f"{before}{number}{after}")) == [("Subject", "an NHS number")]


@pytest.mark.parametrize(
    "text",
    [
        "born 6 August 1961",
        "DOB 06/08/1961",
        "D.O.B.: 6.8.61",
        "Date of birth: 1961-08-06",
        "Birth date August 6, 1961",
    ],
)
def test_a_date_of_birth_is_seen(text: str) -> None:
    assert of_a_patient(metadata(text)) == [("Subject", "a date of birth")]


@pytest.mark.parametrize(
    "text",
    [
        "Version of 6 August 2026",
        "943 476 5918",
        "01632 960001",
        "9434765919123",
        "a1-943-476-5919",
        "How to be born again",
    ],
)
def test_what_tells_of_nobody_is_let_be(text: str) -> None:
    assert of_a_patient(metadata(text)) == []


def test_words_that_stand_on_no_page() -> None:
    found = Metadata("", "", False, (("Title", "Sleep: how"), ("Author", "J. Smith"), ("Keywords", "sleep")))
    assert unseen(found, "SLEEP\nhow, and more") == ["Author"]


def made(**info: str) -> pikepdf.Pdf:
    document = pikepdf.new()
    document.add_blank_page()
    for key, value in info.items():
        document.docinfo[f"/{key}"] = pikepdf.String(value)
    return document


def test_both_places_are_read() -> None:
    document = made(Author="J. Smith", Producer="X")
    with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
        xmp["dc:title"] = "A letter"
        xmp["dc:subject"] = {"one word"}
        xmp["xmpMM:DocumentID"] = "uuid:943-476-5919"
        xmp["xmp:CreatorTool"] = "X"
    found = read_metadata(document)
    assert found.title == "A letter"
    assert set(found.texts) == {("Author", "J. Smith"), ("Title", "A letter"), ("Keywords", "one word")}


@pytest.mark.parametrize("name", NAMES)
def test_a_leaflet_of_this_program(name: str) -> None:
    with pikepdf.open(BytesIO(leaflet(name, patient=True))) as document:
        found = read_metadata(document)
    assert (found.language, found.shows_title) == ("en-GB", True)
    assert {key for key, _ in found.texts} == {"Title", "Author", "Subject"}
    assert of_a_patient(found) == []


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200), st.text(max_size=80).map(lambda text: f"<a>{text}</a>".encode("utf-8", "replace"))
    )
)
def test_whatever_stands_there_is_read(data: bytes) -> None:
    document = made()
    document.Root.Metadata = document.make_stream(data)
    assert read_metadata(document).title == ""


def test_xmp_that_unpacks_without_end_is_not_unpacked(tmp_path: Path) -> None:
    document = made()
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c; 943 476 5919</a>'
    document.Root.Metadata = document.make_stream(bomb)
    assert of_a_patient(read_metadata(document)) == [("XMP", "an NHS number")]
