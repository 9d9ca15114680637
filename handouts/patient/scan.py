"""What a spreadsheet's XML says and its reader does not: how far it reaches, errors, what is hidden.

The reader lays a sheet out as a rectangle up to its furthest cell; one stray cell in the last corner would take all
memory and end the program. So this looks first, and as a stream.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

MOST_COLUMNS = 200
MOST_CELLS = 20_000_000
MOST_MARKS = 10_000
MOST_SPACES = 1_000
ERROR = "#ERROR!"
"""What stands for a cell that holds an error, or a formula that was never calculated: its reader shows it as empty."""
BROKEN = "\t"
"""What stands for a cell with a tab or a line break in it that the reader would drop."""


class TooLarge(Exception):
    """A sheet has a cell too far out, or too many marks."""


@dataclass
class Sheet:
    """What was seen of one sheet: the furthest row and column that hold something (from 1), and marked cells.

    `hidden` are so many rows, and `hidden_columns` the places of columns, from 0.
    """

    name: str = ""
    rows: int = 0
    columns: int = 0
    hidden: int = 0
    hidden_columns: set[int] = field(default_factory=set)
    marks: dict[int, dict[int, str]] = field(default_factory=dict)
    marked: int = 0

    def holds(self, row: int, column: int) -> None:
        """Note that a cell holds something. Raises `TooLarge`."""
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)
        if self.columns > MOST_COLUMNS or self.rows * self.columns > MOST_CELLS:
            raise TooLarge

    def hide(self, first: int, last: int) -> None:
        """Note that columns are hidden, from 1: those that can hold something at all."""
        self.hidden_columns.update(range(max(first, 1) - 1, min(last, MOST_COLUMNS)))

    def mark(self, row: int, column: int, what: str) -> None:
        """Note what stands for a cell that the reader does not show as it is. Raises `TooLarge`."""
        self.marks.setdefault(row, {})[column] = what
        self.marked += 1
        if self.marked > MOST_MARKS:
            raise TooLarge


Start = Callable[[str, Mapping[str, str]], object]


def parse(
    stream: IO[bytes],
    start: Start,
    end: Callable[[str], object] = lambda _: None,
    text: Callable[[str], object] = lambda _: None,
) -> None:
    """Run through XML by local names. Raises `ValueError` where it is none, or declares a document type."""

    def no_document_type(*_: object) -> None:
        raise ValueError("a document type")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = no_document_type
    parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition(":")[2], attributes)
    parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
    parser.CharacterDataHandler = text
    try:
        parser.ParseFile(stream)
    except (expat.ExpatError, LookupError) as error:  # an encoding that nobody knows
        raise ValueError("no XML") from error


def attribute(attributes: Mapping[str, str], name: str) -> str:
    """An attribute by its local name."""
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == name), "")


def _times(attributes: Mapping[str, str], name: str) -> int:
    """How often a row or a cell is repeated."""
    times = int(attribute(attributes, name) or 1)
    if times < 1:
        raise ValueError("repeated less than once")
    return times


def check_counts(stream: IO[bytes], size: int) -> None:
    """Raises `ValueError` where a part of `size` bytes says that it holds more: its reader makes room for that many."""

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        count = attributes.get("uniqueCount" if tag == "sst" else "count", 0)  # `count` of a table of texts: their uses
        if int(count) > size:
            raise ValueError("more than there can be")

    parse(stream, start)


_PLACE = re.compile(r"([A-Za-z]{1,6})([0-9]{1,10})")


def scan_xlsx(stream: IO[bytes]) -> Sheet:
    """Look through one sheet of an .xlsx file. Raises `TooLarge`, or `ValueError` where it is damaged."""
    sheet = Sheet()
    row, column = 0, 0
    kind, formula, value, hidden, inside = "", False, False, False, False

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal row, column, kind, formula, value, hidden, inside
        if tag == "row":
            row, column = int(attributes.get("r", row + 1)), 0
            hidden = _is_hidden(attributes)
        elif tag == "col" and _is_hidden(attributes):
            sheet.hide(int(attributes["min"]), int(attributes["max"]))
        elif tag == "c":
            kind, formula, value = attributes.get("t", ""), False, False
            if "r" not in attributes:
                column += 1
            elif place := _PLACE.fullmatch(attributes["r"]):
                row, column = int(place[2]), _number(place[1])
            else:
                raise ValueError("no place")
        elif tag == "f":
            formula = True
        elif tag in ("v", "is"):
            inside = True
            sheet.holds(row, column)
            if hidden:
                sheet.hidden, hidden = sheet.hidden + 1, False

    def text(letters: str) -> None:
        nonlocal value
        value = value or inside

    def end(tag: str) -> None:
        nonlocal inside
        if tag in ("v", "is"):
            inside = False
        elif tag == "c" and (kind == "e" or (formula and not value and kind != "str")):
            sheet.holds(row, column)
            sheet.mark(row, column, ERROR)

    parse(stream, start, end, text)
    return sheet


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    """Whether a row or a column of an .xlsx sheet is hidden."""
    return attributes.get("hidden", "0") in ("1", "true")


def _number(letters: str) -> int:
    """The number of a column by its letters: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _is_collapsed(attributes: Mapping[str, str]) -> bool:
    """Whether a row or a column of an .ods sheet is hidden."""
    return attribute(attributes, "visibility") in ("collapse", "filter")


