"""An edition: how a leaflet is set. The program has two, and a clinic may add its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ValidationInfo, field_validator

from handouts.content.fields import Model, mistake
from handouts.content.handout import HANDOUT_NAME
from handouts.errors import nearest, refused

SIZES = {"standard": 14.0, "large-print": 18.0}
"""The type size of the running text of each base, in points."""
BASES = tuple(SIZES)
PAPERS = ("A4", "Letter", "A5")
INKS = ("color", "mono")
FOLDS = ("none", "booklet", "trifold")
SMALLEST, LARGEST = 12.0, 32.0
"""Clear print is 12 pt at the least (UKAAF, MS03); beyond 32 pt, no line of A5 holds two long words."""

_PAPERS = {one.lower(): one for one in PAPERS}


@dataclass(frozen=True, slots=True)
class Edition:
    """`standard` is set in 14 pt; `large-print` in 18 pt, re-flowed and not enlarged.

    An edition of a clinic's own has a name, and may have another type size.
    """

    base: str = "standard"
    paper: str = "A4"
    fold: str = "none"
    ink: str = "color"
    own_name: str | None = None
    own_size: float | None = None

    @property
    def name(self) -> str:
        """What commands, lists and records call it."""
        return self.own_name or self.base

    @property
    def size(self) -> float:
        """The type size of its running text, in points."""
        return self.own_size or SIZES[self.base]

    @property
    def large(self) -> bool:
        """Whether it is set for readers who need large letters."""
        return self.base == "large-print"

    @property
    def larger(self) -> bool:
        """Whether its letters are larger than those of large print, so that a page holds few lines."""
        return self.size > SIZES["large-print"]

    @property
    def few_lines(self) -> bool:
        """Whether its pages hold so few lines that urgent help is set as two boxes, each of which is whole."""
        return self.size > 28 or (self.larger and (self.paper == "A5" or self.fold == "booklet"))

    @property
    def slip_in_row(self) -> bool:
        """Whether the fields of a slip stand side by side, each in its share of the line."""
        return self.paper != "A5" and self.fold == "none" and not self.large


def _size(value: Any) -> float:
    written = re.fullmatch(r"\s*([0-9]{1,3}(?:\.[0-9]{1,2})?) ?pt\s*", value) if isinstance(value, str) else None
    if not written:
        said = f"is `{value}`, not" if isinstance(value, str) else "is not"
        raise mistake(f"{said} a type size.", "Write it in points, as in 24 pt.")
    size = float(written[1])
    if size < SMALLEST:
        raise mistake(f"is `{value}`.", "Letters below 12 pt are too small to read: write 12 pt or more.")
    if size > LARGEST:
        raise mistake(f"is `{value}`.", f"Long words do not fit on a line any more: write {LARGEST:g} pt or less.")
    return size


def _name(value: str) -> str:
    if value in BASES:
        raise mistake("is an edition of the program.", "Give your own another name.")
    if not re.fullmatch(HANDOUT_NAME, value) or len(value) > 40:
        raise mistake("cannot be the name of an edition.", "Use small letters, digits and -, at most 40.")
    return value


def _paper(value: Any) -> Any:
    return _PAPERS.get(value.lower(), value) if isinstance(value, str) else value


EditionName = Annotated[str, AfterValidator(_name)]


class OwnEdition(Model):
    """An edition as a clinic describes it; `paper` and `ink` are what is taken where nobody names another."""

    base: Literal["standard", "large-print"] = "standard"
    size: Annotated[float, BeforeValidator(_size)] | None = None
    paper: Annotated[Literal["A4", "Letter", "A5"], BeforeValidator(_paper)] | None = None
    ink: Literal["color", "mono"] | None = None

    @field_validator("size")
    @classmethod
    def _large_enough(cls, value: float | None, info: ValidationInfo) -> float | None:
        least = SIZES["large-print"]
        if info.data.get("base") == "large-print" and value is not None and value < least:
            remedy = f"Write {least:g} pt or more, or base: standard."
            raise mistake(f"is `{value:g} pt`, and who needs large print cannot read it.", remedy)
        return value


def edition(
    name: str = "standard",
    paper: str | None = None,
    *,
    ink: str | None = None,
    fold: str = "none",
    own: Mapping[str, OwnEdition] | None = None,
) -> Edition:
    """An edition by its words; `own` are the clinic's. What is not named is the edition's, else A4 and in colour.

    Letters of 18 pt and more are set as large print is. Raises `Refused` for a word that is unknown, or a fold that
    the others do not allow.
    """
    known = {**dict.fromkeys(BASES, OwnEdition()), **(own or {})}
    if name not in known:
        raise refused("", 0, f"There is no edition `{name}`.", nearest(name, known))
    asked = known[name]
    paper, ink = paper or asked.paper or "A4", ink or asked.ink or "color"
    if paper.lower() not in _PAPERS:
        raise refused("", 0, f"There is no paper `{paper}`.", nearest(paper, PAPERS))
    if ink not in INKS:
        raise refused("", 0, f"There is no ink `{ink}`.", nearest(ink, INKS))
    if fold not in FOLDS:
        raise refused("", 0, f"There is no fold `{fold}`.", nearest(fold, FOLDS))
    if name in BASES:
        chosen = Edition(name, _PAPERS[paper.lower()], fold, ink)
    else:
        base = "large-print" if asked.size and asked.size >= SIZES["large-print"] else asked.base
        chosen = Edition(base, _PAPERS[paper.lower()], fold, ink, name, asked.size)
    _check_fold(chosen)
    return chosen


def _check_fold(chosen: Edition) -> None:
    if chosen.fold != "none" and chosen.paper == "A5":
        raise refused("", 0, f"A {chosen.fold} is not folded from A5, which is too small.", "Use --paper A4 or Letter.")
    if chosen.fold == "trifold" and chosen.size > SIZES["standard"]:
        kind = "Large print does" if chosen.large else f"Letters of {chosen.size:g} pt do"
        what = f"{kind} not go on the narrow panels of a trifold."
        raise refused("", 0, what, "Use --fold booklet, or no fold.")
