"""Pictures in grey: every colour as light as it was, and nothing else changed."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from PIL import Image

from handouts.page.assets import Asset, qr_code
from handouts.page.picture.drawing import drawn, read_drawing
from handouts.page.picture.grey import in_grey
from tests.page.pdf import RIVERSIDE


def test_a_qr_code_stays_black() -> None:
    code = qr_code("https://example.org")
    assert in_grey(code) == code
    assert set(re.findall(rb'(?:stroke|fill)="([^"]*)"', code.data)) <= {b"#000", b"#000000", b"none"}


def test_a_drawn_logo_becomes_grey() -> None:
    """Its colours as light as they were: teal at 69 of 255 (ITU-R BT.601), white and what is clear as they are."""
    made = drawn(read_drawing((RIVERSIDE / "logo.svg").read_bytes()), 17, 17)
    grey = in_grey(Asset("logo.png", "image/png", made))
    with Image.open(BytesIO(grey.data)) as picture, Image.open(BytesIO(made)) as before:
        assert picture.mode == "LA"
        assert picture.getchannel("A").tobytes() == before.getchannel("A").tobytes()
        assert picture.getpixel((200, 20)) == (69, 255)
    assert in_grey(grey) == grey


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
