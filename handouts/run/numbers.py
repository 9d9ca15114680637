"""Numbers of rows as people write them: `12,15-18`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from handouts.errors import Problem, WrongUsage


@dataclass(frozen=True, slots=True)
class Numbers:
    """Some rows; without spans, all of them."""

    spans: tuple[range, ...] = ()

    def __contains__(self, number: int) -> bool:
        return not self.spans or any(number in span for span in self.spans)


ALL = Numbers()


def read_numbers(text: str) -> Numbers:
    """The rows that `12,15-18` names. Raises `WrongUsage`."""
    spans = []
    for part in text.split(","):
        found = re.fullmatch(r"\s*([0-9]{1,9})\s*(?:-\s*([0-9]{1,9})\s*)?", part)
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if not 1 <= first <= last:
            raise WrongUsage(Problem("", 0, f"--rows `{text}` names no rows.", "Write them as in 12,15-18."))
        spans.append(range(first, last + 1))
    return Numbers(tuple(spans))


def written(numbers: Iterable[int]) -> str:
    """Rows as `read_numbers` reads them: `12,15-18`."""
    spans: list[list[int]] = []
    for number in sorted(numbers):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)
