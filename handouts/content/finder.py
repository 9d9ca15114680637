"""Finds handouts: those that ship with the program, overlaid by the clinic's own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from handouts.content.handout import HANDOUT_NAME, LANGUAGE_TAG, Handout, read_handout
from handouts.errors import HandoutsError, Problem, Refused, nearest, refused
from handouts.files import shown
from handouts.resources import resource

DEFAULT_LANGUAGE = "en-GB"


@dataclass(frozen=True, slots=True)
class Library:
    """Where each handout lies: name, then language tag, then file."""

    files: Mapping[str, Mapping[str, Path]]


def find_library(clinics: Sequence[Path] = ()) -> Library:
    """The shipped handouts, and those in `library/` of a clinic's folders, the nearest first.

    A nearer file takes the place of the same one further off.

    Raises `Refused` for a file that is not named NAME/LANGUAGE.md, which would be passed over in silence, and for
    one that leads out of its folder.
    """
    found: dict[str, dict[str, Path]] = {}
    problems = []
    for folder in (resource("library"), *(clinic / "library" for clinic in reversed(clinics))):
        for path in sorted(folder.glob("[!.]*/[!.]*.md")):
            if not path.resolve().is_relative_to(folder.resolve()):
                problems.append(Problem(shown(path), 0, "The file lies outside the library.", "Copy it there."))
            elif re.fullmatch(HANDOUT_NAME, path.parent.name) and re.fullmatch(LANGUAGE_TAG, path.stem):
                found.setdefault(path.parent.name, {})[path.stem] = path
            else:
                what = "The file is not named as a handout is."
                problems.append(Problem(shown(path), 0, what, "Name it as in low-b12-and-ms/en-GB.md."))
    if problems:
        raise Refused(*problems)
    return Library(found)


def find_handout(library: Library, name: str, asked: str | None, clinic_language: str | None) -> Handout:
    """The handout of a name in the language asked for. Raises `Refused` as `find_file` does, or with its mistakes."""
    return read_handout(find_file(library, name, asked, clinic_language))


def find_file(library: Library, name: str, asked: str | None, clinic_language: str | None) -> Path:
    """Where the handout of a name lies, in the language asked for, else in the clinic's, else in British English.

    Raises `Refused` where there is none: never another language than was asked for.
    """
    if name not in library.files:
        raise refused("", 0, f"There is no handout `{name}`.", nearest(name, library.files))
    texts = library.files[name]
    tag = asked or clinic_language or DEFAULT_LANGUAGE
    found = texts.get(tag)
    if found is None and "-" not in tag:
        family = [one for one in texts if one.split("-")[0] == tag]
        found = texts[clinic_language] if clinic_language in family else texts[family[0]] if len(family) == 1 else None
    if found is None:
        there = ", ".join(sorted(texts))
        raise refused("", 0, f"There is no `{name}` in `{tag}`.", f"There is: {there}. Choose one with --language.")
    return found


def read_all(library: Library, language: str | None) -> list[Handout]:
    """Every handout, or every one in a language (`en` means all its regions), by name and tag.

    Raises `Refused` with the mistakes of all of them.
    """
    handouts: list[Handout] = []
    problems: list[Problem] = []
    for _, texts in sorted(library.files.items()):
        for tag, path in sorted(texts.items()):
            if language and language not in (tag, tag.split("-")[0]):
                continue
            try:
                handouts.append(read_handout(path))
            except HandoutsError as error:
                problems += error.problems
    if problems:
        raise Refused(*problems)
    return handouts
