"""A clinic: who a leaflet is from, read from the `clinic.yaml` in its folder."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator

from handouts.clinic.brand import Brand
from handouts.content.fields import Fields, Line, Model, WebAddress, mistake, read_fields, typed
from handouts.content.handout import LanguageTag
from handouts.content.source import Source, read_source
from handouts.errors import Problems, refused
from handouts.files import shown

FILE_NAME = "clinic.yaml"
MAX_QR_LETTERS = 200
LATER = {"extends": "A parent clinic", "sites": "Sites", "editions": "An edition of your own"}
"""Keys that the format knows and that this version cannot yet follow: refused, so that none is silently dropped."""

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
    brand: Brand = Brand()


@dataclass(frozen=True, slots=True)
class Clinic:
    """A clinic and the folder that it came from, beyond which none of its files may lie."""

    folder: Path
    file: ClinicFile
    source: Source
    lines: Mapping[tuple[str | int, ...], int]

    @property
    def library(self) -> Path:
        """Where the clinic's own handouts lie, if it has any."""
        return self.folder / "library"

    def line(self, *key: str | int) -> int:
        """The line of a key in `clinic.yaml`."""
        return Fields({}, self.lines).line(*key)


def _file(path: Path) -> Path:
    with suppress(OSError):  # a path that is longer than the system allows
        file = path / FILE_NAME if path.is_dir() else path
        if file.exists():
            return file
    raise refused(shown(path), 0, "There is no clinic here.", f"Name a folder that holds {FILE_NAME}, or that file.")


def read_clinic(path: Path) -> Clinic:
    """Read a clinic from its folder or its `clinic.yaml`. Raises `Refused` with every mistake of the file."""
    file = _file(path)
    source = read_source(file)
    problems = Problems(source.name)
    fields = read_fields(source.text, problems)
    for key, what in LATER.items():
        if fields and key in fields.data:
            problems.add(fields.line(key), f"{what} (`{key}`) cannot be used in this version.", "Take the key out.")
            del fields.data[key]
    found = typed(ClinicFile, fields, problems)
    problems.refuse()
    assert found is not None and fields is not None
    return Clinic(file.parent.resolve(), found, source, fields.lines)


def find_clinic(given: Path | None) -> Clinic | None:
    """The clinic that was named, else that of $HANDOUTS_CLINIC, else the nearest `clinic.yaml` upwards, else none."""
    named = given or (Path(value) if (value := os.environ.get("HANDOUTS_CLINIC")) else None)
    if named:
        return read_clinic(named)
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / FILE_NAME).is_file():
            return read_clinic(folder)
    return None
