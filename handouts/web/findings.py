"""What there is to say of a leaflet, beside its pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from handouts.clinic.clinic import Clinic
from handouts.errors import Problem
from handouts.page.notes import notes_on


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to say: `refused` keeps the leaflet from being made, a `note` does not."""

    level: Literal["refused", "note"]
    where: str
    line: int
    what: str
    remedy: str


def findings(clinic: Clinic | None, problems: Sequence[Problem] = ()) -> tuple[Finding, ...]:
    """Why the leaflet was refused, if it was, and what the clinic should know of it besides."""
    refused = [Finding("refused", one.where, one.line, one.what, one.remedy) for one in problems]
    notes = () if refused else notes_on(clinic)  # which look at files that may be what is refused
    return (*refused, *(Finding("note", "", 0, note, "") for note in notes))
