"""Typesets the list for the desk, and the sheets between patients: once each with open places, which are then filled.

A page with words that cannot be filled in (other letters, a long name) is typeset by itself, by a worker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace

from handouts.clinic.clinic import Clinic
from handouts.clinic.edition import Edition
from handouts.content.words import Words
from handouts.errors import HandoutsError, Problem, Refused
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
from handouts.patient.master import Master, open_master
from handouts.patient.stamp import stamp
from handouts.run.pool import Crew, Lost

UNFIT = "The list for the desk cannot be typeset."
"""What is said of mistakes that may repeat a patient's name."""


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


@dataclass(frozen=True, slots=True)
class _Task:
    """A page to typeset: as a master where there are marks, else as it is."""

    place: int
    composed: Composed
    marks: Mapping[str, str] | None = None


def _typeset(task: _Task) -> Master | bytes | tuple[Problem, ...] | None:
    """A page as a master, or as a PDF; no master where none can be. Never raises `HandoutsError`: it is its result."""
    from handouts.page.typeset import typeset_all, typeset_open

    try:
        if task.marks is None:
            return typeset_all([task.composed]).pdf
        opened = typeset_open([task.composed], task.marks)
        return open_master(opened) if opened and opened.pages == 1 else None
    except HandoutsError as error:
        return tuple(one if one.line else replace(one, what=UNFIT, remedy="") for one in error.problems)


def _all_typeset(tasks: Iterator[_Task], crew: Crew) -> Iterator[tuple[int, Master | bytes | None]]:
    """Each page with its place, in the order of the tasks. Raises `Refused`."""
    waiting: dict[int, Master | bytes | None] = {}
    order: list[int] = []

    def noted() -> Iterator[_Task]:
        for task in tasks:
            order.append(task.place)
            yield task

    with closing(crew.work(noted(), _typeset)) as results:
        for task, result in results:
            if isinstance(result, Lost):
                raise Refused(Problem("", 0, UNFIT, "Try again with --resume."))
            if isinstance(result, tuple):
                raise Refused(*result)
            waiting[task.place] = result
            while order and order[0] in waiting:
                place = order.pop(0)
                yield place, waiting.pop(place)


def list_pages(desk: Desk, count: int, page_at: Callable[[int], ListPage], crew: Crew) -> Iterator[tuple[int, bytes]]:
    """The pages of the list as PDFs, with their places from 0: those that can be filled in first, then the others.

    `count` is how many there are, and `page_at` makes each. Raises `Refused`.
    """
    others = []
    master = _list_master(desk, crew) if count > 2 else None
    for place in range(count):
        page = page_at(place)
        tail = stamp(master, page.texts(desk.everyone)) if master and len(page.entries) == desk.entries else None
        if master and tail:
            yield place, master.common + tail
        else:
            others.append(place)
    tasks = (
        _Task(place, compose_list(page_at(place), desk.everyone, desk.clinic, desk.edition, desk.words))
        for place in others
    )
    for place, pdf in _all_typeset(tasks, crew):
        assert isinstance(pdf, bytes)
        yield place, pdf


def _list_master(desk: Desk, crew: Crew) -> Master | None:
    page, marks = open_list(desk.entries, desk.everyone)
    task = _Task(0, compose_list(page, desk.everyone, desk.clinic, desk.edition, desk.words), marks)
    return _master(task, crew)


def _master(task: _Task, crew: Crew) -> Master | None:
    for _, made in _all_typeset(iter([task]), crew):
        return made if isinstance(made, Master) else None
    return None


class Separators:
    """Makes the sheet before each patient's leaflet, on the paper of the leaflet."""

    def __init__(self, desk: Desk, crew: Crew) -> None:
        self._desk, self._crew = desk, crew
        self._masters: dict[Edition, Master | None] = {}

    def make(self, separator: Separator, edition: Edition) -> bytes:
        """A separator as a PDF. Raises `Refused`."""
        desk = self._desk
        if edition not in self._masters:
            one, marks = open_separator()
            task = _Task(0, compose_separator(one, desk.clinic, edition, desk.words), marks)
            self._masters[edition] = _master(task, self._crew)
        master = self._masters[edition]
        tail = stamp(master, separator.texts()) if master else None
        if master and tail:
            return master.common + tail
        task = _Task(0, compose_separator(separator, desk.clinic, edition, desk.words))
        for _, pdf in _all_typeset(iter([task]), self._crew):
            assert isinstance(pdf, bytes)
            return pdf
        raise Refused(Problem("", 0, UNFIT, "Try again with --resume."))
