"""A drawing that is known to be harmless: what is seen of it and where, and how it is handed to the typesetter."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from fontTools.misc.transform import Identity, Transform

from handouts.clinic.colours import contrast
from handouts.page.svg.geometry import Box, around, common, length, numbers, traced
from handouts.page.svg.paint import Colour, Gradient, Paint, Source
from handouts.page.svg.parts import Group, Ink, Part, Shape, inks
from handouts.page.svg.resolve import check_size, drawn
from handouts.page.svg.source import read_svg
from handouts.page.svg.style import INHERITED, read_rules
from handouts.page.unfit import Unfit

WHITE = "#ffffff"
HARDLY_SEEN = 1.5
"""Contrast with the paper below which a colour can hardly be seen on it."""
LIKE_PAPER = 1.1
"""Contrast with the paper below which a ground cannot be told from it."""
NEARLY_ALL = 0.95
EVERYWHERE = (-math.inf, -math.inf, math.inf, math.inf)
SIZE = "Export it with a viewBox, or with its width and height in px or mm."


@dataclass(frozen=True, slots=True)
class Drawing:
    """The parts of a drawing, the box of what is seen of them, and whether that can hardly be seen on white."""

    parts: tuple[Part, ...]
    box: Box
    is_light: bool

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of what is seen, in its own units."""
        left, top, right, bottom = self.box
        return right - left, bottom - top


def read_drawing(data: bytes) -> Drawing:
    """What an SVG shows. Raises `Unfit` where it is hostile, would print wrong, or shows nothing."""
    root = read_svg(data)
    canvas = _canvas(root)
    by_id: dict[str, Element] = {}
    for element in root.iter():
        if ident := element.get("id"):
            by_id.setdefault(ident, element)
    source = Source(by_id, read_rules(root), canvas[2] - canvas[0], canvas[3] - canvas[1])
    check_size(root, source)
    root.tag = "g"  # only an inner <svg> has a place in another
    parts = drawn(root, INHERITED, Identity, source)
    seen = list(inks(parts, Identity, canvas))
    on_ground = bool(seen) and _is_ground(seen[0], canvas)
    seen = seen[1:] if on_ground else seen
    box = around([ink.box for ink in seen])
    if box is None or _area(box) <= 0:
        raise Unfit("shows nothing", "Export it again, with its layers visible.")
    beyond = around([ink.box for ink in inks(parts, Identity, EVERYWHERE)])
    if beyond and common(beyond, canvas) != beyond:  # what lies outside its canvas is not seen
        path, limits = traced("M{0} {1}H{2}V{3}H{0}Z".format(*canvas))
        parts = (Group(parts, Identity, clip=(path, limits or canvas)),)
    return Drawing(parts, box, not on_ground and _is_light(seen))


def written(drawing: Drawing, width: float, height: float) -> bytes:
    """The drawing as an SVG of its own, this many mm wide and high, with nothing around what is seen."""
    left, top, right, bottom = drawing.box
    size = {"width": f"{width:.3f}mm", "height": f"{height:.3f}mm"}
    view = " ".join(_digits(one) for one in (left, top, right - left, bottom - top))
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": view, **size})
    defs = Element("defs")
    root.append(defs)
    known: dict[Gradient | str, str] = {}
    for part in drawing.parts:
        _write(part, root, defs, known)
    if not len(defs):
        root.remove(defs)
    return tostring(root)


def _canvas(root: Element) -> Box:
    """The box in which a drawing is seen: its view box, else its width and height."""
    missing = Unfit("is an SVG without a size (viewBox)", SIZE)
    if text := root.get("viewBox", "").strip():
        box = numbers(text, "viewBox")
        if len(box) != 4 or min(box[2:]) <= 0:
            raise missing
        return box[0], box[1], box[0] + box[2], box[1] + box[3]
    sizes = [root.get(name, "").strip() for name in ("width", "height")]
    if any(not re.search(r"[1-9]", one) or one.endswith("%") for one in sizes):
        raise missing
    width, height = (length(one, 0, "size") for one in sizes)
    return 0.0, 0.0, width, height


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _is_ground(ink: Ink, canvas: Box) -> bool:
    """Whether a drawing begins with a ground of the paper's colour: it is not seen."""
    white = all(contrast(colour, WHITE) < LIKE_PAPER for colour in ink.colours)
    return white and ink.is_full and _area(ink.box) >= NEARLY_ALL * _area(canvas)


