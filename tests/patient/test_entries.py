"""Rows as entries: what is taken as it was meant, and every mistake told exactly, without a word of the cell."""

from __future__ import annotations

import csv
import io
import unicodedata
from datetime import date, datetime, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handouts.errors import Refused
from handouts.page.slip import Slip
from handouts.patient.entry import Entry, Wanted
from handouts.patient.list import COLUMNS
from handouts.patient.values import Complaint, Mistake, Rules, read_field
from tests.conftest import Put
from tests.patient.lists import TODAY, complaints, entries, xlsx


def csv_text(*rows: list[str]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()


def test_a_full_row(put: Put) -> None:
    cells = {
        "name": " Siân \u00a0O’Neill ",
        "date_of_birth": "6 Aug 1961",
        "number": "943-476-5919",
        "date": "2026-03-01",
        "given_by": "Dr Jones",
        "next_visit": "in 3 months",
        "note": "Zoe\u0308",
        "handout": "sleep + vitamin-b12-and-food",
        "language": "cy",
        "edition": "large-print",
        "paper": "A5",
        "ink": "mono",
        "discussed": "Yes",
        "row": "77",
        "error": "中\u200b",
    }
    [entry] = entries(put("list.csv", csv_text(list(cells), list(cells.values()))), nhs_number=True)
    slip = Slip("Siân O’Neill", date(1961, 8, 6), "943-476-5919", date(2026, 3, 1), "Dr Jones", "in 3 months", "Zoë")
    handouts = ("sleep", "vitamin-b12-and-food")
    assert entry == Entry(1, 2, slip, Wanted(handouts, None, "cy", "large-print", "A5", "mono"), True)
    [entry] = entries(put("list.csv", csv_text(list(cells), list(cells.values()))), numbered=True)
    assert isinstance(entry, Entry)
    assert entry.number == 77


def test_an_empty_row(put: Put) -> None:
    header = [column for column in COLUMNS if column not in ("error", "row")]
    [entry] = entries(put("list.csv", csv_text([*header, "error"], [" "] * len(header) + ["x"])))
    assert entry == Entry(1, 2, Slip(), Wanted((), None, None, None, None, None), False)
    [entry] = entries(put("list.csv", "pack\nwelcome\n"))
    assert entry == Entry(1, 2, Slip(), Wanted((), "welcome", None, None, None, None), False)


@pytest.mark.parametrize("text", ["sleep+food", " sleep +  food ", "sleep + food", "Sleep+FOOD", "SLEEP\u00a0+ Food"])
def test_several_handouts(put: Put, text: str) -> None:
    [entry] = entries(put("list.csv", f"handout\n{text}\n"))
    assert isinstance(entry, Entry)
    assert entry.wanted.handouts == ("sleep", "food")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        *((text, True) for text in ("yes", "Y", "TRUE", "1", " Yes ")),
        *((text, False) for text in ("no", "n", "False", "0", "")),
    ],
)
def test_discussed(put: Put, text: str, answer: bool) -> None:
    [entry] = entries(put("list.csv", f"name,discussed\nA,{text}\n"))
    assert isinstance(entry, Entry)
    assert entry.discussed is answer


@pytest.mark.parametrize(("cell", "answer"), [(True, True), (False, False), (1, True), (0, False), ("y", True)])
def test_discussed_in_a_spreadsheet(put: Put, cell: object, answer: bool) -> None:
    [entry] = entries(put("list.xlsx", xlsx(["name", "discussed"], ["A", cell])))
    assert isinstance(entry, Entry)
    assert entry.discussed is answer


