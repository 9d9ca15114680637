"""What is found in a clinic's library, as rows of a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from handouts.clinic.clinic import Clinic
from handouts.clinic.listing import COLUMNS, rows_of, table
from handouts.content.find import find
from handouts.content.finder import find_library, read_all


def found_in(clinic: Clinic | None, text: str, language: str | None) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """The rows of the handouts that a text finds, best first, and notes on them. Raises `Refused`, `WrongUsage`.

    Besides what a list says, a row has `primary` and what of the handout `matched`.
    """
    answer = find(read_all(find_library(clinic.folders if clinic else ()), language), text)
    rows = rows_of([one.handout for one in answer.found], clinic)
    more = [{"primary": one.primary, "matched": list(one.matched)} for one in answer.found]
    return [row | extra for row, extra in zip(rows, more, strict=True)], answer.notes


def found_table(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The rows as lines of a table, with what was found and whether the handout is *the* one for the code."""
    lines = [row | {"found": ", ".join(row["matched"]) + (" (primary)" if row["primary"] else "")} for row in rows]
    yield from table(lines, COLUMNS | {"found": "FOUND"}) if lines else ()
