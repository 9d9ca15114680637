"""Watches the files that a leaflet is made from: which folders they lie in, and when one of them is saved."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from contextlib import aclosing, suppress
from pathlib import Path

from watchfiles import awatch

from handouts.clinic.clinic import read_clinic
from handouts.clinic.inherit import read_layers
from handouts.errors import HandoutsError
from handouts.page.parts import KINDS
from handouts.page.typefaces import font_files
from handouts.resources import resource

STEP = 25
"""Milliseconds of quiet after which a save is taken to be whole."""
DEBOUNCE = 100
"""Milliseconds after which it is taken to be whole without any."""
EVERY = 500
"""Milliseconds after which the files are looked over though nothing was heard of them, as of a network drive."""

Places = dict[Path, int]
Snapshot = dict[str, tuple[int, int, int]]


def folders(clinic_file: Path | None) -> frozenset[Path]:
    """The folders that hold templates, style sheets, handouts, logos and files of the clinic, its parents' and ours."""
    clinics = set(_clinic_folders(clinic_file)) if clinic_file else set()
    libraries = {resource("library"), *(clinic / "library" for clinic in clinics)}
    found = {resource("content/catalogue"), *(_nearest(clinic) for clinic in clinics), *libraries}
    found |= {resource(kind) for kind in KINDS} | {clinic / kind for clinic in clinics for kind in KINDS}
    found |= {folder for library in libraries for folder in library.glob("[!.]*")}
    found |= set(_brand_folders(clinic_file)) if clinic_file else set()
    return frozenset(folder.resolve() for folder in found if folder.is_dir())


async def watch(find: Callable[[], frozenset[Path]], saved: Callable[[], None]) -> None:
    """Call `saved` after each change of a file in the folders that are found, for ever.

    The folders are watched, not the files: many editors write a new file and move it to its place.
    """
    places = _places(find())
    while True:
        before = snapshot(places)
        saved()
        places = await _until_moved(places, before, find, saved)


async def _until_moved(
    places: Places, before: Snapshot, find: Callable[[], frozenset[Path]], saved: Callable[[], None]
) -> Places:
    """Watch these folders until others are found; these are told, once it is quiet after a save."""
    is_settled = True
    async with aclosing(_hints(places)) as hints:
        async for _ in hints:
            now = snapshot(places)
            if now != before:
                before, is_settled = now, False
                saved()
            elif not is_settled:
                is_settled = True
                if (found := _places(find())) != places:
                    return found
    raise AssertionError("hints have no end")


def snapshot(watched: Iterable[Path]) -> Snapshot:
    """What tells whether a file has changed: a mark of every folder, and of all that is not hidden in it."""
    found: Snapshot = {}
    for folder in watched:
        with suppress(OSError):  # it is gone, or just going
            found[str(folder)] = (folder.stat().st_ino, 0, 0)
            with os.scandir(folder) as entries:
                found |= {entry.path: _mark(entry) for entry in entries if not entry.name.startswith(".")}
    return found


async def _hints(watched: Iterable[Path]) -> AsyncGenerator[None, None]:
    """A moment to look at the folders: when something was heard of them, and else twice a second."""
    try:
        heard = awatch(
            *watched,
            watch_filter=None,
            debounce=DEBOUNCE,
            step=STEP,
            rust_timeout=EVERY,
            yield_on_timeout=True,
            recursive=False,
        )
        async with aclosing(heard):
            async for _ in heard:
                yield
    except OSError:  # a folder is just going, or the system watches no more of them
        while True:
            await asyncio.sleep(EVERY / 1000)
            yield


def _places(found: Iterable[Path]) -> Places:
    """The folders, each with what tells it from a later one of the same name."""
    places: Places = {}
    for folder in found:
        with suppress(OSError):
            places[folder] = folder.stat().st_ino
    return places


def _mark(entry: os.DirEntry[str]) -> tuple[int, int, int]:
    if entry.is_dir():
        return (entry.inode(), 0, 0)
    try:
        state = entry.stat()
    except OSError:
        return (0, 0, 0)
    return (state.st_ino, state.st_mtime_ns, state.st_size)


def _nearest(folder: Path) -> Path:
    """The folder, or where it would be made again."""
    return next((one for one in (folder, *folder.parents) if one.is_dir()), folder)


def _clinic_folders(file: Path) -> Iterator[Path]:
    """The clinic's folder and its parents'; where one cannot be read, the folder of the file at fault."""
    yield file.parent
    try:
        yield from (layer.folder for layer in read_layers(file, []))
    except (HandoutsError, OSError) as error:
        problems = error.problems if isinstance(error, HandoutsError) else ()
        yield from (Path(problem.where).parent for problem in problems if problem.where)


def _brand_folders(file: Path) -> Iterator[Path]:
    """Where the logo and the fonts of the clinic and of its sites lie."""
    try:
        whole = read_clinic(file)
        for site in (None, *whole.merged.data.get("sites", {})):
            clinic = read_clinic(file, site)
            if logo := clinic.file.brand.logo:
                yield (clinic.origin("brand", "logo", "path").folder / logo.path).parent
            yield from (path.parent for path in font_files(clinic))
    except (HandoutsError, OSError):
        return  # it is looked for again when the file is saved
