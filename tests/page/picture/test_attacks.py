"""Hostile drawings: refused before anything is typeset, soon, and with the reason; none can stop the program."""

from __future__ import annotations

import os
import subprocess
import sys
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
import resvg_py
from PIL import Image

from handouts.page.picture import draw
from handouts.page.picture.drawing import drawn, read_drawing
from handouts.page.picture.unfit import Unfit

DOT = '<circle cx="4" cy="4" r="3"/>'
FILE = "is an SVG that refers to another file"
BACKSLASH = "is an SVG whose styles hold a backslash"
PARTS = "is an SVG of too many parts"
ITSELF = "is an SVG in which a part holds itself"
ENTITIES = "is an SVG that defines entities"
FILTER = "is an SVG that holds a filter, which would print wrong"
TOO_MUCH = "is an SVG that takes too much time or memory to draw"


def svg(body: str, attributes: str = "", head: str = "") -> str:
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f'{head}<svg {names} viewBox="0 0 8 8" {attributes}>{body}</svg>'


def doctype(subset: str) -> str:
    return f'<?xml version="1.0"?><!DOCTYPE svg [{subset}]>'


def nested(begin: str, part: str, end: str) -> str:
    """Twenty that each refer ten times to the one before."""
    inner = [begin.format(0) + DOT + end]
    return "".join(inner + [begin.format(n) + part.format(n - 1) * 10 + end for n in range(1, 20)])


