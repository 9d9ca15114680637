"""What a person at the terminal is told of a run, and is asked about a patient. All of it goes to stderr."""

from __future__ import annotations

import datetime
import shlex
import signal
import sys
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from handouts.clinic.clinic import SLIP_FIELDS, Clinic, SlipRules
from handouts.content.finder import DEFAULT_LANGUAGE
from handouts.content.words import words
from handouts.files import shown
from handouts.page.slip import Slip, label
from handouts.patient.list import PatientList
from handouts.patient.mistake import Complaint, Mistake
from handouts.patient.values import DATES, Rules, read_field
from handouts.run.batch import Event, Outcome
from handouts.run.folder import FAILED
from handouts.run.given import Given
from handouts.run.numbers import written
from handouts.run.prepare import Prepared

ASK_DATE = "Write it as in 1961-08-06 or 6 Aug 1961."
EVERY = 10.0
"""Seconds between two lines of progress where there is no terminal."""

Steps = Generator[Event, None, Outcome]


def ask_slip(clinic: Clinic | None, rules: Rules) -> Slip:
    """The slip of a patient at the desk, field by field; an empty answer leaves a line to write on."""
    console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    console.print("An empty answer leaves a line to write on.")
    printed = clinic.file.slip if clinic else SlipRules()
    catalogue = words((clinic and clinic.file.language) or DEFAULT_LANGUAGE)
    found: dict[str, Any] = {}
    for name in (name for name in SLIP_FIELDS if name in printed.fields):
        what = "Note" if name == "note" else label(name, printed, catalogue)
        while name not in found:
            try:
                found[name] = read_field(name, console.input(f"{what}: "), rules)
            except Mistake as mistake:
                remedy = ASK_DATE if name in DATES else mistake.complaint.remedy
                console.print(f"{mistake.complaint.what} {remedy}")
    return Slip(**found)


_CLINIC_QUESTIONS = {
    "name": "The clinic's name",
    "phone": "Its telephone number",
    "urgent": "Whom patients call the same day (empty: the same number)",
    "logo": "The file of its logo: SVG, PNG or JPEG (empty: none)",
    "color": "Its main colour, as in #0b5c6b (empty: the program's)",
}


def ask_clinic(answers: Mapping[str, str | None], logo: Path | None) -> tuple[dict[str, str | None], Path | None]:
    """What the command line left open about a new clinic; an empty answer leaves it out, where that can be."""
    console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    found: dict[str, str | None] = {**answers, "logo": str(logo) if logo else None}
    for key, question in _CLINIC_QUESTIONS.items():
        while found[key] is None or (key in ("name", "phone") and not found[key]):
            found[key] = console.input(f"{question}: ").strip()
    path = found.pop("logo")
    return found, Path(path) if path else None


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
    if outcome.failed:
        folder = prepared.request.folder
        path = shlex.quote(shown(folder / FAILED))
        yield f"Mend the rows in {path}, then run: {command} {path} -o {shlex.quote(shown(folder))} --resume"
    if outcome.waiting:
        yield f"Not made yet, and not in this list: {_named(outcome.waiting)}. Resume with the whole list too."


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
        yield f"{shown(one.run)}  row {entry.row}  {titles}  {entry.edition} {entry.paper}  {made}"
        if in_full:
            yield f"  leaflet: {one.run / entry.file}"
            for text, leaflet in one.kept:
                yield f"  exact text: {text}"
                yield f"  without the patient: {leaflet}"


def _when(time: datetime.datetime) -> str:
    return time.astimezone().strftime("%Y-%m-%d %H:%M")


@contextmanager
def stop_on_interrupt() -> Iterator[Callable[[], bool]]:
    """Tells whether Ctrl-C was pressed (or the program told to end); pressed again, it ends at once."""
    pressed: list[int] = []

    def press(number: int, _frame: object) -> None:
        if pressed:
            raise KeyboardInterrupt
        pressed.append(number)
        print("\nThe leaflets in hand are being finished. Press Ctrl-C again to stop at once.", file=sys.stderr)

    before = {number: signal.signal(number, press) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(pressed)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def follow(steps: Steps, total: int) -> Outcome:
    """Go through a run's steps and show how far it is: a bar at a terminal, else a line now and then."""
    console = Console(stderr=True)
    return _with_bar(steps, total, console) if console.is_terminal else _with_lines(steps, total)


def _with_bar(steps: Steps, total: int, console: Console) -> Outcome:
    columns = (
        MofNCompleteColumn(),
        BarColumn(),
        TextColumn("{task.fields[failed]} failed"),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total, failed=0, rate="")
        failed = 0

        def step(event: Event) -> None:
            nonlocal failed
            failed += event == "failed"
            speed = bar.tasks[0].speed
            bar.update(task, advance=1, failed=failed, rate=f"{speed:.1f} a second" if speed else "")

        return _go(steps, step)


def _with_lines(steps: Steps, total: int) -> Outcome:
    counts = {"made": 0, "failed": 0}
    last = begun = time.monotonic()

    def step(event: Event) -> None:
        nonlocal last
        counts[event] += 1
        now, done = time.monotonic(), sum(counts.values())
        if now - last >= EVERY:
            last = now
            rate = done / (now - begun)
            left = f"{rate:.1f} a second, {(total - done) / rate:.0f} seconds left"
            print(f"{counts['made']} of {total} made, {counts['failed']} failed; {left}", file=sys.stderr, flush=True)

    return _go(steps, step)


def _go(steps: Steps, step: Callable[[Event], None]) -> Outcome:
    while True:
        try:
            step(next(steps))
        except StopIteration as end:
            outcome: Outcome = end.value
            return outcome
