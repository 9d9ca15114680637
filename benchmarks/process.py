"""Runs a command on stated cores, and says how long it took and how much memory all its processes held."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from time import perf_counter, sleep

from benchmarks.leaflet import ROOT

HANDOUTS = (sys.executable, "-m", "handouts")
OWN = (*HANDOUTS, "-c", "examples/riverside")
EVERY = 0.02
"""Seconds between two looks at a run's memory."""


class Unmeasured(Exception):
    """A contestant that could not be run, and why."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What a command took: seconds; the most bytes that its processes held at once; and what it said."""

    seconds: float
    memory: int
    said: str


def cores() -> list[int]:
    """The cores that this process may use."""
    return sorted(os.sched_getaffinity(0))


def run(
    command: Sequence[str], *, on: Collection[int], cache: Path, watched: bool = False, fonts: Path | None = None
) -> Spent:
    """Run a command to its end on these cores alone, with its cache in a folder of its own.

    `watched` measures its memory; `fonts` is a fontconfig file. Raises `Unmeasured` where it fails.
    """
    os.sync()  # no command waits for what the one before it left to the disk
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(cache)}
    environment |= {"FONTCONFIG_FILE": str(fonts)} if fonts else {}
    peak, own_cores = 0, cores()
    os.sched_setaffinity(0, on)  # which the command inherits
    with TemporaryFile("w+", encoding="utf-8") as out, TemporaryFile("w+", encoding="utf-8") as complaint:
        start = perf_counter()
        with subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=out, stderr=complaint, start_new_session=True
        ) as process:
            os.sched_setaffinity(0, own_cores)
            while watched and process.poll() is None:
                peak = max(peak, _held(process.pid))
                sleep(EVERY)
            process.wait()
            seconds = perf_counter() - start
        out.seek(0)
        complaint.seek(0)
        if process.returncode:
            lines = complaint.read().strip().splitlines() or [f"exit code {process.returncode}"]
            raise Unmeasured(lines[-1])
        return Spent(seconds, peak, out.read())


def _held(session: int) -> int:
    """The bytes that the processes of a session hold: of each the most that it ever held, as the system counts them.

    So no peak between two looks is missed. Pages that processes share are counted once for each.
    """
    total = 0
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if int((entry / "stat").read_text().rpartition(")")[2].split()[3]) != session:
                continue
            lines = (entry / "status").read_text().splitlines()
        except (OSError, IndexError):  # it has just ended
            continue
        total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
    return total
