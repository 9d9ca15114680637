"""Measures finished pages for what would look wrong: words outside the paper, over each other, over a picture, crossed
by a line, or hardly to be told from their ground. All of it is read back from the PDF."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import cast

from PIL import Image

from handouts.check.ground import SCALE, behind, contrast_of, grounds
from handouts.check.reading import Box, Letter, Page
from tests.page.pdf import pages

EDGE = 4 * 72 / 25.4
"""Points from the edge of the paper that office printers do not reach."""
READABLE = 4.5
EVEN = 12
"""Steps of a colour, of 255, by which an even ground may differ from pixel to pixel."""
CELL = 40.0
"""Points: letters that are further from each other than this do not touch."""


def faults(pdf: bytes) -> list[str]:
    """What is wrong with the pages; nothing where they are right."""
    whole = enumerate(zip(pages(pdf), grounds(pdf), strict=True), 1)
    return [f"page {number}: {fault}" for number, (page, ground) in whole for fault in _page_faults(page, ground)]


def _page_faults(page: Page, ground: Image.Image) -> Iterator[str]:
    glyphs, size = list(_seen(page)), (page.width, page.height)
    if outside := [one for one in glyphs if not _inside(one.box, size)]:
        yield f"outside the paper: {_words(outside)}"
    if any(strip.getextrema() != ((255, 255),) * 3 for strip in _edges(ground)):
        yield "drawn outside the paper"
    for one, other in _overlapping(glyphs):
        yield f"`{one.text}` over `{other.text}` at {one.box[0]:.0f}, {one.box[1]:.0f}"
    parts = [(one, behind(one.box, ground)) for one in glyphs]
    if crossed := [one for one, part in parts if not _is_even(part)]:
        yield f"over a line or a picture: {_words(crossed)}"
    if faint := [one for one, part in parts if contrast_of(one, part) < READABLE]:
        yield f"faint: {_words(faint)}"


def _words(glyphs: Iterable[Letter]) -> str:
    return f"`{''.join(one.text for one in glyphs)}`"


def _seen(page: Page) -> Iterator[Letter]:
    """The letters that leave ink on the paper."""
    for one in page.letters:
        if one.size and not one.text.isspace() and one.text.isprintable():
            assert one.colour and one.colour[3] == 255, f"`{one.text}` can be seen through"
            yield one


def _inside(box: Box, size: tuple[float, float]) -> bool:
    left, bottom, right, top = box
    return left >= EDGE and bottom >= EDGE and right <= size[0] - EDGE and top <= size[1] - EDGE


def _shared(one: Box, other: Box) -> float:
    """What part of a box the other covers."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    area = (one[2] - one[0]) * (one[3] - one[1])
    return width * height / area if width > 0 and height > 0 and area > 0 else 0.0


def _overlapping(glyphs: Iterable[Letter]) -> Iterator[tuple[Letter, Letter]]:
    """Letters that stand over each other; neighbours of one word may touch."""
    cells: dict[tuple[int, int], list[Letter]] = defaultdict(list)
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


def _edges(ground: Image.Image) -> Iterator[Image.Image]:
    """What of a page most printers do not reach."""
    width, height, edge = *ground.size, round(EDGE * SCALE)
    yield ground.crop((0, 0, width, edge))
    yield ground.crop((0, height - edge, width, height))
    yield ground.crop((0, 0, edge, height))
    yield ground.crop((width - edge, 0, width, height))


def _is_even(ground: Image.Image) -> bool:
    extremes = cast(tuple[tuple[int, int], ...], ground.getextrema())  # a pair for each of three colours
    return all(most - least <= EVEN for least, most in extremes)
