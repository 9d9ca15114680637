"""Fills the fields of a master for one patient: the same page, to the pixel, as if it had been typeset with them."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from handouts.page.shaping import shaper
from handouts.page.syntax import compressed, ending, stream, where
from handouts.patient.master import Master, OpenStream


def stamp(master: Master, texts: Mapping[Any, str]) -> bytes | None:
    """The end of a patient's leaflet, which comes after `master.common`; `texts` are of the fields that it has open.

    None where the words may not be set as the typesetter would: a letter outside the face, or a line too wide.
    """
    contents = []
    for opened in master.streams:
        content = _filled(opened, master, texts)
        if content is None:
            return None
        contents.append(compressed(content))
    start = len(master.common)
    places, pieces = {}, []
    for opened, data in zip(master.streams, contents, strict=True):
        places[opened.number] = start
        pieces.append(stream(opened.number, b"/Filter/FlateDecode", data))
        start += len(pieces[-1])
    name = blake2b(b"".join(contents), digest_size=16).hexdigest().encode()
    identity = b"/ID[<%b><%b>]" % (master.name, name)
    pieces += [where(master.table, start, places, master.trailer + identity), ending(start)]
    return b"".join(pieces)


def _filled(opened: OpenStream, master: Master, texts: Mapping[Any, str]) -> bytes | None:
    parts = [opened.texts[0]]
    for gap, after in zip(opened.gaps, opened.texts[1:], strict=True):
        line = shaper(master.faces[gap.face], gap.size).shape(gap.before + texts[gap.field] + gap.after)
        if line is None or line.width > gap.width:
            return None
        parts += [line.shown, after]
    return b"".join(parts)
