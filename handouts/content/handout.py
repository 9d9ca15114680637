"""A handout: one topic in one language, read from a Markdown file with YAML front matter."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator

from handouts.content.body import SECTION_IDS, Block, Body, Section, Urgent, links, runs
from handouts.content.codes import CODE_SYSTEMS, Code, SystemName, code_mistake
from handouts.content.fields import Day, Fields, Line, Model, WebAddress, mistake, read_fields, typed
from handouts.content.markdown import read_body
from handouts.content.source import Source, read_source, split_front_matter
from handouts.errors import Problem, Problems, Refused, nearest, refused

TOPIC_SECTIONS = ("diagnosis", "treatment", "lifestyle")
LANGUAGE_TAG = r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?"
HANDOUT_NAME = r"[a-z0-9]+(-[a-z0-9]+)*"


def language_tag(value: str) -> str:
    """A BCP 47 tag of language, script and region, as in `en-GB`."""
    if not re.fullmatch(LANGUAGE_TAG, value):
        raise mistake(f"is `{value}`, not a language tag.", "Write it as in en-GB or cy.")
    return value


def _code_system(value: str) -> str:
    if value not in CODE_SYSTEMS:
        raise mistake(f"is `{value}`, a code system that is not known.", nearest(value, CODE_SYSTEMS))
    return value


def _version(value: str) -> str:
    if not re.fullmatch(r"[0-9]+(\.[0-9]+){0,2}", value):
        raise mistake(f"is `{value}`, not a version.", "Write it as in 1.0.")
    return value


def _source_id(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
        raise mistake(f"is `{value}`, not an id.", "Use small letters, digits and -.")
    return value


LanguageTag = Annotated[Line, AfterValidator(language_tag)]
Codes = dict[Annotated[SystemName, BeforeValidator(_code_system)], tuple[Line, ...]]


class Reference(Model):
    """Where a claim comes from; `checked` is the day on which somebody read the page, `language` that of its title."""

    title: Line
    publisher: Line
    url: WebAddress
    checked: Day | None = None
    language: LanguageTag | None = None


class Translation(Model):
    """The text that a translation was made from."""

    language: LanguageTag
    text_hash: Line


class FrontMatter(Model):
    """What a handout says of itself."""

    title: Line
    summary: Line
    language: LanguageTag
    version: Annotated[Line, AfterValidator(_version)]
    kind: Literal["topic", "diagnosis", "treatment", "lifestyle", "medicine"]
    written: Day
    review_by: Day
    codes: Codes = {}
    primary_codes: Codes = {}
    terms: tuple[Line, ...] = ()
    sensitive: bool = False
    interests: Line
    translated_from: Translation | None = None
    accepted: dict[str, Line] = {}
    sources: dict[Annotated[str, AfterValidator(_source_id)], Reference]


@dataclass(frozen=True, slots=True)
class Handout:
    """One topic in one language; `name` is its folder's name."""

    name: str
    front: FrontMatter
    body: Body
    source: Source

    @property
    def language(self) -> str:
        """The tag of the language it is written in."""
        return self.front.language

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections alone, without the blocks between them."""
        return tuple(part for part in self.body if isinstance(part, Section))


def read_handout(path: Path) -> Handout:
    """Read `NAME/LANGUAGE.md`. Raises `Refused` with every mistake of the file."""
    handout, problems = read_as_far(path)
    if problems or handout is None:
        raise Refused(*problems)
    return handout


def read_as_far(path: Path) -> tuple[Handout | None, tuple[Problem, ...]]:
    """What can be read of `NAME/LANGUAGE.md`, and every mistake of the file; no handout without a front matter.

    Raises `Refused` for a file that is no text at all.
    """
    source = read_source(path)
    front_text, body_text, offset = split_front_matter(source)
    problems = Problems(source.name)
    fields = read_fields(front_text, problems)
    front = typed(FrontMatter, fields, problems)
    cited = fields.data.get("sources", {}) if fields else None
    sources = list(cited) if isinstance(cited, dict) else None
    body = read_body(body_text, offset + 1, sources, problems, front.language if front else None)
    if front and fields:
        _check_front(front, fields, path, problems)
        _check_sections(front, body, problems)
    if not re.fullmatch(HANDOUT_NAME, path.parent.name):
        problems.add(0, f"The folder's name is `{path.parent.name}`.", "Use small letters, digits and -.")
    handout = Handout(path.parent.name, front, body, source) if front else None
    return handout, tuple(sorted(problems.found, key=lambda problem: problem.line))


def _check_front(front: FrontMatter, fields: Fields, path: Path, problems: Problems) -> None:
    """What one key says against another, or against the file's name."""
    if front.language != path.stem:
        what = f"`language` is `{front.language}`, the file is named `{path.name}`."
        problems.add(fields.line("language"), what, "Make them equal.", "language")
    if front.review_by <= front.written:
        problems.add(fields.line("review_by"), "`review_by` is not after `written`.", "Set a later day.", "review_by")
    for system, codes in front.codes.items():
        for place, code in enumerate(codes):
            if wrong := code_mistake(Code(system, code)):
                problems.add(fields.line("codes", system, place), *wrong, about="codes")
    for system, codes in front.primary_codes.items():
        for code in codes:
            if code not in front.codes.get(system, ()):
                what = f"The primary code `{system}:{code}` is not among `codes`."
                problems.add(fields.line("primary_codes", system), what, "Add it to `codes` too.", "primary_codes")


def _check_sections(front: FrontMatter, body: Body, problems: Problems) -> None:
    have = {part.id for part in body if isinstance(part, Section)}
    if not body and not problems:
        problems.add(0, "The handout has no text.", "Write a `## Heading {#about}` and a paragraph.")
    elif front.kind == "topic":
        for missing in (name for name in TOPIC_SECTIONS if name not in have):
            problems.add(0, f"The section `{missing}` is missing.", f"A topic needs `## Heading {{#{missing}}}`.")


def extract(handout: Handout, sections: Iterable[str]) -> Handout:
    """The handout with these sections alone; its key message and urgent help always stay.

    Raises `Refused` for a section that the handout has not, or that is linked to and left out.
    """
    have = {section.id for section in handout.sections}
    wanted = tuple(sections)
    for name in wanted:
        if name not in have:
            allowed = [one for one in SECTION_IDS if one in have]
            raise refused(handout.source.name, 0, f"There is no section `{name}`.", nearest(name, allowed))

    def stays(part: Section | Block | Urgent) -> bool:
        if isinstance(part, Section):
            return part.id in wanted
        return isinstance(part, Urgent) or part.name == "key"

    body = tuple(part for part in handout.body if stays(part))
    problems = Problems(handout.source.name)
    for part in body:
        for target in {link.address for words in runs(part) for link in links(words)}:
            if target.startswith("#") and target[1:] not in wanted:
                what = f"A link leads to the section `{target[1:]}`, which the extract leaves out."
                problems.add(part.line, what, f"Add `{target[1:]}` to --only.")
    problems.refuse()
    return Handout(handout.name, handout.front, body, handout.source)
