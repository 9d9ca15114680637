"""Who is who in a run, for the list for the desk.

It is kept in the run's folder as leaflets are made, as a list that mends a few rows has no others. In memory is only
where each person is in a file that has no name, and is gone when it is closed.
"""

from __future__ import annotations

import datetime
import json
from array import array
from bisect import bisect_right
from contextlib import suppress
from json.encoder import encode_basestring
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import NamedTuple

from pydantic import ValidationError

from handouts.content.fields import Model
from handouts.errors import refused
from handouts.files import shown
from handouts.patient.entry import RowRefused
from handouts.run.folder import DESK
from handouts.run.plan import Planned
from handouts.run.prepare import Prepared
from handouts.run.print_order import PrintOrder

_FORM = '{"row": %d, "name": %s, "date_of_birth": %s, "page": %s}\n'
"""A line as `json.dumps` writes it, in a fraction of the time."""


class Person(NamedTuple):
    """Whose leaflet a row's is, and on which page of print.pdf it begins; no page where it is not in it yet."""

    row: int
    name: str | None
    date_of_birth: str | None
    page: int | None = None

    @property
    def born(self) -> datetime.date | None:
        """The date of birth."""
        return datetime.date.fromisoformat(self.date_of_birth) if self.date_of_birth else None

    def line(self) -> bytes:
        """The person's line of `desk.jsonl`."""
        texts = ("null" if text is None else encode_basestring(text) for text in (self.name, self.date_of_birth))
        return (_FORM % (self.row, *texts, self.page or "null")).encode()


class _Line(Model):
    row: int
    name: str | None
    date_of_birth: datetime.date | None
    page: int | None


class People:
    """People by row: they are added in any order, and may be asked for once that is done; the last of a row counts."""

    def __init__(self, folder: Path) -> None:
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115
        self._rows, self._starts = array("I"), array("Q")
        self._in_order = True

    def __enter__(self) -> People:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def add(self, row: int, line: bytes) -> None:
        """Add the person of a row, as their line says who that is."""
        self._in_order = self._in_order and not (self._rows and self._rows[-1] > row)
        self._rows.append(row)
        self._starts.append(self._file.tell())
        self._file.write(line)

    def knows(self, row: int) -> bool:
        """Whether the person of a row is known."""
        return self._place(row) is not None

    def get(self, row: int) -> Person:
        """The person of a row that is known."""
        place = self._place(row)
        assert place is not None
        self._file.seek(self._starts[place])
        return Person(**json.loads(self._file.readline()))

    def _place(self, row: int) -> int | None:
        if not self._in_order:
            order = sorted(range(len(self._rows)), key=self._rows.__getitem__)
            self._starts = array("Q", map(self._starts.__getitem__, order))
            self._rows = array("I", map(self._rows.__getitem__, order))
            self._in_order = True
        place = bisect_right(self._rows, row) - 1
        return place if place >= 0 and self._rows[place] == row else None


def person_of(planned: Planned) -> Person:
    """Whose leaflet a row's is."""
    born = planned.slip.date_of_birth
    return Person(planned.row, planned.slip.name, born.isoformat() if born else None)


def known_people(prepared: Prepared, order: PrintOrder) -> tuple[People, list[int]]:
    """The people of the leaflets to be printed, and the rows of those whom nobody knows.

    Whom the run's folder does not know is in this list, unless the row is refused as it stands there: it was mended
    elsewhere, and may have another name now. Raises `Refused` where the folder's file is damaged.
    """
    people = _kept(prepared.request.folder)
    unknown = [row for row in order.rows if not people.knows(row)]
    if not unknown:
        return people, []
    wanted = set(unknown)
    for row in prepared.patients.rows():
        if row.number in wanted:
            with suppress(RowRefused):
                people.add(row.number, person_of(prepared.plan(row)).line())
    return people, [row for row in unknown if not people.knows(row)]


def _kept(folder: Path) -> People:
    people, path = People(folder), folder / DESK
    if path.exists():
        with path.open("rb") as stream:
            for number, text in enumerate(stream, 1):
                try:
                    line = _Line.model_validate_json(text)
                except ValidationError:
                    remedy = f"Take {DESK} away, and resume with the whole list."
                    raise refused(shown(path), number, "This line is damaged.", remedy) from None
                people.add(line.row, text)
    return people
