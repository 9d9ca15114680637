"""Makes masters, and leaflets from them: a patient's leaflet comes out the same, whoever else is in the run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handouts.clinic.approval import Standing
from handouts.clinic.clinic import Clinic
from handouts.clinic.edition import Edition
from handouts.content.handout import Handout
from handouts.errors import Refused
from handouts.page.output import compose_all, typeset_seen
from handouts.page.parts import overrides
from handouts.page.slip import Slip, Texts
from handouts.patient.kind import Kind
from handouts.patient.master import Master, open_master
from handouts.patient.trial import looks_at_slips, passes_trial

if TYPE_CHECKING:
    from handouts.page.compose import Composed


@dataclass(frozen=True, slots=True)
class Subject:
    """What leaflets are made of besides their slips: texts with their standings, whose they are, and how they are set.

    `title` is that of the cover of a pack that has a name; an extract holds some of a handout's sections alone.
    """

    handouts: tuple[Handout, ...]
    standings: tuple[Standing, ...]
    clinic: Clinic | None
    edition: Edition
    title: str | None = None
    is_extract: bool = False


def typeset_in_full(subject: Subject, slip: Slip | Texts | None) -> bytes:
    """The PDF of a leaflet or pack, typeset with its slip. Raises `HandoutsError` for whatever would print wrong."""
    return typeset_seen(_composed(subject, slip), subject.handouts, subject.clinic).pdf


def make_master(subject: Subject, kind: Kind) -> Master | None:
    """The master of leaflets with slips of a kind; none where they must be typeset one by one."""
    try:
        return None if looks_at_slips(subject.clinic) else _tried(subject, kind)
    except Refused:
        return None  # what is wrong is told by each leaflet, with the words that are really in it


def _tried(subject: Subject, kind: Kind) -> Master | None:
    from handouts.page.typeset import typeset_open

    leaflet = typeset_open(_composed(subject, kind.marks), kind.marks)
    master = open_master(leaflet) if leaflet else None
    if master is None or not subject.clinic or not any(overrides(subject.clinic.folders)):
        return master
    is_same = passes_trial(master, kind, subject.edition, lambda texts: typeset_in_full(subject, texts))
    return master if is_same else None


def _composed(subject: Subject, slip: Slip | Texts | None) -> list[Composed]:
    return compose_all(
        subject.handouts,
        subject.clinic,
        subject.edition,
        slip,
        subject.standings,
        is_extract=subject.is_extract,
        title=subject.title,
    )