@pytest.mark.parametrize(
    ("column", "text", "word"),
    [
        *(
            ("edition", text, "large-print")
            for text in (
                "large-print",
                "Large print",
                "LARGE-PRINT",
                "large_print",
                " Large \u00a0__ print ",
                "Large - print",
            )
        ),
        ("edition", "Standard", "standard"),
        ("edition", "Quux", "quux"),
        *(("language", text, "en-GB") for text in ("en-GB", "en-gb", "EN_gb", "EN-GB", " En_Gb ")),
        *(("language", text, "zh-Hant-TW") for text in ("zh-hant-tw", "ZH_HANT_TW", "zh-Hant-TW")),
        *(("language", text, text.lower()) for text in ("cy", "CY", "ES-419", "es-419")),
        *(("language", text, text) for text in ("English", "en GB", "en--gb", "en-GB-oed", "-", "é-gb")),
        *(("ink", text, "mono") for text in ("mono", "Mono", "MONO")),
        ("paper", "a4", "a4"),
        *(("pack", text, "starting-b12") for text in ("starting-b12", "Starting B12", "STARTING_B12")),
    ],
)
def test_words_as_people_spell_them(put: Put, column: str, text: str, word: str) -> None:
    [entry] = entries(put("list.csv", csv_text(["name", column], ["A", text])))
    assert isinstance(entry, Entry)
    assert getattr(entry.wanted, column) == word


HAND = "Leave the field empty and write it by hand."
AGAIN = "Type it again."
RECORD = "Compare it with the record."
TEXT_NUMBERS = "Format the column as Text and enter the numbers again."
TEXT = "Format the column as Text and type it as it is to be printed."
DATE = "Format the column as Date, or write year-month-day as text."
ISO = "Write year, month and day, as in 1961-08-06."
LINE = "Put it on one line."
SAY = "Write year-month-day, as in 1961-08-06, or add --date-order dmy (or mdy)."
NHS = "`number` is not an NHS number: a digit is wrong, or there are not ten."
NAMES = "Write it as `handouts list` does; several with + between them, as in sleep + food."
SHEET = "holds an error of the spreadsheet, such as #REF!, or a formula without result. Open the list in the spreadsheet program, mend the cell and save it."
FAULTY: list[tuple[str, str, str]] = [
    ("name", "Zbigniew 中", f"`name` has a letter that no bundled font has. {HAND}"),
    ("given_by", "𓀀", f"`given_by` has a letter that no bundled font has. {HAND}"),
    ("name", "Zbigniew\nQuux", f"`name` has a line break in it. {LINE}"),
    ("note", "Zbigniew\r\nQuux", f"`note` has a line break in it. {LINE}"),
    ("note", "Zbigniew\u2028Quux", f"`note` has a line break in it. {LINE}"),
    ("name", "Zbigniew\tQuux", "`name` has a tab in it. Put a space in its place."),
    *(
        ("name", f"Zbigniew{letter}Quux", f"`name` has an invisible character in it. {AGAIN}")
        for letter in "\0\x07\x1f\x7f\u00ad\u061c\u200b\u200c\u200d\u200e\u202e\u2060\ufeff\ufe0f\ufffd\ue000\U000e0041"
    ),
    ("name", "\u200b", f"`name` has an invisible character in it. {AGAIN}"),
    ("name", "x" * 201, "`name` is longer than 200 letters. Make it shorter."),
    ("note", "x" * 1001, "`note` is longer than 1,000 letters. Make it shorter."),
    ("edition", "x" * 201, "`edition` is longer than 200 letters. Make it shorter."),
    ("language", "en\u200b", f"`language` has an invisible character in it. {AGAIN}"),
    ("number", "943 476 5918", f"{NHS} {RECORD}"),
    ("number", "B-17", f"{NHS} {RECORD}"),
    *(
        ("number", text, f"`number` was made a number by a spreadsheet: digits are lost or added. {TEXT_NUMBERS}")
        for text in ("9.43E+09", "9,43E+09", "9E+09", "9.43e9", "12345678.0", "12345678,0")
    ),
    ("date_of_birth", "06/08/1961", f"`date_of_birth` can be read as day/month/year and as month/day/year. {SAY}"),
    ("date_of_birth", "31/02/1961", f"`date_of_birth` is no day of the calendar. {RECORD}"),
    ("date", "Quux", f"`date` is not a date. {ISO}"),
    ("date_of_birth", "2026-03-02", f"`date_of_birth` is in the future. {RECORD}"),
    ("date_of_birth", "1896-02-28", f"`date_of_birth` is more than 130 years ago. {RECORD}"),
    ("date", "1961-08-\u200b06", f"`date` has an invisible character in it. {AGAIN}"),
    *(
        ("handout", text, f"`handout` is not the name of a handout. {NAMES}")
        for text in ("Quux!", "sleep,food", "sleep +", "+", "../sleep", "sleep food")
    ),
    ("handout", "sleep + sleep", "`handout` names a handout twice. Keep one."),
    ("handout", "sleep + Sleep", "`handout` names a handout twice. Keep one."),
    ("discussed", "maybe", "`discussed` is neither yes nor no. Write yes or no, or leave it empty."),
    ("discussed", "2", "`discussed` is neither yes nor no. Write yes or no, or leave it empty."),
    *(("name", text, f"`name` {SHEET}") for text in ("#REF!", "#N/A", "#DIV/0!", "#NAME?", "Err:508")),
    ("date", "#VALUE!", f"`date` {SHEET}"),
]


