"""The letters of a leaflet: each rule lets a right one pass, and sees what is wrong with another."""

from __future__ import annotations

from io import BytesIO
from itertools import product
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from handouts.check.type_rules import RULES as TYPE
from tests.check.papers import MILL, RULES, WORDS, OnPaperOf, faults, on_paper
from tests.page.own_fonts import FAMILY, font, saved

SHEET = "styles/screen.css"
"""The last style sheet, whose rules go before all others."""


@pytest.mark.parametrize(("name", "paper"), list(product(("standard", "large-print"), ("A4", "A5"))))
def test_a_leaflet_as_it_is_has_no_fault(leaflet: OnPaperOf, name: str, paper: str) -> None:
    made = leaflet(name=name, paper=paper)
    assert [fault for rule in TYPE for fault in rule.faults(made)] == []


def test_every_rule_of_type_is_there() -> None:
    assert [rule.id for rule in TYPE] == [f"T{number}" for number in range(1, 10)]


@pytest.mark.parametrize(
    ("rule", "css", "level", "what"),
    [
        ("T1", "section p { font-size: 11pt }", "error", "set in 11 pt; a leaflet has 12 pt or more"),
        ("T1", "section p { font-size: 13pt }", "warning", "set in 13 pt; a leaflet has 14 pt or more"),
        ("T2", ".foot { font-size: 9pt }", "warning", "Small letters of 9 pt"),
        ("T5", "section p { font-style: italic }", "warning", "in italics"),
        ("T5", "section p { text-decoration: underline }", "warning", "underlined"),
        ("T5", "section p { text-transform: uppercase }", "warning", "capitals"),
        ("T6", "section p { text-align: justify }", "error", "stretched to both edges"),
        ("T6", "section p { text-align: center }", "error", "do not start at one edge"),
        ("T6", "section p { text-align: right }", "error", "do not start at one edge"),
        ("T6", "section p { hyphens: auto; max-width: 40mm }", "error", "A word is cut in two"),
        ("T7", "section p { font-size: 12pt; max-width: none }", "warning", "One line in twenty has"),
        ("T8", "section p { line-height: 1.05 }", "warning", "1.05 times"),
        ("T8", "section p { line-height: 1.9 }", "warning", "1.9 times"),
        ("T9", "section p { color: #8a8a8a }", "error", "is 3.45:1 and must be 4.5:1"),
        ("T9", "h1 { color: #b0b0b0 }", "error", "must be 3:1"),
        ("T9", "section p { color: #ffffff; background: #e84a3f }", "error", "must be 4.5:1"),
    ],
)
def test_a_style_of_the_clinic_s_own_is_told_at_its_line(
    leaflet: OnPaperOf, rule: str, css: str, level: str, what: str
) -> None:
    made = leaflet(files={SHEET: f"\n\n{css}\n"})
    found = faults(rule, made)
    assert [(fault.where, fault.line, fault.level) for fault in found] == [(f"mill/{SHEET}", 3, level)]
    assert what in found[0].what
    assert found[0].words
    assert found[0].remedy


def test_words_at_fault_are_the_ones_that_are_set_so(leaflet: OnPaperOf) -> None:
    (fault,) = faults("T1", leaflet(files={SHEET: "section p { font-size: 11pt }"}))
    assert WORDS.startswith(fault.words)
    (fault,) = faults("T2", leaflet(files={SHEET: ".foot { font-size: 9pt }"}))
    assert fault.words.startswith("DRAFT. Not checked.")


def test_large_print_below_sixteen_points_is_an_error(leaflet: OnPaperOf) -> None:
    (fault,) = faults("T1", leaflet(name="large-print", files={SHEET: "section p { font-size: 15pt }"}))
    assert (fault.level, fault.line) == ("error", 1)
    assert "large print has 16 pt or more" in fault.what


def test_a_small_edition_of_the_clinic_s_own_is_told_where_it_stands(leaflet: OnPaperOf) -> None:
    clinic = f"{MILL}editions:\n  short:\n    size: 12 pt\n"
    (fault,) = faults("T1", leaflet(clinic=clinic, name="short"))
    assert (fault.where, fault.line, fault.level) == ("mill/clinic.yaml", 6, "warning")


