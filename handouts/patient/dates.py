"""Dates as people and spreadsheets write them, read in one way or not at all."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import Literal

from handouts.patient.mistake import Mistake

Order = Literal["dmy", "mdy", "mixed"]
"""How a column writes its numeric dates; `mixed` where some can only be day/month and others only month/day."""
LONGEST_LIFE = 130
"""Years; a birth date that lies further back is a slip of the keyboard."""
WRITE_ISO = "Write year, month and day, as in 1961-08-06."

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


def column_order(texts: Iterable[str]) -> Order | None:
    """The order that the dates of a column allow; none where no date tells, `mixed` where they contradict each other.

    A date tells the order where it is a real day in that order alone.
    """
    told: set[Order] = set()
    for text in texts:
        if order := evidence(text):
            told.add(order)
    return "mixed" if len(told) == 2 else told.pop() if told else None


def evidence(text: str) -> Order | None:
    """The only order in which a text is a real day, if it is one in one order alone."""
    days = _numeric(" ".join(text.split()))
    if not days or (days[0] is None) == (days[1] is None):
        return None
    return "dmy" if days[0] else "mdy"


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
    remedy = "Say --date-order dmy or --date-order mdy, or write year-month-day, as in 1961-08-06."
    if order == "mixed":
        raise Mistake("stands in a column that mixes day/month/year and month/day/year.", remedy)
    if days[0] and days[1]:
        raise Mistake("can be read as day/month/year and as month/day/year.", remedy)
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


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _real(day: datetime.date | None) -> datetime.date:
    if day is None:
        raise Mistake("is no day of the calendar.", "Compare it with the record.")
    return day
