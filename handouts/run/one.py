"""One patient's leaflet, made as a run makes it: the same bytes."""

from __future__ import annotations

from pathlib import Path

from handouts.content.words import words
from handouts.errors import HandoutsError
from handouts.page.naming import check_pack
from handouts.page.output import PNG_DPI, check_fold, make, page_paths, pictures
from handouts.page.slip import Slip, texts
from handouts.patient.kind import Kind, kind_of
from handouts.patient.make import Subject, typeset_in_full
from handouts.patient.master import Master
from handouts.patient.stamp import other_kind, stamp
from handouts.run.result import Failed
from handouts.run.store import Store
from handouts.run.worker import MasterTask, open_one

KINDS = 2
"""Kinds of slips that are tried: the one that is likely, and the one that it turns out to be."""


def patient_files(subject: Subject, slip: Slip, kind: str, target: Path, store: Store) -> list[tuple[Path, bytes]]:
    """The files of one patient's leaflet or pack. Raises `HandoutsError` for whatever would print wrong."""
    handouts = list(subject.handouts)
    check_fold(subject.edition, kind, len(handouts))
    check_pack(handouts)
    if kind == "html" or subject.edition.fold != "none":
        asked = handouts, subject.clinic, subject.edition, slip, kind, target
        return make(*asked, is_extract=subject.is_extract, standings=subject.standings, title=subject.title)
    pdf = patient_leaflet(subject, slip, store)
    return page_paths(target, kind, [pdf] if kind == "pdf" else pictures(pdf, PNG_DPI))


def patient_leaflet(subject: Subject, slip: Slip, store: Store) -> bytes:
    """The PDF of one patient's leaflet or pack: filled in where that can be, else typeset in full.

    Raises `HandoutsError` as `typeset_in_full` does.
    """
    values = texts(slip, words(subject.handouts[0].language))
    kind: Kind | None = kind_of(values, subject.edition)
    for _ in range(KINDS):
        master = _master(subject, kind, store) if kind else None
        if kind is None or master is None:
            break
        end = stamp(master, values)
        if end is not None:
            return master.common + end
        kind = other_kind(kind, master, values)
    return typeset_in_full(subject, slip)


def _master(subject: Subject, kind: Kind, store: Store) -> Master | None:
    key = store.master_key(subject, kind)
    opened = store.master(key)
    if opened is None:
        made = open_one(MasterTask(subject, kind))
        if isinstance(made, Failed):
            raise HandoutsError(*made.problems)
        opened = made
        if store.master_key(subject, kind) == key:  # no file of the clinic's was changed meanwhile
            store.keep_master(key, opened)
    return opened.master
