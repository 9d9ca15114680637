"""Starts runs as a person does, and looks at what they leave: their folders, their records, their processes."""

from __future__ import annotations

import csv
import io
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from handouts.patient.list import PatientList, read_list
from handouts.run.record import RecordLine, read_record
from tests.conftest import CLINIC, DRAFTS, HANDOUT, Done

ROOT = Path(__file__).parents[2]
TEXT = "library/sleep/en-GB.md"
PACK = "library/walking/en-GB.md"
HEADER = ("name", "date_of_birth", "number")
TIME = re.compile(rb'"time":"[^"]*"')
"""What two equal runs may differ in."""

FAULTS = """
import os, signal, sys, time
from importlib.abc import MetaPathFinder
from importlib.machinery import PathFinder

def faulty(html):
    if "Patient 0003" in html:
        os._exit(1)
    if "Patient 0005" in html:
        os.kill(os.getpid(), signal.SIGKILL)
    if "Patient 0008" in html:
        time.sleep(600)

def typesetting(module):
    typeset_all = module.typeset_all
    def wrapped(leaflets):
        for one in leaflets:
            faulty(one.html)
        return typeset_all(leaflets)
    module.typeset_all = wrapped

def stamping(module):
    stamp = module.stamp
    def wrapped(master, texts):
        faulty(" ".join(texts.values()))
        return stamp(master, texts)
    module.stamp = wrapped

WRAPPED = {"handouts.page.typeset": typesetting, "handouts.patient.stamp": stamping}

class Wrapping(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name not in WRAPPED:
            return None
        spec = PathFinder.find_spec(name, path)
        loader, load = spec.loader, spec.loader.exec_module
        def exec_module(module):
            load(module)
            WRAPPED[name](module)
        loader.exec_module = exec_module
        return spec

sys.meta_path.insert(0, Wrapping())
"""
"""Put into every process of a run: it is lost at the rows of three patients."""


SLIP = (ROOT / "templates/slip.html").read_text("utf-8")


def typeset_all(folder: Path) -> None:
    """Let a clinic have a slip of its own: then each leaflet is typeset, and none is filled in."""
    (folder / "templates").mkdir()
    (folder / "templates/slip.html").write_text(SLIP, "utf-8")


def set_up(folder: Path) -> None:
    """A clinic with two handouts of one page each, which take little time."""
    walking = HANDOUT.replace("title: Sleep", "title: Walking").replace("Sleep well.", "Walk far.")
    for name, text in {"clinic.yaml": CLINIC + DRAFTS, TEXT: HANDOUT, PACK: walking}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


NO_DATE = "1961-02-30"


def patients(count: int, bad: Iterable[int] = ()) -> list[list[str]]:
    """A header and so many rows; the bad ones have a birth date that there never was."""
    table = [list(HEADER)]
    for row in range(1, count + 1):
        born = NO_DATE if row in bad else f"1961-08-{row % 28 + 1:02}"
        table.append([f"Patient {row:04}", born, f"N{row:05}"])
    return table


def as_csv(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()


def read_csv(path: Path) -> list[list[str]]:
    """The lines of a failed.csv, the header first."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def reasons(folder: Path) -> dict[int, str]:
    """What a run's failed.csv says of each row; nothing where it is not there."""
    path = folder / "failed.csv"
    return {int(row): error for row, error, *_ in read_csv(path)[1:]} if path.exists() else {}


def listed(path: Path) -> PatientList:
    return read_list(path, {}, numbered=False)


def record(folder: Path) -> list[RecordLine]:
    return list(read_record(folder))


def recorded(folder: Path) -> list[int]:
    """The rows that are on record, in the order of its lines."""
    return [entry.row for entry in read_record(folder)]


def pdfs(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.pdf"))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder; of a record, all but `time`."""
    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {
        name: TIME.sub(b'"time":""', data) if name.endswith(".jsonl") else data for name, data in sorted(found.items())
    }


def parts(folder: Path) -> list[str]:
    """What is left half written."""
    return sorted(path.name for path in folder.rglob("*") if path.name.endswith(".part"))


def environment(**variables: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key != "HANDOUTS_CLINIC"}
    return {**kept, "PYTHONPATH": str(ROOT), **variables}


def start(*arguments: str, cwd: Path, env: Mapping[str, str] | None = None, **more: Any) -> subprocess.Popen[str]:
    """The program in a session of its own, as from another terminal window."""
    command = [sys.executable, "-m", "handouts", *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command,
        cwd=cwd,
        env=env or environment(),
        stdin=subprocess.DEVNULL,
        stdout=pipe,
        stderr=pipe,
        text=True,
        encoding="utf-8",
        start_new_session=True,
        **more,
    )


def finish(process: subprocess.Popen[str], timeout: float = 900) -> Done:
    """How the program ended. It is ended, with all its processes, where it takes too long."""
    try:
        out, messages = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        end(process)
        raise
    return Done(process.returncode, out, messages.splitlines())


def command(*arguments: str, cwd: Path, env: Mapping[str, str] | None = None, **more: Any) -> Done:
    return finish(start(*arguments, cwd=cwd, env=env, **more))


def end(process: subprocess.Popen[str]) -> None:
    """End a program and all its processes at once, as a power cut does."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def session(process: subprocess.Popen[str]) -> list[int]:
    """The processes of a program that was started, those whose parent has ended too; no zombies."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            state, _, _, own = (path / "stat").read_text().rpartition(")")[2].split()[:4]
            if int(own) == process.pid and state != "Z":
                found.append(int(path.name))
    return found


def until(holds: Callable[[], object], seconds: float = 60) -> None:
    """Wait until something holds."""
    last = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < last, "it did not come to hold in time"
        time.sleep(0.01)


def is_gone(process: subprocess.Popen[str]) -> bool:
    return not session(process)
