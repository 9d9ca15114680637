"""`failed.csv`: the rows of a run that are failed now, as they were, each with its number and the reason."""

from __future__ import annotations

import csv
from collections.abc import Container, Iterable, Iterator, Mapping
from io import StringIO
from pathlib import Path

from handouts.files import write_private
from handouts.patient.list import PatientList, Row, as_text
from handouts.patient.mistake import Complaint

OWN = ("row", "error")
"""The columns that the program writes; all others are the list's."""

Cells = dict[str, str]
"""A row's texts by column."""


def reason(complaints: Iterable[Complaint]) -> str:
    """What `failed.csv` says of a row; only there may it repeat what the row says."""
    return " ".join(part for one in complaints for part in (one.what, one.private, one.remedy) if part)


def write_failed(
    path: Path,
    patients: PatientList,
    reasons: Mapping[int, str],
    before: PatientList | None,
    waiting: Container[int],
) -> None:
    """Write the failed rows in the order of their numbers, or take the file away where there are none.

    `reasons` tell of rows of this list; rows that only the file `before` has stay as they stand there while they are
    `waiting`. Raises `OSError`.
    """
    headings: dict[str, str] = {}
    rows: dict[int, Cells | list[str]] = {}
    errors: dict[int, str] = {}
    for lists, wanted in ((before, waiting), (patients, reasons)):
        if lists:
            headings |= {column: text for column, text in _columns(lists) if column not in OWN}
            for row in lists.rows():
                if row.number in wanted:
                    rows[row.number], errors[row.number] = _cells(row, lists.columns)
    errors |= reasons
    if not rows:
        path.unlink(missing_ok=True)
        return
    table = [[*OWN, *headings.values()]]
    for number, cells in sorted(rows.items()):
        texts = [cells.get(name, "") for name in headings] if isinstance(cells, dict) else cells
        table.append([str(number), errors[number], *texts])
    write_private(path, ["\ufeff".encode(), _written(table, patients.table.delimiter)])


def _columns(patients: PatientList) -> Iterator[tuple[str, str]]:
    for column, heading in zip(patients.columns, patients.header, strict=True):
        if column:
            yield column, heading


def _cells(row: Row, columns: tuple[str | None, ...]) -> tuple[Cells | list[str], str]:
    """What a row says by column, and its error; what cannot be told apart by the columns stays as it was."""
    texts = [as_text(cell) for cell in row.cells]
    cells = {column: text for column, text in zip(columns, texts, strict=False) if column}
    if row.ragged:
        own = [place for place, column in enumerate(columns) if column in OWN]
        return [text for place, text in enumerate(texts) if place not in own], cells.get("error", "")
    return cells, cells.get("error", "")


def _written(table: Iterable[list[str]], delimiter: str) -> bytes:
    stream = StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(table)
    return stream.getvalue().encode()
