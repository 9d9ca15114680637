"""Rules for what a handout says of itself: language, dates, sources, interests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from handouts.check.faults import fault, key_line
from handouts.check.passages import Passage, of_part, passages
from handouts.check.rule import Fault, Text
from handouts.content.body import Block, Paragraph, Part, Section, Subheading, Urgent, WriteLine
from handouts.content.words import languages
from handouts.page.citations import numbered

REVIEW_MONTHS = 36
SOON = timedelta(days=90)
_NOTHING = re.compile(r"(?:[?.\s-]*|unknown|n/?a|tbc|tbd|todo|not (?:known|stated))\.?", re.IGNORECASE)


def page_words(text: Text) -> Iterator[Fault]:
    """P4, of what is written in the file: a language for whose pages there are words."""
    if text.handout.language not in languages():
        what = f"There are no page words for the language `{text.handout.language}`."
        remedy = f"Use one of: {', '.join(languages())}."
        yield fault(text, key_line(text, "language"), text.handout.language, what, remedy, "error")


def dated(text: Text) -> Iterator[Fault]:
    """S5, of what is written in the file."""
    written = text.handout.front.written
    if written > text.today:
        what = f"`written` is {written}, which has not come yet."
        yield fault(
            text, key_line(text, "written"), str(written), what, "Write the day on which it was written.", "error"
        )


def review(text: Text) -> Iterator[Fault]:
    """S6: how soon the text is read again by somebody who knows."""
    written, due, today = text.handout.front.written, text.handout.front.review_by, text.today
    line = key_line(text, "review_by")
    if due > months_after(written, REVIEW_MONTHS):
        what = f"The review is more than {REVIEW_MONTHS} months after the text was written ({written})."
        yield fault(text, line, str(due), what, f"Set {months_after(written, REVIEW_MONTHS)} or sooner.", "error")
    if due < today:
        remedy = "Check the text against its sources, then set `written`, `version` and `review_by` anew."
        yield fault(text, line, str(due), f"The review date has passed ({due}).", remedy, "error")
    elif due - today <= SOON:
        what = f"The review is due in {(due - today).days} days."
        yield fault(text, line, str(due), what, "Begin it now.", "warning")


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError(day)


def sources(text: Text) -> Iterator[Fault]:
    """S7: what is claimed says where it comes from, and each source when somebody read it."""
    yield from _sources_themselves(text)
    for part in text.handout.body:
        match part:
            case Section():
                yield from _uncited_section(text, part)
            case Urgent():
                yield from _uncited_items(text, "urgent", "The sign names no source.")
            case Block(name="key" | "actions"):
                every = list(of_part(part, part.name))
                if every and not any(one.cited for one in every):
                    what = f"Nothing in the block `{part.name}` names a source."
                    yield fault(text, part.line, every[0].words, what, "Add `[@id]` after what it says.", "error")
                elif part.name == "actions":
                    yield from _uncited_items(text, "actions", "The step names no source.")


def _uncited_items(text: Text, place: str, what: str) -> Iterator[Fault]:
    for one in passages(text.handout):
        if one.place == place and one.kind == "item" and not one.cited:
            yield fault(text, one.line, one.words, what, "Add `[@id]` after it.", "warning")


def _sources_themselves(text: Text) -> Iterator[Fault]:
    named = text.handout.front.sources
    line = key_line(text, "sources")
    unread = [name for name, one in named.items() if one.checked is None]
    if unread:
        what = (
            f"Of {len(named)} sources, {len(unread)} have no `checked`."
            if len(named) > 1
            else "The source has no `checked`."
        )
        yield fault(
            text, line, ", ".join(unread), what, "Read the page, then write the day: `checked: 2026-11-22`.", "warning"
        )
    for name, one in named.items():
        if one.checked and one.checked > text.today:
            what = f"`checked` of `{name}` is {one.checked}, which has not come yet."
            yield fault(text, line, name, what, "Write the day on which somebody read the page.", "error")
    uncited = [name for name in named if name not in numbered(text.handout)]
    if uncited:
        what = "There are sources that nothing in the text names; they are not printed."
        yield fault(text, line, ", ".join(uncited), what, "Add `[@id]` where each is used, or take it out.", "warning")


def _uncited_section(text: Text, section: Section) -> Iterator[Fault]:
    """No source at all is an error; a part that none stands in or beside is a warning."""
    claims = [part for part in section.parts if not isinstance(part, WriteLine) and not _is_exempt(part)]
    if not any(not isinstance(part, Subheading) for part in claims):
        return
    said = {id(part): list(of_part(part, section.id)) for part in section.parts}
    if not any(_cited(said[id(part)]) for part in section.parts):
        words = next(one for one in passages(text.handout) if one.line == section.line).words
        what = f"Nothing in the section `{section.id}` names a source."
        yield fault(text, section.line, words, what, "Add `[@id]` after each claim.", "error")
        return
    for number, part in enumerate(section.parts):
        beside = section.parts[max(number - 1, 0) : number + 2]
        leads = isinstance(part, Paragraph) and said[id(part)][0].words.endswith(":")
        if part not in claims or isinstance(part, Subheading) or _cited(said[id(part)]):
            continue
        if (leads or not isinstance(part, Paragraph)) and any(_cited(said[id(one)]) for one in beside):
            continue
        words = said[id(part)][0].words
        yield fault(text, part.line, words, "This names no source.", "Add `[@id]` after what it says.", "warning")


def _is_exempt(part: Part) -> bool:
    """What is filled in claims nothing, and nobody has a source for what nobody knows."""
    return isinstance(part, Block) and part.name in ("plan", "unknown")


def _cited(said: Sequence[Passage]) -> bool:
    return any(one.cited for one in said)


def interests(text: Text) -> Iterator[Fault]:
    """S10, of what is written in the file."""
    said = text.handout.front.interests
    if _NOTHING.fullmatch(said):
        what = f"`interests` is `{said}`, which says nothing."
        remedy = "Write who paid for the text or gains from it, or `none`."
        yield fault(text, key_line(text, "interests"), said, what, remedy, "warning")
