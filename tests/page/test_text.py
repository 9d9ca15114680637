"""The PDF, read back, says what the handout says: letter for letter, in the same order, at every size and on every paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from handouts.check.reading import fold
from handouts.clinic.edition import Edition
from handouts.content.body import (
    Block,
    Bullets,
    Citation,
    Inline,
    Item,
    Link,
    Paragraph,
    Section,
    Steps,
    Strong,
    Subheading,
    Table,
    Text,
    Urgent,
    WriteLine,
)
from handouts.content.figures import BarChart, IconArray
from handouts.content.handout import Handout, extract
from handouts.content.words import words
from handouts.page.output import make
from tests.page.pdf import BASES, NAMES, PAPERS, PATIENT, clinic, handout, leaflet, pages, read_aloud


class Expected:
    """The words of a handout as a reader should meet them, written down without the help of the templates."""

    def __init__(self, handout: Handout, urgent_phone: str, *, rows_as_lines: bool) -> None:
        self.words = words(handout.language)
        self.urgent_phone = urgent_phone
        self.rows_as_lines = rows_as_lines
        self.numbers: dict[str, int] = {}
        self.parts = [fold(" ".join(self.part(part))) for part in handout.body]
        for name in handout.front.sources:
            self.numbers.setdefault(name, len(self.numbers) + 1)
        by_number = sorted((number, handout.front.sources[name]) for name, number in self.numbers.items())
        self.sources = [f"{number}. {source.publisher}: {source.title}" for number, source in by_number]

    def inlines(self, inlines: tuple[Inline, ...]) -> str:
        return "".join(self.inline(one) for one in inlines)

    def inline(self, inline: Inline) -> str:
        match inline:
            case Text(text):
                return text
            case Strong(inner):
                return self.inlines(inner)
            case Link(address, inner):
                shown = self.inlines(inner)
                bare = address.removeprefix("https://").removeprefix("http://").removeprefix("www.")
                bare = bare.removeprefix("mailto:").removeprefix("tel:").rstrip("/")
                return shown if address.startswith("#") or bare in shown else f"{shown} ({bare})"
            case Citation(ids):
                numbers = [str(self.numbers.setdefault(name, len(self.numbers) + 1)) for name in ids]
                return f"[{', '.join(numbers)}]"

    def items(self, items: tuple[Item, ...], *, numbered: bool = False) -> Iterator[str]:
        for number, item in enumerate(items, 1):
            if item.inlines:
                yield f"{number}. " * numbered + self.inlines(item.inlines)

    def part(self, part: object) -> Iterator[str]:
        match part:
            case Section(heading=heading, parts=parts):
                yield self.inlines(heading)
                for one in parts:
                    yield from self.part(one)
            case Block(name=name, parts=parts):
                if name != "key":
                    yield getattr(self.words, name)
                for one in parts:
                    yield from self.part(one)
            case Urgent(now=now, today=today):
                yield self.words.now
                yield from self.items(now)
                yield self.words.today.format(phone=self.urgent_phone)
                yield from self.items(today)
            case Paragraph(inlines=inlines) | Subheading(inlines=inlines):
                yield self.inlines(inlines)
            case Bullets(items=items):
                yield from self.items(items)
            case Steps(items=items):
                yield from self.items(items, numbered=True)
            case Table(head=head, rows=rows) if self.rows_as_lines:
                for first, *others in (head, *rows):
                    yield f"{self.inlines(first)}: {'; '.join(map(self.inlines, others))}"
            case Table(head=head, rows=rows):
                for row in (head, *rows):
                    yield from (self.inlines(cell) for cell in row)
            case IconArray(title=title, count=count, label=label, others=others, sources=sources):
                yield f"{title} {self.inline(Citation(sources))}"
                yield f"{count} in 100 {label}"
                yield f"{100 - count} in 100 {others}"
            case BarChart(title=title, unit=unit, bars=bars, reference=reference, sources=sources):
                yield f"{title} {self.inline(Citation(sources))}"
                yield from (f"{bar.label} {bar.value} {unit}" for bar in bars)
                yield from (f"{bar.label}: {bar.value} {unit}" for bar in [reference] if bar)
            case WriteLine():
                pass
            case _:
                raise AssertionError(f"the test does not know {part!r}")


def expected(name: str, base: str) -> Expected:
    file = clinic("svg").file
    phone = f"{file.urgent.phone} ({file.urgent.hours})"
    return Expected(handout(name), phone, rows_as_lines=base == "large-print")


def difference(found: str, wanted: str) -> str:
    """Where the longest beginning of the wanted text that can be found ends, for a message that can be read."""
    low = max(end for end in range(len(wanted) + 1) if wanted[:end] in found)
    place = found.index(wanted[:low]) + low
    return (
        f"after {wanted[max(0, low - 60) : low]!r} stands {found[place : place + 60]!r}, not {wanted[low : low + 60]!r}"
    )


@pytest.mark.parametrize(("name", "base", "paper"), list(product(NAMES, BASES, PAPERS)))
def test_the_words_are_the_handouts_in_order(name: str, base: str, paper: str) -> None:
    found = read_aloud(leaflet(name, base=base, paper=paper))
    wanted = expected(name, base)
    front = handout(name).front
    place, gaps = 0, []
    for part in [front.title, front.summary, *wanted.parts, *wanted.sources]:
        assert f"{part} " in f"{found[place:]} ", difference(found[place:], part)
        start = f"{found} ".index(f"{part} ", place)
        gaps.append(found[place:start].strip())
        place = start + len(part)
    assert found[place:] == "", "words after the last source"

    labels = words(front.language).slip
    file = clinic("svg").file
    slip = f"{labels.name} {labels.date_of_birth} {labels.nhs_number}"
    between = [gap for gap in gaps[1 : 2 + len(wanted.parts)] if gap]
    assert between == [slip], "words between the parts that neither the handout nor the slip has"
    assert gaps[0].startswith(file.name) and file.phone in gaps[0]
    assert gaps[-1] == "" if len(wanted.sources) > 1 else True


@pytest.mark.parametrize(("name", "base", "paper"), list(product(NAMES, BASES, PAPERS)))
def test_no_letter_stands_outside_the_tags_but_the_foots(name: str, base: str, paper: str) -> None:
    """What is untagged is the foot, which is at the bottom of the page and says nothing of the handout's body."""
    for page in pages(leaflet(name, base=base, paper=paper)):
        top_of_foot = max(letter.box[3] for letter in page.foot if not letter.text.isspace())
        assert all(letter.box[1] > top_of_foot for letter in page.body if not letter.text.isspace())
        assert top_of_foot < page.height / 8
    seen = Counter("".join(page.text for page in pages(leaflet(name, base=base, paper=paper))).replace(" ", ""))
    read = Counter(read_aloud(leaflet(name, base=base, paper=paper)).replace(" ", ""))
    assert set(seen - read) <= set("•!"), "letters that are seen and not read aloud"
    assert not read - seen


