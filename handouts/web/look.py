"""One look at a handout: from a choice to its pages as pictures, or to why there are none."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from handouts.check.look import text_findings
from handouts.clinic.approval import Agreed
from handouts.clinic.clinic import Clinic, read_clinic
from handouts.content.finder import Library, find_file, find_library
from handouts.content.handout import read_handout
from handouts.content.words import words
from handouts.errors import HandoutsError, Problem, Refused, refused
from handouts.page.naming import leaflet_stem
from handouts.page.output import make
from handouts.page.standing import Terms, given_all
from handouts.web.choice import Choice, Switch, switches
from handouts.web.findings import Finding, findings

CSS_DPI = 96
"""Pixels of a style sheet in an inch of paper."""
FINER = 2
"""Pixels of a picture for each of them: screens of today show as many."""
QUALITY = 95
"""JPEG at this quality, with all of its colour, is told from PNG by nobody and takes a fifth of the time."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is looked at: a handout by its name, and the file of the clinic it is from."""

    name: str
    clinic_file: Path | None


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as a JPEG; equal pages have equal keys. Width and height are in CSS pixels."""

    key: str
    data: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Pages:
    """A leaflet as it prints."""

    title: str
    file_name: str
    pdf: bytes
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look has shown: pages, or findings that say why there are none; no switches where nothing tells them."""

    pages: Pages | None
    findings: tuple[Finding, ...]
    switches: tuple[Switch, ...] | None


def check_named(subject: Subject, choice: Choice) -> None:
    """Raises `Refused` for what a person named and is not there: an edition, a site, a handout or its language.

    Mistakes inside the files are left to the page, which shows them until they are mended.
    """
    try:
        whole = read_clinic(subject.clinic_file) if subject.clinic_file else None
    except Refused:
        if subject.clinic_file and subject.name in find_library((subject.clinic_file.parent,)).files:
            return
        raise
    library = find_library(whole.folders if whole else ())
    clinic = _at_site(subject, choice)
    choice.typeset_as(clinic)
    _file(subject, choice, clinic, library)


def look(subject: Subject, choice: Choice) -> Seen:
    """The pages as the files are now, or what is wrong with them."""
    words.cache_clear()  # the page's words may have been saved too
    clinic, offered = None, None
    try:
        clinic = read_clinic(subject.clinic_file) if subject.clinic_file else None
        library = find_library(clinic.folders if clinic else ())
        offered = switches(choice, clinic, library.files.get(subject.name, ()))
        clinic = _at_site(subject, choice) if choice.site else clinic
        handout = read_handout(_file(subject, choice, clinic, library))
        target = Path(f"{leaflet_stem([handout])}.pdf")
        today = datetime.date.today()
        standings = given_all([handout], clinic, Terms(today, draft=True, agreed=Agreed(None, today)))
        chosen = choice.typeset_as(clinic)
        ((_, pdf),) = make([handout], clinic, chosen, None, "pdf", target, is_extract=False, standings=standings)
        checked = text_findings(handout, datetime.date.today())
    except HandoutsError as error:
        return Seen(None, findings(clinic, error.problems), offered)
    except OSError as error:  # a file that is being moved while it is read
        problem = Problem(
            str(error.filename or ""), 0, f"The file cannot be read ({error.strerror}).", "Save it again."
        )
        return Seen(None, findings(clinic, [problem]), offered)
    return Seen(Pages(handout.front.title, target.name, pdf, pictures(pdf)), findings(clinic, (), checked), offered)


def pictures(pdf: bytes) -> tuple[Picture, ...]:
    """Each page of a PDF as a browser shows it."""
    from pypdfium2 import PdfDocument

    found = []
    document = PdfDocument(pdf)
    try:
        for page in document:
            image = page.render(scale=FINER * CSS_DPI / 72).to_pil()
            stream = BytesIO()
            image.save(stream, "JPEG", quality=QUALITY, subsampling=0)
            data = stream.getvalue()
            key = hashlib.sha256(data).hexdigest()[:24]
            found.append(Picture(key, data, round(image.width / FINER), round(image.height / FINER)))
    finally:
        document.close()
    return tuple(found)


def _at_site(subject: Subject, choice: Choice) -> Clinic | None:
    if subject.clinic_file:
        return read_clinic(subject.clinic_file, choice.site or None)
    if choice.site:
        raise refused("", 0, f"There is no clinic, and so no site `{choice.site}`.", "Name the clinic with -c.")
    return None


def _file(subject: Subject, choice: Choice, clinic: Clinic | None, library: Library) -> Path:
    return find_file(library, subject.name, choice.language or None, clinic.file.language if clinic else None)
