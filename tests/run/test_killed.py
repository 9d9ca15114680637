"""A run that is killed at any moment goes on where it was, and ends as if nothing had happened."""

from __future__ import annotations

import os
import random
import subprocess
import time
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.run.runs import (
    FAULTS,
    as_csv,
    command,
    contents,
    end,
    environment,
    is_gone,
    parts,
    patients,
    pdfs,
    recorded,
    set_up,
    start,
    typeset_all,
    until,
)

ROWS = 40
BAD = (7, 23, 31)
ASKED = ("batch", "list.csv", "--handout", "sleep", "-o")


@pytest.fixture(scope="module", params=["filled in", "typeset"])
def calm(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clinic's folder with a list, and in `calm` what a run leaves that nothing disturbs."""
    folder = tmp_path_factory.mktemp("clinic")
    set_up(folder)
    if request.param == "typeset":
        typeset_all(folder)
    table = patients(ROWS, bad=BAD)
    table[ROWS - 1][0] = "Zuckermayer" * 12  # refused by the typesetter, late
    (folder / "list.csv").write_text(as_csv(table), "utf-8")
    done = command(*ASKED, "calm", cwd=folder)
    assert (done.code, len(pdfs(folder / "calm"))) == (4, ROWS - len(BAD) - 1)
    return folder


def kill(process: subprocess.Popen[str], *, whole_group: bool) -> None:
    """Kill a run, or its first process alone; what it started must end by itself."""
    if whole_group:
        end(process)
    else:
        process.kill()
        process.wait()
    until(lambda: is_gone(process))
    process.communicate()


@pytest.mark.parametrize("kills", [6, pytest.param(20, marks=pytest.mark.long)])
def test_a_run_that_is_killed_at_random_moments(kills: int, calm: Path) -> None:
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    undisturbed = contents(calm / "calm")
    name = f"killed-{kills}"
    folder = calm / name
    asked = [*ASKED, name]
    told, there = f"seed {seed}", 0
    for place in range(kills):
        process = start(*asked, cwd=calm)
        # Every third is killed while it begins; the others while they work, however fast this machine is just now.
        if place % 3:
            until(lambda: process.poll() is not None or len(pdfs(folder)) > there)  # noqa: B023
        time.sleep(chance.uniform(0, 0.8))
        ended = process.poll() is not None
        kill(process, whole_group=chance.random() < 0.5)
        there = len(pdfs(folder))
        told += f"; {'ended' if ended else 'killed'} with {there} leaflets"
        assert set(pdfs(folder)) <= undisturbed.keys(), told
        if (folder / "record.jsonl").exists():
            assert len(recorded(folder)) == len(set(recorded(folder))), told
        asked = [*ASKED, name, "--resume"]
    done = command(*asked, cwd=calm)
    assert done.code == 4, (told, done)
    assert contents(folder) == undisturbed, told
    assert recorded(folder) == [row for row in range(1, ROWS + 1) if row not in (*BAD, ROWS - 1)], told
    assert parts(folder) == [], told


@pytest.mark.parametrize("whole_group", [True, False], ids=["the-whole-run", "its-first-process"])
def test_a_killed_run_leaves_no_process_and_what_it_left_half_written_is_swept(whole_group: bool, calm: Path) -> None:
    folder = calm / f"swept-{whole_group}"
    process = start(*ASKED, folder.name, cwd=calm)
    until(lambda: len(pdfs(folder)) >= 25)
    kill(process, whole_group=whole_group)
    (folder / ".0039-sleep-en-GB.pdf.0a1b2c3d.part").write_bytes(b"%PDF-1.7 half a leaflet")
    (folder / "texts" / ".x.md.0a1b2c3d.part").write_bytes(b"half a text")
    with (folder / "record.jsonl").open("ab") as stream:
        stream.write(b'{"row":39,"handouts":["sl')
    done = command(*ASKED, folder.name, "--resume", cwd=calm)
    assert done.code == 4
    assert contents(folder) == contents(calm / "calm")


@pytest.mark.parametrize(
    "left",
    [
        None,
        [],
        ["texts/"],
        ["texts/", "texts/.a.md.0a1b2c3d.part"],
        ["texts/", "texts/64a2.md"],
        ["texts/", "texts/64a2.md", ".run.json.0a1b2c3d.part"],
    ],
)
def test_a_run_that_was_killed_before_it_had_begun_begins_with_resume(
    left: list[str] | None, clinic_here: Path, run: Run
) -> None:
    """What can be there before run.json is."""
    (clinic_here / "list.csv").write_text(as_csv(patients(2)), "utf-8")
    folder = clinic_here / "out"
    if left is not None:
        folder.mkdir(mode=0o700)
    for name in left or []:
        (folder / name).mkdir() if name.endswith("/") else (folder / name).write_bytes(b"half")
    done = run(*ASKED, "out", "--resume")
    assert (done.code, done.out) == (0, "out\n"), done
    assert parts(folder) == []
    assert run(*ASKED, "calm").code == 0
    assert contents(clinic_here / "calm").items() <= contents(folder).items()


def test_a_worker_that_hangs_ends_with_its_run(calm: Path) -> None:
    folder, faults = calm / "hung", calm / "faults"
    faults.mkdir()
    (faults / "sitecustomize.py").write_text(FAULTS)
    path = os.pathsep.join([str(faults), environment()["PYTHONPATH"]])
    process = start(*ASKED, "hung", "--workers", "2", cwd=calm, env=environment(PYTHONPATH=path))
    until(lambda: len(pdfs(folder)) >= 15)  # while the eighth row is in hand
    assert "0008-sleep-en-GB.pdf" not in pdfs(folder)
    kill(process, whole_group=False)
    assert command(*ASKED, "hung", "--resume", cwd=calm).code == 4
    assert contents(folder) == contents(calm / "calm")
