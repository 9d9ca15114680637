"""Makes leaflets for the tests of the page, and reads the finished PDFs back."""

from __future__ import annotations

import atexit
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from ctypes import c_double
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from shutil import copytree

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from handouts.clinic.clinic import Clinic, read_clinic
from handouts.clinic.edition import Edition
from handouts.content.finder import find_handout, find_library
from handouts.content.handout import Handout
from handouts.page.fonts import configuration_file
from handouts.page.output import make
from handouts.patient.slip import read_slip

ROOT = Path(__file__).parents[2]
RIVERSIDE = ROOT / "examples/riverside"
NAMES = ["low-b12-and-ms", "vitamin-b12-and-food"]
"""The handouts on which pages are tried: a long one and a short one."""
TEXTS = [(name, tag) for name, tags in sorted(find_library().files.items()) for tag in sorted(tags)]
"""Every text that ships."""
BASES = ("standard", "large-print")
PAPERS = ("A4", "Letter")
CLINICS = ("svg", "png", "jpeg", "no-logo", "none")
PATIENT = {
    "name": "Ŵyn Ŷ Ελένη Жанна",
    "date_of_birth": "1961-08-06",
    "number": "943 476 5919",
    "date": "2026-11-22",
    "given_by": "Dr Ðœ Žižka",
    "next_visit": "18 January 2027, 10am",
    "note": "Quartz and jinxed wolves vex my good friend Beth.",
}
"""A patient whose letters need both bundled families."""
SCRATCH = tempfile.TemporaryDirectory(prefix="handouts-tests-")
atexit.register(SCRATCH.cleanup)
os.environ["FONTCONFIG_FILE"] = str(configuration_file())
"""Some tests typeset without the program; fontconfig reads this once in a process, for them too."""
INLINE = {"/Span", "/Link", "/NonStruct"}
Box = tuple[float, float, float, float]


@cache
def handout(name: str) -> Handout:
    """A handout that ships."""
    return find_handout(find_library(), name, "en-GB", None)


@cache
def clinic(kind: str) -> Clinic | None:
    """The example clinic with a logo of this kind, without one, or no clinic."""
    if kind == "none":
        return None
    if kind == "svg":
        return read_clinic(RIVERSIDE)
    folder = Path(SCRATCH.name) / kind
    copytree(RIVERSIDE, folder)
    file = folder / "clinic.yaml"
    text = file.read_text("utf-8")
    if kind == "no-logo":
        file.write_text(re.sub(r"  logo:\n    path: .*\n", "", text), "utf-8")
    else:
        Image.new("RGB", (300, 150), "#0b5c6b").save(folder / f"logo.{kind}")
        file.write_text(text.replace("logo.svg", f"logo.{kind}"), "utf-8")
    return read_clinic(folder)


@cache
def leaflet(
    *names: str, base: str = "standard", paper: str = "A4", clinic_kind: str = "svg", patient: bool = False
) -> bytes:
    """The PDF of a leaflet, or of a pack where several handouts are named."""
    slip = read_slip(json.dumps(PATIENT), nhs_number=True) if patient else None
    handouts = [handout(name) for name in names]
    files = make(
        handouts, clinic(clinic_kind), Edition(base, paper), slip, "pdf", Path("leaflet.pdf"), is_extract=False
    )
    return files[0][1]


@cache
def leaflet_in(edition: Edition, name: str = NAMES[0], clinic_kind: str = "svg") -> bytes:
    """The PDF of a leaflet in any edition."""
    files = make([handout(name)], clinic(clinic_kind), edition, None, "pdf", Path("x.pdf"), is_extract=False)
    return files[0][1]


def run(*arguments: str, cwd: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, with these variables of the environment besides the present ones."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    command = [sys.executable, "-m", "handouts", *arguments]
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


def open_pdf(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(data))


@dataclass(frozen=True)
class Letter:
    """One letter on a page: its box (left, bottom, right, top, in points from below) and its marked content."""

    text: str
    box: Box
    mark: int


@dataclass(frozen=True)
class Page:
    """One page read back: the letters of its foot, which no tag holds, and all others."""

    width: float
    height: float
    body: tuple[Letter, ...]
    foot: tuple[Letter, ...]

    @property
    def text(self) -> str:
        return joined(self.body)

    @property
    def foot_text(self) -> str:
        return joined(self.foot)


def joined(letters: Iterable[Letter]) -> str:
    return fold("".join(letter.text for letter in letters))


def fold(text: str) -> str:
    """Every white space as one space; U+FFFE, and a hyphen at a line's end, as a hyphen inside a word."""
    return " ".join(re.sub(r"(?<=\S)(\ufffe|[-‑]\r?\n)\s*", "-", text).split())


@cache
def pages(pdf: bytes) -> tuple[Page, ...]:
    """The pages of a PDF as PDFium, and so a reader's own program, understands them."""
    tagged = {(page, mark) for _, page, mark in tags(pdf) if mark is not None}
    found = []
    document = pypdfium2.PdfDocument(pdf)
    try:
        for number, page in enumerate(document):
            letters = list(_letters(page))
            body = tuple(letter for letter in letters if (number, letter.mark) in tagged)
            foot = tuple(letter for letter in letters if (number, letter.mark) not in tagged)
            found.append(Page(*page.get_size(), body, foot))
    finally:
        document.close()
    return tuple(found)


def _letters(page: pypdfium2.PdfPage) -> Iterator[Letter]:
    text = page.get_textpage()
    left, right, bottom, top = sides = [c_double() for _ in range(4)]
    mark = -1
    for index in range(text.count_chars()):
        if not pdfium.FPDFText_IsGenerated(text, index):
            mark = pdfium.FPDFPageObj_GetMarkedContentID(pdfium.FPDFText_GetTextObject(text, index))
        pdfium.FPDFText_GetCharBox(text, index, *sides)
        letter = chr(pdfium.FPDFText_GetUnicode(text, index))
        yield Letter(letter, (left.value, bottom.value, right.value, top.value), mark)


def tags(pdf: bytes) -> list[tuple[str, int, int | None]]:
    """The tags in the order in which they are read: kind, page, and marked content (none at a tag's start and end)."""
    with open_pdf(pdf) as document:
        numbers = {page.objgen: number for number, page in enumerate(document.pages)}

        def walk(element: pikepdf.Dictionary) -> Iterator[tuple[str, int, int | None]]:
            kind, page = str(element.get("/S", "")), numbers[element["/Pg"].objgen] if "/Pg" in element else -1
            yield kind, page, None
            kids = element.get("/K", [])
            for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
                if not isinstance(kid, pikepdf.Dictionary):
                    yield kind, page, int(kid)
                elif "/S" in kid:
                    yield from walk(kid)
            yield kind, page, None

        return list(walk(document.Root.StructTreeRoot))


def read_aloud(pdf: bytes) -> str:
    """The text in the order of the tags, folded, as assistive technology reads it; bullets and the mark `!` left out."""
    marked: dict[tuple[int, int], str] = {}
    for number, page in enumerate(pages(pdf)):
        for letter in page.body:
            marked[number, letter.mark] = marked.get((number, letter.mark), "") + letter.text
    found = [
        marked.get((page, mark), "") if mark is not None else "" if kind in INLINE else " "
        for kind, page, mark in tags(pdf)
    ]
    return fold(re.sub(r"(?<!\S)[•◦▪!](?!\S)", " ", "".join(found)))


def pictures(pdf: bytes, dpi: int) -> list[Image.Image]:
    """Each page in grey."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L") for page in document]
    finally:
        document.close()
