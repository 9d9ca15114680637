"""The leaflet that all contestants make, and its parts as each of them needs them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from handouts import Clinic, Composed, Edition, Handout, Standing, compose, edition
from handouts.clinic.approval import DRAFT
from handouts.clinic.clinic import find_clinic
from handouts.content.finder import find_library
from handouts.content.packs import choose, find_packs
from handouts.content.words import Words, words
from handouts.page import slip as slips
from handouts.page.slip import Field, Slip

ROOT = Path(__file__).parents[1]
NAME = "low-b12-and-ms"
CLINIC = ROOT / "examples" / "riverside"


@dataclass(frozen=True, slots=True)
class Subject:
    """One handout of one clinic, as a draft on A4."""

    handout: Handout
    clinic: Clinic
    edition: Edition
    standing: Standing

    @property
    def words(self) -> Words:
        """The words of the page in the handout's language."""
        return words(self.handout.language)


def subject() -> Subject:
    """The leaflet that is timed."""
    clinic = find_clinic(CLINIC, None)
    assert clinic
    content = choose(find_library(clinic.folders), find_packs(clinic.folders), [NAME], None, clinic.file.language)
    return Subject(content.handouts[0], clinic, edition("standard", "A4"), DRAFT)


def slip_of(patient: Mapping[str, str]) -> Slip:
    """A patient's row as a slip."""
    days = ("date_of_birth", "date")
    return Slip(**{name: datetime.date.fromisoformat(text) if name in days else text for name, text in patient.items()})


def composed(leaflet: Subject, patient: Mapping[str, str]) -> Composed:
    """The leaflet of one patient as HTML with its assets."""
    return compose(leaflet.handout, leaflet.clinic, leaflet.edition, leaflet.standing, slip_of(patient))


def printed(leaflet: Subject, patient: Mapping[str, str]) -> list[Field]:
    """What the slip says of one patient, as it is printed: dates in words, the note under who added it."""
    said, rules = slips.texts(slip_of(patient), leaflet.words), leaflet.clinic.file.slip
    head, visit = (
        slips.fields(part, said, rules, leaflet.words, leaflet.edition) for part in (slips.HEAD, slips.VISIT)
    )
    note = slips.note(said, rules, leaflet.words)
    return [*head, *visit, *([note] if note else [])]
