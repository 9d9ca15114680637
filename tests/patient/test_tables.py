"""CSV files as people save them: every encoding and separator, and none that is read wrongly without a word."""

from __future__ import annotations

import csv
import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handouts.errors import Refused
from handouts.patient.list import read_list
from handouts.patient.table import read_table
from tests.conftest import Put
from tests.patient.lists import refusal, workbook, xlsx

ENCODINGS = {
    "utf-8": ("", "UTF-8"),
    "utf-8-sig": ("", "UTF-8"),
    "utf-16": ("", "UTF-16"),
    "utf-16-le": ("", "UTF-16"),
    "utf-16-be": ("", "UTF-16"),
    "utf-16-be with a mark": ("\ufeff", "UTF-16"),
}
"""Encoding, what is put before the text, what the note says."""
WORDS = {",": "commas", ";": "semicolons", "\t": "tabs"}
WINDOWS = "The list is not UTF-8 and was read as Windows-1252: check names with accents; better save it as CSV UTF-8."
SAVE_AS = "Save it as .xlsx or as CSV UTF-8."


@pytest.mark.parametrize("delimiter", WORDS)
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_separators(put: Put, encoding: str, delimiter: str, end: str) -> None:
    mark, shown = ENCODINGS[encoding]
    text = mark + end.join(["Name,Date of birth,Note", "Siân O’Neill,1961-08-06,Ω"]).replace(",", delimiter)
    table = read_table(put("list.csv", text.encode(encoding.split(" ", maxsplit=1)[0])))
    assert list(table.lines()) == [
        (1, ("Name", "Date of birth", "Note")),
        (2, ("Siân O’Neill", "1961-08-06", "Ω")),
    ]
    assert table.notes == (f"Read as {shown}, separated by {WORDS[delimiter]}.",)
    assert (table.delimiter, table.name) == (delimiter, "list.csv")


def test_windows_1252(put: Put) -> None:
    table = read_table(put("list.csv", "name\nSiân O’Neill\n".encode("cp1252")))
    assert [cells for _, cells in table.lines()] == [("name",), ("Siân O’Neill",)]
    assert table.notes == ("Read as Windows-1252, separated by commas.", WINDOWS)


def test_no_encoding_fits_the_end_of_a_long_file(put: Put) -> None:
    """The first piece of the file is right; what comes after it is seen all the same."""
    long = b"name\n" + b"x\n" * 600_000
    assert read_table(put("list.csv", long + "Siân".encode())).notes == ("Read as UTF-8, separated by commas.",)
    assert read_table(put("list.csv", long + b"Si\xe2n")).notes[1:] == (WINDOWS,)
    [message] = refusal(put("list.csv", long + b"Si\x81n"))
    assert message == "list.csv: This is no text that can be read. Save the list as CSV UTF-8."


@pytest.mark.parametrize("data", [b"name\nSi\x81n\n", b"\xff\xfen\0a\0m\0e\0\n\0\x00\xd8", b"\xff\xfen\0a\0m\0e\0\n"])
def test_no_text(put: Put, data: bytes) -> None:
    assert refusal(put("list.csv", data)) == ["list.csv: This is no text that can be read. Save the list as CSV UTF-8."]


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;", "sep=;;"])
def test_excel_says_the_separator(put: Put, first: str) -> None:
    table = read_table(put("list.csv", f"{first}\r\nname;note\r\nA,B,C;D\r\n"))
    assert list(table.lines()) == [(2, ("name", "note")), (3, ("A,B,C", "D"))]


def test_excel_says_tabs(put: Put) -> None:
    table = read_table(put("list.csv", "sep=\t\r\nname,note\r\n"))
    assert list(table.lines()) == [(2, ("name,note",))]


@pytest.mark.parametrize("first", ["sep=|", "sep="])
def test_excel_says_another_separator(put: Put, first: str) -> None:
    what = "list.csv:1: The first line names a separator that is no comma, semicolon or tab."
    assert refusal(put("list.csv", f"{first}\nname|note\nA|B\n")) == [f"{what} Save the list as CSV UTF-8."]


def test_the_separator_is_the_one_of_the_known_columns(put: Put) -> None:
    """More cells between commas, but more headings between semicolons."""
    assert (
        read_table(put("list.csv", "Next appointment;Date of birth\nBy phone, or here, or there;x\n")).delimiter == ";"
    )
    text = 'Geburtstag, der, so, weit;"Vor, und, Nachname, ganz";Nummer\nx;y;z\n'
    labels = {"name": "Vor, und, Nachname, ganz", "number": "Nummer"}
    assert read_table(put("list.csv", text), labels).delimiter == ";"


SIGNS = 'Write a quote sign inside a cell twice (""), and close each cell that opens with one.'


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ('name,note\nA,b\n"Zbigniew,c\nD,e\nF,g\n', ["3: A quote sign opens here and is never closed."]),
        ('sep=,\nname,note\n"Zbigniew,c\nD,e\n', ["3: A quote sign opens here and is never closed."]),
        (
            'name,note\n"Zbigniew"x,c\nD,e\n"F"y,g\n',
            [
                "2: A quote sign is in the wrong place in this line.",
                "4: A quote sign is in the wrong place in this line.",
            ],
        ),
        (
            'name,note\n"A\nZbigniew" x,c\nD,e\n',
            ["2: A quote sign is in the wrong place between this line and line 3."],
        ),
        ('"name,note\nZbigniew,e\n', ["1: A quote sign opens here and is never closed."]),
        (
            'name,note\n"' + "Zbigniew,c\n" * 20_000,
            ["2: A cell is longer than 131,072 letters between this line and line 11917: a quote sign is not closed."],
        ),
    ],
    ids=["open", "open-after-sep", "after", "lines", "header", "too-long"],
)
def test_quotes_that_do_not_fit(put: Put, text: str, messages: list[str]) -> None:
    found = refusal(put("list.csv", text))
    assert found[: len(messages)] == [f"list.csv:{message} {SIGNS}" for message in messages]
    assert not [message for message in found if "Zbigniew" in message]
    assert csv.field_size_limit() == 131_072


