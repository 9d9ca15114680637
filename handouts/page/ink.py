"""One ink: pictures and style sheets without colour, as a printer that has black alone would print them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import register_namespace, tostring

from tinycss2 import parse_component_value_list
from tinycss2.ast import Node
from tinycss2.color4 import parse_color

from handouts.clinic.brand import in_grey as grey_of
from handouts.page.assets import Asset

SVG = "http://www.w3.org/2000/svg"
PAINTED = ("fill", "stroke", "stop-color", "flood-color", "lighting-color", "color")
"""The attributes of an SVG that are colours."""
_NO_COLOURS = ("font", "font-family", "page", "counter-reset", "counter-increment")
"""Properties in whose values a word that names a colour is a name of something else."""


def in_grey(asset: Asset) -> Asset:
    """The same picture in greys; a black or grey one stays as it is to a reader's eye."""
    if asset.mime == "image/svg+xml":
        return replace(asset, data=_drawing_in_grey(asset.data))
    return replace(asset, data=_raster_in_grey(asset.data, asset.mime))


def _raster_in_grey(data: bytes, mime: str) -> bytes:
    from PIL import Image

    stream = BytesIO()
    with Image.open(BytesIO(data)) as picture:
        if mime == "image/jpeg":
            picture.convert("L").save(stream, "JPEG", quality=95, subsampling=0)
        else:
            is_clear = picture.has_transparency_data
            grey = picture.convert("RGBA").convert("LA") if is_clear else picture.convert("L")
            grey.save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _drawing_in_grey(data: bytes) -> bytes:
    from defusedxml.ElementTree import fromstring

    register_namespace("", SVG)
    root = fromstring(data)
    for element in root.iter():
        for key, value in element.attrib.items():
            if key in PAINTED:
                element.set(key, styles_in_grey(f"x:{value}")[2:])
            elif key == "style":
                element.set(key, styles_in_grey(value))
    text: bytes = tostring(root, "utf-8")
    return text


def styles_in_grey(css: str) -> str:
    """A style sheet, or declarations, whose every colour is the grey that it prints as; no line moves."""
    starts = [0]
    for line in css.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    pieces, end = [], 0
    for token in _colours(parse_component_value_list(css)):
        place = starts[token.source_line - 1] + token.source_column - 1
        written = token.serialize() if token.type != "function" else css[place : css.index(")", place) + 1]
        pieces += [css[end:place], _grey(token)]
        end = place + len(written)
    return "".join([*pieces, css[end:]])


def _colours(tokens: Iterable[Any]) -> Iterator[Node]:
    """The tokens that are colours, in their order; what stands before a block is a selector and has none."""
    name, before, found = "", None, list[Node]()
    for token in tokens:
        if token.type == "{} block":
            name, found = "", []
            yield from _colours(token.content)
        elif token == ";":
            yield from found
            name, found = "", []
        elif token == ":" and not name and before is not None and before.type == "ident":
            name = before.lower_value
        elif name and name not in _NO_COLOURS:
            found += _within(token)
        before = before if token.type in ("whitespace", "comment") else token
    yield from found


def _within(token: Any) -> Iterator[Node]:
    """A token of a value where it is a colour, or the colours among its arguments."""
    if token.type in ("hash", "ident", "function") and _is_colour(token):
        yield token
    elif token.type == "function":
        for argument in token.arguments:
            yield from _within(argument)


def _is_colour(token: Any) -> bool:
    found = parse_color(token)
    return found is not None and found != "currentcolor" and found.alpha > 0


def _grey(token: Any) -> str:
    """The grey of a colour, as CSS; a solid one as its six digits."""
    found: Any = parse_color(token)
    red, green, blue = found.to("srgb").coordinates[:3]
    level = round(min(max(grey_of((red, green, blue))[0], 0), 1) * 255)
    if found.alpha == 1:
        return "#" + f"{level:02x}" * 3
    return f"rgba({level}, {level}, {level}, {found.alpha:g})"
