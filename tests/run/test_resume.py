"""A run goes on only as it began, and makes exactly what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import CLINIC, DRAFTS, HANDOUT, Done, Put, Run
from tests.page.pdf import read_aloud
from tests.run.runs import TEXT, as_csv, contents, patients, pdfs, read_csv, reasons, record, recorded

NO_DAY = "`date_of_birth` is no day of the calendar. Compare it with the record."
NEW_RUN = "Make the rows that are missing in a new run."


def again(run: Run, *more: str, patients: str = "list.csv") -> Done:
    return run("batch", patients, "-o", "out", "--resume", *more)


def test_nothing_to_do(begun: Path, put: Put, run: Run) -> None:
    put("list.csv", as_csv(patients(5)))
    assert again(run).code == 0
    before = contents(begun)
    times = {path: path.stat().st_mtime_ns for path in begun.glob("*.pdf")}
    done = again(run)
    assert (done.code, done.out) == (0, "out\n")
    assert done.messages[1].startswith("0 leaflets will be made; 5 are there already")
    assert contents(begun) == before
    assert {path: path.stat().st_mtime_ns for path in begun.glob("*.pdf")} == times


def test_a_failed_row_that_is_unchanged_stays_failed(begun: Path, run: Run) -> None:
    before = contents(begun)
    for source, line in (("list.csv", 4), ("out/failed.csv", 2)):
        done = again(run, patients=source)
        assert done.code == 4
        assert f"  row 3 (line {line}): {NO_DAY}" in done.messages
        assert contents(begun) == before


@pytest.mark.parametrize("cells", [2, 5], ids=["too-few", "too-many"])
def test_a_ragged_row_that_is_unchanged_stays_failed(cells: int, clinic_here: Path, put: Put, run: Run) -> None:
    table = patients(2)
    table[2] = [*table[2], "x", "y"][:cells]
    put("list.csv", as_csv(table))
    assert run("batch", "list.csv", "--handout", "sleep", "-o", "out").code == 4
    folder = clinic_here / "out"
    assert reasons(folder).keys() == {2}
    assert again(run, patients="out/failed.csv").code == 4
    assert recorded(folder) == [1]
    _, [row, _, *as_it_was] = read_csv(folder / "failed.csv")
    assert (row, as_it_was) == ("2", table[2])


def test_a_row_that_was_made_may_not_change(begun: Path, put: Put, run: Run) -> None:
    before = contents(begun)
    table = patients(5)
    table[2][0] = "Somebody Else"
    table[4][1] = "1961-08-30"
    put("list.csv", as_csv(table))
    done = again(run)
    what = "Leaflets of these rows were made, and the rows have been changed since: 2, 4."
    assert (done.code, done.out, done.messages) == (
        3,
        "",
        [f"list.csv: {what} Put them back as they were, or make a new run of them."],
    )
    assert contents(begun) == before


def test_a_row_that_was_not_made_may_change(begun: Path, put: Put, run: Run) -> None:
    table = patients(5)
    table[3][0] = "Somebody Else"
    put("list.csv", as_csv(table))
    assert again(run).code == 0
    assert recorded(begun) == [1, 2, 3, 4, 5]
    assert not (begun / "failed.csv").exists()
    table[3][0] = "Patient 0003"
    put("list.csv", as_csv(table))
    assert again(run).code == 3


CHANGED = (
    "The clinic's file, logo, fonts, templates or style sheets have changed since the run began, or another clinic is named "
    f"(with -c). Name the clinic that it was begun with. {NEW_RUN}"
)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (TEXT, HANDOUT.replace("Sleep well.", "Sleep longer."), f"The text `sleep` (en-GB, version 1.0) has changed since the run began. {NEW_RUN}"),
        ("clinic.yaml", CLINIC.replace("960001", "960002") + DRAFTS, CHANGED),
        ("styles/paper-a4.css", "@page { size: A4; margin: 15mm 20mm 20mm; }\n", CHANGED),
    ],
    ids=["text", "clinic", "style"],
)  # fmt: skip
def test_what_the_leaflets_say_may_not_change(
    name: str, text: str, message: str, begun: Path, put: Put, run: Run
) -> None:
    put("list.csv", as_csv(patients(5)))
    before = contents(begun)
    put(name, text)
    done = again(run)
    assert (done.code, done.out, done.messages) == (3, "", [message])
    assert contents(begun) == before


def test_options_are_kept_and_may_be_left_out_but_not_be_others(clinic_here: Path, put: Put, run: Run) -> None:
    options = ["--handout", "sleep", "--language", "en-GB", "--edition", "large-print", "--paper", "Letter"]
    options += ["--date", "2026-03-01", "--date-order", "mdy", "--name-files", "{row}-{date_of_birth}"]
    table = patients(2)
    table[1][1], table[2][1] = "03/04/1961", "04/05/1961"
    put("list.csv", as_csv(table))
    assert run("batch", "list.csv", "-o", "calm", *options).code == 0
    table[2][1] = "never"
    put("list.csv", as_csv(table))
    assert run("batch", "list.csv", "-o", "out", *options).code == 4
    before = contents(clinic_here / "out")
    others = ["walking", "en", "standard", "A4", "2026-03-02", "dmy", "{row}"]
    for option, value in zip(options[::2], others, strict=True):
        done = again(run, option, value)
        message = f"The run was begun with another {option}. Leave {option} out; what the run was asked for is kept."
        assert (done.code, done.out, done.messages) == (2, "", [message])
    assert contents(clinic_here / "out") == before
    table[2][1] = "04/05/1961"
    put("list.csv", as_csv(table))
    assert again(run).code == 0
    assert pdfs(clinic_here / "out") == ["0001-1961-03-04.pdf", "0002-1961-04-05.pdf"]
    found, calm = contents(clinic_here / "out"), contents(clinic_here / "calm")
    assert found.keys() == calm.keys()
    assert all(found[name] == calm[name] for name in found if name != "run.json")  # it tells of a row that had failed
    assert again(run, *options).code == 0


def test_an_order_of_dates_may_be_told_later(clinic_here: Path, put: Put, run: Run) -> None:
    table = patients(2)
    table[2][1] = "03/04/1961"
    put("list.csv", as_csv(table))
    assert run("batch", "list.csv", "--handout", "sleep", "-o", "out").code == 4
    assert again(run, "--date-order", "dmy", patients="out/failed.csv").code == 0
    assert "3 April 1961" in read_aloud((clinic_here / "out" / "0002-sleep-en-GB.pdf").read_bytes())


def test_a_date_for_the_slips_that_comes_too_late(begun: Path, run: Run) -> None:
    """The leaflets that are made have none."""
    before = contents(begun)
    done = again(run, "--date", "2026-03-01")
    assert (done.code, done.out) == (3, "")
    assert "the rows have been changed since: 1-2, 4-5." in done.messages[-1]
    assert contents(begun) == before


def test_names_of_files_that_come_too_late(begun: Path, run: Run) -> None:
    """The leaflets that are made keep the names that are on record, and are there once."""
    again(run, "--name-files", "{number}")
    run("batch", "list.csv", "-o", "out", "--rows", "1", "--name-files", "{number}")
    assert pdfs(begun) == [entry.file for entry in record(begun)]


@pytest.mark.parametrize("damage", ["deleted", "damaged", "emptied"])
def test_a_leaflet_that_is_lost_is_made_again(damage: str, begun: Path, run: Run) -> None:
    before = contents(begun)
    leaflet = begun / "0002-sleep-en-GB.pdf"
    if damage == "deleted":
        leaflet.unlink()
    else:
        leaflet.write_bytes(leaflet.read_bytes()[:-1] if damage == "damaged" else b"")
    done = again(run)
    assert done.code == 4
    assert done.messages[1].startswith("1 leaflet will be made; 3 are there already")
    assert contents(begun) == before


def test_a_run_whose_file_is_damaged(begun: Path, run: Run) -> None:
    (begun / "run.json").write_bytes((begun / "run.json").read_bytes()[:-9])
    before = contents(begun)
    done = again(run)
    message = "out/run.json: This is not the file of a run, or is damaged. Make the leaflets anew in another folder."
    assert (done.code, done.out, done.messages) == (3, "", [message])
    assert contents(begun) == before


def test_a_line_of_the_record_that_is_damaged(begun: Path, run: Run) -> None:
    lines = (begun / "record.jsonl").read_bytes().splitlines(keepends=True)
    (begun / "record.jsonl").write_bytes(b"".join([lines[0], b"rubbish\n", *lines[2:]]))
    before = contents(begun)
    done = again(run)
    message = "out/record.jsonl:2: This line of the record is damaged. Take it out; its leaflet can be made again."
    assert (done.code, done.out, done.messages) == (3, "", [message])
    assert contents(begun) == before
    (begun / "record.jsonl").write_bytes(b"".join([lines[0], *lines[2:]]))
    assert again(run).code == 4
    assert recorded(begun) == [1, 2, 4, 5]
