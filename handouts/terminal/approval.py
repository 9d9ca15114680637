"""What a person is shown before an approval is recorded, and of those that are on record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from handouts.clinic.approval import Approval
from handouts.clinic.clinic import Clinic
from handouts.clinic.register import Event, kept_leaflet, kept_text
from handouts.content.handout import Handout
from handouts.files import shown
from handouts.page.approve import Signed
from handouts.page.wording import wording


def shown_before(handout: Handout, clinics: Sequence[Clinic], who: Signed) -> Iterator[str]:
    """Every word of the leaflet, then what is to be recorded; of sites, the words that are theirs alone."""
    first = wording(handout, clinics[0])
    yield from first.splitlines()
    for clinic in clinics[1:]:
        own = [line for line in wording(handout, clinic).splitlines() if line not in first.splitlines()]
        yield ""
        yield f"At the site {clinic.site}, with these words:"
        yield from (f"  {line}" for line in own or ["(the same)"])
    yield ""
    yield f"Text: {handout.name}, {handout.language}, version {handout.front.version} ({handout.source.text_hash[:12]})"
    yield f"Checked by: {who.by}, {who.role}, on {who.on.isoformat()}"
    yield f"May be given until: {min(who.until, handout.front.review_by).isoformat()}"


def events_shown(folder: Path, events: Sequence[Event]) -> Iterator[str]:
    """Approvals and withdrawals, the oldest first, with where the exact text and its leaflet are kept."""
    for one in events:
        which = f"{one.name} ({one.language}, version {one.version}, text {one.text_hash[:12]})"
        if isinstance(one, Approval):
            site = f" for the site {one.site}" if one.site else ""
            yield f"{one.on}  {which}: approved{site} by {one.by}, {one.role}, until {one.until}"
        else:
            yield f"{one.on}  {which}: withdrawn: {one.reason}"
        yield from (f"  {what}: {shown(path)}" for what, path in _kept(folder, one).items())


def event_values(folder: Path, events: Sequence[Event]) -> list[dict[str, Any]]:
    """Approvals and withdrawals as values that JSON knows."""
    return [
        {**one.model_dump(mode="json"), **{what: str(path) for what, path in _kept(folder, one).items()}}
        for one in events
    ]


def _kept(folder: Path, event: Event) -> dict[str, Path]:
    found = {"text": kept_text(folder, event.text_hash)}
    return found | {"leaflet": kept_leaflet(folder, event)} if isinstance(event, Approval) else found
