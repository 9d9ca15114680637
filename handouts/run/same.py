"""What is equal in many rows, found in a few bytes a row."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from hashlib import blake2b
from itertools import groupby


class Keys:
    """A key of eight bytes for each row; rows of equal content have equal keys."""

    def __init__(self) -> None:
        self._rows, self._keys = array("Q"), array("Q")

    def add(self, row: int, content: object) -> None:
        """Note what a row holds."""
        digest = blake2b(repr(content).encode(), digest_size=8).digest()
        self._rows.append(row)
        self._keys.append(int.from_bytes(digest))

    def groups(self) -> Iterator[list[int]]:
        """The rows that hold the same, two or more in a group, each group in the order of the list."""
        order = sorted(range(len(self._keys)), key=self._keys.__getitem__)
        for _, places in groupby(order, key=self._keys.__getitem__):
            rows = [self._rows[place] for place in places]
            if len(rows) > 1:
                yield rows


class Digests:
    """A digest of 16 bytes for each row."""

    _SIZE = 16

    def __init__(self) -> None:
        self._rows, self._digests = array("Q"), bytearray()

    def add(self, row: int, digest: str) -> None:
        """Note a row's digest, in hexadecimal digits."""
        self._rows.append(row)
        self._digests += bytes.fromhex(digest)

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[tuple[int, str]]:
        for place, row in enumerate(self._rows):
            yield row, self._digests[place * self._SIZE : (place + 1) * self._SIZE].hex()
