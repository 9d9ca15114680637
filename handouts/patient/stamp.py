"""Fills the fields of a master for one patient: the same page, to the pixel, as if it had been typeset with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Any

from handouts.clinic.clinic import SlipField
from handouts.page.shaping import Line, Shaper
from handouts.page.slip import Texts
from handouts.page.syntax import compressed, ending, stream, where
from handouts.patient.kind import MARKS, NARROW, Kind
from handouts.patient.master import Master, OpenStream, Place

QUICK = 3
"""How hard what varies is compressed: a little of it takes a third less time so, and a tenth more room."""


def stamp(master: Master, texts: Mapping[Any, str]) -> bytes | None:
    """The end of a patient's leaflet, which comes after `master.common`; `texts` are of the fields that it has open.

    None where the words may not be set as the typesetter would: a letter outside the face, or a line more or too wide.
    """
    lines: list[list[Line]] = []
    for place, found in zip(master.places, master.shapers, strict=True):
        broken = _lines(place, found, texts)
        if broken is None or len(broken) != place.lines:
            return None
        lines.append(broken)
    start = len(master.common)
    places, pieces, digest = {}, [], blake2b(digest_size=16)
    for opened in master.streams:
        data = compressed(_filled(opened, lines), QUICK)
        digest.update(data)
        places[opened.number] = start
        pieces.append(stream(opened.number, b"/Filter/FlateDecode", data))
        start += len(pieces[-1])
    identity = b"/ID[<%b><%b>]" % (master.name, digest.hexdigest().encode())
    pieces += [where(master.table, start, places, master.trailer + identity), ending(start)]
    return b"".join(pieces)


def other_kind(kind: Kind, master: Master, texts: Texts) -> Kind | None:
    """The kind of a slip whose values fill other numbers of lines than its master has; none if there is no such kind.

    `master` is of the `kind` that the slip was taken for.
    """
    filling = dict(kind.filling)
    wanted: dict[SlipField, list[tuple[Place, int]]] = {}
    for place, found in zip(master.places, master.shapers, strict=True):
        lines = _lines(place, found, texts)
        if lines is None:
            return None
        wanted.setdefault(place.field, []).append((place, len(lines)))
    for field, places in wanted.items():
        if any(place.lines != lines for place, lines in places):
            more = _filling(field, places, master)
            if more is None:
                return None
            filling[field] = more
    return Kind(kind.fields, kind.wide, tuple(sorted(filling.items()))) if filling else None


def _lines(place: Place, found: Shaper, texts: Mapping[Any, str]) -> list[Line] | None:
    text = place.before + texts[place.field] + place.after
    if place.wraps:
        return found.lines(text, place.width)
    line = found.fitting(text, place.width)
    return [line] if line else None


def _filled(opened: OpenStream, lines: list[list[Line]]) -> bytes:
    parts = [opened.texts[0]]
    for gap, after in zip(opened.gaps, opened.texts[1:], strict=True):
        parts += [lines[gap.place][gap.line].shown, after]
    return b"".join(parts)


def _filling(field: SlipField, wanted: list[tuple[Place, int]], master: Master) -> str | None:
    """With what a field's mark is filled up so that each of its places has the number of lines that is wanted."""

    def fits(filling: str) -> bool:
        texts = {field: MARKS[field] + filling}
        found = (_lines(place, _shaper(place, master), texts) for place, _ in wanted)
        return all(lines and len(lines) == count for lines, (_, count) in zip(found, wanted, strict=True))

    return next(filter(fits, _fillings(max(_letters(place, master) for place, _ in wanted), wanted)), None)


def _fillings(letters: int, wanted: list[tuple[Place, int]]) -> Iterator[str]:
    """More letters, then one more word, then words that fill more than half a line each."""
    yield from (NARROW * count for count in range(letters))
    steps = range(2, letters, max(1, letters // 20))
    yield from (f"{NARROW * one} {NARROW * other}" for one in steps for other in steps)
    most = max(lines for _, lines in wanted)
    yield NARROW * (letters // 3) + f" {NARROW * (letters * 2 // 3)}" * (most - 1)


def _letters(place: Place, master: Master) -> int:
    """How many narrow letters fit on a line of a place."""
    narrow = _shaper(place, master).shape(NARROW)
    return int(place.width / narrow.width) if narrow else 0


def _shaper(place: Place, master: Master) -> Shaper:
    return master.shapers[master.places.index(place)]
