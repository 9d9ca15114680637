"""Composes a leaflet as HTML: a handout, who it is from, how it is set, and whom it is for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from handouts.clinic.approval import Standing
from handouts.clinic.brand import PRIMARY, readable_on_white
from handouts.clinic.clinic import SLIP_FIELDS, Clinic, SlipField, SlipRules
from handouts.clinic.edition import Edition
from handouts.content.body import Block, Bullets, Citation, Inline, Link, Section, Steps, Strong, Table, Urgent, plain
from handouts.content.handout import Handout
from handouts.content.words import Words, words
from handouts.errors import Refused
from handouts.page.assets import Asset, qr_code, read_picture
from handouts.page.fonts import letter_problems
from handouts.patient.slip import WHERE, Slip
from handouts.resources import resource

HEAD_FIELDS: tuple[SlipField, ...] = ("name", "date_of_birth", "number")
VISIT_FIELDS: tuple[SlipField, ...] = ("given_by", "date", "next_visit")
SHORT_ITEM = 34
"""Letters that fit on a line of half the measure: a list of such items is set in two columns."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A page in HTML, and the assets that it refers to."""

    title: str
    language: str
    html: str
    assets: tuple[Asset, ...]


def compose(
    handout: Handout,
    clinic: Clinic | None,
    edition: Edition,
    standing: Standing,
    slip: Slip | None = None,
    *,
    extract: bool = False,
) -> Composed:
    """The leaflet as HTML. Raises `Refused` for a letter without a glyph or a picture that would print wrong."""
    _check_letters(handout, clinic, slip)
    catalogue = words(handout.language)
    file = clinic.file if clinic else None
    logo = _logo(clinic)
    qr = qr_code(file.qr) if file and file.qr else None
    assets = tuple(asset for asset in (logo, qr) if asset)
    urgent = file.urgent if file else None
    citations = _citations(handout)
    rules = file.slip if file else SlipRules()
    html = _render(
        "leaflet.html",
        handout=handout,
        clinic=file,
        edition=edition,
        words=catalogue,
        styles=_styles(clinic, edition, catalogue),
        state=_state(standing, clinic, catalogue, extract),
        prefix=f"{handout.name}-",
        logo=logo,
        logo_alt=_logo_alt(clinic),
        qr=qr,
        urgent_phone=urgent.phone if urgent else file.phone if file else None,
        urgent_hours=(urgent.hours if urgent else file.hours) if file else None,
        feedback=file and (file.feedback or file.email or file.phone),
        citations=citations,
        sources=_sources(handout, citations),
        slip_head=_fields(HEAD_FIELDS, slip, rules, catalogue),
        slip_visit=_fields(VISIT_FIELDS, slip, rules, catalogue),
        slip_note=_note(slip, rules, catalogue),
        short=_is_short,
        printed=_printed_address,
    )
    return Composed(handout.front.title, handout.language, html, assets)


