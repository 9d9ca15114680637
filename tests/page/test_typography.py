"""A clinic's own letters: its files looked through in exact words, and what the PDF really holds of them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from base64 import b64decode
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from handouts.check.reading import fold
from handouts.clinic.typography import BUNDLED
from handouts.page.fonts import FAMILIES
from tests.conftest import Put, Run
from tests.page.own_fonts import FAMILY, NEW, font, otf, saved, variable
from tests.page.pdf import NAMES, PATIENT, ROOT, open_pdf, pages, read_aloud
from tests.page.test_brand import families
from tests.page.test_conformance import is_accessible
from tests.page.test_fonts import fonts_of, to_unicode

FOOD = "vitamin-b12-and-food"
OWN = f"""\
name: Mill Lane Surgery
phone: 01632 960001
brand:
  typography:
    fonts:
      - family: {FAMILY}
        files:
          - path: fonts/r.ttf
          - {{path: fonts/b.ttf, weight: bold}}
    base: {FAMILY}
"""
OTHER = "Name another file: a complete, static TTF or OTF."


@pytest.fixture
def own(put: Put) -> Path:
    """A clinic with letters of its own, here."""
    put("fonts/r.ttf", font())
    put("fonts/b.ttf", font(700))
    return put("clinic.yaml", OWN).parent


@cache
def wrong(kind: str) -> bytes:
    """A font file that is wrong in one way."""
    good = font()
    match kind:
        case "woff" | "woff2":
            with TTFont(BytesIO(good)) as made:
                made.flavor = kind
                if kind == "woff":
                    return saved(made)
            return b"wOF2" + good[4:]
        case "cut off":
            return good[: len(good) // 2]
        case "end missing":
            return good[:-200]
        case "no outlines":
            with TTFont(BytesIO(good)) as made:
                for table in ("glyf", "loca"):
                    del made[table]
                return saved(made)
        case "collection":
            return b"ttcf" + good
        case _:
            return {"empty": b"", "text": b"Mill", "head": good[:12]}[kind]


WRONG = [
    ("woff", wrong("woff"), f"It is a WOFF, which is made for web pages. {OTHER}"),
    ("woff2", wrong("woff2"), f"It is a WOFF, which is made for web pages. {OTHER}"),
    ("collection", wrong("collection"), f"It is a collection of several fonts. {OTHER}"),
    ("empty", b"", f"It is empty. {OTHER}"),
    ("text", b"Mill", f"It is no font. {OTHER}"),
    ("cut-off", wrong("cut off"), f"It is damaged, cut off, or no complete font. {OTHER}"),
    ("end-missing", wrong("end missing"), f"It is damaged, cut off, or no complete font. {OTHER}"),
    ("head-alone", wrong("head"), f"It is damaged, cut off, or no complete font. {OTHER}"),
    ("no-outlines", wrong("no outlines"), f"It is damaged, cut off, or no complete font. {OTHER}"),
    ("variable", variable(), "It is a variable font. Name one static file for each weight."),
    (
        "family",
        font(family="Mill Sans"),
        "The family in the file is `Mill Sans`, not `Mill Grotesk`. Write `family` as the file has it.",
    ),
    ("weight", font(said=600), "The weight in the file is 600, not 400. Mend `weight`, or name the other file."),
    ("style", font(italic=True), "The style in the file is italic, not normal. Mend `style`, or name the other file."),
    (
        "forbidden",
        font(fs_type=2),
        "Its maker forbids that its letters are put into a PDF. Ask for another licence, or use another font.",
    ),
    (
        "no-subsets",
        font(fs_type=0x100),
        "Its maker forbids that its letters are put into a PDF. Ask for another licence, or use another font.",
    ),
]


@pytest.mark.parametrize(("data", "message"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_what_would_print_wrong_is_refused(run: Run, put: Put, own: Path, data: bytes, message: str) -> None:
    put("fonts/r.ttf", data)
    done = run("render", FOOD, "-o", "out/")
    assert done.messages == [f"clinic.yaml:8: The font `fonts/r.ttf`: {message}"]
    assert (done.code, done.out) == (3, "")


def test_a_font_that_lacks_what_every_leaflet_needs(run: Run, put: Put, own: Path) -> None:
    put("fonts/r.ttf", font(lacking="Qé9"))
    done = run("render", FOOD, "-o", "out/")
    what = "The font `fonts/r.ttf` lacks letters that every leaflet needs: 9 Q."
    assert done.messages == [
        f"clinic.yaml:8: {what} Use the complete font, not a part of it made for web pages, or another one."
    ]


def test_all_that_is_wrong_is_told_at_once(run: Run, put: Put, own: Path) -> None:
    put("fonts/r.ttf", font(family="Mill Sans", said=600, fs_type=2))
    (own / "fonts/b.ttf").unlink()
    messages = run("render", FOOD, "-o", "out/").messages
    assert [message.partition(": ")[0] for message in messages] == ["clinic.yaml:8"] * 3 + ["clinic.yaml:9"]
    assert messages[3] == (
        "clinic.yaml:9: The font `fonts/b.ttf`: There is no such file. Check the path and its spelling."
    )


@pytest.mark.parametrize("place", ["../r.ttf", "fonts/link.ttf"])
def test_a_font_from_outside_the_clinic_s_folder(run: Run, put: Put, here: Path, place: str) -> None:
    put("r.ttf", font())
    put("mill/clinic.yaml", OWN.replace("fonts/r.ttf", place))
    put("mill/fonts/b.ttf", font(700))
    (here / "mill/fonts/link.ttf").symlink_to(here / "r.ttf")
    done = run("-c", "mill", "render", FOOD, "-o", "out/")
    what = f"The font `{place}`: It lies outside the clinic's folder. Copy it into the folder."
    assert done.messages == [f"mill/clinic.yaml:8: {what}"]


def test_a_font_lies_in_the_folder_of_the_file_that_names_it(run: Run, put: Put) -> None:
    put("trust/clinic.yaml", OWN)
    put("trust/fonts/r.ttf", font())
    put("trust/fonts/b.ttf", font(700))
    put("mill/clinic.yaml", "extends: ../trust\n")
    done = run("-c", "mill", "render", FOOD, "-o", "x.pdf")
    assert (done.code, done.messages) == (0, [])
    assert families(Path("x.pdf").read_bytes()) == {FAMILY}


@pytest.mark.parametrize("kind", ["ttf", "otf"])
@pytest.mark.parametrize("options", [[], ["--edition", "large-print"], ["--paper", "Letter"]])
def test_what_the_pdf_holds(run: Run, put: Put, own: Path, tmp_path: Path, kind: str, options: list[str]) -> None:
    """Nothing but the clinic's letters; each glyph is the letter that it is said to be; all words can be read back."""
    make = {"ttf": font, "otf": otf}[kind]
    put("fonts/r.ttf", make())
    put("fonts/b.ttf", make(700))
    done = run("render", FOOD, "-o", "x.pdf", *options)
    assert (done.code, done.messages) == (0, [])
    data = Path("x.pdf").read_bytes()
    assert is_accessible(data, tmp_path)
    assert families(data) == {FAMILY}
    with open_pdf(data) as pdf:
        found = fonts_of(pdf).values()
        assert len(found) == 2
        for one in found:
            descriptor = one.DescendantFonts[0].FontDescriptor
            whole = TTFont(BytesIO(make(700 if b"Bold" in bytes(str(descriptor.FontName), "ascii") else 400)))
            letters = {whole.getGlyphID(name): set() for name in whole.getGlyphOrder()}
            for code, name in whole.getBestCmap().items():
                letters[whole.getGlyphID(name)].add(chr(code))
            said = {glyph: text for glyph, text in to_unicode(one).items() if len(text) == 1}
            assert len(said) > 20
            assert not {glyph: text for glyph, text in said.items() if text not in letters[glyph]}
    put("clinic.yaml", OWN.partition("brand:")[0])
    assert run("render", FOOD, "-o", "plain.pdf", *options).code == 0
    assert read_aloud(data) == read_aloud(Path("plain.pdf").read_bytes())


