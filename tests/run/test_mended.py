"""The list that comes back to a run: its failed.csv, mended in part or in whole, or the list as it was at first."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Done, Put, Run
from tests.run.runs import as_csv, contents, patients, read_csv, reasons, recorded

NO_DAY = "`date_of_birth` is no day of the calendar. Compare it with the record."
WAIT = "Not made yet, and not in this list: row 3. Resume with the whole list too."


def again(run: Run, *more: str, patients: str = "list.csv") -> Done:
    return run("batch", patients, "-o", "out", "--resume", *more)


def test_rows_that_were_taken_out_wait(clinic_here: Path, put: Put, run: Run) -> None:
    table = patients(5, bad=[3, 5])
    put("five.csv", as_csv(table))
    assert run("batch", "five.csv", "--handout", "sleep", "-o", "out2").code == 4
    folder = clinic_here / "out2"
    header, third, _ = read_csv(folder / "failed.csv")
    good = ["5", "", "Patient 0005", "1961-08-06", "N00005"]
    put("mended.csv", as_csv([header, good]))

    done = run("batch", "mended.csv", "-o", "out2", "--resume")

    assert done.code == 4
    assert WAIT in done.messages
    assert read_csv(folder / "failed.csv") == [header, third]
    assert recorded(folder) == [1, 2, 4, 5]
    put("mended.csv", as_csv([header, ["3", "", "Patient 0003", "1961-08-04", "N00003"]]))
    assert run("batch", "mended.csv", "-o", "out2", "--resume").code == 0
    assert recorded(folder) == [1, 2, 3, 4, 5]
    assert not (folder / "failed.csv").exists()


def test_rows_that_were_taken_out_of_failed_csv_itself_are_no_part_of_the_run(
    clinic_here: Path, put: Put, run: Run
) -> None:
    table = patients(4, bad=[3, 4])
    put("list.csv", as_csv(table))
    assert run("batch", "list.csv", "--handout", "sleep", "-o", "out").code == 4
    folder = clinic_here / "out"
    header, third, _ = read_csv(folder / "failed.csv")
    (folder / "failed.csv").write_text(as_csv([header, third]), "utf-8")
    done = again(run, patients="out/failed.csv")
    assert done.code == 4
    assert "Taken out of failed.csv, and so out of the run: row 4." in done.messages
    assert reasons(folder) == {3: NO_DAY}
    (folder / "failed.csv").write_text(as_csv([header, ["3", "", *patients(3)[3]]]), "utf-8")
    assert again(run, patients="out/failed.csv").code == 0
    assert recorded(folder) == [1, 2, 3]


def test_a_row_that_was_mended_and_made_may_stand_in_the_whole_list_as_it_was(begun: Path, run: Run) -> None:
    header, _ = read_csv(begun / "failed.csv")
    (begun / "failed.csv").write_text(as_csv([header, ["3", "", *patients(3)[3]]]), "utf-8")
    assert again(run, patients="out/failed.csv").code == 0
    before = contents(begun)
    assert again(run).code == 0
    assert contents(begun) == before


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["row", "name"], ["3", "Patient 0003"], ["6", "Bill Other"], ["7", "Cid Other"]], "The run has no rows 6-7. Leave the numbers under `row` as failed.csv had them."),
        ([["row", "name"], ["3", "Ann Other"]], "These rows have nothing in common with the same rows of out/failed.csv: 3. Is this the right list? Mend the rows in the run's own failed.csv."),
        ([["error", "name"], ["", "Patient 0003"]], "The column `row` is gone: without it, nobody knows whose row is whose. Put it back as failed.csv had it."),
        (patients(3), "The list has 3 rows, and the run 5. Give the whole list, or the run's failed.csv with its column `row`."),
    ],
    ids=["numbers", "somebody-else", "no-numbers", "part-of-the-list"],
)  # fmt: skip
def test_a_list_whose_rows_are_not_the_runs(
    rows: list[list[str]], message: str, begun: Path, put: Put, run: Run
) -> None:
    before = contents(begun)
    put("mended.csv", as_csv(rows))
    done = again(run, patients="mended.csv")
    assert (done.code, done.out, done.messages) == (3, "", [f"mended.csv: {message}"])
    assert contents(begun) == before


def test_the_failed_rows_of_another_run(begun: Path, run: Run) -> None:
    assert run("batch", "list.csv", "--handout", "walking", "-o", "other").code == 4
    before = contents(begun)
    done = again(run, patients="other/failed.csv")
    message = "other/failed.csv: This is the failed.csv of another run than that in out. Name the folder that it lies in with -o."
    assert (done.code, done.out, done.messages) == (3, "", [message])
    assert contents(begun) == before


def test_a_list_that_has_grown_since_the_run_began(begun: Path, put: Put, run: Run) -> None:
    """Nobody is left out in silence: the row is made, or the list is refused."""
    put("list.csv", as_csv(patients(6)))
    done = again(run)
    if done.code == 0:
        assert recorded(begun) == [1, 2, 3, 4, 5, 6]
    else:
        assert done.code == 3
        assert any("6" in line for line in done.messages)


def test_failed_csv_without_its_run(begun: Path, run: Run) -> None:
    message = "nowhere: This is the failed.csv of a run, and there is no run in the folder. Name the folder of its run with -o."
    done = run("batch", "out/failed.csv", "--handout", "sleep", "-o", "nowhere", "--resume")
    assert (done.code, done.out, done.messages) == (2, "", [message])
    assert not (begun.parent / "nowhere").exists()


def test_dates_are_read_as_the_whole_list_was(clinic_here: Path, put: Put, run: Run) -> None:
    """Alone, the date of the row that comes back could be read in two ways."""
    table = patients(3)
    table[1][1], table[2][1], table[3][1] = "25/04/1961", "03/04/1961", "05/06/1961"
    put("list.csv", as_csv(table))
    assert run("batch", "list.csv", "--handout", "sleep", "-o", "calm").code == 0
    table[2][2] = "9.43E+09"
    put("list.csv", as_csv(table))
    assert run("batch", "list.csv", "--handout", "sleep", "-o", "out").code == 4
    folder = clinic_here / "out"
    header, row = read_csv(folder / "failed.csv")
    (folder / "failed.csv").write_text(as_csv([header, [*row[:-1], "N00002"]]), "utf-8")
    done = again(run, patients="out/failed.csv")
    assert done.code == 0, done
    assert contents(folder)["0002-sleep-en-GB.pdf"] == contents(clinic_here / "calm")["0002-sleep-en-GB.pdf"]
