"""The words of the page that no handout writes, in each language: "Page 1 of 3", "Get help now", dates."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Annotated

from pydantic import AfterValidator

from handouts.content.fields import Line, Model, mistake, read_fields, typed
from handouts.content.source import read_source
from handouts.errors import Problems, nearest, refused
from handouts.resources import resource


def _holds(*names: str) -> AfterValidator:
    """A text with these places to fill, each once, and no others."""

    def check(value: str) -> str:
        found = sorted(name for _, name, _, _ in Formatter().parse(value) if name is not None)
        if found != sorted(names):
            wanted = " and ".join(f"{{{name}}}" for name in names)
            raise mistake(f"is `{value}`.", f"It must hold {wanted} once each.")
        return value

    return AfterValidator(check)


class SlipWords(Model):
    """The labels of the slip."""

    name: Line
    date_of_birth: Line
    number: Line
    nhs_number: Line
    date: Line
    given_by: Line
    next_visit: Line
    note: Annotated[Line, _holds("given_by")]
    note_unsigned: Line


class FigureWords(Model):
    """What figures say: a number of 100 people; and what stands for a drawing where it is read aloud."""

    share: Annotated[Line, _holds("count")]
    icon_array: Annotated[Line, _holds("shares")]
    bar_chart: Annotated[Line, _holds("bars")]
    dashed_line: Annotated[Line, _holds("line")]


class DeskWords(Model):
    """What the list for the desk says, and the sheets between patients."""

    title: Line
    confidential: Line
    everyone: Annotated[Line, _holds("leaflet")]
    patients: Annotated[Line, _holds("first", "last", "total")]
    row: Line
    leaflet: Line
    sheets: Line
    done: Line
    no_name: Line
    large_print: Line
    continued: Annotated[Line, _holds("page")]
    for_the_printer: Line


class Words(Model):
    """The catalogue of one language."""

    language: Line
    date_pattern: Line
    decimal_sign: Line
    page: Annotated[Line, _holds("page", "pages")]
    turn_over: Line
    call_us: Line
    now: Line
    today: Annotated[Line, _holds("phone")]
    today_no_phone: Line
    actions: Line
    plan: Line
    questions: Line
    unknown: Line
    sources: Line
    about_leaflet: Line
    version: Annotated[Line, _holds("version", "date")]
    review: Annotated[Line, _holds("date")]
    interests: Annotated[Line, _holds("interests")]
    feedback: Annotated[Line, _holds("contact")]
    feedback_no_contact: Line
    more_online: Line
    qr_alt: Annotated[Line, _holds("address")]
    draft: Line
    checked: Annotated[Line, _holds("by", "date", "next")]
    next_check: Annotated[Line, _holds("next")]
    past_review: Line
    past_review_agreed: Annotated[Line, _holds("name", "date")]
    sample: Line
    extract: Line
    short_version: Annotated[Line, _holds("version")]
    pack_title: Line
    pack_contents: Line
    pack_pages: Annotated[Line, _holds("pages")]
    sample_clinic: Line
    slip: SlipWords
    desk: DeskWords
    figure: FigureWords
    assistance: dict[str, Annotated[Line, _holds("phone")]] = {}
    """How to get help in other languages, by the language of the sentence (45 CFR 92.11 asks for it in the US)."""

    def decimal(self, number: str) -> str:
        """A number that is written with a point, as this language writes it."""
        return number.replace(".", self.decimal_sign)

    def language_name(self, tag: str) -> str:
        """What this language calls another: "Welsh"."""
        from babel import Locale  # no list of texts names one

        name: str | None = Locale.parse(tag, sep="-").get_display_name(Locale.parse(self.language, sep="-"))
        return name or tag

    def date(self, day: date) -> str:
        """A day as this language writes it: "22 November 2026"."""
        from handouts.content.days import written_day  # no list of texts writes a day

        return written_day(day, self.date_pattern, self.language)


def languages() -> list[str]:
    """The tags of the languages that have a catalogue."""
    return sorted(path.stem for path in resource("content/catalogue").glob("*.yaml"))


@cache
def words(language: str) -> Words:
    """The catalogue of a language tag. Raises `Refused` where there is none; no other language stands in."""
    path = resource(f"content/catalogue/{language}.yaml")
    if language not in languages():
        remedy = nearest(language, languages())
        raise refused("", 0, f"There are no page words for the language `{language}`.", remedy)
    return read_words(path)


def read_words(path: Path) -> Words:
    """Read the catalogue of a language, `TAG.yaml`. Raises `Refused` with every mistake of the file."""
    source = read_source(path)
    problems = Problems(source.name)
    fields = read_fields(source.text, problems)
    found = typed(Words, fields, problems)
    if found and fields and found.language != path.stem:
        what = f"`language` is `{found.language}`, the file is named `{path.name}`."
        problems.add(fields.line("language"), what, "Make them equal.")
    problems.refuse()
    assert found is not None
    return found
