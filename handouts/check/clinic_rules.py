"""Rules for what a leaflet says of the clinic that gives it: whom to call, who checked it, help with the language."""

from __future__ import annotations

from collections.abc import Iterator

from handouts.check.reading import joined, read_pages
from handouts.check.rule import Fault, LeafletRule, OnPaper
from handouts.check.said import holds, page_text, part_fault
from handouts.content.words import Words, words
from handouts.page.standing import standing as find_standing


def contact(paper: OnPaper) -> Iterator[Fault]:
    """S4: whom to call, on which number, and when somebody answers."""
    file, text = paper.clinic.file, page_text(paper)
    remedy = "Print it in the clinic's own template, or take the template away."
    if not holds(text, file.name):
        what = "The leaflet does not say whom it is from."
        yield part_fault(paper, ("identity.html", "leaflet.html"), file.name, what, remedy, "error")
    if not holds(text, file.phone):
        what = "The clinic's telephone number is not on the leaflet."
        yield part_fault(paper, ("identity.html", "leaflet.html"), file.phone, what, remedy, "error")
    if file.hours is None:
        origin = paper.clinic.origin("phone")
        what = "The leaflet does not say when somebody answers the telephone."
        remedy = "Add `hours: Monday to Friday, 9am to 5pm`."
        yield Fault(origin.where, origin.line, file.phone, what, remedy, "warning")
    elif not holds(text, file.hours):
        what = "The clinic's hours are not on the leaflet."
        yield part_fault(paper, ("identity.html", "leaflet.html"), file.hours, what, remedy, "error")


def standing(paper: OnPaper) -> Iterator[Fault]:
    """S5: every page says whether the text is checked, by whom and when; the leaflet says until when it holds."""
    state, catalogue = paper.composed.state, words(paper.text.handout.language)
    remedy = "Print `state` in the clinic's own `foot.html`, or take the template away."
    without = [
        number
        for number, page in enumerate(read_pages(paper.pdf), 1)
        if not state or not holds(joined(page.letters), state)
    ]
    if without:
        pages = ", ".join(str(number) for number in without)
        what = f"Page {pages} does not say whether a clinician has checked the text."
        yield part_fault(paper, ("foot.html", "leaflet.html", "page.css"), state, what, remedy, "error")
    text, remedy = page_text(paper), "Print it in the clinic's own `closing.html`, or take the template away."
    for said, what in _review(paper, catalogue) if catalogue.draft in state else _approval(paper, catalogue):
        if not holds(text, said):
            yield part_fault(paper, ("closing.html", "leaflet.html"), said, what, remedy, "error")


def _review(paper: OnPaper, catalogue: Words) -> Iterator[tuple[str, str]]:
    """What a leaflet says of its text, and what is wrong where it does not."""
    yield catalogue.date(paper.text.handout.front.review_by), "The leaflet does not say when its text is reviewed next."


def _approval(paper: OnPaper, catalogue: Words) -> Iterator[tuple[str, str]]:
    """What a leaflet says besides of who checked it."""
    found = find_standing(paper.text.handout, paper.clinic, paper.text.today)
    if found.approval is None or found.until is None:
        yield from _review(paper, catalogue)
        return
    yield found.approval.by, "The leaflet does not say who checked it."
    yield catalogue.date(found.approval.on), "The leaflet does not say when it was checked."
    yield catalogue.date(found.until), "The leaflet does not say when it is checked next."


def assistance(paper: OnPaper) -> Iterator[Fault]:
    """S11: a leaflet for the United States offers help with the language."""
    handout = paper.text.handout
    if not handout.language.endswith("-US"):
        return
    sentences, text = words(handout.language).assistance, page_text(paper)
    if not sentences:
        what = f"The page's words for {handout.language} have no notice of language assistance."
        remedy = "Add `assistance` to the catalogue of the language, a sentence for each language."
        yield Fault(handout.source.name, 0, handout.language, what, remedy, "warning")
    for tag, sentence in sentences.items():
        line = sentence.format(phone=paper.clinic.file.phone)
        if not holds(text, line):
            what = f"The notice of language assistance in `{tag}` is not on the leaflet."
            remedy = "Print `words.assistance` in the clinic's own `closing.html`, or take the template away."
            yield part_fault(paper, ("closing.html", "leaflet.html"), line[:60], what, remedy, "warning")


RULES = (
    LeafletRule(
        "S4",
        "The leaflet says whom to call, on which number, and when.",
        "name, telephone number or hours not on the page an error; no hours known a warning",
        "HL7 EHR-S FM R2.1, CP.8.1-04; NHS standard for creating health content",
        contact,
    ),
    LeafletRule(
        "S5",
        "Every page says whether the text is checked, by whom and when; the leaflet says when it is checked next.",
        "any page without it",
        "NHS standard for creating health content",
        standing,
    ),
    LeafletRule(
        "S11",
        "A leaflet for the United States offers help with the language.",
        "any sentence of the notice missing",
        "45 CFR 92.11",
        assistance,
    ),
)
