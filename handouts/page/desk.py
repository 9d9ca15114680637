"""Pages for the staff who hand leaflets out: the list for the desk, and the sheet before each patient's leaflet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from itertools import product
from string import ascii_lowercase
from typing import Any

from markupsafe import escape

from handouts.clinic.clinic import Clinic
from handouts.clinic.edition import Edition
from handouts.content.words import Words
from handouts.errors import Problem, Refused
from handouts.page.compose import STYLES, Composed
from handouts.page.markup import check_markup
from handouts.page.parts import check_overrides, overrides
from handouts.page.sheets import style_sheet
from handouts.page.templates import render
from handouts.page.typefaces import own_faces

ENTRIES = {("A4", False): 16, ("A4", True): 25, ("Letter", False): 15, ("Letter", True): 23}
"""Patients on a page of the list, by paper and whether all get the same leaflet: a few long names fit besides."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A patient's lines in the list, as texts; `leaflet` says which one, and `sheets` how many sheets it has."""

    row: str
    name: str
    born: str
    leaflet: str
    sheets: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of the list: which one it is of how many, and which patients of how many are on it."""

    page: str
    patients: str
    entries: tuple[Entry, ...]

    def texts(self, everyone: str) -> dict[str, str]:
        """What the page says of itself and its patients, by place; the leaflet that everyone gets is said once."""
        said = {"page": self.page, "patients": self.patients}
        names = [one.name for one in fields(Entry) if not (everyone and one.name == "leaflet")]
        return said | {f"{at}-{name}": getattr(one, name) for at, one in enumerate(self.entries) for name in names}


@dataclass(frozen=True, slots=True)
class Separator:
    """The sheet before a patient's leaflet: the number of the row, its language, and how it is set.

    It says no more of the patient, and not what the leaflet is about: it lies open on desks.
    """

    row: str
    language: str
    kind: str

    def texts(self) -> dict[str, str]:
        """What it says, by place."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


def open_list(count: int, everyone: str) -> tuple[ListPage, Mapping[str, str]]:
    """A page of the list with marks in place of all that varies, and these by place."""
    empty = ListPage("", "", (Entry("", "", "", "", ""),) * count)
    marks = _marks(empty.texts(everyone))
    names = [one.name for one in fields(Entry)]
    entries = (Entry(**{name: marks.get(f"{at}-{name}", "") for name in names}) for at in range(count))
    return ListPage(marks["page"], marks["patients"], tuple(entries)), marks


def open_separator() -> tuple[Separator, Mapping[str, str]]:
    """A separator with marks in place of all that varies, and these by place."""
    marks = _marks(Separator("", "", "").texts())
    return Separator(**marks), marks


def _marks(places: Mapping[str, str]) -> dict[str, str]:
    letters = product(ascii_lowercase, repeat=2)
    return {place: "qx" + "".join(next(letters)) for place in places}


def compose_list(page: ListPage, everyone: str, clinic: Clinic | None, edition: Edition, words: Words) -> Composed:
    """A page of the list; `everyone` is the leaflet that all get, if they do.

    Raises `Refused` for what is wrong in a clinic's own templates, and where these leave out a patient.
    """
    given = {"page": page.page, "patients": page.patients, "entries": page.entries, "everyone": everyone}
    return _composed("desk.html", given, page.texts(everyone), clinic, edition, words)


def compose_separator(one: Separator, clinic: Clinic | None, edition: Edition, words: Words) -> Composed:
    """A separator. Raises `Refused` as `compose_list` does."""
    return _composed("separator.html", dict(one.texts()), one.texts(), clinic, edition, words)


def _composed(
    template: str,
    given: dict[str, Any],
    texts: Mapping[str, str],
    clinic: Clinic | None,
    edition: Edition,
    words: Words,
) -> Composed:
    folders = clinic.folders if clinic else ()
    check_overrides(folders)
    faces = own_faces(clinic, words)
    styles = style_sheet(clinic, edition, words, faces, own=["desk"])
    file = clinic.file if clinic else None
    html = render(template, folders, {**given, "clinic": file, "words": words, "styles": STYLES})
    if any(overrides(folders)):
        check_markup(html)
    if any(str(escape(text)) not in html for text in texts.values()):
        remedy = "Mend the clinic's own, or take it away: then the program's is used."
        raise Refused(Problem("", 0, f"The template `{template}` leaves something out.", remedy))
    html = html.replace(STYLES, styles.text, 1)
    assets = tuple(face.asset for face in faces)
    families = tuple(dict.fromkeys(face.family for face in faces))
    return Composed(words.desk.title, words.language, html, assets, styles, families)
