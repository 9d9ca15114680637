"""What a brand does to the pages: its colours in shades that can be read, in every edition, and no style sheet changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path

import pypdfium2
import pytest
from PIL import ImageChops

from handouts.clinic.brand import ALARM, INK, PRIMARY
from handouts.clinic.clinic import read_clinic
from handouts.clinic.colours import READABLE, contrast
from handouts.clinic.edition import BASES, INKS, PAPERS, Edition, edition
from handouts.clinic.shades import colour_tokens
from handouts.page.output import make
from handouts.page.parts import overrides
from tests.conftest import Put, Run
from tests.page.own_fonts import font
from tests.page.pdf import NAMES, RIVERSIDE, ROOT, SCRATCH, handout, open_pdf, pages, pictures, read_aloud
from tests.page.test_conformance import is_accessible

MIND = NAMES[0]
WHITE = "#ffffff"
GARISH = """
  color:
    palette: {sun: "#ffd400", sky: "#d9f2ff"}
    primary: sun
    secondary: "#ff5fa2"
    background: sky
    danger: "#ff3b00"
"""
DARK = """
  color: {primary: "#1b1030", secondary: "#5a2ca0", background: "#1b1030"}
"""
PAIR = """
  color: {primary: "#2f6b2f", secondary: "#8a4b00", foreground: "#2a1f10", background: "#efe3c8"}
"""
TEN = f"""{GARISH}    foreground: "#40204a"
  typography:
    fonts: [{{family: Mill Grotesk, files: [{{path: r.ttf}}, {{path: b.ttf, weight: bold}}]}}]
    base: Noto Sans
    headings: {{family: Mill Grotesk, weight: normal}}
"""
"""Ten values of brand.yml."""
EDITIONS = [
    Edition(),
    Edition("large-print"),
    Edition(paper="Letter"),
    Edition(paper="A5"),
    Edition(fold="booklet"),
    Edition(fold="trifold"),
]


@cache
def branded(brand: str, edition: Edition = EDITIONS[0]) -> bytes:
    """The PDF of a leaflet of a clinic with this brand."""
    folder = Path(SCRATCH.name) / f"brand-{hash(brand):x}"
    folder.mkdir(exist_ok=True)
    text = f"name: Mill Lane Surgery\nphone: 01632 960001\n{'brand:' if brand else ''}{brand}"
    (folder / "clinic.yaml").write_text(text, "utf-8")
    (folder / "r.ttf").write_bytes(font())
    (folder / "b.ttf").write_bytes(font(700))
    name = NAMES[1] if edition.fold == "trifold" else MIND
    clinic = read_clinic(folder)
    return make([handout(name)], clinic, edition, None, "pdf", Path("x.pdf"), is_extract=False)[0][1]


def colours_of_text(data: bytes) -> Iterator[tuple[int, str, str]]:
    """Page, letter and colour of all letters of a PDF."""
    for number, page in enumerate(pages(data)):
        for letter in page.letters:
            if letter.colour and not letter.text.isspace():
                yield number, letter.text, "#" + "".join(f"{part:02x}" for part in letter.colour[:3])


def words_in(data: bytes, colour: str) -> str:
    return "".join(letter for _, letter, found in colours_of_text(data) if found == colour)


@pytest.mark.parametrize("brand", [GARISH, DARK, PAIR], ids=["garish", "dark", "pair"])
@pytest.mark.parametrize("base", ["standard", "large-print"])
def test_every_word_is_in_a_shade_that_can_be_read_where_it_stands(brand: str, base: str, tmp_path: Path) -> None:
    data = branded(brand, Edition(base))
    clinic = read_clinic(Path(SCRATCH.name) / f"brand-{hash(brand):x}")
    tokens = {"ink": INK, "alarm": ALARM, **colour_tokens(clinic.file.brand.color)}
    found = {colour for _, _, colour in colours_of_text(data)}
    on_white = {tokens[name] for name in ("ink", "brand-text", "marker", "small-heading", "alarm")}
    assert found <= on_white | {WHITE, tokens["on-ground"]}
    for colour in on_white:
        assert contrast(colour, WHITE) >= READABLE
    assert words_in(data, WHITE) == "!Gethelpnow:999orA&E", "white words stand on the alarm's bar alone"
    assert contrast(WHITE, tokens["alarm"]) >= READABLE
    assert "Whatyoumaynotice" in words_in(data, tokens["brand-text"])
    assert "Whatwedonotknow:" in words_in(data, tokens["small-heading"])
    assert "MillLaneSurgery" in words_in(data, tokens["on-ground"])
    assert is_accessible(data, tmp_path)


@pytest.mark.parametrize("brand", [GARISH, DARK, PAIR], ids=["garish", "dark", "pair"])
def test_the_grounds_of_the_page(brand: str) -> None:
    """The head and the key message stand on the clinic's ground, the alarm on its own, and nothing else on any."""
    data = branded(brand)
    clinic = read_clinic(Path(SCRATCH.name) / f"brand-{hash(brand):x}")
    tokens = {"alarm": ALARM, **colour_tokens(clinic.file.brand.color)}
    document = pypdfium2.PdfDocument(data)
    try:
        picture = document[0].render(scale=1).to_pil().convert("RGB")
        counts = {"#" + bytes(colour).hex(): count for count, colour in picture.getcolors(1 << 20) or []}
    finally:
        document.close()
    large = {colour for colour, count in counts.items() if count > 5000}
    assert large == {WHITE, tokens["ground"], tokens["alarm"]}


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda one: f"{one.base}-{one.paper}-{one.fold}")
def test_ten_values_change_the_look_of_every_edition(edition: Edition) -> None:
    plain, data = branded("", edition), branded(TEN, edition)
    before, after = ({colour for _, _, colour in colours_of_text(one)} for one in (plain, data))
    assert before == {INK, PRIMARY, ALARM, WHITE}
    assert before & after == {WHITE}
    assert families(plain) == {"Atkinson Hyperlegible"}
    assert families(data) == {"Noto Sans", "Mill Grotesk"}


