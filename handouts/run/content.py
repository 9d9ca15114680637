"""What rows of a run that differ in their patient alone have in common: found once, and shared by all of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import lru_cache

from handouts.clinic.approval import Standing
from handouts.clinic.clinic import Clinic
from handouts.clinic.edition import Edition, edition
from handouts.content.handout import Handout
from handouts.content.packs import Chosen
from handouts.errors import Refused, RefusedByPolicy, WrongUsage
from handouts.page.naming import check_pack, leaflet_stem
from handouts.patient.entry import Wanted
from handouts.patient.mistake import Complaint
from handouts.run.folder import Asked
from handouts.run.record import described
from handouts.run.shelf import Shelf, names_of

MOST_KEPT = 1024
"""Contents that are kept at once; a list asks for a few."""


@dataclass(frozen=True, slots=True)
class Content:
    """The texts of a leaflet or pack, how they are set, and what they are called; `title` is of a named pack's cover.

    `stem` is of its files' names. Contents of equal `key` make equal leaflets of the same clinic and patient.
    `digested` is what stands before and after the slip in what a row's digest is made of, `recorded` its part of a
    line of the record.
    """

    handouts: tuple[Handout, ...]
    standings: tuple[Standing, ...]
    edition: Edition
    title: str | None
    stem: str
    key: str
    digested: tuple[str, str]
    recorded: str


@dataclass(frozen=True, slots=True)
class Found:
    """What there is of what a row asks for; no content where something is wrong.

    `wrong` is what is wrong with the words of the row, `unfit` why a text may not be given. `chosen` are the texts,
    where they are there.
    """

    content: Content | None
    chosen: Chosen | None
    stem: str
    wrong: tuple[Complaint, ...]
    unfit: tuple[Complaint, ...]
    sensitive: bool


def content_finder(asked: Asked, shelf: Shelf, clinic: Clinic | None) -> Callable[[Wanted], Found]:
    """Finds what rows ask for, each thing once.

    What it gives raises `HandoutsError` for a handout that is itself wrong.
    """

    @lru_cache(MOST_KEPT)
    def find(wanted: Wanted) -> Found:
        wrong: list[Complaint] = []
        unfit: list[Complaint] = []
        how = _edition(wanted, asked, clinic, wrong)
        chosen = _chosen(wanted, asked, shelf, wrong)
        handouts = chosen.handouts if chosen else ()
        standings = _standings(handouts, shelf, unfit)
        stem = leaflet_stem(handouts, pack=chosen.pack) if chosen else ""
        content = None
        if how and chosen and not wrong and not unfit:
            content = content_of(handouts, standings, how, chosen.title, stem)
        sensitive = any(handout.front.sensitive for handout in handouts)
        return Found(content, chosen, stem, tuple(wrong), tuple(unfit), sensitive)

    return find


def content_of(
    handouts: tuple[Handout, ...], standings: tuple[Standing, ...], how: Edition, title: str | None, stem: str
) -> Content:
    """A content, with all that is the same for each of its rows."""
    hashes = tuple(handout.source.text_hash for handout in handouts)
    names = [(handout.name, handout.language) for handout in handouts]
    key = hashlib.sha256(repr((names, hashes, standings, asdict(how), title)).encode()).hexdigest()[:16]
    chosen = {name: value for name, value in asdict(how).items() if value not in (None, "color")}
    before = f"[{json.dumps(names)}, {json.dumps(chosen, sort_keys=True)}, "
    after = f", {json.dumps(title)}]" if title else "]"
    return Content(handouts, standings, how, title, stem, key, (before, after), described(handouts, standings, how))


def _edition(wanted: Wanted, asked: Asked, clinic: Clinic | None, wrong: list[Complaint]) -> Edition | None:
    own = clinic.file.editions if clinic else None
    name, paper, ink = wanted.edition or asked.edition, wanted.paper or asked.paper, wanted.ink or asked.ink
    unknown = len(wrong)
    for column, words in (("edition", {"name": name}), ("paper", {"paper": paper}), ("ink", {"ink": ink})):
        try:
            edition(**words, own=own)
        except Refused as error:
            wrong += [Complaint(f"`{column}` is unknown.", one.remedy, one.what) for one in error.problems]
    return edition(name, paper, ink=ink, own=own) if len(wrong) == unknown else None


def _chosen(wanted: Wanted, asked: Asked, shelf: Shelf, wrong: list[Complaint]) -> Chosen | None:
    """The texts that a row asks for; none where one of them is not there."""
    says = wanted.handouts or wanted.pack
    names, pack = (wanted.handouts, wanted.pack) if says else (names_of(asked.handout), asked.pack)
    if not names and not pack:
        remedy = "Write one under `handout` or `pack`, or add --handout or --pack."
        wrong.append(Complaint("The row names no handout.", remedy))
        return None
    try:
        files, title = shelf.find(names, pack, wanted.language or asked.language)
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
