"""The pages look as they did when somebody last looked at them.

Another version of Pango or FreeType shifts letters by a fraction of a pixel and greys their edges otherwise, which no
reader sees. Both pictures are therefore blurred before they are compared. Measured on these pages, in steps of grey of 255:
drawn with other greys or moved by a quarter of a pixel (half a point), they differ by up to 2.4 in the mean and 40 at the
worst place; moved by one pixel, by more than 2.7 in the mean; moved by two, by more than 50 at the worst place.
"""

from __future__ import annotations

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageStat

from tests.page.pdf import pictures
from tests.page.renew_pictures import DPI, PICTURED, drawn, kept

MEAN, WORST = 2.5, 45


def differences(one: Image.Image, other: Image.Image) -> tuple[float, int]:
    """The mean and the largest difference of two pages once they are blurred, in steps of grey from 0 to 255."""
    blurred = [picture.convert("L").filter(ImageFilter.GaussianBlur(2)) for picture in (one, other)]
    difference = ImageChops.difference(*blurred)
    return ImageStat.Stat(difference).mean[0], difference.getextrema()[1]


@pytest.mark.parametrize("name", PICTURED)
def test_the_pages_look_as_they_did(name: str) -> None:
    now, before = drawn(name), kept(name)
    hint = "if the new look is right, look at every page, then run: python -m tests.page.renew_pictures"
    assert len(now) == len(before), f"{name} has {len(now)} pages and had {len(before)}; {hint}"
    for path, picture in zip(before, now, strict=True):
        with Image.open(path) as reference:
            assert reference.size == picture.size, path.name
            mean, worst = differences(reference, picture)
        assert mean < MEAN and worst < WORST, f"{path.name} differs by {mean:.2f} in the mean, {worst} at worst; {hint}"


def test_the_comparison_sees_a_lost_line_and_a_moved_box() -> None:
    page = drawn("standard")[0]
    assert differences(page, page) == (0.0, 0)
    lost = page.copy()
    left, _, right, bottom = page.point(lambda value: 255 if value < 200 else 0).getbbox() or (0, 0, 0, 0)
    ImageDraw.Draw(lost).rectangle((left, bottom - 8, right, bottom), fill=255)
    assert differences(page, lost)[1] > WORST
    mean, worst = differences(page, ImageChops.offset(page, 0, 2))
    assert mean > MEAN
    assert worst > WORST


def test_the_comparison_forgives_another_way_of_drawing_letters() -> None:
    """A page drawn twice as large and made small again has other greys at every edge of every letter."""
    page, larger = drawn("standard")[0], pictures(PICTURED["standard"](), DPI * 3)[0]
    mean, worst = differences(page, larger.resize(page.size, Image.Resampling.BICUBIC))
    assert 0 < mean < MEAN
    assert worst < WORST
