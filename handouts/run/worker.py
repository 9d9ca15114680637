"""What one worker does: it makes a leaflet and puts it in its place."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from handouts.clinic.approval import Standing
from handouts.clinic.clinic import Clinic
from handouts.clinic.edition import Edition
from handouts.content.handout import Handout
from handouts.errors import ExitCode, HandoutsError, Problem
from handouts.files import write_private
from handouts.page.output import compose_all, typeset_seen
from handouts.page.slip import WHERE, Slip
from handouts.patient.mistake import Complaint
from handouts.run.pool import Crew, Lost


@dataclass(frozen=True, slots=True)
class Task:
    """One leaflet, or pack, to be made as the file `target`; without one, its bytes are the result.

    The patient-free leaflet of a text has row 0. One that was made before (`was`: its hash) must come out the same.
    """

    row: int
    handouts: tuple[Handout, ...]
    standings: tuple[Standing, ...]
    clinic: Clinic | None
    edition: Edition
    slip: Slip | None
    target: Path | None
    was: str | None = None
    title: str | None = None
    """Of the cover of a pack that has a name."""


@dataclass(frozen=True, slots=True)
class Made:
    """A leaflet that lies in its place, or its bytes where it has none; the hash is their SHA-256."""

    file_hash: str
    pdf: bytes = b""


@dataclass(frozen=True, slots=True)
class Failed:
    """A leaflet that could not be made."""

    problems: tuple[Problem, ...]
    exit_code: ExitCode

    @property
    def complaints(self) -> tuple[Complaint, ...]:
        """What is wrong, as a row's complaints."""
        return tuple(
            Complaint(one.what if one.where == WHERE else str(replace(one, remedy="")), one.remedy)
            for one in self.problems
        )


@dataclass(frozen=True, slots=True)
class Blocked:
    """A leaflet that could not be written; nor can others, until what is in the way is gone."""

    why: str


_CRASHED = Problem("", 0, "The process that made the leaflet ended by itself.", "Try again with --resume.")
_HUNG = Problem("", 0, "The leaflet took too long and was given up.", "Try again with a higher --time-limit.")


def make_leaflets(tasks: Iterable[Task], workers: Crew) -> Generator[tuple[Task, Made | Failed | Blocked], None, None]:
    """Make leaflets in several processes; one that crashes or hangs costs the leaflet that it was making."""
    with closing(workers.work(tasks, make_leaflet)) as results:
        for task, result in results:
            if isinstance(result, Lost):
                yield task, Failed((_CRASHED if result.how == "crashed" else _HUNG,), ExitCode.FAULT)
            else:
                yield task, result


def make_leaflet(task: Task) -> Made | Failed | Blocked:
    """Make a leaflet and write it, whole or not at all. Never raises: an error is its result."""
    try:
        leaflets = compose_all(task.handouts, task.clinic, task.edition, task.slip, task.standings, title=task.title)
        pdf = typeset_seen(leaflets, task.handouts, task.clinic).pdf
    except HandoutsError as error:
        return Failed(error.problems, error.exit_code)
    except Exception as error:
        what = f"The program has a fault here ({type(error).__name__})."
        return Failed((Problem("", 0, what, "Please report it; leave the row out."),), ExitCode.FAULT)
    file_hash = hashlib.sha256(pdf).hexdigest()
    if task.was not in (None, file_hash):
        what = "It does not come out as it was made first: a font, a picture or a library has changed since."
        return Failed((Problem("", 0, what, "Make the row in a new run."),), ExitCode.REFUSED)
    if task.target is None:
        return Made(file_hash, pdf)
    try:
        write_private(task.target, [pdf])
    except OSError as error:
        return Blocked(error.strerror or type(error).__name__)
    return Made(file_hash)
