"""A picture as a printer without colour has it: each colour as its grey."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from handouts.page.assets import Asset
from handouts.page.picture.raster import as_png

WEIGHTS = (0.299, 0.587, 0.114)
"""How light red, green and blue are (ITU-R BT.601), as a picture's are when it becomes grey."""


def in_grey(asset: Asset) -> Asset:
    """A picture of pixels in grey; what is transparent stays so. A drawing is the QR code, which is black."""
    if asset.mime == "image/svg+xml":
        return asset
    with Image.open(BytesIO(asset.data)) as picture:
        has_alpha = "A" in picture.getbands() or "transparency" in picture.info
        grey = picture.convert("RGBA").convert("LA") if has_alpha else picture.convert("L")
    return Asset(f"{asset.name.rpartition('.')[0]}.png", "image/png", as_png(grey))
