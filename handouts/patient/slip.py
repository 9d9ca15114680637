"""Reads the slip of one patient."""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import dataclass, fields
from typing import Any

from handouts.errors import Problems, nearest, refused
from handouts.files import MEBIBYTE
from handouts.page.slip import WHERE, Slip
from handouts.patient.dates import WRITE_ISO
from handouts.patient.values import DATES, Mistake, answer, check_day, clean, is_nhs_number, read_text

__all__ = ["Patient", "is_nhs_number", "read_patient", "read_slip", "slip_text"]

DISCUSSED = "discussed"
FIELDS = tuple(field.name for field in fields(Slip))


@dataclass(frozen=True, slots=True)
class Patient:
    """What is known of one patient: the slip, and whether somebody has talked with them about what they will read."""

    slip: Slip
    discussed: bool


def read_slip(
    text: str, *, nhs_number: bool, today: datetime.date | None = None, letters: frozenset[int] = frozenset()
) -> Slip:
    """The slip of one patient. Raises `Refused` as `read_patient` does."""
    return read_patient(text, nhs_number=nhs_number, today=today, letters=letters).slip


def read_patient(
    text: str, *, nhs_number: bool, today: datetime.date | None = None, letters: frozenset[int] = frozenset()
) -> Patient:
    """One patient from a JSON object with the slip's fields and `discussed`; `letters` has the clinic's own font.

    Raises `Refused` with every mistake; no message repeats what a field says. Where today is not given, a birth
    date may lie in the future or too long ago.
    """
    problems = Problems(WHERE)
    values: dict[str, Any] = {}
    discussed = False
    for key, value in _object(text).items():
        if key not in (*FIELDS, DISCUSSED):
            problems.add(0, f"The field `{key}` is unknown.", nearest(key, (*FIELDS, DISCUSSED)))
        elif value is None or value == "":
            continue
        elif not isinstance(value, str) and not (key == DISCUSSED and value in (True, False)):
            problems.add(0, f"`{key}` is not a text.", "Put its value in quotes.")
        else:
            try:
                if key == DISCUSSED:
                    discussed = answer(value)
                else:
                    values[key] = _value(key, str(value), nhs_number, today, letters)
            except Mistake as mistake:
                problems.add(0, mistake.complaint.what, mistake.complaint.remedy)
    problems.refuse()
    return Patient(Slip(**values), discussed)


def slip_text(data: bytes) -> str:
    """The text of a slip's file. Raises `Refused` where it is too large or is no text."""
    if len(data) > MEBIBYTE:
        raise refused(WHERE, 0, "The file is larger than 1 MB.", "Make it smaller.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refused(WHERE, 0, "This is not UTF-8 text.", "Save the file as UTF-8.") from None


def _value(
    key: str, text: str, nhs_number: bool, today: datetime.date | None, letters: frozenset[int]
) -> str | datetime.date:
    """One field; a program that writes JSON can write ISO dates, so no other is taken."""
    value = clean(key, text)
    if not value:
        raise Mistake(f"`{key}` holds nothing but spaces.", "Type it again, or leave the field out.")
    if key not in DATES:
        return read_text(key, value, nhs_number=nhs_number, letters=letters)
    day = _iso_date(value)
    if day is None:
        raise Mistake(f"`{key}` is not a date.", WRITE_ISO)
    return check_day(key, day, today) if today else day


def _object(text: str) -> dict[str, Any]:
    """One JSON object, each key once."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({key for key, _ in pairs}) < len(pairs):
            raise refused(WHERE, 0, "A field stands there twice.", "Keep one.")
        return dict(pairs)

    try:
        data = json.loads(text, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        raise refused(WHERE, error.lineno, "This is not JSON.", 'Write one object, as in {"name": "..."}.') from None
    except (RecursionError, ValueError):  # nested without end; a number of thousands of digits
        data = None
    if not isinstance(data, dict):
        raise refused(WHERE, 1, "This is not one JSON object.", 'Write one object, as in {"name": "..."}.')
    return data


def _iso_date(value: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(value) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) else None
    except ValueError:
        return None
