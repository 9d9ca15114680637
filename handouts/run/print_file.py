"""Makes the print file of a run: one PDF for the printer, with a list for the desk and then all leaflets."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from handouts.errors import HandoutsError, Problem, WrongUsage, refused
from handouts.files import shown, write_private
from handouts.page.book import Book
from handouts.page.desk import Entry, ListPage
from handouts.page.sharing import AlteredError
from handouts.run.desk import Separators, list_pages
from handouts.run.folder import DESK, writing
from handouts.run.names import Person, known_people
from handouts.run.numbers import ALL, written
from handouts.run.pool import Crew
from handouts.run.prepare import Prepared
from handouts.run.print_order import PrintOrder, kind, print_order
from handouts.run.print_words import desk_of, leaflet, list_entry, separator
from handouts.run.record import RecordLine
from handouts.run.store import Store

LONGEST = 60
"""Letters of the rows in the name of a file."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A print file: its path, its patients, the sheets of their leaflets and those of the list, and the pages that are
    new since it was made last; or why it could not be made."""

    path: Path
    patients: int = 0
    sheets: int = 0
    list_sheets: int = 0
    new: str | None = None
    problems: tuple[Problem, ...] = ()


class _StoppedError(Exception):
    """The person stops the run while the print file is made."""


def make_print_file(prepared: Prepared, crew: Crew, store: Store) -> Printed | None:
    """Make the print file of what is on record now; none where the person stops it, or nothing is on record.

    Where rows of a run are made again, it has these rows alone, and is named after them.
    """
    request = prepared.request
    wanted = request.rows if prepared.mode == "again" else ALL
    order = print_order(request.folder, wanted, prepared.run.asked.sort or "row")
    path = request.folder / print_name(order.rows if prepared.mode == "again" else ())
    if not order.rows:
        return None
    try:
        return _make(path, prepared, order, crew, store)
    except _StoppedError:
        return None
    except HandoutsError as error:
        return Printed(path, problems=error.problems)


def print_name(rows: Sequence[int]) -> str:
    """The name of a print file: of all rows, or of some, as in `print-12,15-18.pdf`."""
    spans = written(rows).replace(", ", ",")
    if len(spans) > LONGEST:
        spans = f"{min(rows)}-to-{max(rows)}"
    return f"print-{spans}.pdf" if spans else "print.pdf"


def _make(path: Path, prepared: Prepared, order: PrintOrder, crew: Crew, store: Store) -> Printed:
    folder, is_again = prepared.request.folder, prepared.mode == "again"
    had_one = path.exists()
    people, unknown = known_people(prepared, order)
    with people:
        if unknown:
            what = f"The list for the desk needs the names of these rows: {written(unknown)}."
            remedy = "Resume with the whole list; what was made is kept."
            raise WrongUsage(Problem(shown(path), 0, what, remedy))
        printing = _Printing(prepared, order, people.get, crew, store)
        with writing(path):
            write_private(path, printing.chunks())
        if is_again:
            return printing.printed(path, new=None)
        new = {row for row in order.rows if people.get(row).page is None} if had_one else None
        pages = zip(order.rows, printing.firsts_by_row(), strict=True)
        _keep(folder, (people.get(row)._replace(page=page).line() for row, page in pages))
        return printing.printed(path, new)


def _keep(folder: Path, lines: Iterable[bytes]) -> None:
    with writing(folder / DESK):
        write_private(folder / DESK, lines)


class _Printing:
    """A print file while it is made, and what is known of it afterwards."""

    def __init__(
        self, prepared: Prepared, order: PrintOrder, person: Callable[[int], Person], crew: Crew, store: Store
    ) -> None:
        self._prepared, self._order, self._person, self._crew, self._store = prepared, order, person, crew, store
        self._desk = desk_of(prepared.request.clinic, prepared.run, order.kinds)
        self._leaflets = [leaflet(one, prepared.run.texts, self._desk.words, self._desk.edition) for one in order.kinds]
        self._kinds = {kind: place for place, kind in enumerate(order.kinds)}
        self._book = Book()
        self._rows, self._firsts, self._pages, self._kind_of = array("I"), array("I"), array("I"), array("I")

    def chunks(self) -> Iterator[bytes]:
        """The file. Raises `Refused` for a leaflet that is not as it was made."""
        desk, book = self._desk, self._book
        separators = Separators(desk, self._crew, self._store) if self._prepared.run.asked.separators else None
        for entry in self._order:
            self._go_on()
            self._rows.append(entry.row)
            self._kind_of.append(self._kinds[kind(entry)])
            self._firsts.append(book.pages + 1)
            if separators:
                book.add(separators.make(*separator(entry.row, kind(entry), desk.words)))
            self._pages.append(self._add(entry))
            yield book.take()
        for place, pdf in list_pages(desk, len(self._rows), self._list_page, self._crew, self._store):
            book.add_front(place, pdf)
            yield book.take()
        self._go_on()
        clinic = self._prepared.request.clinic
        name = clinic.file.name if clinic else desk.words.sample_clinic
        yield from book.end(desk.words.desk.for_the_printer, name, desk.words.language)

    def firsts_by_row(self) -> Iterator[int]:
        """The page on which each row's leaflet, or its separator, begins, in the order of the rows."""
        order: Sequence[int] = range(len(self._rows))
        if len(self._order.groups) > 1:
            order = sorted(order, key=self._rows.__getitem__)
        return (self._firsts[place] + self._book.front_pages for place in order)

    def printed(self, path: Path, new: Collection[int] | None) -> Printed:
        """What is to be told of the file; `new` are the rows that are new in it, if it was there before."""
        front, pages = self._book.front_pages, self._book.pages
        told = None if new is None else written(self._new_pages(new))
        return Printed(path, len(self._rows), pages // 2, front // 2, told)

    def _new_pages(self, new: Collection[int]) -> Iterator[int]:
        """The pages of these rows, and those of the list."""
        front = self._book.front_pages
        ends = [*self._firsts[1:], self._book.pages + 1]
        yield from range(1, front + 1) if new else ()
        for row, first, end in zip(self._rows, self._firsts, ends, strict=True):
            if row in new:
                yield from range(first + front, end + front)

    def _go_on(self) -> None:
        if self._crew.is_stopping():
            raise _StoppedError

    def _add(self, entry: RecordLine) -> int:
        """Add a leaflet; how many pages it has. Raises `Refused` where it is not as it is on record."""
        path = self._prepared.request.folder / entry.file
        try:
            with path.open("rb", buffering=0) as file:
                return self._book.add(file.readall(), entry.file_hash)
        except OSError as error:
            what = f"cannot be read ({error.strerror or type(error).__name__})"
        except AlteredError:
            what = "is not as it was made"
        remedy = "Make it again with --resume."
        raise refused(shown(path), 0, f"The leaflet of row {entry.row} {what}.", remedy)

    def _list_page(self, place: int) -> ListPage:
        """A page of the list for the desk, by its place from 0."""
        desk, total = self._desk, len(self._rows)
        first = place * desk.entries
        last = min(first + desk.entries, total)
        said = desk.words
        page = said.page.format(page=place + 1, pages=desk.pages(total))
        patients = said.desk.patients.format(first=first + 1, last=last, total=total)
        return ListPage(page, patients, tuple(map(self._entry, range(first, last))))

    def _entry(self, place: int) -> Entry:
        what = self._leaflets[self._kind_of[place]]
        return list_entry(self._person(self._rows[place]), what, self._pages[place], self._desk.words)
