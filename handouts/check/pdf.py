"""Checks any PDF, ours or another program's: can it be read, listened to and printed, and does it tell of a patient."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf

from handouts.check.glyphs import fonts_left_out, pages_with_boxes
from handouts.check.metadata import of_a_patient, read_metadata, unseen
from handouts.check.reading import MM, PAPERS, fold, is_paper, opened
from handouts.check.rule import AnyPdf, Fault, Finding, Level, PdfRule
from handouts.content.handout import LANGUAGE_TAG
from handouts.errors import HandoutsError, Problem, Refused, refused
from handouts.files import MEBIBYTE, read_bytes, shown
from handouts.run.pool import Lost, Workers, work

MAX_BYTES = 50 * MEBIBYTE
MAX_PAGES = 500
MAX_UNPACKED = 64 * MEBIBYTE
MAX_MEMORY = 2048 * MEBIBYTE
"""What a look at a file may take, where the system can keep it to that: some files unpack without end."""
SECONDS = 60.0
TOO_MUCH = "The file takes too long or too much memory to look at."
EXPORT = "Export it again from the program that made it."
FILE_NAME = re.compile(
    r"^(microsoft \w+ - |untitled|document ?\d*$|scan)|\.(docx?|odt|indd|pub|pdf|html?)$", re.IGNORECASE
)
"""Titles that programs give when nobody does."""


def pdf_findings(path: Path) -> list[Finding]:
    """What is wrong with a PDF.

    Raises `Refused` for a file that is none, is damaged, locked, too large, or takes too long to look at.
    """
    name = shown(path)
    data = read_bytes(path, MAX_BYTES)
    if b"%PDF-" not in data[:1024]:
        raise refused(name, 0, "This is no PDF.", "Name a file that ends in .pdf.")
    workers = Workers(1, SECONDS, lambda: False)
    ((_, found),) = work([(name, data)], _look, workers)
    if isinstance(found, Lost):
        raise refused(name, 0, TOO_MUCH, EXPORT)
    if isinstance(found, Problem):
        raise Refused(found)
    return [Finding(rule, fault) for rule in RULES for fault in rule.faults(found)]


def _look(task: tuple[str, bytes]) -> AnyPdf | Problem:
    """A look in a process of its own: a damaged file may bring down the library that reads it."""
    _limit_memory()
    try:
        return read_any(*task)
    except HandoutsError as error:
        return error.problems[0]
    except pikepdf.PasswordError:
        return Problem(task[0], 0, "The file is locked with a password.", "Save a copy without one.")
    except MemoryError:
        return Problem(task[0], 0, TOO_MUCH, EXPORT)
    except Exception:  # a damaged file makes the libraries raise whatever its bytes lead to
        return Problem(task[0], 0, "The file is damaged or cut off.", EXPORT)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    with suppress(OSError, ValueError):  # a system that has no such limit
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _check_unpacked(where: str, document: pikepdf.Pdf) -> None:
    """Raises `Refused` for what unpacks to far more than any page needs; a picture may be as large."""
    for one in document.objects:
        if isinstance(one, pikepdf.Stream) and one.get("/Subtype") != "/Image" and _is_packed(one):
            with suppress(zlib.error):  # cut off; how far it can be read is for the libraries to say
                if len(zlib.decompressobj().decompress(one.read_raw_bytes(), MAX_UNPACKED + 1)) > MAX_UNPACKED:
                    raise refused(where, 0, TOO_MUCH, EXPORT)


def _is_packed(stream: Any) -> bool:
    """Whether a stream is packed as zlib does it, the one way that packs a thousand to one."""
    filters = stream.get("/Filter")
    first = filters[0] if isinstance(filters, pikepdf.Array) and len(filters) else filters
    return bool(first == "/FlateDecode")


def read_any(where: str, data: bytes) -> AnyPdf:
    """What a PDF holds. Raises `Refused` for too many pages, and what pikepdf and PDFium raise of a damaged one."""
    with pikepdf.open(BytesIO(data)) as document, opened(data) as drawn:
        if not 0 < len(document.pages) <= MAX_PAGES:
            what = f"The file has {len(document.pages)} pages; between 1 and {MAX_PAGES} can be checked."
            raise refused(where, 0, what, "Name another file.")
        _check_unpacked(where, document)
        pages = tuple((*page.get_size(), fold(page.get_textpage().get_text_bounded())) for page in drawn)
        found = read_metadata(document)
        marks, tree = document.Root.get("/MarkInfo"), document.Root.get("/StructTreeRoot")
        return AnyPdf(
            where,
            pages,
            found.title,
            found.shows_title,
            found.language,
            marks is not None and bool(marks.get("/Marked", False)) and tree is not None and "/K" in tree,
            tuple(fonts_left_out(document)),
            tuple(number for number, page in enumerate(drawn, 1) if next(page.get_objects(max_depth=2), None)),
            tuple(pages_with_boxes(document)),
            tuple(of_a_patient(found)),
            tuple(unseen(found, " ".join(text for _, _, text in pages))),
        )


def _fault(pdf: AnyPdf, words: str, what: str, remedy: str, level: Level = "error") -> Fault:
    """A fault of the file; of its metadata, the key alone is repeated, since the words may be a patient's."""
    return Fault(pdf.where, 0, words, what, remedy, level)


