"""Where the words of a handout stand on paper, and which file of the clinic sets them so."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from operator import attrgetter

from handouts.check.reading import Letter, Page, read_pages
from handouts.check.rule import Fault, Level, OnPaper
from handouts.content.body import Body, Inline, Link, Section, Strong, Text, plain, runs
from handouts.files import shown
from handouts.page.parts import overrides

HYPHENS = "-‐‑\u00ad\ufffe"
SURE = 12
"""Letters from which on words are taken for the handout's own: fewer may stand anywhere on the page."""
BETWEEN = 250
"""Letters that may stand between two words of one run: numbers of sources, and the address of a link."""
SHOWN = 60
"""Letters of the words at fault that a message repeats."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line on paper: its letters, from left to right as they are read."""

    letters: tuple[Letter, ...]

    @property
    def text(self) -> str:
        """Its words, with hyphens at its end as they are."""
        return "".join(letter.text for letter in self.letters).strip()

    @property
    def base(self) -> float:
        """The height of its base line, in points from below."""
        return self.letters[0].start[1]

    @property
    def size(self) -> float:
        """The size of its largest letters, in points."""
        return max(letter.size for letter in self.letters)


@dataclass(frozen=True, slots=True)
class Run:
    """A heading, paragraph, item or cell of a handout on a page: its line in the file, its words, its own letters.

    Its rows hold besides what the page adds to it, as the numbers of sources.
    """

    line: int
    words: str
    is_heading: bool
    page: int
    letters: tuple[Letter, ...]
    rows: tuple[Row, ...]


def runs_on(paper: OnPaper) -> list[Run]:
    """What a handout says, as it stands on paper, page by page; very short runs are left out."""
    pages = read_pages(paper.pdf)
    keys, places = _keys(pages)
    found = []
    for line, inlines, is_heading in _runs(paper.text.handout.body):
        parts = [key for one in _texts(inlines) if (key := _key(one))]
        spans = _find(keys, parts) if len("".join(parts)) >= SURE else None
        by_page: dict[int, list[Letter]] = defaultdict(list)
        for first, last in spans or ():
            for number, letter in places[first:last]:
                by_page[number].append(letter)
        for number, letters in by_page.items():
            rows = _rows(pages[number], letters)
            found.append(Run(line, plain(inlines), is_heading, number, tuple(letters), rows))
    return found


def _runs(body: Body) -> Iterator[tuple[int, tuple[Inline, ...], bool]]:
    """Every run of words with the line of the part that it is in."""
    for part in body:
        if isinstance(part, Section):
            yield part.line, part.heading, True
            for inner in part.parts:
                yield from ((inner.line, inlines, False) for inlines in runs(inner))
        else:
            yield from ((part.line, inlines, False) for inlines in runs(part))


def _texts(inlines: Iterable[Inline]) -> Iterator[str]:
    for inline in inlines:
        match inline:
            case Text(text):
                yield text
            case Strong(inner) | Link(_, inner):
                yield from _texts(inner)


def _key(text: str) -> str:
    """A text without what paper may change: spaces, ends of lines, hyphens, capitals."""
    return "".join(one.lower()[0] for one in text if not one.isspace() and one not in HYPHENS)


def _keys(pages: Iterable[Page]) -> tuple[str, list[tuple[int, Letter]]]:
    """All words of a document in one, and the page and letter of each of its characters."""
    places = [
        (number, letter)
        for number, page in enumerate(pages)
        for letter in page.body
        if letter.size and _key(letter.text) and letter.text.isprintable()
    ]
    return "".join(_key(letter.text)[0] for _, letter in places), places


def _find(keys: str, parts: list[str]) -> list[tuple[int, int]] | None:
    """Where the parts of a run stand, one soon after the other and closest together; nothing where they do not."""
    found: list[list[tuple[int, int]]] = []
    start = -1
    while (start := keys.find(parts[0], start + 1)) >= 0:
        spans = [(start, start + len(parts[0]))]
        for part in parts[1:]:
            end = spans[-1][1]
            at = keys.find(part, end, end + BETWEEN + len(part))
            if at < 0:
                break
            spans.append((at, at + len(part)))
        if len(spans) == len(parts):
            found.append(spans)
    return min(found, key=lambda spans: spans[-1][1] - spans[0][0], default=None)


def _rows(page: Page, letters: list[Letter]) -> tuple[Row, ...]:
    """The lines on which letters of a page stand, with what stands between them."""
    first = bisect_left(page.body, letters[0].index, key=attrgetter("index"))
    last = bisect_right(page.body, letters[-1].index, key=attrgetter("index"))
    rows: dict[int, list[Letter]] = {}
    for letter in page.body[first:last]:
        if letter.size:
            near = next((base for base in rows if abs(base - letter.start[1]) < letter.size / 4), None)
            rows.setdefault(round(letter.start[1]) if near is None else near, []).append(letter)
    return tuple(Row(tuple(row)) for row in rows.values() if any(not one.text.isspace() for one in row))


def others(paper: OnPaper, said: Iterable[Run]) -> list[tuple[int, Letter]]:
    """The page and letter of everything on paper that is in none of these runs: feet, labels, sources."""
    own = {(run.page, letter.index) for run in said for letter in run.letters}
    return [
        (number, letter)
        for number, page in enumerate(read_pages(paper.pdf))
        for letter in page.letters
        if letter.size and (number, letter.index) not in own
    ]


def has_words(letters: Iterable[Letter]) -> bool:
    """Whether there is more among these than marks and spaces."""
    return any(letter.text.isalnum() for letter in letters)


def quoted(letters: Iterable[Letter]) -> str:
    """The words that letters make, short enough for a message; a space where letters between them are left out."""
    parts, before = [], None
    for letter in letters:
        if before is not None and letter.index != before + 1:
            parts.append(" ")
        parts.append(letter.text)
        before = letter.index
    return " ".join("".join(parts).split())[:SHOWN]


def page_text(paper: OnPaper) -> str:
    """All words of a leaflet on one line: those of the pages, which may go on overleaf, and those of their feet."""
    pages = read_pages(paper.pdf)
    return " ".join([*(page.text for page in pages), *(page.foot_text for page in pages)])


def holds(text: str, words: str) -> bool:
    """Whether words stand in a text, however lines and capitals fall."""
    return _key(words) in _key(text)


def part_fault(paper: OnPaper, parts: Iterable[str], words: str, what: str, remedy: str, level: Level) -> Fault:
    """A fault of what is printed at all, at the clinic's own template that takes the place of one of these parts.

    Where it has none, at its style sheet that hides something; else the handout itself is named.
    """
    own = next((path for path in overrides(paper.clinic.folders) if path.name in parts), None)
    if own:
        return Fault(shown(own), 0, words, what, remedy, level)
    return style_fault(paper, r"display\s*:\s*none|visibility\s*:", words, what, remedy, level)


def style_fault(paper: OnPaper, css: str, words: str, what: str, remedy: str, level: Level) -> Fault:
    """A fault of how words are set, at the clinic's own style sheet or template that has a line like `css`.

    Where it has none, the handout itself is named.
    """
    pattern = re.compile(css, re.IGNORECASE)
    for path in overrides(paper.clinic.folders):
        lines = zip(count(1), path.read_text("utf-8").splitlines())
        line = next((number for number, text in lines if pattern.search(text)), None)
        if line:
            return Fault(shown(path), line, words, what, remedy, level)
    return Fault(paper.text.handout.source.name, 0, words, what, remedy, level)
