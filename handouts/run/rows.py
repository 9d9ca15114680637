"""Makes the leaflets of a run's rows: filled in many at once where that can be, else typeset in full one by one."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field

from handouts.page.slip import filled
from handouts.patient.kind import Kind, kind_of
from handouts.patient.master import Master
from handouts.run.leaflets import lost, make_leaflets
from handouts.run.masters import Masters, find_masters, subject_of
from handouts.run.plan import Planned
from handouts.run.pool import Crew, Lost
from handouts.run.prepare import Prepared
from handouts.run.result import Blocked, Failed, Made
from handouts.run.stamping import Chunk, Filling, Unfit, fill_in
from handouts.run.store import Store
from handouts.run.survey import MasterKey
from handouts.run.worker import Task

MOST_ROWS = 250
"""Rows of a chunk: a tenth of a second's work, beside which handing it out takes no time."""
MOST_MASTERS = 16
"""Masters of a chunk, each of which takes some hundred kilobytes."""
SHARES = 16
"""Of a short list, each chunk is this part, so that all workers have something to do."""

Rows = Callable[[], Iterable[Planned]]
"""The rows to be made, read anew at each call."""
Results = Generator[tuple[Planned, Made | Failed | Blocked], None, None]


@dataclass(frozen=True, slots=True)
class _Tried:
    """Rows that were filled in, and could not be: which need a master of another kind, which must be typeset in full,
    and which were with a worker that was lost."""

    other: dict[int, Kind] = field(default_factory=dict)
    full: set[int] = field(default_factory=set)
    lost: dict[int, Lost] = field(default_factory=dict)
    wrong: list[tuple[Planned, Failed]] = field(default_factory=list)
    """Rows whose master could not be made, and why."""


def make_rows(prepared: Prepared, rows: Rows, masters: Masters, crew: Crew, store: Store) -> Results:
    """Make the leaflets of rows, and yield each row with what came of it; `masters` are those of their usual kinds."""
    size = max(1, min(MOST_ROWS, prepared.to_make // SHARES))
    clinic = prepared.request.clinic
    first = _Tried()
    yield from _fill(prepared, map(_usual, rows()), masters, crew, size, first)

    if first.lost:  # one at a time, so that none but the row at fault is lost again
        alone = _Tried()
        yield from _fill(prepared, (_usual(one) for one in rows() if one.row in first.lost), masters, crew, 1, alone)
        first.other.update(alone.other)
        first.full.update(alone.full)
        yield from ((one, lost(alone.lost[one.row])) for one in rows() if one.row in alone.lost)

    if first.other:
        kinds = first.other
        keyed = ((one, (one.content.key, kinds[one.row])) for one in rows() if one.row in kinds)
        wanted = {key: subject_of(one.content, clinic) for one, key in keyed}
        keyed = ((one, (one.content.key, kinds[one.row])) for one in rows() if one.row in kinds)
        second = _Tried()
        yield from _fill(prepared, keyed, find_masters(wanted, crew, store), crew, size, second)
        first.full.update(second.full, second.other, second.lost)

    if first.full:
        yield from _typeset(prepared, (one for one in rows() if one.row in first.full), crew)


def _usual(one: Planned) -> tuple[Planned, MasterKey]:
    """A row with the master of its kind, as far as that is known before it is filled in."""
    return one, (one.content.key, kind_of(filled(one.slip), one.edition))


def _fill(
    prepared: Prepared,
    rows: Iterable[tuple[Planned, MasterKey]],
    masters: Masters,
    crew: Crew,
    size: int,
    tried: _Tried,
) -> Results:
    """Fill in rows, each into its master, so many at once; those that cannot be are noted as `tried`."""
    in_hand: dict[int, Planned] = {}
    chunks = _chunks(prepared, rows, masters, size, tried, in_hand)
    with closing(crew.work(chunks, fill_in)) as results:
        for chunk, found in results:
            if isinstance(found, Lost):
                tried.lost.update((one.row, found) for one in chunk.rows)
                continue
            for filling, result in zip(chunk.rows, found, strict=True):
                one = in_hand.pop(filling.row)
                if not isinstance(result, Unfit):
                    yield one, result
                elif result.kind:
                    tried.other[one.row] = result.kind
                else:
                    tried.full.add(one.row)
    yield from tried.wrong


def _chunks(
    prepared: Prepared,
    rows: Iterable[tuple[Planned, MasterKey]],
    masters: Masters,
    size: int,
    tried: _Tried,
    in_hand: dict[int, Planned],
) -> Iterator[Chunk]:
    """Rows that have a master, so many in a chunk; each is `in_hand` until it is made."""
    folder = str(prepared.request.folder.resolve())
    fillings: list[Filling] = []
    places: dict[MasterKey, int] = {}
    held: list[Master] = []

    def chunk() -> Chunk:
        made = Chunk(folder, tuple(held), tuple(key[1] for key in places), tuple(fillings))
        for part in (fillings, places, held):
            part.clear()
        return made

    for one, key in rows:
        master = masters.get(key)
        if isinstance(master, Failed):
            tried.wrong.append((one, master))
            continue
        if master is None:
            tried.full.add(one.row)
            continue
        if len(fillings) >= size or (key not in places and len(places) >= MOST_MASTERS):
            yield chunk()
        if key not in places:
            places[key] = len(held)
            held.append(master)
        in_hand[one.row] = one
        fillings.append(Filling(one.row, one.texts, places[key], one.file, prepared.hashes.get(one.row)))
    if fillings:
        yield chunk()


def _typeset(prepared: Prepared, rows: Iterable[Planned], crew: Crew) -> Results:
    """Typeset rows in full, one by one."""
    folder = prepared.request.folder.resolve()
    in_hand: dict[int, Planned] = {}

    def tasks() -> Iterator[Task]:
        for one in rows:
            in_hand[one.row] = one
            was = prepared.hashes.get(one.row)
            yield Task(one.row, subject_of(one.content, prepared.request.clinic), one.slip, folder / one.file, was)

    for task, result in make_leaflets(tasks(), crew):
        yield in_hand.pop(task.row), result
