"""Leaflets that are made for nobody yet: from the cache where nothing has changed, else made and kept there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from handouts.clinic.approval import Standing
from handouts.clinic.clinic import Clinic
from handouts.clinic.edition import Edition
from handouts.content.handout import Handout
from handouts.page.naming import check_pack
from handouts.page.output import check_fold, make, page_paths
from handouts.page.parts import check_overrides
from handouts.run.cache import Cache, fetch, keep
from handouts.run.keys import leaflet_key, notes_key


def kept_files(
    cache: Cache,
    engine: str,
    handouts: list[Handout],
    clinic: Clinic | None,
    edition: Edition,
    kind: str,
    target: Path,
    *,
    is_extract: bool,
    standings: Sequence[Standing],
    title: str | None = None,
) -> list[tuple[Path, bytes]]:
    """The files that `make` makes without a slip, to the byte; what it refuses is refused each time and never kept.

    `engine` is what makes them (`engine_hash`).
    Raises `HandoutsError` as `make` does.
    """
    check_fold(edition, kind, len(handouts))
    check_pack(handouts)
    check_overrides(clinic.folders if clinic else ())

    def key_now() -> str:
        return leaflet_key(kind, engine, handouts, clinic, edition, standings, is_extract=is_extract, title=title)

    key = key_now()
    kept = fetch(cache, key)
    if kept is not None:
        return page_paths(target, kind, _apart(kept))
    files = make(handouts, clinic, edition, None, kind, target, is_extract=is_extract, standings=standings, title=title)
    if key_now() == key:  # no file of the clinic's was changed meanwhile
        keep(cache, key, _together([data for _, data in files]))
    return files


def kept_notes(cache: Cache, engine: str, clinic: Clinic | None) -> list[str]:
    """What a clinic should know of its leaflets, as `notes_on` says it. Raises `Refused` for a logo that is."""
    if clinic is None:
        return []
    key = notes_key(engine, clinic)
    kept = fetch(cache, key)
    if kept is None:
        from handouts.page.notes import notes_on

        kept = json.dumps(notes_on(clinic)).encode()
        if notes_key(engine, clinic) == key:
            keep(cache, key, kept)
    return [str(note) for note in json.loads(kept)]


def _together(files: Sequence[bytes]) -> bytes:
    """Several files as one: their sizes in the first line."""
    return json.dumps([len(data) for data in files]).encode() + b"\n" + b"".join(files)


def _apart(data: bytes) -> list[bytes]:
    """What `_together` put together."""
    sizes, _, rest = data.partition(b"\n")
    files = []
    for size in json.loads(sizes):
        files.append(rest[:size])
        rest = rest[size:]
    return files
