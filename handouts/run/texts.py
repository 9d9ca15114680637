"""The texts of a run, which its folder keeps, and what each looks like for nobody yet: the patient-free leaflet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from handouts.content.handout import Handout
from handouts.files import write_private
from handouts.patient.make import Subject
from handouts.run.folder import TEXTS, writing
from handouts.run.leaflets import lost
from handouts.run.pool import Lost
from handouts.run.prepare import Prepared
from handouts.run.result import Failed, Made, Opened, Result
from handouts.run.store import Store
from handouts.run.survey import TextKey
from handouts.run.worker import Task


class PatientFree:
    """The patient-free leaflets that a run's folder has not: they are found on the disk, or `tasks` make them."""

    def __init__(self, prepared: Prepared, store: Store) -> None:
        self._store = store
        self._names: dict[Task, tuple[TextKey, str]] = {}
        self.made: dict[TextKey, bytes] = {}
        self.wrong: dict[TextKey, Failed] = {}
        request = prepared.request
        for key, (handout, standing) in prepared.survey.texts.items():
            if prepared.mode != "new" and _leaflet(request.folder, handout, key).exists():
                continue
            subject = Subject((handout,), (standing,), request.clinic, key[2])
            name = store.leaflet_key(subject)
            kept = store.leaflet(name)
            if kept is None:
                self._names[Task(0, subject, None, None)] = key, name
            else:
                self.made[key] = kept

    @property
    def tasks(self) -> list[Task]:
        """What makes the leaflets that are not kept."""
        return list(self._names)

    def note(self, task: Task, result: Result | Opened | Lost) -> None:
        """Note a leaflet that was made, and keep it, or what is wrong with it."""
        key, name = self._names[task]
        if isinstance(result, Made):
            self.made[key] = result.pdf
            if self._store.leaflet_key(task.subject) == name:  # no file of the clinic's was changed meanwhile
                self._store.keep_leaflet(name, result.pdf)
        elif isinstance(result, Failed | Lost):
            self.wrong[key] = lost(result) if isinstance(result, Lost) else result


def write_texts(prepared: Prepared, patient_free: Mapping[TextKey, bytes]) -> None:
    """Keep each text as `texts/HASH.md`, and its leaflets as `texts/HASH-EDITION-PAPER.pdf`.

    Raises `WrongUsage`.
    """
    folder = prepared.request.folder
    for key, (handout, _) in prepared.survey.texts.items():
        _write(text_file(folder, handout.source.text_hash), handout.source.text.encode())
        if key in patient_free:
            _write(_leaflet(folder, handout, key), patient_free[key])


def _write(path: Path, data: bytes) -> None:
    with writing(path):
        write_private(path, [data])


def text_file(folder: Path, text_hash: str) -> Path:
    """Where a run keeps a text."""
    return folder / TEXTS / f"{text_hash}.md"


def leaflet_file(folder: Path, text_hash: str, edition: str, paper: str, ink: str) -> Path:
    """Where a run keeps the patient-free leaflet of a text in an edition; all of a run are of one clinic."""
    mono = "-mono" if ink == "mono" else ""
    return folder / TEXTS / f"{text_hash}-{edition}-{paper}{mono}.pdf"


def _leaflet(folder: Path, handout: Handout, key: TextKey) -> Path:
    return leaflet_file(folder, handout.source.text_hash, key[2].name, key[2].paper, key[2].ink)
