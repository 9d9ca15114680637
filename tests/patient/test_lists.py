"""Headers as people write them, rows with their numbers, and everything that makes a list no list."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from handouts.patient.list import COLUMNS, as_text, date_orders, order_notes, read_list
from tests.conftest import Put
from tests.patient.lists import Order, entries, refusal, xlsx

HEADINGS = [
    *(
        ("name", text)
        for text in ("name", "NAME", " Patient ", "Patient name", "full_name", "\ufeffName", "Full\u00a0Name")
    ),
    *(
        ("date_of_birth", text)
        for text in ("dob", "D.O.B.", "Birth date", "birthdate", "Date of Birth", "date-of-birth")
    ),
    *(("number", text) for text in ("NHS number", "NHS No", "nhs no.", "Patient number", "Hospital-Number", "MRN")),
    *(("given_by", text) for text in ("Given by", "GIVEN_BY", "Clinician")),
    *(("next_visit", text) for text in ("next visit", "Next appointment", "appointment")),
    *(("date", text) for text in ("Date", "date given")),
    *(("handout", text) for text in ("handouts", "Leaflet")),
    *(("language", text) for text in ("lang", "LANGUAGE")),
    *((column, column.upper()) for column in COLUMNS),
]


@pytest.mark.parametrize(("column", "heading"), HEADINGS)
def test_headings(put: Put, column: str, heading: str) -> None:
    patients = read_list(put("list.csv", f'"{heading}"\nx\n'), {}, numbered=False)
    assert patients.columns == (column,)


def test_a_heading_on_two_lines(put: Put) -> None:
    path = put("list.csv", '"Date\nof birth"\n1961-08-06\n')
    patients = read_list(path, {}, numbered=False)
    assert (patients.columns, patients.header) == (("date_of_birth",), ("Date\nof birth",))
    assert [row.line for row in patients.rows()] == [3]


def test_headings_of_the_clinic(put: Put) -> None:
    labels = {"name": "Enw", "number": "Rhif GIG", "given_by": "Date", "next_visit": "Nesaf", "note": "Nesaf"}
    path = put("list.csv", "Enw,rhif-gig,date\nA,1,2026-01-01\n")
    assert read_list(path, labels, numbered=False).columns == ("name", "number", "date")
    message = "list.csv:1: The column `Nesaf` is unknown. Delete the column."
    assert refusal(put("list.csv", "Enw,Nesaf\nA,1\n"), labels) == [message]
    labelled = read_list(put("list.csv", "Notes,Name\nA,1\n"), {"note": "Notes"}, numbered=False)
    assert labelled.columns == ("note", "name")
    assert read_list(put("list.csv", "Surname\nA\n"), {"name": "Surname"}, numbered=False).columns == ("name",)


NO_HEADER = (
    "This line has none of the headings of a patient list. Put a header row above the patients, with some of: "
    "name, date_of_birth, number, date, given_by, next_visit, note, handout, pack, language, edition, paper, ink, "
    "discussed, row, error."
)
NO_NOTE = "Delete it. A message to be printed stands under `note`."
JOIN = "Join the parts of the name in one column `name`."
FAULTY = [
    *(
        (f"Name,{text}", [f"The column `{text}` is unknown. {NO_NOTE}"])
        for text in ("Notes", "notes", "NOTES:", "comments", "Comment")
    ),
    *(
        (f"Dob,{text}", [f"The column `{text}` is unknown. {JOIN}"])
        for text in (
            *("Surname", "First name", "first_name", "Forename", "Last name", "LASTNAME", "Family-name", "Given name"),
            "Title",
        )
    ),
    (
        "Nmae,Gender,Date of brith,note",
        [
            "The column `Nmae` is unknown. Did you mean `name`? Else delete the column.",
            "The column `Gender` is unknown. Delete the column.",
            "The column `Date of brith` is unknown. Did you mean `date_of_birth`? Else delete the column.",
        ],
    ),
    (
        "Name,D.O.B.,Patient,Birth date",
        [
            "There are 2 columns for `name`: column 1 (A) and column 3 (C). Keep one.",
            "There are 2 columns for `date_of_birth`: column 2 (B) and column 4 (D). Keep one.",
        ],
    ),
    (
        "Name,Zbigniew 1961,z@quux.org," + "Q" * 41,
        [
            "The heading of column 2 (B) is unknown. Delete the column.",
            "The heading of column 3 (C) is unknown. Delete the column.",
            "The heading of column 4 (D) is unknown. Delete the column.",
        ],
    ),
    ("Name,Qu\u200bux", ["The heading of column 2 (B) is unknown. Delete the column."]),
    ("Zbigniew Quux,1961-08-06,943 476 5919", [NO_HEADER]),
    (
        "Name,Quux,Dob,Notes,Dob",
        [
            "The column `Quux` is unknown. Delete the column.",
            f"The column `Notes` is unknown. {NO_NOTE}",
            "There are 2 columns for `date_of_birth`: column 3 (C) and column 5 (E). Keep one.",
        ],
    ),
]


@pytest.mark.parametrize(("header", "messages"), FAULTY)
@pytest.mark.parametrize("before", ["", "\n\n"])
def test_faulty_headers(put: Put, header: str, messages: list[str], before: str) -> None:
    path = put("list.csv", f"{before}{header}\n{header}\n")
    assert refusal(path) == [f"list.csv:{len(before) + 1}: {message}" for message in messages]


def test_columns_without_a_heading(put: Put) -> None:
    lines = ["name,,note,", *["A,,b,"] * 3, *["A, ,b,x"] * 7, "A,y,b,", "", "A,\u00a0,b,"]
    assert refusal(put("list.csv", "\n".join(lines))) == [
        "list.csv:1: There is no heading above column 4 (D), which holds something in lines 5, 6, 7, 8, 9 and 2 more. Write its heading, or delete the column.",
        "list.csv:1: There is no heading above column 2 (B), which holds something in line 12. Write its heading, or delete the column.",
    ]
    patients = read_list(put("list.csv", "name,,note, \nA, ,b,\nA,,b\n"), {}, numbered=False)
    assert patients.columns == ("name", None, "note", None)
    assert [row.ragged for row in patients.rows()] == [False, False]


def test_the_letters_of_a_column(put: Put) -> None:
    header = ",".join(["name", *[""] * 24, "Z9", "AA9", *[""] * 674, "ZZ9", "AAA9"])
    where = [message.split(" is unknown")[0] for message in refusal(put("list.csv", header + "\nA\n"))]
    assert [one.split("heading of ")[1] for one in where] == [
        *("column 26 (Z)", "column 27 (AA)", "column 702 (ZZ)", "column 703 (AAA)")
    ]


def test_lines_and_numbers(put: Put) -> None:
    text = '\n\nname,note\n\nA,1\n , \n"B","2"\n\n\nC,3\n\n,\n'
    patients = read_list(put("list.csv", text), {}, numbered=False)
    assert [(row.number, row.line, row.cells) for row in patients.rows()] == [
        (1, 5, ("A", "1")),
        (2, 7, ("B", "2")),
        (3, 10, ("C", "3")),
    ]
    assert patients.empty_lines == (4, 6, 8, 9)
    assert list(patients.rows()) == list(patients.rows())


def test_too_many_empty_lines(put: Put) -> None:
    path = put("list.csv", "name\nA\n" + "\n" * 10_001 + "B\n")
    what = "list.csv:3: More than 10,000 lines between patients are empty. Delete the empty lines."
    assert refusal(path) == [what]
    assert read_list(put("list.csv", "name\nA\n" + "\n" * 10_001), {}, numbered=False).empty_lines == ()


@pytest.mark.parametrize(
    ("line", "cells", "ragged"),
    [
        ("A,b,c", ("A", "b", "c"), False),
        ("A,b,c,, ,\u00a0", ("A", "b", "c"), False),
        ("A,b,c,,d", ("A", "b", "c", "", "d"), True),
        ("A,b", ("A", "b"), True),
        ("A", ("A",), True),
        ("A,,", ("A", "", ""), False),
    ],
)
def test_ragged_rows(put: Put, line: str, cells: tuple[str, ...], ragged: bool) -> None:
    [row] = read_list(put("list.csv", f"name,note,handout\n{line}\n"), {}, numbered=False).rows()
    assert (row.cells, row.ragged) == (cells, ragged)


def test_numbers_from_the_list(put: Put) -> None:
    text = "row,name\n12,A\n0003,B\n 7 ,C\n"
    numbered = read_list(put("list.csv", text), {}, numbered=True)
    assert [row.number for row in numbered.rows()] == [12, 3, 7]
    assert numbered.numbered
    assert [row.number for row in read_list(put("list.csv", text), {}, numbered=False).rows()] == [1, 2, 3]
    unnumbered = read_list(put("list.csv", "name\nA\nB\n"), {}, numbered=True)
    assert [row.number for row in unnumbered.rows()] == [1, 2]
    sheet = read_list(put("list.xlsx", xlsx(["name", "Row"], ["A", 12], ["B", "0004"])), {}, numbered=True)
    assert [row.number for row in sheet.rows()] == [12, 4]


@pytest.mark.parametrize("rows", ["", "\n , \n\n"])
def test_a_mended_list_whose_last_row_was_deleted(put: Put, rows: str) -> None:
    path = put("list.csv", f"row,name\n{rows}")
    patients = read_list(path, {}, numbered=True)
    assert (list(patients.rows()), patients.columns, patients.empty_lines) == ([], ("row", "name"), ())
    message = "list.csv: There is no patient in the list. Write one patient a line below the header."
    assert refusal(path) == [message]
    assert refusal(put("list.csv", f"name,note\n{rows}"), numbered=True) == [message]
    assert list(read_list(put("list.xlsx", xlsx(["row", "name"])), {}, numbered=True).rows()) == []


def test_wrong_numbers(put: Put) -> None:
    cells = ["1", "", "x", "1.5", "0", "-3", "٣", "1234567890", "2", "001", "2", "1"]
    path = put("list.csv", "name,row\n" + "".join(f"A,{cell}\n" for cell in cells))
    assert refusal(path, numbered=True) == [
        "list.csv:1: `row` is not the number of a row in lines 3, 4, 5, 6, 7 and 2 more. Copy the numbers from the run's failed.csv.",
        "list.csv:1: `row` is the same in lines 2, 11 and 13. Keep one line for each row.",
        "list.csv:1: `row` is the same in lines 10 and 12. Keep one line for each row.",
    ]
    assert refusal(path) == []
    [message] = refusal(put("list.csv", "name,row\nA\nB,1\n"), numbered=True)
    assert message.startswith("list.csv:1: `row` is not the number of a row in line 2.")
    sheet = put("list.xlsx", xlsx(["name", "row"], ["A", 1.5], ["B", True], ["C", 1e30], ["D", date(2026, 1, 1)]))
    [message] = refusal(sheet, numbered=True)
    assert message.startswith("list.xlsx:1: `row` is not the number of a row in lines 2, 3, 4 and 5.")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  Siân ", "  Siân "),
        (12345678.0, "12345678.0"),
        (1.5, "1.5"),
        (12, "12"),
        (True, "True"),
        (date(1961, 8, 6), "1961-08-06"),
        (datetime(1961, 8, 6), "1961-08-06"),
        (datetime(1961, 8, 6, 9, 30), "1961-08-06 09:30:00"),
        (time(9, 30), "09:30:00"),
        (timedelta(hours=30), "1 day, 6:00:00"),
    ],
)
def test_cells_as_text(cell: str | float | date, text: str) -> None:
    assert as_text(cell) == text


def test_the_orders_of_both_dates(put: Put) -> None:
    text = "date,dob,name\n01/02/2026,25/12/1961,A\n02/03/2026,06/08/1961,B\n,12/25/1961\n"
    path = put("list.csv", text)
    patients = read_list(path, {}, numbered=False)
    assert date_orders(patients, None) == {"date_of_birth": "dmy", "date": None}  # the ragged row tells nothing
    assert date_orders(patients, "mdy") == {"date_of_birth": "mdy", "date": "mdy"}
    assert date_orders(read_list(put("list.csv", "name\n25/12/1961\n"), {}, numbered=False), "dmy") == {}


def test_one_slip_of_the_keyboard_does_not_turn_a_column_round(put: Put) -> None:
    lines = ["name,dob,date", "A,06/08/1961,", "B,03/04/1972,", "C,06/13/1980,", "D,06/06/1961,"]
    path = put("list.csv", "\n".join(lines))
    patients = read_list(path, {}, numbered=False)
    assert date_orders(patients, None) == {"date_of_birth": "mixed", "date": None}
    assert date_orders(patients, None, expected="mdy") == {"date_of_birth": "mdy", "date": None}
    assert date_orders(patients, "dmy", expected="mdy") == {"date_of_birth": "dmy", "date": "dmy"}
    found = entries(path)
    assert [isinstance(one, tuple) for one in found] == [True, True, True, False]
    found = entries(path, expected="mdy")
    assert [isinstance(one, tuple) for one in found] == [False] * 4


def notes(put: Put, text: str, order: Order | None = None) -> tuple[str, ...]:
    patients = read_list(put("list.csv", text), {}, numbered=False)
    return order_notes(patients, date_orders(patients, order), order)


def test_how_dates_are_read_is_said(put: Put) -> None:
    text = "date,dob,name\n\n01/02/2026,06/08/1961,A\n02/13/2026,1961-08-06,B\n,,12/31/1961,C\n,25/12/1961,D\n03/14/2026,26/12/1961,E\n"
    assert notes(put, text) == (
        "`date_of_birth` is read as day/month/year, as row 4 (line 6) shows.",
        "`date` is read as month/day/year, as row 2 (line 4) shows.",
    )
    assert notes(put, text, "dmy") == ()
    assert notes(put, "name,dob\nA,1961-08-06\nB,25 Dec 1961\n") == ()
    assert notes(put, "name,dob\nA,06/08/1961\nB,06/06/1961\n") == ()
    assert notes(put, "name,dob\nA,25/12/1961\nB,12/25/1961\n") == ()
    assert notes(put, "name\nA\n") == ()


def test_how_dates_of_a_mended_list_are_read(put: Put) -> None:
    """Its order may come from the run; only a row that shows it is named, by its number in the run."""
    patients = read_list(put("list.csv", "row,dob\n7,06/08/1961\n"), {}, numbered=True)
    assert order_notes(patients, {"date_of_birth": "dmy"}, None) == ()
    patients = read_list(put("list.csv", "row,dob\n7,12/25/1961\n12,25/12/1961\n"), {}, numbered=True)
    note = "`date_of_birth` is read as day/month/year, as row 12 (line 3) shows."
    assert order_notes(patients, {"date_of_birth": "dmy"}, None) == (note,)


@pytest.mark.parametrize(
    ("dates", "order", "days"),
    [
        (["06/08/1961", "25/12/1961"], None, [date(1961, 8, 6), date(1961, 12, 25)]),
        (["06/08/1961", "12/25/1961"], None, [date(1961, 6, 8), date(1961, 12, 25)]),
        (["06/08/1961", "1961-12-25"], None, [None, date(1961, 12, 25)]),
        (["06/08/1961", "1961-12-25"], "mdy", [date(1961, 6, 8), date(1961, 12, 25)]),
        (["06/08/1961", "06/06/1961", "12/25/1961", "25/12/1961"], None, [None, date(1961, 6, 6), None, None]),
        (["06/08/1961", "12/25/1961", "25/12/1961"], "dmy", [date(1961, 8, 6), None, date(1961, 12, 25)]),
    ],
)
def test_dates_of_a_list(put: Put, dates: list[str], order: Order | None, days: list[date | None]) -> None:
    found = entries(put("list.csv", "\n".join(["name,dob", *(f"A,{text}" for text in dates)])), order=order)
    assert [None if isinstance(one, tuple) else one.slip.date_of_birth for one in found] == days
