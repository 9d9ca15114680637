"""The slip: the part of a leaflet about one patient."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator

from handouts.content.fields import Fields, Line, Model, mistake, typed
from handouts.errors import Problems, refused

WHERE = "patient"
"""What messages call the patient's data: never by a name, nor by what it says."""


def _visible(value: str) -> str:
    if re.search(r"[\x00-\x1f\x7f-\x9f]", value):
        raise mistake("holds a control character.", "Type it again.")
    return value


Entry = Annotated[Line, AfterValidator(_visible)]


class Slip(Model):
    """What is known of one patient; a field that is left out is a line to write on."""

    name: Entry | None = None
    date_of_birth: date | None = None
    number: Entry | None = None
    date: date | None = None  # type: ignore[valid-type]
    given_by: Entry | None = None
    next_visit: Entry | None = None
    note: Entry | None = None


def read_slip(text: str, *, nhs_number: bool) -> Slip:
    """The slip of one patient from a JSON object with the slip's fields.

    Raises `Refused`; no message repeats what a field says.
    """
    try:
        data: Any = json.loads(text, object_pairs_hook=_once)
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise refused(WHERE, line, "This is not JSON.", 'Write one object, as in {"name": "..."}.') from None
    if not isinstance(data, dict):
        raise refused(WHERE, 1, "This is not one JSON object.", 'Write one object, as in {"name": "..."}.')
    problems = Problems(WHERE)
    found: dict[str, str] = {}
    for key, value in data.items():
        if value is None or value == "":
            continue
        if isinstance(value, str):
            found[key] = value
        else:
            problems.add(0, f"`{key}` is not a text.", "Put its value in quotes.")
    private = Problems(WHERE)
    slip = typed(Slip, Fields(found, {}), private)
    for key in found:
        if key not in Slip.model_fields:
            problems.add(0, f"The field `{key}` is unknown.", f"Use: {', '.join(Slip.model_fields)}.")
        elif key in ("date_of_birth", "date") and not _is_date(found[key]):
            problems.add(0, f"`{key}` is not a date.", "Write year, month and day, as in 1961-08-06.")
        elif not found[key].strip() or re.search(r"[\x00-\x1f\x7f-\x9f]", found[key]):
            problems.add(0, f"`{key}` holds nothing, or a control character.", "Type it again.")
    if nhs_number and "number" in found and not is_nhs_number(found["number"]):
        problems.add(0, "`number` is not an NHS number: its check digit is wrong.", "Compare it with the record.")
    problems.refuse()
    private.refuse()
    assert slip is not None
    return slip


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError
    return dict(pairs)


def _is_date(value: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", value)) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def is_nhs_number(value: str) -> bool:
    """Whether ten digits end in the right check digit (modulus 11, NHS Data Dictionary)."""
    digits = re.sub(r"[\s-]", "", value)
    if not re.fullmatch(r"[0-9]{10}", digits):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True))
    check = 11 - total % 11
    return check != 10 and check % 11 == int(digits[9])
