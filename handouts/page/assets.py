"""Pictures and their checks: what is handed to the typesetter is whole, small enough and harmless."""

from __future__ import annotations

import os
import re
import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import Element

from handouts.errors import HandoutsError, Problem, Refused, refused
from handouts.files import MEBIBYTE, read_bytes

BASE = "https://assets.invalid/"
"""Where compose says that assets are; only the typesetter's own fetcher answers there."""
MAX_BYTES = 20 * MEBIBYTE
MAX_SVG_BYTES = MEBIBYTE
MAX_SIDE = 10_000
MAX_SVG_ELEMENTS = 20_000
EXPORT = "Export it as a PNG (RGB), or as an SVG with all text turned into outlines."

_SVG = "{http://www.w3.org/2000/svg}"
_FORBIDDEN = ("script", "foreignObject", "image", "text", "use", "a", "style")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that a page refers to as `BASE` plus its name."""

    name: str
    mime: str
    data: bytes

    @property
    def url(self) -> str:
        """The address by which a page refers to it."""
        return BASE + self.name


def read_picture(name: str, path: str, folder: Path, where: str, line: int) -> Asset:
    """The picture at a path below a folder, as an asset of the given name.

    Raises `Refused` at `where:line` for whatever would print wrong, or reach beyond the folder.
    """
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:|//", path):
        raise refused(
            where, line, f"The picture `{path}` is an address.", "Save it in the clinic's folder and name the file."
        )
    file = Path(os.path.realpath(folder / path))
    if not file.is_relative_to(os.path.realpath(folder)):
        raise refused(
            where, line, f"The picture `{path}` lies outside the clinic's folder.", "Copy it into the folder."
        )
    try:
        data = read_bytes(file, MAX_BYTES)
    except HandoutsError as error:
        raise Refused(
            *(Problem(where, line, f"The picture `{path}`: {one.what}", one.remedy) for one in error.problems)
        ) from None
    try:
        return Asset(*_checked(name, data))
    except _Unfit as unfit:
        raise refused(where, line, f"The picture `{path}` {unfit}.", EXPORT) from None


class _Unfit(Exception):
    """Why a picture cannot be printed."""


def _checked(name: str, data: bytes) -> tuple[str, str, bytes]:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        _check_raster(data, "PNG")
        return f"{name}.png", "image/png", data
    if data.startswith(b"\xff\xd8\xff"):
        _check_raster(data, "JPEG")
        return f"{name}.jpg", "image/jpeg", data
    if re.match(rb"(\xef\xbb\xbf)?\s*<(\?xml|svg|!--|!DOCTYPE svg)", data):
        _check_svg(data)
        return f"{name}.svg", "image/svg+xml", data
    raise _Unfit("is neither SVG, PNG nor JPEG" if data else "is empty")


def _check_raster(data: bytes, kind: str) -> None:
    """Open the picture fully: a damaged one would print in part, and nobody would be told."""
    from PIL import Image, ImageFile

    lenient = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=[kind]) as picture:
                if max(picture.size) > MAX_SIDE:
                    raise _Unfit(f"has more than {MAX_SIDE} pixels a side")
                if picture.mode not in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
                    raise _Unfit(f"has colours of the kind {picture.mode}, which print wrong")
                picture.load()
    except Image.DecompressionBombError:
        raise _Unfit(f"has more than {MAX_SIDE} pixels a side") from None
    except (OSError, SyntaxError, ValueError, EOFError):
        raise _Unfit("is damaged or cut off") from None
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _check_svg(data: bytes) -> None:
    """Refuse what an SVG can hold besides a drawing: scripts, other files, text in missing fonts, bombs."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    if len(data) > MAX_SVG_BYTES:
        raise _Unfit("is an SVG of more than 1 MB")
    try:
        root: Element = fromstring(data)
    except DefusedXmlException:
        raise _Unfit("is an SVG that defines entities") from None
    except (ParseError, ValueError, LookupError, RecursionError):
        raise _Unfit("is an SVG that is damaged or cut off") from None
    if root.tag != f"{_SVG}svg":
        raise _Unfit("is not an SVG drawing")
    if not _has_size(root):
        raise _Unfit("is an SVG without a size (viewBox)")
    if _depth(root) > 40 or sum(1 for _ in root.iter()) > MAX_SVG_ELEMENTS:
        raise _Unfit("is an SVG of too many parts")
    for element in root.iter():
        _check_element(element)


def _check_element(element: Element) -> None:
    tag = str(element.tag).removeprefix(_SVG)
    if tag in _FORBIDDEN:
        raise _Unfit(f"is an SVG that holds <{tag}>")
    for key, value in element.attrib.items():
        name = key.rsplit("}", 1)[-1].lower()
        if name.startswith("on"):
            raise _Unfit(f"is an SVG with a script ({name})")
        if name == "href" and not value.strip().startswith("#"):
            raise _Unfit("is an SVG that refers to another file")
        if re.search(r"url\(\s*['\"]?\s*[^#'\"\s)]", value) or "@import" in value:
            raise _Unfit("is an SVG that refers to another file")


def _has_size(root: Element) -> bool:
    """Whether a drawing has a width and a height above nothing: without them it prints as an empty place."""
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    sizes = box[2:] if len(box) == 4 else [root.get("width", ""), root.get("height", "")]
    return all(re.match(r"\+?[0-9]*\.?[0-9]", size) and re.search(r"[1-9]", size) for size in sizes)


def _depth(root: Element) -> int:
    depth, level = 0, [root]
    while level and depth <= 41:
        depth, level = depth + 1, [child for element in level for child in element]
    return depth


def qr_code(address: str) -> Asset:
    """A QR code that leads to an address, as a drawing in black."""
    import segno

    stream = BytesIO()
    segno.make(address, error="m", micro=False).save(
        stream, kind="svg", border=4, xmldecl=False, svgns=True, nl=False, omitsize=True
    )
    return Asset("qr.svg", "image/svg+xml", stream.getvalue())
