"""Packs: sets of handouts that are given together, from `packs.yaml` in the library and in the clinic's folders."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from handouts.content.fields import Fields, Line, Model, mistake, read_fields, typed_data
from handouts.content.fields import Path as KeyPath
from handouts.content.finder import DEFAULT_LANGUAGE, Library, find_file, find_handout, find_library
from handouts.content.handout import HANDOUT_NAME, Handout, LanguageTag, read_handout
from handouts.content.source import read_source
from handouts.errors import Problem, Problems, Refused, WrongUsage, nearest, refused
from handouts.resources import resource

FILE_NAME = "packs.yaml"


def _titles(value: dict[str, str]) -> dict[str, str]:
    if not value:
        raise mistake("is empty.", "Write the title of its cover by language, as in {en-GB: Starting B12 treatment}.")
    return value


def _several(value: tuple[str, ...]) -> tuple[str, ...]:
    if len(value) < 2:
        raise mistake("names fewer than two handouts.", "A pack has two or more; one is given by its own name.")
    return value


class PackFile(Model):
    """What `packs.yaml` says of one pack: the title of its cover by language, and its handouts in their order."""

    title: Annotated[dict[LanguageTag, Line], AfterValidator(_titles)]
    handouts: Annotated[tuple[Line, ...], AfterValidator(_several)]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The handouts of a leaflet (one) or a pack (several); a pack that has a name has a title too."""

    handouts: tuple[Handout, ...]
    pack: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Pack:
    """An ordered set of handouts; `titles` are those of its cover, by language."""

    name: str
    titles: Mapping[str, str]
    handouts: tuple[str, ...]


Packs = Mapping[str, Pack]
"""Packs by name."""


def find_packs(clinics: Sequence[Path] = ()) -> dict[str, Pack]:
    """The packs that ship, and those of a clinic's folders, the nearest first; a nearer one takes the place of another.

    So does a nearer handout of the same name. Raises `Refused` with every mistake of the files.
    """
    found: dict[str, Pack] = {}
    problems: list[Problem] = []
    far = (resource("library"), *reversed(clinics))
    for place, folder in enumerate(far):
        library = find_library(clinics[len(clinics) - place :])
        found = {name: pack for name, pack in found.items() if name not in library.files}
        if (folder / FILE_NAME).exists():
            try:
                found |= _read(folder / FILE_NAME, library)
            except Refused as error:
                problems += error.problems
    if problems:
        raise Refused(*problems)
    return dict(sorted(found.items()))


def _read(path: Path, library: Library) -> dict[str, Pack]:
    """The packs of one file. Raises `Refused` with all its mistakes."""
    source = read_source(path)
    problems = Problems(source.name)
    fields = read_fields(source.text, problems) or Fields({}, {})
    found: dict[str, Pack] = {}
    for name, value in fields.data.items():
        if pack := _pack(name, value, fields, library, problems):
            found[name] = pack
    problems.refuse()
    return found


def _pack(name: str, value: object, fields: Fields, library: Library, problems: Problems) -> Pack | None:
    if not re.fullmatch(HANDOUT_NAME, name):
        problems.add(fields.line(name), f"`{name}` cannot be the name of a pack.", "Use small letters, digits and -.")
    elif name in library.files:
        what = f"`{name}` is the name of a handout, and cannot be that of a pack."
        problems.add(fields.line(name), what, "Name the pack otherwise.")
    if not isinstance(value, dict):
        if (name,) not in fields.refused:
            what = f"The pack `{name}` is not a map."
            problems.add(fields.line(name), what, "Write `title` and `handouts` below it.")
        return None

    def tell(path: KeyPath, what: str, remedy: str) -> None:
        whole = (name, *path)
        if not any(whole[:length] in fields.refused for length in range(len(whole) + 1)):
            problems.add(fields.line(*whole), what, remedy)

    file = typed_data(PackFile, value, tell)
    if file is None:
        return None
    for place, handout in enumerate(file.handouts):
        line = fields.line(name, "handouts", place)
        if handout in file.handouts[:place]:
            problems.add(line, f"`{handout}` stands in the pack `{name}` twice.", "Keep one.")
        elif handout not in library.files:
            problems.add(line, f"There is no handout `{handout}`.", nearest(handout, library.files))
    return Pack(name, file.title, file.handouts)


def find_pack(packs: Packs, name: str) -> Pack:
    """The pack of a name. Raises `Refused` where there is none."""
    if name not in packs:
        remedy = nearest(name, packs) if packs else f"Describe it in {FILE_NAME}."
        raise refused("", 0, f"There is no pack `{name}`.", remedy)
    return packs[name]


def whole_languages(pack: Pack, library: Library) -> tuple[str, ...]:
    """The languages in which a pack has its title and all its handouts."""
    there = [set(pack.titles), *(set(library.files[name]) for name in pack.handouts)]
    return tuple(sorted(set.intersection(*there)))


def pack_files(pack: Pack, library: Library, asked: str | None, clinic_language: str | None) -> tuple[str, list[Path]]:
    """The title of a pack's cover and where its handouts lie, in the language asked for, as `find_file` finds it.

    Raises `Refused` where the pack is not whole in that language, naming what is missing.
    """
    whole = whole_languages(pack, library)
    tag = asked or clinic_language or DEFAULT_LANGUAGE
    if tag not in whole and "-" not in tag:
        family = [one for one in whole if one.split("-")[0] == tag]
        tag = clinic_language if clinic_language in family else family[0] if len(family) == 1 else tag
    if tag not in whole:
        missing = [f"`{name}`" for name in pack.handouts if tag not in library.files[name]]
        what = f"The pack `{pack.name}` is not whole in `{tag}`: "
        what += f"there is no {' and no '.join(missing)}." if missing else "it has no title."
        there = (
            f"It is whole in: {', '.join(whole)}. Choose one with --language."
            if whole
            else "It is whole in no language."
        )
        raise refused("", 0, what, there)
    return pack.titles[tag], [find_file(library, name, tag, None) for name in pack.handouts]


def choose(
    library: Library, packs: Packs, names: Sequence[str], asked: str | None, clinic_language: str | None
) -> Chosen:
    """The handouts of these names, or those of a pack, which is named by itself.

    Raises `Refused` as `find_handout` and `pack_files` do, `WrongUsage` for a pack among other names.
    """
    for name in (one for one in names if one in packs and len(names) > 1):
        what = f"`{name}` is a pack, and is made by itself."
        raise WrongUsage(Problem("", 0, what, f"Name its handouts instead: {' '.join(packs[name].handouts)}."))
    if names[0] in packs:
        title, files = pack_files(packs[names[0]], library, asked, clinic_language)
        return Chosen(tuple(map(read_handout, files)), names[0], title)
    for name in (one for one in names if one not in library.files):
        close = get_close_matches(name, packs, n=1)
        raise refused("", 0, f"There is no handout `{name}`.", nearest(name, [*library.files, *close]))
    return Chosen(tuple(find_handout(library, name, asked, clinic_language) for name in names))
