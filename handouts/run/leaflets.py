"""Leaflets that are typeset in full, by several workers."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import closing

from handouts.errors import ExitCode
from handouts.run.pool import Crew, Lost
from handouts.run.result import CRASHED, HUNG, Failed, Result
from handouts.run.worker import Task, make_leaflet


def make_leaflets(tasks: Iterable[Task], crew: Crew) -> Generator[tuple[Task, Result], None, None]:
    """Make leaflets in several processes; one that crashes or hangs costs the leaflet that it was making."""
    with closing(crew.work(tasks, make_leaflet)) as results:
        for task, result in results:
            yield task, lost(result) if isinstance(result, Lost) else result


def lost(how: Lost) -> Failed:
    """What became of a leaflet whose worker is lost."""
    return Failed((CRASHED if how.how == "crashed" else HUNG,), ExitCode.FAULT)
