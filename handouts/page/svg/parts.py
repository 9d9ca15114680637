"""What a drawing is made of once its copies, styles and clips are resolved: shapes, and groups of them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from fontTools.misc.transform import Transform

from handouts.page.svg.geometry import Box, boxed, common
from handouts.page.svg.paint import Colour, Paint, colours


@dataclass(frozen=True, slots=True)
class Stroke:
    """How the line of a shape is drawn."""

    paint: Paint
    width: float
    cap: str
    join: str
    limit: float
    dashes: tuple[float, ...]
    offset: float


@dataclass(frozen=True, slots=True)
class Shape:
    """One path: its box before it is moved, and its paints; `is_round` where its line has no corners."""

    path: str
    box: Box
    moved: Transform
    fill: Paint
    even_odd: bool
    stroke: Stroke | None
    is_round: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Parts that are moved, clipped to a path (with its box) and made transparent together."""

    parts: tuple[Part, ...]
    moved: Transform
    opacity: float = 1.0
    clip: tuple[str, Box] | None = None


Part = Shape | Group
BOX = r"M[^A-Z]*(?:[HV][^A-Z]*)+Z?"
"""The path of a rectangle, as paths are written here."""


@dataclass(frozen=True, slots=True)
class Ink:
    """Where a shape is seen, the colours that it makes on white paper, and whether it fills its box to the corners."""

    box: Box
    colours: tuple[str, ...]
    is_full: bool


def inks(parts: tuple[Part, ...], moved: Transform, within: Box, opacity: float = 1.0) -> Iterator[Ink]:
    """Everything that is seen within a box, in the order in which it is drawn."""
    for part in parts:
        place = moved.transform(part.moved)
        if isinstance(part, Group):
            clip = boxed(part.clip[1], place) if part.clip else within
            if inner := common(within, clip):
                yield from inks(part.parts, place, inner, opacity * part.opacity)
            continue
        box = common(within, boxed(_grown(part), place))
        paints = [*colours(part.fill), *(colours(part.stroke.paint) if part.stroke else [])]
        if box and paints:
            seen = [Colour(one.name, one.opacity * opacity) for one in paints]
            yield Ink(box, tuple(one.on_white() for one in seen), bool(re.fullmatch(BOX, part.path)))


def filled(parts: tuple[Part, ...], moved: Transform) -> Iterator[Box]:
    """The boxes of all shapes without their lines, as clips and gradients measure them."""
    for part in parts:
        place = moved.transform(part.moved)
        if isinstance(part, Group):
            yield from filled(part.parts, place)
        else:
            yield boxed(part.box, place)


def _grown(shape: Shape) -> Box:
    """The box of a shape with its line: half its width farther; at a corner, the diagonal of that."""
    if not shape.stroke:
        return shape.box
    pointed = not shape.is_round and (shape.stroke.join.startswith("miter") or shape.stroke.cap == "square")
    beyond = shape.stroke.width / 2 * (math.sqrt(2) if pointed else 1)
    left, top, right, bottom = shape.box
    return left - beyond, top - beyond, right + beyond, bottom + beyond
