"""Pictures of pixels: whole and printable, what is seen of them, and as fine as paper shows."""

from __future__ import annotations

import math
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image, ImageChops, ImageFile

from handouts.page.picture.unfit import Unfit

MAX_SIDE = 10_000
DPI = 300
"""As fine as paper shows."""
LOOKED_AT = 1_200
"""The longer side, in pixels, of the copy on which is looked for what is seen."""
LIGHT = 0.65
"""Luminance of what can hardly be seen: its contrast with white, 1.05 / (0.65 + 0.05), is 1.5 (WCAG 2.2)."""
LIKE_PAPER = 0.9
"""Luminance of a ground that cannot be told from paper: its contrast with white is 1.1."""
NEARLY_ALL = 0.95
OPAQUE, SEEN, UNLIKE = 128, 16, 20
"""Of 255: alpha of what counts for its colour; alpha of what is seen at all; how far a colour is from the ground."""
MODES = ("1", "L", "LA", "P", "PA", "RGB", "RGBA", "I;16")
SRGB = "Export it as a PNG (RGB) with the profile sRGB."

ORIENTATION = 0x0112
"""The tag of EXIF that says how a picture is turned."""
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What turns it upright (EXIF 2.32, section 4.6.4)."""

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Raster:
    """A PNG or JPEG: its pixels a side as it is shown, the box of what is seen, and whether that is hard on white."""

    data: bytes
    kind: str
    width: int
    height: int
    box: Box
    is_light: bool

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of what is seen, in pixels."""
        left, top, right, bottom = self.box
        return right - left, bottom - top


def read_raster(data: bytes, kind: str) -> Raster:
    """A picture of a kind: `PNG` or `JPEG`. Raises `Unfit` where it is damaged, would print wrong, or shows nothing."""
    with _opened(data, kind) as picture:
        _check(picture, kind)
        whole = picture.size
        picture.draft("RGB", (LOOKED_AT, LOOKED_AT))
        picture.load()
        turned = _orientation(picture) >= 5  # it lies on its side
        small = _coloured(picture, LOOKED_AT)
    width, height = reversed(whole) if turned else whole
    mask, on_ground = seen(small)
    box = mask.getbbox()
    if box is None:
        raise Unfit("shows nothing", "Export it again, with its layers visible.")
    across, down = width / small.width, height / small.height
    left, top, right, bottom = box
    full = (
        max(0, math.floor(left * across)),
        max(0, math.floor(top * down)),
        min(width, math.ceil(right * across)),
        min(height, math.ceil(bottom * down)),
    )
    return Raster(data, kind, width, height, full, not on_ground and can_hardly_be_seen(small))


def printed(raster: Raster, width: float, height: float) -> bytes:
    """What is seen of a picture as a PNG, for a place of this many mm; made coarser where it is finer than 300 dpi."""
    size = tuple(max(1, math.floor(side / 25.4 * DPI)) for side in (width, height))
    across, down = raster.size
    with _opened(raster.data, raster.kind) as picture:
        shrink = max(1.0, min(across / size[0], down / size[1]) / 2)
        picture.draft("RGB", (math.ceil(picture.width / shrink), math.ceil(picture.height / shrink)))
        picture.load()
        icc = picture.info.get("icc_profile")
        whole = picture if _orientation(picture) not in TURNS else _coloured(picture, 0)
        factor = whole.width / raster.width, whole.height / raster.height
        left, top, right, bottom = raster.box
        cut = whole.crop((
            math.floor(left * factor[0]), math.floor(top * factor[1]),
            math.ceil(right * factor[0]), math.ceil(bottom * factor[1]),
        ))  # fmt: skip
        cut = _coloured(cut, 2 * max(size))
    if cut.width > size[0] or cut.height > size[1]:
        cut = cut.resize((min(cut.width, size[0]), min(cut.height, size[1])), Image.Resampling.LANCZOS)
    cut = _in_srgb(cut, icc)
    if cut.getchannel("A").getextrema()[0] == 255:
        cut = cut.convert("RGB")
    return as_png(cut)


def as_png(picture: Image.Image) -> bytes:
    """A picture as the bytes of a PNG, and nothing besides its pixels."""
    stream = BytesIO()
    picture.info = {}
    picture.save(stream, "PNG")
    return stream.getvalue()


