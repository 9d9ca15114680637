"""The slip of a leaflet: what it says about one patient, as labels and values, or as places to write."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import escape

from handouts.clinic.clinic import SlipField, SlipRules
from handouts.content.words import Words
from handouts.errors import Problem, Refused

WHERE = "patient"
"""What messages call the patient's data: never by a name, nor by what it says."""
HEAD: tuple[SlipField, ...] = ("name", "date_of_birth", "number")
"""Whom the leaflet is for: under its title."""
VISIT: tuple[SlipField, ...] = ("given_by", "date", "next_visit")
"""Who gave it when, and what comes next: near its end."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What is known of one patient; a field that is left out is a place to write."""

    name: str | None = None
    date_of_birth: datetime.date | None = None
    number: str | None = None
    date: datetime.date | None = None
    given_by: str | None = None
    next_visit: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One field as it is printed; an empty value is a place to write."""

    name: str
    label: str
    value: str


def fields(wanted: tuple[SlipField, ...], slip: Slip | None, rules: SlipRules, words: Words) -> list[Field]:
    """Those of the wanted fields that the clinic prints. Raises `Refused` for a value that it does not print."""
    found = []
    for name in wanted:
        value = getattr(slip, name) if slip else None
        if name not in rules.fields:
            _refuse_unprinted(name, value)
            continue
        text = words.date(value) if isinstance(value, datetime.date) else value or ""
        found.append(Field(name, label(name, rules, words), text))
    return found


def label(name: SlipField, rules: SlipRules, words: Words) -> str:
    """What a field is called: by the clinic, else by the language."""
    key = "nhs_number" if name == "number" and rules.number == "nhs" else name
    found: str = rules.labels.get(name) or getattr(words.slip, key)
    return found


def note(slip: Slip | None, rules: SlipRules, words: Words) -> Field | None:
    """The note, whose label says that it is no part of the checked leaflet. Raises `Refused` like `fields`."""
    if not (slip and slip.note):
        return None
    if "note" not in rules.fields:
        _refuse_unprinted("note", slip.note)
    label = words.slip.note.format(given_by=slip.given_by) if slip.given_by else words.slip.note_unsigned
    return Field("note", label, slip.note)


def check_printed(html: str, printed: Iterable[Field]) -> None:
    """Raises `Refused` for each value that a page leaves out, as a clinic's own template may."""
    text = " ".join(re.sub(r"<[^>]*>", " ", html).split())
    lost = [field for field in printed if field.value and " ".join(str(escape(field.value)).split()) not in text]
    if lost:
        remedy = "Mend the clinic's template, which leaves it out."
        raise Refused(*(Problem(WHERE, 0, f"The page does not print `{field.name}`.", remedy) for field in lost))


def _refuse_unprinted(name: str, value: object) -> None:
    if value:
        what = f"The clinic's slip does not print `{name}`."
        raise Refused(Problem(WHERE, 0, what, "Leave it empty, or add it to `slip: fields` in clinic.yaml."))
