"""Colours and gradients of a drawing, each as plain numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from xml.etree.ElementTree import Element

from fontTools.misc.transform import Identity, Transform
from tinycss2.color4 import parse_color

from handouts.page.svg.geometry import Box, length, transformation
from handouts.page.svg.source import EMBED
from handouts.page.svg.style import INHERITED, Rules, Style, cascaded
from handouts.page.unfit import EXPORT, Unfit

COORDINATES = {
    "linearGradient": {"x1": "0%", "y1": "0%", "x2": "100%", "y2": "0%"},
    "radialGradient": {"cx": "50%", "cy": "50%", "r": "50%", "fx": "", "fy": "", "fr": "0%"},
}
"""Where a gradient begins and ends unless it says so (SVG 1.1, section 13.2)."""
BETWEEN = 16
"""Into how many steps a change of both colour and opacity is divided."""
EXPAND = "Expand the gradient, or export it as a PNG (RGB)."
RGB = "Export it with colours in RGB, or as a PNG (RGB)."


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour as `#rrggbb`, and how opaque it is, from 0 to 1."""

    name: str
    opacity: float = 1.0

    def on_white(self) -> str:
        """The colour that it makes on white paper."""
        parts = [int(self.name[at : at + 2], 16) for at in (1, 3, 5)]
        return "#" + "".join(f"{round(part * self.opacity + 255 * (1 - self.opacity)):02x}" for part in parts)


@dataclass(frozen=True, slots=True)
class Gradient:
    """A gradient in the units of its shape: its kind, its coordinates, how it is moved, and its stops from 0 to 1."""

    kind: str
    moved: Transform
    coordinates: tuple[tuple[str, float], ...]
    stops: tuple[tuple[float, Colour], ...]


Paint = Colour | Gradient | None


@dataclass(frozen=True, slots=True)
class Source:
    """A drawing as it was read: its elements by their ids, its rules, and its size in its own units."""

    by_id: Mapping[str, Element]
    rules: Rules
    width: float
    height: float


def colours(paint: Paint) -> list[Colour]:
    """The colours in a paint."""
    if isinstance(paint, Gradient):
        return [colour for _, colour in paint.stops]
    return [paint] if paint else []


def share(text: str, what: str) -> float:
    """An opacity or an offset, from 0 to 1. Raises `Unfit`."""
    return min(max(length(text, 1, what), 0.0), 1.0)


def read_colour(text: str, current: str) -> Colour:
    """A colour as SVG writes it. Raises `Unfit`."""
    text = re.sub(r"\s*(?:icc-color|device-cmyk)\([^)]*\)\s*$", "", text.strip(), flags=re.IGNORECASE)
    parsed = parse_color(current if text.lower() == "currentcolor" else text)
    if parsed is None or parsed == "currentcolor":
        raise Unfit(f"is an SVG with a colour that cannot be read (`{text[:40]}`)", RGB)
    try:
        parts = parsed.to("srgb").coordinates[:3]
    except NotImplementedError:
        raise Unfit(f"is an SVG with a colour that cannot be printed (`{text[:40]}`)", RGB) from None
    name = "#" + "".join(f"{round(min(max(part or 0, 0), 1) * 255):02x}" for part in parts)
    return Colour(name, float(parsed.alpha))


def read_paint(text: str, opacity: str, style: Style, box: Box, source: Source) -> Paint:
    """The fill or stroke of a shape with this box. Raises `Unfit`."""
    if text in ("none", "", "transparent", "context-fill", "context-stroke"):
        return None
    shown = share(opacity, "opacity")
    named = reference(text)
    if named is None:
        colour = read_colour(text, style["color"])
        return Colour(colour.name, colour.opacity * shown) if colour.opacity * shown > 0 else None
    target = found(named, source)
    if target.tag not in COORDINATES:
        raise Unfit(f"is an SVG that is filled with <{target.tag}>", EXPORT)
    gradient = _gradient(target, source, box, shown)
    match gradient.stops:
        case ():
            return None
        case ((_, colour),):
            return colour
    return gradient if any(colour.opacity > 0 for colour in colours(gradient)) else None


def reference(value: str) -> str | None:
    """The id that a `url(#id)` names, if it is one."""
    named = re.match(r"url\(\s*['\"]?#([^'\")]*?)['\"]?\s*\)", value.strip(), re.IGNORECASE)
    return named[1].strip() if named else None


def found(ident: str, source: Source) -> Element:
    """The element with an id. Raises `Unfit` where there is none."""
    if ident not in source.by_id:
        raise Unfit(f"is an SVG that refers to `#{ident[:40]}`, which is not in it", EMBED)
    return source.by_id[ident]


