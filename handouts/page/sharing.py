"""Copies the pages of many PDFs into one: what is the same in several of them is stored once.

Of leaflets that one master made, the first is read as any PDF is; of the others only their ends, which tell them apart.
"""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from handouts.page.growing import Growing

PAGE = ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/Rotate", "/UserUnit", "/Group", "/Resources")
"""What a page keeps besides its content: what is on paper. Links and tags are not."""
DROPPED = ("/Length", "/StructParent", "/StructParents", "/Metadata", "/PieceInfo", "/LastModified")
"""What a stream does not keep: it is said anew, or belongs to what is left behind."""
KNOWN = 20_000
"""Objects of which it is known that they are there already: those that were used last."""
MASTERS = 100
"""Masters whose first part is held at a time: those that were used last."""
_END = 2000
"""Bytes in which the end of a leaflet that a master made says of which master it is."""
_NAME = re.compile(rb"/Prev (\d+)/ID\[<([0-9a-f]{32})><[0-9a-f]{32}>\]")
_STREAM = re.compile(rb"(\d+) 0 obj\n<<(.{0,600}?)/Length (\d+)>>\nstream\n", re.DOTALL)
_CLOSED = (b"\nendstream\nendobj\n", b"\r\nendstream\nendobj\n")


@dataclass(frozen=True, slots=True)
class _Common:
    """What all leaflets of a master have in common: their first bytes, and their pages as they were copied.

    The contents of a page are numbers of streams: copied ones, or below zero those that each leaflet has of its own.
    """

    data: bytes
    hashed: Any
    own: frozenset[int]
    pages: tuple[tuple[bytes, tuple[int, ...]], ...]


class AlteredError(Exception):
    """A PDF is not the one whose hash is known."""


class Sharing:
    """Copies pages into a PDF that grows."""

    def __init__(self, pdf: Growing) -> None:
        self._pdf = pdf
        self._known: OrderedDict[bytes, int] = OrderedDict()
        self._masters: OrderedDict[bytes, _Common] = OrderedDict()

    def copy(self, data: bytes, file_hash: str | None = None) -> list[bytes]:
        """The pages of a PDF, each as the entries of its dictionary; all that they need is in the growing PDF then.

        Raises `AlteredError` where its SHA-256 is not the one that is given, `pikepdf.PdfError` for what is no PDF.
        """
        common = self._common(data)
        if file_hash and _hash_of(data, common) != file_hash:
            raise AlteredError
        own = _own_streams(data, len(common.data)) if common else None
        if common and own is not None and own.keys() == common.own:
            return self._filled(common, own)
        return self._copied(data)

    def _common(self, data: bytes) -> _Common | None:
        found = _NAME.search(data, max(0, len(data) - _END))
        common = self._masters.get(found[2]) if found else None
        if found is None or common is None or not data.startswith(common.data):
            return None
        self._masters.move_to_end(found[2])
        return common

    def _filled(self, common: _Common, own: dict[int, tuple[bytes, bytes]]) -> list[bytes]:
        numbers = {-number: self._pdf.add_stream(*one) for number, one in own.items()}
        return [_page(says, [numbers.get(one, one) for one in contents]) for says, contents in common.pages]

    def _copied(self, data: bytes) -> list[bytes]:
        """The pages of any PDF; if a master made it, what it has in common with others is kept in mind."""
        from pikepdf import Array, Pdf

        length = _common_length(data)
        own = (_own_streams(data, length) if length else None) or {}
        pages = []
        with Pdf.open(BytesIO(data)) as pdf:
            copier = _Copier(self)
            for page in pdf.pages:
                says = b"".join(
                    copier.entry(name, self.indirect(copier, value) if name == "/Resources" else copier.value(value))
                    for name in PAGE
                    if (value := page.obj.get(name)) is not None
                )
                contents = page.obj.get("/Contents", Array())
                parts = list(contents) if isinstance(contents, Array) else [contents]
                numbers = (-one.objgen[0] if one.objgen[0] in own else copier.reference(one) for one in parts)
                pages.append((says, tuple(numbers)))
        common = _Common(data[:length], hashlib.sha256(data[:length]), frozenset(own), tuple(pages))
        if own:
            found = _NAME.search(data, len(data) - _END)
            assert found
            _remember(self._masters, found[2], common, MASTERS)
        return self._filled(common, own)

    def indirect(self, copier: _Copier, value: Any) -> bytes:
        """A reference to a value that may stand by itself: it is an object of its own here."""
        return copier.value(value) if value.is_indirect else b"%d 0 R" % self.stored(copier.value(value))

    def stored(self, data: bytes, body: bytes | None = None) -> int:
        """The number of an object, or of a stream with its body, that is stored now or was before."""
        key = hashlib.blake2b(b"%d %b" % (len(data), data), digest_size=16)
        if body is not None:
            key.update(body)
        name = key.digest()
        number = self._known.get(name)
        if number is None:
            number = self._pdf.add(data) if body is None else self._pdf.add_stream(data, body)
            _remember(self._known, name, number, KNOWN)
        else:
            self._known.move_to_end(name)
        return number

    def promised(self) -> int:
        """A number for an object that leads to itself."""
        return self._pdf.number()

    def keep(self, number: int, data: bytes, body: bytes | None) -> None:
        """Store an object under a number that was promised."""
        if body is None:
            self._pdf.add(data, number)
        else:
            self._pdf.add_stream(data, body, number)


