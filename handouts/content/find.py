"""Finds what the library has on something: by code, or by the words of titles, terms, headings and summaries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handouts.content.alike import folded_words, mistypings
from handouts.content.body import plain
from handouts.content.codes import CODE_SYSTEMS, SYSTEMS, Code, read_codes
from handouts.content.handout import Handout
from handouts.errors import Problem, WrongUsage

WEIGHTS = {"title": 8, "term": 6, "heading": 3, "summary": 2}
"""How much it counts that a word stands there."""
_SMALL = "a an and at can do for have how i in is my of on or the to we what when why with you your"
SMALL_WORDS = frozenset(_SMALL.split(" "))
"""English words that a question has and an answer need not have."""


@dataclass(frozen=True, slots=True)
class Found:
    """A handout, and what of it was found: codes, or its own words. `primary`: it is *the* leaflet for the code."""

    handout: Handout
    matched: tuple[str, ...]
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, the best first, and what the person who asked should know of it."""

    found: tuple[Found, ...]
    notes: tuple[str, ...] = ()


def find(handouts: Sequence[Handout], text: str) -> Answer:
    """What these handouts have on a code or on words. Words that look like a code, and are none here, are words.

    Raises `Refused` as `read_codes` does, `WrongUsage` for a text without a word.
    """
    codes = read_codes(text)
    by_code = _by_code(handouts, codes)
    if codes and (by_code.found or ":" in text):
        return by_code
    by_words = _by_words(handouts, text)
    if by_words.found or not codes:
        return by_words
    return by_code


def _by_code(handouts: Sequence[Handout], codes: Sequence[Code]) -> Answer:
    ranked = []
    matched_codes: list[Code] = []
    for handout in handouts:
        own = [Code(system, code) for system in CODE_SYSTEMS for code in handout.front.codes.get(system, ())]
        near = [(distance, code) for code in own if (distance := _nearest(code, codes)) is not None]
        if not near:
            continue
        near.sort(key=lambda one: one[0])
        primary = any(
            asked.is_below(Code(system, code))
            for system, those in handout.front.primary_codes.items()
            for code in those
            for asked in codes
        )
        matched = [code for _, code in near]
        matched_codes += matched
        found = Found(handout, tuple(map(str, matched)), primary)
        ranked.append(((not primary, near[0][0], handout.name, handout.language), found))
    ranked.sort(key=lambda one: one[0])
    notes = dict.fromkeys(note for code in (*codes, *matched_codes) if (note := code.note))
    if not ranked and codes:
        systems = " or ".join(SYSTEMS[code.system].label for code in codes)
        notes[f"No handout has the code {codes[0].code} ({systems}), nor one above or below it."] = None
    return Answer(tuple(found for _, found in ranked), tuple(notes))


def _nearest(code: Code, asked: Sequence[Code]) -> int | None:
    """How far a code is from the nearest of those asked for, if it is related to one."""
    return min((distance for one in asked if (distance := code.distance(one)) is not None), default=None)


@dataclass(frozen=True, slots=True)
class _Place:
    """A line of a handout in which words are looked for."""

    weight: int
    text: str
    words: frozenset[str]


def _places(handout: Handout) -> Iterator[_Place]:
    front = handout.front
    headings = (plain(section.heading) for section in handout.sections)
    texts = {"title": [front.title], "term": front.terms, "heading": headings, "summary": [front.summary]}
    for kind, lines in texts.items():
        for line in lines:
            yield _Place(WEIGHTS[kind], line, frozenset(word for word, _ in folded_words(line)))


def _by_words(handouts: Sequence[Handout], text: str) -> Answer:
    words = folded_words(text)
    words = [one for one in words if one[1].casefold() not in SMALL_WORDS] or words
    if not words:
        raise WrongUsage(
            Problem("", 0, "There is no word and no code to look for.", "Write one, as in anaemia or E53.8.")
        )
    shelf = [(handout, list(_places(handout))) for handout in handouts]
    known: dict[str, str] = {}
    for folded, word in (one for _, places in shelf for place in places for one in folded_words(place.text)):
        known.setdefault(folded, word)
    notes = []
    wanted: list[frozenset[str]] = []
    missing: list[str] = []
    for asked, as_typed in words:
        there, mistyped = _taken_for(asked, known)
        wanted.append(there)
        if mistyped:
            notes.append(f"`{as_typed}` is taken for {' or '.join(f'`{known[word]}`' for word in sorted(there))}.")
        elif not there:
            missing.append(as_typed)
    ranked = [one for handout, places in shelf if (one := _scored(handout, places, wanted))]
    most = max((hits for (hits, *_), _ in ranked), default=0)
    best = sorted((one for one in ranked if one[0][0] == most), key=lambda one: (-one[0][1], *one[0][2:]))
    if not best:
        notes = [f"Nothing is found for `{text.strip()}`."]
        if re.fullmatch(r"\w*[0-9][\w.]*", text.strip()):
            notes.append(f"It is not a whole code either: codes are written as in {_examples()}.")
    elif missing:
        notes.append(f"No handout has {' or '.join(f'`{word}`' for word in missing)}; these have the rest.")
    elif most < len(words):
        notes.append("No handout has all of these words; these have the most.")
    return Answer(tuple(found for _, found in best), tuple(notes))


def _examples() -> str:
    return ", ".join(f"{rules.example} ({rules.label})" for rules in SYSTEMS.values())


def _taken_for(asked: str, known: dict[str, str]) -> tuple[frozenset[str], bool]:
    """The words of the library that a word may mean: itself and what begins so, else the nearest that it was meant for.

    Also whether it was mistyped.
    """
    there = frozenset(word for word in known if word == asked or (len(asked) >= 3 and word.startswith(asked)))
    if there:
        return there, False
    errors = {word: count for word in known if (count := mistypings(asked, word)) is not None}
    least = min(errors.values(), default=0)
    return frozenset(word for word, count in errors.items() if count == least), bool(errors)


def _scored(
    handout: Handout, places: Sequence[_Place], wanted: Sequence[frozenset[str]]
) -> tuple[tuple[int, float, str, str], Found] | None:
    """How many of the words a handout has and how well, and where; none where it has none."""
    hits, score = 0, 0.0
    matched: dict[str, None] = {}
    for words in wanted:
        place = max((one for one in places if one.words & words), key=lambda one: one.weight, default=None)
        if place:
            hits += 1
            score += place.weight
            matched[place.text] = None
    if not hits:
        return None
    together = max(sum(bool(place.words & words) for words in wanted) * place.weight for place in places)
    share = max(len(place.words & frozenset().union(*wanted)) / len(place.words or "-") for place in places)
    return (hits, score + together + share, handout.name, handout.language), Found(handout, tuple(matched))
