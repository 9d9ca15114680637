"""The arithmetic of colours: contrast in colour and in grey, and the nearest shade or pair that passes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import dist

from tinycss2.ast import Node
from tinycss2.color4 import parse_color

WHITE = "#ffffff"
READABLE = 4.5
"""Least contrast of text on its ground: WCAG 2.2, success criterion 1.4.3."""
APART = 3.0
"""Least contrast of two grounds that must not be taken for each other: WCAG 2.2, success criterion 1.4.11."""

Rgb = tuple[float, float, float]
Rgba = tuple[float, float, float, float]
_STEPS = 400
"""How many shades lie between black and white."""


def read_colour(css: str | Node) -> Rgba | None:
    """A colour as CSS writes it, its parts and its opacity from 0 to 1.

    None for what is no colour by itself (`currentcolor` too), and for a space that tinycss2 does not turn into sRGB.
    """
    parsed = parse_color(css)
    if parsed is None or parsed == "currentcolor":
        return None
    try:
        red, green, blue = (min(max(part or 0.0, 0.0), 1.0) for part in parsed.to("srgb").coordinates[:3])
    except NotImplementedError:  # so says tinycss2 of lab, oklch and others, and it is no fault of ours
        return None
    return red, green, blue, float(parsed.alpha)


def written(rgb: Iterable[float]) -> str:
    """A colour of three parts from 0 to 1 as `#rrggbb`."""
    return "#" + "".join(f"{round(min(max(part, 0), 1) * 255):02x}" for part in rgb)


def _parts(colour: str) -> Rgb:
    return (int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _gamma(part: float) -> float:
    return part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


@lru_cache(maxsize=4096)
def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    red, green, blue = (_linear(part) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@lru_cache(maxsize=4096)
def grey_luminance(colour: str) -> float:
    """The luminance of what a printer without colour makes of it: one of 256 greys (ITU-R BT.601 weights)."""
    red, green, blue = _parts(colour)
    return _linear(round((0.299 * red + 0.587 * green + 0.114 * blue) * 255) / 255)


def contrast(one: str, other: str) -> float:
    """The contrast of two `#rrggbb` colours from 1 to 21: the lower of in colour and in grey."""
    return min(_ratio(luminance(one), luminance(other)), _ratio(grey_luminance(one), grey_luminance(other)))


def _ratio(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def is_apart(ground: str, dark: str) -> bool:
    """Whether a ground is so much lighter than a dark one that nobody takes it for that one, in grey."""
    return (grey_luminance(ground) + 0.05) / (grey_luminance(dark) + 0.05) >= APART


def nearest_shade(colour: str, passes: Callable[[str], bool]) -> str:
    """The colour itself where it passes, else the lighter or darker shade of its hue that looks nearest and passes.

    Raises `ValueError` where none does.
    """
    if passes(colour):
        return colour
    return min((shade for shade in _shades(colour) if passes(shade.colour)), key=lambda shade: shade.away).colour


def readable_on(ground: str, colour: str) -> str:
    """The nearest shade of a colour in which words can be read on a ground, in colour and in grey."""
    return nearest_shade(colour, lambda shade: contrast(shade, ground) >= READABLE)


@lru_cache(maxsize=64)
def readable_on_white(colour: str) -> str:
    """The nearest shade of a colour in which words can be read on white paper; itself where it will do."""
    return readable_on(WHITE, colour)


def nearest_pair(text: str, ground: str, may_be_ground: Callable[[str], bool]) -> tuple[str, str]:
    """The shades of a text's colour and of its ground's that look nearest and can be read together.

    Raises `ValueError` where there are none.
    """
    found: tuple[float, str, str] | None = None
    for under in _by_nearness(ground):
        if found and under.away >= found[0]:
            break
        if not may_be_ground(under.colour):
            continue
        for over in _by_nearness(text):
            away = under.away + over.away
            if found and away >= found[0]:
                break
            if contrast(over.colour, under.colour) >= READABLE:
                found = away, over.colour, under.colour
                break
    if found is None:
        raise ValueError("no pair passes")
    return found[1:]


def _by_nearness(colour: str) -> list[_Shade]:
    return [_Shade(colour, 0), *sorted(_shades(colour), key=lambda shade: shade.away)]


@dataclass(frozen=True, slots=True)
class _Shade:
    """A shade of a colour, and how far from it it looks."""

    colour: str
    away: float


@lru_cache(maxsize=64)
def _shades(colour: str) -> tuple[_Shade, ...]:
    """Every shade of a colour's hue from black to white, each as colourful as the colour or as a screen can show.

    Lightness and hue are those of Oklab (Björn Ottosson, 2020), in which equal steps look equal.
    """
    own = _oklab(_parts(colour))
    found = []
    for step in range(_STEPS + 1):
        shade = written(_most_colourful(step / _STEPS, own[1], own[2]))
        found.append(_Shade(shade, dist(_oklab(_parts(shade)), own)))
    return tuple(found)


def _most_colourful(lightness: float, a: float, b: float) -> Rgb:
    """A colour of this lightness and hue, as far from grey as `a` and `b` or as the screen's colours reach."""
    least, most = 0.0, 1.0
    whole = _from_oklab(lightness, a, b)
    if _is_shown(whole):
        return whole
    for _ in range(10):
        middle = (least + most) / 2
        inside = _is_shown(_from_oklab(lightness, a * middle, b * middle))
        least, most = (middle, most) if inside else (least, middle)
    return _from_oklab(lightness, a * least, b * least)


def _is_shown(rgb: Rgb) -> bool:
    return all(-1e-6 <= part <= 1 + 1e-6 for part in rgb)


def _oklab(rgb: Rgb) -> Rgb:
    red, green, blue = (_linear(part) for part in rgb)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _from_oklab(lightness: float, a: float, b: float) -> Rgb:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _gamma(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        _gamma(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        _gamma(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    )
