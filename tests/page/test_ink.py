"""One ink: every colour of the PDF is a grey, nothing large is dark, and all that the colours said is said."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageFilter

from handouts.clinic.edition import Edition
from handouts.page.ink import styles_in_grey
from tests.conftest import Put, Run
from tests.page.pdf import BASES, NAMES, leaflet, leaflet_in, open_pdf, read_aloud
from tests.page.test_conformance import is_accessible

MM = 72 / 25.4
EVERY = [*product(NAMES, BASES, ("A4", "Letter", "A5"), ("svg",)), (NAMES[0], "standard", "A4", "none")]


def colours(data: bytes) -> set[tuple[float, ...]]:
    """The operands of every operator that sets a colour, on pages and in whatever they draw."""
    with open_pdf(data) as pdf:
        return {colour for stream in _drawn(pdf) for colour in _set(stream)}


def _drawn(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    yield from (page.obj for page in pdf.pages)
    for one in pdf.objects:
        is_pattern = isinstance(one, pikepdf.Stream) and one.get("/PatternType") == 1
        if is_pattern or (isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Form"):
            yield one


def _set(stream: pikepdf.Object) -> Iterator[tuple[float, ...]]:
    for one in pikepdf.parse_content_stream(stream):
        operator = str(one.operator)
        if operator in ("rg", "RG", "g", "G"):
            yield tuple(float(number) for number in one.operands)
        elif operator in ("k", "K", "sc", "SC", "scn", "SCN"):
            numbers = [number for number in one.operands if not isinstance(number, pikepdf.Name)]
            yield (*(float(number) for number in numbers), *([] if len(numbers) == 3 else [-1.0]))


def is_grey(colour: tuple[float, ...]) -> bool:
    return len(colour) in (1, 3) and max(colour) - min(colour) < 0.002


def sheets(data: bytes, dpi: int = 72) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(data)
    try:
        return [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in document]
    finally:
        document.close()


def is_colourless(picture: Image.Image) -> bool:
    red, green, blue = (band.tobytes() for band in picture.split())
    return red == green == blue


def filled(picture: Image.Image, side: float) -> bool:
    """Whether a square of so many mm is nowhere white: a bar, a tint, a picture."""
    dark = picture.convert("L").point(lambda value: 255 if value < 250 else 0)
    size = int(side * MM) // 2 * 2 + 1
    return dark.filter(ImageFilter.MinFilter(size)).getbbox() is not None


@pytest.mark.parametrize(("name", "base", "paper", "kind"), EVERY)
def test_every_colour_is_a_grey(name: str, base: str, paper: str, kind: str) -> None:
    data = leaflet_in(Edition(base, paper, ink="mono"), name, kind)
    assert {colour for colour in colours(data) if not is_grey(colour)} == set()
    assert all(is_colourless(picture) for picture in sheets(data))


@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_pictures_too(kind: str, tmp_path: Path) -> None:
    assert all(is_colourless(one) for one in sheets(leaflet_in(Edition(ink="mono"), NAMES[0], kind), 150))
    assert is_accessible(leaflet_in(Edition(ink="mono"), NAMES[0], kind), tmp_path)
    assert not is_colourless(sheets(leaflet_in(Edition(), NAMES[0], kind))[0])


def test_what_has_colour_is_seen_to_have_it() -> None:
    data = leaflet(NAMES[0])
    assert [colour for colour in colours(data) if not is_grey(colour)]
    assert not is_colourless(sheets(data)[0])
    assert filled(sheets(leaflet_in(Edition(), NAMES[0], "no-logo"))[0], 5), "the reversed bar"


@pytest.mark.parametrize(("name", "base", "paper"), list(product(NAMES, BASES, ("A4", "Letter", "A5"))))
def test_nothing_large_is_tinted_or_reversed(name: str, base: str, paper: str) -> None:
    """The largest that may be dark is the disc of the mark, 16 pt wide."""
    data = leaflet_in(Edition(base, paper, ink="mono"), name, "no-logo")
    assert not any(filled(picture, 5) for picture in sheets(data))


@pytest.mark.parametrize(("name", "base", "paper", "kind"), EVERY)
def test_no_word_is_lost(name: str, base: str, paper: str, kind: str) -> None:
    mono, color = (leaflet_in(Edition(base, paper, ink=ink), name, kind) for ink in ("mono", "color"))
    assert read_aloud(mono) == read_aloud(color)


@pytest.mark.parametrize(("name", "base"), list(product(NAMES, BASES)))
def test_the_alarm_is_told_by_its_frame_its_mark_and_a_rule(name: str, base: str) -> None:
    """Its frame is the one that is 1.5 mm thick, and full black."""
    framed = 0
    for picture in sheets(leaflet_in(Edition(base, ink="mono"), name), 144):
        black = picture.convert("L").point(lambda value: 255 if value < 40 else 0)
        thick = black.filter(ImageFilter.MinFilter(7))  # 1.2 mm
        columns = (sum(thick.crop((x, 0, x + 1, thick.height)).tobytes()) // 255 for x in range(thick.width))
        sides = [x for x, height in enumerate(columns) if height > 200]
        framed += bool(sides)
        assert not sides or sides[-1] - sides[0] > thick.width / 2, "a left and a right side"
    assert framed == 1, "one frame, on one page"


@pytest.mark.parametrize(("base", "fold"), [("standard", "none"), ("large-print", "none"), ("standard", "booklet")])
def test_it_is_accessible_or_folded_as_in_colour(base: str, fold: str, tmp_path: Path) -> None:
    data = leaflet_in(Edition(base, fold=fold, ink="mono"), "vitamin-b12-and-food")
    assert fold != "none" or is_accessible(data, tmp_path)
    assert all(is_colourless(picture) for picture in sheets(data))


@pytest.mark.parametrize(
    "style",
    ["h2 { color: teal; border-top: 2pt solid rgb(200 10 10) }", ".key { background: linear-gradient(red, #0f08) }"],
)
def test_a_clinics_own_style_sheet_has_no_colour_either(run: Run, put: Put, clinic: str, style: str) -> None:
    put("clinic.yaml", f'{clinic}brand: {{color: "#cc0066"}}\n')
    assert run("clinic", "eject", "parts.css").code == 0
    own = Path("styles/parts.css")
    own.write_text(own.read_text("utf-8") + style, "utf-8")
    eject = run("clinic", "eject", "closing.html")
    closing = Path(eject.out.strip())
    text = closing.read_text("utf-8").replace("<h2>", '<h2 style="color: crimson">')
    closing.write_text(text, "utf-8")
    for ink in ("color", "mono"):
        assert run("render", NAMES[1], "--ink", ink, "-o", f"{ink}.pdf").messages == []
    assert all(is_colourless(one) for one in sheets(Path("mono.pdf").read_bytes()))
    assert not is_colourless(sheets(Path("color.pdf").read_bytes())[-1])


@pytest.mark.parametrize(
    ("style", "grey"),
    [
        ("a { color: #f00 }", "a { color: #4c4c4c }"),
        ("a { color: Red; b: c }", "a { color: #4c4c4c; b: c }"),
        ("a{color:rgb(255 0 0)}", "a{color:#4c4c4c}"),
        ("a { border: 1pt solid rgba(255, 0, 0, 0.5) }", "a { border: 1pt solid rgba(76, 76, 76, 0.5) }"),
        ("@media screen {\n :root { --x: teal } }", "@media screen {\n :root { --x: #5a5a5a } }"),
        ("a { color: var(--b, blue) }", "a { color: var(--b, #1d1d1d) }"),
        ("color: red", "color: #4c4c4c"),
        ("a { background: linear-gradient(red, white) }", "a { background: linear-gradient(#4c4c4c, #ffffff) }"),
        *((same, same) for same in (
            "", "a { color: currentcolor; background: transparent }", ".tan:hover, a:not(.red) { margin: 0 }",
            "#bad { margin: 0 }", 'a::before { content: "red" }', "a { font-family: Tan }", "/* red */",
            "a { background: url(#fed) }", "a { color: inherit }", "@page { size: A4 }",
        )),
    ],
)  # fmt: skip
def test_colours_of_a_style_sheet(style: str, grey: str) -> None:
    assert styles_in_grey(style) == grey


@pytest.mark.parametrize("colour", ["oklch(0.5 0.1 20)", "lab(50 20 20)"])
def test_a_colour_whose_grey_is_not_known_is_refused(run: Run, put: Put, colour: str) -> None:
    put("clinic.yaml", "name: Mill Lane Surgery\nphone: 01632 960001\n")
    put("styles/screen.css", f"p {{\n  color: {colour};\n}}\n")
    done = run("render", NAMES[0], "--ink", "mono", "-o", "x.pdf")
    said = f"styles/screen.css:2: The grey of `{colour}` is not known. Write it as #rrggbb."
    assert (done.code, done.messages) == (3, [said])
