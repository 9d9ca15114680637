"""The parts of a page, templates and style sheets: the program's own, or a clinic's in place of one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from handouts.content.source import Source, read_source
from handouts.errors import Problem, Refused, nearest, refused
from handouts.files import shown
from handouts.page.own_styles import style_problems
from handouts.resources import resource

KINDS = {"templates": ".html", "styles": ".css"}
"""The folders that hold parts, here and in a clinic, and how the names of their files end."""


def built_in() -> dict[str, list[str]]:
    """The names of the program's own parts, by the folder that they are in."""
    return {kind: sorted(path.name for path in resource(kind).glob(f"*{end}")) for kind, end in KINDS.items()}


def search_path(kind: str, clinics: Sequence[Path]) -> tuple[Path, ...]:
    """Where a part is looked for: in the clinic's folder, its parents', and at last in the program."""
    return (*(folder / kind for folder in clinics), resource(kind))


def part_file(kind: str, name: str, clinics: Sequence[Path]) -> Path:
    """The nearest file of a part."""
    return next(path for folder in search_path(kind, clinics) if (path := folder / name).is_file())


def overrides(clinics: Sequence[Path]) -> Iterator[Path]:
    """The files of a clinic and its parents that take the place of the program's own."""
    for kind in KINDS:
        for folder in clinics:
            yield from sorted((folder / kind).glob("[!.]*[!~]"))  # no backups of editors


def check_overrides(clinics: Sequence[Path]) -> None:
    """Every such file must be a part's, or it would do nothing. Raises `Refused` with all that are not."""
    names = built_in()
    problems = list(_stray_problems(clinics))
    sheets: list[Source] = []
    for path in overrides(clinics):
        known = names[path.parent.name]
        if path.name not in known:
            problems.append(Problem(shown(path), 0, "No part has this name.", nearest(path.name, known)))
        elif not path.is_file() or not path.resolve().is_relative_to(path.parent.parent.resolve()):
            what = "This is no file, or leads out of the clinic's folder."
            problems.append(Problem(shown(path), 0, what, "Copy the file itself there."))
        else:
            source = read_source(path)
            sheets += [source] if path.suffix == ".css" else []
    if sheets:
        program = [path.read_text("utf-8") for path in resource("styles").glob("*.css")]
        problems += style_problems(sheets, program)
    if problems:
        raise Refused(*problems)


def _stray_problems(clinics: Sequence[Path]) -> Iterator[Problem]:
    """Parts and folders of them that stand where nobody looks for them, and so would do nothing."""
    parts = {name: kind for kind, names in built_in().items() for name in names}
    for folder in clinics:
        for path in sorted(folder.iterdir()):
            if path.is_dir() and path.name not in KINDS:
                kind = next((kind for kind in KINDS if path.name.lower().rstrip("s") == kind.rstrip("s")), None)
                if kind:
                    yield Problem(shown(path), 0, "Nobody looks for parts in this folder.", f"Name it `{kind}`.")
            elif path.name in parts:
                what = "Nobody looks for a part here."
                yield Problem(shown(path), 0, what, f"Put it into the folder `{parts[path.name]}`.")


def find_part(name: str) -> tuple[str, str]:
    """A part by its name, with its ending or without: the folder and the file. Raises `Refused` where there is none."""
    every = {part: (kind, part) for kind, parts in built_in().items() for part in parts}
    found = [part for part in every if name in (part, part.partition(".")[0])]
    if len(found) == 1 or name in every:
        return every[name if name in every else found[0]]
    if found:
        raise refused("", 0, f"There are several parts `{name}`.", f"Name one of: {', '.join(found)}.")
    raise refused("", 0, f"There is no part `{name}`.", nearest(name, every))
