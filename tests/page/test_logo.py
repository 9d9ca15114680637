"""Logos on the page, measured on the finished PDF: always of the same weight, and in nobody's way."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from handouts.check.reading import Box
from handouts.clinic.clinic import Clinic, read_clinic
from handouts.clinic.edition import Edition
from handouts.page.logo import AREA, SIZES, SMALL_PAGE, place_logo
from handouts.page.notes import notes_on
from handouts.page.output import compose_all
from handouts.page.typeset import typeset_all
from tests.conftest import Put, Run
from tests.page.pdf import RIVERSIDE, handout, pages
from tests.page.test_conformance import is_accessible

MM = 72 / 25.4
NEAR = 0.1
"""Millimetres by which a place may differ."""
TOLERANCE = 0.05
"""The share by which the area of a logo may differ: a picture's margins are found to a pixel."""
FOOD, LONG = "vitamin-b12-and-food", "low-b12-and-ms"
TEAL = (11, 92, 107)


def clinic_with(folder: Path, logo: bytes, name: str, size: str = "medium") -> Clinic:
    """The example clinic with another logo."""
    copytree(RIVERSIDE, folder, dirs_exist_ok=True)
    (folder / name).write_bytes(logo)
    file = folder / "clinic.yaml"
    file.write_text(file.read_text("utf-8").replace("path: logo.svg", f"path: {name}\n    size: {size}"), "utf-8")
    return read_clinic(folder)


def pixels(width: int, height: int, *, light: bool, clear: bool, kind: str = "PNG", margin: int = 0) -> bytes:
    """A logo of pixels with a margin: a box, or where it is light an ellipse (which is on a box unless it is clear)."""
    ink = (255, 255, 255, 255) if light else (*TEAL, 255)
    ground = (0, 0, 0, 0) if clear else (255, 255, 255, 255)
    picture = Image.new("RGBA", (width + 2 * margin, height + 2 * margin), ground)
    box = (margin, margin, margin + width - 1, margin + height - 1)
    if not (light and clear):
        ImageDraw.Draw(picture).rectangle(box, fill=(*TEAL, 255))
    if light:
        ImageDraw.Draw(picture).ellipse(box, fill=ink)
    stream = BytesIO()
    (picture if kind == "PNG" else picture.convert("RGB")).save(stream, kind, quality=95)
    return stream.getvalue()


def shape(width: float, height: float, *, light: bool = False, margin: float = 0) -> bytes:
    """A logo that is drawn, with a margin: a box, or where it is light an ellipse."""
    box = f'<rect width="{width}" height="{height}" fill="#0b5c6b"/>'
    if light:
        box = f'<ellipse cx="{width / 2}" cy="{height / 2}" rx="{width / 2}" ry="{height / 2}" fill="#fff"/>'
    view = f"{-margin} {-margin} {width + 2 * margin} {height + 2 * margin}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}">{box}</svg>'.encode()


