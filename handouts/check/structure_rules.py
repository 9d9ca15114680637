"""Rules for the parts of a handout: gaps, key message, what to do, urgent help, questions, headings."""

from __future__ import annotations

from collections.abc import Iterator

from handouts.check.faults import fault, ways
from handouts.check.passages import passages
from handouts.check.rule import Fault, Text
from handouts.check.sentences import sentences, words_of
from handouts.content.body import Block, Section, Steps, Urgent
from handouts.content.gaps import gaps
from handouts.content.handout import Handout

KEY_SENTENCES = 3
LONG_HANDOUT = 600
"""Words above which the key message alone is no summary."""
UNDER_HEADING = 200
"""Words below one heading; one heading for about 150 is the aim."""


def block(handout: Handout, name: str) -> Block | None:
    """A block by its name, wherever it stands."""
    for part in handout.body:
        inside = part.parts if isinstance(part, Section) else ()
        for one in (part, *inside):
            if isinstance(one, Block) and one.name == name:
                return one
    return None


def no_gaps(text: Text) -> Iterator[Fault]:
    """F3: told once for the text, with every place."""
    if found := gaps(text.handout):
        lines = ", ".join(dict.fromkeys(str(one.line) for one in found))
        many = len(found) > 1
        what = f"There {'are' if many else 'is'} {ways(len(found), 'gap')} (line{'s' * many} {lines})."
        first = text.handout.source.lines[found[0].line - 1].strip()
        yield fault(text, found[0].line, first, what, "Write what stands in [[ ]].", "warning")


def key_message(text: Text) -> Iterator[Fault]:
    """S1."""
    key = block(text.handout, "key")
    if key is None:
        what, remedy = "There is no key message.", "Begin with a block `::: key` of 1 to 3 sentences."
        yield fault(text, 0, "", what, remedy, "error")
        return
    said = [one.words for one in passages(text.handout) if one.place == "key"]
    count = sum(len(sentences(words)) for words in said)
    if count > KEY_SENTENCES:
        what = f"The key message has {count} sentences."
        remedy = f"Keep what matters most: at most {KEY_SENTENCES}."
        yield fault(text, key.line, " ".join(said), what, remedy, "error")


def what_to_do(text: Text) -> Iterator[Fault]:
    """S2."""
    actions = block(text.handout, "actions")
    steps = sum(len(part.items) for part in actions.parts if isinstance(part, Steps)) if actions else 0
    if not steps:
        remedy = "Add a block `::: actions` with steps, as in `1. Eat foods with B12`."
        yield fault(text, actions.line if actions else 0, "", "Nothing says what to do.", remedy, "error")


def get_help_now(text: Text) -> Iterator[Fault]:
    """S3, of what is written in the file."""
    urgent = next((part for part in text.handout.body if isinstance(part, Urgent)), None)
    if urgent is None or not urgent.now:
        remedy = "Add a block `::: urgent` with a list after `now:`, straight after the key message."
        yield fault(text, urgent.line if urgent else 0, "", "Nothing says when to get help now.", remedy, "error")


def summary_and_tool(text: Text) -> Iterator[Fault]:
    """S8: questions to ask; and a summary, which in a short handout is its key message."""
    if block(text.handout, "questions") is None:
        remedy = "Add a block `::: questions` with questions to ask, and lines to write on."
        yield fault(text, 0, "", "There is nothing to fill in or to ask.", remedy, "error")
    length = sum(len(words_of(one.words)) for one in passages(text.handout) if one.kind != "other")
    has_summary = any(section.id == "summary" for section in text.handout.sections)
    if not has_summary and (length > LONG_HANDOUT or block(text.handout, "key") is None):
        what = f"There is no summary, and the handout has {ways(length, 'word')}."
        yield fault(text, 0, "", what, "End with a section `## In short {#summary}`.", "warning")


def headings(text: Text) -> Iterator[Fault]:
    """S9: a heading for every screenful of words; that no level is skipped, the format sees to."""
    line, heading, count = 0, "", 0
    for one in [*passages(text.handout), None]:
        if one is None or one.kind == "heading" or one.place in ("key", "urgent", "actions", "questions"):
            if count > UNDER_HEADING and heading:
                what = f"There are {count} words below one heading."
                yield fault(
                    text, line, heading, what, "Put a `### Heading` in between, about every 150 words.", "warning"
                )
            line, heading, count = (one.line, one.words, 0) if one and one.kind == "heading" else (0, "", 0)
        elif one.kind != "other":
            count += len(words_of(one.words))
