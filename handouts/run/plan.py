"""One row of a run: which handouts it asks for, in which language and edition, for whom, and as which file."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from string import Formatter

from handouts.clinic.approval import Standing
from handouts.clinic.clinic import SLIP_FIELDS, Clinic
from handouts.clinic.edition import Edition, edition
from handouts.content.finder import Library, find_file
from handouts.content.handout import Handout, read_handout
from handouts.content.packs import Chosen, Packs, find_pack, pack_files
from handouts.errors import Problem, Refused, RefusedByPolicy, WrongUsage, refused
from handouts.page.output import check_pack, leaflet_stem
from handouts.page.slip import Slip
from handouts.page.standing import DISCUSS, Terms, given_as
from handouts.patient.entry import Entry, RowRefused
from handouts.patient.mistake import Complaint
from handouts.run.folder import PRINT, Asked

MAX_NAME = 120
"""Letters of a file's name: every file system takes as many."""
PLACES = ("row", "name", "date_of_birth", "number", "date", "handout", "language")
"""What `--name-files` may name."""
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}


@dataclass(frozen=True, slots=True)
class Planned:
    """What is to be made of a row."""

    row: int
    handouts: tuple[Handout, ...]
    standings: tuple[Standing, ...]
    edition: Edition
    slip: Slip
    file: str
    title: str | None = None
    """Of the cover of a pack that has a name."""

    @property
    def digest(self) -> str:
        """Tells whether two rows ask for the same, whatever file they came in and however a number is spaced."""
        texts = [(handout.name, handout.language) for handout in self.handouts]
        slip = {name: value and str(value) for name, value in asdict(self.slip).items()}
        slip["number"] = plain_number(self.slip.number)
        chosen = {name: value for name, value in asdict(self.edition).items() if value not in (None, "color")}
        cover = [self.title] if self.title else []
        content = json.dumps([texts, chosen, slip, *cover], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:32]


def plain_number(number: str | None) -> str | None:
    """A patient's number as it is compared: without spaces, hyphens and case."""
    return number and "".join(filter(str.isalnum, number)).casefold()


class Shelf:
    """The library as a clinic's run sees it; each text is read once, so that it is the same for every row."""

    def __init__(self, library: Library, packs: Packs, clinic: Clinic | None, terms: Terms) -> None:
        self._library, self._packs = library, packs
        self._clinic = clinic
        self._own = clinic.file.language if clinic else None
        self._terms = terms
        self.read = cache(read_handout)
        self._standings: dict[tuple[str, str], Standing | RefusedByPolicy] = {}

    def find(self, names: tuple[str, ...], pack: str | None, language: str | None) -> tuple[list[Path], str | None]:
        """Where the handouts of these names, or of a pack, lie, and the pack's title.

        Raises `Refused` with all that is not there, or not in the language asked for.
        """
        if pack:
            title, files = pack_files(find_pack(self._packs, pack), self._library, language, self._own)
            return files, title
        files = []
        problems: list[Problem] = []
        for name in names:
            try:
                files.append(self._find_one(name, language))
            except Refused as error:
                problems += error.problems
        if problems:
            raise Refused(*problems)
        return files, None

    def _find_one(self, name: str, language: str | None) -> Path:
        if name in self._packs and name not in self._library.files:
            raise refused("", 0, f"`{name}` is a pack, not a handout.", "Name it under `pack`, or with --pack.")
        return find_file(self._library, name, language, self._own)

    def standing(self, handout: Handout) -> Standing:
        """Under which standing the run gives a text. Raises `RefusedByPolicy` where it may not."""
        key = handout.name, handout.language
        if key not in self._standings:
            try:
                self._standings[key] = given_as(handout, self._clinic, self._terms)
            except RefusedByPolicy as error:
                self._standings[key] = error
        found = self._standings[key]
        if isinstance(found, RefusedByPolicy):
            raise RefusedByPolicy(*found.problems)
        return found


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


