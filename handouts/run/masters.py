"""The masters of a run: from the disk where nothing has changed, else made and kept there."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing

from handouts.patient.make import Subject
from handouts.patient.master import Master
from handouts.run.pool import Crew
from handouts.run.result import Opened
from handouts.run.store import Store
from handouts.run.survey import MasterKey
from handouts.run.worker import MasterTask, open_one

Masters = Mapping[MasterKey, Master | None]
"""Masters by their content and kind; none where leaflets must be typeset one by one."""


def find_masters(wanted: Mapping[MasterKey, Subject], crew: Crew, store: Store) -> Masters:
    """The masters of these subjects and kinds. Where making one goes wrong, there is none."""
    found: dict[MasterKey, Master | None] = {}
    missing: list[MasterTask] = []
    names: dict[MasterTask, tuple[MasterKey, str]] = {}
    for key, subject in wanted.items():
        task = MasterTask(subject, key[1])
        name = store.master_key(subject, key[1])
        kept = store.master(name)
        if kept:
            found[key] = kept.master
        else:
            names[task] = key, name
            missing.append(task)
    with closing(crew.work(missing, open_one)) as results:
        for task, result in results:
            key, name = names[task]
            found[key] = result.master if isinstance(result, Opened) else None
            if isinstance(result, Opened) and store.master_key(task.subject, key[1]) == name:
                store.keep_master(name, result)  # no file of the clinic's was changed meanwhile
    return found
