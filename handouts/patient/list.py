"""A list of patients: its header checked, its rows numbered, read one after the other."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from handouts.clinic.clinic import SlipField
from handouts.content.source import INVISIBLE
from handouts.errors import Problems, refused
from handouts.patient.cells import Cell, Table
from handouts.patient.columns import COLUMNS, key, known_headings, position, remedy_for
from handouts.patient.dates import Order, Usual, agreed, readings
from handouts.patient.lines import check_lines, filled, holds, is_blank, row_number, shape
from handouts.patient.table import read_table
from handouts.patient.values import DATES

__all__ = ["COLUMNS", "PatientList", "Row", "as_text", "date_orders", "order_notes", "read_list"]

LONGEST_HEADING = 40
_NEVER_PRINTED = ("row", "error")


@dataclass(frozen=True, slots=True)
class Row:
    """One patient's cells; `ragged` where they cannot be told apart by the header."""

    number: int
    line: int
    cells: tuple[Cell, ...]
    ragged: bool


@dataclass(frozen=True)
class PatientList:
    """A list whose header is right; `columns` has our name for each column, none for an empty one."""

    table: Table
    header: tuple[str, ...]
    columns: tuple[str | None, ...]
    numbered: bool
    empty_lines: tuple[int, ...]
    header_line: int

    def rows(self) -> Iterator[Row]:
        """The rows, read afresh: never all of them in memory."""
        number_column = _number_column(self.columns, numbered=self.numbered)
        fit = shape(self.columns).fit
        for place, (line, cells) in enumerate(filled(self.table, self.header_line), 1):
            shaped, ragged = fit(cells)
            own = place if number_column is None else row_number(shaped, number_column)
            yield Row(own or 0, line, shaped, ragged)  # `read_list` has refused a list in which one has no number


def read_list(path: Path, labels: Mapping[SlipField, str], *, numbered: bool) -> PatientList:
    """A list of patients whose columns may be headed by the clinic's labels.

    Raises `Refused` with every mistake of the header and of the numbers in the column `row` (with `numbered`).
    """
    table = read_table(path, labels)
    first = next(((line, cells) for line, cells in table.lines() if not is_blank(cells)), None)
    if first is None:
        raise refused(table.name, 0, "The list is empty.", "Write a header row, and one patient a line below it.")
    header_line, headings = first
    known = known_headings(labels)
    columns = _columns(table.name, header_line, headings, known)
    is_mended = numbered and "row" in columns  # staff may have deleted the last of its rows
    if next(filled(table, header_line), None) is None and not is_mended:
        raise refused(table.name, 0, "There is no patient in the list.", "Write one patient a line below the header.")
    header = tuple(as_text(cell) for cell in headings)
    empty = check_lines(table, header_line, columns, _number_column(columns, numbered=numbered))
    notes = (*table.notes, *_hidden_columns(table, columns))
    return PatientList(replace(table, notes=notes), header, columns, numbered, empty, header_line)


def as_text(cell: Cell) -> str:
    """A cell as `failed.csv` writes it, so that it is read back as what it was."""
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(" ")
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return str(cell)


def date_orders(patients: PatientList, given: Order | None, *, expected: Usual = "dmy") -> dict[str, Order | None]:
    """In which order each column of dates is to be read: as it was given, else as its own dates tell.

    `expected` is the order that is usual where the clinic is; the other one needs more evidence.
    """
    found: dict[str, Counter[tuple[Usual, ...]]] = {name: Counter() for name in DATES if name in patients.columns}
    for name, _, text in _dates(patients) if found and not given else ():
        found[name][readings(text)] += 1
    return {name: given or agreed(counts, expected) for name, counts in found.items()}


def order_notes(patients: PatientList, orders: Mapping[str, Order | None], given: Order | None) -> tuple[str, ...]:
    """How each column of numeric dates is read, and the first row that shows it, where nobody said the order."""
    words = {"dmy": "day/month/year", "mdy": "month/day/year"}
    open_columns = {name: words[order] for name, order in orders.items() if order in words and not given}
    notes = {}
    for name, row, text in _dates(patients) if open_columns else ():
        if name in open_columns and readings(text) == (orders[name],):
            shown_by = f"row {row.number} (line {row.line})"
            notes[name] = f"`{name}` is read as {open_columns.pop(name)}, as {shown_by} shows."
            if not open_columns:
                break
    return tuple(notes[name] for name in orders if name in notes)


def _dates(patients: PatientList) -> Iterator[tuple[str, Row, str]]:
    """Every text in a column of dates, with the column and the row."""
    places = [(name, patients.columns.index(name)) for name in DATES if name in patients.columns]
    for row in patients.rows():
        for name, place in () if row.ragged else places:
            cell = row.cells[place]
            if isinstance(cell, str):
                yield name, row, cell


def _hidden_columns(table: Table, columns: tuple[str | None, ...]) -> Iterator[str]:
    """A note on each column of ours that nobody sees in the spreadsheet."""
    for place, column in enumerate(columns):
        if place in table.hidden and column and column not in _NEVER_PRINTED:
            where = position(place).replace("column", "Column")
            yield f"{where} is hidden, but read and printed all the same."


def _number_column(columns: tuple[str | None, ...], *, numbered: bool) -> int | None:
    """Where the numbers of the rows stand, if they count."""
    return columns.index("row") if numbered and "row" in columns else None


def _columns(name: str, line: int, headings: tuple[Cell, ...], known: Mapping[str, str]) -> tuple[str | None, ...]:
    """Our name of each column. Raises `Refused` with every heading that is unknown or stands there twice."""
    found = tuple(known.get(key(str(cell))) if holds(cell) else None for cell in headings)
    if not any(found):
        what = "This line has none of the headings of a patient list."
        raise refused(name, line, what, f"Put a header row above the patients, with some of: {', '.join(COLUMNS)}.")
    problems = Problems(name)
    for place, (cell, column) in enumerate(zip(headings, found, strict=True)):
        if holds(cell) and column is None:
            if _may_be_shown(cell):
                shown = " ".join(str(cell).split())
                problems.add(line, f"The column `{shown}` is unknown.", remedy_for(shown, known))
            else:
                problems.add(line, f"The heading of {position(place)} is unknown.", "Delete the column.")
    for column in dict.fromkeys(one for one in found if one and found.count(one) > 1):
        places = " and ".join(position(place) for place, one in enumerate(found) if one == column)
        problems.add(line, f"There are {found.count(column)} columns for `{column}`: {places}.", "Keep one.")
    problems.refuse()
    return found


def _may_be_shown(cell: Cell) -> bool:
    """A heading that looks like one: what looks like a patient's data is not repeated."""
    if not isinstance(cell, str) or len(cell) > LONGEST_HEADING or INVISIBLE.search(cell):
        return False
    return not re.search(r"\d|@", cell)