def _is_light(seen: list[Ink]) -> bool:
    """Whether nearly all of a drawing can hardly be seen on white, by the boxes of its shapes."""
    faint = [all(contrast(colour, WHITE) < HARDLY_SEEN for colour in ink.colours) for ink in seen]
    sizes = [_area(ink.box) for ink in seen]
    light = sum(size for size, is_faint in zip(sizes, faint, strict=True) if is_faint)
    return light >= NEARLY_ALL * sum(sizes) if sum(sizes) else all(faint)


def _write(part: Part, parent: Element, defs: Element, known: dict[Gradient | str, str]) -> None:
    attributes = dict(_moved("transform", part.moved))
    if isinstance(part, Group):
        if part.opacity < 1:
            attributes["opacity"] = _digits(part.opacity)
        if part.clip:
            attributes["clip-path"] = f"url(#{_clip(part.clip[0], defs, known)})"
        group = SubElement(parent, "g", attributes)
        for one in part.parts:
            _write(one, group, defs, known)
        return
    attributes |= {"d": part.path, **_painted("fill", part.fill, defs, known)}
    if part.even_odd:
        attributes["fill-rule"] = "evenodd"
    if part.stroke:
        attributes |= _painted("stroke", part.stroke.paint, defs, known)
        attributes |= dict(_line(part))
    SubElement(parent, "path", attributes)


def _line(shape: Shape) -> Iterator[tuple[str, str]]:
    assert shape.stroke
    yield "stroke-width", _digits(shape.stroke.width)
    yield "stroke-linecap", shape.stroke.cap
    yield "stroke-linejoin", shape.stroke.join
    yield "stroke-miterlimit", _digits(shape.stroke.limit)
    if shape.stroke.dashes:
        yield "stroke-dasharray", " ".join(_digits(one) for one in shape.stroke.dashes)
        yield "stroke-dashoffset", _digits(shape.stroke.offset)


def _painted(name: str, paint: Paint, defs: Element, known: dict[Gradient | str, str]) -> dict[str, str]:
    match paint:
        case None:
            return {name: "none"}
        case Colour(colour, opacity):
            return {name: colour} | ({f"{name}-opacity": _digits(opacity)} if opacity < 1 else {})
        case _:
            return {name: f"url(#{_gradient(paint, defs, known)})"}


def _gradient(paint: Gradient, defs: Element, known: dict[Gradient | str, str]) -> str:
    if paint not in known:
        known[paint] = f"d{len(known) + 1}"
        attributes = {"id": known[paint], "gradientUnits": "userSpaceOnUse"}
        attributes |= {name: _digits(value) for name, value in paint.coordinates}
        element = SubElement(defs, paint.kind, attributes | dict(_moved("gradientTransform", paint.moved)))
        for offset, colour in paint.stops:
            stop = {"offset": _digits(offset), "stop-color": colour.name, "stop-opacity": _digits(colour.opacity)}
            SubElement(element, "stop", stop)
    return known[paint]


def _clip(path: str, defs: Element, known: dict[Gradient | str, str]) -> str:
    if path not in known:
        known[path] = f"d{len(known) + 1}"
        SubElement(SubElement(defs, "clipPath", {"id": known[path]}), "path", {"d": path})
    return known[path]


def _moved(name: str, moved: Transform) -> Iterator[tuple[str, str]]:
    if moved != Identity:
        yield name, f"matrix({' '.join(_digits(one) for one in moved)})"


def _digits(value: float) -> str:
    return f"{value:.9g}" if abs(value) >= 1e-9 else "0"
