"""The one table of the rules: what each asks, from where on it is broken, and whose it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handouts.check import (
    clinic_rules,
    front_rules,
    number_rules,
    page_rules,
    pdf,
    readability,
    sentence_rules,
    source_rules,
    structure_rules,
    type_rules,
    word_rules,
)
from handouts.check.rule import Fault, LeafletRule, OnPaper, PdfRule, Text, TextRule

_MANUAL = "https://service-manual.nhs.uk/content/"
NHS_WRITING = f"NHS, How we write, {_MANUAL}how-we-write"
NHS_NUMBERS = f"NHS, Numbers, measurements, dates and time, {_MANUAL}numbers-measurements-dates-time"
NHS_A_TO_Z = f"NHS, A to Z of health writing, {_MANUAL}a-to-z-of-nhs-health-writing"
NHS_STANDARD = f"NHS, Standard for creating health content, {_MANUAL}standard-for-creating-health-content"
PEMAT = "AHRQ, PEMAT-P"
CDC_INDEX = "CDC, Clear Communication Index, https://cdc.gov/ccindex/widget.html"


def _of_the_reader(_: Text) -> Iterator[Fault]:
    """Nothing more: who reads the file finds every fault of this kind, and `look` brings them here."""
    return iter(())


def _of_the_leaflet(_: OnPaper) -> Iterator[Fault]:
    """Nothing more: what keeps a leaflet from being made is found before there is one to look at."""
    return iter(())


FORMAT = TextRule(
    "F1",
    "The file is written as handouts are: its keys, sections, blocks and Markdown, and reasons for warnings that stay.",
    "Error: anything else. Warning: a reason in `accepted` for what is not there or cannot be accepted.",
    "This program's format",
    _of_the_reader,
)
MAKING = LeafletRule(
    "F2",
    "The leaflet can be made for the clinic.",
    "Error: it is refused, as for a missing logo or a letter that no font has.",
    "This program: a wrong leaflet is worse than none",
    _of_the_leaflet,
)
TEXT_RULES: tuple[TextRule, ...] = (
    FORMAT,
    TextRule(
        "F3",
        "The handout is written to its end: it has no gaps, which stand in `[[double brackets]]`.",
        "Warning: a gap. While there is one, the text cannot be approved, and no patient is given it.",
        "This program: a wrong leaflet is worse than none",
        structure_rules.no_gaps,
    ),
    TextRule(
        "F4",
        "A translation says what the text says that it was made from.",
        "Warning: that text has changed since, or is not there.",
        NHS_STANDARD,
        front_rules.translation,
    ),
    TextRule(
        "T5",
        "No italics, and no blocks of capitals.",
        "Error: italics. Warning: 4 or more words in capitals in a row.",
        "UKAAF, MS03; RNIB, Clear print",
        word_rules.capitals,
    ),
    TextRule(
        "L1",
        "Sentences are short. Each list item is at least one sentence.",
        "Warning: more than 20 words. Error: more than 25.",
        NHS_WRITING,
        sentence_rules.long_sentence,
    ),
    TextRule(
        "L2",
        "Paragraphs and list items are short.",
        "Warning: more than 3 sentences.",
        NHS_WRITING,
        sentence_rules.long_paragraph,
    ),
    TextRule(
        "L3",
        "The text is easy to read: its FKGL grade, where each of its named terms (`terms`) counts as one short word.",
        "Warning: above grade 6. Error: above grade 8. English alone. SMOG is told, and not judged.",
        "AHRQ, Health Literacy Toolkit, Tool 11; NHS (reading age 9 to 11)",
        readability.hard_to_read,
    ),
    TextRule(
        "L4",
        "Sentences say who acts.",
        "Warning: more than 1 sentence in 10 is passive, and at least 2. English alone.",
        f"{PEMAT}, item 5; {NHS_WRITING}",
        sentence_rules.passive,
    ),
    TextRule(
        "L5",
        "A medical word is explained where it comes first: in plain words, with the medical one in brackets. "
        "Words of the title are not asked for.",
        "Error: a word of the glossary with no plain words beside it. Warning: another of the `terms`. English alone.",
        f"{PEMAT}, item 4; {NHS_WRITING}",
        word_rules.unexplained,
    ),
    TextRule(
        "L6",
        "Numbers are digits and counts: `1 in 10` and no percentage, `to` and no dash, no zero that ends a decimal.",
        "Warning: a percentage, a range with a dash, 1.0, .5, or a number from two up as a word.",
        f"{NHS_NUMBERS}; PAGB, Layout and typography advice; {PEMAT}, item 7",
        number_rules.numbers,
    ),
    TextRule(
        "L7",
        "`microgram` is written in full.",
        "Error: mcg or μg, but for once after `micrograms`, to explain it. In en-US, mcg may follow that.",
        NHS_A_TO_Z,
        number_rules.micrograms,
    ),
    TextRule(
        "L8",
        "Dates are written with the month as a word, as in 6 August 2026.",
        "Warning: a date in digits, a month cut short, letters after the day, or another country's order.",
        NHS_NUMBERS,
        number_rules.dates,
    ),
    TextRule(
        "L9",
        "What to do is said to the reader.",
        "Warning: a reader spoken of (`patients should`), or a step that tells nobody what to do. English alone.",
        f"{PEMAT}, item 21",
        sentence_rules.not_to_reader,
    ),
    TextRule(
        "L10",
        "There is no word for which there is a plainer or kinder one.",
        "Warning: a word of the program's list. English alone.",
        NHS_A_TO_Z,
        word_rules.banned,
    ),
    TextRule(
        "S1",
        "The key message comes first.",
        "Error: no block `key`, or more than 3 sentences in it.",
        CDC_INDEX,
        structure_rules.key_message,
    ),
    TextRule(
        "S2",
        "The handout says what to do, as steps.",
        "Error: no block `actions` with a step.",
        f"{PEMAT}, items 20 and 22",
        structure_rules.what_to_do,
    ),
    TextRule(
        "S3",
        "The handout says when to get help now.",
        "Error: no block `urgent` with a list after `now:`.",
        "This program: safety",
        structure_rules.get_help_now,
    ),
    TextRule(
        "S5",
        "The handout says its version and when it was written.",
        "Error: one is missing, or the day has not come yet.",
        NHS_STANDARD,
        front_rules.dated,
    ),
    TextRule(
        "S6",
        "The text is reviewed in time.",
        "Error: `review_by` is missing, past, or more than 36 months after `written`. Warning: due within 90 days.",
        NHS_STANDARD,
        front_rules.review,
    ),
    TextRule(
        "S7",
        "Every claim names its source, and somebody has read it. "
        "What is not known, a summary of what was said, and whom to ask or tell need none.",
        "Error: an unknown source, or a section, `key` or `actions` that names none. "
        "Warning: a paragraph, list, sign or step without one, a source without `checked`, or one that is not used.",
        NHS_STANDARD,
        source_rules.sources,
    ),
    TextRule(
        "S8",
        "There is a tool, the questions to ask, and a summary.",
        "Error: no block `questions`. Warning: no section `summary`, and no `key` or more than 600 words.",
        f"{PEMAT}, items 11 and 23",
        structure_rules.summary_and_tool,
    ),
    TextRule(
        "S9",
        "Headings skip no level, and there are enough of them: about one for 150 words.",
        "Error: a heading with one # or more than three. Warning: more than 200 words below one heading.",
        f"{PEMAT}, items 8 and 9; PDF/UA",
        structure_rules.headings,
    ),
    TextRule(
        "S10",
        "The handout names conflicts of interest, or says that there are none.",
        "Error: no `interests`. Warning: `interests` that say nothing.",
        NHS_STANDARD,
        front_rules.interests,
    ),
    TextRule(
        "P4",
        "The handout has a title and a language, and the page has words in it.",
        "Error: one is missing, or the language has no page words.",
        "PDF/UA (ISO 14289-1)",
        front_rules.page_words,
    ),
)
LEAFLET_RULES: tuple[LeafletRule, ...] = (MAKING, *type_rules.RULES, *page_rules.RULES, *clinic_rules.RULES)
"""Those that look at a clinic's typeset leaflet."""
PDF_RULES: tuple[PdfRule, ...] = pdf.RULES
"""Those that look at any PDF."""
RULES: tuple[TextRule | LeafletRule | PdfRule, ...] = (*TEXT_RULES, *LEAFLET_RULES, *PDF_RULES)

ABOUT: Mapping[str, str] = {
    "title": "P4",
    "language": "P4",
    "written": "S5",
    "version": "S5",
    "review_by": "S6",
    "sources": "S7",
    "interests": "S10",
    "key": "S1",
    "actions": "S2",
    "urgent": "S3",
    "questions": "S8",
    "heading": "S9",
    "em": "T5",
    "letters": "P2",
    "logo": "P3",
}
"""Whose matter a mistake is that keeps a handout from being read or a leaflet from being made, by what it is about."""


def text_rule(about: str) -> TextRule:
    """The rule that a mistake in a handout breaks; that of the format where it is none of the others."""
    part = about.partition(".")[0].partition("[")[0]
    return next((one for one in TEXT_RULES if one.id == ABOUT.get(part)), FORMAT)


def leaflet_rule(about: str) -> LeafletRule:
    """The rule that a mistake breaks for which no leaflet can be made."""
    return next((one for one in LEAFLET_RULES if one.id == ABOUT.get(about)), MAKING)
