"""The invented patients of the benchmarks: valid, and the same ones each time."""

from __future__ import annotations

import csv
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.patients import FIELDS, patients, write_list
from benchmarks.workers import COLUMNS, different
from handouts.page.fonts import letters
from handouts.patient.slip import is_nhs_number
from tests.conftest import Run
from tests.page.pdf import RIVERSIDE

MANY = 3_000


@given(fewer=st.integers(0, 200), more=st.integers(0, 200))
def test_the_same_patients_come_each_time_and_fewer_are_the_first_ones(fewer: int, more: int) -> None:
    assert list(patients(fewer)) == list(patients(fewer + more))[:fewer]


def test_another_seed_gives_others() -> None:
    assert list(patients(20, seed=1)) != list(patients(20))


def test_numbers_are_for_tests_and_no_two_alike() -> None:
    numbers = [one["number"] for one in patients(MANY)]
    assert all(is_nhs_number(number) and number.startswith("999 ") for number in numbers)
    assert len(set(numbers)) == MANY


def test_there_are_as_many_as_are_asked_for() -> None:
    assert sum(1 for _ in patients(100_000)) == 100_000


def test_names_are_of_many_tongues_in_letters_that_the_face_of_the_leaflet_has() -> None:
    names = {one["name"] for one in patients(MANY)}
    used = {letter for name in names for letter in name if not letter.isspace()}
    assert {ord(letter) for letter in used} <= letters("Atkinson Hyperlegible")
    assert len({letter for letter in used if not letter.isascii()}) > 25


def test_the_program_takes_every_row(here: Path, run: Run) -> None:
    write_list(here / "list.csv", patients(MANY))
    done = run("-c", str(RIVERSIDE), "batch", "list.csv", "--handout", "low-b12-and-ms", "--draft", "--dry-run")
    assert done.code == 0, done.messages
    assert f"{MANY} leaflets will be made." in done.messages
    with (here / "list.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(row[field] for row in rows for field in FIELDS)


def test_no_two_of_the_different_leaflets_are_alike() -> None:
    rows = different(60)
    assert len({tuple(row[column] for column in COLUMNS[1:]) for row in rows}) == len(rows) == 60
    assert rows == different(60)
