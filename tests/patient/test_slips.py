"""One patient's data without a mistake, and the check digit of NHS numbers."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.errors import Refused
from handouts.patient.slip import is_nhs_number, read_slip


def test_a_slip_as_values() -> None:
    slip = read_slip(
        '{"name": " Siân  O’Neill ", "date_of_birth": "1961-08-06", "number": "943 476 5919", "note": "", "date": null}',
        nhs_number=True,
    )
    assert (slip.name, slip.date_of_birth, slip.number) == ("Siân O’Neill", date(1961, 8, 6), "943 476 5919")
    assert (slip.note, slip.date, slip.given_by, slip.next_visit) == (None, None, None, None)


def test_any_number_where_the_clinic_has_its_own() -> None:
    assert read_slip('{"number": "B-17"}', nhs_number=False).number == "B-17"
    with pytest.raises(Refused):
        read_slip('{"number": "B-17"}', nhs_number=True)


def test_a_birth_date_is_one_that_somebody_alive_today_can_have() -> None:
    today = date(2026, 3, 1)
    for born, what in [("2026-03-02", "is in the future."), ("1896-02-29", "is more than 130 years ago.")]:
        with pytest.raises(Refused) as refusal:
            read_slip(json.dumps({"date_of_birth": born}), nhs_number=False, today=today)
        assert str(refusal.value) == f"patient: `date_of_birth` {what} Compare it with the record."
        assert read_slip(json.dumps({"date_of_birth": born}), nhs_number=False).date_of_birth
    for born in ("2026-03-01", "1896-03-01"):
        assert read_slip(json.dumps({"date_of_birth": born}), nhs_number=False, today=today).date_of_birth
    assert read_slip('{"date": "2026-06-01"}', nhs_number=False, today=today).date == date(2026, 6, 1)


@pytest.mark.parametrize("number", ["943 476 5919", "9434765919", "943-476-5919", "9876543210", "4010232137"])
def test_nhs_numbers(number: str) -> None:
    assert is_nhs_number(number)


@pytest.mark.parametrize("number", ["9434765918", "943476591", "94347659190", "9434765919a", "٩434765919", ""])
def test_no_nhs_numbers(number: str) -> None:
    assert not is_nhs_number(number)


@given(st.from_regex(r"[0-9]{9}", fullmatch=True))
def test_the_check_digit_makes_the_weighted_sum_divisible(first: str) -> None:
    """The digits weighted from 10 down to 1 (the check digit) add up to a multiple of 11; one digit fits or none."""
    fitting = [last for last in "0123456789" if is_nhs_number(first + last)]
    divisible = [
        last
        for last in "0123456789"
        if sum((10 - place) * int(digit) for place, digit in enumerate(first + last)) % 11 == 0
    ]
    assert fitting == divisible
    assert len(fitting) <= 1


@given(
    st.text(max_size=40)
    | st.dictionaries(
        st.sampled_from(["name", "date_of_birth", "number", "date", "note", "x"]),
        st.text(max_size=12) | st.integers() | st.none() | st.lists(st.text(max_size=3), max_size=2),
    ).map(json.dumps)
    | st.recursive(st.none() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=3)).map(json.dumps)
)
def test_whatever_it_is_there_is_a_slip_or_a_refusal(text: str) -> None:
    for nhs in (True, False):
        try:
            slip = read_slip(text, nhs_number=nhs)
        except Refused as refusal:
            assert refusal.problems
        else:
            (slip.name or "").encode()
