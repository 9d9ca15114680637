"""Who is who in a run, for the list for the desk.

It is kept in the run's folder, as a list that mends a few rows has no others. In memory is only where each person is in
a file that has no name, and is gone when it is closed.
"""

from __future__ import annotations

import datetime
import json
import os
from array import array
from bisect import bisect_left
from collections.abc import Callable, Container, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType

from pydantic import ValidationError

from handouts.content.fields import Model
from handouts.errors import refused
from handouts.files import shown
from handouts.patient.entry import RowRefused
from handouts.patient.list import Row
from handouts.run.folder import DESK
from handouts.run.plan import Planned


class Person(Model):
    """Whose leaflet a row's is, and on which page of print.pdf it begins; no page where it is not in it yet."""

    row: int
    name: str | None = None
    date_of_birth: datetime.date | None = None
    page: int | None = None


class People:
    """People by row. They are added in any order, and may be asked for after `sort`."""

    def __init__(self, folder: Path) -> None:
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115
        self._rows, self._starts = array("Q"), array("Q")

    def __enter__(self) -> People:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def add(self, person: Person) -> None:
        """Add a person; there must be one of each row at most."""
        self._rows.append(person.row)
        self._starts.append(self._file.tell())
        born = person.date_of_birth and person.date_of_birth.isoformat()
        self._file.write(json.dumps([person.name, born, person.page]).encode() + b"\n")

    def sort(self) -> None:
        """Make ready for being asked."""
        self._file.flush()
        order = sorted(range(len(self._rows)), key=self._rows.__getitem__)
        if order != list(range(len(order))):
            self._starts = array("Q", map(self._starts.__getitem__, order))
            self._rows = array("Q", map(self._rows.__getitem__, order))

    def find(self, row: int) -> Person | None:
        """The person of a row, if that is known."""
        place = bisect_left(self._rows, row)
        if place == len(self._rows) or self._rows[place] != row:
            return None
        self._file.seek(self._starts[place], os.SEEK_SET)
        name, born, page = json.loads(self._file.readline())
        return Person.model_construct(
            row=row, name=name, date_of_birth=born and datetime.date.fromisoformat(born), page=page
        )


def kept_people(folder: Path) -> People:
    """The people whom the run's folder knows. Raises `Refused` where its file is damaged."""
    people, path = People(folder), folder / DESK
    if path.exists():
        with path.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                try:
                    people.add(Person.model_validate_json(line))
                except ValidationError:
                    remedy = f"Take {DESK} away, and resume with the whole list."
                    raise refused(shown(path), number, "This line is damaged.", remedy) from None
    people.sort()
    return people


def listed_people(folder: Path, rows: Iterable[Row], plan: Callable[[Row], Planned], wanted: Container[int]) -> People:
    """The people of those rows of a list that are wanted, but for rows that are refused as they stand there."""
    people = People(folder)
    for row in rows:
        if row.number in wanted:
            try:
                slip = plan(row).slip
            except RowRefused:  # it was mended elsewhere, or is a row that failed
                continue
            people.add(Person(row=row.number, name=slip.name, date_of_birth=slip.date_of_birth))
    people.sort()
    return people


def as_lines(people: Iterable[Person]) -> Iterator[bytes]:
    """The lines of `desk.jsonl`."""
    return (person.model_dump_json().encode() + b"\n" for person in people)
