"""One row of a run: which handouts it asks for, in which language and edition, for whom, and as which file."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from json.encoder import encode_basestring_ascii
from operator import attrgetter
from string import Formatter

from handouts.clinic.approval import Standing
from handouts.clinic.clinic import SLIP_FIELDS, Clinic
from handouts.clinic.edition import Edition, edition
from handouts.content.handout import Handout
from handouts.content.words import words
from handouts.errors import Problem, WrongUsage
from handouts.page.naming import check_pack
from handouts.page.slip import Slip, Texts, texts
from handouts.page.standing import DISCUSS
from handouts.patient.entry import Entry, RowRefused
from handouts.patient.mistake import Complaint
from handouts.run.content import Content, Found, content_finder
from handouts.run.folder import PRINT, Asked
from handouts.run.shelf import Shelf, names_of

MAX_NAME = 120
"""Letters of a file's name: every file system takes as many."""
PLACES = ("row", "name", "date_of_birth", "number", "date", "handout", "language")
"""What `--name-files` may name."""
_SORTED = sorted(field.name for field in fields(Slip))
_NUMBER = _SORTED.index("number")
_SLIP_FORM = "{" + ", ".join(f'"{name}": %s' for name in _SORTED) + "}"
_values_of = attrgetter(*_SORTED)
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}


@dataclass(frozen=True, slots=True)
class Planned:
    """What is to be made of a row."""

    row: int
    content: Content
    slip: Slip
    file: str

    @property
    def handouts(self) -> tuple[Handout, ...]:
        """The texts, in their order."""
        return self.content.handouts

    @property
    def standings(self) -> tuple[Standing, ...]:
        """The standings of the texts."""
        return self.content.standings

    @property
    def edition(self) -> Edition:
        """How they are set."""
        return self.content.edition

    @property
    def title(self) -> str | None:
        """Of the cover of a pack that has a name."""
        return self.content.title

    @property
    def texts(self) -> Texts:
        """What the slip prints."""
        return texts(self.slip, words(self.content.handouts[0].language))

    @property
    def digest(self) -> str:
        """Tells whether two rows ask for the same, whatever file they came in and however a number is spaced."""
        before, after = self.content.digested
        content = f"{before}{_slip_json(self.slip)}{after}"
        return hashlib.sha256(content.encode()).hexdigest()[:32]


def _slip_json(slip: Slip) -> str:
    """A slip as `json.dumps` writes it with its keys sorted, in a fraction of the time."""
    values = [*_values_of(slip)]
    values[_NUMBER] = plain_number(slip.number)
    return _SLIP_FORM % tuple(["null" if one is None else encode_basestring_ascii(str(one)) for one in values])


def plain_number(number: str | None) -> str | None:
    """A patient's number as it is compared: without spaces, hyphens and case."""
    if number and number.isascii() and (digits := number.replace(" ", "")).isdigit():
        return digits
    return number and "".join(filter(str.isalnum, number)).casefold()


def check_asked(asked: Asked, shelf: Shelf, clinic: Clinic | None) -> None:
    """What the command itself asks for must exist, before any row is looked at. Raises `HandoutsError`."""
    edition(asked.edition, asked.paper, ink=asked.ink, own=clinic.file.editions if clinic else None)
    if asked.handout and asked.pack:
        raise WrongUsage(Problem("", 0, "--handout and --pack both say what is made.", "Use one of them."))
    files, _ = shelf.find(names_of(asked.handout), asked.pack, asked.language)
    handouts = [shelf.read(file) for file in files]
    check_pack(handouts)
    for handout in handouts:
        shelf.standing(handout)
    if asked.name_files:
        _check_pattern(asked.name_files)


def planner(asked: Asked, shelf: Shelf, clinic: Clinic | None) -> Callable[[Entry], Planned]:
    """Plans rows: what each asks for; what it leaves empty comes from the command.

    What it gives raises `RowRefused` with all that is wrong with a row, `HandoutsError` for a handout that is itself
    wrong.
    """
    find = content_finder(asked, shelf, clinic)
    printed = clinic.file.slip.fields if clinic else SLIP_FIELDS
    unprinted = [name for name in SLIP_FIELDS if name not in printed]

    def plan(entry: Entry) -> Planned:
        found = find(entry.wanted)
        wrong = list(found.wrong)
        slip = replace(entry.slip, date=asked.date) if asked.date and not entry.slip.date else entry.slip
        for name in unprinted:
            if getattr(slip, name) is not None:
                what = f"The clinic's slip does not print `{name}`."
                wrong.append(Complaint(what, "Leave it empty, or add it to `slip: fields` in clinic.yaml."))
        if found.sensitive and not entry.discussed:
            wrong.append(Complaint("The handout may tell a reader what nobody has told them.", DISCUSS))
        wrong += found.unfit
        file = _file(entry, found, asked.name_files, wrong)
        if wrong or found.content is None:
            raise RowRefused(*wrong)
        return Planned(entry.number, found.content, slip, file)

    return plan


def _check_pattern(pattern: str) -> None:
    """Raises `WrongUsage` for a pattern that names no place of a row."""
    try:
        places = [place for place in Formatter().parse(pattern) if place[1] is not None]
    except ValueError:
        places = []
    if not places or any(name not in PLACES or how or turn for _, name, how, turn in places):
        remedy = f"Write one or more of: {', '.join(f'{{{name}}}' for name in PLACES)}."
        raise WrongUsage(Problem("", 0, f"--name-files `{pattern}` cannot name files.", remedy))


def _file(entry: Entry, found: Found, pattern: str | None, wrong: list[Complaint]) -> str:
    """The name of a row's file: its number and its texts, unless the command asks for another."""
    if pattern is None or found.chosen is None:
        return f"{entry.number:04}-{found.stem}.pdf"
    values = {name: str(getattr(entry.slip, name, None) or "") for name in PLACES}
    values |= {"row": f"{entry.number:04}", "handout": found.stem, "language": found.chosen.handouts[0].language}
    empty = [name for _, name, _, _ in Formatter().parse(pattern) if name and not values[name]]
    name = _safe(pattern.format(**values))
    if empty:
        wrong.append(Complaint(f"--name-files needs `{empty[0]}`, which is empty here.", "Fill it in."))
    elif not name or len(name.encode()) > MAX_NAME or _is_reserved(name):
        wrong.append(Complaint("--name-files makes a name that no file can have.", "Use {number} or {row}."))
    return f"{name}.pdf"


def _is_reserved(name: str) -> bool:
    """Whether a system or this program calls something else so."""
    return name.lower().split(".")[0] in _RESERVED or PRINT.fullmatch(f"{name}.pdf") is not None


def _safe(name: str) -> str:
    """A name without what any file system refuses: separators, control characters, dots and spaces at its ends."""
    name = re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*%\s]+', "-", unicodedata.normalize("NFC", name))
    return name.strip("-. ")
