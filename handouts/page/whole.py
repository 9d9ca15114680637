"""Finds parts that the end of a page cuts in two: urgent help that goes on overleaf may never be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from handouts.errors import Problem

WHOLE = {
    "key": "key message",
    "urgent": "urgent help",
    "plan": "plan",
    "figure": "figure",
    "slip": "slip",
    "note": "note",
}
"""The classes of the parts that stand on one page, and what messages call them."""


def cut_in_two(pages: Sequence[Any]) -> list[Problem]:
    """The parts that do not fit on one of these pages. `pages` are WeasyPrint's page boxes."""
    seen: set[Any] = set()
    cut: dict[Any, str] = {}
    for page in pages:
        here = dict(_parts(page))
        cut.update({element: name for element, name in here.items() if element in seen})
        seen.update(here)
    remedy = "Shorten it, or choose a larger paper, smaller letters or no fold."
    return [Problem("", 0, f"The {name} does not fit on one page.", remedy) for name in cut.values()]


def _parts(box: Any) -> Iterator[tuple[Any, str]]:
    """The elements that must stay whole, wherever on a page they stand."""
    box = getattr(box, "_box", box)
    if box.element is not None and not getattr(box, "pseudo_type", None):
        classes = str(box.element.get("class", "")).split()
        yield from ((box.element, WHOLE[name]) for name in classes if name in WHOLE)
    for child in getattr(box, "children", ()):
        yield from _parts(child)
