"""Reads an SVG as a tree of drawing elements; whatever else it holds is dropped where it draws nothing, or refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from handouts.files import MEBIBYTE
from handouts.page.picture.svg_style import (
    EMBED,
    PLAIN,
    check_references,
    check_value,
    in_style,
    refers_to,
    style_sheet,
)
from handouts.page.picture.unfit import EXPORT, Unfit

MAX_BYTES = MEBIBYTE
MAX_ELEMENTS = 20_000
MAX_DEPTH = 40
SVG = "{http://www.w3.org/2000/svg}"
HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
AS_PNG = "Export it as a PNG (RGB)."
SIMPLER = "Simplify it (fewer points and copies), or export it as a PNG (RGB)."
SIZE = "Export it with a viewBox, or with its width and height in px or mm."

SILENT = ("title", "desc", "metadata", "view", "hatch")
"""Elements that draw nothing."""
SCRIPTS = ("script", "handler", "listener")
REASONS = {
    "foreignObject": ("holds a web page (<foreignObject>)", AS_PNG),
    "image": ("holds a picture (<image>), which is no drawing", "Export the whole logo as a PNG (RGB)."),
    "text": ("holds text (<text>), whose font may not be there", "Export it with all text turned into outlines."),
    "filter": ("holds a filter, which would print wrong", "Export it as a PNG (RGB), with its effects."),
    **dict.fromkeys(
        ("animate", "animateColor", "animateMotion", "animateTransform", "set", "discard"),
        ("moves (<animate>)", "Export it without animation."),
    ),
}
"""Elements that are refused, why, and what to do about it."""
DRAWN = (
    *("svg", "g", "a", "defs", "symbol", "use", "switch", "style", "clipPath", "mask", "pattern", "marker"),
    *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
    *("linearGradient", "radialGradient", "stop"),
)
PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
"""The units of a length in CSS pixels (CSS Values and Units, section 6.2)."""

Box = tuple[float, float, float, float]
"""Left, top, width and height."""


def read_svg(data: bytes) -> tuple[Element, Box]:
    """The root of a drawing, with tags and attributes of SVG alone, by their plain names; and its canvas.

    Raises `Unfit` for scripts, whatever lies outside the file, entities, what would draw wrong, and too much of
    anything.
    """
    raw = _parsed(data)
    if raw.tag != f"{SVG}svg":
        raise Unfit("is not an SVG drawing")
    count = 0
    level = [raw]
    for _ in range(MAX_DEPTH):
        count += len(level)
        level = [child for element in level for child in element]
    if level or count > MAX_ELEMENTS:
        raise Unfit("is an SVG of too many parts", SIMPLER)
    root = _plain(raw)
    canvas = _canvas(root)
    by_id: dict[str, Element] = {}
    for element in root.iter():
        if ident := element.get("id"):
            by_id.setdefault(ident, element)
    _count(root, by_id, {}, 0)
    return root, canvas


def _parsed(data: bytes) -> Element:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    if len(data) > MAX_BYTES:
        raise Unfit("is an SVG of more than 1 MB", SIMPLER)
    declared = re.match(rb"(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)", data)
    if declared and declared[1].lower() not in (b"utf-8", b"us-ascii", b"ascii", b"iso-8859-1"):
        raise Unfit("is an SVG that is not encoded as UTF-8", "Save it as UTF-8, or export it as a PNG (RGB).")
    if b"<?xml-stylesheet" in data:
        raise Unfit("is an SVG that refers to a style sheet", EMBED)
    try:
        root: Element = fromstring(data)
    except DefusedXmlException:
        remedy = "Export it without entities (in Illustrator: without “Preserve Illustrator Editing Capabilities”)."
        raise Unfit("is an SVG that defines entities", remedy) from None
    except (ParseError, ValueError, LookupError, RecursionError):
        raise Unfit("is an SVG that is damaged or cut off", EXPORT) from None
    return root


def _plain(element: Element) -> Element:
    """An element without namespaces and without the parts that draw nothing."""
    tag = str(element.tag).removeprefix(SVG)
    plain = Element("g" if tag == "switch" else tag, {})
    for key, value in element.attrib.items():
        name = "href" if key in HREFS else key
        if name.lower().startswith("on"):
            raise Unfit(f"is an SVG with a script ({name})", PLAIN)
        if name == "href" and not value.strip().startswith("#"):
            raise Unfit("is an SVG that refers to another file", EMBED)
        if "{" not in name:
            check_references(value)
            plain.set(name, in_style(value) if name == "style" else check_value(name, value.strip()))
    if tag == "style":
        if plain.get("type", "text/css") in ("text/css", ""):
            plain.text = style_sheet("".join(element.itertext()))
        return plain
    for child in _chosen(element) if tag == "switch" else element:
        if _is_drawn(child):
            plain.append(_plain(child))
    return plain


def _is_drawn(element: Element) -> bool:
    """Whether an element is part of the drawing. Raises `Unfit` for one that may not be."""
    tag = str(element.tag)
    name = tag.rsplit("}", 1)[-1]
    if name in SCRIPTS:
        raise Unfit(f"is an SVG that holds a script (<{name}>)", PLAIN)
    if not tag.startswith(SVG):
        if "}" in tag and not tag.startswith("{http://www.w3.org/1999/xhtml}"):
            return False  # what an editor keeps for itself
        raise Unfit(f"is an SVG that holds <{name[:40]}>", EXPORT)
    if name in SILENT or (name == "text" and not "".join(element.itertext()).strip()):
        return False
    if name in REASONS:
        what, remedy = REASONS[name]
        raise Unfit(f"is an SVG that {what}", remedy)
    if name not in DRAWN:
        raise Unfit(f"is an SVG that holds <{name[:40]}>", EXPORT)
    return True


def _chosen(switch: Element) -> list[Element]:
    """Of a switch the first child that asks for nothing: no extension, no other language."""
    asks = ("requiredExtensions", "requiredFeatures", "systemLanguage")
    drawn = [child for child in switch if str(child.tag).startswith(SVG)]
    return [child for child in drawn if not any(child.get(one) for one in asks)][:1]


def _canvas(root: Element) -> Box:
    """The box in which a drawing is seen: its view box, else its width and height."""
    missing = Unfit("is an SVG without a size (viewBox)", SIZE)
    if text := root.get("viewBox", ""):
        try:
            left, top, width, height = map(float, re.split(r"\s*,\s*|\s+", text))
        except ValueError:
            raise missing from None
    else:
        left = top = 0.0
        width, height = (_pixels(root.get(name, "")) for name in ("width", "height"))
    if not (width > 0 and height > 0 and max(abs(left), abs(top)) < float("inf")):
        raise missing
    return left, top, width, height


def _pixels(length: str) -> float:
    found = re.fullmatch(r"([0-9.eE+-]+)([a-z]*)", length)
    return float(found[1]) * PIXELS[found[2]] if found and found[2] in PIXELS else 0.0


def _count(element: Element, by_id: Mapping[str, Element], known: dict[int, int], depth: int) -> int:
    """Of how many elements an element is drawn, with all that it refers to; `known` has 0 for one being counted."""
    key = id(element)
    if key in known:
        if known[key]:
            return known[key]
        raise Unfit("is an SVG in which a part holds itself", SIMPLER)
    if depth > 5 * MAX_DEPTH:
        raise Unfit("is an SVG of too many parts", SIMPLER)
    known[key] = 0
    parts = [*element, *_referred(element, by_id)]
    count = 1 + sum(_count(part, by_id, known, depth + 1) for part in parts)
    if count > MAX_ELEMENTS:
        raise Unfit("is an SVG of too many parts", SIMPLER)
    known[key] = 1 if "Gradient" in str(element.tag) else count
    return known[key]


def _referred(element: Element, by_id: Mapping[str, Element]) -> Iterator[Element]:
    """The elements that an element draws besides its children. Raises `Unfit` where one is not there."""
    texts = [*element.attrib.values(), element.text or ""]
    idents = [ident for text in texts for ident in refers_to(text)]
    if (href := element.get("href")) and element.tag != "a":
        idents.append(href[1:])
    for ident in idents:
        if ident not in by_id:
            raise Unfit(f"is an SVG that refers to `#{ident[:40]}`, which is not in it", EXPORT)
        if element.tag != "style":
            yield by_id[ident]