class _Ods:
    """Goes through the sheets of an .ods file, which says how often a row or a cell is repeated."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self.tables = 0
        self.row, self.row_times, self.column, self.cell_times = 0, 1, 0, 1
        self.next_column = 1
        self.hidden = self.row_holds = self.in_cell = self.typed = self.comment = False
        self.mark = ""
        self.row_marks: dict[int, str] = {}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "table":
            self.tables += 1
            if self.tables == 1:
                self.sheets.append(Sheet(attribute(attributes, "name")))
                self.row, self.next_column, self.in_cell = 0, 1, False
        elif self.tables != 1:
            return
        elif tag == "table-column":
            after = self.next_column + _times(attributes, "number-columns-repeated")
            if _is_collapsed(attributes):
                self.sheets[-1].hide(self.next_column, after - 1)
            self.next_column = after
        elif tag == "table-row":
            self.row_times = _times(attributes, "number-rows-repeated")
            self.hidden = _is_collapsed(attributes)
            self.column, self.row_holds, self.row_marks = 0, False, {}
        elif tag in ("table-cell", "covered-table-cell"):
            self.cell_times = _times(attributes, "number-columns-repeated")
            kinds = {value for key, value in attributes.items() if key.rpartition(":")[2] == "value-type"}
            self.in_cell, self.typed, self.comment = True, bool(kinds), False
            uncalculated = not kinds and bool(attribute(attributes, "formula"))
            self.mark = ERROR if "error" in kinds or uncalculated else ""
            if kinds:
                self._hold()
        elif self.in_cell:
            self._inside(tag, attributes)

    def _inside(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "annotation":
            self.comment = True
        elif tag == "s" and int(attribute(attributes, "c") or 1) > MOST_SPACES:
            raise ValueError("spaces without end")
        elif not self.comment and tag in ("tab", "line-break"):
            self.mark = self.mark or BROKEN

    def text(self, letters: str) -> None:
        if self.in_cell and not self.comment and not self.typed and letters.strip():
            self.mark = ERROR  # a text that the reader passes over

    def _hold(self) -> None:
        self.row_holds = True
        self.sheets[-1].holds(self.row + self.row_times, self.column + self.cell_times)

    def end(self, tag: str) -> None:
        if tag == "table":
            self.tables -= 1
        elif self.tables != 1:
            return
        elif tag == "annotation":
            self.comment = False
        elif tag in ("table-cell", "covered-table-cell"):
            if self.mark:
                self._hold()
                for column in range(self.column + 1, self.column + self.cell_times + 1):
                    self.row_marks[column] = self.mark
            self.column += self.cell_times
            self.in_cell = False
        elif tag == "table-row":
            for column, mark in self.row_marks.items():
                for row in range(self.row + 1, self.row + self.row_times + 1):
                    self.sheets[-1].mark(row, column, mark)
            self.sheets[-1].hidden += self.row_times if self.hidden and self.row_holds else 0
            self.row += self.row_times


def scan_ods(stream: IO[bytes]) -> list[Sheet]:
    """Look through all sheets of an .ods file: its reader lays out each of them.

    Raises `TooLarge`, or `ValueError` where it is damaged.
    """
    seen = _Ods()
    parse(stream, seen.start, seen.end, seen.text)
    return seen.sheets
