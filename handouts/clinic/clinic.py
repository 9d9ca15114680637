"""A clinic: who a leaflet is from, read from the `clinic.yaml` in its folder."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator

from handouts.clinic.brand import Brand
from handouts.clinic.edition import EditionName, OwnEdition
from handouts.clinic.inherit import (
    FILE_NAME,
    NOT_OF_A_SITE,
    KeyPath,
    Layer,
    Merged,
    Origin,
    at_site,
    merged,
    read_layers,
)
from handouts.content.fields import Line, Model, WebAddress, mistake, typed_data
from handouts.content.handout import HANDOUT_NAME, LanguageTag
from handouts.content.source import Source
from handouts.errors import Problem, Refused, nearest, refused
from handouts.files import shown

MAX_QR_LETTERS = 200

SlipField = Literal["name", "date_of_birth", "number", "date", "given_by", "next_visit", "note"]
SLIP_FIELDS: tuple[SlipField, ...] = ("name", "date_of_birth", "number", "date", "given_by", "next_visit", "note")


def _phone(value: str) -> str:
    if not re.fullmatch(r"\+?[(0-9][0-9 ()./-]{1,24}[0-9)](\s*(ext\.?|x|option)\s*[0-9]{1,6})?", value):
        raise mistake(f"is `{value}`, not a telephone number.", "Write it as it is dialled, as in 01632 960001.")
    return value


def _email(value: str) -> str:
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+", value):
        raise mistake(f"is `{value}`, not an email address.", "Write it as in team@example.org.")
    return value


def _scannable(value: str) -> str:
    if len(value) > MAX_QR_LETTERS:
        remedy = f"A telephone reads a code of at most {MAX_QR_LETTERS}; use a shorter one."
        raise mistake(f"has {len(value)} letters.", remedy)
    return value


Phone = Annotated[Line, AfterValidator(_phone)]


class UrgentContact(Model):
    """Whom to call today; without it, the clinic's own number."""

    phone: Phone
    hours: Line | None = None


class SlipRules(Model):
    """Which fields of the slip are printed, under which labels; `number: nhs` is an NHS number."""

    fields: tuple[SlipField, ...] = SLIP_FIELDS
    labels: dict[SlipField, Line] = {}
    number: Literal["any", "nhs"] = "any"


class Policy(Model):
    """What the clinic allows besides checked and current texts."""

    unapproved: Literal["refuse", "draft"] = "refuse"
    expired: Literal["refuse", "allow"] = "refuse"


class ClinicFile(Model):
    """What `clinic.yaml` says."""

    name: Line
    phone: Phone
    address: tuple[Line, ...] = ()
    hours: Line | None = None
    email: Annotated[Line, AfterValidator(_email)] | None = None
    website: WebAddress | None = None
    qr: Annotated[WebAddress, AfterValidator(_scannable)] | None = None
    feedback: Line | None = None
    language: LanguageTag | None = None
    urgent: UrgentContact | None = None
    slip: SlipRules = SlipRules()
    policy: Policy = Policy()
    editions: dict[EditionName, OwnEdition] = {}
    brand: Brand = Brand()


@dataclass(frozen=True, slots=True)
class Clinic:
    """A clinic, or one of its sites: what its own file and its parents' say together, and where each value stands."""

    layers: tuple[Layer, ...]
    file: ClinicFile
    merged: Merged
    site: str | None = None

    @property
    def folder(self) -> Path:
        """The clinic's own folder."""
        return self.layers[0].folder

    @property
    def sources(self) -> tuple[Source, ...]:
        """The clinic's file and its parents', the nearest first."""
        return tuple(layer.source for layer in self.layers)

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders in which its handouts, templates and style sheets may lie, the nearest first."""
        return tuple(layer.folder for layer in self.layers)

    def origin(self, *key: str | int) -> Origin:
        """Where a value came from."""
        return self.merged.origin(*key)


def _file(path: Path) -> Path:
    with suppress(OSError):  # a path that is longer than the system allows
        file = path / FILE_NAME if path.is_dir() else path
        if file.exists():
            return file
    raise refused(shown(path), 0, "There is no clinic here.", f"Name a folder that holds {FILE_NAME}, or that file.")


def read_clinic(path: Path, site: str | None = None) -> Clinic:
    """Read a clinic, or one of its sites, from its folder or its `clinic.yaml`, together with its parents.

    Raises `Refused` with every mistake of the files, those of other sites too.
    """
    problems: list[Problem] = []
    layers = read_layers(_file(path), problems)
    whole = merged(layers)
    sites = _sites(whole, problems)
    found = {name: _typed(whole if name is None else at_site(whole, name), problems) for name in (None, *sites)}
    if problems:
        raise Refused(*sorted(problems, key=lambda problem: (problem.where, problem.line)))
    chosen = whole if site is None else at_site(whole, site)
    file = found[site]
    assert file is not None
    return Clinic(layers, file, chosen, site)


def _sites(whole: Merged, problems: list[Problem]) -> list[str]:
    """The names of the clinic's sites."""
    sites = whole.data.get("sites", {})
    origin = whole.origin("sites")
    if not isinstance(sites, dict):
        problems.append(Problem(origin.where, origin.line, "`sites` is not a map.", "Write each site's name as a key."))
        return []
    for name, values in sites.items():
        origin = whole.origin("sites", name)
        if not re.fullmatch(HANDOUT_NAME, name):
            what = f"`{name}` cannot be the name of a site."
            problems.append(Problem(origin.where, origin.line, what, "Use small letters, digits and -."))
        if not isinstance(values, dict):
            what = f"The site `{name}` is not a map."
            problems.append(Problem(origin.where, origin.line, what, "Write below it what differs, as in phone: ..."))
        elif wrong := next((key for key in NOT_OF_A_SITE if key in values), None):
            place = whole.origin("sites", name, wrong)
            problems.append(Problem(place.where, place.line, f"A site cannot have `{wrong}`.", "Take the key out."))
    return [name for name, values in sites.items() if isinstance(values, dict)]


def _typed(merged: Merged, problems: list[Problem]) -> ClinicFile | None:
    def tell(path: KeyPath, what: str, remedy: str) -> None:
        if any(path[:length] in merged.refused for length in range(len(path) + 1)):
            return
        if path and what == f"The key `{path[0]}` is unknown.":
            remedy = nearest(str(path[0]), [*ClinicFile.model_fields, "sites", "extends"])
        origin = merged.origin(*path)
        problem = Problem(origin.where, origin.line, what, remedy)
        if problem not in problems:
            problems.append(problem)

    data = {key: value for key, value in merged.data.items() if key != "sites"}
    return typed_data(ClinicFile, data, tell)


def find_clinic_file(given: Path | None) -> Path | None:
    """The clinic's file: the one named, else $HANDOUTS_CLINIC's, else the nearest `clinic.yaml` upwards, else none.

    Raises `Refused` where one is named and is not there.
    """
    named = given or (Path(value) if (value := os.environ.get("HANDOUTS_CLINIC")) else None)
    if named:
        return _file(named)
    here = Path.cwd()
    return next((file for folder in (here, *here.parents) if (file := folder / FILE_NAME).is_file()), None)


def find_clinic(given: Path | None, site: str | None = None) -> Clinic | None:
    """The clinic of the file that `find_clinic_file` finds, or one of its sites.

    Raises `Refused` as `read_clinic` does, and for a site where there is no clinic.
    """
    file = find_clinic_file(given)
    if file:
        return read_clinic(file, site)
    if site:
        raise refused("", 0, f"There is no clinic, and so no site `{site}`.", "Name the clinic with -c.")
    return None
