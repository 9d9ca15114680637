"""What a leaflet says of its standing: a short line at the foot of every page, and a full one at its end."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from handouts.clinic.approval import Standing, State
from handouts.content.words import Words


@dataclass(frozen=True, slots=True)
class Said:
    """`foot` stands on every page, `about` at the end; `until` is the last day of an approved text."""

    foot: str = ""
    about: str = ""
    until: datetime.date | None = None


def said(standing: Standing, catalogue: Words, *, has_clinic: bool, is_extract: bool) -> Said:
    """The words for a standing, after those for an extract and for a leaflet of no clinic."""
    before = [catalogue.extract if is_extract else "", "" if has_clinic else catalogue.sample]
    foot, about = _lines(standing, catalogue)
    is_current = standing.state is State.APPROVED
    return Said(_joined(*before, foot), _joined(*before, about), standing.until if is_current else None)


def _lines(standing: Standing, catalogue: Words) -> tuple[str, str]:
    approval, agreed = standing.approval, standing.agreed
    if standing.state is State.APPROVED and approval and standing.until:
        until = catalogue.date(standing.until)
        by = f"{approval.by}, {approval.role}"
        checked = catalogue.checked.format(by=by, date=catalogue.date(approval.on), next=until)
        return catalogue.next_check.format(next=until), checked
    if standing.state is State.EXPIRED and agreed:
        line = catalogue.past_review
        if agreed.by:
            line = catalogue.past_review_agreed.format(name=agreed.by, date=catalogue.date(agreed.on))
        return line, line
    return catalogue.draft, catalogue.draft


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
