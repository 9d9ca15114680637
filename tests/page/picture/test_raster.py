"""Pictures of pixels: what is seen of them is found, in its colours and the right way up, as fine as paper shows."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw

from handouts.page.picture.raster import printed, read_raster
from handouts.page.picture.unfit import Unfit

TEAL = (11, 92, 107)
NEAR = 3
"""Steps of 255 by which a colour may differ that a JPEG or a profile went through."""


def saved(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    stream = BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def framed(ground: str | tuple[int, ...], ink: str | tuple[int, ...] = TEAL, mode: str = "RGBA") -> Image.Image:
    """A picture of 400 x 200 pixels with a box from 100, 50 to 300, 150."""
    picture = Image.new(mode, (400, 200), ground)
    ImageDraw.Draw(picture).rectangle((100, 50, 299, 149), fill=ink)
    return picture


def shown(data: bytes, kind: str = "PNG", width: float = 17.0, height: float = 8.5) -> Image.Image:
    return Image.open(BytesIO(printed(read_raster(data, kind), width, height))).convert("RGBA")


CLEAR = (0, 0, 0, 0)
FRAMED = [
    ("clear", saved(framed(CLEAR)), "PNG"),
    ("nearly-clear", saved(framed((90, 90, 90, 9))), "PNG"),
    ("white", saved(framed("white", mode="RGB")), "PNG"),
    ("off-white", saved(framed("#f7f9f8", mode="RGB")), "PNG"),
    ("jpeg", saved(framed("white", mode="RGB"), "JPEG", quality=95), "JPEG"),
    ("palette", saved(framed("white", mode="RGB").quantize(4)), "PNG"),
    ("clear-palette", saved(framed(CLEAR).quantize(4)), "PNG"),
    ("grey-alpha", saved(framed(CLEAR).convert("LA")), "PNG"),
]


@pytest.mark.parametrize(("data", "kind"), [case[1:] for case in FRAMED], ids=[case[0] for case in FRAMED])
def test_margins_of_the_paper_s_colour_are_not_seen(data: bytes, kind: str) -> None:
    raster = read_raster(data, kind)
    assert raster.box == pytest.approx((100, 50, 300, 150), abs=0 if kind == "PNG" else 2)
    picture = shown(data, kind)
    assert picture.size == (200, 100)
    assert picture.getpixel((100, 50))[3] == 255


def test_a_ground_of_another_colour_belongs_to_the_logo() -> None:
    for ground in ("#0b5c6b", "#cfe3e6", "black"):
        assert read_raster(saved(framed(ground, "white", "RGB")), "PNG").box == (0, 0, 400, 200)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_camera_s_picture_is_turned_upright(orientation: int) -> None:
    """The red corner is at the top left, as a reader of the file's EXIF sees it."""
    upright = Image.new("RGB", (400, 200), TEAL)
    ImageDraw.Draw(upright).rectangle((0, 0, 99, 49), fill="red")
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    stored = upright.transpose(turns[orientation]) if orientation > 1 else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    for kind in ("JPEG", "PNG"):
        data = saved(stored, kind, exif=exif)
        raster = read_raster(data, kind)
        assert (raster.width, raster.height) == (400, 200)
        picture = shown(data, kind)
        assert picture.size == (200, 100)
        assert picture.getpixel((10, 5))[:3] == pytest.approx((255, 0, 0), abs=NEAR)
        assert picture.getpixel((150, 80))[:3] == pytest.approx(TEAL, abs=NEAR)


MODES = [
    ("1", Image.new("1", (300, 300)), (0, 0, 0)),
    ("L", Image.new("L", (300, 300), 77), (77, 77, 77)),
    ("RGB", Image.new("RGB", (300, 300), TEAL), TEAL),
    ("16-bit-grey", Image.new("I;16", (300, 300), 77 * 256 + 5), (77, 77, 77)),
    ("palette", Image.new("RGB", (300, 300), TEAL).quantize(2), TEAL),
]


@pytest.mark.parametrize(("picture", "colour"), [case[1:] for case in MODES], ids=[case[0] for case in MODES])
def test_every_kind_of_pixels_keeps_its_colour(picture: Image.Image, colour: tuple[int, int, int]) -> None:
    assert shown(saved(picture)).getpixel((50, 50)) == (*colour, 255)


