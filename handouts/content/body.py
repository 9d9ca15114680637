"""The body of a handout as small frozen values, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from handouts.content.figures import OUT_OF, BarChart, IconArray

SECTION_IDS = (
    "about", "causes", "symptoms", "overlap", "link", "diagnosis",
    "treatment", "supplements", "lifestyle", "outlook", "summary",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Text:
    """A run of plain letters."""

    kind: ClassVar[str] = "text"
    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Words in bold."""

    kind: ClassVar[str] = "strong"
    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an address, or to a section of the same handout (`#id`)."""

    kind: ClassVar[str] = "link"
    address: str
    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """The sources of a statement, by their ids in the front matter."""

    kind: ClassVar[str] = "citation"
    ids: tuple[str, ...]


Inline = Text | Strong | Link | Citation


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list: `[ ]` before it makes a box to tick, `____` after it a line to write on."""

    line: int
    inlines: tuple[Inline, ...]
    tick: bool = False
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that belong together."""

    kind: ClassVar[str] = "paragraph"
    line: int
    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list without an order."""

    kind: ClassVar[str] = "bullets"
    line: int
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """A numbered list."""

    kind: ClassVar[str] = "steps"
    line: int
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one head row; the first cell of each row names the row."""

    kind: ClassVar[str] = "table"
    line: int
    head: tuple[tuple[Inline, ...], ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class WriteLine:
    """An empty line to write on."""

    kind: ClassVar[str] = "write_line"
    line: int


@dataclass(frozen=True, slots=True)
class Subheading:
    """A heading inside a section."""

    kind: ClassVar[str] = "subheading"
    line: int
    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A named part: `key`, `actions`, `plan`, `questions` or `unknown`."""

    kind: ClassVar[str] = "block"
    name: str
    line: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Urgent:
    """When to get help: `now` from the emergency service, `today` from the clinic."""

    kind: ClassVar[str] = "urgent"
    line: int
    now: tuple[Item, ...]
    today: tuple[Item, ...]


Part = Paragraph | Bullets | Steps | Table | WriteLine | Subheading | Block | IconArray | BarChart


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with an id from `SECTION_IDS`, and what follows it."""

    kind: ClassVar[str] = "section"
    id: str
    line: int
    heading: tuple[Inline, ...]
    parts: tuple[Part, ...]


Body = tuple[Section | Block | Urgent, ...]


def runs(part: Section | Urgent | Part) -> Iterator[tuple[Inline, ...]]:
    """Every run of words in a part, in the order in which they are read."""
    match part:
        case Section(heading=heading, parts=parts):
            yield heading
            for one in parts:
                yield from runs(one)
        case Block(parts=parts):
            for one in parts:
                yield from runs(one)
        case Urgent(now=now, today=today):
            yield from (item.inlines for item in (*now, *today))
        case Bullets(items=items) | Steps(items=items):
            yield from (item.inlines for item in items)
        case Table(head=head, rows=rows):
            for row in (head, *rows):
                yield from row
        case Paragraph(inlines=inlines) | Subheading(inlines=inlines):
            yield inlines
        case IconArray(title=title, sources=sources):
            yield Text(title), Citation(sources)
            for number, words in ((part.count, part.label), (OUT_OF - part.count, part.others)):
                yield (Text(str(number)),)  # between the two stands what the language has for "in 100"
                yield (Text(words),)
        case BarChart(title=title, sources=sources):
            yield Text(title), Citation(sources)
            for bar in (*part.bars, *([part.reference] if part.reference else [])):
                yield (Text(f"{bar.label}: {bar.value} {part.unit}"),)
        case WriteLine():
            pass


def links(inlines: tuple[Inline, ...]) -> Iterator[Link]:
    """Every link among these words."""
    for inline in inlines:
        if isinstance(inline, Link):
            yield inline
        elif isinstance(inline, Strong):
            yield from links(inline.inlines)


def cited(inlines: Iterable[Inline]) -> Iterator[str]:
    """The ids of the sources that these words name, in their order."""
    for inline in inlines:
        match inline:
            case Citation(ids):
                yield from ids
            case Strong(inner) | Link(_, inner):
                yield from cited(inner)


def plain(inlines: tuple[Inline, ...]) -> str:
    """The words alone, without citations."""
    words = []
    for inline in inlines:
        match inline:
            case Text(text):
                words.append(text)
            case Strong(inner) | Link(_, inner):
                words.append(plain(inner))
            case Citation():
                pass
    return "".join(words).strip()
