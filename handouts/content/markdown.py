"""Reads the body of a handout: a small, strict part of Markdown (CommonMark, tables and `:::` blocks)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.container import container_plugin

from handouts.content.body import (
    SECTION_IDS,
    Block,
    Body,
    Bullets,
    Item,
    Paragraph,
    Part,
    Section,
    Steps,
    Subheading,
    Table,
    Urgent,
    WriteLine,
    plain,
)
from handouts.content.fences import read_figures
from handouts.content.figures import Figure
from handouts.content.inline import Inlines
from handouts.errors import Problems, nearest

BLOCK_NAMES = ("key", "urgent", "actions", "plan", "questions", "unknown")
OPENING = ("key", "urgent", "actions", "questions")
"""Blocks that stand by themselves; `plan` and `unknown` belong to the section they stand in."""
MAX_COLUMNS = 4

_HEADING_ID = re.compile(r"\s*\{#([^}]*)\}\s*$")
_REFUSED = {
    "fence": ("There is a code block.", "Write it as a paragraph or a list."),
    "code_block": ("A line begins with four spaces, which makes it a code block.", "Take the spaces out."),
    "blockquote": ("There is a quotation (>).", "Write it as a paragraph, or as a `:::` block."),
    "html_block": ("There is HTML.", "Write it in Markdown; HTML is not allowed."),
}


def read_body(
    text: str, first_line: int, sources: Collection[str] | None, problems: Problems, language: str | None = None
) -> Body:
    """Parse a body whose first line has the number `first_line`; every mistake goes to `problems`.

    `language` is the handout's, in which the numbers of its figures are written; None where nobody knows it.
    """
    parser = MarkdownIt("commonmark", {"html": True}).enable("table").disable(["lheading", "text_join"])
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # refused by us, not printed as it stands
    container_plugin(parser, "block", validate=lambda *_: True)
    environment: dict[str, object] = {}
    root = SyntaxTreeNode(parser.parse(text, environment))
    lines = text.split("\n")
    figures = read_figures(root.children, lines, first_line, sources, language, problems)
    inlines = Inlines(first_line, sources, problems, figures.quantities)
    body = _Body(lines, first_line, inlines, problems, figures.by_line)
    for label in environment.get("references", {}) or ():  # type: ignore[attr-defined]
        line = next((n for n, t in enumerate(body.text) if t.strip().lower().startswith(f"[{label.lower()}]:")), 0)
        problems.add(
            first_line + line, "There is a link definition (`[words]: address`).", "Write links as [words](address)."
        )
    parts = body.top(root.children)
    _check_order(parts, problems)
    _check_links(parts, body.inlines.internal_links, problems)
    return parts


def _check_order(parts: Body, problems: Problems) -> None:
    """The key message comes first, then urgent help; each section and opening block stands once."""
    seen: dict[str, int] = {}
    for part in parts:
        name = part.id if isinstance(part, Section) else part.kind if isinstance(part, Urgent) else part.name
        if name in seen:
            problems.add(
                part.line, f"`{name}` stands here a second time (first in line {seen[name]}).", "Join the two.", name
            )
        elif name == "key" and seen:
            problems.add(
                part.line, "The block `key` does not come first.", "Put the key message before everything else.", name
            )
        elif name == "urgent" and set(seen) - {"key"}:
            remedy = "Put it straight after the block `key`."
            problems.add(part.line, "The block `urgent` comes too late.", remedy, name)
        seen.setdefault(name, part.line)


def _check_links(parts: Body, links: dict[str, int], problems: Problems) -> None:
    ids = {part.id for part in parts if isinstance(part, Section)}
    for target, line in links.items():
        if target not in ids:
            remedy = nearest(target, ids) if ids else "Link to a section of this handout."
            problems.add(line, f"The link `#{target}` leads to no section of this handout.", remedy)


@dataclass(slots=True)
class _Body:
    """Turns syntax nodes into values; `first_line` is the file's number of the body's first line."""

    text: list[str]
    first_line: int
    inlines: Inlines
    problems: Problems
    figures: Mapping[int, Figure]

    def line(self, node: SyntaxTreeNode) -> int:
        return self.first_line + (node.map[0] if node.map else 0)

    def top(self, nodes: list[SyntaxTreeNode]) -> Body:
        """Sections and opening blocks; what stands in neither is a mistake."""
        parts: list[Section | Block | Urgent] = []
        section: Section | None = None
        refused: set[int] = set()
        for node in nodes:
            if node.type == "heading" and node.tag != "h3":
                section = self.section(node)
                if section:
                    parts.append(section)
                continue
            part = self.block(node) if node.type == "container_block" else self.part(node)
            if isinstance(part, Urgent) or (isinstance(part, Block) and part.name in OPENING):
                parts.append(part)
                section = None
            elif part is None:
                refused |= {section.line} if section else set()
            elif section is None and any(isinstance(one, Section) and not one.id for one in parts):
                continue
            elif section is None:
                name = "This text"
                if isinstance(part, Block | Figure):
                    name = f"The block `{part.name}`" if isinstance(part, Block) else f"The figure `{part.id}`"
                self.problems.add(
                    self.line(node), f"{name} stands in no section.", "Put a `## Heading {#id}` before it."
                )
            else:
                section = replace(section, parts=(*section.parts, part))
                parts[-1] = section
        return tuple(part for part in parts if not (isinstance(part, Section) and self.empty(part, refused)))

    def empty(self, section: Section, refused: set[int]) -> bool:
        if not section.parts and section.id and section.line not in refused:
            self.problems.add(
                section.line, f"The section `{section.id}` is empty.", "Write it, or take the heading out."
            )
        return not section.id

    def section(self, node: SyntaxTreeNode) -> Section | None:
        line, inline = self.line(node), node.children[0]
        if node.tag == "h1":
            remedy = "The title stands in the front matter; use ##."
            self.problems.add(line, "There is a heading with one #.", remedy, "heading")
        elif node.tag != "h2":
            self.problems.add(
                line, "There is a heading with more than three #.", "Use ## for a section, ### inside it.", "heading"
            )
        match = _HEADING_ID.search(inline.content)
        if not match:
            self.problems.add(line, "The heading has no id.", "Write `## Heading {#id}` with an id such as {#about}.")
        elif match.group(1) not in SECTION_IDS:
            self.problems.add(
                line, f"The section id `{match.group(1)}` is unknown.", nearest(match.group(1), SECTION_IDS)
            )
        heading = self.inlines.read(inline, drop=_HEADING_ID)
        if not plain(heading):
            self.problems.add(line, "The heading has no words.", "Write `## Heading {#id}`.")
        return Section(match.group(1) if match else "", line, heading, ())

    def part(self, node: SyntaxTreeNode) -> Part | None:
        """One part of a section or block, or None where it is a mistake."""
        line = self.line(node)
        match node.type:
            case "paragraph" if node.children[0].content.startswith("|"):
                remedy = "Put a line such as `| --- | --- |` below its headings."
                self.problems.add(line, "There is a table without a line of dashes.", remedy)
            case "paragraph":
                return Paragraph(line, self.inlines.read(node.children[0]))
            case "bullet_list":
                return Bullets(line, self.items(node))
            case "ordered_list":
                if node.attrs.get("start", 1) != 1:
                    self.problems.add(line, f"The steps begin with {node.attrs['start']}.", "Begin with 1.")
                return Steps(line, self.items(node))
            case "table":
                return self.table(node)
            case "hr" if set(node.markup) == {"_"}:
                return WriteLine(line)
            case "hr":
                self.problems.add(line, f"There is a rule ({node.markup[:3]}).", "For a line to write on, write ____.")
            case "heading" if node.tag == "h3":
                return Subheading(line, self.inlines.read(node.children[0]))
            case "heading":
                self.problems.add(line, "There is a section heading inside a block.", "Use ### here, or end the block.")
            case "container_block":
                self.problems.add(line, "There is a block inside a block.", "End the first with `:::` before it.")
            case "fence" if node.info.strip() and node.level:
                self.problems.add(line, "There is a figure inside a block.", "End the block with `:::` before it.")
            case "fence" if node.info.strip():
                return self.figures.get(line)  # None where it is broken, which has been said
            case refused if refused in _REFUSED:
                self.problems.add(line, *_REFUSED[refused])
            case other:
                self.problems.add(line, f"There is Markdown of a kind that is not used here ({other}).", "Take it out.")
        return None

    def items(self, node: SyntaxTreeNode) -> tuple[Item, ...]:
        items = []
        for child in node.children:
            line = self.line(child)
            parts = child.children
            if len(parts) == 1 and parts[0].type == "hr" and set(parts[0].markup) == {"_"}:
                items.append(Item(line, (), blank=True))
            elif not parts:
                self.problems.add(line, "The list item is empty.", "Write it, or take it out.")
            elif any(part.type in ("bullet_list", "ordered_list") for part in parts):
                self.problems.add(line, "There is a list inside a list.", "Make it one list, or two sentences.")
            elif len(parts) > 1 or parts[0].type != "paragraph":
                self.problems.add(line, "The list item is more than one paragraph.", "Make it one, or several items.")
            elif not parts[0].hidden:
                self.problems.add(line, "There is an empty line between list items.", "Take the empty line out.")
            else:
                items.append(self.inlines.item(line, parts[0].children[0]))
        return tuple(items)

    def table(self, node: SyntaxTreeNode) -> Table:
        line = self.line(node)
        rows = [row for group in node.children for row in group.children]
        cells = [tuple(self.inlines.read(cell.children[0]) for cell in row.children) for row in rows]
        columns = len(cells[0])
        if not 2 <= columns <= MAX_COLUMNS:
            self.problems.add(line, f"The table has {columns} columns.", f"Use 2 to {MAX_COLUMNS}.")
        if not all(plain(cell) for cell in cells[0]):
            self.problems.add(line, "A column of the table has no heading.", "Write a heading for each column.")
        for row in rows[1:]:
            number = self.line(row)
            written = self.text[number - self.first_line].strip().removeprefix("|")
            count = len(re.findall(r"(?<!\\)\|", re.sub(r"(?<!\\)\|$", "", written))) + 1
            if count != columns:
                self.problems.add(
                    number, f"The row has {count} cells, the table has {columns} columns.", "Make them equal."
                )
        return Table(line, cells[0], tuple(cells[1:]))

    def block(self, node: SyntaxTreeNode) -> Block | Urgent | None:
        line, name = self.line(node), node.info.strip()
        if not name:
            remedy = "Take it out, or write a block's name after it."
            self.problems.add(line, "There is a `:::` that ends no block.", remedy)
            return None
        end = node.map[1] if node.map else len(self.text)
        if end >= len(self.text) or not re.fullmatch(r"\s*:{3,}\s*", self.text[end]):
            self.problems.add(line, f"The block `{name}` has no end.", "Put a line of `:::` after it.", name)
        if name not in BLOCK_NAMES:
            self.problems.add(line, f"The block `{name}` is unknown.", nearest(name, BLOCK_NAMES))
            return None
        if not node.children:
            self.problems.add(line, f"The block `{name}` is empty.", "Write it, or take it out.", name)
            return None
        if name == "urgent":
            return self.urgent(node)
        parts = tuple(part for child in node.children if (part := self.part(child)))
        self.shape(name, line, parts)
        return Block(name, line, parts)

    def shape(self, name: str, line: int, parts: tuple[Part, ...]) -> None:
        """What a block must hold, so that it can be drawn as what it is."""
        wanted: dict[str, tuple[Callable[[Part], bool], str, str]] = {
            "key": (lambda p: isinstance(p, Paragraph), "paragraphs", "Write the message in at most three sentences."),
            "actions": (lambda p: isinstance(p, Steps), "numbered steps", "Write each step as `1. ...`."),
            "plan": (lambda p: isinstance(p, Bullets), "a list", "Write each point as `- [ ] ...` or `- ...: ____`."),
            "questions": (lambda p: isinstance(p, Bullets), "a list", "Write each question as `- ...`."),
        }
        if name in wanted:
            fits, what, remedy = wanted[name]
            for part in parts:
                if not fits(part):
                    problem = f"The block `{name}` holds something else than {what}."
                    self.problems.add(part.line, problem, remedy, name)

    def urgent(self, node: SyntaxTreeNode) -> Urgent:
        """`now:` and `today:`, each followed by a list."""
        line = self.line(node)
        tiers: dict[str, tuple[Item, ...]] = {}
        children = node.children
        for label, items in zip(children[::2], [*children[1::2], None], strict=False):
            name = label.children[0].content.strip() if label.type == "paragraph" else ""
            if name not in ("now:", "today:") or items is None or items.type != "bullet_list":
                remedy = "Write `now:` and a list, then `today:` and a list."
                self.problems.add(
                    self.line(label), "The block `urgent` holds something else than its two tiers.", remedy, "urgent"
                )
                return Urgent(line, (), ())
            if name in tiers or (name == "now:" and tiers):
                remedy = "Write `now:` first, `today:` second."
                self.problems.add(self.line(label), f"`{name}` stands in the wrong place.", remedy, "urgent")
            tiers[name] = self.items(items)
        return Urgent(line, tiers.get("now:", ()), tiers.get("today:", ()))