def _gradient(element: Element, source: Source, box: Box, shown: float) -> Gradient:
    chain = [element]
    while href := chain[-1].get("href"):
        chain.append(found(href.strip()[1:], source))

    def said(name: str, default: str) -> str:
        return next((one.get(name, "").strip() for one in chain if one.get(name)), default)

    if said("spreadMethod", "pad") != "pad":
        raise Unfit("is an SVG with a gradient that repeats, which would print wrong", EXPAND)
    kind, moved = str(element.tag), transformation(said("gradientTransform", ""))
    size = (source.width, source.height)
    if said("gradientUnits", "objectBoundingBox") != "userSpaceOnUse":
        size = (1.0, 1.0)
        moved = Transform(box[2] - box[0], 0, 0, box[3] - box[1], box[0], box[1]).transform(moved)
    diagonal = ((size[0] ** 2 + size[1] ** 2) / 2) ** 0.5
    wholes = {"x": size[0], "y": size[1], "r": diagonal}
    values = {}
    for name, default in COORDINATES[kind].items():
        text = said(name, default) or said(f"c{name[-1]}", "50%")  # a focus is the centre unless it is given
        values[name] = length(text, wholes["r" if name in ("r", "fr") else name.strip("cf12")], name)
    stops = next((stops for one in chain if (stops := one.findall("stop"))), [])
    stopped = _whole([_stop(stop, cascaded(stop, source.rules, INHERITED), shown) for stop in stops])
    if kind == "linearGradient":
        return Gradient(kind, Identity, _line(moved, values), stopped)
    return _radial(moved, values, stopped)


def _line(moved: Transform, values: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """The line of a linear gradient that is moved: the typesetter repeats those that are moved aslant.

    Where a point lies between the ends is an affine function of it, whichever way the gradient is moved.
    """
    x1, y1, x2, y2 = (values[name] for name in ("x1", "y1", "x2", "y2"))
    across, down, whole = x2 - x1, y2 - y1, (x2 - x1) ** 2 + (y2 - y1) ** 2
    if whole <= 0 or abs(moved[0] * moved[3] - moved[1] * moved[2]) < 1e-12:
        raise Unfit("is an SVG with a gradient of no size", EXPAND)
    back = moved.inverse()
    slope_x = (back[0] * across + back[1] * down) / whole
    slope_y = (back[2] * across + back[3] * down) / whole
    steep = slope_x**2 + slope_y**2
    start_x, start_y = moved.transformPoint((x1, y1))
    ends = (start_x, start_y, start_x + slope_x / steep, start_y + slope_y / steep)
    return tuple(zip(("x1", "y1", "x2", "y2"), ends, strict=True))


def _radial(moved: Transform, values: Mapping[str, float], stops: tuple[tuple[float, Colour], ...]) -> Gradient:
    """A radial gradient that is moved, where it may be: the typesetter repeats an ellipse that is turned."""
    if values["r"] <= 0 or abs(moved[0] * moved[3] - moved[1] * moved[2]) < 1e-12:
        raise Unfit("is an SVG with a gradient of no size", EXPAND)
    scale = math.hypot(moved[0], moved[1])
    alike = math.isclose(scale, math.hypot(moved[2], moved[3]), rel_tol=1e-4)
    square = abs(moved[0] * moved[2] + moved[1] * moved[3]) < 1e-4 * scale * math.hypot(moved[2], moved[3])
    if alike and square:
        cx, cy = moved.transformPoint((values["cx"], values["cy"]))
        fx, fy = moved.transformPoint((values["fx"], values["fy"]))
        whole = {"cx": cx, "cy": cy, "r": values["r"] * scale, "fx": fx, "fy": fy, "fr": values["fr"] * scale}
        return Gradient("radialGradient", Identity, tuple(whole.items()), stops)
    upright = abs(moved[1]) + abs(moved[2]) < 1e-4 * scale or abs(moved[0]) + abs(moved[3]) < 1e-4 * scale
    if not upright:
        raise Unfit("is an SVG with a turned gradient, which would print wrong", EXPAND)
    return Gradient("radialGradient", moved, tuple(values.items()), stops)


def _stop(stop: Element, style: Style, shown: float) -> tuple[float, Colour]:
    colour = read_colour(style["stop-color"], style["color"])
    opacity = colour.opacity * share(style["stop-opacity"], "stop-opacity") * shown
    return share(stop.get("offset", "0"), "offset"), Colour(colour.name, opacity)


def _whole(stops: list[tuple[float, Colour]]) -> tuple[tuple[float, Colour], ...]:
    """Stops from 0 to 1, and between those of another colour and opacity enough others.

    The typesetter stretches stops that begin later, and blends colours by their opacity, which SVG does not.
    """
    if len(stops) < 2:
        return tuple(stops)
    ordered = [(max(offset, *(one for one, _ in stops[: at + 1])) if at else offset, colour)
               for at, (offset, colour) in enumerate(stops)]  # fmt: skip
    ordered = [(0.0, stops[0][1]), *ordered, (1.0, ordered[-1][1])]
    whole = [ordered[0]]
    for (start, one), (end, other) in pairwise(ordered):
        if end <= start and one == other:
            continue
        steps = BETWEEN if one.opacity != other.opacity and one.name != other.name and end > start else 1
        whole += [(start + (end - start) * step / steps, _between(one, other, step / steps))
                  for step in range(1, steps + 1)]  # fmt: skip
    return tuple(whole)


def _between(one: Colour, other: Colour, share: float) -> Colour:
    parts = [
        round(int(one.name[at : at + 2], 16) * (1 - share) + int(other.name[at : at + 2], 16) * share)
        for at in (1, 3, 5)
    ]
    opacity = one.opacity * (1 - share) + other.opacity * share
    return Colour("#" + "".join(f"{part:02x}" for part in parts), opacity)
