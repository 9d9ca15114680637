"""Pictures in grey: every colour as light as it was, and nothing else changed."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from PIL import Image

from handouts.page.assets import Asset, qr_code
from handouts.page.grey import in_grey
from handouts.page.svg.drawing import read_drawing, written
from tests.page.pdf import RIVERSIDE

STYLED = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><style>.a{fill:#f00}</style><path class="a" d="M0 0h3v3z"/>'
    '<path style="stroke:rgb(0,255,0)" d="M4 4h3v3z"/><linearGradient id="g"><stop stop-color="blue"/><stop offset="1"'
    ' stop-color="#fff"/></linearGradient><g color="teal"><path fill="currentColor" d="M0 0h1v3z"/></g>'
    '<path fill="url(#g)" d="M4 0h3v3z"/></svg>'
)


def drawing(data: bytes) -> Asset:
    return Asset("logo.svg", "image/svg+xml", written(read_drawing(data), 17, 17))


@pytest.mark.parametrize("data", [STYLED.encode(), (RIVERSIDE / "logo.svg").read_bytes()], ids=["styled", "riverside"])
def test_every_colour_of_a_drawing_becomes_its_grey(data: bytes) -> None:
    before = drawing(data)
    after = in_grey(before)
    colours = re.findall(r"#([0-9a-f]{6})\b", after.data.decode())
    assert colours
    assert all(colour[:2] == colour[2:4] == colour[4:] for colour in colours)
    assert not re.search(r"(fill|stroke|color)=\"(?!none|url|#)", after.data.decode())
    strip = re.compile(rb"#[0-9a-f]{6}\b")
    assert strip.sub(b"", after.data) == strip.sub(b"", before.data)
    assert in_grey(after) == after


def test_the_greys_are_as_light_as_the_colours() -> None:
    """Red, green and blue at 30, 59 and 11 in a hundred (ITU-R BT.601); black and white stay."""
    made = in_grey(drawing(STYLED.encode())).data.decode()
    assert {"#4c4c4c", "#969696", "#1d1d1d", "#ffffff", "#000000"} <= set(re.findall(r"#[0-9a-f]{6}\b", made))


def test_a_qr_code_stays_black() -> None:
    assert b'"#000000"' in in_grey(qr_code("https://example.org")).data


@pytest.mark.parametrize(("mode", "found"), [("RGB", (76,)), ("RGBA", (76, 128))])
def test_pixels_become_grey_and_keep_their_transparency(mode: str, found: tuple[int, ...]) -> None:
    stream = BytesIO()
    Image.new(mode, (9, 9), (255, 0, 0, 128)[: len(mode)]).save(stream, "PNG")
    grey = in_grey(Asset("logo.png", "image/png", stream.getvalue()))
    with Image.open(BytesIO(grey.data)) as picture:
        assert picture.mode == {1: "L", 2: "LA"}[len(found)]
        pixel = picture.getpixel((4, 4))
        assert (pixel if isinstance(pixel, tuple) else (pixel,)) == found
    assert (grey.name, grey.mime) == ("logo.png", "image/png")
