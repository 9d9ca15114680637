"""Makes the leaflets of a run, with a record of each."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from heapq import merge
from pathlib import Path
from typing import Literal

from handouts.errors import ExitCode
from handouts.files import settling, sweep
from handouts.patient.list import read_list
from handouts.patient.mistake import Complaint
from handouts.run.begin import Begun, begin_run
from handouts.run.failed import reason, write_failed
from handouts.run.folder import DESK, FAILED, blocked, create, write_run, writing
from handouts.run.names import person_of
from handouts.run.plan import Planned
from handouts.run.pool import Crew
from handouts.run.prepare import Prepared
from handouts.run.print_file import Printed, make_print_file
from handouts.run.record import RECORD, append, now, open_record, record_line, sort_record
from handouts.run.result import Failed, Made
from handouts.run.resume import is_failed_file
from handouts.run.rows import make_rows
from handouts.run.store import Store
from handouts.run.survey import TextKey
from handouts.run.texts import write_texts

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


def make_run(
    prepared: Prepared, crew: Crew, store: Store, claim: Callable[[], None]
) -> Generator[Event, None, Outcome]:
    """Make what a run lacks. Each leaflet is told as it is made or fails, and at last how the run ended.

    What is the same in every run is kept in `store`. `claim` takes the run's folder for this program alone, once it is
    there.

    Raises `HandoutsError` where none can be made, or nothing more can be written; what was made stays, on record.
    """
    crew.check()
    begun = begin_run(prepared, crew, store)
    outcome = Outcome(failed=dict(prepared.survey.refused), stopped=crew.is_stopping())
    if outcome.stopped:
        return outcome
    folder = prepared.request.folder
    if prepared.mode == "new":
        create(folder, replace=prepared.request.force)
        claim()
    write_texts(prepared, begun.patient_free)
    write_run(folder, prepared.run, _rows(prepared, outcome))
    is_own = is_failed_file(prepared.request.patients, folder)
    waiting = _waiting(prepared)
    if not is_own:  # else it is the list: it stays as it is until all its rows are made
        _write_failed(prepared, outcome, waiting)
    yield from _make_rows(prepared, begun, crew, store, outcome)
    if not (is_own and outcome.stopped):
        _write_failed(prepared, outcome, waiting)
    if not outcome.stopped:
        with settling():
            _finish(prepared, crew, store, outcome)
        outcome.waiting = tuple(sorted(waiting)) if prepared.mode == "resume" else ()
    return outcome


def _finish(prepared: Prepared, crew: Crew, store: Store, outcome: Outcome) -> None:
    """Write what tells of the whole run, and its print file if one was asked for."""
    folder = prepared.request.folder
    write_run(folder, prepared.run, _rows(prepared, outcome))
    with writing(folder / RECORD):
        sort_record(folder)
    if prepared.run.asked.print_file:
        outcome.printed = make_print_file(prepared, crew, store)
        outcome.stopped = outcome.printed is None and crew.is_stopping()


def _make_rows(prepared: Prepared, begun: Begun, crew: Crew, store: Store, outcome: Outcome) -> Iterator[Event]:
    """Make each row that is missing, and put it on record. Raises `WrongUsage` where nothing more can be written."""
    folder = prepared.request.folder
    full: list[str] = []
    stopping = crew.stopping(lambda: bool(full))

    def rows() -> Iterator[Planned]:
        return _missing(prepared, begun.wrong, outcome)

    prints = prepared.run.asked.print_file
    with writing(folder / RECORD):
        record = open_record(folder)
    with (
        closing(record),
        closing(open_record(folder, DESK)) if prints else nullcontext() as desk,
        _swept(folder),
        closing(make_rows(prepared, rows, begun.masters, stopping, store)) as leaflets,
    ):
        for row, result in leaflets:
            if isinstance(result, Made):
                if row.row not in prepared.hashes:
                    line = record_line(row.row, row.content.recorded, row.file, result.file_hash, now())
                    with writing(folder / RECORD):
                        if desk:  # first: a leaflet on record is one whose name is known
                            append(desk, person_of(row).line())
                        append(record, line)
                outcome.made += 1
                yield "made"
            elif isinstance(result, Failed):
                outcome.failed[row.row] = result.complaints
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


def _missing(prepared: Prepared, wrong: Mapping[TextKey, Failed], outcome: Outcome) -> Iterator[Planned]:
    """Each row that is missing; one whose text cannot be typeset has failed already."""
    for row in prepared.patients.rows():
        if not prepared.waits(row.number):
            continue
        planned = prepared.plan(row)
        reasons = _reasons(planned, wrong) if wrong else ()
        if reasons:
            outcome.failed[row.number] = reasons
        else:
            yield planned


def _reasons(planned: Planned, wrong: Mapping[TextKey, Failed]) -> tuple[Complaint, ...]:
    keys = [(handout.name, handout.language, planned.edition) for handout in planned.handouts]
    return tuple(complaint for key in keys if key in wrong for complaint in wrong[key].complaints)


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
