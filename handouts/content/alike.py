"""Whether two words are the same to a person: whatever their case, accents, spelling (British or American), typing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_AMERICAN: Sequence[tuple[str, str]] = (
    (r"ae|oe", "e"),
    (r"ou(?=r)", "o"),
    (r"(?<=[iy])s(?=[aei])", "z"),
    (r"(?<=[^aeiou])re\b", "er"),
    (r"(?<=n)ce\b", "se"),
    (r"ll", "l"),
    (r"ph", "f"),
    (r"(?<=og)ue\b|(?<=am)me\b", ""),
    (r"(?<=\w{3}[^s])s\b", ""),
)
"""What becomes of British spellings; at last, plurals. Both sides of a comparison go this way, so no word suffers."""


def folded_words(text: str) -> list[tuple[str, str]]:
    """The words of a text, each folded and as it stands; `B-12` is one word."""
    text = re.sub(r"(?<!\w)([A-Za-z])[ -]([0-9]+)(?!\w)", r"\1\2", text)
    return [(folded(word), word) for word in re.findall(r"[^\W_]+", re.sub("['’]", "", text))]


def folded(word: str) -> str:
    """A word without what people write differently."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    word = "".join(letter for letter in letters if not unicodedata.combining(letter))
    for pattern, plain in _AMERICAN:
        word = re.sub(pattern, plain, word)
    return word


def mistypings(asked: str, word: str) -> int | None:
    """How many letters of a folded word were mistyped, if it may be another: one from four letters on, two from seven.

    None in words of fewer letters, or with a digit, and where there are more mistakes.
    """
    allowed = 0 if len(asked) < 4 or re.search("[0-9]", asked) else 1 if len(asked) < 7 else 2
    if abs(len(asked) - len(word)) > allowed:
        return None
    found = _distance(asked, word)
    return found if found <= allowed else None


def _distance(left: str, right: str) -> int:
    """Letters left out, put in, changed, or exchanged with the next (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for place, letter in enumerate(left, 1):
        last, before, row = before, row, [place]
        for other_place, other in enumerate(right, 1):
            costs = [before[other_place] + 1, row[-1] + 1, before[other_place - 1] + (letter != other)]
            if place > 1 and other_place > 1 and (letter, left[place - 2]) == (right[other_place - 2], other):
                costs.append(last[other_place - 2] + 1)
            row.append(min(costs))
    return row[-1]