@contextmanager
def _opened(data: bytes, kind: str) -> Iterator[Any]:
    """A picture, none of which may be missing: a damaged one would print in part, and nobody would be told."""
    lenient = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    too_large = Unfit(f"has more than {MAX_SIDE} pixels a side", "Export it with about 1000, or as an SVG.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(data), formats=[kind]) as picture:
                if max(picture.size) > MAX_SIDE:
                    raise too_large
                yield picture
    except Image.DecompressionBombError:
        raise too_large from None
    except (OSError, SyntaxError, ValueError, EOFError, struct.error):
        raise Unfit("is damaged or cut off") from None
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _check(picture: Any, kind: str) -> None:
    if picture.mode not in MODES:
        raise Unfit(f"has colours of the kind {picture.mode}, which print wrong", "Export it in RGB, as a PNG or SVG.")
    if kind == "PNG" and getattr(picture, "is_animated", False):
        raise Unfit("moves (an animated PNG)", "Export one picture of it as a PNG.")
    if icc := picture.info.get("icc_profile"):
        _profile(icc)


def _coloured(picture: Any, most: int) -> Image.Image:
    """The picture in RGB with alpha; where it is much larger than `most` pixels a side (0: never), made smaller.

    It is taken strip by strip, so that a large one is never held in memory twice.
    """
    shrink = max(picture.size) // most if most else 1
    turn = TURNS.get(_orientation(picture))
    if shrink < 2:
        whole = _strip(picture)
    else:
        width, height = (math.ceil(side / shrink) for side in picture.size)
        whole = Image.new("RGBA", (width, height))
        rows = shrink * 64
        for top in range(0, picture.height, rows):
            part = picture.crop((0, top, picture.width, min(top + rows, picture.height)))
            part.info.update(picture.info)
            whole.paste(_strip(part).reduce(shrink), (0, top // shrink))
    whole.info = {}
    return whole if turn is None else whole.transpose(turn)


def _orientation(picture: Any) -> int:
    """How a camera says that its picture is turned, from 1 (not at all) to 8. Raises `Unfit`."""
    try:
        return int(picture.getexif().get(ORIENTATION, 1))
    except (struct.error, TypeError, ValueError, KeyError, IndexError):
        raise Unfit("is damaged or cut off") from None


def _strip(picture: Any) -> Image.Image:
    if picture.mode == "I;16":
        transparent = picture.info.get("transparency")
        grey = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
        picture = grey
        if transparent is not None:
            picture.info["transparency"] = transparent >> 8
    whole: Image.Image = picture.convert("RGBA")
    return whole


def _profile(icc: bytes) -> Any:
    """A colour profile that lies in a picture. Raises `Unfit` where it cannot be read."""
    from PIL import ImageCms

    try:
        return ImageCms.ImageCmsProfile(BytesIO(icc))
    except (OSError, ImageCms.PyCMSError):
        raise Unfit("has a colour profile that cannot be read", SRGB) from None


def _in_srgb(picture: Image.Image, icc: bytes | None) -> Image.Image:
    """A picture in the colours that every printer takes RGB for. Raises `Unfit` where its profile does not fit it."""
    from PIL import ImageCms

    if not icc:
        return picture
    profile = _profile(icc)
    alpha = picture.getchannel("A")
    try:
        if "sRGB" in ImageCms.getProfileDescription(profile):
            return picture
        colours = picture.convert("L" if profile.profile.xcolor_space.strip() == "GRAY" else "RGB")
        turned = ImageCms.profileToProfile(colours, profile, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, ValueError):
        raise Unfit("has a colour profile that does not fit it", SRGB) from None
    assert turned
    turned.putalpha(alpha)
    return turned


def seen(picture: Image.Image) -> tuple[Image.Image, bool]:
    """A mask of what is seen on white paper, and whether it lies on a ground of the paper's colour."""
    alpha = picture.getchannel("A")
    last = (picture.width - 1, picture.height - 1)
    corners = [picture.getpixel(at) for at in ((0, 0), (last[0], 0), (0, last[1]), last)]
    opaque = [one for one in corners if isinstance(one, tuple) and one[3] >= OPAQUE]
    if len(opaque) < 4:
        return alpha.point(lambda value: 255 * (value >= SEEN)), False
    ground = opaque[0]
    same = all(max(abs(a - b) for a, b in zip(ground, one, strict=True)) < UNLIKE for one in opaque)
    if not same or _light_mask(picture.crop((0, 0, 1, 1)), LIKE_PAPER).getpixel((0, 0)) == 0:
        return Image.new("L", picture.size, 255), False
    on_white = Image.new("RGBA", picture.size, "white")
    on_white.alpha_composite(picture)
    apart = ImageChops.difference(on_white.convert("RGB"), Image.new("RGB", picture.size, ground[:3]))
    red, green, blue = apart.split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return most.point(lambda value: 255 * (value >= UNLIKE)), True


def can_hardly_be_seen(picture: Image.Image) -> bool:
    """Whether nearly all of what is opaque, or where nothing is of what is seen, can hardly be seen on white."""
    alpha = picture.getchannel("A")
    least = OPAQUE if any(alpha.histogram()[OPAQUE:]) else SEEN
    opaque = alpha.point(lambda value: 255 * (value >= least))
    light = ImageChops.darker(_light_mask(picture, LIGHT), opaque)
    shown, faint = (mask.histogram()[255] for mask in (opaque, light))
    return shown > 0 and faint >= NEARLY_ALL * shown


def _light_mask(picture: Image.Image, least: float) -> Image.Image:
    """Where a picture's relative luminance (WCAG 2.2) is at least this."""

    def linear(value: int) -> float:
        part = value / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    weighted = [
        channel.point([round(255 * weight * linear(value)) for value in range(256)])
        for channel, weight in zip(picture.split(), (0.2126, 0.7152, 0.0722), strict=False)
    ]
    whole = ImageChops.add(ImageChops.add(weighted[0], weighted[1]), weighted[2])
    return whole.point([255 * (value >= least * 255) for value in range(256)])
