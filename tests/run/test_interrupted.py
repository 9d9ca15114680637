"""Ctrl-C: what is in hand is finished, the run says where it stopped, and goes on from there."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Done
from tests.run.runs import (
    FAULTS,
    as_csv,
    command,
    contents,
    end,
    environment,
    finish,
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
ASKED = ("batch", "list.csv", "--handout", "sleep", "--workers", "2", "-o")
IN_HAND = "The leaflets in hand are being finished. Press Ctrl-C again to stop at once."
STOPPED = re.compile(r"Stopped: (\d+) leaflets made, (\d+) not yet\.")
GO_ON = "To go on, run the same command again with --resume."


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A clinic's folder with a list, and in `calm` what a run leaves that nothing disturbs."""
    folder = tmp_path_factory.mktemp("clinic")
    set_up(folder)
    typeset_all(folder)  # each leaflet takes long enough to be interrupted
    table = patients(ROWS, bad=[2])
    (folder / "list.csv").write_text(as_csv(table), "utf-8")
    assert command(*ASKED, "calm", cwd=folder).code == 4
    yield folder


def resumed(calm: Path, name: str) -> Done:
    """The run's end; it must be what an undisturbed run leaves."""
    done = command(*ASKED, name, "--resume", cwd=calm)
    assert done.code == 4
    assert contents(calm / name) == contents(calm / "calm")
    return done


@pytest.mark.parametrize(
    ("number", "whole_group"), [(signal.SIGINT, True), (signal.SIGINT, False), (signal.SIGTERM, False)]
)
def test_what_is_in_hand_is_finished(number: signal.Signals, whole_group: bool, calm: Path) -> None:
    """Ctrl-C at a terminal goes to all processes of the run."""
    name = f"stopped-{number.name}-{whole_group}"
    folder = calm / name
    process = start(*ASKED, name, cwd=calm)
    until(lambda: len(pdfs(folder)) >= 4)
    (os.killpg if whole_group else os.kill)(process.pid, number)
    done = finish(process, 30)
    assert done.code == 130
    assert IN_HAND in done.messages
    [told] = [found for line in done.messages if (found := STOPPED.fullmatch(line))]
    made, left = int(told[1]), int(told[2])
    assert made >= 4
    assert left > 0
    assert made + left == ROWS - 1
    assert made == len(recorded(folder)) == len(pdfs(folder)), "what was made is on record, and nothing else"
    assert done.messages[-1] == GO_ON
    assert not [line for line in done.messages if "Traceback" in line]
    assert parts(folder) == []
    until(lambda: is_gone(process))
    resumed(calm, name)


def test_a_service_manager_ends_all_processes_of_a_run(calm: Path) -> None:
    """It asks the workers to end, too: then the run ends soon, and goes on later."""
    folder = calm / "service"
    process = start(*ASKED, "service", cwd=calm)
    until(lambda: len(pdfs(folder)) >= 4)
    os.killpg(process.pid, signal.SIGTERM)
    done = finish(process, 30)
    assert done.code == 130
    assert not [line for line in done.messages if "Traceback" in line]
    assert parts(folder) == []
    until(lambda: is_gone(process))
    resumed(calm, "service")


def test_rows_that_are_filled_in_by_the_hundred_are_interrupted_too(clinic_here: Path) -> None:
    (clinic_here / "list.csv").write_text(as_csv(patients(6000)), "utf-8")
    assert command(*ASKED, "calm", cwd=clinic_here).code == 0
    folder = clinic_here / "out"
    process = start(*ASKED, "out", cwd=clinic_here)
    until(lambda: len(pdfs(folder)) >= 4)
    os.killpg(process.pid, signal.SIGINT)
    done = finish(process, 60)
    assert done.code == 130
    [told] = [found for line in done.messages if (found := STOPPED.fullmatch(line))]
    assert 0 < int(told[1]) == len(recorded(folder)) == len(pdfs(folder)) < 6000
    assert parts(folder) == []
    assert command(*ASKED, "out", "--resume", cwd=clinic_here).code == 0
    assert contents(folder) == contents(clinic_here / "calm")


def test_a_second_time_it_ends_at_once(calm: Path) -> None:
    """Even where a leaflet in hand would never be finished."""
    folder, faults = calm / "twice", calm / "faults"
    faults.mkdir()
    (faults / "sitecustomize.py").write_text(FAULTS)
    path = os.pathsep.join([str(faults), environment()["PYTHONPATH"]])
    process = start(*ASKED, "twice", cwd=calm, env=environment(PYTHONPATH=path))
    try:
        until(lambda: len(pdfs(folder)) >= 15)
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(2)
        assert process.poll() is None, "one leaflet is still in hand"
        os.killpg(process.pid, signal.SIGINT)
        done = finish(process, 20)
        assert done.code == 130
        assert not [line for line in done.messages if "Traceback" in line]
        until(lambda: is_gone(process))
    finally:
        end(process)
    resumed(calm, "twice")


def test_before_the_first_page(calm: Path) -> None:
    """While the list is read and the workers begin: it ends, and --resume begins."""
    process = start(*ASKED, "early", cwd=calm)
    until(lambda: Path(f"/proc/{process.pid}/cmdline").read_bytes().find(b"handouts") > 0)
    try:
        until(lambda: len(children(process.pid)) >= 1)
        os.killpg(process.pid, signal.SIGINT)
        done = finish(process, 30)
    finally:
        end(process)
    assert done.code == 130
    assert not [line for line in done.messages if "Traceback" in line], done.messages
    resumed(calm, "early")


def children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
