"""What the list for the desk and the sheets between patients say of each leaflet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from handouts.clinic.clinic import Clinic
from handouts.clinic.edition import Edition
from handouts.content.finder import DEFAULT_LANGUAGE
from handouts.content.words import Words, languages, words
from handouts.page.desk import Entry, Separator
from handouts.run.desk import Desk
from handouts.run.folder import RunFile, Text
from handouts.run.names import Person
from handouts.run.print_order import Kind


def desk_of(clinic: Clinic | None, run: RunFile, kinds: Mapping[Kind, int]) -> Desk:
    """In which language and on which paper staff read the list: the clinic's, and Letter where that is most used."""
    tag = (clinic.file.language if clinic else None) or run.asked.language or DEFAULT_LANGUAGE
    said = words(tag if tag in languages() else DEFAULT_LANGUAGE)
    papers: Counter[str] = Counter({"Letter" if said.language == "en-US" else "A4": 0})
    for kind, count in kinds.items():
        papers[kind.paper] += count if kind.paper != "A5" else 0
    edition = Edition("standard", papers.most_common(1)[0][0], ink=run.asked.ink or "color")
    texts = {leaflet(kind, run.texts, said, edition) for kind in kinds}
    return Desk(clinic, said, edition, texts.pop() if len(texts) == 1 else "")


def leaflet(kind: Kind, texts: Mapping[str, Text], said: Words, edition: Edition) -> str:
    """Which leaflet it is: its titles, and what is not as with most."""
    titles = " + ".join(texts[key].title.partition(":")[0] for key in kind.text_hashes)
    language = said.language_name(kind.languages[0]) if kind.languages[0] != said.language else ""
    paper = kind.paper if kind.paper != edition.paper else ""
    return ", ".join(filter(None, [titles, language, _edition(kind.edition, said), paper]))


def _edition(name: str, said: Words) -> str:
    return {"standard": "", "large-print": said.desk.large_print}.get(name, name)


def separator(row: int, kind: Kind, said: Words) -> tuple[Separator, Edition]:
    """The sheet before a row's leaflet, and how it is set: on the same paper."""
    how = ", ".join(filter(None, [_edition(kind.edition, said), kind.paper]))
    language = said.language_name(kind.languages[0])
    return Separator(str(row), language, how), Edition("standard", kind.paper, ink=kind.ink)


def list_entry(person: Person, leaflet: str, pages: int, said: Words) -> Entry:
    """A patient's lines in the list; a leaflet of so many pages is printed on both sides."""
    born = said.date(person.born) if person.born else "–"
    return Entry(str(person.row), person.name or said.desk.no_name, born, leaflet, str((pages + 1) // 2))
