"""Drawings as editors export them: each shows the same as one written plainly, and nothing around what is seen."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from math import cos, radians, sin, tan
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from handouts.clinic.edition import Edition
from handouts.page.logo import place_logo
from handouts.page.output import compose_all
from handouts.page.picture.drawing import drawn, read_drawing
from handouts.page.picture.unfit import Unfit
from handouts.page.typeset import typeset_all
from tests.page.pdf import ROOT, handout
from tests.page.test_logo import clinic_with, found_logo

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 80 40">'
BOX = '<path d="M10 5h40v20h-40z" fill="#0b5c6b"/>'
"""What most of these show: a box from 10, 5 to 50, 25."""


def svg(body: str) -> bytes:
    return f"{HEAD}{body}</svg>".encode()


def pixels(data: bytes, width: float = 40, height: float = 20) -> Image.Image:
    """What is printed of a drawing, on white."""
    with Image.open(BytesIO(drawn(read_drawing(data), width, height))) as picture:
        white = Image.new("RGBA", picture.size, "white")
        white.alpha_composite(picture.convert("RGBA"))
    return white.convert("RGB")


def apart(one: Image.Image, other: Image.Image) -> int:
    """How far the colours of two pictures are apart at most, from 0 to 255."""
    assert one.size == other.size
    return max(most for _, most in ImageChops.difference(one, other).getextrema())  # type: ignore[misc]


ALIKE = [
    ("rect", '<rect x="10" y="5" width="40" height="20" fill="#0b5c6b"/>'),
    ("rule", '<style>.a{fill:#0b5c6b}</style><path class="b a" d="M10 5h40v20h-40z"/>'),
    ("rule-of-a-list", '<style>/* x */ .z,.a , path.c{fill:red;fill:#0b5c6b}</style><path class="a" d="M10 5h40v20h-40z"/>'),
    ("rule-by-id", '<style>#i{fill:#0b5c6b}.a{fill:red}path{fill:blue}</style><path id="i" class="a" d="M10 5h40v20h-40z"/>'),
    ("rule-beats-attribute", '<style>path{fill:#0b5c6b}</style><path fill="red" d="M10 5h40v20h-40z"/>'),
    ("style-beats-rule", '<style>.a{fill:red}</style><path class="a" style="fill:#0b5c6b" d="M10 5h40v20h-40z"/>'),
    ("important", '<style>.a{fill:#0b5c6b!important}</style><path class="a" style="fill:red" d="M10 5h40v20h-40z"/>'),
    ("inherited", '<g fill="#0b5c6b"><g><path d="M10 5h40v20h-40z"/></g></g>'),
    ("current-colour", '<g color="#0b5c6b"><path fill="currentColor" d="M10 5h40v20h-40z"/></g>'),
    ("colour", '<path fill="rgb(11, 92, 107)" d="M10 5h40v20h-40z"/>'),
    ("icc-colour", '<path fill="#0b5c6b icc-color(x, 1, 2)" d="M10 5h40v20h-40z"/>'),
    ("polygon", '<polygon points="10,5 50 5 50,25,10,25" fill="#0b5c6b"/>'),
    ("rule-of-children", '<style>svg > g .a{fill:#0b5c6b}.b + path{fill:red}</style><g><g><path class="a" d="M10 5h40v20h-40z"/></g></g>'),
    ("rule-beside", '<style>rect+path:first-child{fill:red}rect + path{fill:#0b5c6b}</style><rect/><path d="M10 5h40v20h-40z"/>'),
    ("rule-in-a-section", '<style><![CDATA[ @charset "utf-8"; .a { fill : #0b5c6b } ]]></style><path class="a" d="M10 5h40v20h-40z"/>'),
    ("other-colours", '<path fill="hsl(189.4 81.4% 23.1%)" d="M10 5h40v20h-40z"/>'),
    ("colours-in-parts", '<path style="fill:rgb(4.3% 36.1% 42% / 1)" d="M10 5h40v20h-40z"/>'),
    ("quoted", '<defs><linearGradient id="a b"><stop style="stop-color:#0b5c6b"/></linearGradient></defs><path style="fill:url(&quot;#a b&quot;) red" d="M10 5h40v20h-40z"/>'),
    ("of-inkscape", '<path style="fill:#0b5c6b;stroke:none;stroke-width:0.2645px;-inkscape-stroke:none;font-family:Arial;enable-background:new 0 0 9 9" d="M 10,5 H 50 V 25 H 10 Z"/>'),
    ("of-illustrator", '<switch><foreignObject requiredExtensions="&#38;ns_ai;" x="0" y="0" width="1" height="1"/><g id="Layer_1"><style type="text/css">.st0{fill:#0B5C6B;}</style><path class="st0" d="M10,5h40v20H10V5z"/></g></switch>'),
    ("moves", '<path d="m10,5 40,0 0,20 -40,0z" fill="#0b5c6b"/>'),
    ("comments", '<!-- a --><metadata/><title>Ours</title><path d="M10 5h40v20h-40z" fill="#0b5c6b"/>'),
    ("hidden", BOX + '<path display="none" d="M0 0h9v9z"/><g style="display:none"><path d="M0 0h9v9z"/></g>'),
    ("invisible", BOX + '<path visibility="hidden" d="M0 0h9v9z"/><path fill="none" d="M0 0h80v40z"/><g opacity="0"><path d="M0 0h9v9z"/></g>'),
    ("not-used", f'<defs><path id="x" d="M0 0h9v9z"/></defs><symbol id="y"><path d="M0 0h9v9z"/></symbol>{BOX}'),
    ("foreign", f'<sodipodi:view xmlns:sodipodi="http://sodipodi" x="1"><a/></sodipodi:view>{BOX}'),
    ("empty-text", f"<text> </text>{BOX}"),
    ("switch", f'<switch><foreignObject requiredExtensions="x"/><g>{BOX}</g><g><path d="M0 0h9v9z"/></g></switch>'),
    ("link", f"<a>{BOX}</a>"),
    ("white-ground", f'<rect width="100%" height="100%" fill="#fefefe"/>{BOX}'),
    ("outside", f'{BOX}<path d="M10 5h40v20h-40z" fill="none"/>'),
]  # fmt: skip


@pytest.mark.parametrize("body", [case[1] for case in ALIKE], ids=[case[0] for case in ALIKE])
def test_it_shows_the_same_as_a_plain_one(body: str) -> None:
    assert read_drawing(svg(body)).box == read_drawing(svg(BOX)).box
    assert apart(pixels(svg(body)), pixels(svg(BOX))) <= 2


PLACED = [
    ("translate", '<g transform="translate(10 5)"><path d="M0 0h40v20h-40z"/></g>'),
    ("scale", '<g transform="translate(10,5) scale(20)"><path d="M0 0h2v1h-2z"/></g>'),
    ("matrix", '<path transform="matrix(0 20 -20 0 50 5)" d="M0 0h1v2h-1z"/>'),
    ("rotate", '<path transform="rotate(90, 10, 5) translate(0 -40)" d="M10 5h20v40h-20z"/>'),
    ("use", '<defs><path id="p" d="M0 0h40v20h-40z"/></defs><use href="#p" x="10" y="5"/>'),
    ("use-of-use", '<defs><path id="p" d="M0 0h4v2h-4z"/><g id="q" transform="scale(10)"><use xlink:href="#p"/></g></defs><use href="#q" x="10" y="5"/>'),
    ("symbol", '<symbol id="s" viewBox="0 0 4 2"><path d="M0 0h9v9h-9z"/></symbol><use href="#s" x="10" y="5" width="40" height="20"/>'),
    ("nested", '<svg x="10" y="5" width="40" height="40" viewBox="0 0 2 2"><path d="M0 .5h2v1h-2z" transform="translate(0 -.5)"/></svg>'),
    ("circle-arc", '<ellipse cx="30" cy="15" rx="20" ry="10"/>'),
    ("arcs", '<path d="M10 15a20 10 0 0140 0a20 10 0 01-40 0"/>'),
    ("stroke", '<path fill="none" stroke="red" stroke-linejoin="round" stroke-width="4" d="M12 7h36v16h-36z"/>'),
    ("clip", '<clipPath id="c"><rect x="10" y="5" width="40" height="20"/></clipPath><circle clip-path="url(#c)" cx="30" cy="15" r="30"/>'),
    ("clip-by-use", '<defs><rect id="r" x="10" y="5" width="40" height="20"/></defs><clipPath id="c"><use xlink:href="#r"/></clipPath><g style="clip-path:url(#c)"><circle cx="30" cy="15" r="30"/></g>'),
    ("clip-of-box", '<clipPath id="c" clipPathUnits="objectBoundingBox"><rect width=".5" height=".5"/></clipPath><path clip-path="url(#c)" d="M10 5h80v40h-80z"/>'),
    ("clip-in-clip", '<clipPath id="b"><rect x="10" y="0" width="70" height="25"/></clipPath><clipPath id="c" clip-path="url(#b)"><rect y="5" width="50" height="35"/></clipPath><circle clip-path="url(#c)" cx="30" cy="15" r="30"/>'),
    ("mask", '<mask id="m" style="mask-type:luminance" maskUnits="userSpaceOnUse" x="0" y="0" width="80" height="40"><rect x="10" y="5" width="40" height="20" fill="white"/></mask><g mask="url(#m)"><circle cx="30" cy="15" r="30"/></g>'),
    ("alpha-mask", '<mask id="m" style="mask-type:alpha"><rect x="10" y="5" width="40" height="20" fill="#D9D9D9"/></mask><g mask="url(#m)"><circle cx="30" cy="15" r="30"/></g>'),
    ("white-on-a-dark-ground", '<rect x="10" y="5" width="40" height="20"/><circle cx="30" cy="15" r="5" fill="#fff"/>'),
    ("beyond-the-canvas", '<svg x="10" y="5" width="40" height="20"><circle cx="20" cy="10" r="99"/></svg><circle cx="999" cy="999" r="5"/>'),
]  # fmt: skip


@pytest.mark.parametrize("body", [case[1] for case in PLACED], ids=[case[0] for case in PLACED])
def test_what_is_seen_of_it_is_found(body: str) -> None:
    assert read_drawing(svg(body)).box == pytest.approx((10, 5, 40, 20), abs=0.12)


@pytest.mark.parametrize(
    ("size", "box"),
    [
        ('width="100mm" height="50mm"', (0, 0, 377.953, 188.976)),
        ('width="80px" height="40"', (0, 0, 80, 40)),
        ('width="100%" height="100%" viewBox="0,0,80,40"', (0, 0, 80, 40)),
        ('viewBox="-40 -20 80 40"', (-40, -20, 80, 40)),
    ],
)
def test_the_canvas(size: str, box: tuple[float, ...]) -> None:
    data = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><circle r="9999"/></svg>'
    assert read_drawing(data.encode()).box == pytest.approx(box, abs=0.01)


LIGHT = [
    ("white", '<path d="M10 5h40v20h-40z" fill="#fff"/>', True),
    ("cream", '<path d="M10 5h40v20h-40z" fill="#fdf6d8"/>', True),
    ("faint", '<path d="M10 5h40v20h-40z" fill="#fff" opacity=".3"/>', True),
    ("faint-group", '<g opacity=".3" fill="#fff"><path d="M10 5h40v20h-40z"/></g>', True),
    ("faint-black-which-a-dark-plate-would-hide", '<path d="M10 5h40v20h-40z" opacity=".1"/>', False),
    ("white-line", '<path d="M10 5h40" fill="none" stroke="white" stroke-width="9"/>', True),
    ("with-a-dot", '<path d="M10 5h40v20h-40z" fill="#fff"/><circle cx="60" cy="10" r="2"/>', True),
    ("dark", BOX, False),
    ("white-in-dark", f'{BOX}<circle cx="30" cy="15" r="9" fill="#fff"/>', False),
    ("yellow-and-dark", '<linearGradient id="a"><stop stop-color="#ff0"/><stop offset="1"/></linearGradient><path fill="url(#a)" d="M10 5h40v20h-40z"/>', False),
    ("on-its-own-ground", '<rect width="80" height="40" fill="#fff"/><path d="M10 5h40v20h-40z" fill="#fdf6d8"/>', False),
]  # fmt: skip


@pytest.mark.parametrize(("body", "light"), [case[1:] for case in LIGHT], ids=[case[0] for case in LIGHT])
def test_it_is_known_whether_it_can_be_seen_on_white(body: str, light: bool) -> None:
    assert read_drawing(svg(body)).is_light is light


SLANTED = (
    '<linearGradient id="a" gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="10" y2="0" gradientTransform="rotate(30) skewX(-20) scale(2)">'
    '<stop offset=".2" stop-color="#ff0000"/><stop offset="1" stop-color="#0000ff" stop-opacity="0"/></linearGradient>'
    '<path d="M0 0h80v40h-80z" fill="url(#a)"/>'
)


def test_a_slanted_gradient_that_fades_has_the_colours_of_its_formula() -> None:
    picture = pixels(svg(SLANTED + '<path d="M0 0h80v40h-80z" fill="#fff" fill-opacity=".1"/>'), 80, 40)
    for x, y in [(5, 5), (20, 5), (10, 20), (15, 30), (30, 2), (60, 30)]:
        turn = radians(-30)
        across, down = x * cos(turn) - y * sin(turn), x * sin(turn) + y * cos(turn)
        at = min(max((across + tan(radians(20)) * down) / 2 / 10, 0), 1)
        share = max(0, (at - 0.2) / 0.8)
        colour = [255 * (1 - share), 0, 255 * share]
        expected = [(part * (1 - share) + 255 * share) * 0.9 + 25.5 for part in colour]
        found = picture.getpixel((round(x / 80 * picture.width), round(y / 40 * picture.height)))
        assert found == pytest.approx(tuple(expected), abs=6), (x, y)


ON_PAPER = [
    ("soft-mask", '<mask id="m"><rect width="80" height="40" fill="#fff" fill-opacity=".5"/></mask><g mask="url(#m)"><rect width="80" height="40" fill="red"/></g>', {(20, 20): (255, 128, 128), (60, 20): (255, 128, 128)}),
    ("pattern", '<pattern id="p" width="40" height="40" patternUnits="userSpaceOnUse"><rect width="40" height="40" fill="navy"/><rect width="20" height="40" fill="red"/></pattern><rect width="80" height="40" fill="url(#p)"/>', {(10, 20): (255, 0, 0), (30, 20): (0, 0, 128), (50, 20): (255, 0, 0), (70, 20): (0, 0, 128)}),
    ("marker", '<marker id="k" markerWidth="10" markerHeight="10" markerUnits="userSpaceOnUse" refX="5" refY="5"><rect width="10" height="10" fill="navy"/></marker><rect width="80" height="40" fill="red"/><path marker-end="url(#k)" d="M0 20H60"/>', {(60, 20): (0, 0, 128), (40, 20): (255, 0, 0)}),
    ("line-in-a-gradient", '<linearGradient id="g" gradientUnits="userSpaceOnUse" x2="80"><stop offset=".5" stop-color="red"/><stop offset=".5" stop-color="navy"/></linearGradient><path d="M0 20h80" stroke="url(#g)" stroke-width="40"/>', {(10, 20): (255, 0, 0), (70, 20): (0, 0, 128)}),
    ("gradient-that-repeats", '<linearGradient id="g" gradientUnits="userSpaceOnUse" x2="40" spreadMethod="repeat"><stop offset=".5" stop-color="red"/><stop offset=".5" stop-color="navy"/></linearGradient><path d="M0 0h80v40h-80z" fill="url(#g)"/>', {(10, 20): (255, 0, 0), (30, 20): (0, 0, 128), (50, 20): (255, 0, 0)}),
    ("turned-gradient", '<radialGradient id="g" gradientUnits="userSpaceOnUse" cx="0" cy="0" r="10" gradientTransform="translate(40 20) rotate(90) scale(1 3)"><stop offset="1" stop-color="red"/><stop offset="1" stop-color="navy"/></radialGradient><path d="M0 0h80v40h-80z" fill="url(#g)"/>', {(60, 20): (255, 0, 0), (40, 35): (0, 0, 128), (40, 25): (255, 0, 0)}),
    ("clip-with-holes", '<clipPath id="c"><path clip-rule="evenodd" d="M0 0h80v40h-80zM20 10h40v20h-40z"/></clipPath><g clip-path="url(#c)"><rect width="80" height="40" fill="red"/></g>', {(10, 20): (255, 0, 0), (40, 20): (255, 255, 255)}),
    ("blending", '<rect width="80" height="40" fill="red"/><rect x="40" width="40" height="40" fill="#808080" style="mix-blend-mode:multiply"/>', {(20, 20): (255, 0, 0), (60, 20): (128, 0, 0)}),
    ("clear-over-clear", '<g opacity=".5"><rect width="80" height="40" fill="red"/><rect width="80" height="40" fill="#00f"/></g>', {(40, 20): (128, 128, 255)}),
]  # fmt: skip


@pytest.mark.parametrize(("body", "colours"), [case[1:] for case in ON_PAPER], ids=[case[0] for case in ON_PAPER])
def test_what_is_hard_to_draw_is_drawn_right_on_the_page(
    tmp_path: Path, body: str, colours: dict[tuple[int, int], tuple[int, int, int]]
) -> None:
    """Known colours at places of the drawing, looked for in the finished PDF."""
    clinic = clinic_with(tmp_path, svg(body), "mark.svg")
    placed = place_logo(clinic, Edition())
    assert placed and not placed.plate
    pdf = typeset_all(compose_all([handout("vitamin-b12-and-food")], clinic, Edition(), None)).pdf
    left, top, right, bottom = found_logo(pdf, placed.width, placed.height)
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0].render(scale=150 / 72).to_pil().convert("RGB")
    finally:
        document.close()
    for (x, y), colour in colours.items():
        at = left + (right - left) * x / 80, top + (bottom - top) * y / 40
        assert page.getpixel(tuple(round(mm / 25.4 * 150) for mm in at)) == pytest.approx(colour, abs=3), (x, y)


def test_a_printed_drawing_is_as_fine_as_it_says_and_has_no_dark_edge(tmp_path: Path) -> None:
    """600 dpi; and the black of what is transparent is not mixed in where a PDF viewer makes it coarser."""
    clinic = clinic_with(tmp_path, svg('<circle cx="20" cy="20" r="20" fill="#006600"/>'), "mark.svg")
    pdf = typeset_all(compose_all([handout("vitamin-b12-and-food")], clinic, Edition(), None)).pdf
    box = found_logo(pdf, 17, 17)
    document = pypdfium2.PdfDocument(pdf)
    try:
        sizes = [one.get_px_size() for one in document[0].get_objects(max_depth=8) if hasattr(one, "get_px_size")]
        page = document[0].render(scale=96 / 72).to_pil().convert("RGB")
    finally:
        document.close()
    assert (401, 401) in sizes
    colours = page.crop([round(mm / 25.4 * 96) for mm in box]).getcolors(99_999) or []
    assert len(colours) > 20
    for _, (red, green, blue) in colours:  # type: ignore[misc]
        assert red == pytest.approx(blue, abs=2)
        assert green == pytest.approx(255 - (255 - red) * 0.6, abs=4)


def test_another_process_draws_the_same_bytes(tmp_path: Path) -> None:
    file = tmp_path / "mark.svg"
    file.write_bytes(svg(SLANTED))
    code = "import sys; from handouts.page.picture.drawing import *; from pathlib import Path as P; d = read_drawing(P(sys.argv[1]).read_bytes()); sys.stdout.buffer.write(drawn(d, 40, 20))"
    done = subprocess.run([sys.executable, "-c", code, str(file)], cwd=ROOT, capture_output=True, check=True)
    assert done.stdout == drawn(read_drawing(svg(SLANTED)), 40, 20)


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ('<style>g ~ path{fill:red}</style><g/>', "is an SVG with a style rule for `g ~ path`"),
        ('<style>g{path{fill:red}}</style><g/>', "is an SVG with a style rule inside another"),
        ('<style>g{fill:var(--a)}</style><g/>', "is an SVG whose styles hold variables"),
        ('<path style="fill:initial" d="M0 0h8v8z"/>', "is an SVG with a colour that cannot be read (`initial`)"),
        ('<path style="clip-path:circle(4px)" d="M0 0h8v8z"/>', "is an SVG whose clip-path cannot be read (`circle(4px)`)"),
        ("<style>path:hover{fill:red}</style><g/>", "is an SVG with a style rule for `path:hover`"),
        ('<path d="M0 0h8v8z" fill="no-colour"/>', "is an SVG with a colour that cannot be read (`no-colour`)"),
        ('<g style="vector-effect:non-scaling-stroke"/>', "is an SVG that is drawn with `vector-effect`, which would print wrong"),
        ('<path d="M0 0h8v8z" style="transform:scale(2)"/>', "is an SVG whose style sets `transform`"),
    ],
)  # fmt: skip
def test_what_would_be_drawn_wrong_is_refused(body: str, what: str) -> None:
    with pytest.raises(Unfit) as refusal:
        read_drawing(svg(body))
    assert refusal.value.what == what


PIECES = st.sampled_from([
    "<g>", "</g>", "<path ", "/>", 'd="M0 0h9v9z" ', 'fill="red" ', 'fill="url(#a)" ', 'id="a" ', "<use ", 'href="#a" ',
    'transform="rotate(9)" ', 'transform="scale(0)" ', ">", "<style>", "</style>", ".a{fill:red}", "{", "}", 'class="a" ',
    "<linearGradient ", "</linearGradient>", '<stop offset="50%"/>', '<clipPath id="c">', "</clipPath>", 'clip-path="url(#c)" ',
    "<mask ", "</mask>", 'mask="url(#a)" ', "<svg ", 'viewBox="0 0 0 1" ', "</svg>", 'opacity="2" ', 'd="M" ', 'd="A1" ', 'd="M0 0a1 1 0 019" ',
    'stroke="red" ', 'stroke-width="-1" ', 'stroke-dasharray="1,,2" ', 'stroke-miterlimit="" ', 'fill="" ', 'x="1em" ', "&amp;", "<pattern ", "</pattern>", "<marker ", "</marker>", 'marker-end="url(#a)" ', 'width="9" ', "<symbol ", "</symbol>",
    '<circle r="9"/>', '<polygon points="1 2 3"/>', '<rect width="9" height="9" rx="auto" ry="2%"/>',
])  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=12))
def test_any_drawing_is_drawn_or_refused(pieces: list[str]) -> None:
    data = svg(BOX + "".join(pieces))
    try:
        made = drawn(read_drawing(data), 4, 2)
    except Unfit:
        return
    with Image.open(BytesIO(made)) as picture:
        assert picture.size == (94, 47)
    assert made == drawn(read_drawing(data), 4, 2), "twice the same"
