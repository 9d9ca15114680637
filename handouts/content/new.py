"""Begins a handout in a clinic's library: with a skeleton to fill in, or with a copy of one that is there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import get_args

from handouts.content.finder import Library, find_file
from handouts.content.handout import HANDOUT_NAME, LANGUAGE_TAG, FrontMatter
from handouts.content.packs import Packs
from handouts.content.skeleton import skeleton
from handouts.content.source import INVISIBLE
from handouts.content.words import languages, words
from handouts.errors import HandoutsError, Problem, Refused, WrongUsage, nearest, refused
from handouts.files import MEBIBYTE, read_bytes, shown

KINDS: tuple[str, ...] = get_args(FrontMatter.model_fields["kind"].annotation)


@dataclass(frozen=True, slots=True)
class Answers:
    """What is known of a handout before it is written; without a summary, that is to be written too."""

    title: str
    language: str
    kind: str
    summary: str | None = None


def check_name(name: str) -> None:
    """Raises `Refused` for what cannot be the name of a handout."""
    if not re.fullmatch(HANDOUT_NAME, name):
        raise refused("", 0, f"`{name}` cannot be the name of a handout.", "Use small letters, digits and -.")


def check_title(title: str) -> None:
    """Raises `Refused` for a title, or another line, that is empty or has letters that nobody sees."""
    if not title.strip():
        raise refused("", 0, "The title is empty.", "Write one, as patients would say it.")
    if found := INVISIBLE.search(" ".join(title.split())):
        what = f"There is an invisible character (U+{ord(found.group()):04X}) in `{title}`."
        raise refused("", 0, what, "Take it out.")


def check_language(tag: str) -> None:
    """Raises `Refused` for a language that no page words are there for."""
    if not re.fullmatch(LANGUAGE_TAG, tag) or tag not in languages():
        words(tag)


def check_kind(kind: str) -> None:
    """Raises `Refused` for a kind of handout that is not known."""
    if kind not in KINDS:
        raise refused("", 0, f"There is no kind `{kind}`.", nearest(kind, KINDS))


def begun(answers: Answers, today: date) -> bytes:
    """The skeleton of a handout. Raises `Refused` with all that is wrong with the answers."""
    problems: list[Problem] = []
    summary = answers.summary if answers.summary and answers.summary.strip() else None
    checks = [
        (check_title, answers.title),
        (check_language, answers.language),
        (check_kind, answers.kind),
        *([(check_title, summary)] if summary else []),
    ]
    for check, answer in checks:
        try:
            check(answer)
        except HandoutsError as error:
            problems += error.problems
    if problems:
        raise Refused(*problems)
    title = " ".join(answers.title.split())
    line = " ".join(summary.split()) if summary else None
    return skeleton(title, line, answers.language, answers.kind, today).encode()


def copied(library: Library, name: str, language: str | None, clinic_language: str | None) -> tuple[str, bytes]:
    """The language and the text of a handout that is there, as `find_file` finds it, byte for byte."""
    path = find_file(library, name, language, clinic_language)
    return path.stem, read_bytes(path, MEBIBYTE)


def place(
    folder: Path, library: Library, packs: Packs, name: str, language: str, *, copy_of: str | None = None
) -> Path:
    """Where a handout lies in a clinic's own library.

    Raises `WrongUsage` where one lies there already, and `Refused` for a name that a pack has, or another handout of
    the library in this language, unless the new one is its copy.
    """
    path = folder / "library" / name / f"{language}.md"
    if path.exists():
        raise WrongUsage(Problem(shown(path), 0, "The file exists.", "Change it, or name another handout."))
    if name in packs:
        raise refused("", 0, f"`{name}` is the name of a pack, which the handout would hide.", "Name it otherwise.")
    if language in library.files.get(name, {}) and copy_of != name:
        what = f"There is a handout `{name}` in `{language}` already, which the new one would hide."
        remedy = f"Name it otherwise, or begin with a copy to change: handouts new {name} --from {name}."
        raise refused("", 0, what, remedy)
    return path
