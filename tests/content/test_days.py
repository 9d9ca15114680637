"""Days are written as Babel writes them."""

from __future__ import annotations

from datetime import date

import pytest
from babel import Locale
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from handouts.content.days import written_day
from handouts.content.words import languages, words

PATTERNS = (
    *("d MMMM y", "MMMM d, y", "dd/MM/yyyy", "yy-M-d", "y LLLL", "d 'de' MMMM 'de' y", "'100%' d", "'%(d)s' MMM"),
    *("EEEE d MMMM y", "D y", "G y", "Y-'W'ww", "long", "short"),
)
"""Those of one part of a day at each place, and those that need the whole day."""


def by_babel(day: date, pattern: str, language: str) -> str:
    return format_date(day, pattern, locale=Locale.parse(language, sep="-"))


@pytest.mark.parametrize("language", languages())
def test_every_day_of_five_years_and_every_year(language: str) -> None:
    days = [date.fromordinal(one) for one in range(date(2023, 1, 1).toordinal(), date(2028, 1, 1).toordinal())]
    for day in (*days, *(date(year, 2, 28) for year in range(1, 10_000, 7))):
        assert words(language).date(day) == by_babel(day, words(language).date_pattern, language)


@given(
    st.dates(),
    st.sampled_from(PATTERNS),
    st.sampled_from([*languages(), "de-DE", "ar-EG", "fa-IR", "th-TH", "zh-Hant"]),
)
def test_any_pattern_in_any_language(day: date, pattern: str, language: str) -> None:
    assert written_day(day, pattern, language) == by_babel(day, pattern, language)
