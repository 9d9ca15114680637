"""The slip of a leaflet: what it says about one patient, as labels and values, or as places to write."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import escape

from handouts.clinic.clinic import SLIP_FIELDS, SlipField, SlipRules
from handouts.clinic.edition import SIZES, Edition
from handouts.content.words import Words
from handouts.errors import Problem, Refused

WHERE = "patient"
"""What messages call the patient's data: never by a name, nor by what it says."""
HEAD: tuple[SlipField, ...] = ("name", "date_of_birth", "number")
"""Whom the leaflet is for: under its title."""
VISIT: tuple[SlipField, ...] = ("given_by", "date", "next_visit")
"""Who gave it when, and what comes next: near its end."""
SHARES: Mapping[SlipField, int] = {"name": 23, "number": 15, "given_by": 18, "next_visit": 22}
"""Letters of the standard size that fit into a field's share of the line, nearly always."""


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


Texts = Mapping[SlipField, str]
"""What a slip prints in its fields, in one language; a field that is left out is a place to write."""


def texts(slip: Slip | Texts | None, words: Words) -> Texts:
    """What a slip prints in a language."""
    if not isinstance(slip, Slip):
        return slip or {}
    return {name: words.date(one) if isinstance(one, datetime.date) else one for name, one in filled(slip).items()}


def filled(slip: Slip) -> Mapping[SlipField, str | datetime.date]:
    """What is known of a patient, by field."""
    return {name: one for name in SLIP_FIELDS if (one := getattr(slip, name))}


@dataclass(frozen=True, slots=True)
class Field:
    """One field as it is printed; an empty value is a place to write, and a long one needs more than its share."""

    name: str
    label: str
    value: str
    long: bool = False


def fields(wanted: tuple[SlipField, ...], slip: Texts, rules: SlipRules, words: Words, edition: Edition) -> list[Field]:
    """Those of the wanted fields that the clinic prints. Raises `Refused` for a value that it does not print."""
    found = []
    for name in wanted:
        if name in rules.fields:
            value = slip.get(name, "")
            found.append(Field(name, label(name, rules, words), value, is_long(name, value, edition)))
        elif name in slip:
            _refuse_unprinted(name)
    return found


def is_long(name: SlipField, value: str, edition: Edition) -> bool:
    """Whether a value may be wider than its field's share of the line, where fields stand side by side."""
    most = SHARES.get(name)
    return bool(most and edition.slip_in_row and len(value) > most * SIZES["standard"] / edition.size)


def label(name: SlipField, rules: SlipRules, words: Words) -> str:
    """What a field is called: by the clinic, else by the language."""
    key = "nhs_number" if name == "number" and rules.number == "nhs" else name
    found: str = rules.labels.get(name) or getattr(words.slip, key)
    return found


def note(slip: Texts, rules: SlipRules, words: Words) -> Field | None:
    """The note, whose label says that it is no part of the checked leaflet. Raises `Refused` like `fields`."""
    if "note" not in slip:
        return None
    if "note" not in rules.fields:
        _refuse_unprinted("note")
    by = slip.get("given_by")
    return Field("note", words.slip.note.format(given_by=by) if by else words.slip.note_unsigned, slip["note"])


def check_printed(html: str, printed: Iterable[Field]) -> None:
    """Raises `Refused` for each value that a page leaves out, as a clinic's own template may."""
    text = " ".join(re.sub(r"<[^>]*>", " ", html).split())
    lost = [field for field in printed if field.value and " ".join(str(escape(field.value)).split()) not in text]
    if lost:
        remedy = "Mend the clinic's template, which leaves it out."
        raise Refused(*(Problem(WHERE, 0, f"The page does not print `{field.name}`.", remedy) for field in lost))


def _refuse_unprinted(name: str) -> None:
    what = f"The clinic's slip does not print `{name}`."
    raise Refused(Problem(WHERE, 0, what, "Leave it empty, or add it to `slip: fields` in clinic.yaml."))
