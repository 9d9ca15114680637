"""Finds what each tag of a PDF was made of: WeasyPrint keeps no note of it, but makes tags in a fixed order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, eq=False)
class Tag:
    """A tag: its entry in the PDF, the box and the HTML element that it was made of (none for a run of text).

    `page` counts from 0. A tag in the margin of a page is outside the tree: no reader finds it.
    """

    entry: Any
    box: Any
    node: Any
    page: int
    parent: Tag | None
    in_margin: bool

    @property
    def kind(self) -> str:
        """The name of the tag's kind: `P`, `LI`."""
        return str(self.entry["S"]).removeprefix("/")


def read_tags(document: Any, pdf: Any, boxes: Any) -> list[Tag]:
    """The tags of a PDF that WeasyPrint has made of a document and not yet written, in the order of reading.

    `boxes` is WeasyPrint's module of box types. Raises `RuntimeError` where the tags are not those of WeasyPrint 70.
    """
    entries: dict[Any, list[Any]] = {reference: [] for reference in pdf.page_references}
    for entry in pdf.objects:
        if isinstance(entry, dict) and entry.get("Type") == "/StructElem" and "Pg" in entry:
            entries[entry["Pg"]].append(entry)
    found: list[Tag] = []
    for number, page in enumerate(document.pages):
        left = iter(entries[pdf.page_references[number]])
        found += _walk(page._page_box, None, _Page(number, left, boxes))
        if next(left, None) is not None:
            raise RuntimeError("the typesetter has made more tags than the page has parts")
    return found


@dataclass(frozen=True, slots=True)
class _Page:
    number: int
    left: Iterator[Any]
    boxes: Any

    def tag(self, box: Any, node: Any, parent: Tag | None, in_margin: bool) -> Tag:
        entry = next(self.left, None)
        if entry is None:
            raise RuntimeError("the typesetter has made fewer tags than the page has parts")
        return Tag(entry, box, node, self.number, parent, in_margin)


def _walk(box: Any, parent: Tag | None, page: _Page, in_margin: bool = False) -> Iterator[Tag]:
    """The tags of a box and what is in it, in the order in which `weasyprint.pdf.tags` makes them."""
    boxes = page.boxes
    box = getattr(box, "_box", box)
    in_margin = in_margin or isinstance(box, boxes.MarginBox)
    name = None if box.element is None else box.element_tag
    if isinstance(box, (boxes.PageBox, boxes.MarginBox)) or (
        name in ("html", "body") and isinstance(box, boxes.ParentBox) and not isinstance(box, boxes.LineBox)
    ):
        for child in box.children:
            yield from _walk(child, parent, page, in_margin)
        return
    tag = page.tag(box, box.element, parent, in_margin)
    yield tag
    if tag.kind == "LI" and _is_bare(box):
        tag = page.tag(box, box.element, tag, in_margin)
        yield tag
    for child in _children(box, boxes):
        if not isinstance(child, boxes.TextBox):
            beside = tag.kind == "LI" and child.element_tag in ("ul", "ol")
            yield from _walk(child, tag.parent if beside else tag, page, in_margin)
        elif tag.kind != "Link":
            yield page.tag(child, None, tag, in_margin)


def _is_bare(box: Any) -> bool:
    """Whether an item of a list has no mark before it: two tags are made of it, the item and its body."""
    return box.element_tag in ("dt", "dd") or (
        box.element_tag == "li" and ("list-item" not in box.style["display"] or box.style["list_style_type"] == "none")
    )


def _children(box: Any, boxes: Any) -> Iterator[Any]:
    """What is in a box: lines, and the table inside the box around it with its caption, count as what is in them."""
    table: Any = box.get_wrapped_table() if box.element_tag == "table" and box.is_table_wrapper else None
    children: tuple[Any, ...] = tuple(box.children)
    for child in children:
        for part in child.children if child is table else (child,):
            yield from part.children if isinstance(part, boxes.LineBox) else (part,)
