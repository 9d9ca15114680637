"""Draws figures as SVG, in the brand's colours or in one ink; their words stand beside the drawing, in running text."""

from __future__ import annotations

from dataclasses import dataclass

import tinycss2
from markupsafe import Markup

from handouts.clinic.colours import read_colour, written
from handouts.clinic.edition import Edition
from handouts.content.figures import OUT_OF, BarChart, Figure, IconArray, alternative, amount, shares
from handouts.content.words import Words
from handouts.errors import refused
from handouts.page.sheets import StyleSheet

MEASURE = {"A4": 170.0, "Letter": 174.0, "A5": 124.0, "booklet": 116.0, "trifold": 83.0}
"""Millimetres from the left to the right edge of the text, at the least."""
POINTS = 72 / 25.4
PIXELS = 96 / 72
"""CSS pixels in a point."""
CROWD, SHARES = 13.0, 12.0
"""Ems that the people of an icon array take up, and that the words beside them need."""
LETTER = 0.56
"""The width of a letter in ems; bold ones of Atkinson Hyperlegible are this wide on the average."""
LEAST_BAR = 11.0
"""Ems that the longest bar has beside its words; with less room, the words stand above it."""
CELL = (10.0, 11.5)
"""Width and height of the place of one person, as the drawing counts them."""
AISLE = 3.0
"""Between the fifth and the sixth person of a row, and of a column: people in fives are counted at a glance."""
PERSON = (
    "m0 1.1a2.15 2.15 0 0 1 0 4.3a2.15 2.15 0 0 1 0-4.3z"
    "m-3.7 9.3v-1.2a3.2 3.2 0 0 1 3.2-3.2h1a3.2 3.2 0 0 1 3.2 3.2v1.2z"
)
"""Head and shoulders, from the middle of the upper edge of its place."""
BESIDE, BELOW, SAMPLE = 2.0, 0.9, 1.3
"""The height in ems of a bar's row beside its words, and below them, and of the dashes beside their name."""
THICK = 'stroke-width="1.5"'
LONGEST = 98.0
"""Per cent of the room that the longest bar takes: its outline needs the rest."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of drawings, as `#rrggbb`; where bars are not filled, their outline alone shows them."""

    shape: str
    line: str
    ink: str
    fills_bars: bool

    @classmethod
    def of(cls, styles: StyleSheet, edition: Edition) -> Palette:
        """Those of the tokens of a style sheet, black without one. Raises `Refused` for one that is no colour."""
        if not styles.text:
            return cls("#000000", "#000000", "#000000", fills_bars=False)
        tokens = _tokens(styles.text)
        shape, line, ink = (_colour(name, tokens) for name in ("--brand-text", "--line", "--ink"))
        return cls(shape, line, ink, edition.ink != "mono")


@dataclass(frozen=True, slots=True)
class Drawn:
    """Words and number of a part of a figure, and its drawing."""

    label: str
    value: str
    svg: Markup


@dataclass(frozen=True, slots=True)
class DrawnPeople:
    """An icon array as a page shows it; where it `is_beside`, its words stand at its right, else below."""

    alternative: str
    is_beside: bool
    people: Markup
    shares: tuple[Drawn, Drawn]


@dataclass(frozen=True, slots=True)
class DrawnBars:
    """A bar chart as a page shows it; where it `is_beside`, the words stand in columns of these widths, else above."""

    alternative: str
    is_beside: bool
    bars: tuple[Drawn, ...]
    reference: Drawn | None
    label_width: str
    value_width: str


def draw(figure: Figure, words: Words, edition: Edition, palette: Palette) -> DrawnPeople | DrawnBars:
    """A figure as an edition shows it."""
    if isinstance(figure, IconArray):
        return _people(figure, words, edition, palette)
    return _bars(figure, words, edition, palette)


def _people(figure: IconArray, words: Words, edition: Edition, palette: Palette) -> DrawnPeople:
    filled, outlined = _person_style(palette, is_filled=True), _person_style(palette, is_filled=False)
    places = [_place(number) for number in range(OUT_OF)]
    people = f"{_path(places[: figure.count], filled)}{_path(places[figure.count :], outlined)}"
    side, height = 10 * CELL[0] + AISLE, 10 * CELL[1] + AISLE
    one = [
        Drawn(label, number, _svg(f"0 0 {CELL[0]:g} {CELL[1]:g}", _path([(CELL[0] / 2, 0)], style)))
        for (number, label), style in zip(shares(figure, words), (filled, outlined), strict=True)
    ]
    is_beside = _measure(edition) >= CROWD + SHARES
    return DrawnPeople(
        alternative(figure, words), is_beside, _svg(f"0 0 {side:g} {height:g}", people), (one[0], one[1])
    )


