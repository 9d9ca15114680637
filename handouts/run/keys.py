"""The key of a leaflet in the cache: everything that can change its bytes, and nothing of a patient."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from pathlib import Path

from handouts.clinic.approval import Standing
from handouts.clinic.clinic import Clinic
from handouts.clinic.edition import Edition
from handouts.content.handout import Handout
from handouts.files import read_bytes
from handouts.page.assets import MAX_BYTES
from handouts.page.parts import overrides
from handouts.page.typefaces import font_files


def leaflet_key(
    kind: str,
    engine: str,
    handouts: Sequence[Handout],
    clinic: Clinic | None,
    edition: Edition,
    standings: Sequence[Standing],
    *,
    is_extract: bool = False,
    title: str | None = None,
    fields: Sequence[str] = (),
) -> str:
    """Under which key a leaflet, a pack or a master is kept.

    `kind` says what the bytes are (`pdf`, `png`), `engine` what makes them (`engine_hash`), and `fields` which fields
    of the slip are open: their names alone.
    """
    texts = [
        (one.name, one.language, one.source.text_hash, tuple(section.id for section in one.sections))
        for one in handouts
    ]
    states = [repr(standing) for standing in standings]
    asked = (astuple(edition), is_extract, title, tuple(fields))
    return _key(kind, engine, texts, _of_clinic(clinic), asked, states)


def notes_key(engine: str, clinic: Clinic) -> str:
    """Under which key is kept what a clinic should know of its leaflets."""
    return _key("notes", engine, _of_clinic(clinic))


def clinic_hash(clinic: Clinic) -> str:
    """A hash of all that a clinic puts into its leaflets: what its file says, its logo, fonts, templates and styles.

    Raises `Refused` for a file that cannot be read.
    """
    digest = hashlib.sha256(repr((clinic.site, clinic.merged.data)).encode())
    for path in _pictures_and_fonts(clinic):
        digest.update(read_bytes(path, MAX_BYTES) if path.is_file() else b"")
    for path in overrides(clinic.folders):
        digest.update(repr((path.parent.name, path.name, read_bytes(path, MAX_BYTES))).encode())
    return digest.hexdigest()


def _of_clinic(clinic: Clinic | None) -> tuple[object, ...]:
    """What a clinic puts into its leaflets, and where the files lie: one outside its folder would be refused."""
    if clinic is None:
        return ()
    paths = [*_pictures_and_fonts(clinic), *overrides(clinic.folders)]
    return clinic_hash(clinic), [os.path.realpath(path) for path in (*clinic.folders, *paths)]


def _pictures_and_fonts(clinic: Clinic) -> Iterator[Path]:
    if clinic.file.brand.logo:
        yield clinic.origin("brand", "logo", "path").folder / clinic.file.brand.logo.path
    yield from font_files(clinic)


def _key(kind: str, *parts: object) -> str:
    return hashlib.sha256(repr((kind, *parts)).encode()).hexdigest()
