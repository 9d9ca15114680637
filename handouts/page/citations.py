"""Numbers the sources of a handout in the order in which they are first cited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handouts.content.body import Citation, Inline, Link, Strong, runs
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
