"""Reads the slip of one patient."""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import fields
from typing import Any

from handouts.content.source import INVISIBLE
from handouts.errors import Problems, nearest, refused
from handouts.page.slip import WHERE, Slip

DATES = ("date_of_birth", "date")


FIELDS = tuple(field.name for field in fields(Slip))


def read_slip(text: str, *, nhs_number: bool) -> Slip:
    """The slip of one patient from a JSON object with the slip's fields.

    Raises `Refused` with every mistake; no message repeats what a field says.
    """
    problems = Problems(WHERE)
    values: dict[str, Any] = {}
    for key, value in _object(text).items():
        if key not in FIELDS:
            problems.add(0, f"The field `{key}` is unknown.", nearest(key, FIELDS))
        elif value is None or value == "":
            continue
        elif not isinstance(value, str):
            problems.add(0, f"`{key}` is not a text.", "Put its value in quotes.")
        elif re.search("[\t\n\u200c\u200d]", value) or INVISIBLE.search(value) or not value.strip():
            problems.add(0, f"`{key}` holds nothing, a line break or an invisible character.", "Type it again.")
        elif key in DATES and not (_iso_date(value)):
            problems.add(0, f"`{key}` is not a date.", "Write year, month and day, as in 1961-08-06.")
        elif key == "number" and nhs_number and not is_nhs_number(value):
            problems.add(
                0,
                "`number` is not an NHS number: a digit is wrong, or there are not ten.",
                "Compare it with the record.",
            )
        else:
            values[key] = _iso_date(value) if key in DATES else " ".join(value.split())
    problems.refuse()
    return Slip(**values)


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


def is_nhs_number(value: str) -> bool:
    """Whether ten digits end in the right check digit (modulus 11, NHS Data Dictionary)."""
    digits = re.sub(r"[\s-]", "", value)
    if not re.fullmatch(r"[0-9]{10}", digits):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True))
    check = (11 - total % 11) % 11
    return check == int(digits[9])
