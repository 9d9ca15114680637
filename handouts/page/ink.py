"""One ink: style sheets without colour, as a printer that has black alone would print them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tinycss2 import parse_component_value_list
from tinycss2.ast import Node
from tinycss2.color4 import parse_color

from handouts.clinic.colours import Rgba, read_colour
from handouts.errors import refused
from handouts.page.picture.grey import WEIGHTS

_NO_COLOURS = ("font", "font-family", "page", "counter-reset", "counter-increment")
"""Properties in whose values a word that names a colour is a name of something else."""


def styles_in_grey(css: str, where: str = "") -> str:
    """A style sheet, or declarations, whose every colour is the grey that it prints as; no line moves.

    Raises `Refused` at a line of `where` for a colour whose grey is not known.
    """
    starts = [0]
    for line in css.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    pieces, end = [], 0
    for token in _colours(parse_component_value_list(css)):
        place = starts[token.source_line - 1] + token.source_column - 1
        written = token.serialize() if token.type != "function" else css[place : css.index(")", place) + 1]
        colour = read_colour(token)
        if colour is None:
            raise refused(where, token.source_line, f"The grey of `{written}` is not known.", "Write it as #rrggbb.")
        pieces += [css[end:place], _grey(colour)]
        end = place + len(written)
    return "".join([*pieces, css[end:]])


def _colours(tokens: Iterable[Any]) -> Iterator[Node]:
    """The tokens that are colours, in their order; what stands before a block is a selector and has none."""
    name, before, found = "", None, list[Node]()
    for token in tokens:
        if token.type == "{} block":
            name, found = "", []
            yield from _colours(token.content)
        elif token == ";":
            yield from found
            name, found = "", []
        elif token == ":" and not name and before is not None and before.type == "ident":
            name = before.lower_value
        elif name and name not in _NO_COLOURS:
            found += _within(token)
        before = before if token.type in ("whitespace", "comment") else token
    yield from found


def _within(token: Any) -> Iterator[Node]:
    """A token of a value where it is a colour, or the colours among its arguments."""
    if token.type in ("hash", "ident", "function") and _is_colour(token):
        yield token
    elif token.type == "function":
        for argument in token.arguments:
            yield from _within(argument)


def _is_colour(token: Any) -> bool:
    found = parse_color(token)
    return found is not None and found != "currentcolor" and found.alpha > 0


def _grey(colour: Rgba) -> str:
    """The grey of a colour, as CSS; a solid one as its six digits."""
    level = round(255 * sum(weight * part for weight, part in zip(WEIGHTS, colour[:3], strict=True)))
    if colour[3] == 1:
        return "#" + f"{level:02x}" * 3
    return f"rgba({level}, {level}, {level}, {colour[3]:g})"
