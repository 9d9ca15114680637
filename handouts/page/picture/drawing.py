"""Drawings: what is seen of an SVG and where, drawn as a picture of pixels before anything else has to do with it."""

from __future__ import annotations

import math
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring, tostring

from PIL import Image, ImageFilter

from handouts.page.picture import draw
from handouts.page.picture.raster import as_png, can_hardly_be_seen, seen
from handouts.page.picture.svg import SIMPLER, Box, read_svg
from handouts.page.picture.unfit import EXPORT, Unfit

DPI = 600
"""As fine as a line that is drawn can be told from one that is not."""
FIRST, SECOND = 400, 800
"""The longer side, in pixels, of the pictures on which is looked for what is seen: of the whole, and of that part."""
NEARBY = 16
"""Pixels by which colours are carried on."""
PATIENCE = 10
"""Seconds after which drawing is given up where the system sets no limit on the processor's time."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing as a part of another, the box of what is seen of it, and whether that can hardly be seen on white."""

    svg: bytes
    box: Box
    is_light: bool

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of what is seen, in its own units."""
        return self.box[2:]


def read_drawing(data: bytes) -> Drawing:
    """What an SVG shows. Raises `Unfit` where it is hostile, would print wrong, or shows nothing."""
    root, canvas = read_svg(data)
    svg = _inner(root, canvas)
    picture = _drawn(svg, canvas, *_pixels(canvas, FIRST))
    mask, on_ground = seen(picture)
    box = _box(mask, canvas, 1)
    if box != canvas:
        picture = _drawn(svg, box, *_pixels(box, SECOND))
        box = _box(seen(picture)[0], box, 0)
    return Drawing(svg, box, not on_ground and can_hardly_be_seen(picture))


def drawn(drawing: Drawing, width: float, height: float) -> bytes:
    """What is seen of a drawing as a PNG, for a place of this many mm, at 600 dpi. Raises `Unfit`."""
    across, down = (max(1, math.floor(side / 25.4 * DPI)) for side in (width, height))
    picture = _drawn(drawing.svg, drawing.box, across, down)
    opaque = picture.getchannel("A").getextrema()[0] == 255
    return as_png(picture.convert("RGB") if opaque else _carried_on(picture))


def _carried_on(picture: Image.Image) -> Image.Image:
    """A picture whose colours go on where it is transparent: a PDF viewer that makes it coarser mixes them in."""
    width, height = picture.size
    coarse = picture.convert("RGBa").resize((math.ceil(width / NEARBY), math.ceil(height / NEARBY)))
    spread = coarse.filter(ImageFilter.BoxBlur(1)).convert("RGBA").convert("RGB")
    around = spread.resize(picture.size, Image.Resampling.NEAREST)
    alpha = picture.getchannel("A")
    whole = Image.composite(picture.convert("RGB"), around, alpha.point(lambda value: 255 * (value > 0)))
    whole.putalpha(alpha)
    return whole


def _inner(root: Element, canvas: Box) -> bytes:
    """The drawing as an element that lies in another at its own place: of that, any part can be drawn alone."""
    left, top, width, height = (repr(one) for one in canvas)
    root.attrib |= {"x": left, "y": top, "width": width, "height": height, "overflow": "visible"}
    root.attrib |= {"viewBox": f"{left} {top} {width} {height}", "preserveAspectRatio": "none"}
    return tostring(root)


def _pixels(box: Box, longest: int) -> tuple[int, int]:
    scale = longest / max(box[2:])
    return max(1, round(box[2] * scale)), max(1, round(box[3] * scale))


def _box(mask: Image.Image, whole: Box, margin: int) -> Box:
    """What is seen, in the drawing's own units, with a margin of so many pixels where there is room for it."""
    found = mask.getbbox()
    if found is None:
        raise Unfit("shows nothing", "Export it again, with its layers visible.")
    left, top = max(0, found[0] - margin), max(0, found[1] - margin)
    right, bottom = min(mask.width, found[2] + margin), min(mask.height, found[3] + margin)
    if (left, top, right, bottom) == (0, 0, *mask.size):
        return whole
    across, down = whole[2] / mask.width, whole[3] / mask.height
    return whole[0] + left * across, whole[1] + top * down, (right - left) * across, (bottom - top) * down


def _drawn(svg: bytes, box: Box, width: int, height: int) -> Image.Image:
    """A part of a drawing on so many pixels. Raises `Unfit` where that cannot be drawn, or takes too much."""
    view = " ".join(repr(one) for one in box)
    size = {"width": str(width), "height": str(height), "viewBox": view, "preserveAspectRatio": "none"}
    outer = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **size})
    outer.append(fromstring(svg))
    library = find_spec("resvg_py")
    if library is None or library.origin is None:
        raise ModuleNotFoundError("resvg_py")
    command = [sys.executable, "-I", "-S", str(Path(draw.__file__)), str(Path(library.origin).parents[1])]
    try:
        done = subprocess.run(command, input=tostring(outer), capture_output=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        raise Unfit("is an SVG that takes too long to draw", SIMPLER) from None
    if done.returncode == draw.NOT_DRAWN:
        raise Unfit("is an SVG that cannot be drawn", EXPORT)
    if done.returncode:
        raise Unfit("is an SVG that takes too much time or memory to draw", SIMPLER)
    with Image.open(BytesIO(done.stdout), formats=["PNG"]) as picture:
        return picture.convert("RGBA")
