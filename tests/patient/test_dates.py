"""Dates are read as the only day that they can mean, or not at all."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handouts.patient.dates import Order, Usual, agreed, read_date, readings
from handouts.patient.values import Mistake

DAY = date(1961, 8, 6)
ORDERS = st.sampled_from([None, "dmy", "mdy", "mixed"])
USUAL: tuple[Usual, ...] = ("dmy", "mdy")
SEPARATORS = st.sampled_from("/.-")
ISO = "Write year, month and day, as in 1961-08-06."
RECORD = "Compare it with the record."
SAY = "Write year-month-day, as in 1961-08-06, or add --date-order dmy (or mdy)."


@pytest.mark.parametrize("order", [None, "dmy", "mdy", "mixed"])
@pytest.mark.parametrize(
    "text",
    [
        *(
            "1961-08-06",
            "1961-08-06T00:00:00",
            "1961-08-06 00:00:00",
            "1961-08-06T00:00",
            "1961-08-06T00:00:00.000",
            " 1961-08-06\u00a0",
        ),
        *("6 Aug 1961", "06-Aug-1961", "6 August 1961", "6\u00a0AUGUST  1961", "06-aug-1961"),
    ],
)
def test_dates_that_mean_one_day_in_every_order(text: str, order: Order | None) -> None:
    assert read_date(text, order) == DAY


@pytest.mark.parametrize("text", ["1 Sep 2020", "1 Sept 2020", "1 September 2020"])
def test_september(text: str) -> None:
    assert read_date(text, None) == date(2020, 9, 1)


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("06/08/1961", "dmy", DAY),
        ("08/06/1961", "mdy", DAY),
        ("6.8.1961", "dmy", DAY),
        ("06-08-1961", "dmy", DAY),
        ("25/12/1961", "dmy", date(1961, 12, 25)),
        ("25/12/1961", None, date(1961, 12, 25)),
        ("06/06/1961", None, date(1961, 6, 6)),
        ("06/06/1961", "mixed", date(1961, 6, 6)),
        ("29/02/2024", "dmy", date(2024, 2, 29)),
    ],
)
def test_dates_in_an_order(text: str, order: Order | None, day: date) -> None:
    assert read_date(text, order) == day


@pytest.mark.parametrize(
    ("text", "order", "what", "remedy"),
    [
        ("06/08/1961", None, "can be read as day/month/year and as month/day/year.", SAY),
        ("06/08/1961", "mixed", "stands in a column that mixes day/month/year and month/day/year.", SAY),
        ("25/12/1961", "mixed", "stands in a column that mixes day/month/year and month/day/year.", SAY),
        ("25/12/1961", "mdy", "is no day of the calendar.", RECORD),
        ("12/25/1961", "dmy", "is no day of the calendar.", RECORD),
        ("31/02/1961", None, "is no day of the calendar.", RECORD),
        ("31/02/1961", "dmy", "is no day of the calendar.", RECORD),
        ("1961-02-29", None, "is no day of the calendar.", RECORD),
        ("31 Feb 1961", None, "is no day of the calendar.", RECORD),
        ("0/0/0000", "dmy", "is no day of the calendar.", RECORD),
        *(
            (text, "dmy", "has a year of two digits.", "Write the year with four digits, as in 1961-08-06.")
            for text in ("06/08/61", "6.8.61", "06-Aug-61", "6 August 61", "61-08-06")
        ),
        *(
            (text, "dmy", "is not a date.", ISO)
            for text in (
                *("yesterday", "1961", "22499", "06/08-1961", "06//1961", "6 Brumaire 1961", "1961-08-06T12:00:00"),
                *("06/08/19611", "٠٦/٠٨/١٩٦١", "1961-8-6", "6 Au 1961", "-", "6 Aug-1961", "1961-08-06 and more"),
            )
        ),
    ],
)
def test_no_dates(text: str, order: Order | None, what: str, remedy: str) -> None:
    with pytest.raises(Mistake) as mistake:
        read_date(text, order)
    assert (mistake.value.complaint.what, mistake.value.complaint.remedy) == (what, remedy)
    assert mistake.value.complaint.private == ""


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        ([], None),
        (["06/08/1961", "6 Aug 1961", "1961-08-25", "nonsense", "31/31/1961"], None),
        (["06/08/1961", "25/12/1961"], "dmy"),
        (["06/08/1961", "12.25.1961"], "mdy"),
        (["25/12/1961", "06/08/1961", "12/25/1961"], "mixed"),
        (["06/06/1961"], None),
        (["31/04/1961"], None),
        (["29/02/1961"], None),
    ],
)
def test_the_order_of_a_column(texts: list[str], order: Order | None) -> None:
    for expected in USUAL:
        assert agreed(Counter(map(readings, texts)), expected) == order


@pytest.mark.parametrize(
    ("texts", "expected", "order"),
    [
        (["06/08/1961", "03/04/1972", "06/13/1980"], "dmy", "mixed"),
        (["06/08/1961", "03/04/1972", "06/13/1980"], "mdy", "mdy"),
        (["06/08/1961", "03/04/1972", "13/06/1980"], "mdy", "mixed"),
        (["06/08/1961", "03/04/1972", "13/06/1980"], "dmy", "dmy"),
        (["06/08/1961", "03/14/1972", "06/13/1980"], "dmy", "mdy"),
        (["06/08/1961", "06/13/1980"], "dmy", "mdy"),
        (["06/06/1961", "03/03/1972", "06/13/1980"], "dmy", "mixed"),
        (["06/13/1980", "1961-08-06", "6 Aug 1961", "31/31/1961", "06/08/61", ""], "dmy", "mdy"),
    ],
)
def test_a_few_dates_in_an_order_that_is_not_usual(texts: list[str], expected: Usual, order: Order | None) -> None:
    """They may be slips of the keyboard; only numeric dates that are real days count beside them."""
    assert agreed(Counter(map(readings, texts)), expected) == order


@given(st.dates(), ORDERS, st.sampled_from(["{:%Y-%m-%d}", "{:%Y-%m-%d}T00:00:00"]))
def test_iso_comes_back_whatever_the_order(day: date, order: Order | None, form: str) -> None:
    assert read_date(form.format(day).rjust(len(form.format(date.max)), "0"), order) == day


@given(st.dates(min_value=date(1000, 1, 1)), ORDERS, st.sampled_from(["%d %b %Y", "%d-%B-%Y", "%d-%b-%Y"]))
def test_months_by_name_come_back_whatever_the_order(day: date, order: Order | None, form: str) -> None:
    assert read_date(day.strftime(form), order) == day


@given(st.dates(min_value=date(1000, 1, 1)), SEPARATORS, st.booleans())
def test_an_order_is_kept(day: date, sign: str, padded: bool) -> None:
    width = 2 if padded else 1
    first, second = f"{day.day:0{width}}", f"{day.month:0{width}}"
    assert read_date(f"{first}{sign}{second}{sign}{day.year}", "dmy") == day
    assert read_date(f"{second}{sign}{first}{sign}{day.year}", "mdy") == day


@given(st.integers(0, 40), st.integers(0, 40), st.integers(1900, 2030), SEPARATORS, ORDERS)
def test_never_a_day_that_the_order_does_not_mean(
    first: int, second: int, year: int, sign: str, order: Order | None
) -> None:
    """In no order, or a mixed one, a numeric date is read only where nothing but one day fits."""
    readings = {}
    for name, month, day in (("dmy", second, first), ("mdy", first, second)):
        try:
            readings[name] = date(year, month, day)
        except ValueError:
            continue
    days = set(readings.values())
    try:
        found = read_date(f"{first}{sign}{second}{sign}{year}", order)
    except Mistake:
        assert order == "mixed" or (readings.get(order) is None if order else len(days) != 1)
    else:
        assert found == readings[order] if order in readings else {found} == days
        assert order != "mixed" or first == second


@given(
    st.lists(st.dates(min_value=date(1000, 1, 1)), max_size=12),
    st.sampled_from(["%d/%m/%Y", "%m/%d/%Y"]),
    st.sampled_from(USUAL),
)
def test_a_column_written_in_one_order_is_never_read_in_the_other(days: list[date], form: str, expected: Usual) -> None:
    texts = [day.strftime(form) for day in days]
    order = agreed(Counter(map(readings, texts)), expected)
    own = "dmy" if form.startswith("%d") else "mdy"
    assert order in (None, own) if own == expected else order in (None, own, "mixed")
    for day, text in zip(days, texts, strict=True):
        try:
            assert read_date(text, order) == day
        except Mistake:
            assert order in (None, "mixed")


@given(st.text(max_size=20), ORDERS)
def test_any_text_is_a_date_or_a_mistake(text: str, order: Order | None) -> None:
    try:
        assert isinstance(read_date(text, order), date)
    except Mistake as mistake:
        assert mistake.complaint.what


@example("20260101", None)
@example("2026-W01-1", None)
@example("2026W011", None)
@given(st.from_regex(r"[0-9]{4}-?[W0-9]{2}-?[0-9]{1,2}", fullmatch=True), ORDERS)
def test_what_looks_like_iso_is_read_only_as_year_month_and_day(text: str, order: Order | None) -> None:
    try:
        found = read_date(text, order)
    except Mistake:
        return
    assert found.isoformat() == text


@given(st.dates())
def test_no_order_is_told_by_a_date_that_begins_with_its_year(day: date) -> None:
    assert readings(day.isoformat()) == ()
