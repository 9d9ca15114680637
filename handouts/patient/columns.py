"""The columns of a patient list, and the many ways in which people head them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from difflib import get_close_matches

from handouts.clinic.clinic import SLIP_FIELDS, SlipField

COLUMNS: tuple[str, ...] = (
    *SLIP_FIELDS,
    *("handout", "pack", "language", "edition", "paper", "ink", "discussed", "row", "error"),
)
_ALIASES: Mapping[str, tuple[str, ...]] = {
    "name": ("patient", "patient name", "full name"),
    "date_of_birth": ("dob", "birth date"),
    "number": ("nhs number", "nhs no", "patient number", "hospital number", "mrn"),
    "given_by": ("clinician",),
    "next_visit": ("next appointment", "appointment"),
    "date": ("date given",),
    "handout": ("handouts", "leaflet"),
    "language": ("lang",),
}
"""Not `notes` for `note`: a practice system's clinical notes must not end up on a leaflet."""
_NOT_A_MESSAGE = "Delete it. A message to be printed stands under `note`."
_PART_OF_A_NAME = "Join the parts of the name in one column `name`."
_REMEDIES: Mapping[str, str] = {
    **dict.fromkeys(("notes", "comment", "comments"), _NOT_A_MESSAGE),
    **dict.fromkeys(("surname", "last name", "family name"), _PART_OF_A_NAME),
    **dict.fromkeys(("first name", "forename", "given name", "title"), _PART_OF_A_NAME),
}
"""What to do about headings that practice systems often write, where the nearest of ours would mislead."""
_BETWEEN = re.compile("[\\s_.:\u00ad\u200b-\u200f\u2060\ufeff\u2010-\u2015-]+")


def key(heading: str) -> str:
    """A heading without what people write differently: case, spaces, hyphens, underscores, dots."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", heading).casefold())


def known_headings(labels: Mapping[SlipField, str]) -> dict[str, str]:
    """The column of each heading, by its key: our own names first, then the clinic's labels, then common words.

    A label that the clinic gave to two fields names neither.
    """
    found = {key(column): column for column in COLUMNS}
    times = Counter(key(label) for label in labels.values())
    for field, label in labels.items():
        if times[key(label)] == 1 and key(label):
            found.setdefault(key(label), field)
    for column, words in _ALIASES.items():
        for word in words:
            found.setdefault(key(word), column)
    return found


def remedy_for(heading: str, known: Mapping[str, str]) -> str:
    """What to do about a heading that is none of ours."""
    for words, remedy in _REMEDIES.items():
        if key(words) == key(heading):
            return remedy
    close = get_close_matches(key(heading), known, n=1, cutoff=0.6)
    return f"Did you mean `{known[close[0]]}`? Else delete the column." if close else "Delete the column."


def position(index: int) -> str:
    """A column as a text editor counts it and as a spreadsheet letters it: `column 28 (AB)`."""
    letters, rest = "", index + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(65 + letter) + letters
    return f"column {index + 1} ({letters})"


def some(numbers: list[int], most: int = 5) -> str:
    """Lines in a message: `lines 3, 9 and 12`, or the first few and how many more."""
    if len(numbers) == 1:
        return f"line {numbers[0]}"
    if len(numbers) > most:
        return f"lines {', '.join(map(str, numbers[:most]))} and {len(numbers) - most} more"
    return f"lines {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
