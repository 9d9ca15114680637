"""Reads an SVG as a tree of drawing elements; whatever else it holds is dropped where it draws nothing, or refused."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from handouts.files import MEBIBYTE
from handouts.page.unfit import EXPORT, Unfit

MAX_BYTES = MEBIBYTE
MAX_ELEMENTS = 20_000
MAX_DEPTH = 40
SVG = "{http://www.w3.org/2000/svg}"
HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
AS_PNG = "Export it as a PNG (RGB)."
PLAIN = "Export it as a plain SVG without scripts, or as a PNG (RGB)."
EMBED = "Export it as one file with nothing linked, or as a PNG (RGB)."
SIMPLER = "Simplify it (fewer points and copies), or export it as a PNG (RGB)."

SILENT = ("title", "desc", "metadata", "view", "hatch")
"""Elements that draw nothing."""
SCRIPTS = ("script", "handler", "listener")
REASONS = {
    "foreignObject": ("holds a web page (<foreignObject>)", AS_PNG),
    "image": ("holds a picture (<image>), which is no drawing", "Export the whole logo as a PNG (RGB)."),
    "text": ("holds text (<text>), whose font may not be there", "Export it with all text turned into outlines."),
    "filter": ("holds a filter, which would print wrong", "Export it as a PNG (RGB), with its effects."),
    "pattern": ("is filled with a pattern, which would print wrong", "Expand the pattern, or export a PNG (RGB)."),
    "marker": ("holds markers, which would print wrong", "Turn them into paths, or export it as a PNG (RGB)."),
    **dict.fromkeys(
        ("animate", "animateColor", "animateMotion", "animateTransform", "set", "discard"),
        ("moves (<animate>)", "Export it without animation."),
    ),
}
"""Elements that are refused, why, and what to do about it."""
DRAWN = (
    *("svg", "g", "a", "defs", "symbol", "use", "switch", "style", "clipPath", "mask"),
    *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
    *("linearGradient", "radialGradient", "stop"),
)


def read_svg(data: bytes) -> Element:
    """The root of a drawing, with tags and attributes of SVG alone, by their plain names.

    Raises `Unfit` for scripts, whatever lies outside the file, entities, what the typesetter draws wrong, and too much
    of anything.
    """
    root = _parsed(data)
    if root.tag != f"{SVG}svg":
        raise Unfit("is not an SVG drawing")
    count = 0
    level = [root]
    for _ in range(MAX_DEPTH):
        count += len(level)
        level = [child for element in level for child in element]
    if level or count > MAX_ELEMENTS:
        raise Unfit("is an SVG of too many parts", SIMPLER)
    return _plain(root)


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
    plain = Element(tag, {})
    for key, value in element.attrib.items():
        name = "href" if key in HREFS else key
        if name.lower().startswith("on"):
            raise Unfit(f"is an SVG with a script ({name})", PLAIN)
        if name == "href" and not value.strip().startswith("#"):
            raise Unfit("is an SVG that refers to another file", EMBED)
        if "{" not in name:
            check_references(value)
            plain.set(name, value)
    if tag == "style":
        plain.text = "".join(element.itertext())
        return plain
    for child in _chosen(element) if tag == "switch" else element:
        if _is_drawn(child):
            plain.append(_plain(child))
    return plain


def check_references(value: str) -> None:
    """Raises `Unfit` where an attribute or style leads out of the file, or hides what it does behind a backslash."""
    if "\\" in value:
        raise Unfit("is an SVG whose styles hold a backslash", PLAIN)
    if re.search(r"@import", value, re.IGNORECASE):
        raise Unfit("is an SVG that refers to another file", EMBED)
    for found in re.finditer(r"(?:url|src|image|image-set)\(\s*(['\"]?)\s*([^'\")]*)", value, re.IGNORECASE):
        if not found[2].startswith("#"):
            raise Unfit("is an SVG that refers to another file", EMBED)
    if re.search(r"javascript\s*:", value, re.IGNORECASE):
        raise Unfit("is an SVG with a script (javascript:)", PLAIN)


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
