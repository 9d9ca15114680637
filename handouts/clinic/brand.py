"""The clinic's brand, in the words of brand.yml: its logo, its colours, its letters."""

from __future__ import annotations

import re
from math import floor
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from tinycss2.color4 import parse_color

from handouts.clinic.colours import (
    READABLE,
    contrast,
    is_apart,
    nearest_pair,
    nearest_shade,
    read_colour,
    readable_on_white,
    written,
)
from handouts.clinic.typography import Typography
from handouts.content.fields import Line, Model, mistake
from handouts.errors import nearest

PRIMARY = "#0b5c6b"
INK = "#17242a"
ALARM = "#9f1d20"
"""What is used where a clinic says nothing: the values of styles/tokens.css."""

_USED = "The colours of a leaflet are background, danger, foreground, primary and secondary; take this one out."


def _colour(value: str) -> str:
    """A colour as CSS writes it (`#0b5c6b`, `teal`, `rgb(...)`), as `#rrggbb`."""
    found = read_colour(value)
    if found is None or found[3] != 1:
        raise mistake(f"is `{value}`, not a solid colour.", 'Write it as in "#0b5c6b".')
    return written(found[:3])


def _is_name(value: str) -> bool:
    """Whether it can be no colour, and so must be a name in the palette."""
    return bool(re.fullmatch(r"\w[\w -]*", value)) and parse_color(value) is None


Colour = Annotated[Line, AfterValidator(_colour)]


class Logo(Model):
    """A picture in the clinic's folder; its alternative text is the clinic's name unless given."""

    path: Line
    alt: Line | None = None
    size: Literal["small", "medium", "large"] = "medium"


class Colours(Model):
    """The clinic's colours, each one of its own or the name of one in `palette` (as in brand.yml).

    Refused are a foreground and a background that cannot be read together, since both are the clinic's own choice.
    """

    no_use: ClassVar = dict.fromkeys(("tertiary", "success", "info", "warning", "light", "dark"), _USED)

    palette: dict[str, Colour] = {}
    primary: Colour = PRIMARY
    secondary: Colour | None = None
    foreground: Colour | None = None
    background: Colour | None = None
    danger: Colour | None = None

    @field_validator("primary", "secondary", "foreground", "background", "danger", mode="before")
    @classmethod
    def _named(cls, value: Any, info: ValidationInfo) -> Any:
        """A colour by its name in the palette, which goes before a name that CSS knows."""
        palette = info.data.get("palette")
        if palette and isinstance(value, str) and value in palette:
            return palette[value]
        if palette == {} or not (isinstance(value, str) and _is_name(value)):
            return value
        if palette is None:  # it has a mistake, which is told
            return INK
        raise mistake(f"is `{value}`, neither a colour nor a name in the palette.", nearest(value, palette))

    @model_validator(mode="after")
    def _readable_pair(self) -> Self:
        if not (self.foreground and self.background):
            return self
        if contrast(self.foreground, self.background) < READABLE:
            ratio = contrast(self.foreground, self.background)
            why = f"their contrast, in colour or in grey, is {floor(ratio * 100) / 100}:1, and words need {READABLE}:1."
        elif self.ground is None:
            why = "the ground is as dark as the alarm's bar in grey, and a lighter tint does not go with such words."
        else:
            return self
        text, ground = nearest_pair(self.foreground, self.background, self._is_apart)
        remedy = f'The nearest pair that passes is foreground: "{text}", background: "{ground}".'
        raise ValidationError.from_exception_data(
            "Colours",
            [
                {"type": mistake(f"is {own} and `{key}` is {other}: {why}", remedy), "loc": (name,), "input": own}
                for name, own, key, other in (
                    ("foreground", self.foreground, "background", self.background),
                    ("background", self.background, "foreground", self.foreground),
                )
            ],
        )

    @property
    def alarm(self) -> str:
        """The alarm's bar, dark enough for white words."""
        return readable_on_white(self.danger or ALARM)

    @property
    def ground(self) -> str | None:
        """`background` in its nearest tint that words can be read on, and that stays apart from the alarm's bar.

        Only the alarm has a dark bar: who prints in grey must not take anything else for it.
        """
        if self.background is None:
            return None
        try:
            return nearest_shade(self.background, self._may_be_ground)
        except ValueError:  # a pair that is refused
            return None

    def _may_be_ground(self, shade: str) -> bool:
        return self._is_apart(shade) and contrast(self.text_on(shade), shade) >= READABLE

    def text_on(self, ground: str) -> str:
        """The colour of words on a ground: the clinic's own, else ink or white, whichever is read better."""
        return self.foreground or max((INK, "#ffffff"), key=lambda text: contrast(text, ground))

    def _is_apart(self, shade: str) -> bool:
        return is_apart(shade, self.alarm)


def _primary_alone(value: Any) -> Any:
    """`color: "#0b5c6b"` is short for its `primary`."""
    return {"primary": value} if isinstance(value, str) else value


class Brand(Model):
    """What makes a leaflet look like the clinic's own."""

    logo: Logo | None = None
    color: Annotated[Colours, BeforeValidator(_primary_alone)] = Colours()
    typography: Typography = Typography()