LAUGHS = doctype(
    '<!ENTITY a "ha">' + "".join(f'<!ENTITY {b} "' + f"&{a};" * 10 + '">' for a, b in pairwise("abcdefghi"))
)
COPIES = [f'<g id="u{n + 1}">' + f'<use href="#u{n}"/>' * 10 + "</g>" for n in range(30)]
USES = '<defs><circle id="u0" r="3"/>' + "".join(COPIES) + "</defs>"
CLIPS = "".join(f'<clipPath id="c{n}"><g clip-path="url(#c{n + 1})">{DOT}</g></clipPath>' for n in range(9))
MASKS = nested('<mask id="m{}">', '<rect width="8" height="8" mask="url(#m{})"/>', "</mask>")
PATTERNS = nested(
    '<pattern id="p{}" width="1" height="1">', '<rect width="8" height="8" fill="url(#p{})"/>', "</pattern>"
)
MARKERS = nested('<marker id="k{}">', '<path d="M0 0h8" marker-end="url(#k{})"/>', "</marker>")
LONG = "".join(["M0 0", *["c1 1 9 9 9 1s1 1-9-1"] * 45_000])
ATTACKS = [
    ("billion-laughs", svg("<title>&i;</title>" + DOT, head=LAUGHS), ENTITIES),
    ("external-entity", svg("<title>&x;</title>", head=doctype('<!ENTITY x SYSTEM "file:///etc/passwd">')), ENTITIES),
    ("parameter-entity", svg(DOT, head=doctype('<!ENTITY % x SYSTEM "http://evil.example/x.dtd">%x;')), ENTITIES),
    ("default-attribute", svg(DOT, head=doctype('<!ATTLIST svg onload CDATA "alert(1)">')),
     "is an SVG with a script (onload)"),
    ("script", svg("<script>alert(1)</script>"), "is an SVG that holds a script (<script>)"),
    ("script-of-html", svg('<script xmlns="http://www.w3.org/1999/xhtml">1</script>'),
     "is an SVG that holds a script (<script>)"),
    ("html", svg('<iframe xmlns="http://www.w3.org/1999/xhtml" src="x"/>'), "is an SVG that holds <iframe>"),
    ("onload", svg(DOT, 'onload="alert(1)"'), "is an SVG with a script (onload)"),
    ("onclick", svg('<g ONCLICK="alert(1)"/>'), "is an SVG with a script (ONCLICK)"),
    ("javascript", svg('<path d="M0 0h8v8z" fill="javascript:alert(1)"/>'), "is an SVG with a script (javascript:)"),
    ("link", svg(f'<a href="javascript:alert(1)">{DOT}</a>'), FILE),
    ("href-http", svg('<linearGradient href="https://evil.example/#a"/>'), FILE),
    ("href-file", svg('<use xlink:href="file:///etc/passwd#a"/>'), FILE),
    ("href-data", svg('<use href="data:image/svg+xml,x#a"/>'), FILE),
    ("href-name", svg('<use xlink:href="a.svg#a"/>'), FILE),
    ("image-http", svg('<image href="https://evil.example/a.png"/>'),
     "is an SVG that holds a picture (<image>), which is no drawing"),
    ("image-data", svg('<image href="data:text/html,x"/>'),
     "is an SVG that holds a picture (<image>), which is no drawing"),
    ("url", svg('<path fill="url(https://evil.example/a)"/>'), FILE),
    ("url-in-style", svg("<path style=\"fill: URL( 'a.svg#b')\"/>"), FILE),
    ("url-in-rule", svg("<style>.a{fill:url(//evil.example/a)}</style>"), FILE),
    ("url-escaped", svg(r"<style>.a{fill:\75rl(http://evil.example/a)}</style>"), BACKSLASH),
    ("url-escaped-in-style", svg(r'<path style="fill:u\72l(http://evil.example/a)"/>'), BACKSLASH),
    ("import", svg("<style>@import 'a.css'</style>"), FILE),
    ("import-escaped", svg(r"<style>@\69mport 'a.css';</style>"), BACKSLASH),
    ("import-in-pieces", svg("<style>@im<tspan/>port 'a.css';</style>"), FILE),
    ("font", svg("<style>@font-face{font-family:a;src:url(a.ttf)}</style>"), FILE),
    ("media", svg("<style>@media print{.a{fill:red}}</style>"), "is an SVG with a style rule `@media`"),
    ("style-sheet", svg(DOT, head='<?xml-stylesheet href="a.css"?>'), "is an SVG that refers to a style sheet"),
    ("web-page", svg("<foreignObject/>"), "is an SVG that holds a web page (<foreignObject>)"),
    ("animate", svg('<rect><animate attributeName="x"/></rect>'), "is an SVG that moves (<animate>)"),
    ("set", svg('<set attributeName="href" to="javascript:alert(1)"/>'), "is an SVG that moves (<animate>)"),
    ("use-bomb", svg(USES + '<use href="#u30"/>'), PARTS),
    ("use-cycle", svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'), ITSELF),
    ("use-of-nothing", svg('<use href="#"/>'), "is an SVG that refers to `#`, which is not in it"),
    ("use-of-itself", svg('<use id="a" href="#a"/>'), ITSELF),
    ("use-of-all", svg('<g id="a"><g><use href="#a"/></g></g>'), ITSELF),
    ("gradient-cycle", svg('<linearGradient id="a" href="#b"/><linearGradient id="b" href="#a"/>'), ITSELF),
    ("clip-cycle", svg(f'<clipPath id="a"><g clip-path="url(#a)">{DOT}</g></clipPath><g clip-path="url(#a)"/>'), ITSELF),
    ("mask-cycle", svg(f'<mask id="a"><g mask="url(#a)">{DOT}</g></mask>'), ITSELF),
    ("clip-of-nothing", svg(CLIPS + f'<g clip-path="url(#c0)">{DOT}</g>'),
     "is an SVG that refers to `#c9`, which is not in it"),
    ("mask-bomb", svg(MASKS + f'<g mask="url(#m19)">{DOT}</g>'), PARTS),
    ("pattern-bomb", svg(PATTERNS + '<rect fill="url(#p19)" width="8" height="8"/>'), PARTS),
    ("marker-bomb", svg(MARKERS + '<path marker-end="url(#k19)" d="M0 0h8"/>'), PARTS),
    ("clip-bomb", svg('<clipPath id="a">' + DOT * 200 + "</clipPath>"
                      + '<path clip-path="url(#a)" d="M0 0h8v8z"/>' * 200), PARTS),
    ("clip-bomb-by-rule", svg('<style>path{clip-path:url(#a)}</style><clipPath id="a">' + DOT * 2000 + "</clipPath>"
                              + '<path d="M0 0h8v8z"/>' * 2000), TOO_MUCH),
    ("nesting", svg("<g>" * 60 + DOT + "</g>" * 60), PARTS),
    ("deep-nesting", svg("<g>" * 100_000 + "</g>" * 100_000), PARTS),
    ("many", svg("<g/>" * 20_001), PARTS),
    ("large", svg(f"<!--{' ' * 1024 * 1024}-->"), "is an SVG of more than 1 MB"),
    ("rules", svg("<style>" + "*{fill:red}" * 5000 + "</style>" + DOT), "is an SVG of too many style rules"),
    ("blur", svg('<filter id="f"><feGaussianBlur stdDeviation="999999"/></filter>'), FILTER),
    ("turbulence", svg('<filter id="f"><feTurbulence numOctaves="999999"/></filter>'), FILTER),
    ("filter", svg('<g filter="blur(9px)"/>'), "is an SVG that is drawn with `filter`, which would print wrong"),
    ("pattern-cycle", svg('<pattern id="a"><rect fill="url(#a)"/></pattern>'), ITSELF),
    ("marker-cycle", svg('<marker id="a"><path style="marker-end:url(#a)"/></marker>'), ITSELF),
    ("vast-pattern", svg('<pattern id="a" width="90000" height="90000" patternUnits="userSpaceOnUse"><circle r="5"/>'
                         '</pattern><rect width="8" height="8" fill="url(#a)"/>'), TOO_MUCH),
    ("dashes", svg('<path d="M0 4h8" stroke="red" stroke-linecap="round" stroke-dasharray=".00001"/>' * 50), TOO_MUCH),
    ("layers", svg(f'<g opacity=".5">{DOT * 2}</g>' * 5000), TOO_MUCH),
    ("masks", svg(f'<mask id="m">{DOT}</mask>' + f'<g mask="url(#m)">{DOT}</g>' * 4000), TOO_MUCH),
    ("endless-line", svg(f'<path fill="none" stroke="red" stroke-linejoin="round" d="{LONG}"/>'), TOO_MUCH),
    ("tiny-canvas", svg('<circle r="5"/>').replace("0 0 8 8", "0 0 1e-30 1e-30"), "is an SVG that cannot be drawn"),
    ("huge-number", svg('<rect width="1e300" height="9"/>'), "is an SVG whose width is too large (`1e300`)"),
    ("huge-canvas", svg(DOT).replace("0 0 8 8", "0 0 9e99 9e99"),
     "is an SVG whose viewBox is too large (`9e99`)"),
    ("not-a-number", svg('<rect width="nan" height="9"/>'), "is an SVG whose width cannot be read (`nan`)"),
    ("far-path", svg('<path d="M0 0L9e9 9e9"/>'), "is an SVG whose path is too large (`0L9e9`)"),
    ("bad-path", svg('<path d="M0 0L<"/>'.replace("<\"", "&lt;\"")), "is an SVG whose path cannot be read"),
    ("huge-transform", svg('<g transform="scale(1e5) scale(1e5)"/>' + DOT),
     "is an SVG whose transform is too large (`scale(1e5)`)"),
    ("no-transform", svg('<g transform="scale(nan)"/>' + DOT), "is an SVG whose transform cannot be read (`scale(nan)`)"),
    ("no-such-part", svg('<use href="#nowhere"/>'), "is an SVG that refers to `#nowhere`, which is not in it"),
    ("no-such-fill", svg('<path d="M0 0h8v8z" fill="url(#a)"/>'), "is an SVG that refers to `#a`, which is not in it"),
    ("unknown", svg("<mesh/>"), "is an SVG that holds <mesh>"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "message"), [case[1:] for case in ATTACKS], ids=[case[0] for case in ATTACKS])
def test_it_is_refused(data: str, message: str) -> None:
    begun = sum(os.times()[:4])
    with pytest.raises(Unfit) as refusal:
        read_drawing(data.encode())
    assert refusal.value.what == message
    assert refusal.value.remedy.startswith(("Export", "Simplify", "Save", "Expand"))
    assert sum(os.times()[:4]) - begun < 3, "seconds of the processor's time, here and in what draws"


@pytest.mark.parametrize(("scale", "ratio"), [(9999, 1), (1, 9999), (1e-4, 1)])
def test_a_canvas_of_any_size_is_drawn_small_or_refused(scale: float, ratio: float) -> None:
    """The pixels drawn never depend on the size that a drawing asks for."""
    body = f'<rect width="{scale}" height="{scale * ratio}"/>'
    box = f'0 0 {scale} {scale * ratio}" width="{scale}mm" height="{scale * ratio}mm'
    drawing = read_drawing(svg(body).replace("0 0 8 8", box).encode())
    assert drawing.size == pytest.approx((scale, scale * ratio))
    with Image.open(BytesIO(drawn(drawing, 17, 17))) as picture:
        assert picture.size == (401, 401)


def test_nothing_of_a_drawing_but_its_pixels_is_left() -> None:
    """Nothing that a stranger wrote is handed on: neither names nor comments nor what an editor keeps for itself."""
    body = (
        '<!-- secret --><metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">secret</rdf:RDF></metadata>'
        '<title>secret</title><desc>secret</desc><i:pgf xmlns:i="http://ns.adobe.com/i/" onload="secret"/>'
        f'<g id="secret" class="secret" data-x="secret" style="-inkscape-font: secret" aria-label="secret">{DOT}</g>'
    )
    names = "xml:lang='secret' x:y='secret' xmlns:x='urn:secret'"
    assert drawn(read_drawing(svg(body, names).encode()), 10, 10) == drawn(read_drawing(svg(DOT).encode()), 10, 10)


def test_what_draws_can_open_no_file(tmp_path: Path) -> None:
    """A picture that a drawing names is not there for it, even where nothing has refused the drawing before."""
    pytest.importorskip("resource")
    file = tmp_path / "secret.png"
    Image.new("RGB", (8, 8), "red").save(file)
    data = svg(f'<image href="{file}" width="8" height="8"/>', 'width="8" height="8"').encode()
    folder = Path(resvg_py.__file__).parents[1]
    command = [sys.executable, "-I", "-S", draw.__file__, str(folder)]
    done = subprocess.run(command, input=data, capture_output=True, check=True)
    with Image.open(BytesIO(done.stdout)) as picture:
        assert picture.getextrema() == ((0, 0),) * 4
