"""What is found in a clinic's library, as rows of a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from handouts.clinic.clinic import Clinic
from handouts.content.find import find
from handouts.content.finder import find_library, read_all
from handouts.page.listing import COLUMNS, row, table


def found_in(
    clinic: Clinic | None, text: str, language: str | None, today: date
) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """The rows of the handouts that a text finds, best first, and notes on them. Raises `Refused`, `WrongUsage`.

    Besides what a list says, a row has `primary` and what of the handout `matched`.
    """
    library = find_library(clinic.folders if clinic else ())
    answer = find(read_all(library, language), text)
    return [
        row(one.handout, clinic, library, today) | {"primary": one.primary, "matched": list(one.matched)}
        for one in answer.found
    ], answer.notes


def found_table(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The rows as lines of a table, with what was found and whether the handout is *the* one for the code."""
    lines = [one | {"found": ", ".join(one["matched"]) + (" (primary)" if one["primary"] else "")} for one in rows]
    yield from table(lines, COLUMNS | {"found": "FOUND"}) if lines else ()
