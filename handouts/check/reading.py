"""Reads a finished PDF back, as a reader's own program understands it: letters, pictures, lines and tags."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from ctypes import c_double, c_int, c_uint, c_void_p, cast, create_string_buffer
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

THIN = 3.0
"""Points: what is drawn no higher than this is a line."""
DEEP = 12
"""How many forms deep (PDF's pages within pages) is looked for what is drawn."""
ITALIC = re.compile(r"italic|oblique", re.IGNORECASE)
BOLD = re.compile(r"bold|heavy|black", re.IGNORECASE)

HYPHEN = "\ufffe"
"""What stands for a hyphen at the end of a line, which may be the word's own or not."""
MM = 72 / 25.4
"""Points in a millimetre."""
NEAR = 1.5
"""Millimetres by which a paper may differ."""
PAPERS = {
    "A3": (297, 420), "A4": (210, 297), "A5": (148, 210), "A6": (105, 148), "DL": (99, 210),
    "Letter": (215.9, 279.4), "Half Letter": (139.7, 215.9), "Legal": (215.9, 355.6),
}  # fmt: skip
"""Width and height in mm (ISO 216; ANSI/ASME Y14.1; DL is a third of A4)."""

Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in points from the lower left corner of the page."""
Rgba = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter on a page: its box, where its base line starts, its size as printed in points, its font.

    `mark` is its marked content, `index` its place among the page's letters. `scale` is by how much its size in the
    file is enlarged on the page. What a reader's program puts between words by itself has no size.
    """

    text: str
    box: Box
    mark: int = -1
    index: int = -1
    start: tuple[float, float] = (0.0, 0.0)
    size: float = 0.0
    scale: float = 0.0
    font: str = ""
    is_slanted: bool = False
    colour: Rgba | None = None

    @property
    def is_italic(self) -> bool:
        """Whether it is of an italic font, or drawn aslant."""
        return self.is_slanted or ITALIC.search(self.font) is not None

    @property
    def is_bold(self) -> bool:
        """Whether the name of its font says that it is bold."""
        return BOLD.search(self.font) is not None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of pixels: where it is printed, and how many pixels it has across and down."""

    box: Box
    pixels: tuple[int, int]

    @property
    def dpi(self) -> float:
        """Its pixels on an inch of paper, the fewer of across and down."""
        left, bottom, right, top = self.box
        return min(
            count * 72 / max(side, 0.01) for count, side in zip(self.pixels, (right - left, top - bottom), strict=True)
        )


@dataclass(frozen=True, slots=True)
class Page:
    """One page read back: the letters that a tag holds, and those of its foot, which no tag does.

    Where the file has no tags at all, all letters are those of its body.
    """

    width: float
    height: float
    body: tuple[Letter, ...]
    foot: tuple[Letter, ...]
    pictures: tuple[Picture, ...] = ()
    lines: tuple[Box, ...] = ()
    links: tuple[Box, ...] = ()

    @property
    def letters(self) -> tuple[Letter, ...]:
        """All letters, in the order of the file."""
        return tuple(sorted((*self.body, *self.foot), key=lambda letter: letter.index))

    @property
    def text(self) -> str:
        """The words of its body."""
        return joined(self.body)

    @property
    def foot_text(self) -> str:
        """The words of its foot."""
        return joined(self.foot)


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag at its start and end, or around marked content: its kind, its page from 0 (-1: not said), the mark.

    `alt` is what is read aloud in its place.
    """

    kind: str
    page: int
    mark: int | None
    alt: str = ""


def joined(letters: Iterable[Letter]) -> str:
    """The words of letters, on one line."""
    return fold("".join(letter.text for letter in letters))


def fold(text: str) -> str:
    """Every white space as one space; U+FFFE, and a hyphen at a line's end, as a hyphen inside a word."""
    return " ".join(re.sub(r"(?<=\S)(\ufffe|[-‑]\r?\n)\s*", "-", text).split())


def is_paper(width: float, height: float, name: str) -> bool:
    """Whether a page of this many points has the size of a paper, upright or on its side."""
    across, down = sorted((width / MM, height / MM))
    return abs(across - PAPERS[name][0]) < NEAR and abs(down - PAPERS[name][1]) < NEAR


@contextmanager
def opened(pdf: bytes) -> Iterator[Any]:
    """A PDF as PDFium opens it, closed afterwards. Raises `pypdfium2.PdfiumError` where it is damaged."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


@lru_cache(maxsize=4)
def read_pages(pdf: bytes) -> tuple[Page, ...]:
    """The pages of a PDF. Raises `pypdfium2.PdfiumError` or `pikepdf.PdfError` where it is damaged."""
    found = read_tags(pdf)
    tagged = {(tag.page, tag.mark) for tag in found if tag.mark is not None}
    pages = []
    with opened(pdf) as document:
        for number, page in enumerate(document):
            letters = list(_letters(page))
            body = tuple(one for one in letters if not found or (number, one.mark) in tagged)
            foot = tuple(one for one in letters if found and (number, one.mark) not in tagged)
            width, height = page.get_size()
            pictures, lines, links = tuple(_pictures(page)), tuple(_lines(page)), tuple(_links(page))
            pages.append(Page(width, height, body, foot, pictures, lines, links))
    return tuple(pages)


def _letters(page: Any) -> Iterator[Letter]:
    text = page.get_textpage()
    left, right, bottom, top = sides = [c_double() for _ in range(4)]
    across, up = c_double(), c_double()
    colours = [c_uint() for _ in range(4)]
    matrix = pdfium.FS_MATRIX()
    fonts: dict[int, str] = {}
    mark = -1
    for index in range(text.count_chars()):
        pdfium.FPDFText_GetCharBox(text, index, *sides)
        pdfium.FPDFText_GetCharOrigin(text, index, across, up)
        letter = HYPHEN if pdfium.FPDFText_IsHyphen(text, index) else chr(pdfium.FPDFText_GetUnicode(text, index))
        box, start = (left.value, bottom.value, right.value, top.value), (across.value, up.value)
        if pdfium.FPDFText_IsGenerated(text, index):
            yield Letter(letter, box, mark, index, start)
            continue
        one = pdfium.FPDFText_GetTextObject(text, index)
        mark = pdfium.FPDFPageObj_GetMarkedContentID(one)
        font = pdfium.FPDFTextObj_GetFont(one)
        pdfium.FPDFText_GetMatrix(text, index, matrix)
        scale = math.hypot(matrix.c, matrix.d)
        slant = abs(matrix.a * matrix.c + matrix.b * matrix.d) > 0.02 * scale * math.hypot(matrix.a, matrix.b)
        has_colour = pdfium.FPDFText_GetFillColor(text, index, *colours)
        yield Letter(
            letter,
            box,
            mark,
            index,
            start,
            pdfium.FPDFText_GetFontSize(text, index) * scale,
            scale,
            _font_name(font, fonts),
            slant,
            _rgba(colours) if has_colour else None,
        )


def _rgba(parts: list[c_uint]) -> Rgba:
    red, green, blue, alpha = (part.value for part in parts)
    return red, green, blue, alpha


def _font_name(font: Any, known: dict[int, str]) -> str:
    """The name of a font, without the letters before it that tell subsets apart; `Italic` is added where it slants."""
    if not font:
        return ""
    address = cast(font, c_void_p).value or 0
    if address not in known:
        buffer, angle = create_string_buffer(256), c_int()
        pdfium.FPDFFont_GetBaseFontName(font, buffer, 256)
        name = re.sub(r"^[A-Z]{6}\+", "", buffer.value.decode("utf-8", "replace"))
        slants = bool(pdfium.FPDFFont_GetItalicAngle(font, angle)) and angle.value != 0
        known[address] = f"{name} Italic" if slants and not ITALIC.search(name) else name
    return known[address]


def _pictures(page: Any) -> Iterator[Picture]:
    for one in page.get_objects([pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=DEEP):
        yield Picture(one.get_bounds(), one.get_px_size())


def _lines(page: Any) -> Iterator[Box]:
    """Lines across the page that are drawn on it."""
    for one in page.get_objects([pdfium.FPDF_PAGEOBJ_PATH], max_depth=1):
        left, bottom, right, top = box = one.get_bounds()
        if top - bottom <= THIN < right - left:
            yield box


def _links(page: Any) -> Iterator[Box]:
    """Where the page is a link."""
    place = pdfium.FS_RECTF()
    for number in range(pdfium.FPDFPage_GetAnnotCount(page)):
        one = pdfium.FPDFPage_GetAnnot(page, number)
        if pdfium.FPDFAnnot_GetSubtype(one) == pdfium.FPDF_ANNOT_LINK and pdfium.FPDFAnnot_GetRect(one, place):
            below, above = sorted((place.bottom, place.top))  # a file may name its corners the other way round
            yield place.left, below, place.right, above
        pdfium.FPDFPage_CloseAnnot(one)


def read_tags(pdf: bytes) -> list[Tag]:
    """The tags in the order in which they are read; none where there are none."""
    with pikepdf.open(BytesIO(pdf)) as document:
        root = document.Root.get("/StructTreeRoot")
        if root is None:
            return []
        numbers = {page.objgen: number for number, page in enumerate(document.pages)}
        return list(_walk(root, numbers))


def _walk(element: Any, numbers: dict[Any, int]) -> Iterator[Tag]:
    kind = str(element.get("/S", ""))
    page = numbers.get(element["/Pg"].objgen, -1) if "/Pg" in element else -1
    ends = Tag(kind, page, None, str(element.get("/Alt", "")))
    yield ends
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if not isinstance(kid, pikepdf.Dictionary):
            yield Tag(kind, page, int(kid))
        elif "/S" in kid:
            yield from _walk(kid, numbers)
        elif "/MCID" in kid:
            yield Tag(kind, numbers.get(kid["/Pg"].objgen, page) if "/Pg" in kid else page, int(kid["/MCID"]))
    yield ends