@pytest.mark.parametrize("base", BASES)
def test_the_slip_is_printed_letter_for_letter(base: str) -> None:
    found = read_aloud(leaflet(NAMES[0], base=base, patient=True))
    labels = words("en-GB").slip
    for label, value in (
        (labels.name, PATIENT["name"]),
        (labels.date_of_birth, "6 August 1961"),
        (labels.nhs_number, PATIENT["number"]),
        (labels.date, "22 November 2026"),
        (labels.given_by, PATIENT["given_by"]),
        (labels.next_visit, PATIENT["next_visit"]),
        (labels.note.format(given_by=PATIENT["given_by"]), PATIENT["note"]),
    ):
        assert f" {label} {value} " in found, difference(found, f" {label} {value} ")


def test_a_pack_holds_each_leaflet_word_for_word() -> None:
    """One after the other, behind a cover that names them."""
    pack = read_aloud(leaflet(*NAMES))
    place = 0
    for name in NAMES:
        alone = read_aloud(leaflet(name))
        assert alone in pack[place:], difference(pack[place:], alone)
        place = pack.index(alone, place) + len(alone)
    cover = pack[: pack.index(read_aloud(leaflet(NAMES[0])))]
    for name in NAMES:
        assert f"{handout(name).front.title} {handout(name).front.summary}" in cover


def test_an_extract_keeps_what_may_not_be_left_out() -> None:
    whole = handout(NAMES[0])
    part = extract(whole, ["treatment"])
    files = make([part], clinic("svg"), Edition("standard", "A4"), None, "pdf", Path("x.pdf"), is_extract=True)
    found = read_aloud(files[0][1])
    wanted = Expected(part, "01632 960002 (day or night)", rows_as_lines=False)
    assert len(part.body) < len(whole.body)
    for one in [*wanted.parts, *wanted.sources]:
        assert one in found, difference(found, one)
    for page in pages(files[0][1]):
        assert words("en-GB").extract in page.foot_text
