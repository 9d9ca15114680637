"""Logos: what would print wrong, or reach beyond the clinic's folder, is refused in exact words."""

from __future__ import annotations

import gzip
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.conftest import Done, Put, Run

EXPORT = "Export it as a PNG (RGB), or as an SVG with all text turned into outlines."
PLAIN = "Export it as a plain SVG without scripts, or as a PNG (RGB)."
EMBED = "Export it as one file with nothing linked, or as a PNG (RGB)."
SIMPLER = "Simplify it (fewer points and copies), or export it as a PNG (RGB)."
SRGB = "Export it as a PNG (RGB) with the profile sRGB."
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 8 8">%s</svg>'
DOT = '<circle cx="4" cy="4" r="3"/>'


def picture(kind: str, mode: str = "RGB", size: tuple[int, int] = (64, 64), colour: str = "navy") -> bytes:
    stream = BytesIO()
    Image.new("RGB", size, colour).convert(mode).save(stream, kind)
    return stream.getvalue()


def clear() -> bytes:
    stream = BytesIO()
    Image.new("RGBA", (64, 64)).save(stream, "PNG")
    return stream.getvalue()


def moving() -> bytes:
    stream = BytesIO()
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue")]
    frames[0].save(stream, "PNG", save_all=True, append_images=frames[1:])
    return stream.getvalue()


def with_profile(icc: bytes) -> bytes:
    stream = BytesIO()
    Image.new("RGB", (64, 64), "navy").save(stream, "PNG", icc_profile=icc)
    return stream.getvalue()


def leaflet(run: Run, put: Put, path: str) -> Done:
    put("clinic.yaml", f"name: Mill Lane Surgery\nphone: 01632 960001\nbrand:\n  logo:\n    path: {path}\n")
    return run("render", "vitamin-b12-and-food", "--format", "html", "-o", "out/")


NAMED = [
    ("script", SVG % "<script>alert(1)</script>", "is an SVG that holds a script (<script>)", PLAIN),
    ("text", SVG % "<text>Mill</text>", "is an SVG that holds text (<text>), whose font may not be there",
     "Export it with all text turned into outlines."),
    ("broken", SVG % "<g>", "is an SVG that is damaged or cut off", EXPORT),
    ("cut-off", (SVG % "<g/>")[:-4], "is an SVG that is damaged or cut off", EXPORT),
    ("no-size", f'<svg xmlns="http://www.w3.org/2000/svg">{DOT}</svg>', "is an SVG without a size (viewBox)",
     "Export it with a viewBox, or with its width and height in px or mm."),
    ("no-namespace", '<svg viewBox="0 0 8 8"/>', "is not an SVG drawing", EXPORT),
    ("nothing", SVG % "<g/>", "shows nothing", "Export it again, with its layers visible."),
    ("white-alone", SVG % '<path fill="#fff" d="M0 0h8v8h-8z"/>', "shows nothing",
     "Export it again, with its layers visible."),
    ("svgz", gzip.compress((SVG % DOT).encode()), "is a compressed SVG (.svgz)", "Save it as a plain SVG."),
    ("utf-16", (SVG % DOT).encode("utf-16"), "is not encoded as UTF-8",
     "Save it as an SVG in UTF-8, or export it as a PNG (RGB)."),
    ("utf-16-no-mark", (SVG % DOT).encode("utf-16-le"), "is not encoded as UTF-8",
     "Save it as an SVG in UTF-8, or export it as a PNG (RGB)."),
    ("utf-7", '<?xml version="1.0" encoding="UTF-7"?>' + SVG % "+ADw-script+AD4-",
     "is an SVG that is not encoded as UTF-8", "Save it as UTF-8, or export it as a PNG (RGB)."),
    ("html", "<html/>", "is neither SVG, PNG nor JPEG", EXPORT),
    ("pdf", "%PDF-1.7", "is a PDF; a logo is an SVG, PNG or JPEG", EXPORT),
    ("empty", "", "is empty", EXPORT),
    ("truncated-png", picture("PNG")[:-40], "is damaged or cut off", EXPORT),
    ("truncated-jpeg", picture("JPEG")[:-40], "is damaged or cut off", EXPORT),
    ("png-head-alone", picture("PNG")[:8], "is damaged or cut off", EXPORT),
    ("cmyk", picture("JPEG", "CMYK"), "has colours of the kind CMYK, which print wrong",
     "Export it in RGB, as a PNG or SVG."),
    ("too-wide", picture("PNG", "1", (12_000, 2)), "has more than 10000 pixels a side",
     "Export it with about 1000, or as an SVG."),
    ("moving", moving(), "moves (an animated PNG)", "Export one picture of it as a PNG."),
    ("profile", with_profile(b"no profile"), "has a colour profile that cannot be read", SRGB),
    ("gif", picture("GIF"), "is a GIF; a logo is an SVG, PNG or JPEG", EXPORT),
    ("webp", picture("WEBP"), "is a WebP; a logo is an SVG, PNG or JPEG", EXPORT),
    ("all-white", picture("PNG", colour="white"), "shows nothing", "Export it again, with its layers visible."),
    ("all-clear", clear(), "shows nothing",
     "Export it again, with its layers visible."),
    ("too-flat", picture("PNG", size=(900, 100)), "is 9.0 times as wide as high without its margins",
     "Export one of at most 8 to 1, or its symbol alone."),
    ("too-steep", picture("PNG", size=(40, 400)), "is 10.0 times as high as wide without its margins",
     "Export one of at most 8 to 1, or its symbol alone."),
]  # fmt: skip


