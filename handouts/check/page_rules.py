"""Rules for the pages of a leaflet as a whole: how many, every letter drawn, the logo, what the file says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pikepdf

from handouts.check.glyphs import pages_with_boxes
from handouts.check.metadata import of_a_patient, read_metadata
from handouts.check.reading import Page, read_pages, read_tags
from handouts.check.rule import Fault, LeafletRule, Level, OnPaper
from handouts.check.said import part_fault, style_fault
from handouts.page.picture.raster import DPI

MOST = {"A5": 8}
"""Pages of a standard leaflet, of a paper that is half of A4; of the others 4."""
SHORT = 1 / 3
"""The part of a last page below which it costs a sheet for little."""
FINE = 0.98
"""Of 300 dpi: less is seen."""


def pages(paper: OnPaper) -> Iterator[Fault]:
    """P1: not too many pages, and none for a few lines alone."""
    found, edition = read_pages(paper.pdf), paper.edition
    if edition.fold == "booklet":
        yield from _booklet(paper, found)
    elif edition.fold == "none" and not edition.large:
        most = MOST.get(edition.paper, 4)
        if len(found) > most:
            what = f"The leaflet has {len(found)} pages; more than {most} are seldom read."
            yield _fault(paper, f"{len(found)} pages", what, "Shorten the text, or make two leaflets of it.", "warning")
        if len(found) > 1 and len(found) % 2 and _filled(found[-1]) < SHORT:
            what = f"The last of {len(found)} pages holds few lines, and takes a sheet of its own."
            remedy = "Shorten the text by these lines; printed on both sides, that saves a sheet."
            yield _fault(paper, found[-1].text[:60], what, remedy, "warning")


def _booklet(paper: OnPaper, found: tuple[Page, ...]) -> Iterator[Fault]:
    """Sheets have two sides of two pages each."""
    count = sum(2 if page.width > page.height else 1 for page in found)
    if count % 4:
        what = f"The booklet has {count} pages; a folded sheet has 4."
        remedy = f"Shorten or lengthen the text to {count // 4 * 4 or 4} or {count // 4 * 4 + 4} pages."
        yield _fault(paper, f"{count} pages", what, remedy, "error")


def _filled(page: Page) -> float:
    """Which part of the height of a page its text takes."""
    seen = [letter.box for letter in page.body if letter.text.isalnum()]
    return (max(box[3] for box in seen) - min(box[1] for box in seen)) / page.height if seen else 0.0


def _fault(paper: OnPaper, words: str, what: str, remedy: str, level: Level) -> Fault:
    return Fault(paper.text.handout.source.name, 0, words, what, remedy, level)


def every_letter(paper: OnPaper) -> Iterator[Fault]:
    """P2: no letter is drawn as an empty box."""
    with pikepdf.open(BytesIO(paper.pdf)) as document:
        for number in pages_with_boxes(document):
            what = f"A letter on page {number} is drawn as an empty box: its font does not have it."
            yield _fault(paper, f"page {number}", what, "Write it with other letters, or use another font.", "error")


def logo(paper: OnPaper) -> Iterator[Fault]:
    """P3: the logo is printed, fine enough, and every picture has words for who cannot see it."""
    figures = [tag for tag in read_tags(paper.pdf) if tag.kind == "/Figure" and tag.mark is None]
    if not all(tag.alt.strip() for tag in figures):
        what, remedy = "A picture has no words for who cannot see it.", "Give it an `alt` in the template."
        yield style_fault(paper, r"<img\b", "", what, remedy, "error")
    if paper.clinic.file.brand.logo is None:
        return
    path = paper.clinic.file.brand.logo.path
    origin = paper.clinic.origin("brand", "logo", "path")
    pictures = [picture for page in read_pages(paper.pdf) for picture in page.pictures]
    if not pictures:
        what, remedy = "The clinic's logo is not printed.", "Mend the template that leaves it out."
        yield part_fault(paper, ("logo.html", "identity.html", "leaflet.html"), path, what, remedy, "error")
    elif (dpi := min(picture.dpi for picture in pictures)) < DPI * FINE:
        what = f"The logo is printed at {round(dpi)} dpi, and paper shows {DPI}."
        remedy = "Export it with more pixels, or as an SVG."
        yield Fault(origin.where, origin.line, path, what, remedy, "warning")


def metadata(paper: OnPaper) -> Iterator[Fault]:
    """P4: the file says its language and its title, and nothing of a patient."""
    handout = paper.text.handout
    with pikepdf.open(BytesIO(paper.pdf)) as document:
        found = read_metadata(document)
    if found.language != handout.language:
        what = f"The file says that its language is `{found.language}`; the handout's is `{handout.language}`."
        remedy = "Write `lang` in the template as `{{ handout.language }}`."
        yield style_fault(paper, r"<html\b", found.language, what, remedy, "error")
    if not found.title.startswith(handout.front.title):
        what, remedy = "The file does not say the handout's title.", "Write it in the template's `<title>`."
        yield style_fault(paper, r"<title\b", found.title, what, remedy, "error")
    for key, kind in of_a_patient(found):
        what = f"`{key}` in the file's metadata holds {kind}."
        yield style_fault(paper, r"<meta\b", key, what, "Take it out: nobody sees it on paper.", "error")


RULES = (
    LeafletRule(
        "P1",
        "The leaflet is short, and no sheet is spent on a few lines.",
        "more than 4 pages in standard type (A5: 8), or an odd last page less than a third full, a warning; "
        "a booklet whose pages are no multiple of 4 an error",
        "UpToDate, The Basics (1 to 3 pages); CDC, Vaccine Information Statements (2 pages)",
        pages,
    ),
    LeafletRule(
        "P2",
        "Every letter is drawn.",
        "any letter that is drawn as an empty box",
        "PDF/UA-1 (ISO 14289-1, 7.21.8)",
        every_letter,
    ),
    LeafletRule(
        "P3",
        "The logo is printed, sharp, and has words for who cannot see it.",
        "not printed or without words an error, below 300 dpi a warning",
        "PDF/UA-1 (ISO 14289-1, 7.3); WCAG 2.2, 1.1.1",
        logo,
    ),
    LeafletRule(
        "P4",
        "The file says its language and title, and nothing of a patient.",
        "any of them",
        "PDF/UA-1 (ISO 14289-1, 7.1 and 7.2); UK GDPR, article 5",
        metadata,
    ),
)
