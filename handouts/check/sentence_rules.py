"""Rules for sentences: how long, how many together, who acts, who is spoken to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handouts.check.faults import fault, is_english
from handouts.check.passages import PROSE, line_of, passages, prose
from handouts.check.rule import Fault, Text
from handouts.check.sentences import sentences, words_of

LONG, TOO_LONG = 20, 25
"""Words of a sentence above which it is long, and above which it is too long."""
PARAGRAPH = 3
"""Sentences of a paragraph."""
PASSIVE = 0.1
"""The share of sentences that may be passive."""

_ADJECTIVES = (
    "advanced", "affected", "allowed", "ashamed", "based", "blurred", "bored", "concerned", "confused", "depressed",
    "excited", "fed", "interested", "involved", "limited", "mixed", "needed", "pleased", "relaxed", "scared",
    "stressed", "supposed", "swollen", "tired", "used", "worried",
)  # fmt: skip
"""Words in which nobody acts, although they look so."""
_IRREGULAR = (
    "begun", "born", "bought", "broken", "brought", "built", "caught", "chosen", "cut", "done", "drawn", "driven",
    "eaten", "felt", "forgotten", "found", "given", "grown", "held", "heard", "hidden", "hit", "hurt", "kept", "known",
    "left", "lost", "made", "meant", "met", "paid", "put", "read", "said", "seen", "sent", "set", "shown", "spread",
    "stuck", "taken", "taught", "thought", "told", "understood", "worn", "written",
)  # fmt: skip
_PASSIVE = re.compile(
    r"\b(?:am|is|are|was|were|be|been|being)\s+(?:(?:not|also|often|usually|sometimes|always|never|only|[a-z]+ly)\s+)*"
    rf"(?!(?:{'|'.join(_ADJECTIVES)})\b)(?:[a-z]{{2,}}ed|{'|'.join(_IRREGULAR)})\b",
    re.IGNORECASE,
)
_READER = re.compile(r"\b(?:you|your|yours|yourself|we|us|our)\b", re.IGNORECASE)
_ABOUT_READER = re.compile(
    r"\bpatients? (?:should|must|may|can|need|needs|will|has|have|is|are)\b|\bthe patient\b"
    r"|\b(?:he or she|he/she|his or her|his/her)\b"
    r"|\b(?:one|people|individuals|adults|everyone|sufferers)(?: (?:with|who|on) [\w ]{1,40})? (?:should|must)\b",
    re.IGNORECASE,
)
_IMPERATIVES = (
    "add", "aim", "allow", "always", "apply", "arrange", "ask", "attend", "avoid", "be", "begin", "book", "breathe",
    "bring", "build", "buy", "call", "carry", "change", "check", "choose", "clean", "come", "complete", "contact",
    "continue", "cool", "cut", "discuss", "do", "don't", "drink", "eat", "ensure", "exercise", "fill", "find",
    "finish", "follow", "get", "give", "go", "have", "help", "hold", "inject", "join", "keep", "know", "learn",
    "leave", "let", "limit", "list", "look", "lower", "make", "measure", "mix", "move", "never", "note", "notice",
    "order", "pace", "phone", "plan", "practise", "practice", "prepare", "prevent", "protect", "put", "read",
    "record", "reduce", "remember", "report", "rest", "return", "ring", "save", "say", "see", "seek", "set",
    "share", "show", "sit", "sleep", "soak", "speak", "spread", "stand", "start", "stay", "stop", "store",
    "stretch", "swallow", "take", "talk", "tell", "think", "throw", "treat", "try", "turn", "use", "visit", "wait",
    "walk", "warm", "wash", "watch", "wear", "weigh", "write",
)  # fmt: skip


def long_sentence(text: Text) -> Iterator[Fault]:
    """L1."""
    for one in prose(text.handout):
        count = len(words_of(one.words))
        if count > LONG:
            what = f"The sentence has {count} words."
            remedy = f"Make two of it, or a list: at most {LONG} words each."
            yield fault(text, one.line, one.words, what, remedy, "error" if count > TOO_LONG else "warning")


def long_paragraph(text: Text) -> Iterator[Fault]:
    """L2."""
    for one in passages(text.handout):
        count = len(sentences(one.words)) if one.kind in PROSE else 0
        if count > PARAGRAPH:
            what = f"The {'list item' if one.kind == 'item' else one.kind} has {count} sentences."
            remedy = f"Put an empty line between its thoughts: at most {PARAGRAPH} sentences each."
            yield fault(text, one.line, one.words, what, remedy, "warning")


def passive(text: Text) -> Iterator[Fault]:
    """L4: told once for the text, with every place."""
    if not is_english(text):
        return
    every = [one for one in prose(text.handout) if words_of(one.words)]
    found = [(one, match.group()) for one in every if (match := _PASSIVE.search(one.words))]
    if len(found) > 1 and len(found) > PASSIVE * len(every):
        share = round(100 * len(found) / len(every))
        lines = ", ".join(dict.fromkeys(str(one.line) for one, _ in found))
        what = f"Of {len(every)} sentences, {len(found)} ({share}%) do not say who acts (lines {lines})."
        yield fault(
            text,
            found[0][0].line,
            "; ".join(words for _, words in found),
            what,
            "Say who does it, as in `we test your blood`.",
            "warning",
        )


def not_to_reader(text: Text) -> Iterator[Fault]:
    """L9: the reader as a third person, and steps in which nobody is spoken to."""
    if not is_english(text):
        return
    for one in prose(text.handout):
        if about := _ABOUT_READER.search(one.words):
            remedy = "Say `you`, or tell the reader what to do: `take`, `ask`."
            yield fault(text, one.line, about.group(), "This speaks about the reader.", remedy, "warning")
    for passage in passages(text.handout):
        if passage.place == "actions" and passage.kind == "item" and not _speaks_to_reader(passage.words):
            what = "The step does not tell the reader what to do."
            line = line_of(text.handout.source, passage.line, passage.words)
            yield fault(text, line, passage.words, what, "Begin it with what to do, or say `you`.", "warning")


def _speaks_to_reader(step: str) -> bool:
    """Whether a step tells somebody what to do, or says `you` or `we`."""
    if _READER.search(step):
        return True
    clauses = re.split(r"[,;:]\s+", " ; ".join(sentences(step)))
    return any(words and words[0].lower() in _IMPERATIVES for words in map(words_of, clauses))
