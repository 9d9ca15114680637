"""What there is to say of a leaflet, beside its pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from handouts.check import rule as check
from handouts.clinic.clinic import Clinic
from handouts.errors import Problem
from handouts.page.notes import notes_on


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to say: `refused` keeps the leaflet from being made; what a check finds, or a `note`, does not."""

    level: Literal["refused", "error", "warning", "note"]
    where: str
    line: int
    what: str
    remedy: str


def findings(
    clinic: Clinic | None, problems: Sequence[Problem] = (), checked: Sequence[check.Finding] = ()
) -> tuple[Finding, ...]:
    """Why the leaflet was refused, if it was, what the checks find in the text, and what the clinic should know."""
    refused = [Finding("refused", one.where, one.line, one.what, one.remedy) for one in problems]
    notes = () if refused else notes_on(clinic)  # which look at files that may be what is refused
    open_ones = (one for one in checked if one.accepted is None)
    return (*refused, *map(_of_check, open_ones), *(Finding("note", "", 0, note, "") for note in notes))


def _of_check(found: check.Finding) -> Finding:
    fault = found.fault
    words = f" (“{fault.words}”)" if fault.words else ""
    return Finding(fault.level, fault.where, fault.line, f"{found.rule.id}: {fault.what}{words}", fault.remedy)
