"""A PDF that is written while it grows: nothing of it is held but what is not yet written, and where each object lies.

Objects that are no streams wait until there are enough of them for a stream of objects (ISO 32000-1, 7.5.7).
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Sequence
from hashlib import blake2b

from handouts.page.syntax import HEADER, LEVEL, ending, packed, stream

TOGETHER = 200
"""Objects in a stream of objects."""
BRANCHES = 100
"""Pages, or nodes of pages, in a node of the tree of pages."""
_WIDE = 5
"""Bytes in which the table says where an object lies: a terabyte."""
_ROWS = 10_000
"""Rows of the table that are made at a time."""


class Growing:
    """A PDF while it is written. `take` yields what has become ready; `end` is the last of it."""

    def __init__(self) -> None:
        self._places = array("Q", [0])
        """By number: 2 × where a stream lies; of another object, 1 + 2 × its place in a stream of objects."""
        self._waiting: dict[int, bytes] = {}
        self._ready: list[bytes] = []
        self._start = 0
        self._hash = blake2b(digest_size=16)
        self._put(HEADER)

    def number(self) -> int:
        """A number for an object that is added later."""
        self._places.append(0)
        return len(self._places) - 1

    def add(self, data: bytes, number: int = 0) -> int:
        """Add an object that is no stream; its number, a new one unless one is given."""
        number = number or self.number()
        self._waiting[number] = data
        if len(self._waiting) == TOGETHER:
            self._pack()
        return number

    def add_stream(self, entries: bytes, data: bytes, number: int = 0) -> int:
        """Add a stream, of whose dictionary `entries` say all but its length; its number."""
        number = number or self.number()
        self._places[number] = 2 * self._start
        self._put(stream(number, entries, data))
        return number

    def take(self) -> bytes:
        """What has become ready since it was last taken."""
        ready = b"".join(self._ready)
        self._ready.clear()
        return ready

    def end(self, root: int, info: int) -> list[bytes]:
        """What has become ready, and the end of the file, which its catalogue and its description are named in."""
        self._pack()
        number, start = self.number(), self._start
        self._places[number] = 2 * start
        name = self._hash.hexdigest().encode()
        trailer = b"/Size %d/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]" % (number + 1, root, info, name, name)
        entries = b"/Type/XRef/W[1 %d 2]/Filter/FlateDecode%b" % (_WIDE, trailer)
        table = self._table()
        closing = b"\r" * table[-1].endswith(b"\r") + b"\nendstream\nendobj\n"  # as in `stream`
        head = b"%d 0 obj\n<<%b/Length %d>>\nstream\n" % (number, entries, sum(map(len, table)))
        for piece in (head, *table, closing, ending(start)):
            self._put(piece)
        ready, self._ready = self._ready, []
        return ready

    def _put(self, data: bytes) -> None:
        self._ready.append(data)
        self._start += len(data)
        self._hash.update(data)

    def _pack(self) -> None:
        if not self._waiting:
            return
        objects, self._waiting = dict(sorted(self._waiting.items())), {}
        number = self.number()
        for place, own in enumerate(objects):
            self._places[own] = 2 * (number << 16 | place) + 1
        self._places[number] = 2 * self._start
        self._put(packed(number, objects))

    def _table(self) -> list[bytes]:
        """Where each object lies, as a compressed table in pieces."""
        squeezed, pieces = zlib.compressobj(LEVEL), []
        for first in range(0, len(self._places), _ROWS):
            rows = map(_row, self._places[first : first + _ROWS])
            pieces.append(squeezed.compress(b"".join(rows)))
        return [*pieces, squeezed.flush()]


def _row(place: int) -> bytes:
    if place == 0:
        return b"\0%b\xff\xff" % bytes(_WIDE)
    if place % 2:
        return b"\2%b%b" % ((place >> 17).to_bytes(_WIDE), (place >> 1 & 0xFFFF).to_bytes(2))
    return b"\1%b\0\0" % (place >> 1).to_bytes(_WIDE)


class Leaves:
    """Pages one after the other, in nodes of the tree of pages below `parent`: as many nodes as it takes."""

    def __init__(self, pdf: Growing, parent: int) -> None:
        self._pdf, self._parent = pdf, parent
        self._nodes: list[int] = []
        self._node = self._twig = self._of_node = 0
        self._twigs: list[int] = []
        self._pages: list[int] = []
        self.count = 0

    def append(self, page: bytes) -> None:
        """Add a page; its dictionary's entries say all but its type and its parent."""
        if not self._pages:
            self._node = self._node or self._pdf.number()
            self._twig = self._pdf.number()
        self._pages.append(self._pdf.add(b"<</Type/Page/Parent %d 0 R%b>>" % (self._twig, page)))
        self.count += 1
        if len(self._pages) == BRANCHES:
            self._end_twig()

    def end(self) -> list[int]:
        """The numbers of the nodes that hold all the pages."""
        self._end_twig()
        self._end_node()
        return self._nodes

    def _end_twig(self) -> None:
        if self._pages:
            self._pdf.add(node(self._pages, len(self._pages), self._node), self._twig)
            self._of_node += len(self._pages)
            self._twigs.append(self._twig)
            self._pages = []
        if len(self._twigs) == BRANCHES:
            self._end_node()

    def _end_node(self) -> None:
        if self._twigs:
            self._pdf.add(node(self._twigs, self._of_node, self._parent), self._node)
            self._nodes.append(self._node)
            self._twigs, self._node, self._of_node = [], 0, 0


def node(kids: Sequence[int], count: int, parent: int = 0) -> bytes:
    """A node of the tree of pages; the root has no parent."""
    above = b"/Parent %d 0 R" % parent if parent else b""
    return b"<</Type/Pages%b/Count %d/Kids[%b]>>" % (above, count, b" ".join(b"%d 0 R" % kid for kid in kids))


def text(said: str) -> bytes:
    """A text as PDF writes it, in UTF-16."""
    return b"<%b>" % (b"\xfe\xff" + said.encode("utf-16-be")).hex().encode()