@pytest.mark.parametrize("edition", EDITIONS[:4], ids=lambda one: f"{one.base}-{one.paper}")
@pytest.mark.parametrize("brand", [GARISH, DARK, PAIR], ids=["garish", "dark", "pair"])
def test_colours_move_no_words_to_another_page(edition: Edition, brand: str) -> None:
    plain, data = branded("", edition), branded(brand, edition)
    assert [page.text for page in pages(data)] == [page.text for page in pages(plain)]
    assert read_aloud(data) == read_aloud(plain)


def families(data: bytes) -> set[str]:
    """The families of the fonts of a PDF."""
    with open_pdf(data) as pdf:
        return {
            bytes(one.FontFamily).decode().strip("'\"")
            for one in pdf.objects
            if isinstance(one, type(pdf.Root)) and one.get("/Type") == "/FontDescriptor"
        }


def test_a_clinic_is_told_what_is_printed_otherwise(run: Run, put: Put) -> None:
    put("clinic.yaml", f"name: Mill Lane Surgery\nphone: 01632 960001\nbrand:{GARISH}")
    told = [message.partition(" ")[0] for message in run("render", MIND, "--format", "html").messages]
    assert told == ["`brand.color.primary`", "`brand.color.secondary`", "`brand.color.danger`"]
    put("list.csv", "name\nA B\n")
    said = run("batch", "list.csv", "--handout", MIND, "--draft", "-o", "run/", "--dry-run").messages
    assert [one.partition(" ")[0] for one in said if one.startswith("`brand")] == told
    put("clinic.yaml", f"name: Mill Lane Surgery\nphone: 01632 960001\nbrand:{PAIR}")
    assert run("render", MIND, "--format", "html", "-o", "other.html").messages == []


def test_the_clinic_is_shown_with_the_places_of_its_colours(run: Run, put: Put) -> None:
    put("clinic.yaml", f"name: Mill Lane Surgery\nphone: 01632 960001\nbrand:{TEN}")
    done = run("clinic", "show")
    assert done.code == 0
    lines = [line.split() for line in done.out.splitlines()]
    assert ["secondary:", "'#ff5fa2'", "#", "clinic.yaml:7"] in lines
    assert ["base:", "Noto", "Sans", "#", "clinic.yaml:13"] in lines


def test_a_clinic_s_own_tokens_keep_what_its_brand_does_not_set(run: Run, put: Put) -> None:
    text = (
        (Path(__file__).parents[2] / "styles/tokens.css")
        .read_text("utf-8")
        .replace("--brand: #0b5c6b", "--brand: #123456")
    )
    put("styles/tokens.css", text)
    put("clinic.yaml", "name: Mill Lane Surgery\nphone: 01632 960001\nbrand: {color: {secondary: '#5a2ca0'}}\n")
    run("render", MIND, "--format", "html", "-o", "page.html")
    html = Path("page.html").read_text("utf-8")
    values = re.findall(r"--brand: (#[0-9a-f]{6});", html)
    assert values == ["#0b5c6b", "#123456"]  # the program's, then the clinic's own, and nothing of its brand


HARBOUR = ROOT / "examples/harbour"


def values(data: object) -> int:
    """How many values a part of a clinic's file holds."""
    return sum(map(values, data.values())) if isinstance(data, dict) else 1


@pytest.mark.parametrize(("base", "paper", "ink"), list(product(BASES, PAPERS, INKS)))
def test_the_example_brands_look_different_in_every_edition(base: str, paper: str, ink: str, tmp_path: Path) -> None:
    """The example clinics differ in ten values of the brand, and neither has a style sheet of its own."""
    harbour = read_clinic(HARBOUR)
    assert values(harbour.layers[0].fields.data["brand"]) == 10
    assert not list(overrides(harbour.folders))
    chosen = edition(base, paper, ink=ink)
    found = []
    for clinic in (read_clinic(RIVERSIDE), harbour):
        files = make([handout(NAMES[0])], clinic, chosen, None, "pdf", tmp_path / "x.pdf", is_extract=False)
        found.append(pictures(files[0][1], 20))
    changed = [bool(ImageChops.difference(*sheets).getbbox()) for sheets in zip(*found, strict=False)]
    assert all(changed) if ink == "color" else changed[0]
