"""The names of a run's files: of the row and the text alone, unless staff ask for a patient's data in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Done, Put, Run
from tests.run.runs import as_csv, contents, pdfs, reasons, recorded

SAME = "Its file would have the same name as that of another row. Use {row} in --name-files, or mend the row."
PLACES = "{row}, {name}, {date_of_birth}, {number}, {date}, {handout}, {language}"
NO_FILE = "--name-files makes a name that no file can have. Use {number} or {row}."


def batch(run: Run, pattern: str, *more: str) -> Done:
    return run("batch", "list.csv", "--handout", "sleep", "-o", "out", "--name-files", pattern, *more)


def numbered(*numbers: str) -> str:
    return as_csv([["name", "number"], *([f"Patient {row}", number] for row, number in enumerate(numbers, 1))])


def test_a_name_has_nothing_of_the_patient_unless_it_is_asked_for(clinic_here: Path, put: Put, run: Run) -> None:
    put("list.csv", numbered("A1"))
    assert run("batch", "list.csv", "--handout", "sleep", "-o", "out").code == 0
    assert pdfs(clinic_here / "out") == ["0001-sleep-en-GB.pdf"]


def test_names_are_made_safe(clinic_here: Path, put: Put, run: Run) -> None:
    put("list.csv", numbered("A1", "../../etc/passwd", 'a:b*c?d"e<f>g|h', "A%2F2", "C:\\x", ". dots. ", "Ŵ é", "-o"))
    done = batch(run, "{number}")
    assert done.code == 0, done
    assert pdfs(clinic_here / "out") == sorted(
        ["A1.pdf", "etc-passwd.pdf", "a-b-c-d-e-f-g-h.pdf", "A-2F2.pdf", "C-x.pdf", "dots.pdf", "Ŵ-é.pdf", "o.pdf"]
    )
    assert recorded(clinic_here / "out") == [1, 2, 3, 4, 5, 6, 7, 8]


@pytest.mark.parametrize("number", ["CON", "nul", "com1", "Lpt9", "aux.b", "...", "///", "m" * 121])
def test_a_name_that_no_file_can_have(number: str, clinic_here: Path, put: Put, run: Run) -> None:
    put("list.csv", numbered(number, "A2"))
    assert batch(run, "{number}").code == 4
    assert reasons(clinic_here / "out") == {1: NO_FILE}
    assert pdfs(clinic_here / "out") == ["A2.pdf"]


@pytest.mark.parametrize(
    ("first", "second"),
    [("A7", "A7"), ("A7", "a7"), ("A/7", "A?7"), ("é7", "É7"), ("ß7", "SS7")],
    ids=["same", "case", "made-safe", "accents", "folded"],
)
def test_rows_whose_files_would_have_one_name(first: str, second: str, clinic_here: Path, put: Put, run: Run) -> None:
    put("list.csv", numbered(first, "B8", second))
    assert batch(run, "{number}").code == 4
    assert reasons(clinic_here / "out") == {1: SAME, 3: SAME}
    assert pdfs(clinic_here / "out") == ["B8.pdf"]


def test_a_mended_row_may_not_take_the_file_of_another(clinic_here: Path, put: Put, run: Run) -> None:
    put("list.csv", numbered("A1", "9.43E+09"))
    assert batch(run, "{number}").code == 4
    folder = clinic_here / "out"
    before = contents(folder)
    put("mended.csv", as_csv([["row", "name", "number"], ["2", "Patient 2", "a1"]]))
    assert run("batch", "mended.csv", "-o", "out", "--resume").code == 4
    assert reasons(folder) == {2: SAME}
    assert contents(folder)["A1.pdf"] == before["A1.pdf"]
    assert recorded(folder) == [1]


def test_a_row_without_what_the_name_needs(clinic_here: Path, put: Put, run: Run) -> None:
    put("list.csv", numbered("A1", ""))
    assert batch(run, "{number}").code == 4
    assert reasons(clinic_here / "out") == {2: "--name-files needs `number`, which is empty here. Fill it in."}


@pytest.mark.parametrize("name", ["record.jsonl", "run.json", "failed.csv", "texts", ".hidden"])
def test_a_patient_cannot_take_the_place_of_a_file_of_the_run(name: str, clinic_here: Path, put: Put, run: Run) -> None:
    put("list.csv", numbered(name))
    assert batch(run, "{number}").code == 0
    assert pdfs(clinic_here / "out") == [f"{name.lstrip('.')}.pdf"]
    assert recorded(clinic_here / "out") == [1]


@pytest.mark.parametrize(
    "pattern", ["{note}", "{numbr}", "leaflet", "{", "{}", "{0}", "{number!x", "{name.__class__}", "{name[0]}", "{row"]
)
def test_a_pattern_that_names_no_place(pattern: str, clinic_here: Path, put: Put, run: Run) -> None:
    put("list.csv", numbered("A1"))
    done = batch(run, pattern)
    message = f"--name-files `{pattern}` cannot name files. Write one or more of: {PLACES}."
    assert (done.code, done.out, done.messages) == (2, "", [message])
    assert not (clinic_here / "out").exists()


@pytest.mark.parametrize("pattern", ["{number:>999999999}", "{number!r}", "{row:{name}}", "{number:d}"])
def test_a_pattern_that_does_more_than_name_places(pattern: str, clinic_here: Path, put: Put, run: Run) -> None:
    """Whatever it makes of them, no row is lost in silence and the program has no fault."""
    put("list.csv", numbered("A1"))
    done = batch(run, pattern)
    assert done.code in (0, 2, 4), done
    assert done.code == 2 or len(recorded(clinic_here / "out")) == 1 or reasons(clinic_here / "out")


def test_every_place(clinic_here: Path, put: Put, run: Run) -> None:
    cells = ["Ann Other", "1961-08-06", "N1", "2026-03-01"]
    put("list.csv", as_csv([["name", "date_of_birth", "number", "date"], cells]))
    assert batch(run, "{row} {name} {date_of_birth} {number} {date} {handout} {language}").code == 0
    assert pdfs(clinic_here / "out") == ["0001-Ann-Other-1961-08-06-N1-2026-03-01-sleep-en-GB-en-GB.pdf"]
