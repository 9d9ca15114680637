"""Measures finished pages for what would look wrong: words outside the paper, over each other, over a picture, crossed
by a line, or hardly to be told from their ground. All of it is read back from the PDF."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from ctypes import c_double, c_uint
from dataclasses import dataclass
from typing import cast

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from tests.page.pdf import Box

EDGE = 4 * 72 / 25.4
"""Points from the edge of the paper that office printers do not reach."""
READABLE = 4.5
SCALE = 2.0
"""Pixels a point, in the picture of the ground."""
EVEN = 12
"""Steps of a colour, of 255, by which an even ground may differ from pixel to pixel."""
CELL = 40.0
"""Points: letters that are further from each other than this do not touch."""

Rgb = tuple[int, int, int]


@dataclass(frozen=True)
class Glyph:
    """A letter that is seen, its box, its colour, and its place among the letters of the page."""

    text: str
    box: Box
    colour: Rgb
    index: int


def faults(pdf: bytes) -> list[str]:
    """What is wrong with the pages; nothing where they are right."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [f"page {number}: {fault}" for number, page in enumerate(document, 1) for fault in _page_faults(page)]
    finally:
        document.close()


def _page_faults(page: pypdfium2.PdfPage) -> Iterator[str]:
    glyphs, size = list(_glyphs(page)), page.get_size()
    ground = _ground(page)
    if outside := [one for one in glyphs if not _inside(one.box, size)]:
        yield f"outside the paper: {_words(outside)}"
    if any(strip.getextrema() != ((255, 255),) * 3 for strip in _edges(ground)):
        yield "drawn outside the paper"
    for one, other in _overlapping(glyphs):
        yield f"`{one.text}` over `{other.text}` at {one.box[0]:.0f}, {one.box[1]:.0f}"
    behind = [(one, _behind(one.box, ground)) for one in glyphs]
    if crossed := [one for one, part in behind if not _is_even(part)]:
        yield f"over a line or a picture: {_words(crossed)}"
    if faint := [one for one, part in behind if _contrast_with(one.colour, part) < READABLE]:
        yield f"faint: {_words(faint)}"


def _words(glyphs: Iterable[Glyph]) -> str:
    return f"`{''.join(one.text for one in glyphs)}`"


def _glyphs(page: pypdfium2.PdfPage) -> Iterator[Glyph]:
    text = page.get_textpage()
    left, right, bottom, top = sides = [c_double() for _ in range(4)]
    red, green, blue, alpha = [c_uint() for _ in range(4)]
    for index in range(text.count_chars()):
        letter = chr(pdfium.FPDFText_GetUnicode(text, index))
        if pdfium.FPDFText_IsGenerated(text, index) or letter.isspace() or not letter.isprintable():
            continue
        pdfium.FPDFText_GetCharBox(text, index, *sides)
        assert pdfium.FPDFText_GetFillColor(text, index, red, green, blue, alpha)
        assert alpha.value == 255, f"`{letter}` can be seen through"
        box = (left.value, bottom.value, right.value, top.value)
        yield Glyph(letter, box, (red.value, green.value, blue.value), index)


def _inside(box: Box, size: tuple[float, float]) -> bool:
    left, bottom, right, top = box
    return left >= EDGE and bottom >= EDGE and right <= size[0] - EDGE and top <= size[1] - EDGE


def _shared(one: Box, other: Box) -> float:
    """What part of a box the other covers."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    area = (one[2] - one[0]) * (one[3] - one[1])
    return width * height / area if width > 0 and height > 0 and area > 0 else 0.0


def _overlapping(glyphs: Iterable[Glyph]) -> Iterator[tuple[Glyph, Glyph]]:
    """Letters that stand over each other; neighbours of one word may touch."""
    cells: dict[tuple[int, int], list[Glyph]] = defaultdict(list)
    for one in glyphs:
        cell = int(one.box[0] // CELL), int(one.box[1] // CELL)
        for across in (-1, 0, 1):
            for up in (-1, 0, 1):
                for other in cells.get((cell[0] + across, cell[1] + up), ()):
                    if (
                        one.index - other.index > 1
                        and max(_shared(one.box, other.box), _shared(other.box, one.box)) > 0.15
                    ):
                        yield one, other
        cells[cell].append(one)


def _ground(page: pypdfium2.PdfPage) -> Image.Image:
    """The page without its words."""
    for one in list(page.get_objects([pdfium.FPDF_PAGEOBJ_TEXT], max_depth=1)):
        page.remove_obj(one)
    picture: Image.Image = page.render(scale=SCALE).to_pil().convert("RGB")
    return picture


def _edges(ground: Image.Image) -> Iterator[Image.Image]:
    """What of a page most printers do not reach."""
    width, height, edge = *ground.size, round(EDGE * SCALE)
    yield ground.crop((0, 0, width, edge))
    yield ground.crop((0, height - edge, width, height))
    yield ground.crop((0, 0, edge, height))
    yield ground.crop((width - edge, 0, width, height))


def _behind(box: Box, ground: Image.Image) -> Image.Image:
    """What is behind the middle of a letter, which no edge and no rule may touch."""
    left, bottom, right, top = box
    quarter = (top - bottom) / 4
    first, last = ground.height - (top - quarter) * SCALE, ground.height - (bottom + quarter) * SCALE
    sides = (left * SCALE, first, max(right * SCALE, left * SCALE + 1), max(last, first + 1))
    left, top, right, bottom = (round(side) for side in sides)
    return ground.crop((left, top, right, bottom))


def _is_even(ground: Image.Image) -> bool:
    extremes = cast(tuple[tuple[int, int], ...], ground.getextrema())  # a pair for each of three colours
    return all(most - least <= EVEN for least, most in extremes)


def _contrast_with(colour: Rgb, ground: Image.Image) -> float:
    """The least contrast of a letter with what is behind it, in colour and in grey."""
    counted = cast(list[tuple[int, Rgb]], ground.getcolors(ground.width * ground.height))  # no more than its pixels
    return min(min(contrast(colour, one), contrast(grey(colour), grey(one))) for _, one in counted)


def grey(colour: Rgb) -> Rgb:
    """What a printer without colour makes of it (ITU-R BT.601)."""
    level = round(0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2])
    return level, level, level


def contrast(one: Rgb, other: Rgb) -> float:
    """The contrast of two colours as WCAG 2.2 defines it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Rgb) -> float:
    parts = (part / 255 for part in colour)
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
