"""Rules for single words: medical ones that nobody explains, ones with a plainer word, ones in capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handouts.check.faults import fault, is_english, key_line
from handouts.check.passages import FORMS, Passage, line_of, passages
from handouts.check.rule import Fault, Text
from handouts.check.sentences import words_of
from handouts.check.wordlist import Entry, whole_words, word_list

_CAPITALS = re.compile(r"\b[A-Z][A-Z'’]+(?:[\s,–-]+(?:[A-Z][A-Z'’]+|A|I))*(?:[\s,–-]+[A-Z][A-Z'’]+)")
_IN_CAPITALS = 4
"""Words in capitals that are a block."""
_SAYS_SOMETHING = 3
"""Words of a cell that can explain another."""
_MEANS = re.compile(
    r"(?:\s+(?:is|are|means|mean)\s+(?:a|an|the|when|where|your|one|any|made|how|what|another)\b|\s*,\s+(?:a|an|the|or|one|which)\b)",
    re.IGNORECASE,
)
_CALLED = re.compile(r"\b(?:called|named|known as|say|says)\s+[\"“'‘]?$", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\(([^()]*)\)")


def capitals(text: Text) -> Iterator[Fault]:
    """T5, of what is written in the file."""
    title = (key_line(text, "title"), text.handout.front.title)
    summary = (key_line(text, "summary"), text.handout.front.summary)
    for line, words in (title, summary, *((one.line, one.words) for one in passages(text.handout))):
        for found in _CAPITALS.finditer(words):
            if len(found.group().split()) >= _IN_CAPITALS:
                at = line_of(text.handout.source, line, found.group())
                what = "Several words in a row are in capitals, which are hard to read."
                yield fault(
                    text, at, found.group(), what, "Write them in small letters; use **bold** if need be.", "warning"
                )


def unexplained(text: Text) -> Iterator[Fault]:
    """L5: words of the glossary; and the handout's other named terms, which may be names that everybody knows."""
    if not is_english(text):
        return
    read = [one for one in passages(text.handout) if one.kind != "heading" and one.place not in FORMS]
    everything = "\n".join(one.words for one in read)
    entries = [entry for entry in _entries(text) if entry.pattern.search(everything)]
    for entry in entries:
        longer = [form for one in entries for form in one.forms if form not in entry.forms]
        found = _first(entry, longer, read)
        if found is None or entry.pattern.search(text.handout.front.title):
            continue
        passage, start, end = found
        if not (_explained(passage.words, start, end, entry, text.handout.front.title) or _in_row(passage, read)):
            word = passage.words[start:end]
            line = line_of(text.handout.source, passage.line, word)
            what = f"`{word}` is not explained where it comes first."
            example = f", as in `{entry.instead[0]} ({word})`" if entry.instead else ""
            remedy = f"Put plain words beside it{example}."
            yield fault(text, line, word, what, remedy, "error" if entry.instead else "warning")


def _in_row(passage: Passage, read: list[Passage]) -> bool:
    """Whether the word stands in a table, in whose row another cell says what it is."""
    row = [one for one in read if one.kind == passage.kind == "cell" and one.line == passage.line]
    return any(one != passage and len(words_of(one.words)) >= _SAYS_SOMETHING for one in row)


def _entries(text: Text) -> list[Entry]:
    """The glossary, and the named terms that are not in it; `vitamin` needs no plainer word."""
    glossary = word_list("glossary")
    known = {form.lower() for entry in glossary for form in entry.forms}
    terms = [term for term in text.handout.front.terms if not term.lower().startswith("vitamin ")]
    own = [Entry((term,), ()) for term in terms if term.lower() not in known]
    return [*glossary, *own]


def _first(entry: Entry, longer: list[str], read: list[Passage]) -> tuple[Passage, int, int] | None:
    """Where a word comes first by itself, and not as a part of a longer term."""
    holding = [
        form
        for form in longer
        if any(one.lower() in form.lower() and one.lower() != form.lower() for one in entry.forms)
    ]
    other = whole_words(tuple(holding)) if holding else None
    for passage in read:
        taken = [one.span() for one in other.finditer(passage.words)] if other else []
        for one in entry.pattern.finditer(passage.words):
            if not any(start <= one.start() < end for start, end in taken):
                return passage, one.start(), one.end()
    return None


def _explained(words: str, start: int, end: int, entry: Entry, title: str) -> bool:
    """Whether plain words stand beside a word: before it in brackets, after it in brackets, or in the same passage."""
    before, after = words[:start], words[end:]
    if before.count("(") > before.count(")") and re.search(r"\w\s*\(", before):
        return True
    brackets = _BRACKETS.match(after)
    if brackets and (re.search(r"[^\W\d_]{3}", brackets[1]) or brackets[1] in title):
        return True
    if _MEANS.match(after) or _CALLED.search(before):
        return True
    rest = f"{before} {after}".lower()
    return any(plain.lower() in rest for plain in entry.instead)


def banned(text: Text) -> Iterator[Fault]:
    """L10."""
    if not is_english(text):
        return
    everything = [(one.line, one.words) for one in passages(text.handout)]
    for key in ("title", "summary"):
        everything.append((key_line(text, key), getattr(text.handout.front, key)))
    for line, words in everything:
        for entry in word_list("banned"):
            for found in entry.pattern.finditer(words):
                at = line_of(text.handout.source, line, found.group())
                what = f"There is a plainer word than `{found.group()}`."
                yield fault(text, at, found.group(), what, f"Write: {entry.instead[0]}.", "warning")