@pytest.mark.parametrize(("column", "text", "message"), FAULTY)
def test_faulty_cells(put: Put, column: str, text: str, message: str) -> None:
    header = ["name", column] if column != "name" else ["note", column]
    assert complaints(put("list.csv", csv_text(header, ["A", text])), nhs_number=True) == [message]


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        (
            "number",
            9434765919,
            f"`number` is a number cell: leading zeros are lost, and long numbers are rounded. {TEXT_NUMBERS}",
        ),
        (
            "number",
            1.5,
            f"`number` is a number cell: leading zeros are lost, and long numbers are rounded. {TEXT_NUMBERS}",
        ),
        ("number", True, f"`number` is a yes-or-no cell, not text. {TEXT}"),
        ("number", date(1961, 8, 6), f"`number` is a date cell, not text. {TEXT}"),
        ("name", 1961, f"`name` is a number cell, not text. {TEXT}"),
        ("given_by", False, f"`given_by` is a yes-or-no cell, not text. {TEXT}"),
        ("next_visit", datetime(2026, 8, 6, 9, 30), f"`next_visit` is a date cell, not text. {TEXT}"),
        ("next_visit", time(9, 30), f"`next_visit` is a time cell, not text. {TEXT}"),
        ("note", 5, f"`note` is a number cell, not text. {TEXT}"),
        ("date_of_birth", 22499, f"`date_of_birth` is a number, not a date. {DATE}"),
        ("date_of_birth", True, f"`date_of_birth` is a yes-or-no cell, not a date. {DATE}"),
        ("date_of_birth", time(9, 30), f"`date_of_birth` is a time cell, not a date. {DATE}"),
        (
            "date",
            datetime(2026, 1, 1, 9),
            "`date` has a time of day. Format the column as Date, and enter the day alone.",
        ),
        ("date_of_birth", date(2026, 3, 2), f"`date_of_birth` is in the future. {RECORD}"),
        ("date_of_birth", datetime(1896, 2, 28), "`date_of_birth` is a number, not a date. " + DATE),
        ("edition", 5, "`edition` is a number cell, not text. Format the column as Text and type it again."),
        ("handout", 5, "`handout` is a number cell, not text. Format the column as Text and type it again."),
        ("discussed", 2, "`discussed` is neither yes nor no. Write yes or no, or leave it empty."),
        ("discussed", date(2026, 1, 1), "`discussed` is neither yes nor no. Write yes or no, or leave it empty."),
    ],
)
def test_faulty_cells_of_a_spreadsheet(put: Put, column: str, cell: object, message: str) -> None:
    header = ["name", column] if column != "name" else ["language", column]
    if cell == datetime(1896, 2, 28):
        cell = -1400.0  # Excel has no dates before 1900
    assert complaints(put("list.xlsx", xlsx(header, ["cy", cell]))) == [message]


def test_dates_of_a_spreadsheet(put: Put) -> None:
    cells = [date(1961, 8, 6), datetime(1961, 8, 6), "1961-08-06", "6 Aug 1961", None]
    found = entries(put("list.xlsx", xlsx(["name", "dob"], *(["A", cell] for cell in cells))))
    born = [entry.slip.date_of_birth for entry in found if isinstance(entry, Entry)]
    assert born == [date(1961, 8, 6)] * 4 + [None]


