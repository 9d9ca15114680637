"""The parts of a run that are seen from outside too coarsely: numbers of rows, what is equal, the record, the pool."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.errors import Refused
from handouts.run.numbers import ALL, read_numbers, written
from handouts.run.pool import IN_FLIGHT, Lost, Workers, work
from handouts.run.record import RECORD, RecordLine, append, open_record, read_record, sort_record
from handouts.run.same import Digests, Keys, equal_rows

rows = st.integers(1, 999_999_999)


@given(st.sets(rows, min_size=1, max_size=50))
def test_numbers_that_are_written_are_read_back(numbers: set[int]) -> None:
    found = read_numbers(written(numbers))
    assert all(number in found for number in numbers)
    near = {number + step for number in numbers for step in (-1, 1)} - numbers
    assert not any(number in found for number in near)


def test_numbers_are_written_shortly() -> None:
    assert written([3, 1, 2, 12, 18, 15, 16, 17]) == "1-3, 12, 15-18"
    assert written([1, 2]) == "1-2"
    assert written([]) == ""
    assert 7 in ALL


@given(st.lists(st.tuples(rows, st.text(max_size=2)), unique_by=lambda pair: pair[0]))
def test_equal_rows_are_found_in_the_order_of_the_list(pairs: list[tuple[int, str]]) -> None:
    keys = Keys()
    groups: dict[str, list[int]] = {}
    for row, content in pairs:
        keys.add(row, content)
        groups.setdefault(content, []).append(row)
    assert sorted(keys.groups()) == sorted(group for group in groups.values() if len(group) > 1)


@given(st.lists(st.tuples(rows, st.binary(min_size=16, max_size=16).map(bytes.hex))))
def test_digests_come_back_as_they_were(pairs: list[tuple[int, str]]) -> None:
    digests = Digests()
    for row, digest in pairs:
        digests.add(row, digest)
    assert (len(digests), list(digests)) == (len(pairs), pairs)


@given(st.lists(st.tuples(rows, st.sampled_from(["00" * 16, "01" * 16, "21" * 16, "ff" * 16])), max_size=9))
def test_rows_of_equal_digests_are_found_in_several_lists(pairs: list[tuple[int, str]]) -> None:
    first, second = Digests(), Digests()
    groups: dict[str, list[int]] = {}
    for place, (row, digest) in enumerate(pairs):
        (first if place < len(pairs) // 2 else second).add(row, digest)
        groups.setdefault(digest, []).append(row)
    expected = sorted(group for group in groups.values() if len(group) > 1)
    assert sorted(equal_rows(first, second)) == expected


def test_digests_of_some_rows_can_be_left_out() -> None:
    digests = Digests()
    for row in (3, 1, 2):
        digests.add(row, f"{row:032x}")
    assert [row for row, _ in digests.without({1})] == [3, 2]
    assert list(digests.without({7})) == list(digests)
    assert len(digests) == 3


def entry(row: int) -> RecordLine:
    text_hash = "0" * 64
    return RecordLine(
        row=row,
        handouts=("sleep",),
        languages=("en-GB",),
        versions=("1.0",),
        text_hashes=(text_hash,),
        edition="standard",
        paper="A4",
        file=f"{row:04}-sleep-en-GB.pdf",
        file_hash=text_hash,
        time=datetime(2026, 3, 1, 12, tzinfo=UTC),
    )


def write_record(folder: Path, *numbers: int) -> bytes:
    with open_record(folder) as stream:
        for row in numbers:
            append(stream, entry(row).model_dump_json().encode() + b"\n")
    return (folder / RECORD).read_bytes()


def test_a_last_line_that_is_torn_anywhere_is_dropped_and_the_rest_is_read(tmp_path: Path) -> None:
    whole = write_record(tmp_path, 1, 2, 3)
    path = tmp_path / RECORD
    kept = whole[: whole.rindex(b"\n", 0, -1) + 1]
    for end in range(len(kept), len(whole)):
        path.write_bytes(whole[:end])
        assert list(read_record(tmp_path)) == [entry(1), entry(2)]
        assert write_record(tmp_path, 3) == whole
    path.write_bytes(whole)
    assert list(read_record(tmp_path)) == [entry(1), entry(2), entry(3)]


@given(st.binary(max_size=40).filter(lambda line: b"\n" not in line))
def test_a_line_within_the_record_that_is_none_is_named(line: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        good = write_record(folder, 1)
        (folder / RECORD).write_bytes(good + line + b"\n" + good)
        with pytest.raises(Refused, match=r":2: This line of the record is damaged\."):
            list(read_record(folder))


@given(st.lists(st.integers(1, 9), max_size=12))
def test_a_record_is_put_in_the_order_of_the_rows_each_once(numbers: list[int]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_record(folder, *numbers)
        sort_record(folder)
        assert list(read_record(folder)) == [entry(row) for row in sorted(set(numbers))]
        assert [path.name for path in folder.iterdir()] == [RECORD]


def square(number: int) -> int:
    if number == 13:
        os._exit(3)
    if number == 17:
        time.sleep(600)
    return number * number


def test_the_pool_does_each_task_once_and_loses_only_those_whose_worker_is_lost() -> None:
    found = dict(work(range(30), square, Workers(2, 1.5, lambda: False)))
    assert found == {n: Lost("crashed") if n == 13 else Lost("hung") if n == 17 else n * n for n in range(30)}


def test_the_pool_draws_tasks_as_it_goes_and_none_once_it_is_stopping() -> None:
    drawn: list[int] = []
    done: list[int] = []

    def tasks() -> Iterator[int]:
        for number in range(20, 10_000):
            drawn.append(number)
            assert len(drawn) - len(done) <= 2 * IN_FLIGHT + 2
            yield number

    for number, result in work(tasks(), square, Workers(2, 60, lambda: len(done) >= 50)):
        done.append(number)
        assert result == number * number
    assert sorted(done) == drawn, "what was drawn is finished"
    assert 50 <= len(done) <= 50 + 2 * IN_FLIGHT + 2


def test_a_pool_without_tasks() -> None:
    assert list(work([], square, Workers(2, 60, lambda: False))) == []
    assert list(work(range(3), square, Workers(2, 60, lambda: True))) == []
