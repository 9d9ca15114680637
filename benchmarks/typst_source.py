"""The same leaflet as a typst document: every word of the handout, of the page and of the clinic.

It is made once from the handout as it was read; how it looks is in leaflet.typ. Whom it is for is read from a file that
is written anew for each patient: typst then lays out again only what changed. Given as `sys.inputs` the same fields
take three times as long.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.leaflet import Subject
from benchmarks.process import Unmeasured
from handouts.content.body import (  # type names
    Block,
    Bullets,
    Citation,
    Inline,
    Item,
    Paragraph,
    Part,
    Section,
    Steps,
    Strong,
    Table,
    Text,
    Urgent,
)
from handouts.page.citations import numbered
from handouts.page.compose import SHORT_ITEM
from handouts.page.logo import place_logo
from handouts.page.state import said

LOOK = Path(__file__).with_name("leaflet.typ")
LOGO, QR, PATIENT = "logo.png", "qr.svg", "patient.json"


def source(leaflet: Subject) -> str:
    """The whole document, which reads two pictures and the patient beside it.

    Raises `Unmeasured` for a part of a handout that it would leave out.
    """
    front, words, clinic = leaflet.handout.front, leaflet.words, leaflet.clinic.file
    state = said(leaflet.standing, words, has_clinic=True, is_extract=False)
    writer = Writer(leaflet)
    opening = [part for part in leaflet.handout.body if _opens(part)]
    rest = [part for part in leaflet.handout.body if not _opens(part)]
    head, colon, tail = front.title.partition(": ")
    foot = [text(state.foot), text(words.turn_over)]
    foot.append(text(f"{front.title.partition(':')[0]}, {words.short_version.format(version=front.version)}"))
    page = text(words.page).replace("{page}", '" + str(page) + "').replace("{pages}", '" + str(pages) + "')
    logo = place_logo(leaflet.clinic, leaflet.edition)
    assert logo and clinic.brand.logo
    logo_alt = text(clinic.brand.logo.alt or clinic.name)
    language, _, region = front.language.partition("-")
    return "\n".join([
        LOOK.read_text("utf-8"),
        f'#let patient = json("{PATIENT}")',
        f"#set document(title: {text(front.title)}, author: {text(clinic.name)}, date: none)",
        f"#set text(font: faces, lang: {text(language)}, region: {text(region)}, fill: ink, hyphenate: false)",
        f"#let foot = page-foot({', '.join(foot)}, (page, pages) => {page})",
        '#set page(paper: "a4", margin: (x: 20mm, top: 12mm, bottom: 18mm), footer-descent: 2.5mm, footer: foot)',
        "#set block(above: 0pt, below: 0pt)",
        "#show heading: set block(above: 0pt, below: 0pt, sticky: true)",
        "#show: lines.with(14pt, 19.6pt)",
        f'#identity(image("{LOGO}", width: {logo.width}mm, height: {logo.height}mm, alt: {logo_alt}), '
        f"{text(clinic.name)}, {text(words.call_us)}, {text(clinic.phone)}, {text(clinic.hours or '')})",
        f"#v(10pt)#heading-of(1, 28pt, 32pt, ink, [#{text(head + colon.rstrip())};#linebreak()#{text(tail)};])",
        f"#v(2pt)#full({text(front.summary)})",
        f"#v(10pt)#{writer.slip(('name', 'date_of_birth', 'number'), '(1fr, auto, auto)')}",
        *(writer.part(one) for one in opening),
        *(writer.part(one) for one in rest),
        f"#v(14pt)#{writer.note()}",
        f"#v(10pt)#{writer.slip(('given_by', 'date', 'next_visit'), '(1fr, auto, auto)')}",
        f"#v(12pt)#{writer.closing(state.about)}",
        "",
    ])  # fmt: skip


def text(words: str) -> str:
    """A text as typst code: a string, which no mark of typst's is read in."""
    return json.dumps(" ".join(words.split(" ")), ensure_ascii=False)


def _opens(part: object) -> bool:
    return isinstance(part, Urgent) or (isinstance(part, Block) and part.name == "key")


