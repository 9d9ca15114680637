"""The processes that make leaflets: how many there are changes nothing, and one that is lost costs its row alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.conftest import Put
from tests.run.runs import FAULTS, ROOT, as_csv, command, contents, environment, patients, pdfs, reasons, recorded

CRASHED = "The process that made the leaflet ended by itself. Try again with --resume."
HUNG = "The leaflet took too long and was given up. Try again with a higher --time-limit."


def test_a_worker_that_is_lost_costs_its_row(either_here: Path, put: Put) -> None:
    put("list.csv", as_csv(patients(12)))
    put("faults/sitecustomize.py", FAULTS)
    asked = ["batch", "list.csv", "--handout", "sleep", "--workers", "2"]
    calm = command(*asked, "-o", "calm", cwd=either_here)
    assert calm.code == 0

    faulty = environment(PYTHONPATH=os.pathsep.join([str(either_here / "faults"), str(ROOT)]))
    done = command(*asked, "-o", "out", "--time-limit", "3", cwd=either_here, env=faulty)
    assert done.code == 4
    folder = either_here / "out"
    assert reasons(folder) == {3: CRASHED, 5: CRASHED, 8: HUNG}
    assert recorded(folder) == [1, 2, 4, 6, 7, 9, 10, 11, 12]
    assert pdfs(folder) == [f"{row:04}-sleep-en-GB.pdf" for row in recorded(folder)]
    assert f"  rows 3, 5: {CRASHED}" in done.messages
    assert f"  row 8 (line 9): {HUNG}" in done.messages
    assert not [line for line in done.messages if "Traceback" in line or "Patient" in line]

    done = command(*asked, "-o", "out", "--resume", cwd=either_here)
    assert done.code == 0
    assert contents(folder) == contents(either_here / "calm")


def test_how_many_workers_there_are_changes_no_byte(either_here: Path, put: Put) -> None:
    table = patients(30, bad=[9])
    table[20][0] = "Zuckermayer" * 12
    put("list.csv", as_csv(table))
    found = []
    for number in ("1", "4"):
        done = command("batch", "list.csv", "--handout", "sleep", "-o", number, "--workers", number, cwd=either_here)
        assert done.code == 4
        found.append(contents(either_here / number))
    assert len(found[0]) == 28 + 3 + 2  # leaflets; run.json, record.jsonl, failed.csv; the text and its leaflet
    assert found[0] == found[1]


@pytest.mark.parametrize("number", ["0", "257", "many"])
def test_a_number_of_workers_that_cannot_be(number: str, clinic_here: Path, put: Put) -> None:
    put("list.csv", as_csv(patients(1)))
    done = command("batch", "list.csv", "--handout", "sleep", "--workers", number, cwd=clinic_here)
    assert (done.code, done.out) == (2, "")
    assert not (clinic_here / "list-leaflets").exists()


def test_a_long_path_of_the_temporary_folder(clinic_here: Path, put: Put) -> None:
    """The system's sockets have names of about a hundred letters; the path to them may be longer."""
    put("list.csv", as_csv(patients(1)))
    long = clinic_here / ("t" * 100)
    long.mkdir()
    done = command("batch", "list.csv", "--handout", "sleep", cwd=clinic_here, env=environment(TMPDIR=str(long)))
    assert done.code == 0, done
