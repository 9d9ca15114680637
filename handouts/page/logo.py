"""The clinic's logo on a page: always of the same weight, whatever its shape, and as fine as paper shows."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from handouts.clinic.brand import Logo
from handouts.clinic.clinic import Clinic
from handouts.clinic.edition import Edition
from handouts.errors import refused
from handouts.page.assets import Asset, read_inside
from handouts.page.picture.drawing import Drawing, drawn, read_drawing
from handouts.page.picture.raster import DPI, Raster, printed, read_raster
from handouts.page.picture.unfit import EXPORT, Unfit

AREA = 17.0**2
"""Square mm of what is seen of a logo of the size `medium` on A4 or Letter, from its left to its right end."""
SIZES = {"small": 0.6, "medium": 1.0, "large": 1.5}
SMALL_PAGE = 0.75
"""The share of it on A5 and on what is folded."""
STEEPEST = 8.0
"""How many times as wide as high, or as high as wide, a logo may be."""
ROUNDING = 1.02
PLATE_MARGIN = 0.07
"""Around a logo on a plate, of the side of a square of the same area."""
BESIDE = 4.0
"""Millimetres between a logo and the words beside it."""
WIDE = 2.5
"""A logo at least this many times as wide as high stands above the clinic's name, where it takes no room from it."""
ROW = {"standard": 20.5, "large-print": 24.5}
"""The height in mm of the telephone number with its lines: a higher logo stands beside the whole head of the page."""
OTHERS = {
    rb"%PDF": "PDF", rb"%!PS": "EPS", rb"\xc5\xd0\xd3\xc6": "EPS", rb"GIF8": "GIF", rb"RIFF....WEBP": "WebP",
    rb"(?:II\*\0|MM\0\*)": "TIFF", rb"BM": "BMP", rb"....ftyp(?:heic|heix|mif1)": "HEIC", rb"....ftypavif": "AVIF",
}  # fmt: skip
"""How the files begin that are often given for a logo, and cannot be one."""
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class PlacedLogo:
    """A logo as a page refers to it: its size in mm, the margin of its dark plate (0: none), and where it stands.

    It is `above` the clinic's name, `before` it, or `beside` the whole head of the page.
    """

    asset: Asset
    width: float
    height: float
    plate: float
    place: str

    @property
    def url(self) -> str:
        """The address by which a page refers to it."""
        return self.asset.url

    @property
    def style(self) -> str:
        """Its size, and that of its plate, as CSS declarations."""
        plate = f" padding: {self.plate:.3f}mm;" if self.plate else ""
        return f"width: {self.width + 2 * self.plate:.3f}mm; height: {self.height + 2 * self.plate:.3f}mm;{plate}"

    @property
    def room(self) -> str:
        """How far what stands beside it stands from its left edge, as CSS writes it."""
        return f"{self.width + 2 * self.plate + BESIDE:.3f}mm"


def place_logo(clinic: Clinic, edition: Edition) -> PlacedLogo | None:
    """The clinic's logo as an edition prints it, if there is one. Raises `Refused` where it would print wrong."""
    logo = clinic.file.brand.logo
    if logo is None:
        return None
    area = AREA * SIZES[logo.size] * (SMALL_PAGE if edition.paper == "A5" or edition.fold != "none" else 1)
    return _told(clinic, logo, lambda data: _placed(data, area, ROW[edition.base]))


def check_logo(data: bytes, file: str) -> None:
    """Raises `Refused` at a file whose bytes cannot be a logo."""
    try:
        _looked_at(data)
    except Unfit as unfit:
        raise refused(file, 0, f"The picture {unfit.what}.", unfit.remedy) from None


def notes_on_logo(clinic: Clinic) -> list[str]:
    """What a clinic should know of its logo: that it is too coarse for paper, or set on a plate."""
    logo = clinic.file.brand.logo
    placed = place_logo(clinic, Edition())
    if logo is None or placed is None:
        return []
    notes = []
    picture = _told(clinic, logo, _looked_at)
    if isinstance(picture, Raster) and (note := _note_on_pixels(logo.path, picture, placed)):
        notes.append(note)
    if placed.plate:
        notes.append(f"The logo `{logo.path}` can hardly be seen on white paper; it is set on a dark plate.")
    return notes


