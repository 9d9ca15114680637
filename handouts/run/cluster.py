"""Workers of a cluster: a run's tasks are done by other machines, and one that is lost costs no row."""

from __future__ import annotations

import pickle
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, Generic, Literal

from handouts.clinic.clinic import Clinic
from handouts.errors import HandoutsError, Problem, RefusedByPolicy, WrongUsage
from handouts.run import alike
from handouts.run.line import open_line
from handouts.run.pool import Lost, Result, Task
from handouts.run.scheduler import Scheduler, Worker
from handouts.run.sealed import Raised, Sealed, do_sealed, seal

IN_HAND = 2
"""Tasks that a worker has: one that it does, and the next."""
TRIES = 2
"""A task that is lost so often is given up; after the first time it is alone with its worker, so that it is its own."""
TICK = 0.5
"""Seconds between two looks at which workers there are."""
GRACE = 30.0
"""Seconds after the time limit when a worker that should have ended is given up."""
PATIENCE = 60.0
"""Seconds without any worker after which a run ends."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """The workers of a scheduler that see a run's folder and its clinic; `tell` says what becomes of one of them."""

    scheduler: Scheduler
    folder: Path
    clinic: Clinic | None
    time_limit: float
    is_stopping: Callable[[], bool]
    tell: Callable[[str], None]
    patience: float = PATIENCE

    def stopping(self, when: Callable[[], bool]) -> Cluster:
        """The same, who stop then, too."""
        return replace(self, is_stopping=lambda: when() or self.is_stopping())

    def check(self) -> None:
        """See that there are workers, and that they are fit. Raises `WrongUsage`, `RefusedByPolicy`."""
        with alike.nonce(self.folder) as nonce:
            _Crew[object](self, nonce, _Drawn(iter(())), repr).check()

    def work(
        self, tasks: Iterable[Task], do: Callable[[Task], Result]
    ) -> Generator[tuple[Task, Result | Lost], None, None]:
        """Do each task on one of the workers and yield it with its result, as they come: as `pool.work` does.

        A task whose worker is lost is done again by another. Raises `HandoutsError` where a worker is not fit at the
        beginning, the scheduler or all workers are gone, or the program has a fault.
        """
        drawn = _Drawn(iter(tasks))
        if self.is_stopping() or drawn.is_empty:
            return
        with alike.nonce(self.folder) as nonce:
            crew: _Crew[Task] = _Crew(self, nonce, drawn, do)
            try:
                yield from crew.work()
            finally:
                crew.release()


class _Drawn(Generic[Task]):
    """Tasks, of which one can be drawn ahead to see whether there is another."""

    def __init__(self, tasks: Iterator[Task]) -> None:
        self._tasks = tasks
        self._ahead: deque[Task] = deque()

    @property
    def is_empty(self) -> bool:
        if not self._ahead:
            self._ahead.extend(islice(self._tasks, 1))
        return not self._ahead

    def next(self) -> Task:
        """The next task, where there is one. Raises `IndexError` where it is empty."""
        return self._ahead.popleft()


@dataclass(slots=True, eq=False)
class _Try(Generic[Task]):
    task: Task
    future: Any = None
    lost: int = 0


@dataclass(slots=True, eq=False)
class _Hand(Generic[Task]):
    """What a worker has in hand, in the order in which it does it, and since when it does the first."""

    worker: Worker
    tries: list[_Try[Task]] = field(default_factory=list)
    since: float = 0.0

    @property
    def room(self) -> int:
        """How many more it may have."""
        is_alone = any(one.lost for one in self.tries)
        return IN_HAND - len(self.tries) if self.worker.is_ready and not is_alone else 0


