"""Makes the leaflets of a run, with a record of each."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from heapq import merge
from pathlib import Path
from typing import Literal

from handouts.errors import ExitCode
from handouts.files import sweep
from handouts.patient.list import read_list
from handouts.patient.mistake import Complaint
from handouts.run.failed import reason, write_failed
from handouts.run.folder import FAILED, blocked, create, write_run, writing
from handouts.run.pool import Workers
from handouts.run.prepare import Prepared
from handouts.run.print_file import Printed, make_print_file
from handouts.run.record import RECORD, RecordLine, append, now, open_record, sort_record
from handouts.run.resume import is_failed_file
from handouts.run.survey import TextKey
from handouts.run.texts import make_patient_free, write_texts
from handouts.run.worker import Failed, Made, Task, make_leaflets

Event = Literal["made", "failed"]


@dataclass(slots=True)
class Outcome:
    """How a run ended: how many leaflets were made now, what is wrong with the failed rows of this list, and which
    rows of the run wait that are not in this list; `stopped` where not all was tried."""

    made: int = 0
    failed: dict[int, tuple[Complaint, ...]] = field(default_factory=dict)
    waiting: tuple[int, ...] = ()
    stopped: bool = False
    printed: Printed | None = None

    @property
    def exit_code(self) -> ExitCode:
        """What the command's exit status is."""
        if self.stopped:
            return ExitCode.INTERRUPTED
        if self.printed and self.printed.problems:
            return ExitCode.REFUSED
        return ExitCode.PARTIAL if self.failed or self.waiting else ExitCode.DONE


def make_run(prepared: Prepared, workers: Workers, claim: Callable[[], None]) -> Generator[Event, None, Outcome]:
    """Make what a run lacks. Each leaflet is told as it is made or fails, and at last how the run ended.

    `claim` takes the run's folder for this program alone, once it is there.

    Raises `HandoutsError` where none can be made, or nothing more can be written; what was made stays, on record.
    """
    patient_free, wrong = make_patient_free(prepared, workers)
    outcome = Outcome(failed=dict(prepared.survey.refused), stopped=workers.is_stopping())
    if outcome.stopped:
        return outcome
    folder = prepared.request.folder
    if prepared.mode == "new":
        create(folder, replace=prepared.request.force)
        claim()
    write_texts(prepared, patient_free)
    write_run(folder, prepared.run, _rows(prepared, outcome))
    is_own = is_failed_file(prepared.request.patients, folder)
    waiting = _waiting(prepared)
    if not is_own:  # else it is the list: it stays as it is until all its rows are made
        _write_failed(prepared, outcome, waiting)
    yield from _make_rows(prepared, wrong, workers, outcome)
    if not (is_own and outcome.stopped):
        _write_failed(prepared, outcome, waiting)
    if not outcome.stopped:
        write_run(folder, prepared.run, _rows(prepared, outcome))
        with writing(folder / RECORD):
            sort_record(folder)
        outcome.waiting = tuple(sorted(waiting)) if prepared.mode == "resume" else ()
        if prepared.run.asked.print_file:
            outcome.printed = make_print_file(prepared, workers)
            outcome.stopped = outcome.printed is None and workers.is_stopping()
    return outcome


def _make_rows(
    prepared: Prepared, wrong: Mapping[TextKey, Failed], workers: Workers, outcome: Outcome
) -> Iterator[Event]:
    """Make each row that is missing, and put it on record. Raises `WrongUsage` where nothing more can be written."""
    folder = prepared.request.folder
    full: list[str] = []
    stopping = Workers(workers.number, workers.time_limit, lambda: bool(full) or workers.is_stopping())
    with writing(folder / RECORD):
        record = open_record(folder)
    with (
        closing(record),
        _swept(folder),
        closing(make_leaflets(_tasks(prepared, wrong, outcome), stopping)) as leaflets,
    ):
        for task, result in leaflets:
            if isinstance(result, Made):
                if task.was is None:
                    with writing(folder / RECORD):
                        append(record, _line(task, result))
                outcome.made += 1
                yield "made"
            elif isinstance(result, Failed):
                outcome.failed[task.row] = result.complaints
                yield "failed"
            else:
                full.append(result.why)
    if full:
        raise blocked(folder, full[0])
    tried = outcome.made + len(outcome.failed) - len(prepared.survey.refused)
    outcome.stopped = tried < prepared.to_make


@contextmanager
def _swept(folder: Path) -> Iterator[None]:
    """Leave nothing half written, where the workers had to be ended."""
    try:
        yield
    finally:
        with suppress(OSError):  # the next run sweeps too
            sweep(folder)


def _tasks(prepared: Prepared, wrong: Mapping[TextKey, Failed], outcome: Outcome) -> Iterator[Task]:
    """A task for each row that is missing; one whose text cannot be typeset has failed already."""
    for row in prepared.patients.rows():
        if not prepared.waits(row.number):
            continue
        planned = prepared.plan(row)
        keys = [(handout.name, handout.language, planned.edition) for handout in planned.handouts]
        reasons = [complaint for key in keys if key in wrong for complaint in wrong[key].complaints]
        if reasons:
            outcome.failed[row.number] = tuple(reasons)
            continue
        target = prepared.request.folder.resolve() / planned.file
        was = prepared.hashes.get(row.number)
        clinic = prepared.request.clinic
        asked = (planned.handouts, planned.standings, clinic, planned.edition, planned.slip)
        yield Task(row.number, *asked, target, was, planned.title)


def _line(task: Task, made: Made) -> RecordLine:
    assert task.target is not None
    return RecordLine(
        row=task.row,
        handouts=tuple(one.name for one in task.handouts),
        languages=tuple(one.language for one in task.handouts),
        versions=tuple(one.front.version for one in task.handouts),
        text_hashes=tuple(one.source.text_hash for one in task.handouts),
        standings=tuple(one.state.value for one in task.standings),
        edition=task.edition.name,
        paper=task.edition.paper,
        ink=task.edition.ink,
        file=task.target.name,
        file_hash=made.file_hash,
        time=now(),
    )


def _rows(prepared: Prepared, outcome: Outcome) -> Iterator[tuple[int, str | None]]:
    """The digest of each row of the run, none where it is failed, in the order of the rows."""
    good = ((row, None if row in outcome.failed else digest) for row, digest in prepared.survey.good)
    looked_at = merge(good, ((row, None) for row in sorted(prepared.survey.refused)))
    if not prepared.run.rows:
        return looked_at
    return iter(sorted({**prepared.run.rows, **dict(looked_at)}.items()))


def _waiting(prepared: Prepared) -> set[int]:
    """Rows of the run that are not made and that this list, or --rows, does not name."""
    if not prepared.run.rows:
        return set()
    named = {row for row, _ in prepared.survey.good} | prepared.survey.refused.keys() | prepared.made.keys()
    return prepared.run.rows.keys() - named


def _write_failed(prepared: Prepared, outcome: Outcome, waiting: set[int]) -> None:
    path = prepared.request.folder / FAILED
    before = read_list(path, prepared.request.labels, numbered=True) if waiting and path.exists() else None
    reasons = {row: reason(complaints) for row, complaints in outcome.failed.items()}
    with writing(path):
        write_failed(path, prepared.patients, reasons, before, waiting)
