"""Days as a language writes them: as Babel does, but each part of a day only once."""

from __future__ import annotations

import datetime
import re
from functools import cache, lru_cache

from babel import Locale
from babel.dates import DateTimeFormat, format_date, parse_pattern

_PARTS = {"d": "day", "M": "month", "L": "month", "y": "year"}
"""What of a day each sign of a pattern stands for (CLDR, Date Format Patterns), where it is one part alone."""
_NAMED = ("full", "long", "medium", "short")
_PLACE = re.compile(r"%\((\w+)\)s")
_MOST_KEPT = 2048
"""Years, months and days of the month, in all languages together."""


def written_day(day: datetime.date, pattern: str, language: str) -> str:
    """A day by a pattern of CLDR, such as `d MMMM y`."""
    form, fields = _form(pattern)
    if not fields:
        return format_date(day, pattern, locale=_locale(language))
    return form % {field: _written(field, getattr(day, part), language) for field, part in fields}


@cache
def _form(pattern: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """A pattern with places to fill, and which part of a day fills each; none where one is of several parts."""
    if pattern in _NAMED:
        return "", ()
    form = str(parse_pattern(pattern).format)
    fields = [(field, _PARTS.get(field[0], "")) for field in _PLACE.findall(form)]
    return form, tuple(fields) if all(part for _, part in fields) else ()


@lru_cache(_MOST_KEPT)
def _written(field: str, number: int, language: str) -> str:
    """A year, a month or a day of the month."""
    day = datetime.date(2000, 1, 1).replace(**{_PARTS[field[0]]: number})
    written: str = DateTimeFormat(day, _locale(language))[field]
    return written


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")
