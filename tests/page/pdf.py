"""Makes leaflets for the tests of the page, and reads the finished PDFs back."""

from __future__ import annotations

import atexit
import json
import os
import re
import subprocess
import sys
import tempfile
from functools import cache
from io import BytesIO
from pathlib import Path
from shutil import copytree

import pikepdf
import pypdfium2
from PIL import Image

from handouts.check.reading import Page, fold, read_pages, read_tags
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


@cache
def pages(pdf: bytes) -> tuple[Page, ...]:
    """The pages of a PDF; a test may ask for those of many PDFs again."""
    return read_pages(pdf)


def read_aloud(pdf: bytes) -> str:
    """The text in the order of the tags, folded, as assistive technology reads it; bullets and the mark `!` left out."""
    marked: dict[tuple[int, int], str] = {}
    for number, page in enumerate(pages(pdf)):
        for letter in page.body:
            marked[number, letter.mark] = marked.get((number, letter.mark), "") + letter.text
    found = [
        marked.get((tag.page, tag.mark), "") if tag.mark is not None else "" if tag.kind in INLINE else " "
        for tag in read_tags(pdf)
    ]
    return fold(re.sub(r"(?<!\S)[•◦▪!](?!\S)", " ", "".join(found)))


def pictures(pdf: bytes, dpi: int) -> list[Image.Image]:
    """Each page in grey."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L") for page in document]
    finally:
        document.close()
