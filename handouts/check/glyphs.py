"""Finds letters that a PDF draws as an empty box, since its font has no such letter (`.notdef`), and fonts left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf

SHOWING = {"Tj", "TJ", "'", '"'}
"""The operators that draw letters (ISO 32000-1, 9.4.3)."""
TWO_BYTES = ("/Identity-H", "/Identity-V")
"""Encodings whose codes are glyph numbers of two bytes, of which 0 is the box (ISO 32000-1, 9.7.5.2)."""
FILES = ("/FontFile", "/FontFile2", "/FontFile3")


def pages_with_boxes(document: pikepdf.Pdf) -> list[int]:
    """The numbers, from 1, of the pages on which a letter is drawn as a box."""
    return [number for number, page in enumerate(document.pages, 1) if _has_box(page.obj, page.resources, set())]


def _has_box(stream: Any, resources: Any, seen: set[Any]) -> bool:
    """Whether a page, or a form that it draws, draws glyph 0 of a font."""
    font: Any = None
    fonts, forms = resources.get("/Font", {}), resources.get("/XObject", {})
    for one in pikepdf.parse_content_stream(stream):
        operator = str(one.operator)
        if operator == "Tf":
            font = fonts.get(str(one.operands[0]))
        elif operator in SHOWING and font is not None and font.get("/Encoding") in TWO_BYTES:
            if any(_is_box(text) for text in _texts(one.operands[-1])):
                return True
        elif operator == "Do":
            form = forms.get(str(one.operands[0]))
            if form is not None and form.get("/Subtype") == "/Form" and form.objgen not in seen:
                seen.add(form.objgen)
                if _has_box(form, form.get("/Resources", resources), seen):
                    return True
    return False


def _texts(operand: Any) -> Iterator[bytes]:
    for one in operand if isinstance(operand, pikepdf.Array) else [operand]:
        if isinstance(one, pikepdf.String):
            yield bytes(one)


def _is_box(text: bytes) -> bool:
    return any(text[at : at + 2] == b"\0\0" for at in range(0, len(text) - 1, 2))


def fonts_left_out(document: pikepdf.Pdf) -> list[str]:
    """The names of the fonts that a PDF uses and does not bring, each once."""
    found: dict[str, None] = {}
    seen: set[Any] = set()
    for page in document.pages:
        for font in _fonts(page.resources, seen):
            one = font["/DescendantFonts"][0] if "/DescendantFonts" in font else font
            if font.get("/Subtype") != "/Type3" and not any(name in one.get("/FontDescriptor", {}) for name in FILES):
                found[str(font.get("/BaseFont", "/?")).removeprefix("/")] = None
    return list(found)


def _fonts(resources: Any, seen: set[Any]) -> Iterator[Any]:
    """The fonts of a page, and of the forms that it draws."""
    yield from resources.get("/Font", {}).values()
    for one in resources.get("/XObject", {}).values():
        if one.get("/Subtype") == "/Form" and "/Resources" in one and one.objgen not in seen:
            seen.add(one.objgen)
            yield from _fonts(one["/Resources"], seen)
