"""The masters of a run: from the disk where nothing has changed, else made and kept there."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing

from handouts.clinic.clinic import Clinic
from handouts.patient.make import Subject
from handouts.patient.master import Master
from handouts.run.content import Content
from handouts.run.leaflets import lost
from handouts.run.pool import Crew, Lost
from handouts.run.result import Failed, Opened, Result
from handouts.run.store import Store
from handouts.run.survey import MasterKey
from handouts.run.worker import MasterTask, make

Masters = Mapping[MasterKey, Master | Failed | None]
"""Masters by their content and kind; none where leaflets must be typeset one by one, and what went wrong where that is
not known: made in another way, they would not be the same bytes as in another run."""


def subject_of(content: Content, clinic: Clinic | None) -> Subject:
    """What leaflets of a content are made of."""
    return Subject(content.handouts, content.standings, clinic, content.edition, content.title)


class Finding:
    """Masters of these subjects and kinds: those that are kept are found, `tasks` make the others."""

    def __init__(self, wanted: Mapping[MasterKey, Subject], store: Store) -> None:
        self._store = store
        self._names: dict[MasterTask, tuple[MasterKey, str]] = {}
        self.found: dict[MasterKey, Master | Failed | None] = {}
        for key, subject in wanted.items():
            name = store.master_key(subject, key[1])
            kept = store.master(name)
            if kept:
                self.found[key] = kept.master
            else:
                self._names[MasterTask(subject, key[1])] = key, name

    @property
    def tasks(self) -> list[MasterTask]:
        """What makes the masters that are not kept."""
        return list(self._names)

    def note(self, task: MasterTask, result: Result | Opened | Lost) -> None:
        """Note a master that was made, and keep it, or what went wrong."""
        key, name = self._names[task]
        if isinstance(result, Opened):
            self.found[key] = result.master
            if self._store.master_key(task.subject, key[1]) == name:  # no file of the clinic's was changed meanwhile
                self._store.keep_master(name, result)
        elif isinstance(result, Failed):
            self.found[key] = result
        elif isinstance(result, Lost):
            self.found[key] = lost(result)


def find_masters(wanted: Mapping[MasterKey, Subject], crew: Crew, store: Store) -> Masters:
    """The masters of these subjects and kinds."""
    finding = Finding(wanted, store)
    with closing(crew.work(finding.tasks, make)) as results:
        for task, result in results:
            finding.note(task, result)
    return finding.found