def compose_cover(handouts: list[Handout], clinic: Clinic | None, edition: Edition, standings: list[Standing]) -> Composed:
    """The cover of a pack, which lists what is in it."""
    catalogue = words(handouts[0].language)
    logo = _logo(clinic)
    html = _render(
        "cover.html",
        handouts=handouts,
        clinic=clinic.file if clinic else None,
        edition=edition,
        words=catalogue,
        styles=_styles(clinic, edition, catalogue),
        state=_state(standings[0], clinic, catalogue, extract=False),
        logo=logo,
        logo_alt=_logo_alt(clinic),
    )
    return Composed(catalogue.pack_title, handouts[0].language, html, (logo,) if logo else ())


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(resource("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _render(template: str, **values: Any) -> str:
    html = _templates().get_template(template).render(values)
    return re.sub(r"\n\s*\n+", "\n", html).strip() + "\n"


def _styles(clinic: Clinic | None, edition: Edition, catalogue: Words) -> Markup:
    """All style sheets in one, the brand's values and the catalogue's words for the foot among them."""
    names = ["tokens", "base", "parts", "page", f"paper-{edition.paper.lower()}"]
    names += ["large-print"] if edition.large else []
    sheets = [resource(f"styles/{name}.css").read_text("utf-8") for name in (*names, "screen")]
    primary = clinic.file.brand.color.primary if clinic else PRIMARY
    before, between, after = re.split(r"\{pages?\}", catalogue.page)
    sheets.append(
        f":root {{ --brand: {primary}; --brand-text: {readable_on_white(primary)}; }}\n"
        f".page-number::before {{ content: {_css_string(before)} counter(page) {_css_string(between)}"
        f" counter(pages) {_css_string(after)}; }}\n"
        '@counter-style nothing { system: cyclic; symbols: ""; suffix: ""; }\n'
        f"@counter-style turn-over {{ system: cyclic; symbols: {_css_string(catalogue.turn_over)};"
        " range: 2 infinite; fallback: nothing; }\n"
        ".turn-over::before { content: counter(pages, turn-over); }\n"
    )
    return Markup("\n".join(sheets))


def _css_string(text: str) -> str:
    """A text as a CSS string."""
    return '"' + re.sub(r'["\\<\n]', lambda found: f"\\{ord(found.group()):x} ", text) + '"'


def _state(standing: Standing, clinic: Clinic | None, catalogue: Words, extract: bool) -> str:
    """The line at the foot of every page that says whether the text may be given."""
    lines = {Standing.DRAFT: catalogue.draft}
    parts = [catalogue.extract if extract else "", "" if clinic else catalogue.sample, lines[standing]]
    return " ".join(part for part in parts if part)


def _logo(clinic: Clinic | None) -> Asset | None:
    logo = clinic.file.brand.logo if clinic else None
    if not (clinic and logo):
        return None
    return read_picture("logo", logo.path, clinic.folder, clinic.source.name, clinic.line("brand", "logo", "path"))


def _logo_alt(clinic: Clinic | None) -> str:
    logo = clinic.file.brand.logo if clinic else None
    return (logo.alt or clinic.file.name) if clinic and logo else ""


def _citations(handout: Handout) -> dict[str, int]:
    """The number of each source, in the order in which they are first cited; those never cited come last."""
    cited = [one for inlines in _all_inlines(handout) for one in _cited(inlines)]
    return {name: number for number, name in enumerate(dict.fromkeys([*cited, *handout.front.sources]), 1)}


def _cited(inlines: Iterable[Inline]) -> Iterator[str]:
    for inline in inlines:
        match inline:
            case Citation(ids):
                yield from ids
            case Strong(inner) | Link(_, inner):
                yield from _cited(inner)


def _all_inlines(handout: Handout) -> Iterator[tuple[Inline, ...]]:
    """Every run of words, in the order in which they are read."""

    def of(part: Any) -> Iterator[tuple[Inline, ...]]:
        match part:
            case Section(heading=heading, parts=parts):
                yield heading
                for one in parts:
                    yield from of(one)
            case Block(parts=parts):
                for one in parts:
                    yield from of(one)
            case Urgent(now=now, today=today):
                yield from (item.inlines for item in (*now, *today))
            case Bullets(items=items) | Steps(items=items):
                yield from (item.inlines for item in items)
            case Table(head=head, rows=rows):
                yield from head
                for row in rows:
                    yield from row
            case _:
                yield getattr(part, "inlines", ())

    for part in handout.body:
        yield from of(part)


def _sources(handout: Handout, citations: dict[str, int]) -> list[dict[str, str]]:
    """What the list of sources prints; the title leads to the address."""
    found = []
    for name in citations:
        source = handout.front.sources[name]
        found.append({"id": name, "title": source.title, "publisher": source.publisher, "url": source.url})
    return found


def _fields(wanted: tuple[SlipField, ...], slip: Slip | None, rules: SlipRules, catalogue: Words) -> list[dict[str, str]]:
    """The fields of one row of the slip, as label and value; an empty value is a place to write."""
    fields = []
    for name in wanted:
        value = getattr(slip, name) if slip else None
        if name not in rules.fields:
            if value:
                raise Refused(*_not_printed(name))
            continue
        key = "nhs_number" if name == "number" and rules.number == "nhs" else name
        label = rules.labels.get(name) or getattr(catalogue.slip, key)
        text = catalogue.date(value) if isinstance(value, date) else value or ""
        fields.append({"name": name, "label": label, "value": text})
    return fields


def _note(slip: Slip | None, rules: SlipRules, catalogue: Words) -> dict[str, str] | None:
    if not (slip and slip.note):
        return None
    if "note" not in rules.fields:
        raise Refused(*_not_printed("note"))
    label = catalogue.slip.note.format(given_by=slip.given_by) if slip.given_by else catalogue.slip.note_unsigned
    return {"label": label, "value": slip.note}


def _not_printed(name: str) -> list[Any]:
    from handouts.errors import Problem

    what = f"The clinic's slip does not print `{name}`."
    return [Problem(WHERE, 0, what, "Leave it empty, or add it to `slip: fields` in clinic.yaml.")]


def _check_letters(handout: Handout, clinic: Clinic | None, slip: Slip | None) -> None:
    """Every letter that will be printed must have a glyph in a bundled font."""
    problems = letter_problems(handout.source.name, enumerate(handout.source.lines, 1), "Write it with other letters.")
    if clinic:
        lines = [(number, line.split(" #")[0]) for number, line in enumerate(clinic.source.lines, 1)]
        problems += letter_problems(clinic.source.name, lines, "Write it with other letters.")
    for name in SLIP_FIELDS if slip else ():
        value = getattr(slip, name)
        if isinstance(value, str):
            remedy = f"Write `{name}` by hand: leave the field empty."
            problems += letter_problems(f"{WHERE}: {name}", [(0, value)], remedy)
    if problems:
        raise Refused(*problems)


def _is_short(part: Bullets) -> bool:
    """Whether a list is set in two columns."""
    return len(part.items) >= 4 and all(
        len(plain(item.inlines)) <= SHORT_ITEM and not item.blank and not item.tick for item in part.items
    )


def _printed_address(link: Link) -> str:
    """What paper shows of a link besides its words: its address, unless the words are the address."""
    address = re.sub(r"^(https?://(www\.)?|mailto:|tel:)", "", link.address).rstrip("/")
    return "" if address in plain(link.inlines) else address
