"""What comes of making a leaflet."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handouts.errors import ExitCode, Problem
from handouts.page.slip import WHERE
from handouts.patient.master import Master
from handouts.patient.mistake import Complaint


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


Result = Made | Failed | Blocked


@dataclass(frozen=True, slots=True)
class Opened:
    """A master; none where leaflets of its kind must be typeset one by one."""

    master: Master | None


CRASHED = Problem("", 0, "The process that made the leaflet ended by itself.", "Try again with --resume.")
HUNG = Problem("", 0, "The leaflet took too long and was given up.", "Try again with a higher --time-limit.")
CHANGED = Problem(
    "",
    0,
    "It does not come out as it was made first: a font, a picture or a library has changed since.",
    "Make the row in a new run.",
)


def fault(error: Exception, remedy: str = "Please report it; leave the row out.") -> Failed:
    """A leaflet at which the program has a fault; nothing of what the error says is repeated."""
    what = f"The program has a fault here ({type(error).__name__})."
    return Failed((Problem("", 0, what, remedy),), ExitCode.FAULT)