class _Crew(Generic[Task]):
    """The workers at one list of tasks."""

    def __init__(self, cluster: Cluster, nonce: Path, tasks: _Drawn[Task], do: Callable[[Task], Any]) -> None:
        self._cluster, self._scheduler = cluster, cluster.scheduler
        self._nonce, self._tasks, self._do = nonce, tasks, do
        self._hands: dict[str, _Hand[Task]] = {}
        self._known: set[str] = set()
        self._again: deque[_Try[Task]] = deque()
        self._looked = self._manned = 0.0

    def check(self) -> None:
        """See that all workers are fit. Raises `WrongUsage`, `RefusedByPolicy`."""
        self._admit(self._scheduler.workers(), is_first=True)

    def work(self) -> Iterator[tuple[Task, Any]]:
        """Yield each task with its result, or that it is lost."""
        self._admit(self._scheduler.workers(), is_first=True)
        self._manned = time.monotonic()
        while True:
            is_stopping = self._cluster.is_stopping()
            if is_stopping:
                self._again.clear()
            self._give(is_stopping)
            futures = [one.future for hand in self._hands.values() for one in hand.tries]
            if not futures and not self._again and (is_stopping or self._tasks.is_empty):
                return
            if futures:
                self._scheduler.wait(futures, TICK)
            else:
                time.sleep(TICK)
            yield from self._done()
            if time.monotonic() - self._looked >= TICK:
                yield from self._look()

    def release(self) -> None:
        """Take back what is in hand."""
        for hand in self._hands.values():
            for one in hand.tries:
                one.future.release()

    def _admit(self, workers: dict[str, Worker], *, is_first: bool) -> None:
        """Let those workers have tasks that make the same bytes and see the same files.

        Raises `WrongUsage` or `RefusedByPolicy` where one at the beginning is not fit; one that comes later is told.
        """
        new = {address: worker for address, worker in workers.items() if address not in self._known}
        self._known = set(workers)
        policy = {address: open_line(self._scheduler.address, worker.address) for address, worker in new.items()}
        near = {address: worker for address, worker in new.items() if not policy[address]}
        found = policy | self._unfit(near)
        problems = [problem for address in new for problem in found[address]]
        if problems and is_first:
            raise (RefusedByPolicy if any(policy.values()) else WrongUsage)(*problems)
        for problem in problems:
            self._cluster.tell(f"A worker that came later gets no tasks. {problem}")
        self._hands |= {address: _Hand(worker) for address, worker in new.items() if not found[address]}

    def _unfit(self, workers: dict[str, Worker]) -> dict[str, list[Problem]]:
        """What is wrong with each of them."""
        found: dict[str, list[Problem]] = {address: _threads(worker) for address, worker in workers.items()}
        programs = self._scheduler.ask(workers.values(), alike.program)
        for address, worker in workers.items():
            theirs = programs.get(worker.address, TimeoutError())
            if isinstance(theirs, Exception):
                what = f"This worker cannot run the same program ({type(theirs).__name__})."
                found[address].append(Problem(worker.address, 0, what, alike.SAME_PROGRAM))
            else:
                found[address] += alike.other_program(worker.address, theirs)
        same = {address: worker for address, worker in workers.items() if not found[address]}
        clinic = self._cluster.clinic
        seen = self._scheduler.ask(same.values(), alike.look, self._nonce, clinic)
        for address, worker in same.items():
            theirs_seen = seen.get(worker.address, TimeoutError())
            if isinstance(theirs_seen, Exception):
                what = f"This worker cannot look at the run's folder ({type(theirs_seen).__name__})."
                found[address].append(Problem(worker.address, 0, what, alike.SAME_FILES))
            else:
                found[address] += alike.other_files(worker.address, self._nonce, clinic, theirs_seen)
        return found

    def _look(self) -> Iterator[tuple[Task, Lost]]:
        """See which workers are gone, or have come. Raises `WrongUsage` where there has been none for too long."""
        self._looked = now = time.monotonic()
        workers = self._scheduler.workers()
        for address, hand in list(self._hands.items()):
            at_work = now - hand.since if hand.tries else 0.0
            if address in workers and at_work < self._cluster.time_limit + GRACE:
                hand.worker = workers[address]
            else:
                del self._hands[address]
                yield from self._lose(hand, "hung" if at_work >= self._cluster.time_limit else "crashed")
        self._admit(workers, is_first=False)
        if self._hands:
            self._manned = now
        elif now - self._manned > self._cluster.patience and not self._cluster.is_stopping():
            what = "No worker is left that could go on."
            remedy = "What was made is kept. Start workers, then run the same command again with --resume."
            raise WrongUsage(Problem(self._scheduler.address, 0, what, remedy))

    def _lose(self, hand: _Hand[Task], how: Literal["crashed", "hung"]) -> Iterator[tuple[Task, Lost]]:
        """Take a worker's tasks away. The first was being done; only it can have taken too long."""
        for place, one in enumerate(hand.tries):
            one.future.release()
            one.lost += 1
            if one.lost < TRIES:
                self._again.append(one)
            elif not self._cluster.is_stopping():
                yield one.task, Lost(how if place == 0 else "crashed")

    def _give(self, is_stopping: bool) -> None:
        """Hand out tasks. One that was lost before is alone with its worker, and comes first."""
        for hand in self._hands.values():
            if self._again and hand.worker.is_ready and not hand.tries:
                self._send(hand, self._again.popleft())
        for wanted in range(0 if self._again or is_stopping else IN_HAND):
            for hand in self._hands.values():
                if len(hand.tries) <= wanted and hand.room:
                    if self._tasks.is_empty:
                        return
                    self._send(hand, _Try(self._tasks.next()))

    def _send(self, hand: _Hand[Task], one: _Try[Task]) -> None:
        if not hand.tries:
            hand.since = time.monotonic()
        sealed = seal(self._do, one.task)
        one.future = self._scheduler.send(
            hand.worker, do_sealed, sealed, str(self._nonce), self._cluster.time_limit, alike.digest()
        )
        hand.tries.append(one)

    def _done(self) -> Iterator[tuple[Task, Any]]:
        """What has come. What did not come as a result is lost, with all that its worker has in hand."""
        for address, hand in list(self._hands.items()):
            for one in [one for one in hand.tries if one.future.done()]:
                sealed = self._scheduler.result(one.future)
                if not isinstance(sealed, Sealed):
                    self._hands.pop(address)
                    self._known.discard(address)  # if it is still there, it has to show again that it is fit
                    yield from self._lose(hand, "crashed")
                    break
                one.future.release()
                hand.tries.remove(one)
                hand.since = time.monotonic()
                result = pickle.loads(sealed.data)
                if isinstance(result, Raised):
                    what = f"The program has a fault here ({result.name})."
                    raise HandoutsError(Problem(hand.worker.address, 0, what, "Please report it."))
                yield one.task, result


def _threads(worker: Worker) -> list[Problem]:
    if worker.threads == 1:
        return []
    what = f"This worker has {worker.threads} threads; the typesetter works with one."
    return [Problem(worker.address, 0, what, "Start it with --nthreads 1.")]
