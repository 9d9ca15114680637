"""Numbers the sources of a handout in the order in which they are first cited."""

from __future__ import annotations

from handouts.content.body import cited, runs
from handouts.content.handout import Handout


def numbered(handout: Handout) -> dict[str, int]:
    """The number of each source by its id; those that are never cited come last."""
    found = (one for part in handout.body for words in runs(part) for one in cited(words))
    return {name: number for number, name in enumerate(dict.fromkeys([*found, *handout.front.sources]), 1)}
