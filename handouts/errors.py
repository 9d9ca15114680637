"""One family of errors: what is wrong, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """What the program's exit status means to a script that called it."""

    DONE = 0
    FAULT = 1
    USAGE = 2
    REFUSED = 3
    PARTIAL = 4
    SYSTEM_LIBRARY = 5
    POLICY = 6
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: ``where:line: what. remedy`` (line 0: the whole file, or no file at all).

    `about` names the part at fault, for who wants to sort mistakes: a key (`sources.nhs.url`) or a part of the body.
    """

    where: str
    line: int
    what: str
    remedy: str
    about: str = field(default="", compare=False)

    def __str__(self) -> str:
        place = f"{self.where}:{self.line}: " if self.line else f"{self.where}: " if self.where else ""
        return f"{place}{self.what} {self.remedy}".rstrip()


class HandoutsError(Exception):
    """Anything that the program refuses or cannot do, with every problem it found."""

    exit_code: ClassVar[ExitCode] = ExitCode.FAULT

    def __init__(self, *problems: Problem) -> None:
        self.problems = tuple(dict.fromkeys(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Refused(HandoutsError):
    """Content, configuration, a picture, a name or an edition is refused or unknown."""

    exit_code = ExitCode.REFUSED


class WrongUsage(HandoutsError):
    """The command line asks for something that cannot be done as it stands."""

    exit_code = ExitCode.USAGE


class SystemLibraryMissing(HandoutsError):
    """A library of the operating system, such as Pango, cannot be loaded."""

    exit_code = ExitCode.SYSTEM_LIBRARY


class RefusedByPolicy(HandoutsError):
    """A text may not be given: it is not approved, or no longer, or the patient has not been told."""

    exit_code = ExitCode.POLICY


class Problems:
    """Gathers the mistakes of one file, so that all of them are told at once."""

    def __init__(self, where: str) -> None:
        self.where = where
        self._found: list[Problem] = []

    def add(self, line: int, what: str, remedy: str, about: str = "") -> None:
        """Note one mistake at a line of the file (counted from 1; 0 where no line fits)."""
        self._found.append(Problem(self.where, line, what, remedy, about))

    @property
    def found(self) -> tuple[Problem, ...]:
        """What was noted so far."""
        return tuple(self._found)

    def __bool__(self) -> bool:
        return bool(self._found)

    def refuse(self) -> None:
        """Raise `Refused` with everything found, in the order of the lines, if there is anything."""
        if self._found:
            raise Refused(*sorted(self._found, key=lambda problem: problem.line))


def refused(where: str, line: int, what: str, remedy: str, about: str = "") -> Refused:
    """The error for a single mistake."""
    return Refused(Problem(where, line, what, remedy, about))


def nearest(word: str, allowed: Iterable[str]) -> str:
    """A remedy that names the allowed word nearest to a misspelt one, or else all of them."""
    words = sorted(allowed)
    close = get_close_matches(word.lower(), words, n=1, cutoff=0.6)
    if close:
        return f"Did you mean `{close[0]}`?"
    return f"Use one of: {', '.join(words)}."
