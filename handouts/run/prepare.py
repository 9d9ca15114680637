"""What a run will do, known before the first page is made: which rows, from which texts, and what is wrong."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from handouts.clinic.clinic import Clinic, SlipField
from handouts.content.finder import Library
from handouts.content.packs import Packs
from handouts.content.words import words
from handouts.errors import Problem, WrongUsage
from handouts.files import shown
from handouts.page.standing import Terms, agreed
from handouts.page.state import said
from handouts.patient.dates import Order
from handouts.patient.entry import entry_reader
from handouts.patient.list import PatientList, Row, date_orders, order_notes, read_list
from handouts.patient.values import slip_rules
from handouts.run.folder import RUN, Asked, RunFile, Text, check_new, read_run, versions
from handouts.run.keys import clinic_hash
from handouts.run.numbers import ALL, Numbers
from handouts.run.plan import Planned, check_asked, planner
from handouts.run.resume import asked_again, check_list, check_same, made_before, taken_out
from handouts.run.shelf import Shelf
from handouts.run.survey import Survey, survey

Mode = Literal["new", "resume", "again"]
"""A new run; what is missing of one; or some rows of one once more."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the command was given besides what `Asked` keeps."""

    patients: Path
    folder: Path
    clinic: Clinic | None
    library: Library
    packs: Packs
    today: datetime.date
    rows: Numbers = ALL
    resume: bool = False
    force: bool = False

    @property
    def labels(self) -> Mapping[SlipField, str]:
        """What the clinic calls the fields of its slip, and so may head the columns of its lists."""
        return self.clinic.file.slip.labels if self.clinic else {}

    @property
    def date_order(self) -> Literal["dmy", "mdy"]:
        """How dates are usually written where the clinic is."""
        language = self.clinic.file.language if self.clinic else None
        return "mdy" if language and language.endswith("-US") else "dmy"

    @property
    def mode(self) -> Mode:
        """Whether there is a run to go on with; without --resume, --rows makes some of its rows again."""
        if not (self.folder / RUN).exists() or (self.force and not self.resume):
            return "new"
        return "resume" if self.resume else "again" if self.rows.spans else "new"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A run that can begin. `made` are the files of rows that are there, `hashes` those of all rows ever made,
    `notes` what was found out about the list, `taken_out` failed rows that were taken out of failed.csv."""

    request: Request
    mode: Mode
    patients: PatientList
    run: RunFile
    survey: Survey
    plan: Callable[[Row], Planned]
    made: Mapping[int, str] = field(default_factory=dict)
    hashes: Mapping[int, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    taken_out: tuple[int, ...] = ()

    def waits(self, row: int) -> bool:
        """Whether a good row is to be made now."""
        return row in self.request.rows and row not in self.survey.refused and self._is_missing(row)

    def _is_missing(self, row: int) -> bool:
        return self.mode == "again" or row not in self.made

    @property
    def to_make(self) -> int:
        """How many leaflets will be made."""
        return sum(self._is_missing(row) for row, _ in self.survey.good)


def prepare(request: Request, given: Mapping[str, object]) -> Prepared:
    """Read the list and look at every row; nothing is written.

    `given` are those fields of `Asked` that the command line named; a run that goes on keeps what it was asked first.
    Raises `HandoutsError` for what is wrong with the list, the command, a text, or a run that cannot go on.
    """
    mode = request.mode
    if mode == "new":
        check_new(request.folder, replace=request.force)
    before = read_run(request.folder) if mode != "new" else None
    asked = asked_again(before, given) if before else Asked(**given)
    if asked.allow_expired and not asked.agreed_on:
        asked = asked.model_copy(update={"agreed_on": request.today})
    if (asked.separators or asked.sort) and not asked.print_file:
        raise WrongUsage(Problem("", 0, "--separators and --sort are about print.pdf.", "Add --print-file."))
    shelf = Shelf(request.library, request.packs, request.clinic, _terms(asked, request.today))
    check_asked(asked, shelf, request.clinic)
    patients = read_list(request.patients, request.labels, numbered=request.resume)
    if before is None and request.resume and "row" in patients.columns:
        what = "This is the failed.csv of a run, and there is no run in the folder."
        raise WrongUsage(Problem(shown(request.folder), 0, what, "Name the folder of its run with -o."))
    if before and request.resume:
        check_list(request.patients, request.folder, before, patients, request.labels)
    rules = slip_rules(request.clinic, request.today)
    orders = date_orders(patients, asked.date_order, expected=request.date_order)
    if before:
        orders |= {column: order for column, order in before.date_orders.items() if order in ("dmy", "mdy")}

    read_row, plan_entry = entry_reader(patients, rules, orders), planner(asked, shelf, request.clinic)

    def plan(row: Row) -> Planned:
        return plan_entry(read_row(row))

    made, hashes = made_before(request.folder) if before else ({}, {})
    known = {row: (name, before.rows.get(row)) for row, name in made.items()} if before else {}
    _check_rows(request.rows, patients)
    rows = (row for row in patients.rows() if row.number in request.rows)

    def is_missing(row: int) -> bool:
        return mode == "again" or row not in made

    found = survey(rows, plan, known, is_missing, named_by_patients=asked.name_files is not None)
    run = _run_file(request.clinic, asked, orders, found)
    notes = order_notes(patients, orders, asked.date_order)
    prepared = Prepared(request, mode, patients, run, found, plan, made, hashes, notes)
    return _going_on(prepared, before) if before else prepared


def _terms(asked: Asked, today: datetime.date) -> Terms:
    """On which terms the run gives texts; who agreed to expired ones did so when that was first asked."""
    by = agreed(asked.allow_expired, asked.agreed_on or today)
    return Terms(today, for_patient=True, draft=asked.draft, agreed=by)


def _going_on(prepared: Prepared, before: RunFile) -> Prepared:
    """The run as it was begun, with what is asked of it now. Raises `Refused` where its leaflets would differ."""
    request, patients, found, made = prepared.request, prepared.patients, prepared.survey, prepared.made
    check_same(before, prepared.run, found, made, patients)
    if prepared.mode == "resume":  # a row that was mended and made may stand in the whole list as it was
        found = replace(found, refused={row: why for row, why in found.refused.items() if row not in made})
    out = taken_out(request.patients, request.folder, before, patients) if request.resume else []
    kept = {row: digest for row, digest in before.rows.items() if row not in out}
    texts = {**before.texts, **prepared.run.texts}
    run = prepared.run.model_copy(update={"texts": texts, "rows": kept, "date_orders": before.date_orders})
    return replace(prepared, run=run, survey=found, taken_out=tuple(out))


def _check_rows(wanted: Numbers, patients: PatientList) -> None:
    last = max((row.number for row in patients.rows()), default=0) if wanted.spans else 0
    if any(span.stop - 1 > last for span in wanted.spans):
        what = f"--rows names rows that the list has not; its last is row {last}."
        raise WrongUsage(Problem(patients.table.name, 0, what, "Name rows of the list."))


def _run_file(clinic: Clinic | None, asked: Asked, orders: Mapping[str, Order | None], found: Survey) -> RunFile:
    program, typesetter = versions()
    texts = {
        handout.source.text_hash: Text(
            name=handout.name,
            language=handout.language,
            version=handout.front.version,
            title=handout.front.title,
            standing=said(standing, words(handout.language), has_clinic=clinic is not None, is_extract=False).about,
        )
        for handout, standing in found.texts.values()
    }
    return RunFile(
        program=program,
        typesetter=typesetter,
        clinic=clinic_hash(clinic) if clinic else None,
        asked=asked,
        date_orders=dict(orders),
        texts=texts,
    )
