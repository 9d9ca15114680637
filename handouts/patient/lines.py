"""The lines of a list below its header: which say nothing, which fit the header, and which number they bear."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handouts.errors import Problems, refused
from handouts.patient.cells import Cell, Lines, Table
from handouts.patient.columns import position, some

MOST_EMPTY_LINES = 10_000
_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Shape:
    """How many cells a line has: as many as the header, or fewer where only columns without a heading are left out."""

    wide: int
    needed: int

    def fit(self, cells: tuple[Cell, ...]) -> tuple[tuple[Cell, ...], bool]:
        """The cells, as many as the header has, and whether they do not fit to it."""
        if len(cells) == self.wide:
            return cells, False
        if len(cells) < self.needed or not is_blank(cells[self.wide :]):
            return cells, True
        return (*cells[: self.wide], *[""] * (self.wide - len(cells))), False


def shape(columns: tuple[str | None, ...]) -> Shape:
    """The shape of lines below columns of these names, none for a column without a heading."""
    return Shape(len(columns), max(place for place, column in enumerate(columns, 1) if column))


def is_blank(cells: Iterable[Cell]) -> bool:
    """Whether a line says nothing."""
    return not any(map(holds, cells))


def holds(cell: Cell) -> bool:
    """Whether a cell says something."""
    return not isinstance(cell, str) or not (cell == "" or cell.isspace())


def filled(table: Table, header_line: int) -> Lines:
    """The lines below the header that say something."""
    return ((line, cells) for line, cells in table.lines() if line > header_line and not is_blank(cells))


def row_number(cells: tuple[Cell, ...], place: int) -> int | None:
    """The number in the column `row`: 12, "0012" or a spreadsheet's 12.0."""
    cell = cells[place] if place < len(cells) else ""
    if isinstance(cell, bool):
        return None
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    return int(text) if _NUMBER.fullmatch(text) and int(text) >= 1 else None


def check_lines(table: Table, header_line: int, columns: tuple[str | None, ...], place: int | None) -> tuple[int, ...]:
    """The empty lines between patients; `place` is that of the column with the rows' numbers, where they count.

    Raises `Refused` for cells without heading, and for wrong numbers of rows.
    """
    empty: list[int] = []
    waiting: list[int] = []
    unheaded: dict[int, list[int]] = {column: [] for column, name in enumerate(columns) if name is None}
    numbers = _Numbers()
    form = shape(columns)
    for line, cells in table.lines():
        if line <= header_line:
            continue
        if is_blank(cells):
            if len(waiting) <= MOST_EMPTY_LINES:
                waiting.append(line)
            continue
        if waiting:
            empty += waiting
            waiting.clear()
            if len(empty) > MOST_EMPTY_LINES:
                what = f"More than {MOST_EMPTY_LINES:,} lines between patients are empty."
                raise refused(table.name, empty[0], what, "Delete the empty lines.")
        shaped, ragged = form.fit(cells)
        if unheaded and not ragged:
            for column, lines in unheaded.items():
                if holds(shaped[column]):
                    lines.append(line)
        if place is not None:
            numbers.add(line, row_number(shaped, place))
    problems = Problems(table.name)
    for column in sorted((one for one, lines in unheaded.items() if lines), key=lambda one: unheaded[one][0]):
        lines = unheaded[column]
        what = f"There is no heading above {position(column)}, which holds something in {some(lines)}."
        problems.add(header_line, what, "Write its heading, or delete the column.")
    if numbers.wrong:
        what = f"`row` is not the number of a row in {some(numbers.wrong)}."
        problems.add(header_line, what, "Copy the numbers from the run's failed.csv.")
    for lines in numbers.doubled():
        problems.add(header_line, f"`row` is the same in {some(lines)}.", "Keep one line for each row.")
    problems.refuse()
    return tuple(empty)


class _Numbers:
    """The numbers of rows and their lines, in a few bytes a row."""

    def __init__(self) -> None:
        self.wrong: list[int] = []
        self._numbers, self._lines = array("I"), array("I")
        self._rising = True

    def add(self, line: int, number: int | None) -> None:
        """Note the number that stands in a line, none where it is no number."""
        if number is None:
            self.wrong.append(line)
            return
        self._rising = self._rising and (not self._numbers or number > self._numbers[-1])
        self._numbers.append(number)
        self._lines.append(line)

    def doubled(self) -> Iterator[list[int]]:
        """The lines of each number that stands in several, in the order of the list."""
        if self._rising:
            return
        lines_of: dict[int, list[int]] = {}
        for number, line in zip(self._numbers, self._lines, strict=True):
            lines_of.setdefault(number, []).append(line)
        yield from (lines for lines in lines_of.values() if len(lines) > 1)
