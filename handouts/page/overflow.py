"""Finds words that do not fit: wider than the place that the style sheet gives them, or above or below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from handouts.errors import Problem
from handouts.page.slip import HEAD, VISIT, WHERE

SLACK = 1.0
"""CSS pixels by which words may reach beyond the sides of their place: rounding, not an overflow."""
SLIP = frozenset({"slip", "note"})
"""The classes of what holds a patient's words: messages name the field, and repeat none of them."""


def overflows(pages: Sequence[Any], boxes: Any) -> list[Problem]:
    """What does not fit on pages that are laid out, in its own words unless they may be a patient's.

    `pages` are WeasyPrint's page boxes, `boxes` its module of box types.
    """
    problems = []
    for page in pages:
        texts = list(_texts(page, boxes))
        for one in texts:
            if one.how and one.slip:
                problems.append(_slip_problem(texts, one))
            elif one.how:
                what = f"The text is {one.how} than its place."
                remedy = f"Shorten `{one.text.strip()[:60]}`, or choose a larger paper or smaller letters."
                problems.append(Problem("", 0, what, remedy))
    return problems


@dataclass(frozen=True, slots=True)
class _Place:
    """Where words may stand, in CSS pixels from the paper's corner, and which part of the slip they are, if any."""

    left: float
    top: float
    right: float
    bottom: float
    slip: str = ""

    def within(self, other: _Place) -> _Place:
        """What is common to both."""
        return _Place(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
            self.slip or other.slip,
        )


@dataclass(frozen=True, slots=True)
class _Text:
    """Words, the field of the slip that they are in, if any, and how they do not fit: `wider`, `taller` or not."""

    how: str
    text: str
    slip: str
    width: float


def _texts(page: Any, boxes: Any) -> Iterator[_Text]:
    """The words of the slip, each run of words that is wider than its place, and each line above or below it.

    The place is the width of every box around the words, and its height where the style sheet sets one.
    """
    paper = _Place(0, 0, page.margin_width(), page.margin_height())

    def inside(box: Any, around: _Place) -> _Place:
        around = replace(around, slip=_slip_part(box, around.slip))
        if not isinstance(box, (boxes.BlockContainerBox, boxes.FlexContainerBox)):
            return around
        own = _content(box)
        if isinstance(box, boxes.MarginBox) or box.is_absolutely_positioned():
            return own.within(replace(paper, slip=around.slip))
        if box.style["height"] == "auto" or isinstance(box, boxes.TableCellBox):
            own = replace(own, top=around.top, bottom=around.bottom)
        wider, further = min(0.0, box.margin_left), min(0.0, box.margin_right)
        return own.within(replace(around, left=around.left + wider, right=around.right - further))

    def walk(box: Any, place: _Place) -> Iterator[_Text]:
        box = getattr(box, "_box", box)
        if isinstance(box, boxes.TextBox):
            too_wide = box.position_x + box.width > place.right + SLACK or box.position_x < place.left - SLACK
            if (too_wide or place.slip) and box.text.strip():
                yield _Text("wider" if too_wide else "", box.text, place.slip, box.width)
            return
        place = inside(box, place)
        if isinstance(box, boxes.LineBox):
            slack = box.height / 4
            if box.position_y + box.height > place.bottom + slack or box.position_y < place.top - slack:
                text = "".join(getattr(one, "text", "") for one in box.descendants())
                yield _Text("taller", text, place.slip, box.width)
        for child in getattr(box, "children", ()):
            yield from walk(child, place)

    yield from walk(page, _content(page))


def _content(box: Any) -> _Place:
    left, top = box.content_box_x(), box.content_box_y()
    return _Place(left, top, left + box.width, top + box.height)


def _slip_problem(texts: Sequence[_Text], misfit: _Text) -> Problem:
    """The field at fault: the widest of its row, which pushes its neighbours out of their places."""
    row = next((row for row in (HEAD, VISIT) if misfit.slip in row), (misfit.slip,))
    widest = max((one for one in texts if one.slip in row), key=lambda one: one.width)
    what = f"`{widest.slip}` is {misfit.how} than its place on the slip, and is never cut or set smaller."
    return Problem(WHERE, 0, what, "Shorten it, or leave it empty and write it by hand.")


def _slip_part(box: Any, inside: str) -> str:
    """The field of the slip that a box belongs to; `inside` is that of the box around it."""
    classes = [] if box.element is None else str(box.element.get("class", "")).split()
    if "field" in classes and inside:
        return next((name for name in classes if name not in ("field", "empty")), inside)
    if "label" in classes and inside == "note":
        return "given_by"  # who gave the note stands in its label
    return inside or next((name for name in classes if name in SLIP), "")
