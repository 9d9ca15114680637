"""The typesetter prints what it was given, whole, or refuses: nothing is fetched, dropped, cut off or replaced in silence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from handouts.errors import Refused
from handouts.page.assets import Asset
from handouts.page.compose import Composed
from handouts.page.typeset import typeset
from tests.page.pdf import BASES, NAMES, PATIENT, RIVERSIDE, pages, run

SHEET = "@page { size: A5; margin: 15mm } * { font-family: 'Atkinson Hyperlegible', 'Noto Sans'; margin: 0 }"
FETCH = "The page asks for `{}`. Take it out; nothing is fetched."
WARN = "The typesetter warns: {}. Mend the template, style sheet or picture that it names."
WIDE = "The text is wider than its place. Shorten `{}`, or choose a larger paper or smaller letters."
TALL = "The text is taller than its place. Shorten `{}`, or choose a larger paper or smaller letters."
SECRET = "file:///etc/passwd"
WEB = "http://192.0.2.1/picture.png"
LINE = "a long line of words"
NOWRAP = f'style="white-space: nowrap">{LINE}'


def composed(body: str = "", *, sheet: str = "", head: str = "", assets: tuple[Asset, ...] = ()) -> Composed:
    html = (
        f'<!doctype html><html lang="en"><head><title>T</title><style>{sheet}\n{SHEET}</style>{head}</head>'
        f"<body><h1>T</h1>{body}</body></html>"
    )
    return Composed("T", "en", html, assets)


def messages(page: Composed) -> list[str]:
    with pytest.raises(Refused) as caught:
        typeset(page)
    return [str(problem) for problem in caught.value.problems]


def test_a_faultless_page_is_typeset() -> None:
    leaflet = typeset(composed("<p>Words and <b>more</b> words, żółć, Ŵyn, Жанна.</p>"))
    assert leaflet.pages == 1
    assert pages(leaflet.pdf)[0].text == "T Words and more words, żółć, Ŵyn, Жанна."


@pytest.mark.parametrize("address", [SECRET, WEB, "https://192.0.2.1/picture.png", "ftp://192.0.2.1/x.png"])
@pytest.mark.parametrize(
    "body",
    [
        '<img src="{}" alt="x">',
        '<object data="{}"></object>',
        '<embed src="{}">',
        '<a rel="attachment" href="{}">x</a>',
        '<p style="background: url({})">x</p>',
        '<ul><li style="list-style-image: url({})">x</li></ul>',
    ],
)
def test_no_address_is_followed_from_the_page(body: str, address: str) -> None:
    assert messages(composed(body.format(address))) == [FETCH.format(address)]


@pytest.mark.parametrize("address", [SECRET, WEB])
@pytest.mark.parametrize("rel", ["attachment", "stylesheet"])
def test_no_address_is_followed_from_the_head(rel: str, address: str) -> None:
    assert messages(composed(head=f'<link rel="{rel}" href="{address}">')) == [FETCH.format(address)]


@pytest.mark.parametrize("address", [SECRET, WEB])
@pytest.mark.parametrize(
    ("sheet", "body"),
    [
        ("@import url({});", ""),
        ("@import '{}';", ""),
        ("@font-face {{ font-family: X; src: url({}) }}", '<p style="font-family: X">x</p>'),
        ("h1::before {{ content: url({}) }}", ""),
        ("@page {{ @top-left {{ content: url({}) }} }}", ""),
    ],
)
def test_no_address_is_followed_from_a_style_sheet(sheet: str, body: str, address: str) -> None:
    assert messages(composed(body, sheet=sheet.format(address))) == [FETCH.format(address)]


@pytest.mark.parametrize("address", [SECRET, WEB, "other.svg"])
@pytest.mark.parametrize("body", ['<img src="{}" alt="x">', '<p style="background: url({})">x</p>'])
def test_no_address_is_followed_from_a_drawing(body: str, address: str) -> None:
    picture = f'<image href="{address}" width="9" height="9"/>'
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9">{picture}</svg>'
    logo = Asset("logo.svg", "image/svg+xml", drawing.encode())
    wanted = "https://assets.invalid/other.svg" if address == "other.svg" else address
    assert messages(composed(body.format(logo.url), assets=(logo,)))[0] == FETCH.format(wanted)


def test_a_picture_that_is_not_among_the_assets() -> None:
    address = "https://assets.invalid/logo.png"
    assert messages(composed('<img src="logo.png" alt="x">')) == [FETCH.format(address)]


@pytest.mark.parametrize(
    ("page", "warning"),
    [
        (composed(sheet="p {colour: red}"), "Ignored `colour: red` at 1:4, unknown property"),
        (composed(sheet="p {color: redd}"), "Ignored `color: redd` at 1:4, invalid value"),
        (composed('<p style="colour: red">x</p>'), "Ignored `colour: red` at 1:1, unknown property"),
        (composed(sheet="p:nonsense(){color: red}"), "Invalid or unsupported selector, 'p:nonsense()'"),
        (composed('<a href="#nowhere">x</a>'), "No anchor #nowhere for internal URI reference"),
        (composed("<p>\u05d0</p>"), '.notdef glyph rendered for Unicode string unsupported by fonts: "\u05d0" (U+05D0)'),
        (composed("<p>\u2713</p>"), '.notdef glyph rendered for Unicode string unsupported by fonts: "\u2713" (U+2713)'),
        (composed('<p style="font-family: Y">x</p>', sheet="@font-face { font-family: Y; src: local('DejaVu Sans') }"),
         "Font-face 'Y' cannot be loaded"),
        (Composed("T", "en", "<!doctype html><title>T</title><h1>T</h1>", ()),
         'Missing required "lang" attribute at the root of the document'),
    ],
)  # fmt: skip
def test_every_warning_is_an_error(page: Composed, warning: str) -> None:
    assert messages(page) == [WARN.format(warning)]


@pytest.mark.parametrize(
    "body",
    [
        f'<p style="width: 20mm; white-space: nowrap">{LINE}</p>',
        f'<p style="width: 20mm; text-align: right; white-space: nowrap">{LINE}</p>',
        f'<p style="margin-left: 100mm; white-space: nowrap">{LINE}</p>',
        f'<p style="position: absolute; left: 100mm; width: 60mm">{LINE}</p>',
        f'<p style="position: relative; left: 100mm">{LINE}</p>',
        f'<div style="width: 20mm"><p style="float: left; white-space: nowrap">{LINE}</p></div>',
        f'<div style="width: 20mm"><p style="display: inline-block; white-space: nowrap">{LINE}</p></div>',
        f'<div style="display: flex"><p style="flex: 1; min-width: 0"></p><p {NOWRAP.replace("nowrap", "nowrap; flex: none; width: 20mm")}</p></div>',
        f'<div style="display: flex; width: 20mm; border: 1pt solid"><p {NOWRAP}</p></div>',
        f'<div style="display: flex; width: 20mm"><div style="flex: 1 1 30%; border: 1pt solid"><b {NOWRAP}</b></div></div>',
        f'<table style="table-layout: fixed; width: 20mm"><tr><td {NOWRAP}</td></tr></table>',
        f'<ul style="width: 20mm"><li {NOWRAP}</li></ul>',
    ],
)
def test_words_wider_than_their_place(body: str) -> None:
    assert messages(composed(body)) == [WIDE.format(LINE)]


def test_a_word_that_is_longer_than_a_line() -> None:
    assert messages(composed(f"<p>{'w' * 90}</p>")) == [WIDE.format("w" * 60)]


@pytest.mark.parametrize(
    "body",
    [
        f'<p style="height: 6mm; line-height: 6mm; width: 30mm">{LINE}</p>',
        f'<p style="display: flex; align-items: flex-end; height: 6mm; line-height: 6mm; width: 30mm">{LINE}</p>',
    ],
)
def test_words_taller_than_their_place(body: str) -> None:
    (message,) = messages(composed(body))
    assert message in [TALL.format(part) for part in ("words", "of words", "a long line", "a long", "a long line of")]


def test_a_foot_that_leaves_the_paper() -> None:
    sheet = f"@page {{ @bottom-left {{ content: '{'words ' * 60}'; vertical-align: top }} }}"
    assert all(
        message.startswith("The text is taller than its place. Shorten `words ")
        for message in messages(composed(sheet=sheet))
    )


@pytest.mark.parametrize(
    "body",
    [
        f'<p style="width: 60mm; white-space: nowrap">{LINE}</p>',
        f'<div style="padding: 5mm"><p style="margin: 0 -5mm">{LINE * 9}</p></div>',
        f'<div style="display: flex; border: 1pt solid"><p {NOWRAP}</p><p>{LINE * 3}</p></div>',
        f'<div style="columns: 2">{f"<p>{LINE}</p>" * 9}</div>',
        f'<ol style="padding-left: 10mm"><li>{LINE}</li></ol>',
        f'<p style="float: right; width: 20mm">{LINE}</p><p>{LINE * 3}</p>',
        f"<p>{LINE * 200}</p>",
    ],
)
def test_words_that_fit_are_not_refused(body: str) -> None:
    assert typeset(composed(body)).pages >= 1


def test_two_thousand_nested_elements() -> None:
    assert messages(composed("<div>" * 2000 + "x" + "</div>" * 2000)) == [
        "The page is nested too deep. Write it more simply."
    ]


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("field", ["name", "number", "given_by", "next_visit", "note"])
def test_a_slip_that_does_not_fit_is_refused_without_its_words(field: str, base: str, tmp_path: Path) -> None:
    long = "Zuckermayer" * 12
    slip = tmp_path / "patient.json"
    slip.write_text(json.dumps({**PATIENT, field: long}), "utf-8")
    clinic = tmp_path / "clinic"
    clinic.mkdir()
    (clinic / "clinic.yaml").write_text("name: Mill Lane Surgery\nphone: 01632 960001\n", "utf-8")
    done = run(
        "-c",
        str(clinic),
        "render",
        NAMES[0],
        "--edition",
        base,
        "--draft",
        "--patient",
        str(slip),
        "-o",
        str(tmp_path / "x.pdf"),
    )
    assert (done.returncode, done.stdout) == (3, "")
    what = f"patient: `{field}` is wider than its place on the slip, and is never cut or set smaller."
    assert set(done.stderr.splitlines()) == {f"{what} Shorten it, or leave it empty and write it by hand."}
    assert not list(tmp_path.glob("*.pdf"))


def test_sixty_letters_are_a_next_visit_that_does_not_fit(tmp_path: Path) -> None:
    slip = tmp_path / "patient.json"
    slip.write_text(json.dumps({**PATIENT, "next_visit": "m" * 60}), "utf-8")
    done = run(
        "-c", str(RIVERSIDE), "render", NAMES[0], "--draft", "--patient", str(slip), "-o", str(tmp_path / "x.pdf")
    )
    what = "patient: `next_visit` is wider than its place on the slip, and is never cut or set smaller."
    assert (done.returncode, done.stderr) == (3, f"{what} Shorten it, or leave it empty and write it by hand.\n")


TALL_BOX = '<div class="{}" style="height: {}mm">x</div>'
CUT = "The {} does not fit on one page. Shorten it, or choose a larger paper, smaller letters or no fold."


@pytest.mark.parametrize(
    ("name", "called"),
    [("urgent", "urgent help"), ("key", "key message"), ("plan", "plan"), ("slip", "slip"), ("note", "note")],
)
def test_a_part_that_must_stand_whole_is_not_cut_in_two(name: str, called: str) -> None:
    half = TALL_BOX.format(name, 80) + TALL_BOX.format("other", 120)
    assert messages(composed(f'<div class="{name}">{half}</div>')) == [CUT.format(called)]
    assert typeset(composed(f'<div class="{name}">{TALL_BOX.format("other", 120)}</div>' * 2)).pages == 2
    assert typeset(composed(f'<div class="other">{half}</div>')).pages == 2
