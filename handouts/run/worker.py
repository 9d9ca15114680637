"""What one worker does where a leaflet must be typeset: for nobody yet, as a master, or for one row in full."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from handouts.errors import ExitCode, HandoutsError
from handouts.files import put_private
from handouts.page.slip import Slip
from handouts.patient.kind import Kind
from handouts.patient.make import Subject, make_master, typeset_in_full
from handouts.run.result import CHANGED, Blocked, Failed, Made, Opened, Result, fault


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """One leaflet, or pack, to be made as the file `target`; without one, its bytes are the result.

    The patient-free leaflet of a text has row 0. One that was made before (`was`: its hash) must come out the same.
    """

    row: int
    subject: Subject
    slip: Slip | None
    target: Path | None
    was: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class MasterTask:
    """A master to be made; compared by what it is, and not by what it holds."""

    subject: Subject
    kind: Kind


def make(task: Task | MasterTask) -> Result | Opened:
    """Make a leaflet or a master. Never raises: an error is its result."""
    return make_leaflet(task) if isinstance(task, Task) else open_one(task)


def open_one(task: MasterTask) -> Opened | Failed:
    """Make a master. Never raises: an error is its result."""
    try:
        return Opened(make_master(task.subject, task.kind))
    except HandoutsError as error:
        return Failed(error.problems, error.exit_code)
    except Exception as error:
        return fault(error)


def make_leaflet(task: Task) -> Result:
    """Make a leaflet and write it, whole or not at all. Never raises: an error is its result."""
    try:
        pdf = typeset_in_full(task.subject, task.slip)
    except HandoutsError as error:
        return Failed(error.problems, error.exit_code)
    except Exception as error:
        return fault(error)
    file_hash = hashlib.sha256(pdf).hexdigest()
    if task.was not in (None, file_hash):
        return Failed((CHANGED,), ExitCode.REFUSED)
    if task.target is None:
        return Made(file_hash, pdf)
    try:
        put_private(task.target, [pdf])
    except OSError as error:
        return Blocked(error.strerror or type(error).__name__)
    return Made(file_hash)
