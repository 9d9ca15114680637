"""The pages of a leaflet: each rule lets a right one pass, and sees what is wrong with another."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from itertools import product
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from handouts.check.page_rules import RULES as PAGE
from handouts.check.rule import OnPaper
from handouts.page.impose import impose
from handouts.page.typeset import Leaflet
from tests.check.papers import MILL, WORDS, OnPaperOf, faults, on_paper, part

LOGO = f"{MILL}brand:\n  logo:\n    path: logo.png\n"


def png(pixels: int) -> bytes:
    stream = BytesIO()
    Image.new("RGB", (pixels, pixels), "#0b5c6b").save(stream, "PNG")
    return stream.getvalue()


FINE = {"logo.png": png(600)}


def long(text: str, paragraphs: int) -> str:
    return text + f"\n{WORDS}\n" * paragraphs


@pytest.mark.parametrize(("name", "paper"), list(product(("standard", "large-print"), ("A4", "Letter"))))
def test_a_leaflet_as_it_is_has_no_fault(leaflet: OnPaperOf, name: str, paper: str) -> None:
    made = leaflet(clinic=LOGO, files=FINE, name=name, paper=paper)
    assert [fault for rule in PAGE for fault in rule.faults(made)] == []


def test_every_rule_of_pages_is_there() -> None:
    assert [rule.id for rule in PAGE] == ["P1", "P2", "P3", "P4"]


def test_a_leaflet_of_many_pages(here: Path, text: str) -> None:
    (fault,) = [one for one in faults("P1", on_paper(here / "mill", long(text, 26))) if "seldom read" in one.what]
    assert (fault.where, fault.line, fault.level) == ("mill/library/sleep/en-GB.md", 0, "warning")
    assert fault.what == "The leaflet has 5 pages; more than 4 are seldom read."
    assert faults("P1", on_paper(here / "mill", long(text, 26), name="large-print")) == []


def test_a_last_page_of_a_few_lines(here: Path, text: str) -> None:
    """Three full pages are no fault, nor are four; a third one that holds little is."""
    found = {number: faults("P1", on_paper(here / "mill", long(text, number))) for number in (10, 16, 17)}
    assert [fault.what for fault in found[10]] == ["The last of 3 pages holds few lines, and takes a sheet of its own."]
    assert found[16] == found[17] == []


def test_a_booklet_of_whole_sheets(here: Path, text: str) -> None:
    made = on_paper(here / "mill", text, fold="booklet")
    (fault,) = faults("P1", made)
    assert (fault.level, fault.what) == ("error", "The booklet has 2 pages; a folded sheet has 4.")
    sheets = impose(Leaflet(made.pdf, 2), made.edition).pdf
    assert faults("P1", replace(made, pdf=sheets)) == []


def with_box(made: OnPaper) -> OnPaper:
    """The leaflet, whose first letter is drawn as an empty box."""
    with pikepdf.open(BytesIO(made.pdf)) as document:
        page = document.pages[0]
        drawn = list(pikepdf.parse_content_stream(page))
        shown = next(one for one in drawn if str(one.operator) == "TJ")
        shown.operands[0][0] = pikepdf.String(b"\0\0" + bytes(shown.operands[0][0])[2:])
        page.Contents = document.make_stream(pikepdf.unparse_content_stream(drawn))
        stream = BytesIO()
        document.save(stream)
        return replace(made, pdf=stream.getvalue())


def test_a_letter_that_is_drawn_as_a_box(leaflet: OnPaperOf) -> None:
    (fault,) = faults("P2", with_box(leaflet()))
    assert (fault.level, fault.words) == ("error", "page 1")
    assert "empty box" in fault.what


def test_a_box_is_seen_on_a_folded_sheet_too(leaflet: OnPaperOf) -> None:
    made = with_box(leaflet(fold="booklet"))
    assert len(faults("P2", replace(made, pdf=impose(Leaflet(made.pdf, 2), made.edition).pdf))) == 1


def test_a_coarse_logo(leaflet: OnPaperOf) -> None:
    (fault,) = faults("P3", leaflet(clinic=LOGO, files={"logo.png": png(100)}))
    assert (fault.where, fault.line, fault.level, fault.words) == ("mill/clinic.yaml", 6, "warning", "logo.png")
    assert fault.what == "The logo is printed at 149 dpi, and paper shows 300."


def test_a_logo_that_is_not_printed(leaflet: OnPaperOf) -> None:
    for files in ({"templates/logo.html": "<p>Our logo</p>"}, {"styles/screen.css": ".logo { display: none }"}):
        (fault,) = faults("P3", leaflet(clinic=LOGO, files={**FINE, **files}))
        assert (fault.where, fault.level) == (f"mill/{next(iter(files))}", "error")
        assert fault.what == "The clinic's logo is not printed."
        (Path("mill") / next(iter(files))).unlink()


def test_a_logo_without_words(leaflet: OnPaperOf) -> None:
    template = part("logo.html", ('alt="{{ logo_alt }}"', 'alt=" "'))
    (fault,) = faults("P3", leaflet(clinic=LOGO, files={**FINE, "templates/logo.html": template}))
    assert (fault.where, fault.line, fault.level) == ("mill/templates/logo.html", 1, "error")


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (('lang="{{ handout.language }}"', 'lang="de"'), "The file says that its language is `de`"),
        (("<title>{{ handout.front.title }}</title>", "<title>Leaflet</title>"), "does not say the handout's title"),
        (('<meta charset="utf-8">', '<meta name="keywords" content="943 476 5919">'), "holds an NHS number"),
        (('<meta charset="utf-8">', '<meta name="keywords" content="born 6 May 1961">'), "holds a date of birth"),
    ],
)
def test_what_the_file_says_of_itself(leaflet: OnPaperOf, change: tuple[str, str], what: str) -> None:
    (fault,) = faults("P4", leaflet(files={"templates/leaflet.html": part("leaflet.html", change)}))
    assert (fault.where, fault.level) == ("mill/templates/leaflet.html", "error")
    assert fault.line > 0
    assert what in fault.what
    assert "943" not in fault.words