def _told(clinic: Clinic, logo: Logo, look: Callable[[bytes], Found]) -> Found:
    """What a function makes of the logo's bytes; where it is unfit, that is said where the clinic names the file."""
    origin = clinic.origin("brand", "logo", "path")
    data = read_inside(logo.path, origin.folder, origin.where, origin.line)
    try:
        return look(data)
    except Unfit as unfit:
        what = f"The picture `{logo.path}` {unfit.what}."
        raise refused(origin.where, origin.line, what, unfit.remedy, "logo") from None


@lru_cache(maxsize=4)
def _looked_at(data: bytes) -> Raster | Drawing:
    """A picture of whichever kind it is, without regard to the name of its file. Raises `Unfit`."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        picture: Raster | Drawing = read_raster(data, "PNG")
    elif data.startswith(b"\xff\xd8\xff"):
        picture = read_raster(data, "JPEG")
    elif re.match(rb"(\xef\xbb\xbf)?\s*<(\?xml|svg|!--|!DOCTYPE svg)", data):
        picture = read_drawing(data)
    else:
        raise _unknown(data)
    width, height = picture.size
    times = f"{max(width / height, height / width):.1f} times as"
    if not 1 / STEEPEST / ROUNDING <= width / height <= STEEPEST * ROUNDING:
        shape = f"{times} wide as high" if width > height else f"{times} high as wide"
        raise Unfit(f"is {shape} without its margins", "Export one of at most 8 to 1, or its symbol alone.")
    return picture


def _unknown(data: bytes) -> Unfit:
    if data.startswith(b"\x1f\x8b"):
        return Unfit("is a compressed SVG (.svgz)", "Save it as a plain SVG.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")):
        return Unfit("is not encoded as UTF-8", "Save it as an SVG in UTF-8, or export it as a PNG (RGB).")
    kind = next((kind for start, kind in OTHERS.items() if re.match(start, data, re.DOTALL)), None)
    if kind:
        return Unfit(f"is a {kind}; a logo is an SVG, PNG or JPEG", EXPORT)
    return Unfit("is neither SVG, PNG nor JPEG" if data else "is empty")


@lru_cache(maxsize=8)
def _placed(data: bytes, area: float, row: float) -> PlacedLogo:
    """A logo that takes up this many square mm, with its plate if it needs one, by a row this high. Raises `Unfit`."""
    picture = _looked_at(data)
    across, down = picture.size
    ratio = min(max(across / down, 1 / STEEPEST), STEEPEST)
    plate = round(PLATE_MARGIN * math.sqrt(area), 3) if picture.is_light else 0.0
    # (height x ratio + 2 plate) x (height + 2 plate) = area, solved for the height
    half = plate * (1 + ratio)
    height = (math.sqrt(half**2 + ratio * (area - 4 * plate**2)) - half) / ratio
    width = height * across / down
    height, width = round(height, 3), round(width, 3)
    made = drawn(picture, width, height) if isinstance(picture, Drawing) else printed(picture, width, height)
    asset = Asset("logo.png", "image/png", made)
    place = "above" if width + 2 * plate >= WIDE * (height + 2 * plate) else "before"
    place = "beside" if height + 2 * plate > row else place
    return PlacedLogo(asset, width, height, plate, place)


def _note_on_pixels(path: str, picture: Raster, placed: PlacedLogo) -> str | None:
    """What to export instead of a picture whose pixels can be seen on paper."""
    wanted = max(placed.width / 25.4 * DPI / picture.size[0], placed.height / 25.4 * DPI / picture.size[1])
    if wanted <= 1:
        return None
    needed = " × ".join(str(math.ceil(side * wanted)) for side in (picture.width, picture.height))
    return (
        f"The logo `{path}` ({picture.width} × {picture.height} pixels) is printed at {round(DPI / wanted)} dpi, and "
        f"paper shows {DPI}. Export it with at least {needed} pixels, or as an SVG."
    )
