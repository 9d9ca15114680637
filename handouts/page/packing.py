"""The packs of a clinic as a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from handouts.clinic.clinic import Clinic
from handouts.content.finder import DEFAULT_LANGUAGE, find_library
from handouts.content.packs import find_packs, whole_languages
from handouts.page.listing import table

COLUMNS = {"name": "PACK", "languages": "LANGUAGES", "title": "TITLE", "handouts": "HANDOUTS"}
"""What the table shows, under which headings."""


def listed_packs(clinic: Clinic | None) -> list[dict[str, Any]]:
    """Every pack that the clinic has: its titles, its handouts, and the languages in which it is whole.

    Raises `Refused` with the mistakes of `packs.yaml`.
    """
    folders = clinic.folders if clinic else ()
    library = find_library(folders)
    return [
        {
            "name": pack.name,
            "titles": dict(pack.titles),
            "handouts": list(pack.handouts),
            "languages": list(whole_languages(pack, library)),
        }
        for pack in find_packs(folders).values()
    ]


def packs_table(rows: Sequence[dict[str, Any]], language: str | None) -> Iterator[str]:
    """The packs as lines of a table with headings, each with its title in the clinic's language, else in its first."""
    lines = []
    for row in rows:
        titles = row["titles"]
        title = titles.get(language or DEFAULT_LANGUAGE) or next(iter(titles.values()))
        languages, handouts = ", ".join(row["languages"]) or "none", " + ".join(row["handouts"])
        lines.append({"name": row["name"], "title": title, "languages": languages, "handouts": handouts})
    yield from table(lines, COLUMNS) if lines else ()
