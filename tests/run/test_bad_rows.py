"""Bad rows are named and wait; the rest is made; mended, they are made too."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from handouts.content.finder import find_library
from tests.conftest import Put
from tests.run.runs import HEADER, as_csv, command, contents, parts, pdfs, read_csv, reasons, record, recorded

WIDE = "is wider than its place on the slip, and is never cut or set smaller. Shorten it, or leave it empty and write it by hand."
ISO = "Write year-month-day, as in 1961-08-06, or add --date-order dmy (or mdy)."
LIBRARY = sorted([*find_library().files, "sleep", "walking"])
NOT_THERE = "The handout is not in the library, or not in the language asked for."
SLIP_CLINIC = "slip: {number: nhs}\n"
COLUMNS = (*HEADER, "note", "handout", "language", "edition")
NHS = "943 476 5919"
KINDS: dict[str, tuple[dict[str, str], str]] = {
    "impossible date": (
        {"date_of_birth": "1961-02-30"},
        "`date_of_birth` is no day of the calendar. Compare it with the record.",
    ),
    "ambiguous date": (
        {"date_of_birth": "03/04/1961"},
        f"`date_of_birth` can be read as day/month/year and as month/day/year. {ISO}",
    ),
    "future birth": ({"date_of_birth": "2999-01-01"}, "`date_of_birth` is in the future. Compare it with the record."),
    "check digit": (
        {"number": "943 476 5918"},
        "`number` is not an NHS number: a digit is wrong, or there are not ten. Compare it with the record.",
    ),
    "control character": (
        {"name": "Ann\x07Other"},
        "`name` has an invisible character in it. The character U+0007. Type it again.",
    ),
    "line break": ({"name": "Ann\nOther"}, "`name` has a line break in it. Put it on one line."),
    "letter without a glyph": (
        {"name": "Ann 人 Other"},
        "`name` has a letter that no bundled font has. The letter 人 (U+4EBA). Leave the field empty and write it by hand.",
    ),
    "10,000 letters": ({"note": "m " * 5000}, "`note` is longer than 1,000 letters. Make it shorter."),
    "unknown handout": (
        {"handout": "snoring"},
        f"{NOT_THERE} There is no handout `snoring`. Use one of: {', '.join(LIBRARY)}.",
    ),
    "language that is not there": (
        {"language": "fr"},
        f"{NOT_THERE} There is no `sleep` in `fr`. There is: en-GB. Choose one under `language`.",
    ),
    "unknown edition": (
        {"edition": "giant"},
        "`edition` is unknown. There is no edition `giant`. Use one of: large-print, standard.",
    ),
    "a name too wide for its line": ({"name": "Zuckermayer" * 12}, f"`name` {WIDE}"),
    "a note too wide for its line": ({"note": "Zuckermayer" * 12}, f"`note` {WIDE}"),
    "the same row again": ({}, "The row is the same as row 1. Take one of them out."),
    "a ragged row": (
        {},
        'The row has 8 cells, the header has 7. Put quote signs (") around a value that holds a comma.',
    ),
}


def good(row: int) -> list[str]:
    return [f"Patient {row:04}", f"1961-08-{row % 28 + 1:02}", NHS, "", "", "", ""]


def bad(kind: str, row: int) -> list[str]:
    """A row that is good but for one thing."""
    if kind == "the same row again":
        return good(1)
    if kind == "a ragged row":
        return [*good(row), "more"]
    values = dict(zip(COLUMNS, good(row), strict=True)) | KINDS[kind][0]
    return [values[column] for column in COLUMNS]


@pytest.mark.parametrize("count", [120, pytest.param(1000, marks=pytest.mark.long)])
def test_bad_rows_wait_and_are_made_when_they_are_mended(count: int, clinic_here: Path, put: Put) -> None:
    kinds = list(KINDS)
    places = [2 + place * (count - 3) // 36 for place in range(37)]
    wrong = {row: kinds[place % len(kinds)] for place, row in enumerate(places)}
    assert len(wrong) == 37
    rows = {row: bad(wrong[row], row) if row in wrong else good(row) for row in range(1, count + 1)}
    put("clinic.yaml", (clinic_here / "clinic.yaml").read_text() + SLIP_CLINIC)
    put("list.csv", as_csv([list(COLUMNS), *rows.values()]))

    done = command("batch", "list.csv", "--handout", "sleep", "-o", "out", cwd=clinic_here)

    assert (done.code, done.out) == (4, "out\n")
    folder = clinic_here / "out"
    names = [f"{row:04}-sleep-en-GB.pdf" for row in range(1, count + 1)]
    assert pdfs(folder) == [name for row, name in enumerate(names, 1) if row not in wrong]
    assert recorded(folder) == [row for row in rows if row not in wrong]
    assert f"{count - 37} leaflets made, 37 rows failed." in done.messages
    assert reasons(folder) == {row: KINDS[kind][1] for row, kind in wrong.items()}
    header, *lines = read_csv(folder / "failed.csv")
    assert header == ["row", "error", *COLUMNS]
    assert [(int(row), cells) for row, _, *cells in lines] == [(row, rows[row]) for row in sorted(wrong)]
    assert parts(folder) == []
    before = contents(folder)

    mended = [[number, error, *good(int(number))] for number, error, *_ in lines]
    (folder / "failed.csv").write_text(as_csv([header, *mended]), "utf-8")
    done = command("batch", "out/failed.csv", "-o", "out", "--resume", cwd=clinic_here)

    assert (done.code, done.out) == (0, "out\n")
    assert any(line.startswith("37 leaflets made") for line in done.messages)
    assert pdfs(folder) == names
    assert recorded(folder) == list(rows)
    assert not (folder / "failed.csv").exists()
    assert all(contents(folder)[name] == data for name, data in before.items() if name.endswith(".pdf"))
    for entry in record(folder):
        assert hashlib.sha256((folder / entry.file).read_bytes()).hexdigest() == entry.file_hash


def test_what_is_wrong_with_rows_is_said_once_before_the_first_page(clinic_here: Path, put: Put) -> None:
    put("clinic.yaml", (clinic_here / "clinic.yaml").read_text() + SLIP_CLINIC)
    refused = [kind for kind in KINDS if "wide" not in kind]
    rows = [good(1), *(bad(kind, row) for row, kind in enumerate(refused, 2)), bad("impossible date", 90)]
    put("list.csv", as_csv([list(COLUMNS), *rows]))
    done = command("batch", "list.csv", "--handout", "sleep", "-o", "out", "--dry-run", cwd=clinic_here)
    assert (done.code, done.out) == (4, "")
    assert done.messages[1] == "1 leaflet will be made; 14 rows refused."
    assert "  rows 2, 15: `date_of_birth` is no day of the calendar. Compare it with the record." in done.messages
    assert len(done.messages) == 2 + len(refused)
    assert not (clinic_here / "out").exists()