def test_a_row_has_the_line_on_which_it_begins(put: Put) -> None:
    table = read_table(put("list.csv", 'name,note\n\n"A\nB\nC",d\n,\nE,f\n'))
    assert list(table.lines()) == [
        (1, ("name", "note")),
        (2, ()),
        (3, ("A\nB\nC", "d")),
        (6, ("", "")),
        (7, ("E", "f")),
    ]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
KINDS = [
    ("list.xls", OLE, f"A list cannot be read from .xls. {SAVE_AS}"),
    ("list.xlsm", b"PK\x03\x04", f"A list cannot be read from .xlsm. {SAVE_AS}"),
    ("list.txt", b"name\nA\n", f"The name of the list ends in none of .csv, .xlsx and .ods. {SAVE_AS}"),
    ("list", b"name\nA\n", f"The name of the list ends in none of .csv, .xlsx and .ods. {SAVE_AS}"),
    *(
        ("list.csv", data, "The file is empty. Write a header row, and one patient a line below it.")
        for data in (b"", b"\xef\xbb\xbf\r\n", b"\n\n", b";;;\r\n", b"\xff\xfe\n\0")
    ),
    ("list.xlsx", b"", "The file is empty. Write a header row, and one patient a line below it."),
    ("list.csv", xlsx(["name"]), "This is a spreadsheet and not CSV. Let its name end in .xlsx or .ods, as it was."),
    (
        "list.xlsx",
        b"name\nA\n",
        "This is not a spreadsheet, though its name ends in .xlsx. If it is CSV, let its name end in .csv; else save it anew.",
    ),
    (
        "list.xlsx",
        OLE + "EncryptedPackage".encode("utf-16-le"),
        "The file is protected by a password. Save it without the password.",
    ),
    ("list.xlsx", OLE, f"This is an old Excel file (.xls) under another name. Open it in Excel. {SAVE_AS}"),
    ("list.csv", OLE, f"This is an old Excel file (.xls) under another name. Open it in Excel. {SAVE_AS}"),
    ("list.csv", b"name,note\n", "There is no patient in the list. Write one patient a line below the header."),
    ("list.csv", b"name,note\n\n , \n", "There is no patient in the list. Write one patient a line below the header."),
    ("list.xlsx", xlsx(["name"]), "There is no patient in the list. Write one patient a line below the header."),
    ("list.xlsx", workbook(lambda *_: None), "The list is empty. Write a header row, and one patient a line below it."),
    ("list.csv", b"\xc2\xa0\n", "The list is empty. Write a header row, and one patient a line below it."),
]


@pytest.mark.parametrize(("name", "data", "message"), KINDS)
def test_no_lists(put: Put, name: str, data: bytes, message: str) -> None:
    assert refusal(put(name, data)) == [f"{name}: {message}"]


def test_no_file(here: Path) -> None:
    (here / "folder.csv").mkdir()
    assert refusal(here / "list.csv") == ["list.csv: There is no such file. Check the path and its spelling."]
    assert refusal(here / "folder.csv") == ["folder.csv: This is not a file. Name a file."]


def test_too_large(here: Path) -> None:
    with (here / "list.csv").open("wb") as stream:
        stream.truncate(64 * 1024 * 1024 + 1)
    assert refusal(here / "list.csv") == ["list.csv: The file is larger than 64 MB. Make it smaller."]


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff"), max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=6),
    st.sampled_from(list(ENCODINGS)),
    st.sampled_from(list(WORDS)),
    # Ending lines in \n alone, Python's writer leaves a lone \r without quotes, where it ends a line.
    st.sampled_from([("\r\n", csv.QUOTE_MINIMAL), ("\r\n", csv.QUOTE_ALL), ("\n", csv.QUOTE_ALL)]),
)
def test_whatever_a_csv_writer_writes_is_read_back(
    tmp_path: Path, rows: list[list[str]], encoding: str, delimiter: str, form: tuple[str, int]
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=form[0], quoting=form[1]).writerows(
        [["name", "date_of_birth", "next appointment"], *rows]
    )
    path = tmp_path / "list.csv"
    path.write_bytes((ENCODINGS[encoding][0] + text.getvalue()).encode(encoding.split(" ", maxsplit=1)[0]))
    table = read_table(path)
    assert [list(cells) for _, cells in table.lines()][1:] == rows
    assert table.delimiter == delimiter
    assert list(table.lines()) == list(table.lines())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=120), st.sampled_from([b"", b"name,note\n", b"\xff\xfe", b'"']))
def test_any_bytes_are_a_table_or_a_refusal(tmp_path: Path, data: bytes, start: bytes) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(start + data)
    try:
        for row in read_list(path, {}, numbered=False).rows():
            assert row.line > 1
    except Refused as refused:
        assert refused.problems


def test_the_rows_are_never_all_in_memory(put: Put) -> None:
    path = put("list.csv", "name,date_of_birth,note\n" + "Siân O’Neill,1961-08-06,Bring your leaflet along\n" * 100_000)
    size = path.stat().st_size
    patients = read_list(path, {}, numbered=False)
    tracemalloc.start()
    try:
        assert sum(1 for _ in patients.rows()) == 100_000
        assert sum(1 for _ in patients.rows()) == 100_000
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < size / 10
