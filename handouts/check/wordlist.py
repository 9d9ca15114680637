"""Lists of words that come with the program: a word in its several forms, and what to say instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from handouts.content.fields import read_fields
from handouts.content.source import read_source
from handouts.errors import Problems
from handouts.resources import resource


@dataclass(frozen=True, slots=True)
class Entry:
    """A word in all its forms, and the words for it."""

    forms: tuple[str, ...]
    instead: tuple[str, ...]

    @property
    def pattern(self) -> re.Pattern[str]:
        """Finds it as a whole word; abbreviations only in capitals."""
        return whole_words(self.forms)


@cache
def word_list(name: str) -> tuple[Entry, ...]:
    """The entries of `glossary` or `banned`. Raises `Refused` where the file is damaged."""
    source = read_source(resource(f"check/{name}.yaml"))
    problems = Problems(source.name)
    fields = read_fields(source.text, problems)
    problems.refuse()
    assert fields
    return tuple(Entry(tuple(key.split(" / ")), tuple(str(value).split("; "))) for key, value in fields.data.items())


@cache
def whole_words(forms: tuple[str, ...]) -> re.Pattern[str]:
    """Finds any of these words, the longest first; capitals matter only where a word is all capitals."""
    found = sorted(forms, key=len, reverse=True)
    each = (re.escape(one) if one.isupper() or one[:-1].isupper() else f"(?i:{re.escape(one)})" for one in found)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(each)})(?![\w-])")
