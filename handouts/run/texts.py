"""The texts of a run and their patient-free leaflets: made before any row's, and kept in its folder by hash."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from handouts.content.handout import Handout
from handouts.errors import ExitCode, HandoutsError, Refused, SystemLibraryMissing, WrongUsage
from handouts.files import write_private
from handouts.patient.make import Subject
from handouts.run.folder import TEXTS, writing
from handouts.run.leaflets import make_leaflets
from handouts.run.pool import Crew
from handouts.run.prepare import Prepared
from handouts.run.result import Failed, Made
from handouts.run.store import Store
from handouts.run.survey import TextKey
from handouts.run.worker import Task

_ERRORS: Mapping[ExitCode, type[HandoutsError]] = {
    ExitCode.REFUSED: Refused,
    ExitCode.USAGE: WrongUsage,
    ExitCode.SYSTEM_LIBRARY: SystemLibraryMissing,
}


def make_patient_free(
    prepared: Prepared, crew: Crew, store: Store
) -> tuple[dict[TextKey, bytes], dict[TextKey, Failed]]:
    """The patient-free leaflets that the run's folder has not, and what is wrong with those that cannot be made.

    Raises `HandoutsError` where there is none that can be: then no row can be made either.
    """
    texts, folder = prepared.survey.texts, prepared.request.folder
    made: dict[TextKey, bytes] = {}
    wrong: dict[TextKey, Failed] = {}
    missing: dict[TextKey, tuple[Task, str]] = {}
    for key, (handout, standing) in texts.items():
        if prepared.mode != "new" and _leaflet(folder, handout, key).exists():
            continue
        task = Task(0, Subject((handout,), (standing,), prepared.request.clinic, key[2]), None, None)
        name = store.leaflet_key(task.subject)
        kept = store.leaflet(name)
        if kept is None:
            missing[key] = task, name
        else:
            made[key] = kept
    for task, result in make_leaflets([task for task, _ in missing.values()], crew):
        [handout] = task.subject.handouts
        key = handout.name, handout.language, task.subject.edition
        if isinstance(result, Made):
            made[key] = result.pdf
            if store.leaflet_key(task.subject) == missing[key][1]:  # no file of the clinic's was changed meanwhile
                store.keep_leaflet(missing[key][1], result.pdf)
        elif isinstance(result, Failed):
            wrong[key] = result
    if wrong and len(wrong) == len(texts):
        first = next(iter(wrong.values()))
        problems = (problem for failed in wrong.values() for problem in failed.problems)
        raise _ERRORS.get(first.exit_code, HandoutsError)(*problems)
    return made, wrong


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
