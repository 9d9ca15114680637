"""Makes the leaflets of a run's rows: filled in many at once where that can be, else typeset in full one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field

from handouts.patient.kind import Kind, kind_of
from handouts.patient.make import Subject
from handouts.run.content import Content
from handouts.run.masters import Masters, find_masters
from handouts.run.plan import Planned
from handouts.run.pool import Crew, Lost
from handouts.run.prepare import Prepared
from handouts.run.result import Blocked, Failed, Made
from handouts.run.stamping import Chunk, Filling, Unfit, fill_in
from handouts.run.store import Store
from handouts.run.survey import MasterKey
from handouts.run.worker import Task, lost, make_leaflets

MOST_ROWS = 250
"""Rows of a chunk: a tenth of a second's work, beside which handing it out takes no time."""
MOST_MASTERS = 16
"""Masters of a chunk, each of which takes some hundred kilobytes."""
SHARES = 16
"""Of a short list, each chunk is this part, so that all workers have something to do."""

Result = Made | Failed | Blocked
Keyed = Iterable[tuple[Planned, MasterKey]]
"""Rows, each with the master that it is filled into."""


@dataclass(frozen=True, slots=True)
class _Left:
    """Rows that could not be filled in at first: which need the master of another kind, which must be typeset in full,
    and which were with a worker that was lost."""

    other: dict[int, Kind] = field(default_factory=dict)
    full: set[int] = field(default_factory=set)
    lost: set[int] = field(default_factory=set)


def make_rows(
    prepared: Prepared, planned: Callable[[], Iterable[Planned]], crew: Crew, store: Store
) -> Iterator[tuple[Planned, Result]]:
    """Make the rows that are `planned`, anew at each call, and yield each with what came of it, as they come."""
    clinic = prepared.request.clinic
    contents = prepared.survey.masters
    left = _Left()
    masters = find_masters({key: _subject(contents[key], prepared) for key in contents}, crew, store)
    size = max(1, min(MOST_ROWS, prepared.to_make // SHARES))
    yield from _fill(prepared, map(_keyed, planned()), masters, crew, size, left)

    if left.lost:  # one at a time, so that none but the row at fault is lost again
        rows, is_last = left.lost.copy(), _Left(lost=left.lost)
        left.lost.clear()
        again = (_keyed(one) for one in planned() if one.row in rows)
        yield from _fill(prepared, again, masters, crew, 1, left)
    if left.other:
        others = {}
        for one in planned():
            if one.row in left.other:
                others[one.content.key, left.other[one.row]] = _subject(one.content, prepared)
