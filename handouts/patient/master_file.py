"""A master as bytes and back, so that it can be kept on disk: a line of JSON, the font files, the common part."""

from __future__ import annotations

import json
from dataclasses import astuple
from typing import Any

from handouts.page.shaping import Face
from handouts.patient.master import Gap, Master, OpenStream, Place


def master_bytes(master: Master) -> bytes:
    """A master as bytes."""
    head = {
        "trailer": master.trailer.decode("latin-1"),
        "table": master.table,
        "streams": [
            (one.number, [text.decode("latin-1") for text in one.texts], [(gap.place, gap.line) for gap in one.gaps])
            for one in master.streams
        ],
        "places": [astuple(one) for one in master.places],
        "faces": [(len(one.data), one.weight, one.language) for one in master.faces],
    }
    return b"".join([json.dumps(head).encode(), b"\n", *(one.data for one in master.faces), master.common])


def read_master(data: bytes) -> Master:
    """The master that was made into these bytes."""
    head, _, rest = data.partition(b"\n")
    found: dict[str, Any] = json.loads(head)
    faces, start = [], 0
    for length, weight, language in found["faces"]:
        faces.append(Face(rest[start : start + length], weight, language))
        start += length
    streams = tuple(
        OpenStream(number, tuple(text.encode("latin-1") for text in texts), tuple(Gap(*gap) for gap in gaps))
        for number, texts, gaps in found["streams"]
    )
    places = tuple(Place(*place) for place in found["places"])
    return Master(rest[start:], streams, places, tuple(faces), found["trailer"].encode("latin-1"), found["table"])