def _place(number: int) -> tuple[float, float]:
    """The middle of the upper edge of a person's place; they stand in rows of ten, as lines are read."""
    row, column = divmod(number, 10)
    return (column + 0.5) * CELL[0] + AISLE * (column > 4), row * CELL[1] + AISLE * (row > 4)


def _person_style(palette: Palette, *, is_filled: bool) -> str:
    fill, stroke = (palette.shape, palette.shape) if is_filled else ("none", palette.line)
    return f'fill="{fill}" stroke="{stroke}" stroke-width="0.6" stroke-linejoin="round"'


def _path(places: list[tuple[float, float]], style: str) -> str:
    return f'<path d="{"".join(f"M{x:g} {y:g}{PERSON}" for x, y in places)}" {style}/>'


def _bars(figure: BarChart, words: Words, edition: Edition, palette: Palette) -> DrawnBars:
    reference = figure.reference
    most = max(float(bar.value) for bar in (*figure.bars, *([reference] if reference else [])))
    values = [amount(bar, figure, words) for bar in figure.bars]
    label_width, value_width = (
        LETTER * max(map(len, column)) + 0.5 for column in ([bar.label for bar in figure.bars], values)
    )
    is_beside = label_width + value_width + LEAST_BAR <= _measure(edition)
    height = BESIDE if is_beside else BELOW
    line = _dashes(LONGEST * float(reference.value) / most, edition, palette) if reference else ""
    bars = tuple(
        Drawn(bar.label, value, _strip(height, _bar(LONGEST * float(bar.value) / most, palette) + line))
        for bar, value in zip(figure.bars, values, strict=True)
    )
    named = None
    if reference:
        sample = _strip(SAMPLE, _dashes(10, edition, palette))
        named = Drawn(reference.label, amount(reference, figure, words), sample)
    said = alternative(figure, words)
    return DrawnBars(said, is_beside, bars, named, f"{label_width:.2f}em", f"{value_width:.2f}em")


def _bar(length: float, palette: Palette) -> str:
    """A bar of so many per cent of its place, and the line that all bars begin at."""
    fill = palette.shape if palette.fills_bars else "none"
    bar = f'<rect x="0" y="15%" width="{length:.2f}%" height="70%" fill="{fill}" stroke="{palette.shape}" {THICK}/>'
    foot = f'<line x1="0" y1="0" x2="0" y2="100%" stroke="{palette.ink}" {THICK}/>'
    return bar + foot if length else foot


def _dashes(place: float, edition: Edition, palette: Palette) -> str:
    """A dashed line from top to bottom, set off from filled bars; four dashes fill a row that is two ems high."""
    ends = f'x1="{place:.2f}%" y1="0" x2="{place:.2f}%" y2="100%"'
    dash, gap = (f"{share * edition.size * PIXELS:.3f}" for share in (0.3, 0.2))
    ground = f'<line {ends} stroke="#ffffff" stroke-width="4"/>' if palette.fills_bars else ""
    return f'{ground}<line {ends} stroke="{palette.ink}" stroke-width="2" stroke-dasharray="{dash} {gap}"/>'


def _svg(box: str, shapes: str) -> Markup:
    return Markup(f'<svg viewBox="{box}">{shapes}</svg>')


def _strip(height: float, shapes: str) -> Markup:
    """A drawing as wide as its place, this many ems high."""
    return Markup(f'<svg style="height: {height:g}em"><g transform="translate(1 0)">{shapes}</g></svg>')


def _measure(edition: Edition) -> float:
    """How wide the text is, in ems."""
    place = edition.paper if edition.fold == "none" else edition.fold
    return MEASURE[place] * POINTS / edition.size


def _tokens(css: str) -> dict[str, str]:
    """The values that a style sheet gives to the whole page, the last of each."""
    found = {}
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule" and tinycss2.serialize(rule.prelude).strip() == ":root":
            for one in tinycss2.parse_blocks_contents(rule.content):
                if one.type == "declaration" and one.name.startswith("--"):
                    found[one.name] = tinycss2.serialize(one.value).strip()
    return found


def _colour(name: str, tokens: dict[str, str]) -> str:
    value = tokens.get(name, "")
    for _ in tokens:
        if not (value.startswith("var(") and value.endswith(")")):
            break
        value = tokens.get(value[4:-1].strip(), "")
    colour = read_colour(value)
    if colour is None:
        what = f"Figures are drawn in the colour `{name}`, and `{value}` is none that can be drawn."
        raise refused("", 0, what, "Write it as #rrggbb in the clinic's tokens.css.")
    return written(colour[:3])
