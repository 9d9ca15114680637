"""Finds the places of a typeset leaflet that a patient's words can be put into later, and nothing else would move.

A place is open where a mark stands alone on the one line of its block: then that line may say something else, as long
as it is no wider than the block. Anywhere else, other words might have been set otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from handouts.page.shaping import Face, repertoire

Marks = Mapping[Any, str]
"""What stands in open places until they are filled, by field: of a slip, or of another page."""
SLACK = 0.5
"""CSS pixels by which words stay narrower than their place: nothing hangs on how a width was rounded."""
PLAIN = {"letter_spacing": "normal", "word_spacing": 0, "text_decoration_line": "none", "visibility": "visible"}
"""The style of words that a font alone sets."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A place on a page (counted from 0) for the value of a field, between words that stay: the marked content `mark`.

    `width` and `size` of the letters are in CSS pixels.
    """

    field: str
    before: str
    after: str
    page: int
    mark: int
    width: float
    size: float
    face: Face


@dataclass(frozen=True, slots=True, eq=False)
class Open:
    """A box of words that holds the mark of a field, what stands before and after it, and how wide all may be."""

    box: Any
    field: str
    before: str
    after: str
    width: float
    size: float
    face: Face

    def at(self, page: int, mark: int) -> Opening:
        """The place, once it is known as which marked content of which page it is drawn."""
        return Opening(self.field, self.before, self.after, page, mark, self.width, self.size, self.face)


def open_places(pages: Sequence[Any], boxes: Any, text: Any, marks: Marks) -> list[Open] | None:
    """The open places of pages that were laid out with marks in place of the fields' values; `marks` are by field.

    None where a mark stands where it may not, so that no slip can be put in later. `pages` are WeasyPrint's page boxes,
    `boxes` its module of box types and `text` that of its fonts.
    """
    found: list[Open] = []
    faces: dict[Face, Face] = {}
    for page in pages:
        for block, line in _lines(page, None, boxes):
            said = "".join(getattr(one, "text", "") for one in line.descendants())
            held = [field for field, mark in marks.items() if mark.casefold() in said.casefold()]
            if not held:
                continue
            place = _open(block, line, held[0], marks[held[0]], boxes, text) if len(held) == 1 else None
            if place is None:
                return None
            found.append(replace(place, face=faces.setdefault(place.face, place.face)))
    return found if {one.field for one in found} == set(marks) else None


def draw_all_letters(place: Open) -> None:
    """Let all letters of the place's face be drawn in it, so that the PDF has them for any patient's words."""
    place.box.pango_layout.text = repertoire(place.face)


def _open(block: Any, line: Any, field: str, mark: str, boxes: Any, fonts: Any) -> Open | None:
    """A line as an open place, if it is one."""
    words = line.children[0]
    if block is None or list(block.children) != [line] or len(line.children) > 1 or type(words) is not boxes.TextBox:
        return None
    before, found, after = words.text.partition(mark)
    style = words.style
    if not (
        found
        and mark.casefold() not in (before + after).casefold()
        and abs(words.position_x - block.content_box_x()) < 0.01
        and style["direction"] == "ltr"
        and all(style[name] == usual for name, usual in PLAIN.items())
        and block.width > words.width + SLACK  # else the block may be as wide as its words, whatever they are
    ):
        return None
    face = _face(words, fonts)
    return face and Open(words, field, before, after, block.width - SLACK, face[1], face[0])


def _face(words: Any, fonts: Any) -> tuple[Face, float] | None:
    """The face and size in which words are set, if it is one face."""
    layout, style = words.pango_layout, words.style
    layout.reactivate(style)
    try:
        run = layout.get_first_line()[0].runs[0]
        if run.next != fonts.ffi.NULL:
            return None
        font = run.data.item.analysis.font
        _, description, size = fonts.get_pango_font_key(font)
        data = fonts.get_hb_object_data(fonts.get_pango_font_hb_face(font))
        weight = fonts.pango.pango_font_description_get_weight(description)
        return Face(data, int(weight), str(style["lang"] or "")), size
    finally:
        layout.deactivate()


def _lines(box: Any, block: Any, boxes: Any) -> Iterator[tuple[Any, Any]]:
    """Each line with its block; none for a line in the margin of a page, which is outside the tree of tags."""
    box = getattr(box, "_box", box)
    if isinstance(box, boxes.LineBox):
        yield block, box
        return
    inside = box if isinstance(box, boxes.BlockContainerBox) else block
    if isinstance(box, boxes.MarginBox):
        inside = None
    for child in getattr(box, "children", ()):
        yield from _lines(child, inside, boxes)
