"""Fills in the slips of many rows at once, each into its master, and puts the leaflets in their places."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from handouts.errors import ExitCode
from handouts.files import put_private
from handouts.page.slip import Texts
from handouts.patient.kind import Kind
from handouts.patient.master import Master
from handouts.patient.stamp import other_kind, stamp
from handouts.run.result import CHANGED, Blocked, Failed, Made, fault


@dataclass(frozen=True, slots=True)
class Filling:
    """A row to be filled in: what its slip says, into which of the chunk's masters, as which file of the folder.

    A leaflet that was made before (`was`: its hash) must come out the same.
    """

    row: int
    texts: Texts
    master: int
    file: str
    was: str | None = None


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows that are filled in together, for a worker to have enough to do; the masters, and of which kind each is."""

    folder: str
    masters: tuple[Master, ...]
    kinds: tuple[Kind, ...]
    rows: tuple[Filling, ...]


@dataclass(frozen=True, slots=True)
class Unfit:
    """A row that cannot be filled in: it needs the master of another kind, or must be typeset in full."""

    kind: Kind | None = None


Filled = Made | Failed | Blocked | Unfit


def fill_in(chunk: Chunk) -> tuple[Filled, ...]:
    """Make the leaflets of a chunk, in the order of its rows. Never raises: an error is its result."""
    return tuple(_fill(one, chunk) for one in chunk.rows)


def _fill(one: Filling, chunk: Chunk) -> Filled:
    master = chunk.masters[one.master]
    try:
        end = stamp(master, one.texts)
        if end is None:
            return Unfit(other_kind(chunk.kinds[one.master], master, one.texts))
    except Exception as error:
        return fault(error)
    digest = _begun(master.common).copy()
    digest.update(end)
    file_hash = digest.hexdigest()
    if one.was not in (None, file_hash):
        return Failed((CHANGED,), ExitCode.REFUSED)
    try:
        put_private(f"{chunk.folder}/{one.file}", (master.common, end))
    except OSError as error:
        return Blocked(error.strerror or type(error).__name__)
    return Made(file_hash)


@lru_cache(maxsize=16)
def _begun(common: bytes) -> Any:
    """The SHA-256 of what is common to many files, to be gone on with for each."""
    return hashlib.sha256(common)
