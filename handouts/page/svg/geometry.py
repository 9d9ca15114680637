"""Numbers, transformations and outlines of a drawing: every shape as one path, and the box that it fills."""

from __future__ import annotations

import math
import re
from xml.etree.ElementTree import Element

from fontTools.misc.transform import Identity, Transform
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.svgLib.path.parser import parse_path

from handouts.page.unfit import Unfit

Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""
SHAPES = ("path", "rect", "circle", "ellipse", "line", "polyline", "polygon")
FARTHEST = 1e6
"""No coordinate of a logo lies farther out; a PDF could not hold it."""
NUMBER = r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?"
PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
"""The units of a length in CSS pixels (CSS Values and Units, section 6.2)."""
NUMBERS_OF = {"matrix": (6,), "translate": (1, 2), "scale": (1, 2), "rotate": (1, 3), "skewX": (1,), "skewY": (1,)}
_AS_PATHS = "Export it with all shapes turned into paths, or as a PNG (RGB)."


def number(text: str, what: str) -> float:
    """A plain number. Raises `Unfit`."""
    if re.fullmatch(NUMBER, text.strip()) and abs(value := float(text)) <= FARTHEST:
        return value
    raise Unfit(f"is an SVG whose {what} cannot be read or is too large (`{text[:40]}`)", _AS_PATHS)


def length(text: str, whole: float, what: str) -> float:
    """A length in the drawing's own units; a percentage is one of the whole. Raises `Unfit`."""
    found = re.fullmatch(rf"\s*({NUMBER})\s*([a-z]*|%)\s*", text)
    unit = whole / 100 if found and found[2] == "%" else PIXELS.get(found[2]) if found else None
    if not found or unit is None:
        raise Unfit(f"is an SVG whose {what} cannot be read (`{text[:40]}`)", _AS_PATHS)
    return number(found[1], what) * unit


def numbers(text: str, what: str) -> list[float]:
    """Numbers with spaces or commas between them, or nothing where their signs and points tell them apart."""
    if re.sub(NUMBER, "", text).strip(", \t\r\n"):
        raise Unfit(f"is an SVG whose {what} cannot be read (`{text[:40]}`)", _AS_PATHS)
    return [number(one, what) for one in re.findall(NUMBER, text)]


def transformation(text: str) -> Transform:
    """A list of SVG transformations as one. Raises `Unfit`."""
    whole, done = Identity, 0
    for found in re.finditer(r"[\s,]*([a-zA-Z]+)\s*\(([^()]*)\)[\s,]*", text):
        name, values = found[1], numbers(found[2], "transform")
        if found.start() != done or len(values) not in NUMBERS_OF.get(name, ()):
            break
        done = found.end()
        match name, values:
            case "matrix", _:
                whole = whole.transform(tuple(values))
            case "translate", _:
                whole = whole.translate(*values)
            case "scale", _:
                whole = whole.scale(*values)
            case "rotate", [angle, x, y]:
                whole = whole.translate(x, y).rotate(math.radians(angle)).translate(-x, -y)
            case "rotate", _:
                whole = whole.rotate(math.radians(values[0]))
            case "skewX", _:
                whole = whole.skew(math.radians(values[0]), 0)
            case _:
                whole = whole.skew(0, math.radians(values[0]))
    if done != len(text) or not all(math.isfinite(one) and abs(one) <= FARTHEST for one in whole):
        raise Unfit(f"is an SVG whose transform cannot be read (`{text[:40]}`)", _AS_PATHS)
    return whole


