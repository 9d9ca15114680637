"""Looks through a clinic's own style sheets: brackets, tokens that nobody knows, and what would load another file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tinycss2 import parse_component_value_list

from handouts.content.source import Source
from handouts.errors import Problem, nearest

REACHING = re.compile(r"@import|url\s*\(|src\s*\(|image-set|expression\s*\(|\\(?!/)", re.IGNORECASE)
"""What in a style may name another file, or hide that it does."""
_SET = re.compile(r"(?<![\w-])(--[\w-]+)\s*:")
_USED = re.compile(r"var\(\s*(--[\w-]+)")


def style_problems(sheets: Iterable[Source], program: Iterable[str]) -> Iterator[Problem]:
    """What is wrong with a clinic's own style sheets, given the texts of the program's."""
    sheets, texts = list(sheets), list(program)
    known = {token for text in texts for token in _SET.findall(text)}
    own = {token for sheet in sheets for token in _SET.findall(sheet.text)}
    used = {token for text in [*texts, *(sheet.text for sheet in sheets)] for token in _USED.findall(text)}
    for sheet in sheets:
        yield from _bracket_problems(sheet)
        for number, line in enumerate(_without_comments(sheet.text).splitlines(), 1):
            if REACHING.search(line):
                what = "This names another file, or hides what it says behind a backslash."
                yield Problem(sheet.name, number, what, "Take it out; nothing is fetched.")
            for token in _SET.findall(line):
                if token not in used:
                    what = f"No style sheet uses the token `{token}`."
                    yield Problem(sheet.name, number, what, nearest(token, known))
            for token in _USED.findall(line):
                if token not in known | own:
                    yield Problem(sheet.name, number, f"There is no token `{token}`.", nearest(token, known | own))


def _without_comments(css: str) -> str:
    """The style sheet with its comments blanked out, and every line where it was."""
    return re.sub(r"/\*.*?\*/", lambda found: "\n" * found.group().count("\n"), css, flags=re.DOTALL)


def _bracket_problems(sheet: Source) -> list[Problem]:
    """Brackets and quotes that a style sheet closes without opening them, or opens and never closes."""
    nodes = parse_component_value_list(f"{sheet.text}\n@end")
    wrong = [node.source_line for node in nodes if node.type == "error"]
    if not (nodes[-1].type == "at-keyword" and nodes[-1].value == "end"):
        wrong.append(nodes[-1].source_line)
    what = "A bracket or quote does not have its other half."
    return [Problem(sheet.name, line, what, "Write the missing one, or take this one out.") for line in wrong]