def test_colours_are_turned_into_srgb() -> None:
    """What another profile means by its numbers is what is printed; sRGB itself is left as it is."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"----").replace(b"bXYZ", b"rXYZ").replace(b"----", b"bXYZ")
    swapped = swapped.replace("sRGB".encode("utf-16-be"), "Ours".encode("utf-16-be"))
    picture = Image.new("RGBA", (300, 300), (*TEAL, 200))
    assert shown(saved(picture, icc_profile=srgb)).getpixel((50, 50)) == pytest.approx((*TEAL, 200), abs=1)
    assert shown(saved(picture, icc_profile=swapped)).getpixel((50, 50)) == pytest.approx((*TEAL[::-1], 200), abs=NEAR)


def test_a_profile_of_other_colours_is_refused() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    with pytest.raises(Unfit) as refusal:
        shown(saved(Image.new("RGB", (300, 300), TEAL), icc_profile=lab))
    assert refusal.value.what == "has a colour profile that does not fit it"


SIZES = [
    ((4000, 2000), (200, 100)),
    ((401, 201), (200, 100)),
    ((200, 100), (200, 100)),
    ((40, 20), (40, 20)),
    ((8000, 4000), (200, 100)),
]


@pytest.mark.parametrize(("size", "made"), SIZES)
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_pixels_finer_than_paper_shows_are_made_coarser_and_never_more(
    kind: str, size: tuple[int, int], made: tuple[int, int]
) -> None:
    picture = Image.new("RGB", size, TEAL)
    ImageDraw.Draw(picture).rectangle((size[0] // 2, 0, *size), fill="red")
    data = saved(picture, kind)
    assert printed(read_raster(data, kind), 17, 8.5) == printed(read_raster(data, kind), 17, 8.5)
    found = shown(data, kind)
    assert found.size == made
    assert found.getpixel((made[0] // 8, made[1] // 2))[:3] == pytest.approx(TEAL, abs=8)
    assert found.getpixel((made[0] * 7 // 8, made[1] // 2))[:3] == pytest.approx((255, 0, 0), abs=8)


def test_what_is_half_transparent_stays_so() -> None:
    picture = Image.new("RGBA", (4000, 2000), (*TEAL, 128))
    assert shown(saved(picture)).getpixel((50, 50)) == pytest.approx((*TEAL, 128), abs=1)


LIGHT = [
    ("white", saved(framed(CLEAR, "white")), True),
    ("cream", saved(framed(CLEAR, "#fdf6d8")), True),
    ("grey", saved(framed(CLEAR, "#b0b0b0")), False),
    ("dark", saved(framed(CLEAR)), False),
    ("pale-on-white", saved(framed("white", "#e8e8e8", "RGB")), False),
    ("white-on-dark", saved(framed(TEAL, "white", "RGB")), False),
]


@pytest.mark.parametrize(("data", "light"), [case[1:] for case in LIGHT], ids=[case[0] for case in LIGHT])
def test_it_is_known_whether_it_can_be_seen_on_white(data: bytes, light: bool) -> None:
    assert read_raster(data, "PNG").is_light is light


@settings(max_examples=200, deadline=None)
@given(
    case=st.sampled_from(
        [*FRAMED, ("turned", saved(framed("white", mode="RGB"), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08"), "JPEG")]
    ),
    changes=st.lists(st.tuples(st.integers(8, 2000), st.integers(0, 255)), min_size=1, max_size=5),
)
def test_any_file_is_printed_or_refused(case: tuple[str, bytes, str], changes: list[tuple[int, int]]) -> None:
    data = bytearray(case[1])
    for at, value in changes:
        data[at % len(data)] = value
    try:
        printed(read_raster(bytes(data), case[2]), 17, 8.5)
    except Unfit as refusal:
        assert refusal.what and refusal.remedy


MEASURE = """
import resource, sys
from handouts.page.picture.raster import printed, read_raster
data = open(sys.argv[1], "rb").read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
printed(read_raster(data, sys.argv[2]), 17, 17)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.parametrize(("kind", "most"), [("PNG", 520), ("JPEG", 120)])
def test_the_largest_picture_is_held_in_memory_once(tmp_path: object, kind: str, most: int) -> None:
    """100 million pixels are 400 MB as they are; a JPEG is read at a fraction of its size."""
    file = f"{tmp_path}/large"
    picture = Image.new("RGB", (10_000, 10_000), TEAL)
    picture.paste((255, 255, 255), (2000, 2000, 8000, 8000))
    picture.save(file, kind, compress_level=1)
    del picture
    done = subprocess.run([sys.executable, "-c", MEASURE, file, kind], capture_output=True, text=True, check=True)
    assert int(done.stdout) < most
