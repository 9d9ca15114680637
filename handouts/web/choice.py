"""What a person chooses on the page of a preview: the switches, and where each has its words from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from babel import Locale, UnknownLocaleError

from handouts.clinic.clinic import Clinic
from handouts.clinic.edition import BASES, PAPERS, Edition, edition
from handouts.content.finder import DEFAULT_LANGUAGE
from handouts.errors import Refused


@dataclass(frozen=True, slots=True)
class Choice:
    """How a handout is looked at; an empty paper or ink is left to the edition, a language or site to the clinic."""

    edition: str = Edition().name
    paper: str = ""
    ink: str = ""
    language: str = ""
    site: str = ""

    def typeset_as(self, clinic: Clinic | None) -> Edition:
        """The edition that the words name, which may be the clinic's own. Raises `Refused` for an unknown word."""
        own = clinic.file.editions if clinic else None
        return edition(self.edition, self.paper or None, ink=self.ink or None, own=own)

    def query(self) -> dict[str, str]:
        """What differs from a choice that nobody made, as an address carries it."""
        return {name: value for name, value in _values(self).items() if value != getattr(Choice(), name)}


@dataclass(frozen=True, slots=True)
class Switch:
    """One thing to choose: its name in the address, its label, what is chosen, and each value with its label."""

    name: str
    label: str
    value: str
    options: tuple[tuple[str, str], ...]


def read_choice(query: Mapping[str, str]) -> Choice:
    """The choice that an address carries."""
    return Choice(**{name: query[name] for name in _values(Choice()) if query.get(name)})


def switches(choice: Choice, clinic: Clinic | None, languages: Iterable[str]) -> tuple[Switch, ...]:
    """Every switch that there is something to choose with, for a handout in these languages."""
    own = clinic.file.language if clinic else None
    sites = clinic.merged.data.get("sites", {}) if clinic else {}
    set_as = _set_as(choice, clinic)
    editions = (*BASES, *(clinic.file.editions if clinic else ()))
    every = (
        Switch("edition", "Edition", choice.edition, _labelled(editions)),
        Switch("paper", "Paper", set_as.paper, tuple((paper, paper) for paper in PAPERS)),
        Switch("ink", "Ink", set_as.ink, (("color", "Colour"), ("mono", "One ink"))),
        Switch(
            "language",
            "Language",
            choice.language or own or DEFAULT_LANGUAGE,
            tuple((tag, _language(tag)) for tag in sorted(languages)),
        ),
        Switch("site", "Site", choice.site, (("", "The clinic itself"), *_labelled(sites))),
    )
    return tuple(one for one in every if len(one.options) > 1)


def _set_as(choice: Choice, clinic: Clinic | None) -> Edition:
    """The edition of a choice; where there is no such one, what was chosen stands there beside the message."""
    try:
        return choice.typeset_as(clinic)
    except Refused:
        return Edition(paper=choice.paper or Edition().paper, ink=choice.ink or Edition().ink)


def _values(choice: Choice) -> dict[str, str]:
    return {field.name: getattr(choice, field.name) for field in fields(choice)}


def _labelled(names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Names of the program or the clinic as a label shows them: `large-print` is "Large print"."""
    return tuple((name, name.replace("-", " ").capitalize()) for name in names)


def _language(tag: str) -> str:
    try:
        return Locale.parse(tag, sep="-").get_display_name("en") or tag
    except (UnknownLocaleError, ValueError):
        return tag
