"""Gaps: what is still to be written of a handout, which stands in [[double brackets]] until somebody has written it."""

from __future__ import annotations

import re

from handouts.content.handout import Handout
from handouts.errors import Problem, Refused

_GAP = re.compile(r"\[\[(?:(?!\]\]).)*(?:\]\])?", re.DOTALL)
_SHOWN = 60
"""Letters of a gap that a message shows."""


def gaps(handout: Handout) -> tuple[Problem, ...]:
    """Each gap of a handout, with its line."""
    text = handout.source.text
    return tuple(
        Problem(handout.source.name, text.count("\n", 0, found.start()) + 1, _what(found.group()), _REMEDY)
        for found in _GAP.finditer(text)
    )


_REMEDY = "Write it, and take the brackets away."


def _what(gap: str) -> str:
    words = " ".join(gap.split())
    short = words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1].rstrip()}…"
    return f"This is still to be written: {short.rstrip('.')}."


def check_whole(handout: Handout) -> None:
    """Raises `Refused` with every gap of a handout."""
    if found := gaps(handout):
        raise Refused(*found)
