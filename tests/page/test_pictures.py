"""Logos: what would print wrong, or reach beyond the clinic's folder, is refused in exact words."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.conftest import Done, Put, Run

EXPORT = "Export it as a PNG (RGB), or as an SVG with all text turned into outlines."
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 8 8">%s</svg>'
BOMB = '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>' + SVG % "<title>&c;</title>"


def picture(kind: str, mode: str = "RGB", size: tuple[int, int] = (64, 64)) -> bytes:
    stream = BytesIO()
    Image.new(mode, size).save(stream, kind)
    return stream.getvalue()


def leaflet(run: Run, put: Put, path: str) -> Done:
    put("clinic.yaml", f"name: Mill Lane Surgery\nphone: 01632 960001\nbrand:\n  logo:\n    path: {path}\n")
    return run("render", "vitamin-b12-and-food", "--format", "html", "-o", "out/")


REFUSED_SVG = [
    ("script", SVG % "<script>alert(1)</script>", "is an SVG that holds <script>"),
    ("onload", SVG.replace("viewBox", 'onload="alert(1)" viewBox') % "", "is an SVG with a script (onload)"),
    ("text", SVG % "<text>Mill</text>", "is an SVG that holds <text>"),
    ("use", SVG % '<use href="#a"/>', "is an SVG that holds <use>"),
    ("image", SVG % '<image href="a.png"/>', "is an SVG that holds <image>"),
    ("style", SVG % "<style>@import 'a.css'</style>", "is an SVG that holds <style>"),
    ("foreign-object", SVG % "<foreignObject/>", "is an SVG that holds <foreignObject>"),
    ("href", SVG % '<linearGradient href="https://evil.example/#a"/>', "is an SVG that refers to another file"),
    ("xlink", SVG % '<linearGradient xlink:href="a.svg#a"/>', "is an SVG that refers to another file"),
    ("url", SVG % '<path fill="url(https://evil.example/a)"/>', "is an SVG that refers to another file"),
    ("style-url", SVG % "<path style=\"fill: url( 'a.svg#b')\"/>", "is an SVG that refers to another file"),
    ("entities", BOMB, "is an SVG that defines entities"),
    ("broken", SVG % "<g>", "is an SVG that is damaged or cut off"),
    ("cut-off", (SVG % "<g/>")[:-4], "is an SVG that is damaged or cut off"),
    ("no-size", '<svg xmlns="http://www.w3.org/2000/svg"/>', "is an SVG without a size (viewBox)"),
    ("size-of-nothing", (SVG % "").replace("8 8", "0 8"), "is an SVG without a size (viewBox)"),
    ("no-namespace", '<svg viewBox="0 0 8 8"/>', "is not an SVG drawing"),
    ("too-deep", SVG % ("<g>" * 60 + "</g>" * 60), "is an SVG of too many parts"),
    ("too-many", SVG % ("<g/>" * 20_001), "is an SVG of too many parts"),
    ("too-large", SVG % f"<!--{' ' * 1024 * 1024}-->", "is an SVG of more than 1 MB"),
    ("html", "<html/>", "is neither SVG, PNG nor JPEG"),
    ("empty", "", "is empty"),
]


@pytest.mark.parametrize(("data", "message"), [case[1:] for case in REFUSED_SVG], ids=[case[0] for case in REFUSED_SVG])
def test_drawings(run: Run, put: Put, data: str, message: str) -> None:
    folder = put("logo.svg", data).parent
    done = leaflet(run, put, "logo.svg")
    assert done.messages == [f"clinic.yaml:5: The picture `logo.svg` {message}. {EXPORT}"]
    assert (done.code, done.out) == (3, "")
    assert not (folder / "out").exists()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(picture("PNG")[:-20], "is damaged or cut off", id="truncated-png"),
        pytest.param(picture("JPEG")[:-40], "is damaged or cut off", id="truncated-jpeg"),
        pytest.param(picture("PNG")[:8], "is damaged or cut off", id="png-head-alone"),
        pytest.param(picture("JPEG", "CMYK"), "has colours of the kind CMYK, which print wrong", id="cmyk"),
        pytest.param(picture("PNG", "1", (12_000, 2)), "has more than 10000 pixels a side", id="too-wide"),
        pytest.param(picture("GIF"), "is neither SVG, PNG nor JPEG", id="gif"),
    ],
)
def test_photographs(run: Run, put: Put, data: bytes, message: str) -> None:
    put("logo.png", data)
    done = leaflet(run, put, "logo.png")
    assert done.messages == [f"clinic.yaml:5: The picture `logo.png` {message}. {EXPORT}"]
    assert done.code == 3


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
    folder = put("logo.svg", SVG % "").parent
    beyond = tmp_path_factory.mktemp("beyond") / "logo.svg"
    beyond.write_text(SVG % "")
    (folder / "out.svg").symlink_to(beyond)
    (folder / "loop.svg").symlink_to("loop.svg")
    done = leaflet(run, put, path)
    assert done.messages == [f"clinic.yaml:5: The picture {message}"]
    assert done.code == 3


@pytest.mark.parametrize(
    ("name", "data", "mime"),
    [
        pytest.param("a.svg", (SVG % '<path fill="url(#a)" d="M0 0h8v8z"/>').encode(), "svg+xml", id="svg"),
        pytest.param(
            "a.svg", b'\xef\xbb\xbf<?xml version="1.0"?>\n' + (SVG % "<g/>").encode(), "svg+xml", id="svg-bom"
        ),
        pytest.param("a.png", picture("PNG", "RGBA"), "png", id="png"),
        pytest.param("a.jpg", picture("JPEG"), "jpeg", id="jpeg"),
        pytest.param("a.png", picture("JPEG", "L"), "jpeg", id="jpeg-named-png"),
        pytest.param("pictures/a.png", picture("PNG", "P"), "png", id="in-a-folder-of-the-clinic"),
    ],
)
def test_whole_pictures_are_taken(run: Run, put: Put, name: str, data: bytes, mime: str) -> None:
    put(name, data)
    done = leaflet(run, put, name)
    assert (done.code, done.messages) == (0, [])
    assert f'src="data:image/{mime};base64,' in Path(done.out.strip()).read_text("utf-8")