def test_large_print_that_is_enlarged(leaflet: OnPaperOf) -> None:
    css = "section { font-size: 14.4pt; transform: scale(1.25); transform-origin: top left }"
    (fault,) = faults("T3", leaflet(name="large-print", files={SHEET: css}))
    assert (fault.where, fault.line, fault.level) == (f"mill/{SHEET}", 1, "error")
    assert "enlarged 1.25 times" in fault.what
    assert faults("T3", leaflet(files={SHEET: css})) == []


def test_large_print_on_a_page_of_another_size(leaflet: OnPaperOf) -> None:
    (fault,) = faults("T3", leaflet(name="large-print", files={SHEET: "@page { size: 297mm 420mm }"}))
    assert (fault.where, fault.line, fault.level) == (f"mill/{SHEET}", 1, "error")
    assert "297 × 420 mm, and the paper is A4" in fault.what


def brand(path: Path, serif_style: int, family_class: int, kind: int = 2) -> dict[str, str | bytes]:
    """A clinic's own typeface that says of itself what its letters are like."""
    files: dict[str, str | bytes] = {}
    for weight, name in ((400, "a.ttf"), (700, "b.ttf")):
        with TTFont(BytesIO(font(weight))) as made:
            made["OS/2"].panose.bFamilyType, made["OS/2"].panose.bSerifStyle = kind, serif_style
            made["OS/2"].sFamilyClass = family_class << 8
            files[name] = saved(made)
    return files


@pytest.mark.parametrize(
    ("kind", "serif_style", "family_class", "has"),
    [
        (2, 11, 8, None),
        (2, 2, 1, "serifs"),
        (2, 10, 0, "serifs"),
        (3, 0, 10, "the strokes of handwriting"),
        (0, 0, 1, "serifs"),
        (0, 0, 8, None),
        (0, 0, 0, None),
    ],
)
def test_a_typeface_with_serifs(
    here: Path, leaflet: OnPaperOf, kind: int, serif_style: int, family_class: int, has: str | None
) -> None:
    clinic = (
        f"{MILL}brand:\n  typography:\n    fonts:\n      - family: {FAMILY}\n        files:\n"
        f"          - path: a.ttf\n          - path: b.ttf\n            weight: bold\n    base: {FAMILY}\n"
    )
    found = faults("T4", leaflet(clinic=clinic, files=brand(here, serif_style, family_class, kind)))
    assert [(fault.where, fault.line, fault.words) for fault in found] == (
        [("mill/clinic.yaml", 7, FAMILY)] if has else []
    )
    assert all(f"have {has}" in fault.what for fault in found)


def test_capitals_in_the_handout_are_told_at_its_line(here: Path, text: str) -> None:
    loud = text.replace("Go to bed", "DO NOT STAY UP late, DO NOT. Go to bed")
    (fault,) = faults("T5", on_paper(here / "loud", loud))
    line = next(number for number, one in enumerate(loud.splitlines(), 1) if "DO NOT" in one)
    assert (fault.line, fault.words) == (line, "DO NOT STAY UP")
    assert fault.where.endswith("library/sleep/en-GB.md")
    assert (
        faults("T5", on_paper(here / "short", text.replace("Go to bed", "Ask NHS 111 or the MS team. Go to bed"))) == []
    )


def test_underlined_links_are_let_be(here: Path, text: str) -> None:
    linked = text.replace("A walk in daylight", "[A walk in daylight](https://www.nhs.uk/walk)")
    assert faults("T5", on_paper(here / "mill", linked, files={SHEET: "a { text-decoration: underline }"})) == []


def test_a_hyphen_of_the_word_s_own_is_let_be(here: Path, text: str) -> None:
    words = (
        "A follow-up visit and a check-up, a well-known long-term therapy, a step-by-step plan, day-to-day self-care. "
    )
    made = on_paper(
        here / "mill", text.replace("Go to bed", f"{words}Go to bed"), files={SHEET: "section p { width: 34mm }"}
    )
    assert faults("T6", made) == []


def test_without_a_style_of_its_own_the_handout_is_named(leaflet: OnPaperOf) -> None:
    made = leaflet(files={"styles/tokens.css": ":root { --ink: #8a8a8a; }\n"})
    assert {fault.where for fault in faults("T9", made)} == {"mill/library/sleep/en-GB.md"}


def test_every_rule_says_what_it_asks_and_whose_rule_it_is() -> None:
    assert all(rule.asks and rule.threshold and rule.source for rule in RULES.values())
