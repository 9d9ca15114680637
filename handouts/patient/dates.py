"""Dates as people and spreadsheets write them, read in one way or not at all."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Literal

from handouts.patient.mistake import Mistake

Usual = Literal["dmy", "mdy"]
"""How people of one country write numeric dates."""
Order = Literal["dmy", "mdy", "mixed"]
"""How a column writes its numeric dates; `mixed` where they contradict each other, or what is usual, too much."""
LONGEST_LIFE = 130
"""Years; a birth date that lies further back is a slip of the keyboard."""
WRITE_ISO = "Write year, month and day, as in 1961-08-06."
WRITE_OR_SAY = "Write year-month-day, as in 1961-08-06, or add --date-order dmy (or mdy)."

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_NAMED = re.compile(r"([0-9]{1,2})([ -])([A-Za-z]{3,9})\2([0-9]{4})")
_NUMERIC = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}([/. -])(?:[0-9]{1,2}|[A-Za-z]{3,9})\1[0-9]{2}")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)


def read_date(text: str, order: Order | None) -> datetime.date:
    """The day that a text names, where it names only one.

    Raises `Mistake`, whose `what` goes after the name of the field: "is not a date."
    """
    if len(text) == 10 and text[4] == text[7] == "-" and (iso := _plain_iso(text)):  # most are of this kind
        return iso
    text = " ".join(text.split())
    if found := _ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
        return _real(_day(year, month, day))
    if (found := _NAMED.fullmatch(text)) and (number := _month(found[3])):
        return _real(_day(int(found[4]), number, int(found[1])))
    if days := _numeric(text):
        return _ordered(days, order)
    if _SHORT_YEAR.fullmatch(text):
        raise Mistake("has a year of two digits.", "Write the year with four digits, as in 1961-08-06.")
    raise Mistake("is not a date.", WRITE_ISO)


def readings(text: str) -> tuple[Usual, ...]:
    """The orders in which a text is a numeric date and a real day; where it is one alone, the text is evidence."""
    if text[:4].isdigit():  # it begins with a year, as most do
        return ()
    dmy, mdy = _numeric(" ".join(text.split())) or (None, None)
    return (*(("dmy",) if dmy else ()), *(("mdy",) if mdy else ()))


def agreed(found: Mapping[tuple[Usual, ...], int], expected: Usual) -> Order | None:
    """The order that a column's dates tell, given how many there are of each `readings`; none where no date tells.

    A few dates that tell an order which is not the usual one may be slips of the keyboard: then it is `mixed`.
    """
    dmy, mdy = found.get(("dmy",), 0), found.get(("mdy",), 0)
    if not dmy and not mdy:
        return None
    told: Usual = "dmy" if dmy else "mdy"
    numeric = dmy + mdy + found.get(("dmy", "mdy"), 0)
    is_doubtful = told != expected and (dmy + mdy) * 2 < numeric
    return "mixed" if (dmy and mdy) or is_doubtful else told


def check_birth(day: datetime.date, today: datetime.date) -> None:
    """Raises `Mistake` for a birth date that nobody alive today can have."""
    if day > today:
        raise Mistake("is in the future.", "Compare it with the record.")
    if (day.year + LONGEST_LIFE, day.month, day.day) < (today.year, today.month, today.day):
        raise Mistake(f"is more than {LONGEST_LIFE} years ago.", "Compare it with the record.")


def _ordered(days: tuple[datetime.date | None, datetime.date | None], order: Order | None) -> datetime.date:
    """One of a numeric date's two readings."""
    if order == "dmy":
        return _real(days[0])
    if order == "mdy":
        return _real(days[1])
    if days[0] == days[1]:
        return _real(days[0])
    if order == "mixed":
        raise Mistake("stands in a column that mixes day/month/year and month/day/year.", WRITE_OR_SAY)
    if days[0] and days[1]:
        raise Mistake("can be read as day/month/year and as month/day/year.", WRITE_OR_SAY)
    return _real(days[0] or days[1])


def _numeric(text: str) -> tuple[datetime.date | None, datetime.date | None] | None:
    """A numeric date as day/month/year and as month/day/year, each none where there is no such day."""
    if not (found := _NUMERIC.fullmatch(text)):
        return None
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    return _day(year, second, first), _day(year, first, second)


def _month(word: str) -> int | None:
    """The number of an English month, by its name or its first letters."""
    word = word.lower()
    for number, month in enumerate(_MONTHS, 1):
        if word in (month, month[:3]) or (word == "sept" and number == 9):
            return number
    return None


def _plain_iso(text: str) -> datetime.date | None:
    """The day of a text of the form 1961-08-06; none where it is not there, or the text is not of that form."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _real(day: datetime.date | None) -> datetime.date:
    if day is None:
        raise Mistake("is no day of the calendar.", "Compare it with the record.")
    return day
