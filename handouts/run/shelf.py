"""The library as a run sees it: each text read once, and judged once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from handouts.clinic.approval import Standing
from handouts.clinic.clinic import Clinic
from handouts.content.finder import Library, find_file
from handouts.content.handout import Handout, read_handout
from handouts.content.packs import Packs, find_pack, pack_files
from handouts.errors import Problem, Refused, RefusedByPolicy, refused
from handouts.page.standing import Terms, given_as


class Shelf:
    """The library as a clinic's run sees it; each text is read once, so that it is the same for every row."""

    def __init__(self, library: Library, packs: Packs, clinic: Clinic | None, terms: Terms) -> None:
        self._library, self._packs = library, packs
        self._clinic = clinic
        self._own = clinic.file.language if clinic else None
        self._terms = terms
        self.read = cache(read_handout)
        self._standings: dict[tuple[str, str], Standing | RefusedByPolicy] = {}

    def find(self, names: tuple[str, ...], pack: str | None, language: str | None) -> tuple[list[Path], str | None]:
        """Where the handouts of these names, or of a pack, lie, and the pack's title.

        Raises `Refused` with all that is not there, or not in the language asked for.
        """
        if pack:
            title, files = pack_files(find_pack(self._packs, pack), self._library, language, self._own)
            return files, title
        files = []
        problems: list[Problem] = []
        for name in names:
            try:
                files.append(self._find_one(name, language))
            except Refused as error:
                problems += error.problems
        if problems:
            raise Refused(*problems)
        return files, None

    def _find_one(self, name: str, language: str | None) -> Path:
        if name in self._packs and name not in self._library.files:
            raise refused("", 0, f"`{name}` is a pack, not a handout.", "Name it under `pack`, or with --pack.")
        return find_file(self._library, name, language, self._own)

    def standing(self, handout: Handout) -> Standing:
        """Under which standing the run gives a text. Raises `RefusedByPolicy` where it may not."""
        key = handout.name, handout.language
        if key not in self._standings:
            try:
                self._standings[key] = given_as(handout, self._clinic, self._terms)
            except RefusedByPolicy as error:
                self._standings[key] = error
        found = self._standings[key]
        if isinstance(found, RefusedByPolicy):
            raise RefusedByPolicy(*found.problems)
        return found


def names_of(text: str | None) -> tuple[str, ...]:
    """The handouts of an ad-hoc pack: `a + b`."""
    return tuple(name.strip() for name in text.split("+")) if text else ()
