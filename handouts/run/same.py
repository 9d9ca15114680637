"""What is equal in many rows, found in a few bytes a row."""

from __future__ import annotations

from array import array
from collections.abc import Container, Iterator
from hashlib import blake2b
from itertools import groupby

_PARTS = 32
"""Keys and digests are compared in so many parts, so that only one part at a time takes much memory."""


class Keys:
    """A key of eight bytes for each row; rows of equal content have equal keys."""

    def __init__(self) -> None:
        self._parts = [(array("I"), array("Q")) for _ in range(_PARTS)]

    def add(self, row: int, content: str) -> None:
        """Note what a row holds."""
        key = int.from_bytes(blake2b(content.encode(), digest_size=8).digest())
        rows, keys = self._parts[key % _PARTS]
        rows.append(row)
        keys.append(key)

    def groups(self) -> Iterator[list[int]]:
        """The rows that hold the same, two or more in a group, each group in the order of the list."""
        for rows, keys in self._parts:
            if len(set(keys)) == len(keys):
                continue
            order = sorted(range(len(keys)), key=keys.__getitem__)
            for _, places in groupby(order, key=keys.__getitem__):
                group = [rows[place] for place in places]
                if len(group) > 1:
                    yield group


class Digests:
    """A digest of 16 bytes for each row."""

    _SIZE = 16

    def __init__(self) -> None:
        self._rows, self._digests = array("I"), bytearray()

    def add(self, row: int, digest: str) -> None:
        """Note a row's digest, in hexadecimal digits."""
        self._rows.append(row)
        self._digests += bytes.fromhex(digest)

    def without(self, rows: Container[int]) -> Digests:
        """The digests of all rows but some."""
        if not any(row in rows for row in self._rows):
            return self
        left = Digests()
        for row, digest in self:
            if row not in rows:
                left.add(row, digest)
        return left

    def part(self, number: int) -> Iterator[tuple[int, bytes]]:
        """The rows whose digests belong to one of the parts, and the digests."""
        for place, first in enumerate(self._digests[:: self._SIZE]):
            if first % _PARTS == number:
                yield self._rows[place], bytes(self._digests[place * self._SIZE : (place + 1) * self._SIZE])

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[tuple[int, str]]:
        for place, row in enumerate(self._rows):
            yield row, self._digests[place * self._SIZE : (place + 1) * self._SIZE].hex()


def equal_rows(*lists: Digests) -> Iterator[list[int]]:
    """The rows of equal digests, two or more in a group, each group in the order of the lists."""
    for number in range(_PARTS):
        rows: dict[bytes, int] = {}
        groups: dict[bytes, list[int]] = {}
        for digests in lists:
            for row, digest in digests.part(number):
                if digest in rows:
                    groups.setdefault(digest, [rows[digest]]).append(row)
                else:
                    rows[digest] = row
        yield from groups.values()
