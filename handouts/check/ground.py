"""What is behind the letters of a page, and how well they stand out from it: looked at in a picture of the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pypdfium2.raw as pdfium
from PIL import Image

from handouts.check.reading import DEEP, Box, Letter, Rgba, opened
from handouts.clinic.colours import contrast, written

SCALE = 2.0
"""Pixels a point, in the picture of the ground."""


def grounds(pdf: bytes) -> Iterator[Image.Image]:
    """Each page without its words."""
    with opened(pdf) as document:
        for page in document:
            yield _ground(page)


def _ground(page: Any) -> Image.Image:
    for one in page.get_objects([pdfium.FPDF_PAGEOBJ_TEXT], max_depth=DEEP):
        pdfium.FPDFTextObj_SetTextRenderMode(one, pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)
    picture: Image.Image = page.render(scale=SCALE).to_pil().convert("RGB")
    return picture


def behind(box: Box, ground: Image.Image) -> Image.Image:
    """What is behind the middle of a letter, which no edge and no rule may touch."""
    left, bottom, right, top = box
    quarter = (top - bottom) / 4
    first, last = ground.height - (top - quarter) * SCALE, ground.height - (bottom + quarter) * SCALE
    sides = (left * SCALE, first, max(right * SCALE, left * SCALE + 1), max(last, first + 1))
    left, top, right, bottom = (round(side) for side in sides)
    return ground.crop((left, top, right, bottom))


def contrast_of(letter: Letter, part: Image.Image) -> float:
    """The least contrast of a letter with what is behind it, in colour and in grey.

    A letter whose colour nobody can tell (a pattern) counts as readable.
    """
    if letter.colour is None:
        return 21.0
    counted = cast(list[tuple[int, tuple[int, ...]]], part.getcolors(part.width * part.height))  # all its pixels
    return min(contrast(_seen(letter.colour, one), written(side / 255 for side in one)) for _, one in counted)


def _seen(colour: Rgba, ground: tuple[int, ...]) -> str:
    """The colour of a letter that may be seen through, as `#rrggbb`."""
    share = colour[3] / 255
    return written((share * over + (1 - share) * under) / 255 for over, under in zip(colour[:3], ground, strict=True))
