"""What is packed comes back as it was."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from handouts.patient.packed import pack


@given(st.lists(st.binary(max_size=300)), st.integers(0, 400))
def test_bytes_come_back_as_they_were_any_number_of_times(pieces: list[bytes], length: int) -> None:
    whole, packed = b"".join(pieces), pack(pieces)
    for _ in range(2):
        with packed.stream() as stream:
            assert stream.read() == whole
    assert b"".join(packed.pieces()) == whole
    assert (packed.start(length), packed.size) == (whole[:length], len(whole))


def test_a_long_stream_is_read_in_any_steps() -> None:
    numbers = random.Random(1)
    pieces = [numbers.randbytes(70_000) for _ in range(5)]
    with pack(pieces).stream() as stream:
        steps = iter(lambda: stream.read(numbers.randrange(1, 100_000)), b"")
        assert b"".join(steps) == b"".join(pieces)


def test_a_list_takes_a_third_of_its_room_or_less() -> None:
    rows = b"".join(b"Anna Smith %d,1961-08-%02d,Bring your leaflet\n" % (row, row % 28 + 1) for row in range(3000))
    assert sum(map(len, pack([rows]).parts)) * 3 < len(rows)
