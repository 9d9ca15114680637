"""The library as a list: each handout with its standing in the clinic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from handouts.clinic.approval import standing
from handouts.clinic.clinic import Clinic
from handouts.content.finder import find_library, read_all
from handouts.content.handout import Handout

COLUMNS = {
    "name": "NAME",
    "language": "LANGUAGE",
    "version": "VERSION",
    "standing": "STANDING",
    "review_by": "REVIEW BY",
    "title": "TITLE",
}
"""What the table shows, under which headings."""


def listed(clinic: Clinic | None, language: str | None) -> list[dict[str, Any]]:
    """Every handout that the clinic has, of all languages or of one, as values that JSON knows. Raises `Refused`."""
    return rows_of(read_all(find_library(clinic.folders if clinic else ()), language), clinic)


def rows_of(handouts: Iterable[Handout], clinic: Clinic | None) -> list[dict[str, Any]]:
    """What a list says of each of these handouts, as values that JSON knows."""
    return [
        {
            "name": handout.name,
            "language": handout.language,
            "title": handout.front.title,
            "version": handout.front.version,
            "standing": standing(handout, clinic).value,
            "review_by": handout.front.review_by.isoformat(),
            "codes": {system: list(codes) for system, codes in handout.front.codes.items()},
            "kind": handout.front.kind,
            "summary": handout.front.summary,
        }
        for handout in handouts
    ]


def table(rows: Sequence[dict[str, Any]], columns: Mapping[str, str] = COLUMNS) -> Iterator[str]:
    """The list as lines of a table with headings."""
    lines = [columns, *rows]
    widths = {column: max(len(str(line[column])) for line in lines) for column in columns}
    for line in lines:
        yield "  ".join(str(line[column]).ljust(width) for column, width in widths.items()).rstrip()
