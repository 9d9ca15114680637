"""The list to fill in: read back as the columns that it was made for, the same bytes every time."""

from __future__ import annotations

import csv
import io
import re
import time
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handouts.clinic.clinic import SLIP_FIELDS, SlipField, SlipRules
from handouts.patient.list import read_list
from handouts.patient.template import template
from tests.conftest import Put
from tests.patient.lists import changed, inline, refusal

Kind = Literal["csv", "xlsx"]
LABELS: dict[SlipField, str] = {"name": "Enw", "number": "Rhif GIG", "note": "Notes"}


NOBODY = "There is no patient in the list. Write one patient a line below the header."
SHEET = "xl/worksheets/sheet1.xml"


def made(kind: str, fields: Sequence[SlipField], labels: Mapping[SlipField, str]) -> bytes:
    return template(Path(f"list.{kind}"), SlipRules(fields=tuple(fields), labels=dict(labels)))


def filled_in(put: Put, kind: Kind, data: bytes, columns: int) -> Path:
    """The template with one row below its header, whose last cell is the only full one."""
    if kind == "csv":
        text = io.StringIO(newline="")
        csv.writer(text).writerow([*[""] * (columns - 1), "x"])
        return put("list.csv", data + text.getvalue().encode())
    row = f'<row r="2">{inline(chr(64 + columns) + "2", "x")}</row></sheetData>'.encode()
    return put("list.xlsx", changed(data, SHEET, lambda xml: xml.replace(b"</sheetData>", row)))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_headings_and_nothing_else(put: Put, kind: Kind) -> None:
    """An example that somebody forgot to delete would be printed."""
    data = made(kind, SLIP_FIELDS, LABELS)
    assert refusal(put(f"list.{kind}", data), LABELS) == [f"list.{kind}: {NOBODY}"]
    patients = read_list(filled_in(put, kind, data, 9), LABELS, numbered=False)
    assert patients.columns == (*SLIP_FIELDS, "handout", "language")
    assert patients.header[:3] == ("Enw", "date_of_birth", "Rhif GIG")


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
    path = filled_in(put, kind, made(kind, fields, labels), len(fields) + 2)
    assert read_list(path, labels, numbered=False).columns == (*fields, "handout", "language")


def test_csv_as_excel_writes_it() -> None:
    data = made("csv", ("name", "note"), {})
    assert data == b"\xef\xbb\xbfname,note,handout,language\r\n"


def test_xlsx_columns_are_text() -> None:
    with zipfile.ZipFile(io.BytesIO(made("xlsx", ("name", "number"), {}))) as archive:
        sheet, styles = archive.read("xl/worksheets/sheet1.xml"), archive.read("xl/styles.xml")
    ranges = re.findall(rb'<col min="([0-9]+)" max="([0-9]+)" width="[0-9.]+" style="1"', sheet)
    assert [place for first, last in ranges for place in range(int(first), int(last) + 1)] == [1, 2, 3, 4]
    assert b'<xf numFmtId="49" fontId="0"' in styles.split(b"<cellXfs")[1].split(b"/>")[1]
    assert b"<b/>" in styles


def test_xlsx_columns_say_how_they_are_filled_in() -> None:
    long = "Rhif y Gwasanaeth Iechyd Gwladol, deg digid"
    data = made("xlsx", SLIP_FIELDS, {"date_of_birth": "Birth date", "number": long})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read(SHEET).decode()
    found = re.findall(r'promptTitle="([^"]*)" prompt="([^"]*)" sqref="([^"]*)"', sheet)
    assert len(found) == 9
    assert ("Birth date", "As in 1961-08-06", "B2:B1048576") in found
    assert [title for title, _, place in found if place.startswith("C2")] == ["number"]
    handout = "A name as `handouts list` shows it; empty: what the command says"
    assert ("handout", handout, "H2:H1048576") in found
    assert sheet.count("showInputMessage") == 9
    assert 'type="' not in sheet.split("<dataValidations")[1]  # a message, and no rule


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_same_bytes_every_time(kind: Kind) -> None:
    first = made(kind, SLIP_FIELDS, LABELS)
    time.sleep(2.1)  # the time in a zip file counts in steps of two seconds
    assert made(kind, SLIP_FIELDS, LABELS) == first