def _title(pdf: AnyPdf) -> Iterator[Fault]:
    remedy = "Give it one in the program that made it, under the document's properties."
    if not pdf.title:
        yield _fault(pdf, "", "The file has no title: it is read aloud by the name of the file.", remedy)
    elif FILE_NAME.search(pdf.title.strip()):
        yield _fault(pdf, "Title", "The title is the name of a file.", remedy, "warning")
    elif not pdf.shows_title:
        what = "The window shows the name of the file, and not its title."
        remedy = "Choose to show the document's title, among the options for opening it."
        yield _fault(pdf, "Title", what, remedy, "warning")


def _language(pdf: AnyPdf) -> Iterator[Fault]:
    remedy = "Set the language of the text in the program that made it, as in en-GB."
    if not pdf.language:
        yield _fault(pdf, "", "The file does not say its language: it may be read aloud in a wrong one.", remedy)
    elif not re.fullmatch(LANGUAGE_TAG, pdf.language, re.IGNORECASE):
        yield _fault(pdf, pdf.language[:60], "The language of the file is none that is known.", remedy)


def _tags(pdf: AnyPdf) -> Iterator[Fault]:
    if not pdf.is_tagged:
        what = "The file has no tags: who listens to it gets no headings, lists or order."
        yield _fault(pdf, "", what, "Export it as a tagged PDF (PDF/UA).")


def _fonts(pdf: AnyPdf) -> Iterator[Fault]:
    for name in pdf.fonts_left_out:
        what = f"The font `{name[:60]}` is not in the file: another computer prints it in another one."
        yield _fault(pdf, name[:60], what, "Export it with its fonts embedded.")


def _text(pdf: AnyPdf) -> Iterator[Fault]:
    without = [number for number in pdf.drawn if not _readable(pdf.pages[number - 1][2])]
    if without:
        what = f"{_pages(without)} a picture without text: nobody can listen to it, search it or enlarge its letters."
        remedy = "Export it from its text; of a scan, recognise the text first (OCR)."
        yield _fault(pdf, "", what, remedy)


def _readable(text: str) -> bool:
    """Whether a page has words, and most of their letters are known."""
    letters = [one for one in text if not one.isspace()]
    unknown = [one for one in letters if not one.isprintable() or one == "\ufffd"]
    return bool(letters) and len(unknown) < len(letters) / 4


def _pages(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"Page {numbers[0]} is"
    some = ", ".join(str(number) for number in numbers[:8])
    return f"Pages {some}{' and others' if len(numbers) > 8 else ''} are"


def _paper(pdf: AnyPdf) -> Iterator[Fault]:
    sizes: dict[tuple[int, int], list[int]] = {}
    for number, (width, height, _) in enumerate(pdf.pages, 1):
        if not any(is_paper(width, height, name) for name in PAPERS):
            sizes.setdefault((round(width / MM), round(height / MM)), []).append(number)
    for (across, down), numbers in sizes.items():
        what = f"{_pages(numbers)} of {across} × {down} mm, which is no paper that printers have."
        yield _fault(pdf, f"{across} × {down} mm", what, "Export it on A4, A5 or Letter.", "warning")


def _boxes(pdf: AnyPdf) -> Iterator[Fault]:
    for number in pdf.boxes:
        what = f"A letter on page {number} is drawn as an empty box: its font does not have it."
        yield _fault(pdf, f"page {number}", what, "Use a font that has it, and export the file again.")


def _patient(pdf: AnyPdf) -> Iterator[Fault]:
    remedy = "Take it out under the document's properties, and export the file again."
    for key, kind in pdf.patient:
        yield _fault(pdf, key, f"`{key}` in the file's metadata holds {kind}, which nobody sees on paper.", remedy)
    if rest := [key for key in pdf.unseen if key not in dict(pdf.patient)]:
        keys = ", ".join(rest)
        what = f"The file's metadata hold words that stand on no page ({keys}). Look whether they tell of a patient."
        yield _fault(pdf, keys, what, remedy, "warning")


_ISO = "PDF/UA-1 (ISO 14289-1, {})"
RULES = (
    PdfRule(
        "D1",
        "The file has a title, and shows it.",
        "none an error; the name of a file, or one that is not shown, a warning",
        _ISO.format("7.1"),
        _title,
    ),
    PdfRule("D2", "The file says its language.", "none, or none that is known", _ISO.format("7.2"), _language),
    PdfRule("D3", "The file has tags to be listened to.", "none", _ISO.format("7.1"), _tags),
    PdfRule("D4", "The file brings its fonts.", "any that is left out", _ISO.format("7.21.4"), _fonts),
    PdfRule("D5", "Every page has text.", "a page that is a picture alone", "WCAG 2.2, 1.1.1 and 1.4.5", _text),
    PdfRule("D6", "The pages have the size of a paper.", "any other, by 1.5 mm", "ISO 216; ANSI/ASME Y14.1", _paper),
    PdfRule("D7", "Every letter is drawn.", "any drawn as an empty box", _ISO.format("7.21.8"), _boxes),
    PdfRule(
        "D8",
        "The file's metadata tell of no patient.",
        "an NHS number or a date of birth an error; words that stand on no page a warning",
        "UK GDPR, article 5",
        _patient,
    ),
)
