"""A run's folder: what was asked (`run.json`), the texts that were given, and who may work in it."""

from __future__ import annotations

import datetime
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from handouts import __version__
from handouts.content.fields import Model
from handouts.errors import Problem, WrongUsage, refused
from handouts.files import MEBIBYTE, PART, lock, read_bytes, shown, sweep, write_private
from handouts.patient.dates import Order
from handouts.run.record import HANDED, RECORD, read_record

RUN = "run.json"
FAILED = "failed.csv"
TEXTS = "texts"
DESK = "desk.jsonl"
PRINT = re.compile(r"print(-[0-9][0-9,-]*(to-[0-9]+)?)?\.pdf", re.IGNORECASE)
"""The names of print files: of a whole run, and of some of its rows."""
LOCKED = "Another run is at work in this folder."


class Text(Model):
    """A text that leaflets of a run hold; `standing` is what their pages say of it."""

    name: str
    language: str
    version: str
    title: str
    standing: str = ""


class Asked(Model):
    """What the command asked for where a row says nothing, and how the run's files are named."""

    handout: str | None = None
    pack: str | None = None
    language: str | None = None
    edition: str = "standard"
    paper: str | None = None
    ink: str | None = None
    site: str | None = None
    date: datetime.date | None = None
    date_order: Literal["dmy", "mdy"] | None = None
    name_files: str | None = None
    draft: bool = False
    allow_expired: str | None = None
    agreed_on: datetime.date | None = None
    print_file: bool = False
    separators: bool = False
    sort: Literal["row", "language", "edition"] | None = None


class RunFile(Model):
    """`run.json`: all that must be equal for a row to come out the same again.

    `program` and `typesetter` are versions, `clinic` is a hash, `texts` are by their hash, `rows` hold a digest of
    each row (none where it was refused), and `date_orders` how the list's dates were read.
    """

    program: str
    typesetter: str
    clinic: str | None
    asked: Asked
    date_orders: dict[str, Order | None]
    texts: dict[str, Text]
    rows: dict[int, str | None] = {}


def versions() -> tuple[str, str]:
    """The versions of the program and of the typesetter."""
    return __version__, version("weasyprint")


def read_run(folder: Path) -> RunFile | None:
    """The run that lies in a folder, if there is one. Raises `Refused` where its file is damaged."""
    path = folder / RUN
    if not path.exists():
        return None
    try:
        return RunFile.model_validate_json(read_bytes(path, 1024 * MEBIBYTE))
    except ValidationError:
        remedy = "Make the leaflets anew in another folder."
        raise refused(shown(path), 0, "This is not the file of a run, or is damaged.", remedy) from None


def kept_site(folder: Path) -> str | None:
    """The site that the run in a folder, if there is one, was begun for."""
    run = read_run(folder)
    return run.asked.site if run else None


def write_run(folder: Path, run: RunFile, rows: Iterable[tuple[int, str | None]]) -> None:
    """Write `run.json` with these rows, whole or not at all. Raises `WrongUsage`."""
    head = run.model_dump_json(exclude={"rows"}, indent=1).removesuffix("\n}")
    with writing(folder / RUN):
        write_private(folder / RUN, _with_rows(head.encode(), rows))


def _with_rows(head: bytes, rows: Iterable[tuple[int, str | None]]) -> Iterator[bytes]:
    yield head + b',\n "rows": {'
    for place, (row, digest) in enumerate(rows):
        yield f'{"," if place else ""}\n  "{row}": {json.dumps(digest)}'.encode()
    yield b"\n }\n}\n"


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """What the system says against writing a file of a run becomes an error that tells how to go on."""
    try:
        yield
    except OSError as error:
        raise blocked(path, error.strerror or type(error).__name__) from None


def blocked(path: Path, why: str) -> WrongUsage:
    """The error for a file of a run that cannot be written."""
    remedy = "What was made is kept. When the cause is gone, run the same command again with --resume."
    return WrongUsage(Problem(shown(path), 0, f"This cannot be written ({why}).", remedy))


def check_new(folder: Path, *, replace: bool) -> None:
    """A run's folder must be its own: raises `WrongUsage` where there is something in it already.

    What a run leaves that was killed before it began does not count; nor, with `replace`, does anything but a run of
    which leaflets were handed over.
    """
    if folder.exists() and not folder.is_dir():
        raise WrongUsage(Problem(shown(folder), 0, "This is a file.", "Name a folder with -o."))
    if (folder / HANDED).exists():
        what = "Leaflets of the run in this folder were handed over; its record must stay."
        raise WrongUsage(Problem(shown(folder), 0, what, "Name another folder with -o."))
    if replace or not folder.exists():
        return
    if (folder / RUN).exists():
        what, remedy = "There is a run in this folder.", "Go on with it by --resume, or name another with -o."
        raise WrongUsage(Problem(shown(folder), 0, what, remedy))
    if any(path.name != TEXTS and path.suffix != PART for path in folder.iterdir()):
        what, remedy = "The folder is not empty.", "Name a new one with -o: a run has a folder of its own."
        raise WrongUsage(Problem(shown(folder), 0, what, remedy))


def create(folder: Path, *, replace: bool) -> None:
    """Make a run's folder, which only its owner can read; a run that is there is taken away. Raises `WrongUsage`."""
    check_new(folder, replace=replace)
    if (folder / RUN).exists():
        _clear(folder)
    try:
        for one in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
            one.mkdir(mode=0o700)
        folder.chmod(0o700)
        (folder / TEXTS).mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        what = f"The folder cannot be made ({error.strerror or type(error).__name__})."
        raise WrongUsage(Problem(shown(folder), 0, what, "Name another with -o.")) from None


def _clear(folder: Path) -> None:
    """Take away a run, and nothing else that may lie in its folder."""
    made = (folder / entry.file for entry in read_record(folder))
    printed = (path for path in folder.glob("print*.pdf") if PRINT.fullmatch(path.name))
    for path in [*made, *printed, *(folder / TEXTS).glob("*")]:
        path.unlink(missing_ok=True)
    for name in (FAILED, DESK, RECORD, RUN):
        (folder / name).unlink(missing_ok=True)


@contextmanager
def claimed(folder: Path) -> Iterator[Callable[[], None]]:
    """Work in a run's folder alone; what is given claims it as soon as it is made.

    What a killed program left half written in it is removed. Raises `WrongUsage` while another program works there.
    """
    claims: list[int] = []

    def claim() -> None:
        if not claims:
            claims.append(_lock(folder))
            for place in (folder, folder / TEXTS):
                sweep(place)

    try:
        if _holds_run(folder):
            claim()
        yield claim
    finally:
        for descriptor in claims:
            os.close(descriptor)


def _holds_run(folder: Path) -> bool:
    try:
        return (folder / RUN).exists()
    except OSError as error:
        what = f"This cannot be a folder ({error.strerror})."
        raise WrongUsage(Problem(shown(folder), 0, what, "Name another with -o.")) from None


def _lock(folder: Path) -> int:
    descriptor = os.open(folder, os.O_RDONLY)
    if not lock(descriptor, wait=False):
        os.close(descriptor)
        raise WrongUsage(Problem(shown(folder), 0, LOCKED, "Wait until it has ended."))
    return descriptor
