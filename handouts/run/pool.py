"""Worker processes: one that crashes or hangs costs its own task and no other."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from itertools import chain, islice
from multiprocessing import connection, forkserver, resource_tracker
from typing import Any, Literal, Protocol, TypeVar

from pebble import ProcessExpired, ProcessPool

from handouts.errors import HandoutsError, Problem

TASKS_A_WORKER = 100
"""A worker is replaced after this many tasks: WeasyPrint's memory grows from document to document."""
IN_FLIGHT = 3
"""Tasks handed out ahead of time, for each worker."""
TICK = 1.0
"""Seconds between two looks at whether anybody works."""
ENDING, BEGINNING = 5.0, 60.0
"""Seconds in which nobody works, while the workers are told to end, or while they begin."""
PRELOAD = "handouts.run.preload"
"""Loads the typesetter."""
LIGHT = {"handouts.run.stamping"}
"""The modules whose functions do without it."""

Task = TypeVar("Task")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Lost:
    """A task whose worker ended by itself, or took longer than the time limit."""

    how: Literal["crashed", "hung"]


class Crew(Protocol):
    """Who does a run's tasks: processes of this machine, or a cluster."""

    @property
    def is_stopping(self) -> Callable[[], bool]:
        """When to draw no more tasks."""
        ...

    def stopping(self, when: Callable[[], bool]) -> Crew:
        """The same, who stop then, too."""
        ...

    def check(self) -> None:
        """See, before anything is made, that there is somebody who can do it. Raises `HandoutsError`."""
        ...

    def work(
        self, tasks: Iterable[Task], do: Callable[[Task], Result]
    ) -> Generator[tuple[Task, Result | Lost], None, None]:
        """Do each task and yield it with its result, as they come."""
        ...


@dataclass(frozen=True, slots=True)
class Workers:
    """How many processes work, how many seconds each task may take, and when to draw no more tasks."""

    number: int
    time_limit: float
    is_stopping: Callable[[], bool]

    def stopping(self, when: Callable[[], bool]) -> Workers:
        """The same, who stop then, too."""
        return replace(self, is_stopping=lambda: when() or self.is_stopping())

    def check(self) -> None:
        """This machine can work."""

    def work(
        self, tasks: Iterable[Task], do: Callable[[Task], Result]
    ) -> Generator[tuple[Task, Result | Lost], None, None]:
        """Do each task in one of these processes: see `work`."""
        return work(tasks, do, self)


def cores() -> int:
    """How many processes this machine lets the program run at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def work(
    tasks: Iterable[Task], do: Callable[[Task], Result], workers: Workers
) -> Generator[tuple[Task, Result | Lost], None, None]:
    """Do each task in one of several processes and yield it with its result, as they come.

    Tasks are drawn as workers become free, so that any number of them takes the same memory. Once the workers are
    stopping, no more are drawn; those in hand are finished. `do` is a function of a module, and tasks and results are
    values that can be pickled. Raises `HandoutsError` where no workers can be kept alive.
    """
    waiting: dict[Future[Result], Task] = {}
    pool: Any
    drawn = iter(tasks)
    first = [] if workers.is_stopping() else list(islice(drawn, 1))
    if not first:
        return
    drawn = chain(first, drawn)
    pool = ProcessPool(workers.number, TASKS_A_WORKER, _begin, context=_context(do.__module__))
    last = time.monotonic()
    try:
        while True:
            room = 0 if workers.is_stopping() else workers.number * IN_FLIGHT - len(waiting)
            for task in islice(drawn, room):
                waiting[pool.schedule(do, args=[task], timeout=workers.time_limit)] = task
            if not waiting:
                break
            done, _ = wait(waiting, TICK, FIRST_COMPLETED)
            if done or any(future.running() for future in waiting):
                last = time.monotonic()
            elif time.monotonic() - last > (ENDING if workers.is_stopping() else workers.time_limit + BEGINNING):
                raise BrokenProcessPool  # a worker was ended just when it took a task: nobody has it
            for future in done:
                task, result = waiting.pop(future), _result(future)
                if not (isinstance(result, Lost) and workers.is_stopping()):  # else its worker was told to end, too
                    yield task, result
        pool.close()
    except BrokenProcessPool:
        if workers.is_stopping():
            return
        what = "The worker processes ended by themselves."
        raise HandoutsError(Problem("", 0, what, "Is there enough memory? Try again with --workers 1.")) from None
    finally:
        pool.stop()
        pool.join()


def _result(future: Future[Result]) -> Result | Lost:
    try:
        return future.result()
    except ProcessExpired:
        return Lost("crashed")
    except TimeoutError:
        return Lost("hung")


def _context(module: str) -> multiprocessing.context.BaseContext:
    """Workers begin as copies of a process that has loaded what functions of a module need, where the system can.

    It is the same process for all that is done later.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([module if module in LIGHT else PRELOAD])
    try:
        _begin_deaf()
    except OSError:  # its socket lies in the folder for temporary files, whose path may be too long for one
        return multiprocessing.get_context("spawn")
    return context


def _begin_deaf() -> None:
    """Begin the process that workers are copied from so that none of them hears Ctrl-C: it is for this one to end them.

    What a process blocks, those that it begins block too; Ctrl-C pressed meanwhile is heard here afterwards.
    """
    resource_tracker.ensure_running()  # it would undo the block
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """A worker ends with the process that it works for, even if that one was killed."""
    gc.set_threshold(50_000)  # it makes much that is soon let go of, and no circles
    parent = multiprocessing.parent_process()
    if parent:
        threading.Thread(target=_follow, args=[parent.sentinel], daemon=True).start()


def _follow(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
