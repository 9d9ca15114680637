"""The clinic's colours: whichever it brings, words in them and on them stay readable, in colour and in grey."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator
from tinycss2.color4 import parse_color

from handouts.content.fields import Line, Model, mistake

PRIMARY = "#0b5c6b"
READABLE = 4.5
"""Least contrast of text on its ground: WCAG 2.2, success criterion 1.4.3."""

Rgb = tuple[float, float, float]


def _colour(value: str) -> str:
    """A colour as CSS writes it (`#0b5c6b`, `teal`, `rgb(...)`), as `#rrggbb`."""
    wrong = mistake(f"is `{value}`, not a solid colour.", 'Write it as in "#0b5c6b".')
    parsed = parse_color(value)
    if parsed is None or parsed == "currentcolor" or parsed.alpha != 1:
        raise wrong
    try:
        return _written(tuple(parsed.to("srgb").coordinates[:3]))
    except NotImplementedError:  # a colour space that cannot be turned into the screen's
        raise wrong from None


Colour = Annotated[Line, AfterValidator(_colour)]


class Logo(Model):
    """A picture in the clinic's folder; its alternative text is the clinic's name unless given."""

    path: Line
    alt: Line | None = None


class Colours(Model):
    """`primary` is the clinic's own colour, or the name of one in `palette` (as in brand.yml)."""

    palette: dict[str, Colour] = {}
    primary: Colour = PRIMARY


def _named_colours(value: Any) -> Any:
    """`color: "#0b5c6b"` is short for its `primary`; names of the palette are looked up."""
    if isinstance(value, str):
        return {"primary": value}
    if isinstance(value, dict) and isinstance(value.get("palette"), dict) and isinstance(value.get("primary"), str):
        return {**value, "primary": value["palette"].get(value["primary"], value["primary"])}
    return value


class Brand(Model):
    """What makes a leaflet look like the clinic's own."""

    logo: Logo | None = None
    color: Annotated[Colours, BeforeValidator(_named_colours)] = Colours()


def _parts(colour: str) -> Rgb:
    return (int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255)


def _written(rgb: Rgb) -> str:
    return "#" + "".join(f"{round(min(max(part, 0), 1) * 255):02x}" for part in rgb)


def _luminance(rgb: Rgb) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2])


def in_grey(rgb: Rgb) -> Rgb:
    """What a printer without colour makes of it (ITU-R BT.601 weights)."""
    level = 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2]
    return (level, level, level)


def contrast(one: str, other: str) -> float:
    """The contrast of two `#rrggbb` colours from 1 to 21: the lower of in colour and in grey."""

    def ratio(turn: Callable[[Rgb], Rgb]) -> float:
        light, dark = sorted((_luminance(turn(_parts(one))), _luminance(turn(_parts(other)))), reverse=True)
        return (light + 0.05) / (dark + 0.05)

    return min(ratio(lambda rgb: rgb), ratio(in_grey))


def note_on_colour(colours: Colours) -> str | None:
    """What to tell the clinic where words cannot be set in its own colour."""
    shade = readable_on_white(colours.primary)
    if shade == colours.primary:
        return None
    return (
        f"Words cannot be read in your colour {colours.primary}; they are set in its nearest readable shade, {shade}."
    )


def readable_on_white(colour: str) -> str:
    """The nearest darker shade of a colour in which words can be read on white paper; itself where it will do."""
    rgb = _parts(colour)
    for step in range(100):
        shade = _written(tuple(part * (1 - step / 100) for part in rgb))  # type: ignore[arg-type]
        if contrast(shade, "#ffffff") >= READABLE:
            return shade
    return "#000000"
