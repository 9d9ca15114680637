"""A picture as a printer without colour has it: each colour as its grey."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO

from PIL import Image

from handouts.page.assets import Asset
from handouts.page.raster import as_png
from handouts.page.svg.paint import read_colour

WEIGHTS = (0.299, 0.587, 0.114)
"""How light red, green and blue are (ITU-R BT.601)."""
COLOURED = r"\b(fill|stroke|stop-color|color)=\"([^\"]*)\""


def in_grey(asset: Asset) -> Asset:
    """A picture that this program has read or drawn, in grey; what is transparent stays so.

    Such drawings have their colours in attributes alone.
    """
    if asset.mime == "image/svg+xml":
        return replace(asset, data=re.sub(COLOURED, _grey, asset.data.decode()).encode())
    with Image.open(BytesIO(asset.data)) as picture:
        has_alpha = "A" in picture.getbands() or "transparency" in picture.info
        grey = picture.convert("RGBA").convert("LA") if has_alpha else picture.convert("L")
    return Asset(f"{asset.name.rpartition('.')[0]}.png", "image/png", as_png(grey))


def _grey(found: re.Match[str]) -> str:
    name, value = found.groups()
    if value == "none" or value.startswith("url("):
        return found[0]
    colour = read_colour(value, "#000000").name
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    level = round(sum(weight * part for weight, part in zip(WEIGHTS, parts, strict=True)))
    return f'{name}="#{level:02x}{level:02x}{level:02x}"'
