"""The rule for sources: every claim has one, and somebody has read it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from handouts.check.faults import fault, key_line, ways
from handouts.check.passages import Passage, of_part, passages
from handouts.check.rule import Fault, Text
from handouts.check.sentences import sentences
from handouts.content.body import Block, Paragraph, Part, Section, Subheading, Urgent, WriteLine, cited, runs

_TALK = re.compile(r"(?:please )?(?:ask|bring|call|email|phone|ring|show|speak to|talk to|tell|write)\b", re.IGNORECASE)


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
        if one.place == place and one.kind == "item" and not one.cited and not _only_talk(one.words):
            yield fault(text, one.line, one.words, what, "Add `[@id]` after it.", "warning")


def _sources_themselves(text: Text) -> Iterator[Fault]:
    named = text.handout.front.sources
    line = key_line(text, "sources")
    unread = [name for name, one in named.items() if one.checked is None]
    if unread:
        what = f"Nobody is said to have read {ways(len(unread), 'source')} of {len(named)}."
        remedy = "Read the page, then write the day, as in `checked: 2026-11-22`."
        yield fault(text, line, ", ".join(unread), what, remedy, "warning")
    for name, one in named.items():
        if one.checked and one.checked > text.today:
            what = f"`checked` of `{name}` is {one.checked}, which has not come yet."
            yield fault(text, line, name, what, "Write the day on which somebody read the page.", "error")
    used = {name for part in text.handout.body for words in runs(part) for name in cited(words)}
    uncited = [name for name in named if name not in used]
    if uncited:
        what = "There are sources that nothing in the text names."
        yield fault(text, line, ", ".join(uncited), what, "Add `[@id]` where each is used, or take it out.", "warning")


def _uncited_section(text: Text, section: Section) -> Iterator[Fault]:
    """No source at all is an error; a part that none stands in or beside is a warning."""
    if section.id == "summary":
        return
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
        if all(_only_talk(one.words) for one in said[id(part)]):
            continue
        yield fault(text, part.line, words, "This names no source.", "Add `[@id]` after what it says.", "warning")


def _is_exempt(part: Part) -> bool:
    """What is filled in claims nothing, and nobody has a source for what nobody knows."""
    return isinstance(part, Block) and part.name in ("plan", "unknown")


def _only_talk(words: str) -> bool:
    """Whether it says no more than whom to speak to, or what to write down."""
    return all(_TALK.match(one) for one in sentences(words))


def _cited(said: Sequence[Passage]) -> bool:
    return any(one.cited for one in said)
