"""Resolves a drawing: copies are drawn out, styles looked up, transformations and clips worked into its shapes."""

from __future__ import annotations

import math
import re
from xml.etree.ElementTree import Element

from fontTools.misc.transform import Identity, Transform

from handouts.page.svg.geometry import (
    SHAPES,
    Box,
    around,
    length,
    number,
    numbers,
    outline,
    traced,
    transformation,
)  # fmt: skip
from handouts.page.svg.paint import Colour, Gradient, Paint, Source, found, read_paint, reference, share
from handouts.page.svg.parts import Group, Part, Shape, Stroke, filled
from handouts.page.svg.source import MAX_DEPTH, MAX_ELEMENTS, SIMPLER
from handouts.page.svg.style import INHERITED, Style, cascaded, own_style
from handouts.page.unfit import EXPORT, Unfit

OUTLINE = "Turn its lines into outlines, or export it as a PNG (RGB)."
FLATTEN = "Flatten its masks and clipping paths, or export it as a PNG (RGB)."


def check_size(root: Element, source: Source) -> None:
    """Raises `Unfit` where copies of copies would make too many parts, or one that holds itself."""
    known: dict[int, tuple[int, int]] = {}
    open_ones: set[int] = set()

    def measured(element: Element, depth: int) -> tuple[int, int]:
        """How many parts an element draws, and how deep they lie."""
        key = id(element)
        if key in open_ones:
            raise Unfit("is an SVG in which a part holds itself", SIMPLER)
        if key not in known:
            if depth > MAX_DEPTH:
                raise Unfit("is an SVG of too many parts", SIMPLER)
            open_ones.add(key)
            below = [*element, *_references(element, source)]
            sizes = [measured(one, depth + 1) for one in below]
            open_ones.remove(key)
            known[key] = 1 + sum(one[0] for one in sizes), 1 + max((one[1] for one in sizes), default=0)
        count, height = known[key]
        if count > MAX_ELEMENTS or depth + height > 2 * MAX_DEPTH:
            raise Unfit("is an SVG of too many parts", SIMPLER)
        return known[key]

    measured(root, 0)


def drawn(element: Element, above: Style, moved: Transform, source: Source) -> tuple[Part, ...]:
    """The parts that an element draws, where it is moved to. Raises `Unfit` for what would print wrong."""
    style = cascaded(element, source.rules, above)
    if style["display"] == "none" or element.tag in ("defs", "symbol", "clipPath", "mask", "style"):
        return ()
    place = moved.transform(transformation(element.get("transform", "")))
    opacity = share(style["opacity"], "opacity")
    clips = [style[name] for name in ("clip-path", "mask") if style[name] != "none"]
    alone = opacity < 1 or clips
    parts = _content(element, style, Identity if alone else place, source)
    if not alone or not parts:
        return parts
    if opacity <= 0:
        return ()
    for value in clips:
        ident = reference(value)
        if ident is None:
            raise Unfit(f"is an SVG that is clipped by `{value[:40]}`", FLATTEN)
        target = found(ident, source)
        for clip in _clips(target, parts, source):
            if clip is None:
                return ()
            parts = (Group(parts, Identity, clip=clip),)
    return (Group(parts, place, opacity),)


def _content(element: Element, style: Style, moved: Transform, source: Source) -> tuple[Part, ...]:
    if element.tag in SHAPES:
        return _shape(element, style, moved, source)
    if element.tag == "svg":
        return _viewport(element, style, moved, source)
    if element.tag != "use":
        return tuple(part for child in element for part in drawn(child, style, moved, source))
    target = found((element.get("href") or "#").strip()[1:], source)
    x, y = length(element.get("x", "0"), source.width, "x"), length(element.get("y", "0"), source.height, "y")
    if target.tag not in ("symbol", "svg"):
        return drawn(target, style, moved.translate(x, y), source)
    sized = Element("svg", dict(target.attrib))
    sized.attrib |= {name: value for name in ("width", "height") if (value := element.get(name))}
    sized.extend(target)
    return drawn(sized, style, moved.translate(x, y), source)


def _viewport(element: Element, style: Style, moved: Transform, source: Source) -> tuple[Part, ...]:
    """The parts of a nested `<svg>`: its view box is fitted into its place, in the middle, and clipped to it."""
    x, y = length(element.get("x", "0"), source.width, "x"), length(element.get("y", "0"), source.height, "y")
    width = length(element.get("width") or "100%", source.width, "width")
    height = length(element.get("height") or "100%", source.height, "height")
    box = numbers(element.get("viewBox", ""), "viewBox") or [0, 0, width, height]
    if len(box) != 4 or min(width, height, *box[2:]) <= 0:
        raise Unfit("is an SVG with a part of no size", EXPORT)
    if not re.fullmatch(r"(xMidYMid( meet)?)?", element.get("preserveAspectRatio", "").strip()):
        raise Unfit("is an SVG with a part that is fitted in by `preserveAspectRatio`", EXPORT)
    scale = min(width / box[2], height / box[3])
    fitted = Identity.translate((width - box[2] * scale) / 2, (height - box[3] * scale) / 2)
    fitted = fitted.scale(scale, scale).translate(-box[0], -box[1])
    parts = tuple(part for child in element for part in drawn(child, style, fitted, source))
    if style["overflow"] in ("visible", "auto"):
        return (Group(parts, moved.translate(x, y)),)
    path, place = traced(f"M0 0H{width}V{height}H0Z")
    return (Group(parts, moved.translate(x, y), clip=(path, place) if place else None),)


