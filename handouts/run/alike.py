"""Whether another machine's worker makes the same bytes as this one, and sees the same files."""

from __future__ import annotations

import hashlib
import os
import platform
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from ctypes import CDLL, c_char_p
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from handouts import __version__
from handouts.clinic.clinic import Clinic
from handouts.errors import Problem
from handouts.files import PART, write_private
from handouts.page.fonts import FAMILIES, folder
from handouts.resources import resource
from handouts.run.folder import writing
from handouts.run.keys import clinic_hash

LIBRARIES = (
    *(
        "weasyprint",
        "pydyf",
        "fonttools",
        "uharfbuzz",
        "tinycss2",
        "cssselect2",
        "tinyhtml5",
        "pyphen",
        "brotli",
        "zopfli",
    ),
    *("jinja2", "markdown-it-py", "babel", "pikepdf", "pillow", "resvg-py", "segno"),
)
"""The packages whose version can change what a leaflet looks like, or its bytes."""
LINE = ("dask", "distributed", "msgpack", "cloudpickle")
"""The packages that two machines of a cluster talk through."""
SYSTEM = {
    "Pango": ("libpango-1.0.so.0", "pango_version_string"),
    "HarfBuzz": ("libharfbuzz.so.0", "hb_version_string"),
}
SAME_PROGRAM = "Start it from the same installation of handouts as this one; then begin again."
SAME_FILES = "Give it the same folder under the same path, as the same user; then begin again."


@dataclass(frozen=True, slots=True)
class Seen:
    """What a worker sees of the files that it is asked about; `answer` is a file that it has written."""

    nonce: str | None
    answer: Path | None
    clinic: str | None


@cache
def program() -> Mapping[str, str]:
    """What must be equal wherever leaflets of one run are made: what it is called, and its version or hash."""
    found = {
        "Python": ".".join(platform.python_version_tuple()[:2]),
        "handouts": __version__,
        "code": _hash(resource(""), resource("templates"), resource("styles"), resource("library")),
        "fonts": _hash(*(folder(family) for family in FAMILIES)),
    }
    return found | {name: _version(name) for name in (*LIBRARIES, *LINE)} | {name: _loaded(name) for name in SYSTEM}


def digest() -> str:
    """A hash of `program`."""
    return hashlib.sha256(repr(program()).encode()).hexdigest()


def _hash(*folders: Path) -> str:
    found = hashlib.sha256()
    for place in folders:
        for path in sorted(path for path in place.rglob("*") if path.is_file() and path.suffix != ".pyc"):
            found.update(repr((path.relative_to(place).as_posix(), path.read_bytes())).encode())
    return found.hexdigest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"


def _loaded(name: str) -> str:
    """The version of a library of the system; nothing where it goes by another name."""
    library, function = SYSTEM[name]
    try:
        ask = getattr(CDLL(library), function)
    except (OSError, AttributeError):
        return ""
    ask.restype = c_char_p
    return str(ask().decode())


def other_program(where: str, theirs: Mapping[str, str]) -> list[Problem]:
    """What is wrong with the program of another process, all in one problem."""
    ours = program()
    names = [name for name in {**ours, **theirs} if ours.get(name) != theirs.get(name)]
    if not names:
        return []
    told = ", ".join(_difference(name, ours.get(name, "none"), theirs.get(name, "none")) for name in names)
    return [Problem(where, 0, f"This does not run the same program: {told}.", SAME_PROGRAM)]


def _difference(name: str, ours: str, theirs: str) -> str:
    return f"other {name}" if len(ours) == 64 else f"{name} {theirs} instead of {ours}"


@contextmanager
def nonce(place: Path) -> Iterator[Path]:
    """A file that holds a word nobody can guess, in a run's folder or, before that is made, in the nearest above it.

    It is there as long as the workers may work. Raises `WrongUsage`.
    """
    place = next(one for one in (place, *place.parents) if one.is_dir())
    path = place / f".{secrets.token_hex(8)}{PART}"
    try:
        with writing(path):
            write_private(path, [secrets.token_hex(32).encode()])
        yield path
    finally:
        with suppress(OSError):  # a later run in the folder sweeps it away
            path.unlink(missing_ok=True)


def look(path: Path, clinic: Clinic | None) -> Seen:
    """What this process sees of a nonce and a clinic; it answers the nonce in a file beside it."""
    found = answer = seen = None
    with suppress(OSError):
        found = path.read_text()
        answer = path.with_name(f".{secrets.token_hex(8)}{PART}")
        write_private(answer, [found[::-1].encode()])
    with suppress(Exception):  # whatever it is, this is not the same clinic
        seen = clinic_hash(clinic) if clinic else None
    return Seen(found, answer, seen)


def other_files(where: str, path: Path, clinic: Clinic | None, theirs: Seen) -> list[Problem]:
    """What is wrong with the files that another process sees. Its answer is taken away."""
    answer = None
    if theirs.answer and theirs.answer.parent == path.parent:
        with suppress(OSError):
            answer = theirs.answer.read_text()
            theirs.answer.unlink()
    told = path.read_text()
    problems = []
    if theirs.nonce != told:
        problems.append(Problem(where, 0, f"This does not see the folder {path.parent}.", SAME_FILES))
    elif answer != told[::-1]:
        problems.append(Problem(where, 0, f"This cannot write into the folder {path.parent}.", SAME_FILES))
    if clinic and theirs.clinic != clinic_hash(clinic):
        files = clinic.folder.absolute()
        problems.append(Problem(where, 0, f"This does not see the same clinic, {files}.", SAME_FILES))
    return problems


def follow(path: Path) -> bool:
    """Whether a nonce is still there: who put it there still waits for what is made."""
    return os.path.exists(path)  # noqa: PTH110  (whatever the system says against it is a no)
