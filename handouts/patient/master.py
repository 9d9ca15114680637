"""A master: a leaflet typeset once, whose slip fields are open; what is common to all patients is bytes already.

A leaflet made from it is its `common` bytes and after them, for each patient, the streams that vary, with a table of
where they lie that leads on to the common one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from io import BytesIO
from typing import TYPE_CHECKING, Any

from handouts.page.shaping import Face, Shaper, repertoire, shaper
from handouts.page.syntax import HEADER, Location, Packed, compressed, packed, stream, where
from handouts.patient.kind import MARKS

if TYPE_CHECKING:
    from handouts.page.openings import Field, Opening
    from handouts.page.typeset import OpenLeaflet

NEAR = 1500
"""Bytes of a page's content between two open places that are not worth a stream of their own."""
_OPENED = "/Opened"
"""Stands for the list of a page's streams until they have numbers."""


@dataclass(frozen=True, slots=True)
class Place:
    """A block of so many lines for the value of a field, between words that stay; it `wraps` where it may have several.

    `width` and `size` are in CSS pixels; `face` is one of the master's.
    """

    field: Field
    before: str
    after: str
    lines: int
    wraps: bool
    width: float
    size: float
    face: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Where a line of a place goes; both are counted from 0."""

    place: int
    line: int


@dataclass(frozen=True, slots=True)
class OpenStream:
    """A part of a page's content that varies: `texts[0]`, the line for `gaps[0]`, `texts[1]` and so on."""

    number: int
    texts: tuple[bytes, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class Master:
    """A leaflet for any patient of whom the same fields are known.

    `common` are the first bytes of every such leaflet, `trailer` what the table at the end of each says of the file.
    """

    common: bytes
    streams: tuple[OpenStream, ...]
    places: tuple[Place, ...]
    faces: tuple[Face, ...]
    trailer: bytes
    table: int
    """The number of the object that is the table of what varies."""

    def __reduce__(self) -> tuple[type[Master], tuple[Any, ...]]:
        """What it is made of goes to other processes, and not what was worked out from it."""
        return Master, (self.common, self.streams, self.places, self.faces, self.trailer, self.table)

    @cached_property
    def name(self) -> bytes:
        """The same for all leaflets of this master and for no others: 32 hexadecimal digits."""
        return blake2b(self.common, digest_size=16).hexdigest().encode()

    @cached_property
    def shapers(self) -> tuple[Shaper, ...]:
        """What shapes the words of each place."""
        return tuple(shaper(self.faces[place.face], place.size) for place in self.places)


def open_master(leaflet: OpenLeaflet) -> Master | None:
    """The master of a leaflet that was typeset with marks.

    None where it cannot be proved that words will be set as the typesetter sets them: it must have set the whole
    repertoire of each face as this program shapes it.
    """
    from pikepdf import Name, Pdf

    faces = tuple(dict.fromkeys(one.face for one in leaflet.openings))
    places = tuple(_place(one, faces) for one in leaflet.openings)
    with Pdf.open(BytesIO(leaflet.pdf)) as pdf:
        if _tells_marks(pdf):
            return None
        objects, streams = _objects(pdf)
        last = len(pdf.objects)
        opened: list[OpenStream] = []
        for number in sorted({one.page for one in leaflet.openings}):
            page = pdf.pages[number]
            gaps: dict[int, Gap] = {}
            drawn: dict[int, bytes | None] = {}
            for place, one in enumerate(leaflet.openings):
                if one.page == number:
                    gaps |= {mark: Gap(place, line) for line, mark in enumerate(one.marks)}
                    drawn |= dict.fromkeys(one.marks, _drawn(one))
            parts = _parts(page.Contents.read_bytes(), drawn)
            if parts is None:
                return None
            del streams[page.Contents.objgen[0]]
            numbers = range(last + 1, last + 1 + len(parts))
            for own, part in zip(numbers, parts, strict=True):
                if isinstance(part, bytes):
                    streams[own] = b"/Filter/FlateDecode", compressed(part)
                else:
                    texts, marks = part
                    opened.append(OpenStream(own, texts, tuple(gaps[mark] for mark in marks)))
            last += len(parts)
            page.obj.Contents = Name(_OPENED)
            contents = b"[%b]" % b" ".join(b"%d 0 R" % own for own in numbers)
            objects[int(page.objgen[0])] = page.obj.unparse(resolved=True).replace(_OPENED.encode(), contents)
        trailer = b"/Root %d 0 R/Info %d 0 R" % (pdf.trailer.Root.objgen[0], pdf.trailer.Info.objgen[0])
    common, start = _common(objects, streams, last, trailer)
    return Master(common, tuple(opened), places, faces, b"/Size %d%b/Prev %d" % (last + 4, trailer, start), last + 3)


def _drawn(opening: Opening) -> bytes | None:
    """What each line of an open place must show: all letters of its face, as this program sets them."""
    line = shaper(opening.face, opening.size).shape(repertoire(opening.face))
    return line.shown if line else None


def _place(one: Opening, faces: tuple[Face, ...]) -> Place:
    return Place(
        one.field, one.before, one.after, len(one.marks), one.wraps, one.width, one.size, faces.index(one.face)
    )


def _objects(pdf: Any) -> tuple[dict[int, bytes], dict[int, tuple[bytes, bytes]]]:
    """The objects of a PDF by their numbers; of streams, what their dictionaries say, and their data as they are."""
    from pikepdf import Stream

    objects: dict[int, bytes] = {}
    streams: dict[int, tuple[bytes, bytes]] = {}
    for one in pdf.objects:
        number = one.objgen[0]
        if isinstance(one, Stream) and one.get("/Type") in ("/ObjStm", "/XRef"):
            continue  # what they hold is written anew
        if isinstance(one, Stream):
            streams[number] = _stream(one)
        else:
            objects[number] = one.unparse(resolved=True)
    return objects, streams


def _stream(one: Any) -> tuple[bytes, bytes]:
    """What a stream says of itself, and its data; these without a predictor where it gains nothing."""
    from pikepdf import Dictionary

    entries, data = Dictionary(dict(one.stream_dict.items())), one.read_raw_bytes()
    del entries["/Length"]
    if entries.get("/Filter") == "/FlateDecode" and "/DecodeParms" in entries:
        plain = compressed(one.read_bytes(), 9)
        if len(plain) < len(data):
            data = plain
            del entries["/DecodeParms"]
    return bytes(entries.unparse()).removeprefix(b"<<").removesuffix(b">>"), data


def _common(
    objects: dict[int, bytes], streams: dict[int, tuple[bytes, bytes]], last: int, trailer: bytes
) -> tuple[bytes, int]:
    """The first part of a file, with the table of its objects, and where this begins; `last` is the highest number."""
    pieces, start = [HEADER], len(HEADER)
    places: dict[int, Location] = {0: None}
    made = [(number, stream(number, *one)) for number, one in sorted(streams.items())]
    for number, data in [*made, (last + 1, packed(last + 1, dict(sorted(objects.items()))))]:
        places[number] = start
        pieces.append(data)
        start += len(data)
    places |= {number: Packed(last + 1, place) for place, number in enumerate(sorted(objects))}
    pieces.append(where(last + 2, start, places, b"/Size %d%b" % (last + 3, trailer)))
    return b"".join(pieces), start


def _parts(content: bytes, lines: dict[int, bytes | None]) -> list[bytes | tuple[tuple[bytes, ...], list[int]]] | None:
    """The content of a page in parts: those that stay, and those that vary, as texts around gaps and the gaps' marks.

    `lines` show what is drawn in each marked content now. None where anything else is.
    """
    spans = []
    for mark, line in lines.items():
        found = re.search(rb"/MCID %d>>\s+BDC\s(.*?)\sEMC\b" % mark, content, re.DOTALL)
        start = content.find(line, found.start(), found.end()) if found and line else -1
        if found is None or line is None or start < 0 or found[1].count(b"Tj") or found[1].count(b" TJ") != 1:
            return None
        spans.append((found.start(1) + found[1].index(b"BT"), start, start + len(line), found.end(1), mark))
    spans.sort()
    groups = [[spans[0]]]
    for span in spans[1:]:
        if span[0] - groups[-1][-1][3] < NEAR:
            groups[-1].append(span)
        else:
            groups.append([span])
    parts: list[bytes | tuple[tuple[bytes, ...], list[int]]] = []
    end = 0
    for group in groups:
        parts.append(content[end : group[0][0]])
        end = group[-1][3]
        borders = [group[0][0], *(border for span in group for border in span[1:3]), end]
        texts = tuple(content[left:right] for left, right in zip(borders[::2], borders[1::2], strict=True))
        parts.append((texts, [span[4] for span in group]))
    return [*parts, content[end:]]


def _tells_marks(pdf: Any) -> bool:
    """Whether a mark stands anywhere but on the pages: in a bookmark, an alternative text, the title."""
    said = [text.casefold() for one in pdf.objects for text in _strings(one)]
    return any(mark.casefold() in text for text in said for mark in MARKS.values())


def _strings(one: Any) -> Iterator[str]:
    """The texts in an object, and in what it holds itself."""
    from pikepdf import Array, Dictionary, Object, Stream, String

    if isinstance(one, String):
        yield str(one)
    elif isinstance(one, (Array, Dictionary, Stream)):
        for value in one if isinstance(one, Array) else (value for _, value in one.items()):
            if isinstance(value, Object) and not value.is_indirect:
                yield from _strings(value)
