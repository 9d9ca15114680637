"""Numbers the sources of a handout in the order in which they are first cited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handouts.content.body import (
    Block,
    Bullets,
    Citation,
    Inline,
    Link,
    Paragraph,
    Part,
    Section,
    Steps,
    Strong,
    Subheading,
    Table,
    Urgent,
    WriteLine,
)
from handouts.content.handout import Handout


def numbered(handout: Handout) -> dict[str, int]:
    """The number of each source by its id; those that are never cited come last."""
    cited = (one for part in handout.body for words in runs(part) for one in _cited(words))
    return {name: number for number, name in enumerate(dict.fromkeys([*cited, *handout.front.sources]), 1)}


def _cited(words: Iterable[Inline]) -> Iterator[str]:
    for inline in words:
        match inline:
            case Citation(ids):
                yield from ids
            case Strong(inner) | Link(_, inner):
                yield from _cited(inner)


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
        case WriteLine():
            pass