def test_all_mistakes_of_a_row_at_once(put: Put) -> None:
    text = csv_text(["name", "dob", "handout", "pack", "note"], ["Zbigniew\tQuux", "Quux", "sleep", "quux", "中 and 𓀀"])
    assert entries(put("list.csv", text)) == [
        (
            Complaint("`name` has a tab in it.", "Put a space in its place."),
            Complaint("`date_of_birth` is not a date.", ISO),
            Complaint("`note` has a letter that no bundled font has.", HAND, "The letters 中 (U+4E2D), 𓀀 (U+13000)."),
            Complaint("The row has both `handout` and `pack`.", "Keep one."),
        )
    ]


def test_what_only_failed_csv_may_say(put: Put) -> None:
    [found] = entries(put("list.csv", csv_text(["name", "note"], ["Li 中", "a\u200bb\u200bc\u202ed"])))
    assert isinstance(found, tuple)
    assert [one.private for one in found] == ["The letter 中 (U+4E2D).", "The characters U+200B, U+202E."]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "name,note\nQuux,Zbigniew,x\n",
            'The row has 3 cells, the header has 2. Put quote signs (") around a value that holds a comma.',
        ),
        (
            "name;note\nQuux\n",
            "The row has 1 cell, the header has 2. Add what is missing; an empty cell has its semicolon too.",
        ),
        (
            "name\tnote\nQuux\tA\tb\n",
            'The row has 3 cells, the header has 2. Put quote signs (") around a value that holds a tab.',
        ),
    ],
)
def test_ragged_rows(put: Put, text: str, message: str) -> None:
    assert complaints(put("list.csv", text)) == [message]


def test_texts_as_long_as_they_may_be(put: Put) -> None:
    assert complaints(put("list.csv", csv_text(["name", "note"], ["x" * 200, "x" * 1000]))) == []


def test_any_number_where_the_clinic_has_its_own(put: Put) -> None:
    assert complaints(put("list.csv", "number\nB-17\n"), nhs_number=False) == []
    assert complaints(put("list.csv", "number\n12E5\n"), nhs_number=False) == []
    assert complaints(put("list.csv", "number\n943 476 5919\n"), nhs_number=True) == []


SECRETS = ("Zbigniew", "Quux", "1961", "9434765918", "943 476", "中", "4E2D", "06/08", "31/02", "61-08")
SPOILT = st.sampled_from(
    [
        *("Zbigniew Quux", "Zbigniew\nQuux", "Quux\t1961", "Quux\u200b", "Quux 中", "9434765918", "943 476 5918"),
        *("06/08/1961", "31/02/1961", "6 Aug 61", "9.43E+09", "1961-08-06", "Quux" * 80, "", "#REF!Quux"),
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.lists(st.lists(SPOILT, max_size=17), min_size=1, max_size=4), st.permutations(COLUMNS), st.booleans())
def test_no_message_says_what_a_cell_says(put: Put, rows: list[list[str]], header: list[str], numbered: bool) -> None:
    path = put("list.csv", csv_text(list(header), *rows))
    try:
        found = entries(path, numbered=numbered, nhs_number=True)
    except Refused as refused:
        said = [str(problem) for problem in refused.problems]
    else:
        said = [f"{one.what} {one.remedy}" for row in found if isinstance(row, tuple) for one in row]
    public = "\n".join(said).replace("as in 1961-08-06", "")
    assert not [secret for secret in SECRETS if secret in public]


@given(st.sampled_from(["name", "date_of_birth", "number", "note"]), st.text(max_size=30), st.booleans())
def test_any_text_is_a_value_or_a_mistake(name: str, text: str, nhs: bool) -> None:
    try:
        value = read_field(name, text, Rules(nhs, TODAY))
    except Mistake as mistake:
        assert mistake.complaint.what.startswith(f"`{name}` ")
        assert mistake.complaint.remedy
    else:
        if isinstance(value, str):
            assert value == unicodedata.normalize("NFC", value)
            assert value == " ".join(value.split())
            assert value.isprintable()
        else:
            assert value is None or isinstance(value, date)
