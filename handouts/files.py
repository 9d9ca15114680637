"""Reads with limits; writes whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

from handouts.errors import Problem, WrongUsage, refused

MEBIBYTE = 1024 * 1024
PART = ".part"
"""How the name of a file ends while it is being written."""


def shown(path: Path) -> str:
    """A path as messages name it: relative to the working folder where it lies below it."""
    try:
        return str(Path(os.path.realpath(path)).relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def read_bytes(path: Path, limit: int) -> bytes:
    """The bytes of a regular file.

    Raises `Refused` where it is missing, no regular file, unreadable or larger than `limit` bytes.
    """
    return b"".join(read_pieces(path, limit, limit + 1))


def read_pieces(path: Path, limit: int, size: int) -> Iterator[bytes]:
    """The bytes of a regular file in pieces of so many, the last one smaller.

    Raises `Refused` as `read_bytes` does.
    """
    name, read = shown(path), 0
    try:
        if path.exists() and not path.is_file():
            raise refused(name, 0, "This is not a file.", "Name a file.")
        with path.open("rb") as stream:
            while piece := stream.read(min(size, limit + 1 - read)):
                read += len(piece)
                if read > limit:
                    most = f"{limit // MEBIBYTE} MB" if limit >= MEBIBYTE else f"{limit // 1024} kB"
                    raise refused(name, 0, f"The file is larger than {most}.", "Make it smaller.")
                yield piece
    except FileNotFoundError:
        raise refused(name, 0, "There is no such file.", "Check the path and its spelling.") from None
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise refused(name, 0, f"The file cannot be read ({why}).", "Check its permissions.") from None


def write_all(files: Iterable[tuple[Path, bytes]], *, overwrite: bool, private: bool = False) -> None:
    """Write files whole or not at all, each through a temporary file in its own folder.

    Raises `WrongUsage` where one exists already (unless `overwrite`) or a folder cannot be written;
    then none is left half written. What is `private` only its owner can read, and the folders made for it.
    """
    files = list(files)
    waiting: list[tuple[Path, Path]] = []
    target = Path()
    try:
        check_free([path for path, _ in files], overwrite=overwrite)
        for target, data in files:
            for folder in reversed([one for one in target.parents if not one.exists()]):
                folder.mkdir(mode=0o700 if private else 0o777, exist_ok=True)
            part = target.with_name(f".{target.name}.{secrets.token_hex(4)}{PART}")
            waiting.append((part, target))
            _write_part(part, [data], 0o600 if private else 0o666)
        for part, target in waiting:
            part.replace(target)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise WrongUsage(_unwritable(target, why)) from None
    finally:
        for part, _ in waiting:
            with suppress(OSError):  # it was moved to its place, or could not be made
                part.unlink()


def check_free(paths: Iterable[Path], *, overwrite: bool) -> None:
    """Raises `WrongUsage` for every path at which a file cannot be written, or may not be without `overwrite`."""
    taken = [problem for path in paths for problem in _taken(path, overwrite)]
    if taken:
        raise WrongUsage(*taken)


def write_private(target: Path, chunks: Iterable[bytes]) -> None:
    """Write a file that only its owner can read, whole or not at all; what was there is replaced. Raises `OSError`."""
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}{PART}")
    try:
        _write_part(part, chunks, 0o600)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def put_private(target: Path | str, pieces: Sequence[bytes]) -> None:
    """Write one of many files as `write_private` does, but wait for no disk: `settling` does that for all of them.

    Until then, a power cut may leave less of it; a killed program never does. Raises `OSError`.
    """
    folder, name = os.path.split(target)
    part = f"{folder}/.{name}.{secrets.token_hex(4)}{PART}"
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb", buffering=0) as stream:
            for piece in pieces:
                left = memoryview(piece)
                while left:
                    left = left[stream.write(left) :]
        os.replace(part, target)  # noqa: PTH105  (thousands of times a second, and a Path takes its time)
    except BaseException:
        with suppress(OSError):
            Path(part).unlink()
        raise


@contextmanager
def settling() -> Iterator[None]:
    """Wait until all that was written before is on disk, where the system can tell; meanwhile other work goes on."""
    if not hasattr(os, "sync"):
        yield
        return
    waiting = Thread(target=os.sync)
    waiting.start()
    try:
        yield
    finally:
        waiting.join()


def _write_part(part: Path, chunks: Iterable[bytes], mode: int) -> None:
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as stream:
        stream.writelines(chunks)
        stream.flush()
        os.fsync(stream.fileno())


def lock(descriptor: int, *, wait: bool) -> bool:
    """Lock an open file or folder until it is closed; whether it could be, where another program has it.

    Windows has no such locks: there, nothing keeps two programs apart.
    """
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def sweep(folder: Path) -> None:
    """Remove what a killed program left half written in a folder. Raises `OSError`."""
    for part in folder.glob(f".*{PART}"):
        part.unlink(missing_ok=True)


def _taken(path: Path, overwrite: bool) -> list[Problem]:
    """What stands in the way of a file."""
    try:
        if path.is_dir():
            return [Problem(shown(path), 0, "This is a folder.", "Choose another place with -o.")]
        if path.exists() and not overwrite:
            return [Problem(shown(path), 0, "The file exists.", "Add --force to replace it.")]
    except OSError as error:  # a name that is longer than the system allows
        return [_unwritable(path, error.strerror or type(error).__name__)]
    return []


def _unwritable(path: Path, why: str) -> Problem:
    return Problem(shown(path), 0, f"The file cannot be written ({why}).", "Choose another place with -o.")


def cache_folder() -> Path:
    """Where the program keeps what it can make again; it holds nothing of patients."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".cache") / "handouts"
