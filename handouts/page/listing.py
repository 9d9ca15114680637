"""The library as a list: each handout with its standing in the clinic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from handouts.clinic.approval import State
from handouts.clinic.clinic import Clinic
from handouts.content.finder import Library, find_library, read_all
from handouts.content.handout import Handout
from handouts.content.translation import translation_is_behind
from handouts.page.standing import standing

COLUMNS = {
    "name": "NAME",
    "language": "LANGUAGE",
    "version": "VERSION",
    "standing": "STANDING",
    "review_by": "REVIEW BY",
    "title": "TITLE",
}
"""What the table shows, under which headings."""


SOON = timedelta(days=90)
"""How long before its last day a text is named as one that expires."""


def listed(clinic: Clinic | None, language: str | None, today: date) -> list[dict[str, Any]]:
    """Every handout that the clinic has, of all languages or of one, as values that JSON knows. Raises `Refused`."""
    library = find_library(clinic.folders if clinic else ())
    return [row(handout, clinic, library, today) for handout in read_all(library, language)]


def row(handout: Handout, clinic: Clinic | None, library: Library, today: date) -> dict[str, Any]:
    """A handout with its standing in a clinic; `until` is the last day of an approval, if there is one.

    `translation` says of a text that was translated whether it is `current` or `behind` its original.
    """
    found = standing(handout, clinic, today)
    return {
        "name": handout.name,
        "language": handout.language,
        "title": handout.front.title,
        "version": handout.front.version,
        "standing": found.state.value,
        "review_by": handout.front.review_by.isoformat(),
        "codes": {system: list(codes) for system, codes in handout.front.codes.items()},
        "kind": handout.front.kind,
        "summary": handout.front.summary,
        "text_hash": handout.source.text_hash,
        "until": found.until.isoformat() if found.until else None,
        **_translation(handout, library),
    }


def _translation(handout: Handout, library: Library) -> dict[str, str | None]:
    """The language that a text was translated from, and whether that text has moved on since."""
    made_from = handout.front.translated_from
    if made_from is None:
        return {"translated_from": None, "translation": None}
    state = "behind" if translation_is_behind(handout, library) else "current"
    return {"translated_from": made_from.language, "translation": state}


def behind(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """A line for each translation whose original has moved on since."""
    for one in rows:
        if one["translation"] == "behind":
            yield (
                f"{one['name']} ({one['language']}) was translated from a text in {one['translated_from']} "
                "that has changed since, or is gone. Compare the two, then write the `text_hash` that it has now "
                "(handouts list --json) into `translated_from`."
            )


def expiring(rows: Sequence[dict[str, Any]], today: date) -> Iterator[str]:
    """A line for each text whose last day comes within 90 days or has passed, the next first."""
    ends = {"approved": "is approved until", "expired": "was to be checked by"}
    last = [(one["until"] or one["review_by"], one) for one in rows if one["standing"] != State.WITHDRAWN]
    for day, one in sorted(last, key=lambda pair: pair[0]):
        if day <= (today + SOON).isoformat():
            yield f"{one['name']} ({one['language']}) {ends.get(one['standing'], 'is to be reviewed by')} {day}."


def table(rows: Sequence[dict[str, Any]], columns: Mapping[str, str] = COLUMNS) -> Iterator[str]:
    """The list as lines of a table with headings."""
    lines = [columns, *rows]
    widths = {column: max(len(str(line[column])) for line in lines) for column in columns}
    for line in lines:
        yield "  ".join(str(line[column]).ljust(width) for column, width in widths.items()).rstrip()
