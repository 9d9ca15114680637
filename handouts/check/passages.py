"""What a handout says, run of words by run of words, with the line of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from handouts.check.sentences import sentences
from handouts.content.body import (
    Block,
    Bullets,
    Inline,
    Item,
    Paragraph,
    Part,
    Section,
    Steps,
    Subheading,
    Table,
    Urgent,
    cited,
    plain,
    runs,
)
from handouts.content.handout import Handout
from handouts.content.source import Source

Kind = Literal["heading", "paragraph", "item", "cell", "other"]
PROSE: tuple[Kind, ...] = ("paragraph", "item")
"""What is made of sentences."""
FORMS = ("plan",)
"""Blocks that are filled in and not read."""

_MARKS = re.compile(r"\[@[^\]]*\]|\*\*|\]\([^)]*\)|[\[|]")


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading, paragraph, list item or table cell; `place` is its section's id or its block's name."""

    kind: Kind
    place: str
    line: int
    inlines: tuple[Inline, ...]

    @property
    def words(self) -> str:
        """What it says, in one line and without citations."""
        return " ".join(plain(self.inlines).split())

    @property
    def cited(self) -> bool:
        """Whether it names a source."""
        return any(cited(self.inlines))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and the line on which it begins."""

    words: str
    line: int
    passage: Passage


def passages(handout: Handout) -> Iterator[Passage]:
    """Every run of words of the body, in the order in which they are read."""
    for part in handout.body:
        match part:
            case Section(id=place, line=line, heading=heading, parts=parts):
                yield Passage("heading", place, line, heading)
                for one in parts:
                    yield from of_part(one, place)
            case Block():
                yield from of_part(part, part.name)
            case Urgent(now=now, today=today):
                yield from _items((*now, *today), "urgent")


def of_part(part: Part, place: str) -> Iterator[Passage]:
    """The runs of words of one part."""
    match part:
        case Block(name=name, parts=parts):
            for one in parts:
                yield from of_part(one, name)
        case Paragraph(line=line, inlines=inlines):
            yield Passage("paragraph", place, line, inlines)
        case Subheading(line=line, inlines=inlines):
            yield Passage("heading", place, line, inlines)
        case Bullets(items=items) | Steps(items=items):
            yield from _items(items, place)
        case Table(line=line, head=head, rows=rows):
            for number, row in enumerate((head, *rows)):
                for cell in row:
                    yield Passage("cell", place, line + number + (number > 0), cell)
        case other:
            for inlines in runs(other):
                yield Passage("other", place, other.line, inlines)


def _items(items: tuple[Item, ...], place: str) -> Iterator[Passage]:
    yield from (Passage("item", place, item.line, item.inlines) for item in items if item.inlines)


def prose(handout: Handout) -> list[Sentence]:
    """Every sentence of the paragraphs and lists; each list item is at least one, and forms to fill in are none."""
    return [
        Sentence(words, line_of(handout.source, passage.line, words), passage)
        for passage in passages(handout)
        if passage.kind in PROSE and passage.place not in FORMS
        for words in sentences(passage.words)
    ]


def line_of(source: Source, first: int, words: str) -> int:
    """The line on which words begin, in the part that begins at line `first`; that line where they are not found."""
    wanted = _bare(words)
    text, ends = "", []
    for number, line in enumerate(source.lines[first - 1 :], first):
        if not line.strip():
            break
        text += _bare(line)
        ends.append((len(text), number))
    at = text.find(wanted)
    return next((number for end, number in ends if 0 <= at < end), first)


def _bare(text: str) -> str:
    """Letters and signs alone: no spaces, no Markdown, no citations."""
    return re.sub(r"\s+", "", _MARKS.sub("", text))
