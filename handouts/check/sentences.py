"""Where a sentence ends, and how many words it has."""

from __future__ import annotations

import re

WORD = re.compile(r"[^\W_]+(?:['’.,:/&-](?=[^\W_])[^\W_]+)*")
"""A word: letters and digits, and what holds them together, as in `B12`, `don't`, `1.5`, `A&E`, `high-dose`."""

_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s+[\"'“‘(\[]*[^\W_])")
_SHORT = re.compile(r"(?:^|[\s(])(?:e\.g|i\.e|approx|vs|cf|st|dr|mr|mrs|prof)\.$", re.IGNORECASE)


def sentences(text: str) -> list[str]:
    """The sentences of a text, in order; together they are the whole text, but for the spaces between them.

    A full stop ends none after `Dr`, `e.g` and the like, or where a small letter follows.
    """
    found, start = [], 0
    for end in _END.finditer(text):
        after = text[end.end() :].lstrip().lstrip("\"'“‘([")
        if end.group().startswith(".") and (_SHORT.search(text[start : end.start() + 1]) or after[:1].islower()):
            continue
        found.append(text[start : end.end()].strip())
        start = end.end()
    found.append(text[start:].strip())
    return [one for one in found if one]


def words_of(text: str) -> list[str]:
    """The words of a text."""
    return WORD.findall(text)
