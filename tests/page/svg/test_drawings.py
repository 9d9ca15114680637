"""Drawings as editors export them: each shows the same as one written plainly, and nothing around what is seen."""

from __future__ import annotations

import base64
import re

import pypdfium2
import pytest
import weasyprint
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from handouts.page.svg.drawing import read_drawing, written
from handouts.page.unfit import Unfit

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 80 40">'
BOX = '<path d="M10 5h40v20h-40z" fill="#0b5c6b"/>'
"""What most of these show: a box from 10, 5 to 50, 25."""


def svg(body: str) -> bytes:
    return f"{HEAD}{body}</svg>".encode()


def clean(body: str) -> str:
    return written(read_drawing(svg(body)), 40, 20).decode()


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
    if "fefefe" in body:
        assert read_drawing(svg(body)).box == read_drawing(svg(BOX)).box
    else:
        assert re.sub(r"V\S+H", "H", clean(body)) == re.sub(r"V\S+H", "H", clean(BOX))


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
    ("mask", '<mask id="m" style="mask-type:luminance" maskUnits="userSpaceOnUse" x="0" y="0" width="80" height="40"><rect x="10" y="5" width="40" height="20" fill="white"/></mask><g mask="url(#m)"><circle cx="30" cy="15" r="30"/></g>'),
    ("alpha-mask", '<mask id="m" style="mask-type:alpha"><rect x="10" y="5" width="40" height="20" fill="#D9D9D9"/></mask><g mask="url(#m)"><circle cx="30" cy="15" r="30"/></g>'),
    ("white-on-a-dark-ground", '<rect x="10" y="5" width="40" height="20"/><circle cx="30" cy="15" r="5" fill="#fff"/>'),
    ("beyond-the-canvas", '<svg x="10" y="5" width="40" height="20"><circle cx="20" cy="10" r="99"/></svg><circle cx="999" cy="999" r="5"/>'),
]  # fmt: skip


@pytest.mark.parametrize("body", [case[1] for case in PLACED], ids=[case[0] for case in PLACED])
def test_what_is_seen_of_it_is_found(body: str) -> None:
    assert read_drawing(svg(body)).box == pytest.approx((10, 5, 50, 25), abs=0.02)


@pytest.mark.parametrize(
    ("size", "box"),
    [
        ('width="100mm" height="50mm"', (0, 0, 377.95, 188.98)),
        ('width="80px" height="40"', (0, 0, 80, 40)),
        ('width="100%" height="100%" viewBox="0,0,80,40"', (0, 0, 80, 40)),
        ('viewBox="-40 -20 80 40"', (-40, -20, 40, 20)),
    ],
)
def test_the_canvas(size: str, box: tuple[float, ...]) -> None:
    data = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><circle r="9999"/></svg>'
    assert read_drawing(data.encode()).box == pytest.approx(box, abs=0.01)


LIGHT = [
    ("white", '<path d="M10 5h40v20h-40z" fill="#fff"/>', True),
    ("cream", '<path d="M10 5h40v20h-40z" fill="#fdf6d8"/>', True),
    ("faint", '<path d="M10 5h40v20h-40z" fill="#000" opacity=".1"/>', True),
    ("faint-group", '<g opacity=".1"><path d="M10 5h40v20h-40z"/></g>', True),
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


def drawn(data: bytes, width: int, height: int) -> Image.Image:
    """A drawing as the typesetter draws it, one pixel a CSS pixel."""
    style = (
        f"@page {{ size: {width}px {height}px; margin: 0 }} body {{ margin: 0 }} img {{ display: block; width: 100% }}"
    )
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols=["data"])

    page = f'<style>{style}</style><img src="data:image/svg+xml;base64,{base64.b64encode(data).decode()}">'
    pdf = weasyprint.HTML(string=page, url_fetcher=fetcher).write_pdf()
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[0].render(scale=4 / 3).to_pil().convert("RGB")
    finally:
        document.close()


SLANTED = (
    '<linearGradient id="a" gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="10" y2="0" gradientTransform="rotate(30) skewX(-20) scale(2)">'
    '<stop offset=".2" stop-color="#ff0000"/><stop offset="1" stop-color="#0000ff" stop-opacity="0"/></linearGradient>'
    '<path d="M0 0h80v40h-80z" fill="url(#a)"/>'
)


