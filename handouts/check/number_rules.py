"""Rules for numbers, units and dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from handouts.check.faults import fault, is_english
from handouts.check.passages import line_of, passages
from handouts.check.rule import Fault, Level, Text
from handouts.content.words import languages, words

_PERCENT = re.compile(r"\d+(?:[.,]\d+)?\s?(?:%|per ?cent\b)", re.IGNORECASE)
_RANGE = re.compile(r"(?<![\d/.–-])(?<!\w-)\d{1,4}(?:\.\d+)?\s?[–—-]\s?\d{1,4}(?:\.\d+)?(?![\d/]|[–-]\d|-\w)")
_TRAILING_ZERO = re.compile(r"(?<![\d.])\d+\.\d*0(?!\d|\.\d)")
_NAKED = re.compile(r"(?<![\w.])\.\d+")
_AS_WORDS = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|hundred|thousand)\b"
    r"(?!-thirds?|-quarters?|-fifths?)(?!\s+\d)",
    re.IGNORECASE,
)
_MICROGRAM = re.compile(r"(?<![^\W\d_])(?:mcg|[µμ]g|ug)\b")
_EXPLAINED = re.compile(r"micrograms?\b[^.;]{0,30}?(?:mcg|[µμ]g)\b", re.IGNORECASE)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_SHORT = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
_DIGITS_DATE = re.compile(r"(?<![\d/.-])(?:\d{1,2}([/.-])\d{1,2}\1(?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})(?![\d/-]|\.\d)")
_SHORT_DATE = re.compile(rf"\b(?:\d{{1,2}}\s+(?:{_SHORT})\b\.?|(?:{_SHORT})\.?\s+\d{{1,2}}\b)")
_ORDINAL_DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)(?:\s+of)?\s+(?:{_MONTHS})|(?:{_MONTHS})\s+\d{{1,2}}(?:st|nd|rd|th))\b"
)
_DAY_FIRST = re.compile(rf"\b\d{{1,2}}\s+(?:{_MONTHS})\b")
_MONTH_FIRST = re.compile(rf"\b(?:{_MONTHS})\s+\d{{1,2}}\b(?!\s*\d)")
_EXAMPLE = date(2026, 8, 6)


def numbers(text: Text) -> Iterator[Fault]:
    """L6."""
    yield from _each(text, _PERCENT, "A percentage is hard to picture.", "Write a count, as in `1 in 10 people`.")
    yield from _each(text, _RANGE, "A range is written with a dash.", "Write `to`, as in `2 to 3 weeks`.")
    zero = "A zero after the decimal point can be misread as ten times as much."
    yield from _each(text, _TRAILING_ZERO, zero, "Take the last zero out, as in `1 mg`.")
    yield from _each(text, _NAKED, "A decimal point without a digit before it is overlooked.", "Write `0` before it.")
    if is_english(text):
        yield from _each(text, _AS_WORDS, "A number is written as a word.", "Write digits: readers look for them.")


def micrograms(text: Text) -> Iterator[Fault]:
    """L7: in the UK no short form but once as an explanation; elsewhere none that was not explained."""
    is_american = text.handout.language.endswith("-US")
    explained = False
    for one in passages(text.handout):
        spans = [found.span() for found in _EXPLAINED.finditer(one.words)]
        for found in _MICROGRAM.finditer(one.words):
            first = not explained and any(start <= found.start() < end for start, end in spans)
            if not first and not (is_american and explained and found.group() == "mcg"):
                line = line_of(text.handout.source, one.line, found.group())
                what = f"`{found.group()}` is misread, at worst as a dose a thousand times as high."
                remedy = "Write `microgram` or `micrograms` in full."
                yield fault(text, line, _around(one.words, *found.span()), what, remedy, "error")
            explained = explained or first


def dates(text: Text) -> Iterator[Fault]:
    """L8."""
    tag = text.handout.language
    remedy = f"Write it as in `{words(tag).date(_EXAMPLE)}`." if tag in languages() else "Write the month as a word."
    yield from _each(text, _DIGITS_DATE, "A date in digits is read in several ways.", remedy)
    if is_english(text):
        yield from _each(text, _SHORT_DATE, "The month is cut short.", remedy)
        yield from _each(text, _ORDINAL_DATE, "The day of a date has letters after it.", remedy)
        other = _DAY_FIRST if tag.endswith("-US") else _MONTH_FIRST
        yield from _each(text, other, "Day and month are in the order of another country.", remedy)


def _each(text: Text, pattern: re.Pattern[str], what: str, remedy: str, level: Level = "warning") -> Iterator[Fault]:
    for one in passages(text.handout):
        for found in pattern.finditer(one.words):
            line = line_of(text.handout.source, one.line, found.group())
            yield fault(text, line, _around(one.words, *found.span()), what, remedy, level)


def _around(text: str, start: int, end: int) -> str:
    """What was found, with the word on each side of it."""
    before = text[:start].split(" ")[-2:]
    after = text[end:].split(" ")[:2]
    return (" ".join(before) + text[start:end] + " ".join(after)).strip()
