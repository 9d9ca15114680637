"""A row of a patient list, typed: whom it is for and what it asks for."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, NamedTuple

from handouts.clinic.clinic import SLIP_FIELDS, SlipField
from handouts.content.handout import HANDOUT_NAME
from handouts.page.slip import Slip
from handouts.patient.cells import Cell
from handouts.patient.dates import Order
from handouts.patient.list import PatientList, Row
from handouts.patient.mistake import Complaint, Mistake
from handouts.patient.spelling import edition_word, language_tag
from handouts.patient.values import AS_TEXT, DATES, NUMBERS_AS_TEXT, Rules, answer, check_day, clean, read_field

_TYPE_DATE = "Format the column as Date, or write year-month-day as text."
_SPELLING: Mapping[str, Callable[[str], str]] = {
    "handout": str.lower,
    "pack": edition_word,
    "language": language_tag,
    "edition": edition_word,
    "ink": str.lower,
}
_SLIP = tuple(field.name for field in fields(Slip))


class Wanted(NamedTuple):
    """What a row asks for; what it leaves empty comes from the command."""

    handouts: tuple[str, ...]
    pack: str | None
    language: str | None
    edition: str | None
    paper: str | None
    ink: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """What one row says; what it leaves empty comes from elsewhere."""

    number: int
    line: int
    slip: Slip
    wanted: Wanted
    discussed: bool


class RowRefused(Exception):
    """A row that cannot be taken as it stands, with all its mistakes."""

    def __init__(self, *complaints: Complaint) -> None:
        self.complaints = complaints
        super().__init__("\n".join(f"{complaint.what} {complaint.remedy}" for complaint in complaints))


def entry_reader(patients: PatientList, rules: Rules, orders: Mapping[str, Order | None]) -> Callable[[Row], Entry]:
    """Reads a list's rows, each as values; what is one for all of them is looked up once.

    What it gives raises `RowRefused` with every mistake of a row.
    """
    places = {column: place for place, column in enumerate(patients.columns) if column}
    columns: list[tuple[str, Callable[[Cell], Any]]] = [
        *((field, _slip_reader(field, rules, orders.get(field))) for field in SLIP_FIELDS),
        ("handout", _handouts),
        *((name, _word_reader(name)) for name in ("pack", "language", "edition", "paper", "ink")),
        ("discussed", answer),
    ]
    readers = [(name, places[name], read) for name, read in columns if name in places]

    def read_row(row: Row) -> Entry:
        if row.ragged:
            raise RowRefused(_ragged(row, patients))
        cells = row.cells
        values: dict[str, Any] = {}
        complaints: list[Complaint] = []
        for name, place, read in readers:
            cell = cells[place]
            if cell == "":
                continue
            try:
                values[name] = read(cell)
            except Mistake as mistake:
                complaints.append(mistake.complaint)
        return _entry(row, values, complaints)

    return read_row


def _entry(row: Row, values: dict[str, Any], complaints: list[Complaint]) -> Entry:
    """An entry of a row's values; what is not among them is empty. Raises `RowRefused` with the complaints."""
    value = values.get
    handouts, pack = value("handout", ()), value("pack")
    if handouts and pack:
        complaints.append(Complaint("The row has both `handout` and `pack`.", "Keep one."))
    if complaints:
        raise RowRefused(*complaints)
    slip = Slip(*map(value, _SLIP))
    wanted = Wanted(handouts, pack, value("language"), value("edition"), value("paper"), value("ink"))
    return Entry(row.number, row.line, slip, wanted, value("discussed", False))


def _ragged(row: Row, patients: PatientList) -> Complaint:
    cells = "1 cell" if len(row.cells) == 1 else f"{len(row.cells)} cells"
    what = f"The row has {cells}, the header has {len(patients.header)}."
    sign = {";": "semicolon", "\t": "tab"}.get(patients.table.delimiter, "comma")
    if len(row.cells) < len(patients.header):
        return Complaint(what, f"Add what is missing; an empty cell has its {sign} too.")
    return Complaint(what, f'Put quote signs (") around a value that holds a {sign}.')


def _slip_reader(field: SlipField, rules: Rules, order: Order | None) -> Callable[[Cell], str | datetime.date | None]:
    def read(cell: Cell) -> str | datetime.date | None:
        if isinstance(cell, str):
            return read_field(field, cell, rules, order)
        if field in DATES:
            return check_day(field, _date(field, cell), rules.today)
        if field == "number" and isinstance(cell, int | float) and not isinstance(cell, bool):
            what = "`number` is a number cell: leading zeros are lost, and long numbers are rounded."
            raise Mistake(what, NUMBERS_AS_TEXT)
        raise _not_text(field, cell)

    return read


def _date(field: str, cell: Cell) -> datetime.date:
    """The day of a date cell."""
    if isinstance(cell, datetime.datetime):
        if cell.time() != datetime.time():
            raise Mistake(f"`{field}` has a time of day.", "Format the column as Date, and enter the day alone.")
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        raise Mistake(f"`{field}` is a number, not a date.", _TYPE_DATE)
    raise Mistake(f"`{field}` is {_kind(cell)}, not a date.", _TYPE_DATE)


def _kind(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "a yes-or-no cell"
    if isinstance(cell, int | float):
        return "a number cell"
    return "a date cell" if isinstance(cell, datetime.date) else "a time cell"


def _not_text(field: str, cell: Cell) -> Mistake:
    return Mistake(f"`{field}` is {_kind(cell)}, not text.", AS_TEXT)


def _word_reader(name: str) -> Callable[[Cell], str | None]:
    def read(cell: Cell) -> str | None:
        if not isinstance(cell, str):
            raise Mistake(f"`{name}` is {_kind(cell)}, not text.", "Format the column as Text and type it again.")
        return _word(name, cell)

    return read


@lru_cache(maxsize=1024)
def _word(name: str, text: str) -> str | None:
    """A word as we spell it; the same few stand in all rows of a list. Raises `Mistake`."""
    return _SPELLING.get(name, str)(clean(name, text)) or None


def _handouts(cell: Cell) -> tuple[str, ...]:
    """The names in "a + b"."""
    return _names(_word_reader("handout")(cell))


@lru_cache(maxsize=1024)
def _names(text: str | None) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split("+")) if text else ()
    if not all(re.fullmatch(HANDOUT_NAME, name) for name in names):
        remedy = "Write it as `handouts list` does; several with + between them, as in sleep + food."
        raise Mistake("`handout` is not the name of a handout.", remedy)
    if len(set(names)) < len(names):
        raise Mistake("`handout` names a handout twice.", "Keep one.")
    return names
