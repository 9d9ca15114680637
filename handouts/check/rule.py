"""What a rule is, what it looks at, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from handouts.clinic.clinic import Clinic
from handouts.clinic.edition import Edition
from handouts.content.finder import Library
from handouts.content.handout import Handout
from handouts.page.compose import Composed

Level = Literal["error", "warning"]
Scope = Literal["text", "leaflet"]


@dataclass(frozen=True, slots=True)
class Text:
    """What a rule of scope `text` looks at: a handout by itself, on a day.

    `library` is where the text lies that it was translated from; where there is none, the two are not compared.
    """

    handout: Handout
    today: date
    library: Library | None = None


@dataclass(frozen=True, slots=True)
class OnPaper:
    """What a rule of scope `leaflet` looks at: a handout as a clinic gives it, in one edition, typeset."""

    text: Text
    clinic: Clinic
    edition: Edition
    composed: Composed
    pdf: bytes


@dataclass(frozen=True, slots=True)
class Fault:
    """One place where a rule is broken: the file and line, the words at fault, what is wrong and what to do."""

    where: str
    line: int
    words: str
    what: str
    remedy: str
    level: Level


@dataclass(frozen=True, slots=True)
class TextRule:
    """A rule that a handout can break by itself.

    `asks` says in a sentence what must hold, `threshold` from where on it is broken, and `source` whose rule it is.
    """

    id: str
    asks: str
    threshold: str
    source: str
    faults: Callable[[Text], Iterable[Fault]]


@dataclass(frozen=True, slots=True)
class LeafletRule:
    """A rule that only a clinic's typeset leaflet can break; its words are as those of a `TextRule`."""

    id: str
    asks: str
    threshold: str
    source: str
    faults: Callable[[OnPaper], Iterable[Fault]]


@dataclass(frozen=True, slots=True)
class AnyPdf:
    """What a rule for any PDF looks at, whichever program made it; `where` is the file as messages name it.

    A page is its size in points and its words; `drawn` are the numbers of pages, from 1, that hold anything,
    `boxes` of those that draw a letter as an empty box. `patient` and `unseen` name entries of the metadata.
    """

    where: str
    pages: tuple[tuple[float, float, str], ...]
    title: str
    shows_title: bool
    language: str
    is_tagged: bool
    fonts_left_out: tuple[str, ...]
    drawn: tuple[int, ...]
    boxes: tuple[int, ...]
    patient: tuple[tuple[str, str], ...]
    unseen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PdfRule:
    """A rule that any PDF can break; its words are as those of a `TextRule`."""

    id: str
    asks: str
    threshold: str
    source: str
    faults: Callable[[AnyPdf], Iterable[Fault]]


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault with the rule that it breaks; `accepted` is the handout's reason, where its front matter gives one."""

    rule: TextRule | LeafletRule | PdfRule
    fault: Fault
    accepted: str | None = None
