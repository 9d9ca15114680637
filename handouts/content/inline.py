"""Reads the words inside a paragraph, an item or a cell: text, bold, links, citations and numbers of figures."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from markdown_it.tree import SyntaxTreeNode

from handouts.content.body import Citation, Inline, Item, Link, Strong, Text
from handouts.errors import Problems, nearest

_REFERENCE = re.compile(r"\[([@=])([^\]]*)\]")
_TICK = re.compile(r"^\[ \]\s+")
_BLANK = re.compile(r"\s*_{3,}\s*$")
_ADDRESS = re.compile(r"(https?://|mailto:|tel:|#)\S+")
_REFUSED = {
    "em": ("There are words in italics (*...*), which are hard to read.", "Use **bold**, or plain words."),
    "code_inline": ("There are words in `code`.", "Take the ` marks out."),
    "image": ("There is a picture.", "Take it out; a handout holds no pictures."),
    "html_inline": ("There is HTML.", "Write it in Markdown; HTML is not allowed."),
    "hardbreak": ("There is a forced line break.", "Take out the \\ or the spaces at the end of the line."),
}


@dataclass(slots=True)
class Inlines:
    """Turns inline syntax into values, and remembers which sections of the handout are linked to.

    `sources` is None where the front matter is too broken to say which there are; `quantities` is what the numbers of
    the figures are named by, and how they are written, and None where a figure is too broken to say it.
    """

    first_line: int
    sources: Collection[str] | None
    problems: Problems
    quantities: Mapping[str, str] | None
    internal_links: dict[str, int] = field(default_factory=dict)
    line: int = 0

    def read(self, node: SyntaxTreeNode, drop: re.Pattern[str] | None = None) -> tuple[Inline, ...]:
        """The words of an inline node, without what `drop` finds at their end."""
        self.line = self.first_line + (node.map[0] if node.map else 0)
        inlines = self._children(node.children)
        if drop and inlines and isinstance(inlines[-1], Text):
            inlines = (*inlines[:-1], Text(drop.sub("", inlines[-1].text)))
        return inlines

    def item(self, line: int, node: SyntaxTreeNode) -> Item:
        """A list item, with its box to tick (`[ ]`) and its line to write on (`____`)."""
        inlines = self.read(node)
        tick = blank = False
        if inlines and isinstance(inlines[0], Text) and (match := _TICK.match(inlines[0].text)):
            tick, inlines = True, (Text(inlines[0].text[match.end() :]), *inlines[1:])
        if inlines and isinstance(inlines[-1], Text) and (match := _BLANK.search(inlines[-1].text)):
            blank, inlines = True, (*inlines[:-1], Text(inlines[-1].text[: match.start()]))
        return Item(line, inlines, tick, blank)

    def _children(self, nodes: Collection[SyntaxTreeNode]) -> tuple[Inline, ...]:
        found: list[tuple[int, Inline]] = []
        for node in nodes:
            line = self.line
            match node.type:
                case "text_special" if node.info == "entity":
                    self.problems.add(line, f"There is a code (`{node.markup}`).", "Write the letter itself.")
                case "text" | "text_special":
                    _append(found, line, node.content)
                case "softbreak":
                    _append(found, line, "\n")
                    self.line += 1
                case "strong":
                    found.append((line, Strong(self._children(node.children))))
                case "link":
                    found.append((line, self._link(node)))
                case other if other in _REFUSED:
                    self.problems.add(line, *_REFUSED[other], about=other)
                    self.line += other == "hardbreak"
                case other:
                    self.problems.add(line, f"There is Markdown of a kind not used here ({other}).", "Take it out.")
        return tuple(one for line, inline in found for one in self._resolved(inline, line))

    def _link(self, node: SyntaxTreeNode) -> Link:
        line, address = self.line, str(node.attrs.get("href", ""))
        if not _ADDRESS.fullmatch(address):
            remedy = "Use an address that begins with https:, mailto: or tel:, or #id for a section."
            self.problems.add(line, f"The link leads to `{address}`.", remedy)
        elif address.startswith("#"):
            self.internal_links.setdefault(address[1:], line)
        if node.attrs.get("title"):
            self.problems.add(line, "The link has a title that nobody sees on paper.", "Write [words](address) alone.")
        inlines = self._children(node.children)
        if not inlines:
            self.problems.add(line, "The link has no words.", "Write [words](address).")
        return Link(address, inlines)

    def _resolved(self, inline: Inline, line: int) -> list[Inline]:
        """Split the citations out of a text that begins at a line, and write the numbers of figures into it."""
        if not isinstance(inline, Text):
            return [inline]
        pieces: list[Inline] = []
        words, place = "", 0
        for mark in _REFERENCE.finditer(inline.text):
            words += inline.text[place : mark.start()]
            line += inline.text.count("\n", place, mark.end())
            place = mark.end()
            if mark[1] == "=":
                words += self._quantity(" ".join(mark[2].split()), line)
                continue
            pieces += [Text(words.replace("\n", " "))] if words else []
            words = ""
            pieces.append(self._citation(mark[2], line))
        words += inline.text[place:]
        return [*pieces, *([Text(words.replace("\n", " "))] if words else [])]

    def _citation(self, written: str, line: int) -> Citation:
        ids = tuple(one.strip().removeprefix("@") for one in written.split(";"))
        for one in ids:
            if self.sources is not None and one not in self.sources:
                remedy = nearest(one, self.sources) if self.sources else "Add it to `sources` in the front matter."
                self.problems.add(line, f"The source `{one}` is not in the front matter.", remedy, "sources")
        return Citation(ids)

    def _quantity(self, name: str, line: int) -> str:
        """A figure's number as the text writes it."""
        if self.quantities is None or name in self.quantities:
            return self.quantities[name] if self.quantities else name
        if not self.quantities:
            self.problems.add(line, f"`[={name}]` names no figure: there is none.", "Write the number itself.")
        elif bars := [one for one in self.quantities if one.startswith(f"{name}.")]:
            remedy = f"Name one of: {', '.join(f'[={one}]' for one in bars)}."
            self.problems.add(line, f"`[={name}]` names a bar chart and none of its bars.", remedy)
        else:
            self.problems.add(line, f"`[={name}]` names no number of a figure.", nearest(name, self.quantities))
        return name


def _append(found: list[tuple[int, Inline]], line: int, text: str) -> None:
    """Join neighbouring texts, so that a citation is never cut in two."""
    if found and isinstance(found[-1][1], Text):
        found[-1] = (found[-1][0], Text(found[-1][1].text + text))
    else:
        found.append((line, Text(text)))
