"""Whether a run can go on, with the list that it is given now, so that its leaflets are as if it had never stopped."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from handouts.clinic.clinic import SLIP_FIELDS, SlipField
from handouts.errors import Problem, Refused, WrongUsage
from handouts.files import shown
from handouts.patient.list import PatientList, as_text, read_list
from handouts.run.folder import FAILED, RUN, Asked, RunFile
from handouts.run.numbers import written
from handouts.run.record import hash_of, read_record
from handouts.run.survey import Survey

FIXED = {"name_files", "paper", "ink"}
"""What cannot be set later where it was left open: the run's files have names, and its pages a paper and an ink."""
FREE = {"print_file", "separators", "sort"}
"""What may be asked for at any time: it changes no leaflet."""
NEW_RUN = "Make the rows that are missing in a new run."


def asked_again(before: RunFile, given: Mapping[str, object]) -> Asked:
    """What the run was asked for, and now is besides. Raises `WrongUsage` where that was something else."""
    asked = dict(before.asked)
    may_be_set = ({name for name, value in asked.items() if value is None} - FIXED) | FREE
    differing = [name for name, value in given.items() if value != asked[name] and name not in may_be_set]
    if differing:
        option = f"--{differing[0].replace('_', '-')}"
        what = f"The run was begun with another {option}."
        raise WrongUsage(Problem("", 0, what, f"Leave {option} out; what the run was asked for is kept."))
    return before.asked.model_copy(update=dict(given))


def made_before(folder: Path) -> tuple[dict[int, str], dict[int, str]]:
    """The files on record that are there, whole, by row; and the hashes of all that are on record."""
    made, hashes = {}, {}
    for entry in read_record(folder):
        hashes[entry.row] = entry.file_hash
        if hash_of(folder / entry.file) == entry.file_hash:
            made[entry.row] = entry.file
    return made, hashes


def is_failed_file(path: Path, folder: Path) -> bool:
    """Whether a list is the run's own failed.csv."""
    own = folder / FAILED
    return own.exists() and own.samefile(path)


def check_list(
    path: Path, folder: Path, before: RunFile, patients: PatientList, labels: Mapping[SlipField, str]
) -> None:
    """The list's rows must be the run's. Raises `Refused` where they are another run's, or cannot be told."""
    name = patients.table.name
    numbers = [row.number for row in patients.rows()]
    if "row" not in patients.columns:
        if "error" in patients.columns:
            what = "The column `row` is gone: without it, nobody knows whose row is whose."
            raise Refused(Problem(name, 0, what, "Put it back as failed.csv had it."))
        if len(numbers) < max(before.rows, default=0):
            what = f"The list has {len(numbers)} rows, and the run {max(before.rows)}."
            raise Refused(Problem(name, 0, what, "Give the whole list, or the run's failed.csv with its column `row`."))
        return
    if path.name == FAILED and (path.parent / RUN).exists() and not folder.samefile(path.parent):
        what = f"This is the failed.csv of another run than that in {shown(folder)}."
        raise Refused(Problem(name, 0, what, "Name the folder that it lies in with -o."))
    problems = []
    if strange := [number for number in numbers if number not in before.rows]:
        what = f"The run has no rows {written(strange)}."
        problems.append(Problem(name, 0, what, "Leave the numbers under `row` as failed.csv had them."))
    if others := _others(path, folder, patients, labels):
        what = f"These rows have nothing in common with the same rows of {shown(folder / FAILED)}: {written(others)}."
        problems.append(Problem(name, 0, what, "Is this the right list? Mend the rows in the run's own failed.csv."))
    if problems:
        raise Refused(*problems)


def _others(path: Path, folder: Path, patients: PatientList, labels: Mapping[SlipField, str]) -> list[int]:
    """Rows about somebody else than the failed rows of the same numbers: no two fields of those are the same now."""
    failed = folder / FAILED
    if is_failed_file(path, folder) or not failed.exists():
        return []
    then = {row: slip for row, slip in _slips(read_list(failed, labels, numbered=True)) if len(slip) > 1}
    return [row for row, slip in _slips(patients) if row in then and not slip & then[row]]


def _slips(patients: PatientList) -> list[tuple[int, set[tuple[SlipField, str]]]]:
    """Each row's number, and what it says of the patient."""
    found = []
    for row in patients.rows():
        texts = (" ".join(as_text(cell).split()).casefold() for cell in row.cells)
        cells = dict(zip(patients.columns, texts, strict=False))
        found.append((row.number, {(field, cells[field]) for field in SLIP_FIELDS if cells.get(field)}))
    return found


def taken_out(path: Path, folder: Path, before: RunFile, patients: PatientList) -> list[int]:
    """Failed rows that somebody took out of the run's own failed.csv: they are no part of the run any more."""
    if not is_failed_file(path, folder):
        return []
    named = {row.number for row in patients.rows()}
    return [row for row, digest in before.rows.items() if digest is None and row not in named]


def check_same(before: RunFile, now: RunFile, found: Survey, made: Mapping[int, str], patients: PatientList) -> None:
    """Nothing that a leaflet is made from may have changed. Raises `Refused` with all that has."""
    problems = []
    if (before.program, before.typesetter) != (now.program, now.typesetter):
        what = "The run was begun with another version of the program or of WeasyPrint."
        problems.append(Problem("", 0, what, NEW_RUN))
    if before.clinic != now.clinic:
        own = "The clinic's file, logo, fonts, templates or style sheets have changed since the run began"
        what = f"{own}, or another clinic is named (with -c)."
        problems.append(Problem("", 0, what, f"Name the clinic that it was begun with. {NEW_RUN}"))
    texts = {(text.name, text.language): (key, text) for key, text in before.texts.items()}
    for key, text in now.texts.items():
        old, then = texts.get((text.name, text.language), (key, text))
        if old != key:
            what = f"The text `{text.name}` ({text.language}, version {then.version}) has changed since the run began."
            problems.append(Problem("", 0, what, NEW_RUN))
        elif then.standing != text.standing:
            what = f"The standing of `{text.name}` ({text.language}) has changed since the run began."
            problems.append(Problem("", 0, what, NEW_RUN))
    changed = [row for row, digest in found.good if row in made and before.rows.get(row) != digest]
    if changed:
        what = f"Leaflets of these rows were made, and the rows have been changed since: {written(changed)}."
        problems.append(Problem(patients.table.name, 0, what, "Put them back as they were, or make a new run of them."))
    if problems:
        raise Refused(*problems)
