"""The clinic's letters, in the words of brand.yml: bundled families by their names, or files of its own."""

from __future__ import annotations

import re
from collections import Counter
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, ValidationInfo, field_validator

from handouts.content.fields import Line, Model, mistake
from handouts.errors import nearest

BUNDLED = ("Atkinson Hyperlegible", "Noto Sans")
"""The families that the program brings for clinics to choose from."""
ACCENTS = "Handouts Accents"
"""Letters such as ŵ, put together from the parts of Atkinson Hyperlegible, which lacks them."""
FALLBACKS = ("Atkinson Hyperlegible", ACCENTS, "Noto Sans")
"""The families in which a letter is looked for, in this order."""

_SIZES = "Take it out; the edition sets sizes and lines, and brand.color the colours."
_NO_SUCH_TEXT = "Take it out; a leaflet has no text of this kind."


def _weight(value: Any) -> Any:
    """A weight as its number."""
    number = {"normal": "400", "bold": "700"}.get(value, value) if isinstance(value, str) else value
    if isinstance(number, str) and number not in ("400", "700"):
        raise mistake(f"is `{value}`.", "Leaflets are set in 400 (normal) and 700 (bold), and in no other weight.")
    return number


Weight = Annotated[Literal["400", "700"], BeforeValidator(_weight)]
"""`400` (or `normal`) and `700` (or `bold`): leaflets are set in these two."""


def _family(value: str) -> str:
    """A name that means one family wherever it stands: commas and quotes would make it a list."""
    if not re.fullmatch(r"\w[\w .+&()-]{0,63}", value):
        raise mistake(f"is `{value}`, which cannot be the name of a family.", "Use letters, digits, spaces and -.")
    return value


Family = Annotated[Line, AfterValidator(_family)]


def _source(value: Any) -> Any:
    if value in ("google", "bunny", "system"):
        remedy = "Download its TTF files into the clinic's folder and name them under `files`; nothing is fetched."
        raise mistake(f"is `{value}`.", remedy)
    return value


class FontFile(Model):
    """One face of a family: a complete TTF or OTF file in the clinic's folder."""

    path: Line
    weight: Weight = "400"
    style: Literal["normal", "italic"] = "normal"


class Font(Model):
    """A family of the clinic's own: at least its regular and its bold, since leaflets use both."""

    family: Family
    source: Annotated[Literal["file"], BeforeValidator(_source)] = "file"
    files: tuple[FontFile, ...]

    @field_validator("family")
    @classmethod
    def _not_bundled(cls, value: str) -> str:
        if value.casefold() in (name.casefold() for name in BUNDLED):
            remedy = "Take the font out and name the family, or rename the family in your files."
            raise mistake(f"is `{value}`, which the program brings itself.", remedy)
        return value

    @field_validator("files")
    @classmethod
    def _each_once(cls, value: tuple[FontFile, ...]) -> tuple[FontFile, ...]:
        """Two files that share weight and style would be embedded as the first one alone."""
        faces = Counter((file.weight, file.style) for file in value)
        if twice := next((face for face, count in faces.items() if count > 1), None):
            remedy = "Keep one, or give the other its own `weight` or `style`."
            raise mistake(f"has two files of weight {twice[0]} and style {twice[1]}.", remedy)
        missing = [weight for weight in ("400", "700") if not faces[weight, "normal"]]
        if missing:
            remedy = "Leaflets use regular (400) and bold (700): add the file with its `path` and `weight`."
            raise mistake(f"has no file of weight {' and '.join(missing)}.", remedy)
        return value


class Text(Model):
    """The family in which leaflets are set."""

    no_use: ClassVar = {**dict.fromkeys(("size", "line-height", "color"), _SIZES), "weight": "Take it out."}

    family: Line


class Headings(Model):
    """The family and the weight of headings; each is that of the text, and bold, unless given."""

    no_use: ClassVar = dict.fromkeys(("size", "line-height", "style", "color", "decoration"), _SIZES)

    family: Line | None = None
    weight: Weight = "700"


def _family_alone(value: Any) -> Any:
    """`base: Noto Sans` is short for its `family`."""
    return {"family": value} if isinstance(value, str) else value


class Typography(Model):
    """The families of a leaflet: bundled ones, or the clinic's own from `fonts`."""

    no_use: ClassVar = dict.fromkeys(("monospace", "monospace-inline", "monospace-block", "link"), _NO_SUCH_TEXT)

    fonts: tuple[Font, ...] = ()
    base: Annotated[Text, BeforeValidator(_family_alone)] | None = None
    headings: Annotated[Headings, BeforeValidator(_family_alone)] | None = None

    @field_validator("fonts")
    @classmethod
    def _each_family_once(cls, value: tuple[Font, ...]) -> tuple[Font, ...]:
        families = Counter(font.family.casefold() for font in value)
        if twice := next((font.family for font in value if families[font.family.casefold()] > 1), None):
            raise mistake(f"has the family `{twice}` twice.", "Put all its files under one.")
        return value

    @field_validator("base", "headings")
    @classmethod
    def _known(cls, value: Text | Headings | None, info: ValidationInfo) -> Text | Headings | None:
        """A family that is bundled, or named in `fonts`."""
        if value and value.family and "fonts" in info.data:
            known = [*BUNDLED, *(font.family for font in info.data["fonts"])]
            if value.family not in known:
                raise mistake(f"is `{value.family}`, a family that is not there.", _remedy(value.family, known))
        return value

    def families(self) -> tuple[str, ...]:
        """The families in which a letter of the text is looked for, in this order."""
        own = (self.base.family,) if self.base else ()
        return tuple(dict.fromkeys((*own, *FALLBACKS)))

    def heading_families(self) -> tuple[str, ...]:
        """The families in which a letter of a heading is looked for, in this order."""
        own = (self.headings.family,) if self.headings and self.headings.family else ()
        return tuple(dict.fromkeys((*own, *self.families())))


def typography_tokens(typography: Typography) -> dict[str, str]:
    """The values of styles/tokens.css that the clinic's letters change, by their names there."""
    tokens = {}
    if typography.base:
        tokens["family"] = _listed(typography.families())
    if typography.headings and typography.headings.family:
        tokens["heading-family"] = _listed(typography.heading_families())
    if typography.headings:
        tokens["heading-weight"] = typography.headings.weight
    return tokens


def _listed(families: tuple[str, ...]) -> str:
    return ", ".join([*(f'"{family}"' for family in families), "sans-serif"])


def _remedy(family: str, known: list[str]) -> str:
    spelt = {name.lower(): name for name in known}
    remedy = nearest(family, spelt)
    for lower, name in spelt.items():
        remedy = remedy.replace(lower, name)
    return f"{remedy} Other families are listed under `fonts`, with their files."
