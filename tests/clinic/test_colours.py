"""Whatever colours a clinic brings: words can be read, in colour and in grey, and the alarm is like nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.clinic.brand import ALARM, INK, PRIMARY, Colours
from handouts.clinic.colours import READABLE, contrast, is_apart, nearest_pair, nearest_shade, readable_on_white
from handouts.clinic.shades import colour_notes, colour_tokens
from tests.page.pdf import ROOT

COLOURS = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")
WHITE = "#ffffff"


def linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def lights(colour: str) -> tuple[float, float]:
    """The luminance of a colour and of the grey that a printer without colour makes of it, worked out afresh."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    grey = linear(round((0.299 * red + 0.587 * green + 0.114 * blue) * 255) / 255)  # one of 256 greys
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue), grey


def ratios(one: str, other: str) -> list[float]:
    """The contrast of two colours, in colour and in grey."""
    pairs = zip(lights(one), lights(other), strict=True)
    return [(max(pair) + 0.05) / (min(pair) + 0.05) for pair in pairs]


def hue(colour: str) -> str:
    """Which parts of a colour are the strongest and the weakest."""
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return f"{parts.index(max(parts))}{parts.index(min(parts))}"


@settings(deadline=None)
@given(COLOURS)
def test_a_brand_s_words_are_readable_in_colour_and_in_grey(colour: str) -> None:
    shade = readable_on_white(colour)
    assert min(ratios(shade, WHITE)) >= READABLE
    if min(ratios(colour, WHITE)) >= READABLE:
        assert shade == colour


@given(COLOURS, COLOURS)
def test_contrast_is_the_lower_of_both_and_symmetric(one: str, other: str) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(min(ratios(one, other)))
    assert 1 <= contrast(one, other) <= 21.0001
    assert contrast(one, one) == 1


def test_contrast_of_black_on_white() -> None:
    assert contrast("#000000", WHITE) == pytest.approx(21)
    assert contrast("#767676", WHITE) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("colour", ["#ffd400", "#87ceeb", "#ff8080", "#00c853", "#c080ff"])
def test_a_shade_keeps_its_hue_and_is_no_darker_than_it_must_be(colour: str) -> None:
    shade = readable_on_white(colour)
    assert hue(shade) == hue(colour)
    assert contrast(shade, WHITE) < READABLE + 0.1


@pytest.mark.parametrize(("colour", "ground", "lighter"), [("#606060", "#222222", True), ("#909090", "#dddddd", False)])
def test_a_shade_is_lighter_or_darker_as_the_ground_asks(colour: str, ground: str, lighter: bool) -> None:
    shade = nearest_shade(colour, lambda one: contrast(one, ground) >= READABLE)
    assert (shade > colour) == lighter
    assert contrast(shade, ground) >= READABLE


def test_of_a_lighter_and_a_darker_shade_the_nearer_one_is_taken() -> None:
    assert nearest_shade("#808080", lambda shade: shade in ("#000000", WHITE)) == WHITE
    assert nearest_shade("#404040", lambda shade: shade in ("#000000", WHITE)) == "#000000"


@given(COLOURS, COLOURS)
@settings(deadline=None, max_examples=40)
def test_the_nearest_pair_can_be_read_and_is_apart_from_the_alarm(text: str, ground: str) -> None:
    shades = nearest_pair(text, ground, lambda shade: is_apart(shade, ALARM))
    assert min(ratios(*shades)) >= READABLE
    assert ratios(shades[1], ALARM)[1] >= 3
    if min(ratios(text, ground)) >= READABLE and is_apart(ground, ALARM):
        assert shades == (text, ground)


