"""The files that a page refers to, and where they may come from."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from handouts.errors import HandoutsError, Problem, Refused, refused
from handouts.files import MEBIBYTE, read_bytes

BASE = "https://assets.invalid/"
"""Where compose says that assets are; only the typesetter's own fetcher answers there."""
MAX_BYTES = 20 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that a page refers to as `BASE` plus its name."""

    name: str
    mime: str
    data: bytes

    @property
    def url(self) -> str:
        """The address by which a page refers to it."""
        return BASE + self.name


def read_inside(path: str, folder: Path, where: str, line: int) -> bytes:
    """The bytes of a picture at a path below a folder. Raises `Refused` at `where:line` where it leads out of it."""
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:|//", path):
        raise refused(
            where,
            line,
            f"The picture `{path}` is an address.",
            "Save it in the clinic's folder and name the file.",
            "logo",
        )
    file = Path(os.path.realpath(folder / path))
    if not file.is_relative_to(os.path.realpath(folder)):
        raise refused(
            where, line, f"The picture `{path}` lies outside the clinic's folder.", "Copy it into the folder.", "logo"
        )
    try:
        return read_bytes(file, MAX_BYTES)
    except HandoutsError as error:
        raise Refused(
            *(Problem(where, line, f"The picture `{path}`: {one.what}", one.remedy, "logo") for one in error.problems)
        ) from None


def qr_code(address: str) -> Asset:
    """A QR code that leads to an address, as a drawing in black."""
    import segno

    stream = BytesIO()
    segno.make(address, error="m", micro=False).save(
        stream, kind="svg", border=4, xmldecl=False, svgns=True, nl=False, omitsize=True
    )
    return Asset("qr.svg", "image/svg+xml", stream.getvalue())
