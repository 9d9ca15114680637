"""Finds what the library has on something: by code, or by the words of titles, terms, headings and summaries."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handouts.content.alike import folded_words, mistypings
from handouts.content.body import Section, Urgent, plain, runs
from handouts.content.codes import CODE_SYSTEMS, SYSTEMS, Code, SystemName, read_codes
from handouts.content.handout import Handout
from handouts.errors import Problem, WrongUsage

WEIGHTS = {"title": 8, "term": 6, "heading": 3, "summary": 2, "section": 1}
"""How much it counts that a word stands there. The text of a section counts where nothing else has all the words."""
_SMALL = "a an and at can do does for have how i if in is it me my of on or should the to what when why with you your"
SMALL_WORDS = frozenset(_SMALL.split(" "))
"""English words that a question has and an answer need not have."""


@dataclass(frozen=True, slots=True)
class Found:
    """A handout, and what of it was found: codes, or its own words. `primary`: it is *the* leaflet for one of these."""

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
        near, primary = (_near(own, codes) for own in (handout.front.codes, handout.front.primary_codes))
        if not near:
            continue
        matched = [code for _, code in near]
        matched_codes += matched
        found = Found(handout, tuple(map(str, matched)), bool(primary))
        ranked.append(((not primary, (primary or near)[0][0], handout.name, handout.language), found))
    ranked.sort(key=lambda one: one[0])
    widest = min((code for code in (*codes, *matched_codes) if code.note), key=lambda one: len(one.code), default=None)
    notes = [widest.note] if widest and widest.note else []
    if not ranked and codes:
        systems = " or ".join(SYSTEMS[code.system].label for code in codes)
        notes.append(f"No handout has the code {codes[0].code} ({systems}), nor one above or below it.")
    return Answer(tuple(found for _, found in ranked), tuple(notes))


def _near(own: Mapping[SystemName, Sequence[str]], asked: Sequence[Code]) -> list[tuple[int, Code]]:
    """Those of a handout's codes that are related to one that was asked for, and how far from it, the nearest first."""
    found = []
    for code in (Code(system, code) for system in CODE_SYSTEMS for code in own.get(system, ())):
        distances = [distance for one in asked if (distance := code.distance(one)) is not None]
        found += [(min(distances), code)] if distances else []
    return sorted(found, key=lambda one: one[0])


@dataclass(frozen=True, slots=True)
class _Place:
    """A part of a handout in which words are looked for, and the line that stands for it in an answer."""

    kind: str
    line: str
    words: frozenset[str]

    @property
    def weight(self) -> int:
        return WEIGHTS[self.kind]


def _places(handout: Handout, known: dict[str, str]) -> list[_Place]:
    """The parts of a handout. Each of its words is added to those that are `known`, folded and as it stands."""
    front = handout.front
    found: list[_Place] = []

    def add(kind: str, line: str, text: str) -> None:
        words = folded_words(text)
        found.append(_Place(kind, line, frozenset(folded for folded, _ in words)))
        for folded, word in words:
            known.setdefault(folded, word)

    add("title", front.title, front.title)
    for term in front.terms:
        add("term", term, term)
    add("summary", front.summary, front.summary)
    for part in handout.body:
        if isinstance(part, Section):
            add("heading", plain(part.heading), plain(part.heading))
        if not isinstance(part, Urgent):  # which is much the same in all of them
            line = plain(part.heading) if isinstance(part, Section) else front.title
            add("section", line, " ".join(plain(words) for words in runs(part)))
    return found


def _by_words(handouts: Sequence[Handout], text: str) -> Answer:
    words = folded_words(text)
    words = [one for one in words if one[1].casefold() not in SMALL_WORDS] or words
    if not words:
        what = "There is no word and no code to look for."
        raise WrongUsage(Problem("", 0, what, "Write one, as in anaemia or E53.8."))
    known: dict[str, str] = {}
    shelf = [(handout, _places(handout, known)) for handout in handouts]
    notes = []
    wanted: list[frozenset[str]] = []
    for asked, as_typed in words:
        there, is_mistyped = _taken_for(asked, known)
        wanted.append(there)
        if is_mistyped:
            notes.append(f"`{as_typed}` is taken for {' or '.join(f'`{known[word]}`' for word in sorted(there))}.")
    best, most = _best(shelf, wanted)
    missing = [f"`{as_typed}`" for (_, as_typed), there in zip(words, wanted, strict=True) if not there]
    if not best:
        notes = [f"Nothing is found for `{text.strip()}`."]
        if re.fullmatch(r"\w*[0-9][\w.]*", text.strip()):
            notes.append(f"It is not a whole code either: codes are written as in {_examples()}.")
    elif missing:
        notes.append(f"No handout has {' or '.join(missing)}; these have the rest.")
    elif most < len(words):
        notes.append("No handout has all of these words; these have the most.")
    return Answer(best, tuple(notes))


def _examples() -> str:
    return ", ".join(f"{rules.example} ({rules.label})" for rules in SYSTEMS.values())


def _taken_for(asked: str, known: dict[str, str]) -> tuple[frozenset[str], bool]:
    """The words of the library that a word may mean: itself and what begins so, else the nearest that it was meant for.

    Also whether it was mistyped.
    """
    there = frozenset(word for word in known if word == asked or (len(asked) >= 4 and word.startswith(asked)))
    if there:
        return there, False
    errors = {word: count for word in known if (count := mistypings(asked, word)) is not None}
    least = min(errors.values(), default=0)
    return frozenset(word for word, count in errors.items() if count == least), bool(errors)


def _best(
    shelf: Sequence[tuple[Handout, list[_Place]]], wanted: Sequence[frozenset[str]]
) -> tuple[tuple[Found, ...], int]:
    """The handouts that have the most of the words, the best first, and how many words that is."""
    ranked: list[tuple[int, float, Found]] = []
    for kinds in ({*WEIGHTS} - {"section"}, {*WEIGHTS}):
        if not any(hits == len(wanted) for hits, _, _ in ranked):
            scored = (
                _scored(handout, [one for one in places if one.kind in kinds], wanted) for handout, places in shelf
            )
            ranked = [one for one in scored if one]
    most = max((hits for hits, _, _ in ranked), default=0)
    best = [one for one in ranked if one[0] == most]
    best.sort(key=lambda one: (-one[1], one[2].handout.name, one[2].handout.language))
    return tuple(found for _, _, found in best), most


def _scored(
    handout: Handout, places: Sequence[_Place], wanted: Sequence[frozenset[str]]
) -> tuple[int, float, Found] | None:
    """How many of the words a handout has and how well, and where; none where it has none."""
    hits, score = 0, 0.0
    matched: dict[str, None] = {}
    for words in wanted:
        place = max((one for one in places if one.words & words), key=lambda one: one.weight, default=None)
        if place:
            hits += 1
            score += place.weight
            matched[place.line] = None
    if not hits:
        return None
    whole = frozenset[str]().union(*wanted)
    together = max(sum(bool(place.words & words) for words in wanted) * place.weight for place in places)
    share = max(len(place.words & whole) / max(len(place.words), 1) for place in places)
    often = 0.02 * sum(bool(place.words & whole) for place in places)
    return hits, score + together + share + often, Found(handout, tuple(matched))
