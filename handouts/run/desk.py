"""Typesets the list for the desk, and the sheets between patients: once each with open places, which are then filled.

A page with words that cannot be filled in (other letters, a long name) is typeset by itself, by a worker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass

from handouts.clinic.clinic import Clinic
from handouts.clinic.edition import Edition
from handouts.content.words import Words
from handouts.errors import Problem, Refused
from handouts.page.compose import Composed
from handouts.page.desk import (
    ENTRIES,
    ListPage,
    Separator,
    compose_list,
    compose_separator,
    open_list,
    open_separator,
)
from handouts.patient.master import Master
from handouts.patient.stamp import stamp
from handouts.run.pool import Crew, Lost
from handouts.run.result import Failed, Made, Opened, Result
from handouts.run.store import Store
from handouts.run.worker import UNFIT, PageTask, make


@dataclass(frozen=True, slots=True)
class Desk:
    """For whom the pages are: a clinic, its language, the paper and ink of the list, and what all get, if they do."""

    clinic: Clinic | None
    words: Words
    edition: Edition
    everyone: str

    @property
    def entries(self) -> int:
        """How many patients are on a page."""
        return ENTRIES[self.edition.paper, bool(self.everyone)]

    def pages(self, patients: int) -> int:
        """How many pages the list has for so many patients."""
        return -(-patients // self.entries)


class PageMaster:
    """The master of pages that differ in a few words: it is found on the disk, or `tasks` make it and it is kept."""

    def __init__(self, store: Store, key: Callable[[], str], task: Callable[[], PageTask]) -> None:
        self._store, self._key, self._name = store, key, key()
        kept = store.master(self._name)
        self.found = kept.master if kept else None
        self.tasks = [] if kept else [task()]

    def note(self, opened: Opened) -> None:
        """Note the master that was made, and keep it."""
        self.found = opened.master
        if self._key() == self._name:  # no file of the clinic's was changed meanwhile
            self._store.keep_master(self._name, opened)


def list_master(desk: Desk, store: Store) -> PageMaster:
    """The master of a list's pages. Raises `Refused` for what is wrong in a clinic's own templates."""

    def key() -> str:
        return store.page_key("list", desk.clinic, desk.edition, desk.words.language, desk.everyone)

    def task() -> PageTask:
        page, marks = open_list(desk.entries, desk.everyone)
        return PageTask(0, _list(page, desk), marks)

    return PageMaster(store, key, task)


def is_filled_in(pages: int) -> bool:
    """Whether a list has so many pages that it pays to make a master of them."""
    return pages > 2


def list_pages(
    desk: Desk, patients: int, page_at: Callable[[int], ListPage], crew: Crew, store: Store
) -> Iterator[tuple[int, bytes]]:
    """The pages of the list as PDFs, with their places from 0: those that can be filled in first, then the others.

    `page_at` makes each page, with no more patients than it holds. Raises `Refused`.
    """
    others = []
    count = desk.pages(patients)
    master = _made(list_master(desk, store), crew) if is_filled_in(count) else None
    for place in range(count):
        page = page_at(place)
        tail = stamp(master, page.texts(desk.everyone)) if master and len(page.entries) == desk.entries else None
        if master and tail:
            yield place, master.common + tail
        else:
            others.append(place)
    yield from _typeset((PageTask(place, _list(page_at(place), desk)) for place in others), crew)


class Separators:
    """Makes the sheet before each patient's leaflet, on the paper of the leaflet."""

    def __init__(self, desk: Desk, crew: Crew, store: Store) -> None:
        self._desk, self._crew, self._store = desk, crew, store
        self._masters: dict[Edition, Master | None] = {}

    def make(self, separator: Separator, edition: Edition) -> bytes:
        """A separator as a PDF. Raises `Refused`."""
        if edition not in self._masters:
            self._masters[edition] = _made(self._master(edition), self._crew)
        master = self._masters[edition]
        tail = stamp(master, separator.texts()) if master else None
        if master and tail:
            return master.common + tail
        [(_, pdf)] = _typeset([PageTask(0, self._page(separator, edition))], self._crew)
        return pdf

    def _master(self, edition: Edition) -> PageMaster:
        desk = self._desk

        def key() -> str:
            return self._store.page_key("separator", desk.clinic, edition, desk.words.language)

        def task() -> PageTask:
            separator, marks = open_separator()
            return PageTask(0, self._page(separator, edition), marks)

        return PageMaster(self._store, key, task)

    def _page(self, separator: Separator, edition: Edition) -> Composed:
        return compose_separator(separator, self._desk.clinic, edition, self._desk.words)


def _list(page: ListPage, desk: Desk) -> Composed:
    return compose_list(page, desk.everyone, desk.clinic, desk.edition, desk.words)


def _made(master: PageMaster, crew: Crew) -> Master | None:
    """A master, made if it is not kept; none where pages must be typeset one by one. Raises `Refused`."""
    with closing(crew.work(master.tasks, make)) as results:
        for _, result in results:
            opened = _good(result)
            assert isinstance(opened, Opened)
            master.note(opened)
    return master.found


def _typeset(tasks: Iterable[PageTask], crew: Crew) -> Iterator[tuple[int, bytes]]:
    """Each page with its place, in the order of the tasks. Raises `Refused`."""
    waiting: dict[int, bytes] = {}
    order: list[int] = []

    def noted() -> Iterator[PageTask]:
        for task in tasks:
            order.append(task.place)
            yield task

    with closing(crew.work(noted(), make)) as results:
        for task, result in results:
            made = _good(result)
            assert isinstance(made, Made)
            waiting[task.place] = made.pdf
            while order and order[0] in waiting:
                place = order.pop(0)
                yield place, waiting.pop(place)


def _good(result: Result | Opened | Lost) -> Made | Opened:
    """What was made. Raises `Refused` where nothing was."""
    if isinstance(result, Made | Opened):
        return result
    problems = result.problems if isinstance(result, Failed) else (Problem("", 0, UNFIT, "Try again with --resume."),)
    raise Refused(*problems)
