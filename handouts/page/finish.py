"""Mends the tags and pictures of a PDF before it is written: PDF/A-3a and PDF/UA-1 in one file, good to listen to.

What WeasyPrint 70 writes passes checkers and still reads badly. Each repair is one function over the PDF's tags.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from pydyf import Array, Dictionary, Stream, String

from handouts.errors import Problem, Refused
from handouts.page.metadata import claim_accessibility
from handouts.page.streams import compress_once
from handouts.page.tags import Tag, read_tags

POINTS = 0.75
"""Points in a CSS pixel."""
NUMBERING = {
    "disc": "Disc",
    "circle": "Circle",
    "square": "Square",
    "decimal": "Decimal",
    "decimal-leading-zero": "Decimal",
    "lower-roman": "LowerRoman",
    "upper-roman": "UpperRoman",
    "lower-alpha": "LowerAlpha",
    "lower-latin": "LowerAlpha",
    "upper-alpha": "UpperAlpha",
    "upper-latin": "UpperAlpha",
}
"""The marks of a list in CSS, and as PDF names them (ISO 32000-1, table 347)."""
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def finish(document: Any, pdf: Any, boxes: Any) -> list[Tag]:
    """Mend a PDF that WeasyPrint has made as `pdf/a-3a` and not yet written; its tags, but for those in margins.

    `boxes` is WeasyPrint's module of box types.

    Raises `Refused` for a colour in inks, `RuntimeError` where the PDF is not as WeasyPrint 70 makes it.
    """
    tags = read_tags(document, pdf, boxes)
    inside = [tag for tag in tags if not tag.in_margin]
    refuse_inks(pdf)
    claim_accessibility(pdf)
    keep_pixels(pdf)
    say_scope(inside)
    list_headers(pdf, inside)
    say_marks(inside)
    say_languages(inside, pdf.catalog["Lang"].string)
    say_links(inside)
    gather_figures(inside)
    place_figures(inside, [page.height * POINTS for page in document.pages])
    unwrap(pdf, inside)
    set_margins_aside(pdf, [tag for tag in tags if tag.in_margin])
    filled = {tag.page for tag in tags}
    number_pages(pdf, [page for page in sorted(filled) if document.pages[page]._page_box.page_type.index == 0])
    compress_once(pdf)
    return inside


def refuse_inks(pdf: Any) -> None:
    """Raises `Refused` for a colour in inks: how it looks depends on the printer (ISO 19005-3, 6.2.4.3)."""
    inks = {b"/DeviceCMYK cs", b"/DeviceCMYK CS"}
    if any(isinstance(operand, bytes) and operand in inks for one in _streams(pdf) for operand in one.stream):
        what = "A colour is given in inks (`device-cmyk`), which print otherwise on every printer."
        raise Refused(Problem("", 0, what, "Give it as #rrggbb in the style sheet or picture."))


def keep_pixels(pdf: Any) -> None:
    """Let no viewer smooth a picture: PDF/A forbids `/Interpolate true` (ISO 19005-3, 6.2.8)."""
    for stream in _streams(pdf):
        if stream.extra.get("Subtype") == "/Image":
            stream.extra["Interpolate"] = "false"


def say_scope(tags: Sequence[Tag]) -> None:
    """Say of each header cell whether it heads a row or a column."""
    for tag in tags:
        if tag.kind == "TH":
            is_row = tag.node.get("scope") in ("row", "rowgroup")
            tag.entry["A"]["Scope"] = "/Row" if is_row else "/Column"


def list_headers(pdf: Any, tags: Sequence[Tag]) -> None:
    """List the header cells by the names that cells call them by, without which no name is found."""
    named = sorted((tag.entry["ID"].string, tag.entry) for tag in tags if "ID" in tag.entry)
    if named:
        pairs = [part for name, entry in named for part in (String(name), entry.reference)]
        root = _object(pdf, pdf.catalog["StructTreeRoot"])
        root["IDTree"] = Dictionary({"Names": Array(pairs)})


def say_marks(tags: Sequence[Tag]) -> None:
    """Say what stands before the items of each list: a disc, a number, or nothing."""
    marks: dict[Any, Any] = {}
    for tag in tags:
        if tag.kind == "Lbl" and tag.parent and tag.parent.parent:
            marks.setdefault(tag.parent.parent.node, tag.box.style["list_style_type"])
    for tag in tags:
        if tag.kind == "L":
            mark = marks.get(tag.node, "none")
            name = "None" if mark == "none" else NUMBERING.get(mark if isinstance(mark, str) else "")
            if name:
                tag.entry["A"] = Dictionary({"O": "/List", "ListNumbering": f"/{name}"})


def say_languages(tags: Sequence[Tag], language: str) -> None:
    """Say in which language a part is that is in another than what is around it."""
    known: dict[Tag | None, str] = {None: language}
    for tag in tags:
        around = known[tag.parent]
        own = str((tag.node.get("lang") if tag.node is not None else None) or around)
        known[tag] = own
        if own.lower() != around.lower():
            tag.entry["Lang"] = String(own)


def say_links(tags: Sequence[Tag]) -> None:
    """Call each link by its words and what it leads to, and not by the bare address."""
    targets: dict[str, Any] = {}
    for tag in tags:
        if tag.node is not None and tag.node.get("id"):
            targets.setdefault(tag.node.get("id"), tag.node)
    for tag in tags:
        annotation = tag.box.link_annotation
        if annotation is None:
            continue
        words = _words(tag.node)
        if "Dest" in annotation:
            goal = _name(targets[annotation["Dest"].string]) if annotation["Dest"].string in targets else ""
        else:
            goal = _site(annotation["A"]["URI"].string)
        annotation["Contents"] = String(f"{words} ({goal})" if goal and goal not in words else words)


def gather_figures(tags: Sequence[Tag]) -> None:
    """Make one picture of each part that the page calls one (`role="img"`): its drawings and the words among them.

    What is in it stays real text, to be searched and copied; read aloud, its label stands for all of it.
    """
    gathered: set[Tag] = set()
    for tag in tags:
        if tag.parent in gathered:
            gathered.add(tag)
            if tag.kind == "Figure":
                tag.entry["S"] = "/NonStruct"
                tag.entry.pop("A", None)
        elif tag.node is not None and tag.node.get("role") == "img" and tag.node.get("aria-label"):
            gathered.add(tag)
            box = tag.box
            left, top = box.border_box_x(), box.border_box_y()
            sides = Array((left, top, left + box.border_width(), top + box.border_height()))
            tag.entry["S"] = "/Figure"
            tag.entry["Alt"] = String(tag.node.get("aria-label"))
            tag.entry["A"] = Dictionary({"O": "/Layout", "BBox": sides})


def place_figures(tags: Sequence[Tag], heights: Sequence[float]) -> None:
    """Say where on the page each picture is in points from below: WeasyPrint counts CSS pixels from above."""
    for tag in tags:
        if tag.kind == "Figure":
            left, top, right, bottom = tag.entry["A"]["BBox"]
            height = heights[tag.page]
            below, above = height - bottom * POINTS, height - top * POINTS
            tag.entry["A"]["BBox"] = Array((left * POINTS, below, right * POINTS, above))


def unwrap(pdf: Any, tags: Sequence[Tag]) -> None:
    """Leave one tag where one element made two of a kind, one in the other: a heading in a heading, a list in columns.

    Read aloud, the inner one would be a heading or a list of its own.
    """
    for tag in reversed(tags):
        outer = tag.parent
        if outer is None or tag.node is None or tag.node is not outer.node or tag.kind != outer.kind:
            continue
        if tag.kind != "L":  # in a list nothing but lists and items may stand
            tag.entry["S"] = "/NonStruct"
            continue
        at = outer.entry["K"].index(tag.entry.reference)
        outer.entry["K"][at : at + 1] = tag.entry["K"]
        for reference in tag.entry["K"]:
            _object(pdf, reference)["P"] = outer.entry.reference
        tag.entry.clear()


def set_margins_aside(pdf: Any, tags: Sequence[Tag]) -> None:
    """Mark the words in the margin of a page as such: WeasyPrint tags them, but puts the tags into no tree."""
    aside: dict[Any, set[int]] = {}
    for tag in tags:
        aside.setdefault(tag.entry["Pg"], set()).update(one for one in tag.entry["K"] if isinstance(one, int))
    parents = _object(pdf, _object(pdf, pdf.catalog["StructTreeRoot"])["ParentTree"])["Nums"]
    for reference, marks in aside.items():
        page = _object(pdf, reference)
        drawn = _object(pdf, page["Contents"]).stream
        for place, operand in enumerate(drawn):
            if isinstance(operand, dict) and operand.get("MCID") in marks:
                drawn[place - 1 : place + 1] = "/Artifact", Dictionary({"Type": "/Pagination"})
        entries = parents[parents.index(page["StructParents"]) + 1]
        for mark in marks:
            entries[mark] = "null"
    for tag in tags:
        tag.entry.clear()


def number_pages(pdf: Any, starts: Sequence[int]) -> None:
    """Let a viewer count the pages of a pack as their feet do: anew from each page on which a leaflet starts."""
    if len(starts) > 1:
        ranges = [part for page in starts for part in (page, Dictionary({"S": "/D"}))]
        pdf.catalog["PageLabels"] = Dictionary({"Nums": Array(ranges)})


def _streams(pdf: Any) -> list[Stream]:
    return [entry for entry in pdf.objects if isinstance(entry, Stream)]


def _object(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _site(address: str) -> str:
    """Where a link leads, short enough to be listened to: the site, the e-mail address or the telephone number."""
    parts = urlsplit(address)
    return (parts.hostname or "").removeprefix("www.") or unquote(parts.path)


def _words(node: Any) -> str:
    return " ".join("".join(node.itertext()).split())


def _name(node: Any) -> str:
    """What a place in the page is called: by its heading, if it has one, else by its words."""
    heading = next((one for one in node.iter() if one.tag in HEADINGS), None)
    return _words(node if heading is None else heading)
