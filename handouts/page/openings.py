"""Finds the places of a typeset leaflet that a patient's words can be put into later, and nothing else would move.

A place is open where a mark stands in a block of nothing but one run of words: then the block may say something else,
as long as that fills as many lines of it. Anywhere else, other words might have been set otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from handouts.page.shaping import SLACK, Face, repertoire

Field = Any
"""A field of a slip, or a place of another page that is filled in, by its name."""
Marks = Mapping[Any, str]
"""What stands in open places until they are filled, by field."""
PLAIN = {"letter_spacing": "normal", "word_spacing": 0, "text_decoration_line": "none", "visibility": "visible"}
"""The style of words that a font alone sets."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A block of words on a page (counted from 0) that holds the value of a field, between words that stay.

    Its lines are the marked contents `marks` of the page; only a block that `wraps` can have more than one. `width` and
    `size` of the letters are in CSS pixels.
    """

    field: Field
    before: str
    after: str
    page: int
    marks: tuple[int, ...]
    wraps: bool
    width: float
    size: float
    face: Face


@dataclass(frozen=True, slots=True, eq=False)
class Open:
    """WeasyPrint's boxes of words, one a line, of a block that holds the mark of a field."""

    boxes: tuple[Any, ...]
    field: Field
    before: str
    after: str
    wraps: bool
    width: float
    face: Face
    size: float

    def at(self, page: int, marks: tuple[int, ...]) -> Opening:
        """The place, once it is known as which marked contents of which page it is drawn."""
        return Opening(self.field, self.before, self.after, page, marks, self.wraps, self.width, self.size, self.face)


def open_places(pages: Sequence[Any], boxes: Any, fonts: Any, marks: Marks) -> list[Open] | None:
    """The open places of pages that were laid out with marks in place of the fields' values; `marks` are by field.

    None where a mark stands where it may not, so that no slip can be put in later. `pages` are WeasyPrint's page boxes,
    `boxes` its module of box types and `fonts` that of its fonts.
    """
    found: list[Open] = []
    faces: dict[Face, Face] = {}
    for page in pages:
        for block, said in _blocks(page, boxes):
            held = [field for field, mark in marks.items() if mark.casefold() in said.casefold()]
            if not held:
                continue
            place = (
                _open(block, held[0], marks[held[0]], boxes, fonts) if block is not None and len(held) == 1 else None
            )
            if place is None:
                return None
            found.append(replace(place, face=faces.setdefault(place.face, place.face)))
    return found if {one.field for one in found} == set(marks) else None


def draw_all_letters(place: Open) -> None:
    """Let all letters of the place's face be drawn in each of its lines, so that the PDF has them for any patient."""
    for box in place.boxes:
        box.pango_layout.text = repertoire(place.face)


def _open(block: Any, field: Field, mark: str, boxes: Any, fonts: Any) -> Open | None:
    """A block as an open place, if it is one."""
    words: list[Any] = [_only_words(line, boxes) for line in block.children]
    if not all(words):
        return None
    said = " ".join(one.text for one in words)
    before, found, after = said.partition(mark)
    may_be_as_wide_as_its_words = len(words) == 1 and block.width <= words[0].width + SLACK
    if not (
        found
        and not may_be_as_wide_as_its_words
        and mark.casefold() not in (before + after).casefold()
        and said == " ".join("".join(words[0].element.itertext()).split())  # no line ends inside a word
        and all(_is_plain(one, block) for one in words)
    ):
        return None
    faces = {_face(one, fonts) for one in words}
    face = faces.pop()
    if face is None or faces:
        return None
    wraps = words[0].style["white_space"] != "nowrap"
    return Open(tuple(words), field, before, after, wraps, block.width, *face)


def _only_words(line: Any, boxes: Any) -> Any:
    """The box of words that a line consists of, if it does."""
    if not isinstance(line, boxes.LineBox) or len(line.children) != 1:
        return None
    return line.children[0] if type(line.children[0]) is boxes.TextBox else None


def _is_plain(words: Any, block: Any) -> bool:
    """Whether words stand at the beginning of their line, as the font has them."""
    style = words.style
    return (
        abs(words.position_x - block.content_box_x()) < 0.01
        and style["direction"] == "ltr"
        and style["text_align_all"] in ("start", "left")
        and all(style[name] == usual for name, usual in PLAIN.items())
    )


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


def _blocks(box: Any, boxes: Any) -> Iterator[tuple[Any, str]]:
    """Each block of lines with what it says; no block, but what it says, for one that other things stand in, and for
    one in the margin of a page, which is outside the tree of tags."""
    box = getattr(box, "_box", box)
    lines = [one for one in getattr(box, "children", ()) if isinstance(one, boxes.LineBox)]
    if lines:
        said = " ".join("".join(getattr(one, "text", "") for one in line.descendants()) for line in lines)
        is_alone = isinstance(box, boxes.BlockContainerBox) and len(lines) == len(box.children)
        yield box if is_alone and not isinstance(box, boxes.MarginBox) else None, said
    for child in getattr(box, "children", ()):
        if not isinstance(child, boxes.LineBox):
            yield from _blocks(child, boxes)
