"""How a rule says what it has found."""

from __future__ import annotations

import re

from handouts.check.rule import Fault, Level, Text

_LONGEST = 80


def fault(text: Text, line: int, words: str, what: str, remedy: str, level: Level) -> Fault:
    """A fault in a handout's own file."""
    return Fault(text.handout.source.name, line, shortened(words), what, remedy, level)


def shortened(words: str) -> str:
    """Words that a message can hold: a long text by its beginning."""
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rsplit(" ", 1)[0] + " …"


def key_line(text: Text, key: str) -> int:
    """The line of a key of the front matter; line 1 where it is left out."""
    for number, line in enumerate(text.handout.source.lines, 1):
        if number > 1 and line.rstrip() == "---":
            break
        if re.match(rf"[\"']?{re.escape(key)}[\"']?\s*:", line):
            return number
    return 1


def is_english(text: Text) -> bool:
    """Whether the rules for English words fit."""
    return text.handout.language.split("-")[0] == "en"


def ways(count: int, one: str, several: str | None = None) -> str:
    """A number with its word: 1 word, 2 words."""
    return f"{count} {one if count == 1 else several or one + 's'}"