class _Copier:
    """Copies objects of one PDF, each once."""

    def __init__(self, sharing: Sharing) -> None:
        self._sharing = sharing
        self._numbers: dict[tuple[int, int], int] = {}

    def value(self, one: Any) -> bytes:
        """A value as it is written; what it refers to is copied."""
        from pikepdf import Array, Dictionary, Object

        if isinstance(one, Object) and one.is_indirect:
            return b"%d 0 R" % self.reference(one)
        if isinstance(one, Dictionary):
            return b"<<%b>>" % b"".join(self._entries(one))
        if isinstance(one, Array):
            return b"[%b]" % b" ".join(self.value(each) for each in one.as_list())
        if isinstance(one, Object):
            return bytes(one.unparse())
        if isinstance(one, bool):
            return b"true" if one else b"false"
        return b"null" if one is None else str(one).encode()

    def entry(self, name: str, value: bytes) -> bytes:
        """An entry of a dictionary."""
        from pikepdf import Name

        return bytes(Name(name).unparse()) + b" " + value

    def reference(self, one: Any) -> int:
        """The number of the copy of an object; one that leads to itself is told its number beforehand."""
        from pikepdf import Stream

        key = one.objgen
        if key not in self._numbers:
            self._numbers[key] = 0
            if isinstance(one, Stream):
                data, body = b"".join(self._entries(one)), one.read_raw_bytes()
            else:
                data, body = self._unwrapped(one), None
            if self._numbers[key]:
                self._sharing.keep(self._numbers[key], data, body)
            else:
                self._numbers[key] = self._sharing.stored(data, body)
        elif self._numbers[key] == 0:
            self._numbers[key] = self._sharing.promised()
        return self._numbers[key]

    def _unwrapped(self, one: Any) -> bytes:
        from pikepdf import Array, Dictionary

        if isinstance(one, Dictionary):
            return b"<<%b>>" % b"".join(self._entries(one))
        if isinstance(one, Array):
            return b"[%b]" % b" ".join(self.value(each) for each in one.as_list())
        return bytes(one.unparse(resolved=True))

    def _entries(self, one: Any) -> Iterator[bytes]:
        for name in sorted(one.keys()):
            if name not in DROPPED:
                yield self.entry(name, self.value(one[name]))


def _hash_of(data: bytes, common: _Common | None) -> str:
    """The SHA-256 of a PDF; of one whose first part is known, it takes but its end."""
    if common is None:
        return hashlib.sha256(data).hexdigest()
    hashed = common.hashed.copy()
    hashed.update(memoryview(data)[len(common.data) :])
    digest: str = hashed.hexdigest()
    return digest


def _page(says: bytes, contents: list[int]) -> bytes:
    if len(contents) == 1:
        return b"%b/Contents %d 0 R" % (says, contents[0])
    return b"%b/Contents[%b]" % (says, b" ".join(b"%d 0 R" % one for one in contents))


def _remember(known: OrderedDict[bytes, Any], name: bytes, value: Any, most: int) -> None:
    known[name] = value
    if len(known) > most:
        known.popitem(last=False)


def _common_length(data: bytes) -> int:
    """How many bytes a leaflet has in common with others of its master; none where it has no master."""
    found = _NAME.search(data, max(0, len(data) - _END))
    table = _STREAM.match(data, int(found[1])) if found else None
    if found is None or table is None:
        return 0
    length = _end(data, table)
    same = hashlib.blake2b(data[:length], digest_size=16).hexdigest().encode() == found[2]
    return length if same else 0


def _own_streams(data: bytes, start: int) -> dict[int, tuple[bytes, bytes]] | None:
    """The streams from a place on up to the table of them: by number, what their dictionaries say, and their data.

    None where anything else stands there.
    """
    own: dict[int, tuple[bytes, bytes]] = {}
    while found := _STREAM.match(data, start):
        start = _end(data, found)
        if found[2].startswith(b"/Type/XRef"):
            return own if data.startswith(b"startxref\n%d\n" % found.start(), start) else None
        own[int(found[1])] = found[2], data[found.end() : found.end() + int(found[3])]
    return None


def _end(data: bytes, found: re.Match[bytes]) -> int:
    """Where a stream object ends whose head was found; one whose data end in CR has another in its end of line."""
    last = found.end() + int(found[3])
    for closed in _CLOSED:
        if data.startswith(closed, last):
            return last + len(closed)
    return last


def blank(page: bytes) -> bytes:
    """An empty page of the same size as one that was copied."""
    size = re.search(rb"/MediaBox (\[[^\]]*\]|\d+ 0 R)", page)
    assert size
    return b"%b/Resources<<>>" % size[0]
