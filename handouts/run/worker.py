"""What one worker does where something must be typeset: a leaflet for nobody yet, one for a row, a page for the desk.

Instead of one leaflet or page it can make the master of all that are like it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from handouts.errors import ExitCode, HandoutsError
from handouts.files import put_private
from handouts.page.slip import Slip
from handouts.patient.kind import Kind
from handouts.patient.make import Subject, make_master, typeset_in_full
from handouts.patient.master import open_master
from handouts.run.result import CHANGED, Blocked, Failed, Made, Opened, Result, fault

if TYPE_CHECKING:
    from handouts.page.compose import Composed

UNFIT = "The list for the desk cannot be typeset."
"""What is said of mistakes that may repeat a patient's name."""


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


@dataclass(frozen=True, slots=True, eq=False)
class PageTask:
    """A page for the desk: with marks a master of it is made, else the page itself. `place` is its own in the list."""

    place: int
    composed: Composed
    marks: Mapping[str, str] | None = None


def make(task: Task | MasterTask | PageTask) -> Result | Opened:
    """Make a leaflet, a page or a master. Never raises: an error is its result."""
    if isinstance(task, Task):
        return make_leaflet(task)
    return open_one(task) if isinstance(task, MasterTask) else make_page(task)


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


def make_page(task: PageTask) -> Result | Opened:
    """Make a page for the desk, or its master. Never raises: an error is its result."""
    from handouts.page.typeset import typeset_all, typeset_open

    try:
        if task.marks is None:
            pdf = typeset_all([task.composed]).pdf
            return Made(hashlib.sha256(pdf).hexdigest(), pdf)
        opened = typeset_open([task.composed], task.marks)
        return Opened(open_master(opened) if opened and opened.pages == 1 else None)
    except HandoutsError as error:
        problems = tuple(one if one.line else replace(one, what=UNFIT, remedy="") for one in error.problems)
        return Failed(problems, error.exit_code)
    except Exception as error:
        return fault(error, "Please report it.")
