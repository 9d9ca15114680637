"""What a person chooses on the page of a preview: the switches, and where each has its words from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from babel import Locale, UnknownLocaleError

from handouts.clinic.clinic import Clinic
from handouts.clinic.edition import BASES, PAPERS, Edition, edition
from handouts.content.finder import DEFAULT_LANGUAGE


@dataclass(frozen=True, slots=True)
class Choice:
    """How a handout is looked at; an empty language or site is left to the clinic."""

    edition: str = Edition().base
    paper: str = Edition().paper
    language: str = ""
    site: str = ""

    def typeset_as(self) -> Edition:
        """The edition that the words name. Raises `Refused` for a word that is unknown."""
        return edition(self.edition, self.paper)

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
    every = (
        Switch("edition", "Edition", choice.edition, _labelled(BASES)),
        Switch("paper", "Paper", choice.paper, tuple((paper, paper) for paper in PAPERS)),
        Switch(
            "language",
            "Language",
            choice.language or own or DEFAULT_LANGUAGE,
            tuple((tag, _language(tag)) for tag in sorted(languages)),
        ),
        Switch("site", "Site", choice.site, (("", "The clinic itself"), *_labelled(sites))),
    )
    return tuple(one for one in every if len(one.options) > 1)


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
