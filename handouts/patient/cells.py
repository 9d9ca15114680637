"""A table of cells, whatever file it came from."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Cell = str | float | int | bool | datetime.date | datetime.datetime | datetime.time | datetime.timedelta
Lines = Iterator[tuple[int, tuple[Cell, ...]]]

SAVE_AS = "Save it as .xlsx or as CSV UTF-8."


@dataclass(frozen=True)
class Table:
    """The lines of a list, read afresh each time; `notes` say what was found out about the file, never what it says.

    `hidden` are the places, from 0, of the columns that a spreadsheet does not show.
    """

    name: str
    notes: tuple[str, ...]
    delimiter: str
    reading: Callable[[], Lines] = field(repr=False)
    hidden: frozenset[int] = frozenset()

    def lines(self) -> Lines:
        """Each line's number, from 1, and its cells: the header and empty lines too, but not Excel's `sep=`."""
        return self.reading()
