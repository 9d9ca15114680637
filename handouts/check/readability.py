"""How hard English is to read, by two formulas that need no dictionary: FKGL and SMOG."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import sqrt

from handouts.check.faults import fault, is_english
from handouts.check.passages import prose
from handouts.check.rule import Fault, Text
from handouts.check.sentences import words_of
from handouts.content.handout import Handout

HARD, TOO_HARD = 6.0, 8.0
"""The school grade above which a text is hard, and above which it is too hard."""
SMOG_SENTENCES = 30
"""SMOG is defined for this many sentences or more."""

_NAMED = "x"
"""What stands for a named term: one word of one syllable."""
_SYLLABLES = {
    "area": 3, "areas": 3, "autoimmune": 4, "being": 2, "breathe": 1, "breathes": 1, "cereal": 3, "cereals": 3,
    "create": 2, "creates": 2, "diarrhoea": 4, "diet": 2, "diets": 2, "does": 1, "doing": 2, "every": 2, "fluid": 2,
    "fluids": 2, "going": 2, "idea": 3, "ideas": 3, "medicine": 3, "medicines": 3, "people": 2, "quiet": 2, "react": 2,
    "science": 2, "seeing": 2, "someone": 2, "the": 1, "tiredness": 2, "trial": 2, "trials": 2, "usual": 3,
    "usually": 4, "vegetable": 4, "vegetables": 4, "vial": 2, "vials": 2,
}  # fmt: skip
"""Words in which the groups of vowels are not the syllables."""


@dataclass(frozen=True, slots=True)
class Grade:
    """The school grade of a text by each formula."""

    fkgl: float
    smog: float


@dataclass(frozen=True, slots=True)
class Readability:
    """How hard a text is: as it stands, and with each of its named terms counted as one short word."""

    raw: Grade
    without_terms: Grade
    sentences: int

    def __str__(self) -> str:
        raw, bare = self.raw, self.without_terms
        few = f": it is made for {SMOG_SENTENCES} sentences" if self.sentences < SMOG_SENTENCES else ""
        return (
            f"FKGL grade {raw.fkgl:.1f}; {bare.fkgl:.1f} without the named terms. "
            f"SMOG grade {raw.smog:.1f}; {bare.smog:.1f} without them (for information{few})."
        )


def syllables(word: str) -> int:
    """How many syllables a word has: its groups of vowels, but for a silent e; at least one. `B12` has one."""
    bare = re.sub(r"[^a-z]", "", word.lower())
    if bare in _SYLLABLES:
        return _SYLLABLES[bare]
    count = len(re.findall(r"[aeiouy]+", bare))
    if (
        (re.search(r"[^aeiouy]e$", bare) and not re.search(r"[^aeiouy]le$", bare))
        or re.search(r"[^aeiouydt]ed$", bare)
        or (re.search(r"[^aeiouylscxgz]es$", bare) and not bare.endswith("shes"))
    ):
        count -= 1
    count -= bool(re.search(r"[^aeiouyl]e(ful|less|ly|ment|ness|thing|times)s?$", bare))
    count += len(re.findall(r"i[ao](?!u)|[aeiou]ing$", re.sub(r"[csgtx]i[ao]", "", bare)))
    return max(count, 1)


def grades(sentences: Iterable[str]) -> Grade:
    """Grades by the Flesch-Kincaid formula (Kincaid 1975) and by SMOG (McLaughlin 1969); 0 for no text."""
    counts = [[syllables(part) for part in words_of(one)] for one in sentences]
    counts = [one for one in counts if one]
    words = sum(len(one) for one in counts)
    if not words:
        return Grade(0.0, 0.0)
    long_words = sum(number >= 3 for one in counts for number in one)
    total = sum(sum(one) for one in counts)
    fkgl = 0.39 * words / len(counts) + 11.8 * total / words - 15.59
    smog = 1.0430 * sqrt(long_words * 30 / len(counts)) + 3.1291
    return Grade(max(round(fkgl, 1), 0.0), round(smog, 1))


def readability(handout: Handout) -> Readability | None:
    """The grades of a handout; none for another language than English, for which these formulas are not made."""
    if handout.language.split("-")[0] != "en":
        return None
    found = [one.words for one in prose(handout)]
    return Readability(grades(found), grades(without(found, handout.front.terms)), len(found))


def without(sentences: Iterable[str], terms: Iterable[str]) -> Iterator[str]:
    """The sentences with each named term as one short word, and longer terms before those that they hold."""
    longest = sorted(terms, key=len, reverse=True)
    named = re.compile("|".join(rf"\b{re.escape(one)}\b" for one in longest) or r"(?!)", re.IGNORECASE)
    return (named.sub(_NAMED, one) for one in sentences)


def hard_to_read(text: Text) -> Iterator[Fault]:
    """L3: the grade by FKGL, without the named terms."""
    found = readability(text.handout) if is_english(text) else None
    if found and found.without_terms.fkgl > HARD:
        grade = found.without_terms.fkgl
        sentences = [one for one in prose(text.handout) if words_of(one.words)]
        hardest = max(sentences, key=lambda one: grades(without([one.words], text.handout.front.terms)).fkgl)
        yield fault(
            text,
            hardest.line,
            hardest.words,
            f"The text is hard to read: {found}",
            "Shorten its sentences, and use shorter words; this is the hardest one.",
            "error" if grade > TOO_HARD else "warning",
        )
