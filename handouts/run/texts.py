"""What a run needs before its first row: masters, and texts with their patient-free leaflets, kept in its folder."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from handouts.content.handout import Handout
from handouts.errors import ExitCode, HandoutsError, Refused, SystemLibraryMissing, WrongUsage
from handouts.files import write_private
from handouts.patient.make import Subject
from handouts.run.desk import PageMaster, is_filled_in, list_master
from handouts.run.folder import TEXTS, writing
from handouts.run.leaflets import lost
from handouts.run.masters import Finding, Masters, subject_of
from handouts.run.pool import Crew, Lost
from handouts.run.prepare import Prepared
from handouts.run.print_order import print_kind
from handouts.run.print_words import desk_of
from handouts.run.result import Failed, Made, Opened
from handouts.run.store import Store
from handouts.run.survey import TextKey
from handouts.run.worker import MasterTask, PageTask, Task, make

_ERRORS: Mapping[ExitCode, type[HandoutsError]] = {
    ExitCode.REFUSED: Refused,
    ExitCode.USAGE: WrongUsage,
    ExitCode.SYSTEM_LIBRARY: SystemLibraryMissing,
}


@dataclass(frozen=True, slots=True)
class Begun:
    """What there is before the first row: leaflets for nobody yet, what is wrong with those that cannot be made, and
    the masters of the rows' usual kinds."""

    patient_free: Mapping[TextKey, bytes]
    wrong: Mapping[TextKey, Failed]
    masters: Masters


def begin_run(prepared: Prepared, crew: Crew, store: Store) -> Begun:
    """Make the patient-free leaflets that the run's folder has not, and the masters of its rows.

    Raises `HandoutsError` where no text can be typeset: then no row can be made either.
    """
    texts, folder, clinic = prepared.survey.texts, prepared.request.folder, prepared.request.clinic
    made: dict[TextKey, bytes] = {}
    wrong: dict[TextKey, Failed] = {}
    names: dict[Task, tuple[TextKey, str]] = {}
    for key, (handout, standing) in texts.items():
        if prepared.mode != "new" and _leaflet(folder, handout, key).exists():
            continue
        subject = Subject((handout,), (standing,), clinic, key[2])
        name = store.leaflet_key(subject)
        kept = store.leaflet(name)
        if kept is None:
            names[Task(0, subject, None, None)] = key, name
        else:
            made[key] = kept
    contents = prepared.survey.masters
    masters = Finding({key: subject_of(content, clinic) for key, content in contents.items()}, store)
    page = _foreseen(prepared, store)
    tasks: list[Task | MasterTask | PageTask] = [*names, *masters.tasks, *(page.tasks if page else [])]
    with closing(crew.work(tasks, make)) as results:
        for task, result in results:
            if isinstance(task, PageTask):
                if page and isinstance(result, Opened):
                    page.note(result)
                continue
            if isinstance(task, MasterTask):
                masters.note(task, result)
                continue
            key, name = names[task]
            if isinstance(result, Made):
                made[key] = result.pdf
                if store.leaflet_key(task.subject) == name:  # no file of the clinic's was changed meanwhile
                    store.keep_leaflet(name, result.pdf)
            elif isinstance(result, Failed | Lost):
                wrong[key] = lost(result) if isinstance(result, Lost) else result
    if wrong and len(wrong) == len(texts):
        first = next(iter(wrong.values()))
        problems = (problem for failed in wrong.values() for problem in failed.problems)
        raise _ERRORS.get(first.exit_code, HandoutsError)(*problems)
    return Begun(made, wrong, masters.found)


def _foreseen(prepared: Prepared, store: Store) -> PageMaster | None:
    """The master of the list for the desk that a new run will most likely need: the same workers make it sooner.

    What is wrong with it is told when the list is made.
    """
    survey = prepared.survey
    if prepared.mode != "new" or not prepared.run.asked.print_file:
        return None
    kinds = dict.fromkeys(map(print_kind, survey.masters.values()), 1)
    desk = desk_of(prepared.request.clinic, prepared.run, kinds)
    if not is_filled_in(desk.pages(len(survey.good))):
        return None
    try:
        return list_master(desk, store)
    except HandoutsError:
        return None


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
