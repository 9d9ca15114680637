"""The list to fill in: read back as the columns that it was made for, the same bytes every time."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Mapping
from datetime import date
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handouts.clinic.clinic import SLIP_FIELDS, SlipField
from handouts.patient.entry import Entry
from handouts.patient.list import read_list
from handouts.patient.template import template
from tests.conftest import Put
from tests.patient.lists import entries

Kind = Literal["csv", "xlsx"]
LABELS: dict[SlipField, str] = {"name": "Enw", "number": "Rhif GIG", "note": "Notes"}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_example_that_is_read_back(put: Put, kind: Kind) -> None:
    path = put(f"list.{kind}", template(kind, SLIP_FIELDS, LABELS))
    patients = read_list(path, LABELS, numbered=False)
    assert patients.columns == (*SLIP_FIELDS, "handout", "language")
    assert patients.header[:3] == ("Enw", "date_of_birth", "Rhif GIG")
    [entry] = entries(path, LABELS, nhs_number=True)
    assert isinstance(entry, Entry)
    assert (entry.slip.date_of_birth, entry.slip.number) == (date(1961, 8, 6), "943 476 5919")
    assert (entry.handouts, entry.language) == (("vitamin-b12-and-food",), "en-GB")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.sampled_from(["csv", "xlsx"]),
    st.lists(st.sampled_from(SLIP_FIELDS), unique=True),
    st.dictionaries(
        st.sampled_from(SLIP_FIELDS),
        st.sampled_from(["Name", "name", "Date", "D.O.B.", "Notes", "handout", "Row", "-", "Nom, prénom", "Ω"]),
    ),
)
def test_whatever_the_labels_it_is_read_back(
    put: Put, kind: Kind, fields: list[SlipField], labels: Mapping[SlipField, str]
) -> None:
    path = put(f"list.{kind}", template(kind, fields, labels))
    assert read_list(path, labels, numbered=False).columns == (*fields, "handout", "language")


def test_csv_as_excel_writes_it() -> None:
    data = template("csv", ("name", "note"), {})
    assert data.startswith(b"\xef\xbb\xbfname,note,handout,language\r\n")
    assert data.endswith(b",en-GB\r\n")


def test_xlsx_columns_are_text() -> None:
    with zipfile.ZipFile(io.BytesIO(template("xlsx", ("name", "number"), {}))) as archive:
        sheet, styles = archive.read("xl/worksheets/sheet1.xml"), archive.read("xl/styles.xml")
    assert sheet.count(b"<col min=") == sheet.count(b'style="1"') == 4
    assert b'<xf numFmtId="49" fontId="0"' in styles.split(b"<cellXfs")[1].split(b"/>")[1]
    assert b"<b/>" in styles


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_same_bytes_every_time(kind: Kind) -> None:
    first = template(kind, SLIP_FIELDS, LABELS)
    time.sleep(2.1)  # the time in a zip file counts in steps of two seconds
    assert template(kind, SLIP_FIELDS, LABELS) == first
