"""Figures are drawn to scale, whole on one page, in any ink and size; their numbers are real text and are heard once."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pypdfium2 import PdfDocument
from ruamel.yaml import YAML

from handouts.check.reading import Box, Page, fold
from handouts.clinic.clinic import Clinic, read_clinic
from handouts.clinic.edition import INKS, Edition, edition
from handouts.content.handout import Handout, read_handout
from handouts.errors import HandoutsError, Refused
from handouts.page.output import compose_all, make
from handouts.page.typeset import typeset_all
from handouts.page.wording import wording
from tests.conftest import CLINIC, HANDOUT, Put
from tests.content.test_figures import NEED, PEOPLE
from tests.page.faults import faults
from tests.page.pdf import open_pdf, pages, pictures, read_aloud
from tests.page.test_conformance import conforms

OWN = "\neditions:\n  big: {size: 24 pt}\n"
EDITIONS = {
    "standard": ("standard", "A4", "color", "none"),
    "Letter": ("standard", "Letter", "color", "none"),
    "A5": ("standard", "A5", "color", "none"),
    "mono": ("standard", "A4", "mono", "none"),
    "large print": ("large-print", "A4", "color", "none"),
    "large print on A5 in one ink": ("large-print", "A5", "mono", "none"),
    "24 pt": ("big", "A4", "color", "none"),
    "24 pt on A5": ("big", "A5", "color", "none"),
    "trifold": ("standard", "A4", "color", "trifold"),
    "booklet": ("standard", "Letter", "color", "booklet"),
}
SAID = [
    "Low B12 or folate at 75 and over [1] 10 in 100 have low B12 or folate 90 in 100 do not",
    "How much B12 you need each day [1] Most adults 2.4 micrograms When pregnant 2.6 micrograms "
    "When breastfeeding 2.8 micrograms What most adults need: 2.4 micrograms",
]
ALTERNATIVES = [
    "Drawing of 100 people. 10 in 100 have low B12 or folate. 90 in 100 do not.",
    "Bar chart. Most adults: 2.4 micrograms. When pregnant: 2.6 micrograms. When breastfeeding: 2.8 micrograms. "
    "Dashed line: What most adults need: 2.4 micrograms.",
]


def written(folder: Path, *figures: str) -> Handout:
    """The small handout with these figures at its end."""
    file = folder / "sleep/en-GB.md"
    file.parent.mkdir(exist_ok=True)
    file.write_text("\n".join([HANDOUT, *figures]), "utf-8")
    return read_handout(file)


def owner(folder: Path, more: str = "") -> Clinic:
    (folder / "clinic.yaml").write_text(f"{CLINIC}{OWN}{more}", "utf-8")
    return read_clinic(folder)


def made(handout: Handout, clinic: Clinic, chosen: Edition) -> bytes:
    """The leaflet; of one that is folded, the pages before they are put on sheets, which have no tags any more."""
    return typeset_all(compose_all([handout], clinic, chosen, None)).pdf


@cache
def leaflet(name: str) -> bytes:
    """The two figures in an edition."""
    with tempfile.TemporaryDirectory() as folder:
        base, paper, ink, fold_ = EDITIONS[name]
        clinic = owner(Path(folder))
        chosen = edition(base, paper, ink=ink, fold=fold_, own=clinic.file.editions)
        return made(written(Path(folder), PEOPLE, NEED), clinic, chosen)


def page_as_html(folder: Path, *figures: str, more: str = "", ink: str = "color") -> str:
    handout, clinic = written(folder, *figures), owner(folder, more)
    [(_, data)] = make([handout], clinic, Edition(ink=ink), None, "html", Path("x.html"), is_extract=False)
    return data.decode()


@dataclass(frozen=True)
class Picture:
    """A picture as a PDF names it: what it is called, its place, its page, and what is drawn or written in it."""

    alternative: str
    box: Box
    page: int
    marks: tuple[int, ...]


def figures(pdf: bytes) -> list[Picture]:
    """The pictures that have a text inside: no logo."""
    with open_pdf(pdf) as document:
        numbers = {page.objgen: number for number, page in enumerate(document.pages)}

        def marks(element: pikepdf.Object) -> Iterator[int]:
            kids = element.get("/K", [])
            for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
                if isinstance(kid, pikepdf.Dictionary):
                    yield from marks(kid)
                else:
                    yield int(kid)

        def walk(element: pikepdf.Object) -> Iterator[Picture]:
            if element.get("/S") == "/Figure":
                left, bottom, right, top = (float(side) for side in element.A.BBox)
                page = numbers[element.Pg.objgen]
                yield Picture(str(element.Alt), (left, bottom, right, top), page, tuple(marks(element)))
                return
            for kid in element.get("/K", []):
                if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                    yield from walk(kid)

        return [one for one in walk(document.Root.StructTreeRoot.K[0]) if len(one.marks) > 1]


def letters_inside(picture: Picture, page: Page) -> str:
    return fold("".join(letter.text for letter in page.body if letter.mark in picture.marks))


@pytest.mark.parametrize("name", EDITIONS)
def test_the_words_and_numbers_are_real_text_in_order(name: str) -> None:
    found = read_aloud(leaflet(name))
    for said in SAID:
        assert found.count(said) == 1


@pytest.mark.parametrize("fold_", ["trifold", "booklet"])
def test_the_words_stand_on_sheets_to_fold(fold_: str, tmp_path: Path) -> None:
    handout = written(tmp_path, PEOPLE, NEED)
    chosen = Edition(fold=fold_)
    [(_, pdf)] = make([handout], owner(tmp_path), chosen, None, "pdf", Path("x.pdf"), is_extract=False)
    document = PdfDocument(pdf)
    found = fold(" ".join(page.get_textpage().get_text_range() for page in document))
    document.close()
    for said in SAID:
        assert found.count(said) == 1


@pytest.mark.parametrize("name", EDITIONS)
def test_the_page_is_right_in_every_measured_way(name: str, tmp_path: Path) -> None:
    assert faults(leaflet(name)) == []
    assert conforms(leaflet(name), tmp_path)


@pytest.mark.parametrize("name", EDITIONS)
def test_a_figure_is_one_picture_that_is_called_by_its_data(name: str) -> None:
    """What a screen reader says in place of it holds each word and number that stands in it, and no picture is in it."""
    sheets = pages(leaflet(name))
    found = figures(leaflet(name))
    assert [one.alternative for one in found] == ALTERNATIVES
    for one, said in zip(found, SAID, strict=True):
        inside = letters_inside(one, sheets[one.page])
        assert inside == said.partition("[1] ")[2]
        assert set(re.findall(r"[\w.]+\b", inside)) <= set(re.findall(r"[\w.]+\b", one.alternative))


@pytest.mark.parametrize("name", EDITIONS)
def test_the_place_of_a_picture_holds_all_that_is_in_it(name: str) -> None:
    for one in figures(leaflet(name)):
        page = pages(leaflet(name))[one.page]
        left, bottom, right, top = one.box
        assert 0 < left < right < page.width and 0 < bottom < top < page.height
        for letter in page.body:
            if not letter.text.isspace() and letter.mark >= 0:
                across, up = (letter.box[0] + letter.box[2]) / 2, (letter.box[1] + letter.box[3]) / 2
                assert (letter.mark in one.marks) == (left < across < right and bottom < up < top)


@pytest.mark.parametrize("name", EDITIONS)
def test_the_words_are_as_large_as_the_running_text(name: str) -> None:
    """Set anew and not enlarged, so that a letter of a label is as high as the same letter of the text."""
    letters = [letter for page in pages(leaflet(name)) for letter in page.body]
    text = "".join(letter.text for letter in letters)

    def height(word: str) -> float:
        box = letters[text.index(word) + word.index("e")].box
        return box[3] - box[1]

    assert height("When") == pytest.approx(height("Sleep well"), abs=0.01)
    assert height("have low") == pytest.approx(height("Sleep well"), abs=0.01)


def drawings(html: str) -> list[str]:
    return re.findall(r"<svg.*?</svg>", html, re.DOTALL)


@pytest.mark.parametrize("count", [1, 10, 37, 50, 99])
def test_so_many_of_a_hundred_people_are_filled(tmp_path: Path, count: int) -> None:
    html = page_as_html(tmp_path, PEOPLE.replace("count: 10", f"count: {count}"))
    filled, outlined = re.findall(r'<path d="([^"]*)" fill="([^"]*)"', drawings(html)[0])
    assert (filled[0].count("M"), outlined[0].count("M")) == (count, 100 - count)
    assert (filled[1] == "none", outlined[1]) == (False, "none")
    assert len(set(re.findall(r"M[^m]*", filled[0] + outlined[0]))) == 100, "two stand in one place"


def test_bars_are_as_long_as_their_numbers(tmp_path: Path) -> None:
    html = page_as_html(tmp_path, NEED.replace("2.6", "0").replace("value: 2.4", "value: 5.6"))
    shapes = [re.findall(r'<rect[^>]* width="([0-9.]+)%"', one) for one in drawings(html)]
    lines = {float(place) for one in drawings(html)[:3] for place in re.findall(r'x1="([0-9.]+)%"', one)}
    [most, none, least], [line] = [sum(map(float, one)) for one in shapes[:3]], lines
    assert none == 0
    assert (most / line, least / line) == pytest.approx((2.4 / 5.6, 2.8 / 5.6), abs=0.001)


def test_a_line_is_dashed_and_named(tmp_path: Path) -> None:
    html = page_as_html(tmp_path, NEED)
    assert [one.count("stroke-dasharray") for one in drawings(html)] == [1, 1, 1, 1]
    plain = re.sub("line:.*\n", "", NEED)
    assert "stroke-dasharray" not in page_as_html(tmp_path, plain)


def test_the_drawing_is_in_the_brands_colour(tmp_path: Path) -> None:
    html = page_as_html(tmp_path, PEOPLE, NEED, more='brand: {color: "#7a1f5c"}\n')
    assert all('fill="#7a1f5c"' in one for one in [drawings(html)[0], *drawings(html)[3:6]])


def test_a_colour_that_cannot_be_read_is_drawn_in_its_readable_shade(tmp_path: Path) -> None:
    html = page_as_html(tmp_path, NEED, more='brand: {color: "#ffe08a"}\n')
    shade = re.findall(r"--brand-text: (#[0-9a-f]{6});", html)[-1]
    assert shade not in ("#ffe08a", "#0b5c6b")
    assert f'fill="{shade}"' in drawings(html)[0]


@pytest.mark.parametrize(
    ("value", "colour"), [("teal", "#008080"), ("var( --alarm )", "#9f1d20"), ("rgb(1, 2, 3)", "#010203")]
)
def test_the_drawing_follows_a_clinics_own_tokens(tmp_path: Path, put: Put, value: str, colour: str) -> None:
    put("styles/tokens.css", f":root {{ --brand-text: {value} }}")
    assert f'fill="{colour}"' in drawings(page_as_html(tmp_path, NEED))[0]


@pytest.mark.parametrize("value", ["oklch(0.5 0.1 200)", "none", "var(--brand-text)"])
def test_a_token_that_is_no_colour_is_refused(tmp_path: Path, put: Put, value: str) -> None:
    put("styles/tokens.css", f":root {{ --brand-text: {value} }}")
    with pytest.raises(Refused, match=r"Figures are drawn in the colour `--brand-text`"):
        page_as_html(tmp_path, NEED)


def test_in_one_ink_all_is_black_and_bars_are_outlines(tmp_path: Path) -> None:
    html = page_as_html(tmp_path, PEOPLE, NEED, more='brand: {color: "#7a1f5c"}\n', ink="mono")
    assert {colour for one in drawings(html) for colour in re.findall("#[0-9a-f]{6}", one)} == {"#000000"}
    assert [one.count('fill="none"') for one in drawings(html)[3:6]] == [1, 1, 1]


@pytest.mark.parametrize("name", ["standard", "mono"])
def test_those_who_are_counted_are_darker_in_grey(name: str) -> None:
    """The first row of ten is filled; the next is not."""
    [picture, _] = figures(leaflet(name))
    scale = 150 / 72
    page = pictures(leaflet(name), 150)[picture.page]
    left, _, _, top = picture.box
    cell = 14 * 13 / 103  # points of a unit of the drawing
    rows = []
    for row in (0, 1):
        above = page.height - (top - row * 11.5 * cell) * scale
        box = (left * scale, above, (left + 50 * cell) * scale, above + 11.5 * cell * scale)
        grey = page.crop(tuple(round(side) for side in box))
        rows.append(sum(value * count for value, count in enumerate(grey.histogram())) / (grey.width * grey.height))
    assert rows[0] < rows[1] - 30


def test_the_html_holds_the_figures_and_needs_no_other_file(tmp_path: Path) -> None:
    html = page_as_html(tmp_path, PEOPLE, NEED)
    assert re.findall(r'role="img" aria-label="([^"]*)"', html) == ALTERNATIVES
    assert not re.findall(r'(?:src|href)="(?!data:|#|https?://)', html)


def test_letters_that_mean_something_in_html_are_letters(tmp_path: Path) -> None:
    figure = PEOPLE.replace("do not", "<b>don't</b> & won't")
    figure = figure.replace("title: Low B12 or folate at 75 and over", "title: '\"<\" is low'")
    pdf = made(written(tmp_path, figure), owner(tmp_path), Edition())
    assert "<b>don't</b> & won't" in read_aloud(pdf)
    assert '"<" is low' in read_aloud(pdf)
    assert figures(pdf)[0].alternative.endswith("90 in 100 <b>don't</b> & won't.")


def test_the_sources_of_a_figure_are_numbered_with_the_others(tmp_path: Path) -> None:
    more = "  ods:\n    title: B12\n    publisher: ODS\n    url: https://ods.od.nih.gov/b12\n"
    text = HANDOUT.replace("---\n\n##", f"{more}---\n\n##").replace(
        "Sleep well. [@nhs]\n", PEOPLE.replace("[nhs]", "[ods, nhs]")
    )
    (tmp_path / "sleep").mkdir()
    (tmp_path / "sleep/en-GB.md").write_text(text, "utf-8")
    found = read_aloud(made(read_handout(tmp_path / "sleep/en-GB.md"), owner(tmp_path), Edition()))
    assert "75 and over [1, 2] 10 in 100" in found
    assert "1. ODS: B12 2. NHS: How to sleep" in found


def test_a_letter_that_no_font_has_is_refused_at_its_line(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        made(written(tmp_path, PEOPLE.replace("do not", "do not 漢")), owner(tmp_path), Edition())
    assert [problem.line for problem in caught.value.problems] == [28]


def test_a_clinics_own_template_draws_figures_too(tmp_path: Path, put: Put) -> None:
    own = (Path(__file__).parents[2] / "templates/parts.html").read_text("utf-8")
    put("templates/parts.html", own.replace('<div class="crowd">', '<div class="crowd own">'))
    html = page_as_html(tmp_path, PEOPLE)
    assert '<div class="crowd own"><svg' in html


@pytest.mark.parametrize("chosen", [Edition(), Edition("large-print"), Edition(ink="mono")])
def test_a_clinic_with_parts_of_its_own_has_the_figures_too(tmp_path: Path, put: Put, chosen: Edition) -> None:
    """Its leaflets are read back, and every word and number of a figure is found in them."""
    put("styles/tokens.css", ":root { --brand-text: teal }")
    handout = written(tmp_path, PEOPLE, NEED)
    [(_, pdf)] = make([handout], owner(tmp_path), chosen, None, "pdf", Path("x.pdf"), is_extract=False)
    assert all(said in read_aloud(pdf) for said in SAID)


def test_a_number_of_a_figure_that_a_clinic_hides_is_told(tmp_path: Path, put: Put) -> None:
    put("styles/figures.css", ".bar-value { display: none }")
    handout = written(tmp_path, NEED)
    with pytest.raises(Refused, match=r"does not show `2\.6 micrograms`"):
        make([handout], owner(tmp_path), Edition(), None, "pdf", Path("x.pdf"), is_extract=False)


def test_what_a_figure_says_is_part_of_what_is_approved(tmp_path: Path, put: Put) -> None:
    clinic, handout = owner(tmp_path), written(tmp_path, PEOPLE, NEED)
    before = wording(handout, clinic)
    assert all(one in before for one in ALTERNATIVES)
    own = (Path(__file__).parents[2] / "templates/parts.html").read_text("utf-8")
    put("templates/parts.html", own.replace("{{ drawing.alternative }}", "A drawing"))
    assert wording(handout, owner(tmp_path)) != before


def test_a_figure_that_does_not_fit_on_a_page_is_refused(tmp_path: Path) -> None:
    bars = "".join(f"  {'A very long name of a bar ' * 6}{n}: {n}\n" for n in range(1, 11))
    figure = re.sub(r"  Most(.*\n)*?line", f"{bars}line", NEED)
    with pytest.raises(Refused, match="The figure does not fit on one page"):
        made(written(tmp_path, figure), owner(tmp_path), edition("large-print", "A5"))


def test_a_figure_that_does_not_fit_on_the_rest_of_a_page_goes_overleaf(tmp_path: Path) -> None:
    for lines in range(22, 34):
        filler = "".join(f"\n- Sleep well, line {n}.\n".replace("\n-", "-", 1) for n in range(lines))
        pdf = made(written(tmp_path, filler, PEOPLE, NEED), owner(tmp_path), Edition())
        assert [one.alternative for one in figures(pdf)] == ALTERNATIVES
        for one in figures(pdf):
            title = SAID[ALTERNATIVES.index(one.alternative)].partition(" [1]")[0]
            assert title in pages(pdf)[one.page].text


LETTERS = "aeioulnrstWMäßçéøŵžĞ Łő-'&<\"%,()0123456789ЖΩ"
WORDS = st.text(LETTERS, min_size=1, max_size=12).map(str.strip).filter(bool)
LINES = st.lists(WORDS, min_size=1, max_size=7).map(" ".join)
NUMBERS = st.one_of(
    st.integers(0, 20).map(str),
    st.integers(0, 10**6).map(str),
    st.integers(1, 99_999).map(lambda number: f"{number / 100:.2f}".rstrip("0").rstrip(".")),
)
NAMED = {"id": st.just("one"), "title": LINES, "sources": st.just(["nhs"])}
ARRAYS = st.fixed_dictionaries({**NAMED, "count": st.integers(1, 99).map(str), "label": LINES, "others": LINES})
CHARTS = st.fixed_dictionaries(
    {**NAMED, "unit": LINES, "bars": st.dictionaries(LINES, NUMBERS, min_size=2, max_size=10)},
    optional={"line": st.fixed_dictionaries({"label": LINES, "value": NUMBERS})},
)
CHOSEN = st.tuples(
    st.sampled_from([("standard", paper, "none") for paper in ("A4", "Letter", "A5")])
    | st.sampled_from([("large-print", "A4", "none"), ("large-print", "A5", "none"), ("big", "A4", "none")])
    | st.sampled_from([("standard", "A4", "booklet"), ("standard", "Letter", "trifold")]),
    st.sampled_from(INKS),
)
FIND = settings(
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)


def outcome(figure: dict[str, Any], chosen: tuple[tuple[str, str, str], str]) -> str:
    """What came of a figure in an edition: `made`, or why it was refused."""
    (base, paper, fold_), ink = chosen
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (folder / "figure.yaml").open("w", encoding="utf-8") as stream:
            YAML().dump(figure, stream)
        kind = "icon-array" if "count" in figure else "bar-chart"
        clinic = owner(folder)
        try:
            handout = written(folder, f"``` {kind}\n{(folder / 'figure.yaml').read_text('utf-8')}```\n")
            pdf = made(handout, clinic, edition(base, paper, ink=ink, fold=fold_, own=clinic.file.editions))
        except HandoutsError as error:
            assert all(problem.what and problem.remedy for problem in error.problems)
            return " ".join(problem.what for problem in error.problems)
        assert conforms(pdf, folder)
        assert len(figures(pdf)) == 1
    found = letters(read_aloud(pdf))
    for said in said_by(figure):
        assert letters(said) in found
    assert faults(pdf) == []
    return "made"


def letters(text: str) -> str:
    """The text without what the end of a line takes: spaces, and hyphens, which PDFium calls U+0002 there."""
    return re.sub(r"[-\s\x02]", "", text)


def said_by(figure: dict[str, Any]) -> Iterator[str]:
    """Words and numbers of a figure as a reader should meet them."""
    yield figure["title"]
    if "count" in figure:
        yield f"{figure['count']} in 100 {figure['label']} {100 - int(figure['count'])} in 100 {figure['others']}"
    else:
        yield " ".join(f"{label} {number} {figure['unit']}" for label, number in figure["bars"].items())
    if "line" in figure:
        yield f"{figure['line']['label']}: {figure['line']['value']} {figure['unit']}"


@settings(FIND, max_examples=40, derandomize=True, database=None)
@given(ARRAYS | CHARTS, CHOSEN)
def test_any_figure_is_printed_with_all_its_numbers_or_refused(figure: dict[str, Any], chosen: Any) -> None:
    assert outcome(figure, chosen)


@pytest.mark.long
@settings(FIND, max_examples=500)
@given(ARRAYS | CHARTS, CHOSEN)
def test_figures_that_nobody_has_thought_of_yet_are_printed_or_refused(figure: dict[str, Any], chosen: Any) -> None:
    assert outcome(figure, chosen)


@pytest.mark.parametrize(
    "chosen", [("standard", "A4", "none"), ("large-print", "A5", "none"), ("standard", "A4", "trifold")]
)
@pytest.mark.parametrize("bars", [2, 8])
def test_a_chart_that_says_little_is_made(chosen: tuple[str, str, str], bars: int) -> None:
    figure = {
        "id": "one",
        "title": "B12",
        "sources": ["nhs"],
        "unit": "mg",
        "bars": {f"Bar {n}": str(n) for n in range(bars)},
    }
    assert outcome(figure, (chosen, "color")) == "made"
