"""Looks at every row of a list before the first page is made."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from handouts.clinic.approval import Standing
from handouts.clinic.edition import Edition
from handouts.content.handout import Handout
from handouts.page.slip import filled
from handouts.patient.entry import RowRefused
from handouts.patient.kind import Kind, kind_of
from handouts.patient.list import Row
from handouts.patient.mistake import Complaint
from handouts.run.content import Content
from handouts.run.plan import Planned, plain_number
from handouts.run.same import Digests, Keys, equal_rows

Plan = Callable[[Row], Planned]
"""What is to be made of a row. Raises `RowRefused`."""
TextKey = tuple[str, str, Edition]
"""A handout's name and language, and the edition that it is set in."""

MasterKey = tuple[str, Kind]
"""The key of a content, and the kind of slips that are filled into it."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found in a list: digests of the rows that can be made, and what is wrong with the others.

    `texts` are the handouts with their standings, and the editions, that the good rows ask for, `masters` what the
    masters of those that are to be made hold; `shared` are groups of rows that give one number to several names or
    dates of birth.
    """

    good: Digests
    refused: dict[int, tuple[Complaint, ...]]
    texts: dict[TextKey, tuple[Handout, Standing]]
    shared: list[list[int]]
    masters: dict[MasterKey, Content]


def survey(
    rows: Iterable[Row],
    plan: Plan,
    made: Mapping[int, tuple[str, str | None]],
    is_missing: Callable[[int], bool],
    *,
    named_by_patients: bool,
) -> Survey:
    """Look at every row; `made` are the files and digests of rows whose leaflets are there already.

    `is_missing` says whether a row, if it is good, is to be made.

    Of rows that ask for the very same, only the first is good; of rows whose files would have one name, none is: only
    where files are named by what patients' data say can that be.
    Raises `HandoutsError` for a handout that is itself wrong.
    """
    refused: dict[int, tuple[Complaint, ...]] = {}
    texts: dict[TextKey, tuple[Handout, Standing]] = {}
    before, digests, files, numbers, patients = Digests(), Digests(), Keys(), Keys(), Keys()
    contents: set[str] = set()
    masters: dict[MasterKey, Content] = {}
    for number, (name, digest) in made.items():
        if digest:
            before.add(number, digest)
        if named_by_patients:
            files.add(number, _as_file(name))
    for row in rows:
        try:
            planned = plan(row)
        except RowRefused as error:
            refused[row.number] = error.complaints
            continue
        digests.add(row.number, planned.digest)
        if named_by_patients:
            files.add(row.number, _as_file(planned.file))
        if planned.content.key not in contents:
            contents.add(planned.content.key)
            for handout, standing in zip(planned.handouts, planned.standings, strict=True):
                texts.setdefault((handout.name, handout.language, planned.edition), (handout, standing))
        if is_missing(row.number):
            masters.setdefault((planned.content.key, kind_of(filled(planned.slip), planned.edition)), planned.content)
        if plain := plain_number(planned.slip.number):
            numbers.add(row.number, plain)
            patients.add(row.number, repr((plain, planned.slip.name, planned.slip.date_of_birth)))
    shared = _shared(numbers, patients)
    del numbers, patients  # what follows takes their room
    for first, *others in equal_rows(before, digests):
        again = [row for row in others if row != first and row not in made]
        refused |= dict.fromkeys(again, (Complaint(f"The row is the same as row {first}.", "Take one of them out."),))
    for group in files.groups():
        if len(set(group)) > 1:
            what = "Its file would have the same name as that of another row."
            clash = [row for row in group if row not in made and row not in refused]
            refused |= dict.fromkeys(clash, (Complaint(what, "Use {row} in --name-files, or mend the row."),))
    return Survey(digests.without(refused), refused, texts, shared, masters)


def _shared(numbers: Keys, patients: Keys) -> list[list[int]]:
    """Rows with one number that are not all about the same patient."""
    same = {tuple(group) for group in patients.groups()}
    return sorted(group for group in numbers.groups() if tuple(group) not in same)


def _as_file(name: str) -> str:
    """Names that some file system takes for one."""
    return name.lower() if name.isascii() else unicodedata.normalize("NFC", name).casefold()
