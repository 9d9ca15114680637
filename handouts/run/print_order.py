"""What goes into a print file, and in which order."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from handouts.run.content import Content
from handouts.run.numbers import Numbers
from handouts.run.record import RecordLine, read_record

Sort = Literal["row", "language", "edition"]
_BY: Mapping[Sort, Callable[[RecordLine], tuple[str, ...]]] = {
    "row": lambda entry: (),
    "language": lambda entry: entry.languages[:1],
    "edition": lambda entry: (entry.edition, entry.paper, entry.ink),
}
"""What leaflets are put together by; those of one kind stay in the order of the rows."""


class Kind(NamedTuple):
    """What is the same of many leaflets: the hashes of their texts, their languages, and how they are set."""

    text_hashes: tuple[str, ...]
    languages: tuple[str, ...]
    edition: str
    paper: str
    ink: str


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """The leaflets of a run that are printed: their rows, by number, and how many there are of each kind."""

    folder: Path
    wanted: Numbers
    sort: Sort
    rows: array[int]
    kinds: Mapping[Kind, int]
    groups: tuple[tuple[str, ...], ...]

    def __contains__(self, row: object) -> bool:
        place = bisect_left(self.rows, row) if isinstance(row, int) else len(self.rows)
        return place < len(self.rows) and self.rows[place] == row

    def __iter__(self) -> Iterator[RecordLine]:
        """The leaflets in the order in which they are printed."""
        for group in self.groups:
            for entry in read_record(self.folder):
                if entry.row in self.wanted and _BY[self.sort](entry) == group:
                    yield entry


def print_order(folder: Path, wanted: Numbers, sort: Sort) -> PrintOrder:
    """What of a run's record is printed. Raises `Refused` where it is damaged."""
    rows, kinds, groups = array("I"), Counter[Kind](), set()
    for entry in read_record(folder):
        if entry.row in wanted:
            rows.append(entry.row)
            kinds[kind(entry)] += 1
            groups.add(_BY[sort](entry))
    return PrintOrder(folder, wanted, sort, rows, kinds, tuple(sorted(groups)))


def print_kind(content: Content) -> Kind:
    """What kind of leaflet a content makes."""
    hashes = tuple(one.source.text_hash for one in content.handouts)
    languages = tuple(one.language for one in content.handouts)
    return Kind(hashes, languages, content.edition.name, content.edition.paper, content.edition.ink)


def kind(entry: RecordLine) -> Kind:
    """What kind of leaflet an entry of the record is."""
    return Kind(entry.text_hashes, entry.languages, entry.edition, entry.paper, entry.ink)
