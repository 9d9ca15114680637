"""Finds the figures of a body: fenced blocks that name their kind and hold YAML."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from markdown_it.tree import SyntaxTreeNode

from handouts.content.figures import KINDS, Figure, quantities, read_figure
from handouts.content.words import languages, words
from handouts.errors import Problems, nearest


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a body by the lines that they begin in, and the numbers that its text may name.

    `quantities` is None where a figure or the front matter is too broken to say which there are.
    """

    by_line: Mapping[int, Figure]
    quantities: Mapping[str, str] | None


def read_figures(
    nodes: Sequence[SyntaxTreeNode],
    text: Sequence[str],
    first_line: int,
    sources: Collection[str] | None,
    language: str | None,
    problems: Problems,
) -> Figures:
    """The figures among the parts of a body whose lines are `text`; every mistake goes to `problems`."""
    found: dict[int, Figure] = {}
    first: dict[str, int] = {}
    fences = [node for node in nodes if node.type == "fence" and node.info.strip()]
    for node in fences:
        start, end = node.map or (0, 0)
        line, kind = first_line + start, node.info.strip()
        if kind not in KINDS:
            problems.add(line, f"The figure `{kind}` is unknown.", nearest(kind, KINDS))
            continue
        if not re.fullmatch(rf"\s*{re.escape(node.markup)}+\s*", text[end - 1]) or end - 1 == start:
            problems.add(line, f"The figure `{kind}` has no end.", f"Put a line of {node.markup} after it.")
            continue
        figure = read_figure(kind, node.content, line, sources, problems)
        if figure is None:
            continue
        if figure.id in first:
            what = f"The id `{figure.id}` stands here a second time (first in line {first[figure.id]})."
            problems.add(line, what, "Give each figure an id of its own.")
        first.setdefault(figure.id, line)
        found[line] = figure
    if len(found) < len(fences) or (fences and language not in languages()):
        return Figures(found, None)
    named: dict[str, str] = {}
    for one in found.values():
        named |= quantities(one, words(language or ""))
    return Figures(found, named)