def test_two_processes_agree_to_the_byte(own: Path, tmp_path: Path) -> None:
    made = []
    for number in ("1", "2"):
        command = [sys.executable, "-m", "handouts", "-c", str(own), "render", *NAMES, "-o", f"{tmp_path}/{number}.pdf"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": number}
        subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=True)
        made.append((tmp_path / f"{number}.pdf").read_bytes())
    assert made[0] == made[1]
    assert families(made[0]) == {FAMILY}, "a pack too"
    assert not [word for word in (str(own), "weasyprint-") if word.encode() in made[0]]


def test_headings_alone_and_their_weight(run: Run, put: Put, own: Path) -> None:
    put("clinic.yaml", OWN.replace("base: ", "headings: "))
    assert run("render", FOOD, "-o", "x.pdf").messages == []
    assert families(Path("x.pdf").read_bytes()) == {"Atkinson Hyperlegible", FAMILY}
    put("clinic.yaml", OWN.replace(f"base: {FAMILY}", f"headings: {{family: {FAMILY}, weight: normal}}"))
    assert run("render", FOOD, "-o", "y.pdf").messages == []
    with open_pdf(Path("y.pdf").read_bytes()) as pdf:
        names = {str(one.BaseFont) for one in fonts_of(pdf).values()}
    assert {name.partition("+")[2] for name in names} >= {"Mill-Grotesk", "Mill-Grotesk-Bold"}, "the alarm stays bold"


