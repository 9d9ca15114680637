"""A small store on disk of what can be made again: bytes by key. It never holds anything made for a patient.

Whatever goes wrong with it costs time and nothing else: what is damaged, cut, foreign or gone counts as not there.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from handouts.files import MEBIBYTE, PART, cache_folder

LIMIT = 256 * MEBIBYTE
ROOM = 0.9
"""The share of the limit that is left full when the oldest entries have to go: not every new one sweeps again."""
STALE = 3600.0
"""Seconds after which a file that is still being written was left by a program that was killed."""
_NAME = re.compile(r"[0-9a-f]{64}")
_MARK = b"handouts cache 1\n"
_HEAD = len(_MARK) + hashlib.sha256().digest_size


@dataclass(frozen=True, slots=True)
class Cache:
    """Where entries lie, and how many bytes they may take together."""

    folder: Path
    limit: int = LIMIT


@dataclass(frozen=True, slots=True)
class Contents:
    """How much a cache holds."""

    entries: int
    size: int


def user_cache() -> Cache:
    """The cache of the person who runs the program."""
    return Cache(cache_folder() / "leaflets")


def fetch(cache: Cache, key: str) -> bytes | None:
    """What was kept under a key, exactly as it was; nothing where there is none. An entry that is damaged is removed.

    What is asked for is the last to go when room is needed.
    """
    path = cache.folder / key
    try:
        if not _is_own(cache.folder):
            return None
        data = path.read_bytes()
        os.utime(path)
    except OSError:
        return None
    payload = data[_HEAD:]
    if data[:_HEAD] == _head(key, payload):
        return payload
    with suppress(OSError):
        path.unlink()
    return None


def keep(cache: Cache, key: str, payload: bytes) -> None:
    """Keep bytes under a key, whole or not at all; the entries that were not asked for longest make room.

    What is larger than a tenth of the cache is not kept, nor is anything where the folder cannot be written.
    """
    size = _HEAD + len(payload)
    if size > cache.limit // 10:
        return
    part = cache.folder / f".{key}.{secrets.token_hex(4)}{PART}"
    try:
        cache.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_own(cache.folder):
            return
        _make_room(cache, size)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.writelines((_head(key, payload), payload))
        part.replace(cache.folder / key)
    except OSError:
        with suppress(OSError):
            part.unlink()


def show(cache: Cache) -> Contents:
    """How many entries a cache holds, and how many bytes they take."""
    sizes = [size for _, size, _ in _entries(cache)]
    return Contents(len(sizes), sum(sizes))


def clear(cache: Cache) -> Contents:
    """Remove every entry, and nothing else that may lie in the folder; how much was removed."""
    entries, size = 0, 0
    for _, length, path in _entries(cache):
        with suppress(OSError):
            path.unlink()
            entries, size = entries + 1, size + length
    _sweep(cache, older_than=0.0)
    return Contents(entries, size)


def _head(key: str, payload: bytes) -> bytes:
    """What stands before an entry: it fits these bytes under this key alone."""
    return _MARK + hashlib.sha256(key.encode() + b"\n" + payload).digest()


def _is_own(folder: Path) -> bool:
    """Whether nobody else can put something into the folder; Windows keeps the folders of its users apart itself."""
    found = folder.stat()
    owner = getattr(os, "geteuid", lambda: found.st_uid)()
    return found.st_uid == owner and not (os.name == "posix" and stat.S_IMODE(found.st_mode) & 0o022)


def _entries(cache: Cache) -> Iterator[tuple[float, int, Path]]:
    """When each entry was last asked for, its size, and its file."""
    with suppress(OSError), os.scandir(cache.folder) as found:
        for one in found:
            with suppress(OSError):  # another process removed it meanwhile
                if _NAME.fullmatch(one.name) and one.is_file(follow_symlinks=False):
                    about = one.stat(follow_symlinks=False)
                    yield about.st_mtime, about.st_size, cache.folder / one.name


def _make_room(cache: Cache, size: int) -> None:
    """Remove the entries that were not asked for longest, if there is no room for a new one of this size."""
    entries = list(_entries(cache))
    full = size + sum(one for _, one, _ in entries)
    if full <= cache.limit:
        return
    _sweep(cache, older_than=STALE)
    for _, length, path in sorted(entries):
        if full <= cache.limit * ROOM:
            return
        with suppress(OSError):
            path.unlink(missing_ok=True)
            full -= length


def _sweep(cache: Cache, *, older_than: float) -> None:
    """Remove what a killed program left half written."""
    with suppress(OSError):
        for part in cache.folder.glob(f".*{PART}"):
            with suppress(OSError):
                if part.stat().st_mtime <= time.time() - older_than:
                    part.unlink()