@given(COLOURS, COLOURS, COLOURS, COLOURS)
@settings(deadline=None, max_examples=40)
def test_any_colours_together(primary: str, secondary: str, background: str, danger: str) -> None:
    tokens = colour_tokens(Colours(primary=primary, secondary=secondary, background=background, danger=danger))
    assert min(ratios(tokens["brand-text"], WHITE)) >= READABLE
    for name in ("marker", "small-heading", "block-line", "plan-line"):
        assert min(ratios(tokens[name], WHITE)) >= READABLE
    assert min(ratios(tokens["alarm"], WHITE)) >= READABLE
    assert min(ratios(tokens["ground"], tokens["on-ground"])) >= READABLE
    assert ratios(tokens["ground"], tokens["alarm"])[1] >= 3
    assert lights(tokens["ground"])[1] > lights(tokens["alarm"])[1], "only the alarm has a dark bar"
    assert "ink" not in tokens


@given(COLOURS, COLOURS)
@settings(deadline=None, max_examples=40)
def test_a_pair_of_the_clinic_s_own_is_printed_or_refused(foreground: str, background: str) -> None:
    try:
        colours = Colours(foreground=foreground, background=background)
    except ValueError as error:
        pair = re.search(r'foreground: "(#\w{6})", background: "(#\w{6})"', str(error.errors()[0]["ctx"]))  # type: ignore[attr-defined]
        assert pair
        named = Colours(foreground=pair[1], background=pair[2])
        assert colour_tokens(named)["ground"] == pair[2], "the pair that is named passes as it is"
        return
    tokens = colour_tokens(colours)
    assert min(ratios(foreground, background)) >= READABLE
    assert tokens["on-ground"] == foreground
    assert min(ratios(foreground, tokens["ground"])) >= READABLE
    assert min(ratios(tokens["ink"], WHITE)) >= READABLE
    assert ratios(tokens["ground"], ALARM)[1] >= 3


def test_what_is_not_set_is_neither_changed_nor_spoken_of() -> None:
    assert colour_tokens(Colours()) == {}
    assert list(colour_notes(Colours())) == []
    assert set(colour_tokens(Colours(palette={"sun": "#ffd400"}))) == set()


def test_the_style_sheets_begin_with_the_same_colours() -> None:
    sheet = (ROOT / "styles/tokens.css").read_text("utf-8")
    said = dict(re.findall(r"--([\w-]+): (#\w{6});", sheet))
    assert (said["brand"], said["brand-text"], said["ink"], said["alarm"]) == (PRIMARY, PRIMARY, INK, ALARM)


@pytest.mark.parametrize(
    ("colours", "notes"),
    [
        ({"primary": "#0b5c6b", "secondary": "#5a2ca0", "background": "#efe3c8", "danger": "#9f1d20"}, []),
        (
            {"primary": "#ffd400"},
            [
                "`brand.color.primary` (#ffd400) cannot be read on white: headings are in its nearest shade that can, {brand-text}."
            ],
        ),
        (
            {"secondary": "#ff5fa2"},
            [
                "`brand.color.secondary` (#ff5fa2) cannot be read on white: small headings, list markers and frames are in its nearest shade that can, {marker}."
            ],
        ),
        (
            {"foreground": "#aaaaaa"},
            [
                "`brand.color.foreground` (#aaaaaa) cannot be read on white: text is in its nearest shade that can, {ink}."
            ],
        ),
        (
            {"background": "#1b1030"},
            [
                "`brand.color.background` (#1b1030) is as dark in grey as the alarm's bar: the key message and the clinic's name stand on its nearest tint that will do, {ground}."
            ],
        ),
        (
            {"danger": "#ff8080"},
            [
                "`brand.color.danger` (#ff8080) is too light for white words: the alarm is in its nearest shade that is dark enough, {alarm}."
            ],
        ),
    ],
    ids=["none", "primary", "secondary", "foreground", "background", "danger"],
)
def test_a_colour_that_is_printed_otherwise_is_spoken_of(colours: dict[str, str], notes: list[str]) -> None:
    found = Colours(**colours)
    assert list(colour_notes(found)) == [note.format(**colour_tokens(found)) for note in notes]