def outline(element: Element, width: float, height: float) -> str:
    """The path of a shape in a drawing of this size; empty where it draws nothing. Raises `Unfit`."""

    def at(name: str, default: str = "0") -> float:
        diagonal = math.hypot(width, height) / math.sqrt(2)
        whole = height if name in ("y", "cy", "y1", "y2", "height", "ry") else width
        return length(element.get(name) or default, diagonal if name == "r" else whole, name)

    match element.tag:
        case "path":
            return element.get("d", "").strip()
        case "line":
            return f"M{at('x1')} {at('y1')}L{at('x2')} {at('y2')}"
        case "polyline" | "polygon":
            points = [str(one) for one in numbers(element.get("points", ""), "points")]
            end = "Z" if element.tag == "polygon" else ""
            return f"M{' '.join(points[: len(points) // 2 * 2])}{end}" if len(points) >= 4 else ""
        case "rect":
            rx, ry = (element.get(name, "auto").strip() for name in ("rx", "ry"))
            rx, ry = (ry if rx == "auto" else rx), (rx if ry == "auto" else ry)
            round_x = length(rx, width, "rx") if rx != "auto" else 0.0
            round_y = length(ry, height, "ry") if ry != "auto" else 0.0
            return _rectangle(at("x"), at("y"), at("width"), at("height"), round_x, round_y)
        case _:
            rx_, ry_ = (at("r"), at("r")) if element.tag == "circle" else (at("rx"), at("ry"))
            return _rectangle(at("cx") - rx_, at("cy") - ry_, 2 * rx_, 2 * ry_, rx_, ry_)


def _rectangle(x: float, y: float, width: float, height: float, rx: float, ry: float) -> str:
    if width <= 0 or height <= 0:
        return ""
    rx, ry = min(rx, width / 2), min(ry, height / 2)
    if rx <= 0 or ry <= 0:
        return f"M{x} {y}H{x + width}V{y + height}H{x}Z"
    arc, right, bottom = f"A{rx} {ry} 0 0 1", x + width, y + height
    return (
        f"M{x + rx} {y}H{right - rx}{arc} {right} {y + ry}V{bottom - ry}{arc} {right - rx} {bottom}"
        f"H{x + rx}{arc} {x} {bottom - ry}V{y + ry}{arc} {x + rx} {y}Z"
    )


def traced(path: str, moved: Transform = Identity) -> tuple[str, Box | None]:
    """A path written anew, with straight lines and curves alone, and its box; both moved. Raises `Unfit`."""
    path = re.sub(r"\s", " ", path)
    if re.search(r"[^MmZzLlHhVvCcSsQqTtAa0-9eE+\-., ]", path):
        raise Unfit("is an SVG whose path cannot be read", _AS_PATHS)
    if not re.search("[Aa]", path):  # where an arc's flags may stand close to the next number
        path = re.sub(r"(?<![0-9.])0+(?=[0-9])", "", path)  # the parser takes 007 for three numbers
    written, bounds = SVGPathPen(None, _short), BoundsPen(None)
    try:
        parse_path(path, TransformPen(written, moved))
        parse_path(path, TransformPen(bounds, moved))
    except (ValueError, IndexError, ArithmeticError, AssertionError, TypeError):
        raise Unfit("is an SVG whose path cannot be read", _AS_PATHS) from None
    box = bounds.bounds
    if box and not all(abs(one) <= FARTHEST for one in box):
        raise Unfit("is an SVG whose path reaches too far", _AS_PATHS)
    return written.getCommands(), box


def boxed(box: Box, moved: Transform) -> Box:
    """The box around a box that is moved."""
    left, top, right, bottom = box
    corners = moved.transformPoints([(left, top), (right, top), (right, bottom), (left, bottom)])
    across, down = zip(*corners, strict=True)
    return min(across), min(down), max(across), max(down)


def common(one: Box, other: Box) -> Box | None:
    """What two boxes have in common, if anything."""
    left, top, right, bottom = (
        max(one[0], other[0]),
        max(one[1], other[1]),
        min(one[2], other[2]),
        min(one[3], other[3]),
    )
    return (left, top, right, bottom) if left <= right and top <= bottom else None


def around(boxes: list[Box]) -> Box | None:
    """The box around all boxes, if there are any."""
    if not boxes:
        return None
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _short(value: float) -> str:
    """A number as a drawing holds it: always the same digits, and no more than paper shows."""
    return f"{value:.9g}" if abs(value) >= 1e-9 else "0"