def test_a_bundled_family_by_its_name(run: Run, put: Put, clinic: str) -> None:
    put("clinic.yaml", f"{clinic}brand: {{typography: {{base: Noto Sans, headings: Atkinson Hyperlegible}}}}\n")
    assert run("render", FOOD, "-o", "x.pdf").messages == []
    assert families(Path("x.pdf").read_bytes()) == set(BUNDLED)
    assert set(BUNDLED) < set(FAMILIES)


def test_html_holds_the_letters_and_names_no_other_file(run: Run, own: Path) -> None:
    assert run("render", FOOD, "--format", "html", "-o", "x.html").messages == []
    html = Path("x.html").read_text("utf-8")
    held = re.findall(r'font-weight: (\d+); font-style: normal; src: url\("data:font/ttf;base64,([^"]+)"\)', html)
    assert {weight: b64decode(data) for weight, data in held} == {"400": font(), "700": font(700)}
    assert f'--family: "{FAMILY}", "Atkinson Hyperlegible", "Handouts Accents", "Noto Sans", sans-serif;' in html
    assert "assets.invalid" not in html


def test_letters_go_with_a_template_of_the_clinic_s_own(run: Run, put: Put, own: Path) -> None:
    put("templates/slip.html", "<p>Slip of the mill</p>")
    assert run("render", FOOD, "-o", "x.pdf").messages == []
    put("styles/screen.css", '@font-face { font-family: Mill; src: url("fonts/r.ttf") }')
    assert run("render", FOOD, "-o", "y.pdf").messages == [
        "styles/screen.css:1: This names another file, or hides what it says behind a backslash. "
        "Take it out; nothing is fetched."
    ]


def test_a_letter_that_the_clinic_s_font_alone_has(run: Run, put: Put, own: Path) -> None:
    put("clinic.yaml", f"{OWN}hours: {NEW}\n")
    put("patient.json", json.dumps({**PATIENT, "name": f"A {NEW}", "number": "B-17"}))
    done = run("render", FOOD, "-o", "x.pdf", "--draft", "--patient", "patient.json")
    assert (done.code, done.messages) == (0, [])
    text = "".join(page.text for page in pages(Path("x.pdf").read_bytes()))
    assert text.count(NEW) == 3, "the name, and the hours twice"
    put("list.csv", f"name\nA {NEW}\n")
    assert run("batch", "list.csv", "--handout", FOOD, "--draft", "-o", "run/").code == 0
    put("fonts/b.ttf", font(700, new=""))
    done = run("render", FOOD, "-o", "y.pdf", "--draft", "--patient", "patient.json")
    assert done.code == 3, "the bold lacks it"
    put("clinic.yaml", OWN.replace("base: ", "headings: ") + f"hours: {NEW}\n")
    assert run("render", FOOD, "-o", "y.pdf").messages == [
        f"clinic.yaml:11: No bundled font has the letter {NEW} (U+4E2D). Write it with other letters."
    ]


def test_letters_that_the_clinic_s_font_lacks_come_from_the_bundled_ones(run: Run, put: Put, own: Path) -> None:
    put("patient.json", json.dumps({"name": "Ελένη Ŵyn"}))
    assert run("render", FOOD, "-o", "x.pdf", "--draft", "--patient", "patient.json").messages == []
    data = Path("x.pdf").read_bytes()
    assert families(data) == {FAMILY, "Noto Sans"}
    assert "Ελένη Ŵyn" in fold("".join(page.text for page in pages(data)))


def test_a_run_goes_on_only_with_the_same_fonts(run: Run, put: Put, own: Path) -> None:
    put("list.csv", "name\nA B\n")
    assert run("batch", "list.csv", "--handout", FOOD, "--draft", "-o", "run/").code == 0
    put("fonts/b.ttf", font(700, new=""))
    done = run("batch", "list.csv", "--handout", FOOD, "-o", "run/", "--resume")
    assert done.code == 3
    assert "logo, fonts, templates" in done.messages[0]
