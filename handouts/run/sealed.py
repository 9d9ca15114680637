"""A task on its way to another machine, and what is done with it there."""

from __future__ import annotations

import faulthandler
import os
import pickle
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from handouts.run import alike
from handouts.run.pool import Result, Task

WATCH = 0.5
"""Seconds between two looks at whether somebody still waits for a task."""


@dataclass(frozen=True, slots=True, repr=False)
class Sealed:
    """A task or a result on its way: nothing of it shows, wherever Dask may print it."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Raised:
    """`do` raised: what its error says may be of patients, what it is called is not."""

    name: str


def seal(do: Callable[[Task], Result], task: Task) -> Sealed:
    """A task for `do_sealed`."""
    return Sealed(pickle.dumps((do, task)))


def do_sealed(sealed: Sealed, nonce: str, time_limit: float, same: str) -> Sealed | None:
    """Do a task where it was sent to; nothing where the program is another, or nobody waits for it any more.

    Never raises: Dask would print what it was doing, and to whom.
    """
    try:
        if not alike.follow(Path(nonce)) or alike.digest() != same:
            return None
        with _bounded(Path(nonce), time_limit):
            do, task = pickle.loads(sealed.data)
            return Sealed(pickle.dumps(do(task)))
    except Exception as error:
        return Sealed(pickle.dumps(Raised(type(error).__name__)))


@contextmanager
def _bounded(nonce: Path, time_limit: float) -> Iterator[None]:
    """The process ends where the task takes too long, or nobody waits for it any more: a thread cannot be ended.

    The clock is one that ticks on while a library holds the interpreter.
    """
    done = threading.Event()

    def follow() -> None:
        while not done.wait(WATCH):
            if not alike.follow(nonce):
                os._exit(1)

    with Path(os.devnull).open("w") as nowhere:
        faulthandler.dump_traceback_later(time_limit, exit=True, file=nowhere)
        threading.Thread(target=follow, daemon=True).start()
        try:
            yield
        finally:
            done.set()
            faulthandler.cancel_dump_traceback_later()