def objects(pdf: bytes) -> Iterator[tuple[int, Box]]:
    """The kind and box of every object on the first page, in mm from the left and from above."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        height = page.get_height()
        for one in page.get_objects(max_depth=8):
            left, bottom, right, top = one.get_bounds()
            yield one.type, (left / MM, (height - top) / MM, right / MM, (height - bottom) / MM)
    finally:
        document.close()


def found_logo(pdf: bytes, width: float, height: float) -> Box:
    """The one object on the first page that has this size."""
    kinds = (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_FORM)
    found = {
        tuple(round(side, 1) for side in box)
        for kind, box in objects(pdf)
        if kind in kinds and abs(box[2] - box[0] - width) < NEAR and abs(box[3] - box[1] - height) < NEAR
    }
    assert found, f"nothing is {width} by {height} mm"
    return min(found, key=lambda box: box[1])  # type: ignore[return-value]


def letters(pdf: bytes) -> list[Box]:
    """The boxes of the letters on the first page, in mm from the left and from above."""
    page = pages(pdf)[0]
    return [
        (box[0] / MM, (page.height - box[3]) / MM, box[2] / MM, (page.height - box[1]) / MM)
        for box in (letter.box for letter in page.body if letter.text.strip())
    ]


def apart(one: Box, other: Box) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def check_placed(clinic: Clinic, edition: Edition, name: str = FOOD) -> tuple[bytes, int]:
    """Typeset a leaflet, and see that its logo has the right area and place; the PDF and its pages."""
    leaflet = typeset_all(compose_all([handout(name)], clinic, edition, None))
    placed = place_logo(clinic, edition)
    assert placed and clinic.file.brand.logo
    width, height = placed.width + 2 * placed.plate, placed.height + 2 * placed.plate
    small = SMALL_PAGE if edition.paper == "A5" or edition.fold != "none" else 1
    assert width * height == pytest.approx(AREA * SIZES[clinic.file.brand.logo.size] * small, rel=TOLERANCE)
    box = found_logo(leaflet.pdf, width, height)
    page = pages(leaflet.pdf)[0]
    assert box[0] >= 6.9 and box[1] >= 6.9, "not in the margin of the page"
    assert box[2] <= page.width / MM - 6.9 and box[3] <= page.height / MM / 2
    assert all(apart(box, letter) for letter in letters(leaflet.pdf)), "clear of every letter"
    return leaflet.pdf, leaflet.pages


EDITIONS = [
    Edition(),
    Edition(paper="Letter"),
    Edition(paper="A5"),
    Edition("large-print"),
    Edition("large-print", "A5"),
    Edition(fold="trifold"),
    Edition(paper="Letter", fold="trifold"),
    Edition(fold="booklet"),
    Edition("large-print", "Letter", fold="booklet"),
]
RATIOS = st.floats(math.log(1 / 8), math.log(8)).map(math.exp)


@settings(max_examples=25, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    ratio=RATIOS,
    side=st.integers(40, 4000),
    light=st.booleans(),
    clear=st.booleans(),
    kind=st.sampled_from(["PNG", "JPEG", "SVG"]),
    margin=st.sampled_from([0, 0.1, 1]),
    size=st.sampled_from(sorted(SIZES)),
    edition=st.sampled_from(EDITIONS),
)
@example(8, 4000, True, True, "PNG", 0, "large", Edition("large-print", "Letter", fold="booklet"))
@example(1 / 8, 40, True, True, "SVG", 1, "large", Edition(paper="Letter", fold="trifold"))
@example(1 / 8, 4000, False, True, "PNG", 0.1, "large", Edition("large-print", "A5"))
def test_any_logo_has_its_weight_and_stands_in_nobody_s_way(
    ratio: float, side: int, light: bool, clear: bool, kind: str, margin: float, size: str, edition: Edition
) -> None:
    width, height = (side, side / ratio) if ratio > 1 else (side * ratio, side)
    around = round(margin * min(width, height))
    if kind == "SVG":
        data = shape(width, height, light=light, margin=around)
    else:
        pair = (max(5, math.ceil(side)) for side in (width, height))  # rounded down, it may be narrower than 8 to 1
        data = pixels(*pair, light=light, clear=clear, kind=kind, margin=around)
    with TemporaryDirectory() as folder:
        clinic = clinic_with(Path(folder), data, f"logo.{kind.lower()}", size)
        check_placed(clinic, edition)
        notes_on(clinic)


@pytest.mark.parametrize("ratio", [8, 4, 2.4, 1, 0.72, 0.5])
@pytest.mark.parametrize(
    ("edition", "count"),
    [
        (Edition(), 4),
        (Edition(paper="Letter"), 4),
        (Edition("large-print"), 6),
        (Edition("large-print", "Letter"), 7),
    ],
    ids=["A4", "Letter", "large-A4", "large-Letter"],
)
def test_a_logo_costs_no_page(tmp_path: Path, ratio: float, edition: Edition, count: int) -> None:
    assert check_placed(clinic_with(tmp_path, shape(100 * ratio, 100), "a.svg"), edition, LONG)[1] == count


@pytest.mark.parametrize("name", ["a.svg", "a.png"])
@pytest.mark.parametrize("light", [True, False], ids=["light", "dark"])
@pytest.mark.parametrize("ratio", [8, 1, 0.125], ids=["wide", "square", "tall"])
def test_every_place_of_a_logo_is_accessible(tmp_path: Path, name: str, light: bool, ratio: float) -> None:
    logo = shape(400 * ratio, 400, light=light)
    if name == "a.png":
        logo = pixels(round(400 * ratio), 400, light=light, clear=True)
    pdf, _ = check_placed(clinic_with(tmp_path / "clinic", logo, name), Edition())
    assert is_accessible(pdf, tmp_path)


def test_the_example_s_logo_looks_as_it_did() -> None:
    """A circle 17 mm wide, at the left margin."""
    pdf, _ = check_placed(read_clinic(RIVERSIDE), Edition(), LONG)
    left, _, right, _ = found_logo(pdf, 17, 17)
    assert (left, right) == pytest.approx((20, 37), abs=NEAR)


def test_margins_do_not_count(tmp_path: Path) -> None:
    """The same logo on a canvas of any size takes the same place."""
    sizes = set()
    for number, margin in enumerate((0, 30, 900)):
        clinic = clinic_with(tmp_path / str(number), shape(300, 100, margin=margin), "a.svg")
        placed = place_logo(clinic, Edition())
        assert placed
        sizes.add((round(placed.width, 1), round(placed.height, 1)))
    assert sizes == {(29.4, 9.8)}


@pytest.mark.parametrize(("size", "side"), [("small", 13.17), ("medium", 17.0), ("large", 20.82)])
def test_sizes(tmp_path: Path, size: str, side: float) -> None:
    placed = place_logo(clinic_with(tmp_path, shape(10, 10), "a.svg", size), Edition())
    assert placed and (placed.width, placed.height) == pytest.approx((side, side), abs=0.01)


def render(run: Run, put: Put, name: str, data: bytes) -> list[str]:
    put(name, data)
    put("clinic.yaml", f"name: Mill Lane Surgery\nphone: 01632 960001\nbrand:\n  logo:\n    path: {name}\n")
    done = run("render", FOOD, "-o", "out/")
    assert done.code == 0, done.messages
    return done.messages


def test_a_coarse_logo_is_made_and_said_to_be(run: Run, put: Put) -> None:
    assert render(run, put, "mark.png", pixels(40, 40, light=False, clear=True)) == [
        "The logo `mark.png` (40 × 40 pixels) is printed at 60 dpi, and paper shows 300. "
        "Export it with at least 201 × 201 pixels, or as an SVG."
    ]


def test_the_margin_of_a_coarse_logo_is_counted_in_what_to_export(run: Run, put: Put) -> None:
    assert render(run, put, "mark.png", pixels(100, 100, light=False, clear=True, margin=100)) == [
        "The logo `mark.png` (300 × 300 pixels) is printed at 149 dpi, and paper shows 300. "
        "Export it with at least 603 × 603 pixels, or as an SVG."
    ]


@pytest.mark.parametrize("name", ["mark.png", "mark.svg"])
def test_a_logo_that_cannot_be_seen_stands_on_a_plate_and_that_is_said(run: Run, put: Put, name: str) -> None:
    data = pixels(400, 400, light=True, clear=True) if name == "mark.png" else shape(40, 40, light=True)
    note = f"The logo `{name}` can hardly be seen on white paper; it is set on a dark plate."
    assert render(run, put, name, data) == [note]
    document = pypdfium2.PdfDocument("out/vitamin-b12-and-food-en-GB.pdf")
    try:
        picture = document[0].render(scale=300 / 72).to_pil().convert("RGB")
    finally:
        document.close()
    at = [round(mm / 25.4 * 300) for mm in (20, 14, 37, 28)]
    colours = {colour for count, colour in picture.crop(at).getcolors(99_999) or () if count > 500}
    assert {TEAL, (255, 255, 255)} <= colours, "white on the brand's dark shade"


def test_a_fine_logo_is_made_without_a_word(run: Run, put: Put) -> None:
    assert render(run, put, "mark.jpg", pixels(900, 900, light=False, clear=False, kind="JPEG")) == []


def test_the_size_is_one_of_three(run: Run, put: Put) -> None:
    put("clinic.yaml", "name: Mill\nphone: 01632 960001\nbrand:\n  logo:\n    path: a.svg\n    size: huge\n")
    done = run("render", FOOD, "-o", "out/")
    assert done.code == 3
    assert re.match(r"clinic.yaml:6: `brand.logo.size` is `huge`", done.messages[0])