class Writer:
    """Writes the parts of one handout as calls of the functions in leaflet.typ."""

    def __init__(self, leaflet: Subject) -> None:
        self.leaflet = leaflet
        self.words = leaflet.words
        self.numbers = numbered(leaflet.handout)

    def part(self, part: Section | Block | Urgent | Part) -> str:
        match part:
            case Section(heading=heading, parts=parts):
                return f"#section-heading({self.inlines(heading)})\n" + _between([self.part(one) for one in parts], 8)
            case Urgent(now=now, today=today):
                phone = (self.leaflet.clinic.file.urgent or self.leaflet.clinic.file).phone
                hours = self.leaflet.clinic.file.urgent and self.leaflet.clinic.file.urgent.hours
                call = self.words.today.format(phone=phone) + (f" ({hours})" if hours else "")
                boxes = f"{text(self.words.now)}, {self.items(now)}, {text(call)}, {self.items(today)}"
                return f"#v(10pt)#urgent({boxes})"
            case Block(name="key", parts=parts):
                return f"#v(10pt)#key[{_between([self.part(one) for one in parts], 8)}]"
            case Block(name="plan", parts=(Bullets(items=items),)):
                return f"#plan({text(self.words.plan)}, {self.items(items)})"
            case Block(name="unknown", parts=(Paragraph(inlines=inlines),)):
                head = f"#box(heading(level: 3, text(size: 14pt, {text(self.words.unknown)})));"
                return f"#unknown[{head} {self.inlines(inlines)[1:-1]}]"
            case Block(name="actions", parts=(Steps(items=items),)):
                return f"#section-heading({text(self.words.actions)})#narrow(steps({self.items(items)}))"
            case Block(name="questions", parts=(Bullets(items=items),)):
                asked = [one for one in items if one.inlines]
                empty = "#write-line" * (len(items) - len(asked))
                return f"#section-heading({text(self.words.questions)})#ticked({self.items(asked)}){empty}"
            case Paragraph(inlines=inlines):
                return f"#narrow({self.inlines(inlines)})"
            case Bullets(items=items):
                written = self.items(items)
                return f"#halves(bullets, {written})" if _short(part) else f"#narrow(bullets({written}))"
            case Table(head=head, rows=rows):
                cells = [
                    f"strong({self.inlines(cell)})" if place == 0 else self.inlines(cell)
                    for row in rows
                    for place, cell in enumerate(row)
                ]
                heads = "".join(f"{self.inlines(cell)}, " for cell in head)
                return f"#rows(({heads}), {', '.join(cells)})"
        raise Unmeasured(f"{part} would be left out: it has no form in typst")

    def inlines(self, inlines: Iterable[Inline]) -> str:
        """Words as a block of content."""
        written = []
        for one in inlines:
            match one:
                case Text(words):
                    written.append(f"#{text(words)};")
                case Strong(inner):
                    written.append(f"#strong{self.inlines(inner)};")
                case Citation(ids):
                    written.append(f"#cited({', '.join(str(self.numbers[name]) for name in ids)});")
                case _:
                    raise Unmeasured(f"{one} would be left out: it has no form in typst")
        return f"[{''.join(written)}]"

    def items(self, items: Sequence[Item]) -> str:
        """The items of a list as an array of contents."""
        return f"({''.join(f'{self.item(one)}, ' for one in items)})"

    def item(self, item: Item) -> str:
        words = self.inlines(item.inlines)
        if item.tick:
            return f"ticked(({words},))"
        return f"to-write({words})" if item.blank else words

    def slip(self, names: Sequence[str], columns: str) -> str:
        fields = ", ".join(f"(patient.{name}-label, patient.{name})" for name in names)
        return f"slip({columns}, {fields})"

    def note(self) -> str:
        return "note(patient.note-label, patient.note)"

    def closing(self, state: str) -> str:
        words, front, clinic = self.words, self.leaflet.handout.front, self.leaflet.clinic.file
        about = " ".join([
            words.version.format(version=front.version, date=words.date(front.written)),
            words.review.format(date=words.date(front.review_by)),
            words.interests.format(interests=front.interests),
        ])  # fmt: skip
        lines = [
            text(", ".join([clinic.name, *clinic.address])),
            f"[#strong({text(state)}) #{text(about)};]",
            text(words.feedback.format(contact=clinic.feedback)),
        ]
        alt = text(words.qr_alt.format(address=clinic.qr))
        sources = []
        for name, number in self.numbers.items():
            one = front.sources[name]
            sources.append(f"[#{text(one.publisher)};: #link({text(one.url)}, {text(one.title)}) <source-{number}>]")
        qr = f'image("{QR}", width: 22mm, alt: {alt})'
        return (
            f"closing({text(words.about_leaflet)}, ({', '.join(lines)}), {qr}, {text(words.more_online)}, "
            f"{text(words.sources)}, ({', '.join(sources)}))"
        )


def _between(parts: Sequence[str], gap: int) -> str:
    return f"\n#v({gap}pt)".join(parts)


def _short(part: Bullets) -> bool:
    """Whether a list is set in two columns, as the program does."""
    letters = SHORT_ITEM["standard"]
    return len(part.items) >= 4 and all(
        sum(len(one.text) for one in item.inlines if isinstance(one, Text)) <= letters
        and all(isinstance(one, Text | Citation) for one in item.inlines)
        for item in part.items
    )
