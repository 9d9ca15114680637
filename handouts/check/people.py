"""What only people can judge of a handout: a list for them to fill in. The program never does."""

from __future__ import annotations

from collections.abc import Iterator

from handouts.content.handout import Handout

PEMAT = (
    "1. Its purpose is completely evident.",
    "2. Nothing in it distracts from its purpose.",
    "3. It uses common, everyday language.",
    "4. Medical terms are used only to familiarise readers with them, and are defined.",
    "5. It uses the active voice.",
    "6. Numbers in it are clear and easy to understand.",
    "7. It does not expect the reader to calculate.",
    "8. It breaks information into short sections.",
    "9. Its sections have informative headings.",
    "10. It presents information in a logical order.",
    "11. It has a summary.",
    "12. It draws attention to key points: with boxes, bullets, bold or larger letters.",
    "15. It uses visual aids where they make it easier to understand.",
    "16. Visual aids reinforce the content and do not distract.",
    "17. Visual aids have clear titles or captions.",
    "18. Pictures are clear and uncluttered.",
    "19. Tables are simple, with short and clear headings.",
    "20. It names at least one action that the reader can take.",
    "21. It speaks to the reader directly when it describes actions.",
    "22. It breaks actions into manageable, explicit steps.",
    "23. It has a tangible tool, such as a list to fill in, where that helps the reader act.",
    "24. It has simple instructions or examples for calculations.",
    "25. It explains how to use charts, graphs or tables to take action.",
    "26. It uses visual aids where they make it easier to act.",
)
"""The items for printed material, in short, with their numbers there (13 and 14 are for film and sound)."""
CDC_INDEX = (
    "There is one main message, it comes first, and it stands out.",
    "A visual conveys or supports the main message.",
    "There are calls to action for the reader.",
    "It uses the active voice, and words that the audience uses.",
    "Lists and headings break it up; what matters most comes first.",
    "It says what experts know, and what they do not know.",
    "It says what to do, why that matters, and how to do it.",
    "Numbers are ones that the audience uses, are explained, and need no sums.",
    "Risks are explained, with their benefits, and in words as well as in numbers.",
)
"""What the 20 items of the index are about; the score sheet is on its own page."""
LINE = "____________________"
_SIGNED = f"Judged by: {LINE}  Date: ____________"


def people_list(handout: Handout) -> Iterator[str]:
    """The list for one handout, as Markdown, all of it blank."""
    front = handout.front
    yield f"# What people must judge: {front.title}"
    yield ""
    yield f"{handout.name}, {handout.language}, version {front.version}, text {handout.source.text_hash[:12]}"
    yield ""
    yield "What a program can find, `handouts check` finds. The rest, only people can. Fill in what you have looked at."
    yield ""
    yield "## PEMAT-P (AHRQ)"
    yield ""
    yield "Write 1 (yes), 0 (no) or - (does not apply). Understandable: items 1 to 19. Actionable: items 20 to 26."
    yield "Score: points, divided by the items that apply; above 70% is good. The full wording is in AHRQ's guide."
    yield ""
    yield from (f"- ____ {item}" for item in PEMAT)
    yield ""
    yield f"Understandable: ______%  Actionable: ______%  {_SIGNED}"
    yield ""
    yield "## Clear Communication Index (CDC)"
    yield ""
    yield "Score it with the sheet at https://cdc.gov/ccindex/widget.html; 90 or more is good. It asks about:"
    yield ""
    yield from (f"- {item}" for item in CDC_INDEX)
    yield ""
    yield f"Score: ______  {_SIGNED}"
    yield ""
    yield "## Readers"
    yield ""
    yield f"- [ ] Read by ____ people whom it is for. What they did not understand: {LINE}"
    yield f"- [ ] They could say in their own words what to do, and when to get help now. {_SIGNED}"
    yield ""
    yield "## A second person"
    yield ""
    yield f"- [ ] The medicine is right, and the sources say what the text says. {_SIGNED}"
    if front.translated_from:
        yield f"- [ ] It says what the text in {front.translated_from.language} says, to who speaks both. {_SIGNED}"
