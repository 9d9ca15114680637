"""Some rows of a run, a run that is there already, and what a run says without making anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Done, Put, Run
from tests.run.runs import as_csv, contents, end, patients, pdfs, reasons, recorded, start, until

THERE = "There is a run in this folder. Go on with it by --resume, or name another with -o."
HANDED = "Leaflets of the run in this folder were handed over; its record must stay. Name another folder with -o."


def batch(run: Run, *more: str) -> Done:
    return run("batch", "list.csv", "--handout", "sleep", "-o", "out", *more)


def test_some_rows_of_a_new_run(begun: Path, run: Run) -> None:
    done = run("batch", "list.csv", "--handout", "sleep", "-o", "some", "--rows", "1,4-5")
    folder = begun.parent / "some"
    assert done.code == 0
    assert recorded(folder) == [1, 4, 5]
    assert not (folder / "failed.csv").exists()
    for name in pdfs(folder):
        assert (folder / name).read_bytes() == (begun / name).read_bytes()


def test_rows_are_made_again_after_a_paper_jam(begun: Path, run: Run) -> None:
    before = contents(begun)
    (begun / "0001-sleep-en-GB.pdf").unlink()
    (begun / "0002-sleep-en-GB.pdf").write_bytes(b"jam")
    times = {name: (begun / name).stat().st_mtime_ns for name in pdfs(begun)}
    done = batch(run, "--rows", "1,2,4")
    assert done.code in (0, 4), done
    assert contents(begun) == before
    changed = [name for name in pdfs(begun) if (begun / name).stat().st_mtime_ns != times.get(name)]
    assert changed == [f"{row:04}-sleep-en-GB.pdf" for row in (1, 2, 4)]


def test_rows_made_again_may_not_have_changed(begun: Path, put: Put, run: Run) -> None:
    before = contents(begun)
    table = patients(5)
    table[2][0] = "Somebody Else"
    put("list.csv", as_csv(table))
    done = batch(run, "--rows", "2")
    what = "Leaflets of these rows were made, and the rows have been changed since: 2."
    assert (done.code, done.out) == (3, "")
    assert done.messages == [f"list.csv: {what} Put them back as they were, or make a new run of them."]
    assert contents(begun) == before


@pytest.mark.parametrize("rows", ["x", "0", "5-2", "1,,2", "", " ", "1-", "-3", "1e3", "٣"])
def test_rows_that_are_none(rows: str, begun: Path, run: Run) -> None:
    done = batch(run, "--rows", rows)
    assert (done.code, done.out) == (2, "")
    assert done.messages == [f"--rows `{rows}` names no rows. Write them as in 12,15-18."]


def test_rows_that_the_list_has_not(clinic_here: Path, put: Put, run: Run) -> None:
    """Nobody believes that row 12 was printed when there is none."""
    put("list.csv", as_csv(patients(2)))
    done = batch(run, "--rows", "12")
    assert done.code != 0, done
    assert not list(clinic_here.glob("out/*.pdf"))


def test_a_dry_run_writes_nothing(clinic_here: Path, put: Put, run: Run) -> None:
    put("list.csv", as_csv(patients(2)))
    before = contents(clinic_here)
    assert (batch(run, "--dry-run").code, batch(run, "--dry-run").out) == (0, "")
    assert contents(clinic_here) == before
    table = patients(2, bad=[2])
    put("list.csv", as_csv(table))
    done = batch(run, "--dry-run")
    assert (done.code, done.out) == (4, "")
    assert done.messages[1:] == [
        "1 leaflet will be made; 1 row refused.",
        "  row 2 (line 3): `date_of_birth` is no day of the calendar. Compare it with the record.",
    ]
    assert not (clinic_here / "out").exists()


def test_a_dry_run_of_a_run_that_is_there(begun: Path, put: Put, run: Run) -> None:
    before = contents(begun)
    put("list.csv", as_csv(patients(5)))
    done = batch(run, "--resume", "--dry-run")
    assert (done.code, done.out) == (0, "")
    assert done.messages[1] == "1 leaflet will be made; 4 are there already."
    assert contents(begun) == before


def test_a_run_that_is_there_is_not_begun_anew(begun: Path, run: Run) -> None:
    before = contents(begun)
    done = batch(run)
    assert (done.code, done.out) == (2, "")
    assert done.messages[-1] == f"out: {THERE}"
    assert contents(begun) == before


@pytest.mark.parametrize("more", [[], ["--force"]])
def test_a_folder_that_holds_something_else_stays_as_it_is(
    more: list[str], clinic_here: Path, put: Put, run: Run
) -> None:
    put("list.csv", as_csv(patients(1)))
    put("out/letters.txt", "Dear Sir")
    put("out/texts/poem.md", "Tyger")
    put("out/0001-sleep-en-GB.pdf", "mine")
    before = contents(clinic_here / "out")
    done = batch(run, *more)
    found = contents(clinic_here / "out")
    if not more:
        assert (done.code, done.out) == (2, "")
        assert (
            done.messages[-1] == "out: The folder is not empty. Name a new one with -o: a run has a folder of its own."
        )
        assert found == before
    else:
        assert {name: found[name] for name in ("letters.txt", "texts/poem.md")} == {
            name: before[name] for name in ("letters.txt", "texts/poem.md")
        }


def test_force_replaces_a_run(begun: Path, put: Put, run: Run) -> None:
    (begun / "mine.txt").write_text("keep")
    put("list.csv", as_csv(patients(2)))
    done = batch(run, "--force", "--edition", "large-print")
    assert done.code == 0
    assert pdfs(begun) == ["0001-sleep-en-GB.pdf", "0002-sleep-en-GB.pdf"]
    assert recorded(begun) == [1, 2]
    assert reasons(begun) == {}
    assert (begun / "mine.txt").read_text() == "keep"
    assert run("batch", "list.csv", "--handout", "sleep", "--edition", "large-print", "-o", "calm").code == 0
    (begun / "mine.txt").unlink()
    assert contents(begun) == contents(begun.parent / "calm")


def test_force_does_not_replace_a_run_that_was_handed_over(begun: Path, run: Run) -> None:
    assert run("handed", "out", "--row", "1", "--to", "patient").code == 0
    before = contents(begun)
    done = batch(run, "--force")
    assert (done.code, done.out, done.messages[-1]) == (2, "", f"out: {HANDED}")
    assert contents(begun) == before


def test_what_is_wrong_with_the_list_costs_no_run_that_is_there(begun: Path, put: Put, run: Run) -> None:
    before = contents(begun)
    put("list.csv", "nme\nAnn\n")
    assert batch(run, "--force").code == 3
    assert contents(begun) == before


def test_two_runs_at_once_in_one_folder(clinic_here: Path, put: Put, run: Run) -> None:
    put("list.csv", as_csv(patients(400)))
    folder = clinic_here / "out"
    process = start("batch", "list.csv", "--handout", "sleep", "-o", "out", "--workers", "1", cwd=clinic_here)
    try:
        until(lambda: pdfs(folder))
        for more in (["--resume"], ["--rows", "1"], ["--force"]):
            done = batch(run, *more)
            assert (done.code, done.out) == (2, "")
            assert done.messages == ["out: Another run is at work in this folder. Wait until it has ended."]
        assert process.poll() is None
    finally:
        end(process)
    put("list.csv", as_csv(patients(400)))
    assert batch(run, "--resume", "--dry-run").code == 0  # the lock went with its program
