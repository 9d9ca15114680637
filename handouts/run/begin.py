"""What a run makes before its first row, all by the same workers: patient-free leaflets, and masters."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass

from handouts.errors import ExitCode, HandoutsError, Refused, SystemLibraryMissing, WrongUsage
from handouts.run.desk import PageMaster, is_filled_in, list_master
from handouts.run.masters import Finding, Masters, subject_of
from handouts.run.pool import Crew
from handouts.run.prepare import Prepared
from handouts.run.print_order import print_kind
from handouts.run.print_words import desk_of
from handouts.run.result import Failed, Opened
from handouts.run.store import Store
from handouts.run.survey import TextKey
from handouts.run.texts import PatientFree
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
    clinic, contents = prepared.request.clinic, prepared.survey.masters
    free = PatientFree(prepared, store)
    masters = Finding({key: subject_of(content, clinic) for key, content in contents.items()}, store)
    page = _list_master(prepared, store)
    tasks: list[Task | MasterTask | PageTask] = [*free.tasks, *masters.tasks, *(page.tasks if page else [])]
    with closing(crew.work(tasks, make)) as results:
        for task, result in results:
            if isinstance(task, Task):
                free.note(task, result)
            elif isinstance(task, MasterTask):
                masters.note(task, result)
            elif page and isinstance(result, Opened):
                page.note(result)
    if free.wrong and len(free.wrong) == len(prepared.survey.texts):
        first = next(iter(free.wrong.values()))
        problems = (problem for failed in free.wrong.values() for problem in failed.problems)
        raise _ERRORS.get(first.exit_code, HandoutsError)(*problems)
    return Begun(free.made, free.wrong, masters.found)


def _list_master(prepared: Prepared, store: Store) -> PageMaster | None:
    """The master of the list for the desk that a new run will most likely need: to begin workers anew takes longer.

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