def test_a_slanted_gradient_that_fades_has_the_colours_of_its_formula() -> None:
    """The typesetter repeats such gradients and blends their colours by their opacity, unless they are written anew."""
    from math import cos, radians, sin, tan

    picture = drawn(written(read_drawing(svg(SLANTED)), 80, 40), 320, 160)
    for x, y in [(5, 5), (20, 5), (10, 20), (15, 30), (30, 2), (60, 30)]:
        turn = radians(-30)
        across, down = x * cos(turn) - y * sin(turn), x * sin(turn) + y * cos(turn)
        at = min(max((across + tan(radians(20)) * down) / 2 / 10, 0), 1)
        share = max(0, (at - 0.2) / 0.8)
        colour = [255 * (1 - share), 0, 255 * share]
        expected = [part * (1 - share) + 255 * share for part in colour]
        found = picture.getpixel((round(x * 4), round(y * 4)))
        assert found == pytest.approx(tuple(expected), abs=6), (x, y)


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ('<style>g path{fill:red}</style><g/>', "is an SVG with a style rule for `g path`"),
        ("<style>path:hover{fill:red}</style><g/>", "is an SVG with a style rule for `path:hover`"),
        ('<path d="M0 0h8v8z" fill="no-colour"/>', "is an SVG with a colour that cannot be read (`no-colour`)"),
        ('<g style="vector-effect:non-scaling-stroke"/>', "is an SVG that is drawn with `vector-effect`, which would print wrong"),
        ('<path d="M0 0h8v8z" style="transform:scale(2)"/>', "is an SVG whose style sets `transform`"),
        ('<linearGradient id="a"><stop/><stop offset="1"/></linearGradient><path d="M0 0h8v8" stroke="url(#a)"/>', "is an SVG with a line in a gradient, which would print wrong"),
        ('<linearGradient id="a" spreadMethod="reflect"><stop/><stop offset="1"/></linearGradient><path d="M0 0h8v8" fill="url(#a)"/>', "is an SVG with a gradient that repeats, which would print wrong"),
        ('<radialGradient id="a" gradientTransform="rotate(30) scale(1 2)"><stop/><stop offset="1"/></radialGradient><path d="M0 0h8v8" fill="url(#a)"/>', "is an SVG with a turned gradient, which would print wrong"),
        ('<clipPath id="c"><path clip-rule="evenodd" d="M0 0h9v9zM1 1h2v2z"/></clipPath><g clip-path="url(#c)"><path d="M0 0h8v8z"/></g>', "is an SVG with a clipping path that has holes"),
    ],
)  # fmt: skip
def test_what_the_typesetter_would_draw_wrong_is_refused(body: str, what: str) -> None:
    with pytest.raises(Unfit) as refusal:
        read_drawing(svg(body))
    assert refusal.value.what == what


PIECES = st.sampled_from([
    "<g>", "</g>", "<path ", "/>", 'd="M0 0h9v9z" ', 'fill="red" ', 'fill="url(#a)" ', 'id="a" ', "<use ", 'href="#a" ',
    'transform="rotate(9)" ', 'transform="scale(0)" ', ">", "<style>", "</style>", ".a{fill:red}", "{", "}", 'class="a" ',
    "<linearGradient ", "</linearGradient>", '<stop offset="50%"/>', '<clipPath id="c">', "</clipPath>", 'clip-path="url(#c)" ',
    "<mask ", "</mask>", 'mask="url(#a)" ', "<svg ", 'viewBox="0 0 0 1" ', "</svg>", 'opacity="2" ', 'd="M" ', 'd="A1" ', 'd="M0 0a1 1 0 019" ',
    'stroke="red" ', 'stroke-width="-1" ', 'stroke-dasharray="1,,2" ', 'stroke-miterlimit="" ', 'fill="" ', 'x="1em" ', "&amp;", "<symbol ", "</symbol>",
    '<circle r="9"/>', '<polygon points="1 2 3"/>', '<rect width="9" height="9" rx="auto" ry="2%"/>',
])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=12))
def test_any_drawing_is_written_or_refused(pieces: list[str]) -> None:
    try:
        drawing = read_drawing(svg(BOX + "".join(pieces)))
    except Unfit:
        return
    made = written(drawing, 10, 5)
    assert made == written(read_drawing(svg(BOX + "".join(pieces))), 10, 5), "twice the same"
    assert read_drawing(made).size == pytest.approx(drawing.size, rel=1e-4), "what is written is a drawing itself"
