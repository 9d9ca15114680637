"""Rules for what a handout says of itself: language, dates, interests, what it was translated from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from handouts.check.faults import fault, key_line
from handouts.check.rule import Fault, Text
from handouts.content.source import read_source
from handouts.content.translation import original_file, translation_is_behind
from handouts.content.words import languages

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


def translation(text: Text) -> Iterator[Fault]:
    """F4: what a translation was made from."""
    made_from, library = text.handout.front.translated_from, text.library
    if made_from is None or library is None or not translation_is_behind(text.handout, library):
        return
    line = key_line(text, "translated_from")
    original = original_file(text.handout, library)
    if original is None:
        what = f"The text in {made_from.language} that this was translated from is not there."
        yield fault(
            text, line, made_from.language, what, "Take `translated_from` out, or put the text back.", "warning"
        )
    else:
        what = f"The text in {made_from.language} has changed since this was translated from it."
        remedy = f"Compare the two, then write `text_hash: {read_source(original).text_hash}`."
        yield fault(text, line, made_from.text_hash, what, remedy, "warning")


def interests(text: Text) -> Iterator[Fault]:
    """S10, of what is written in the file."""
    said = text.handout.front.interests
    if _NOTHING.fullmatch(said):
        what = f"`interests` is `{said}`, which says nothing."
        remedy = "Write who paid for the text or gains from it, or `none`."
        yield fault(text, key_line(text, "interests"), said, what, remedy, "warning")