def plan_row(entry: Entry, asked: Asked, shelf: Shelf, clinic: Clinic | None) -> Planned:
    """What a row asks for; what it leaves empty comes from the command.

    Raises `RowRefused` with all that is wrong with the row, `HandoutsError` for a handout that is itself wrong.
    """
    wrong: list[Complaint] = []
    chosen = _edition(entry, asked, clinic, wrong)
    content = _content(entry, asked, shelf, wrong)
    handouts = content.handouts if content else ()
    slip = entry.slip if entry.slip.date else replace(entry.slip, date=asked.date)
    printed = clinic.file.slip.fields if clinic else SLIP_FIELDS
    for name in SLIP_FIELDS:
        if getattr(slip, name) is not None and name not in printed:
            what = f"The clinic's slip does not print `{name}`."
            wrong.append(Complaint(what, "Leave it empty, or add it to `slip: fields` in clinic.yaml."))
    if any(handout.front.sensitive for handout in handouts) and not entry.discussed:
        wrong.append(Complaint("The handout may tell a reader what nobody has told them.", DISCUSS))
    standings = _standings(handouts, shelf, wrong)
    file = _file(entry, content, asked.name_files, wrong) if content else ""
    if wrong or chosen is None or content is None:
        raise RowRefused(*wrong)
    return Planned(entry.number, handouts, standings, chosen, slip, file, content.title)


def _edition(entry: Entry, asked: Asked, clinic: Clinic | None, wrong: list[Complaint]) -> Edition | None:
    own = clinic.file.editions if clinic else None
    name, paper, ink = entry.edition or asked.edition, entry.paper or asked.paper, entry.ink or asked.ink
    unknown = len(wrong)
    for column, words in (("edition", {"name": name}), ("paper", {"paper": paper}), ("ink", {"ink": ink})):
        try:
            edition(**words, own=own)
        except Refused as error:
            wrong += [Complaint(f"`{column}` is unknown.", one.remedy, one.what) for one in error.problems]
    return edition(name, paper, ink=ink, own=own) if len(wrong) == unknown else None


def _content(entry: Entry, asked: Asked, shelf: Shelf, wrong: list[Complaint]) -> Chosen | None:
    """The texts that a row asks for; none where one of them is not there."""
    says = entry.handouts or entry.pack
    names, pack = (entry.handouts, entry.pack) if says else (names_of(asked.handout), asked.pack)
    if not names and not pack:
        remedy = "Write one under `handout` or `pack`, or add --handout or --pack."
        wrong.append(Complaint("The row names no handout.", remedy))
        return None
    try:
        files, title = shelf.find(names, pack, entry.language or asked.language)
    except Refused as error:
        what = f"The {'pack' if pack else 'handout'} is not in the library, or not in the language asked for."
        remedies = (one.remedy.replace("with --language", "under `language`") for one in error.problems)
        wrong += [Complaint(what, remedy, one.what) for remedy, one in zip(remedies, error.problems, strict=True)]
        return None
    handouts = tuple(shelf.read(file) for file in files)
    try:
        check_pack(handouts)
    except WrongUsage as error:
        wrong += [Complaint(one.what, one.remedy) for one in error.problems]
    return Chosen(handouts, pack, title)


def _standings(handouts: tuple[Handout, ...], shelf: Shelf, wrong: list[Complaint]) -> tuple[Standing, ...]:
    """The standings under which the texts are given; a text that may not be is a mistake of the row."""
    found = []
    for handout in handouts:
        try:
            found.append(shelf.standing(handout))
        except RefusedByPolicy as error:
            wrong += [Complaint(one.what, one.remedy) for one in error.problems]
    return tuple(found)


def names_of(text: str | None) -> tuple[str, ...]:
    """The handouts of an ad-hoc pack: `a + b`."""
    return tuple(name.strip() for name in text.split("+")) if text else ()


def _check_pattern(pattern: str) -> None:
    """Raises `WrongUsage` for a pattern that names no place of a row."""
    try:
        places = [place for place in Formatter().parse(pattern) if place[1] is not None]
    except ValueError:
        places = []
    if not places or any(name not in PLACES or how or turn for _, name, how, turn in places):
        remedy = f"Write one or more of: {', '.join(f'{{{name}}}' for name in PLACES)}."
        raise WrongUsage(Problem("", 0, f"--name-files `{pattern}` cannot name files.", remedy))


def _file(entry: Entry, content: Chosen, pattern: str | None, wrong: list[Complaint]) -> str:
    """The name of a row's file: its number and its texts, unless the command asks for another."""
    stem = leaflet_stem(content.handouts, pack=content.pack)
    if pattern is None:
        return f"{entry.number:04}-{stem}.pdf"
    values = {name: str(getattr(entry.slip, name, None) or "") for name in PLACES}
    values |= {"row": f"{entry.number:04}", "handout": stem, "language": content.handouts[0].language}
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
