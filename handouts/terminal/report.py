"""What a person is told of a run: before it, after it, and from its record."""

from __future__ import annotations

import datetime
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from handouts.files import shown
from handouts.page.notes import notes_on
from handouts.run.folder import FAILED
from handouts.run.numbers import written

if TYPE_CHECKING:
    from handouts.patient.list import PatientList
    from handouts.patient.mistake import Complaint
    from handouts.run.batch import Outcome
    from handouts.run.given import Given
    from handouts.run.prepare import Prepared
    from handouts.run.print_file import Printed


def before_run(prepared: Prepared) -> Iterator[str]:
    """What was found in the list, and how many leaflets will be made."""
    request, patients, survey = prepared.request, prepared.patients, prepared.survey
    if request.resume and prepared.mode == "new":
        yield f"There is no run in {shown(request.folder)} yet: a new one is begun."
    yield from (f"{patients.table.name}: {note}" for note in (*patients.table.notes, *prepared.notes))
    if patients.empty_lines:
        yield f"{patients.table.name}: Lines that are empty are no rows: {written(patients.empty_lines)}."
    for rows in survey.shared:
        yield f"Rows {written(rows)} have one number, but not one name and date of birth. Check them."
    if prepared.taken_out:
        yield f"Taken out of {FAILED}, and so out of the run: {_named(prepared.taken_out)}."
    if request.clinic is None:
        yield "No clinic is named: every page says SAMPLE. Name yours with -c, before the command."
    yield from notes_on(request.clinic)
    refused = f"; {_rows(len(survey.refused))} refused" if survey.refused else ""
    if prepared.mode == "again":
        yield f"{_leaflets(prepared.to_make)} will be made again{refused}."
    else:
        count = len(prepared.made)
        there = f"; {count} {'is' if count == 1 else 'are'} there already" if count else ""
        yield f"{_leaflets(prepared.to_make)} will be made{there}{refused}."
    yield from reasons(survey.refused, patients)


def after_run(prepared: Prepared, outcome: Outcome, command: str) -> Iterator[str]:
    """How the run ended, and what to do next; `command` is what the person typed, up to the list."""
    late = {row: why for row, why in outcome.failed.items() if row not in prepared.survey.refused}
    yield from reasons(late, prepared.patients)
    if outcome.stopped:
        left = prepared.to_make - outcome.made - len(late)
        yield f"Stopped: {_leaflets(outcome.made)} made, {left} not yet."
        yield "To go on, run the same command again with --resume."
        return
    there = f" (and {len(prepared.made)} before)" if prepared.made and prepared.mode == "resume" else ""
    failed = f", {_rows(len(outcome.failed))} failed" if outcome.failed else ""
    yield f"{_leaflets(outcome.made)} made{there}{failed}."
    if outcome.printed:
        yield from print_file_made(outcome.printed, [*outcome.failed, *outcome.waiting])
    if outcome.failed:
        folder = prepared.request.folder
        path = shlex.quote(shown(folder / FAILED))
        yield f"Mend the rows in {path}, then run: {command} {path} -o {shlex.quote(shown(folder))} --resume"
    if outcome.waiting:
        yield f"Not made yet, and not in this list: {_named(outcome.waiting)}. Resume with the whole list too."


def print_file_made(printed: Printed, lacking: Sequence[int]) -> Iterator[str]:
    """What is in a print file, and how to print it; or why there is none."""
    if printed.problems:
        yield f"{printed.path.name} is not made:"
        yield from map(str, printed.problems)
        return
    patients = f"{printed.patients:,} patient{'' if printed.patients == 1 else 's'}"
    after = f"after {_sheets(printed.list_sheets)} of the list for the desk"
    yield f"{shown(printed.path)}: {patients} on {_sheets(printed.sheets)}, {after}."
    yield "Print it on both sides of the paper, at actual size."
    if lacking:
        yield f"Not in it: {_named(lacking)}."
    if printed.new:
        yield f"New in it since it was made last: pages {printed.new}."
    elif printed.new is not None:
        yield "Nothing in it is new since it was made last."


def _sheets(count: int) -> str:
    return f"{count:,} sheet{'' if count == 1 else 's'}"


def reasons(failed: Mapping[int, tuple[Complaint, ...]], patients: PatientList) -> Iterator[str]:
    """What is wrong with which rows, each reason once, and nothing of what the rows say."""
    rows: dict[str, list[int]] = {}
    for row, complaints in sorted(failed.items()):
        for one in complaints:
            rows.setdefault(f"{one.what} {one.remedy}", []).append(row)
    alone = {group[0] for group in rows.values() if len(group) == 1}
    lines = {row.number: row.line for row in patients.rows() if row.number in alone} if alone else {}
    for reason, group in rows.items():
        line = f" (line {lines[group[0]]})" if len(group) == 1 else ""
        yield f"  {_named(group)}{line}: {reason}"


def _named(rows: Sequence[int]) -> str:
    return f"row{'s' if len(rows) > 1 else ''} {written(rows)}"


def _leaflets(count: int) -> str:
    return f"{count} leaflet{'' if count == 1 else 's'}"


def _rows(count: int) -> str:
    return f"{count} row{'' if count == 1 else 's'}"


def leaflets_given(found: Iterable[Given], *, in_full: bool) -> Iterator[str]:
    """The leaflets on record, one a line, or each in full."""
    for one in found:
        entry = one.entry
        titles = "; ".join(
            f"{text.name}, {text.language}, version {text.version} (text {key[:12]})"
            for text, key in zip(one.texts, entry.text_hashes, strict=True)
        )
        handed = ", ".join(f"handed to the {person.to} {_when(person.time)}" for person in one.handed)
        made = f"made {_when(entry.time)}" + (f", {handed}" if handed else "")
        edition = " ".join([entry.edition, entry.paper, *(["mono"] if entry.ink == "mono" else [])])
        yield f"{shown(one.run)}  row {entry.row}  {titles}  {edition}  {made}"
        if in_full:
            yield f"  leaflet: {one.run / entry.file}"
            for text, leaflet in one.kept:
                yield f"  exact text: {text}"
                yield f"  without the patient: {leaflet}"


def _when(time: datetime.datetime) -> str:
    return time.astimezone().strftime("%Y-%m-%d %H:%M")


def notes_given(found: Iterable[Given], *, is_one: bool) -> Iterator[str]:
    """The lines to paste into the patients' notes; where they are of several leaflets, each says of which."""
    for one in found:
        where = "" if is_one else f"{one.run}, row {one.entry.row}: "
        yield from (f"{where}{line}" for line in one.notes)