@pytest.mark.parametrize(("data", "message", "remedy"), [case[1:] for case in NAMED], ids=[case[0] for case in NAMED])
def test_what_cannot_be_printed_is_named_with_its_reason_and_what_to_export(
    run: Run, put: Put, data: str | bytes, message: str, remedy: str
) -> None:
    folder = put("pictures/logo.svg", data).parents[1]
    done = leaflet(run, put, "pictures/logo.svg")
    assert done.messages == [f"clinic.yaml:5: The picture `pictures/logo.svg` {message}. {remedy}"]
    assert (done.code, done.out) == (3, "")
    assert not (folder / "out").exists()


OUTSIDE = "lies outside the clinic's folder. Copy it into the folder."
ADDRESS = "is an address. Save it in the clinic's folder and name the file."


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("nowhere.svg", "`nowhere.svg`: There is no such file. Check the path and its spelling."),
        ("../logo.svg", f"`../logo.svg` {OUTSIDE}"),
        ("/etc/hostname", f"`/etc/hostname` {OUTSIDE}"),
        ("out.svg", f"`out.svg` {OUTSIDE}"),
        ("loop.svg", "`loop.svg`: The file cannot be read (Too many levels of symbolic links). Check its permissions."),
        ("http://mill.example/logo.svg", f"`http://mill.example/logo.svg` {ADDRESS}"),
        ("//mill.example/logo.svg", f"`//mill.example/logo.svg` {ADDRESS}"),
        ("data:image/svg+xml,x", f"`data:image/svg+xml,x` {ADDRESS}"),
        ("file:///etc/hostname", f"`file:///etc/hostname` {ADDRESS}"),
        (".", "`.`: This is not a file. Name a file."),
    ],
)
def test_places(run: Run, put: Put, tmp_path_factory: pytest.TempPathFactory, path: str, message: str) -> None:
    folder = put("logo.svg", SVG % DOT).parent
    beyond = tmp_path_factory.mktemp("beyond") / "logo.svg"
    beyond.write_text(SVG % DOT)
    (folder / "out.svg").symlink_to(beyond)
    (folder / "loop.svg").symlink_to("loop.svg")
    done = leaflet(run, put, path)
    assert done.messages == [f"clinic.yaml:5: The picture {message}"]
    assert done.code == 3


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("a.svg", (SVG % DOT).encode(), id="svg"),
        pytest.param("a.svg", b'\xef\xbb\xbf<?xml version="1.0"?>\n' + (SVG % DOT).encode(), id="svg-bom"),
        pytest.param("a.png", picture("PNG", "RGBA", (300, 300)), id="png"),
        pytest.param("a.jpg", picture("JPEG", size=(300, 300)), id="jpeg"),
        pytest.param("a.png", picture("JPEG", "L", (300, 300)), id="jpeg-named-png"),
        pytest.param("pictures/a.png", picture("PNG", "P", (300, 300)), id="in-a-folder-of-the-clinic"),
    ],
)
def test_whole_pictures_are_taken(run: Run, put: Put, name: str, data: bytes) -> None:
    put(name, data)
    done = leaflet(run, put, name)
    assert (done.code, done.messages) == (0, [])
    assert 'src="data:image/png;base64,' in Path(done.out.strip()).read_text("utf-8")