def _shape(element: Element, style: Style, moved: Transform, source: Source) -> tuple[Part, ...]:
    path, box = traced(outline(element, source.width, source.height))
    if not box or style["visibility"] != "visible":
        return ()
    fill, line = (read_paint(style[name], style[f"{name}-opacity"], style, box, source) for name in ("fill", "stroke"))
    fill = None if element.tag == "line" else fill
    stroke = _stroke(style, line, source)
    if not (fill or stroke):
        return ()
    even_odd, is_round = style["fill-rule"] == "evenodd", element.tag in ("circle", "ellipse")
    if fill and stroke and re.match(r"stroke|markers\s+stroke", style["paint-order"]):
        below = Shape(path, box, moved, None, even_odd, stroke, is_round)
        return below, Shape(path, box, moved, fill, even_odd, None, is_round)
    return (Shape(path, box, moved, fill, even_odd, stroke, is_round),)


def _stroke(style: Style, paint: Paint, source: Source) -> Stroke | None:
    diagonal = math.hypot(source.width, source.height) / math.sqrt(2)
    width = length(style["stroke-width"], diagonal, "stroke-width")
    if not paint or width <= 0:
        return None
    if isinstance(paint, Gradient):
        raise Unfit(
            "is an SVG with a line in a gradient, which would print wrong",
            "Outline its strokes, or export a PNG (RGB).",
        )
    dashes = []
    if style["stroke-dasharray"] != "none":
        dashes = [length(one, diagonal, "stroke-dasharray") for one in re.split(r"[\s,]+", style["stroke-dasharray"])]
    if any(one < 0 for one in dashes) or sum(dashes) <= 0:
        dashes = []
    return Stroke(
        paint, width, style["stroke-linecap"], style["stroke-linejoin"],
        number(style["stroke-miterlimit"], "stroke-miterlimit"), tuple(dashes),
        length(style["stroke-dashoffset"], diagonal, "stroke-dashoffset"),
    )  # fmt: skip


def _clips(target: Element, parts: tuple[Part, ...], source: Source) -> list[tuple[str, Box] | None]:
    """The paths to which parts are clipped, each with its box; none for one that hides all. Raises `Unfit`.

    A mask that shows or hides, and nothing between, is a clip; others are refused.
    """
    if target.tag not in ("clipPath", "mask"):
        raise Unfit(f"is an SVG that is clipped by <{target.tag}>", FLATTEN)
    box = around(list(filled(parts, Identity)))
    own = own_style(target, source.rules)
    is_mask = target.tag == "mask"
    if not box or {own.get("clip-path", "none"), own.get("mask", "none")} != {"none"}:
        raise Unfit("is an SVG with a clipping path inside another", FLATTEN)
    moved = transformation(target.get("transform", ""))
    if target.get("maskContentUnits" if is_mask else "clipPathUnits") == "objectBoundingBox":
        moved = Transform(box[2] - box[0], 0, 0, box[3] - box[1], box[0], box[1]).transform(moved)
    if not is_mask:
        return [_union([path for child in target for path in _clip_paths(child, INHERITED, moved, source)])]
    shown = [part for child in target for part in drawn(child, INHERITED, moved, source)]
    found_clips = [_union([_mask_path(part, own.get("mask-type", "luminance")) for part in shown])]
    if target.get("maskUnits") == "userSpaceOnUse":
        region = Element("rect", {name: target.get(name, "0") for name in ("x", "y", "width", "height")})
        found_clips.append(_union([traced(outline(region, source.width, source.height))]))
    return found_clips


def _clip_paths(element: Element, above: Style, moved: Transform, source: Source) -> list[tuple[str, Box | None]]:
    """The outlines in a clipping path: what they are painted with does not matter. Raises `Unfit`."""
    style = cascaded(element, source.rules, above)
    if style["display"] == "none" or style["visibility"] != "visible":
        return []
    if {style["clip-path"], style["mask"]} != {"none"} or element.tag not in (*SHAPES, "use"):
        raise Unfit("is an SVG with a clipping path inside another", FLATTEN)
    place = moved.transform(transformation(element.get("transform", "")))
    if element.tag == "use":
        x, y = length(element.get("x", "0"), source.width, "x"), length(element.get("y", "0"), source.height, "y")
        target = found((element.get("href") or "#").strip()[1:], source)
        return _clip_paths(target, style, place.translate(x, y), source)
    path, box = traced(outline(element, source.width, source.height), place)
    if style["clip-rule"] == "evenodd" and path.count("M") > 1:
        raise Unfit("is an SVG with a clipping path that has holes", FLATTEN)
    return [(path, box)]


def _mask_path(part: Part, kind: str) -> tuple[str, Box | None]:
    """The outline of a shape of a mask that shows wholly what it covers. Raises `Unfit` for another."""
    fill = part.fill if isinstance(part, Shape) and part.stroke is None else None
    whole = isinstance(fill, Colour) and fill.opacity >= 1 and (kind == "alpha" or fill.name == "#ffffff")
    if not whole or not isinstance(part, Shape) or (part.even_odd and part.path.count("M") > 1):
        raise Unfit("is an SVG with a soft mask, which would print wrong", FLATTEN)
    return traced(part.path, part.moved)


def _union(paths: list[tuple[str, Box | None]]) -> tuple[str, Box] | None:
    """Paths as one, with the box around them, if they cover anything."""
    box = around([box for _, box in paths if box])
    return (" ".join(path for path, _ in paths), box) if box else None


def _references(element: Element, source: Source) -> list[Element]:
    """The elements that an element draws besides its children."""
    own = own_style(element, source.rules)
    idents = [reference(own.get(name, "")) for name in ("fill", "stroke", "clip-path", "mask")]
    idents.append(element.get("href", "").strip().removeprefix("#") or None)
    return [source.by_id[one] for one in idents if one and one in source.by_id]
