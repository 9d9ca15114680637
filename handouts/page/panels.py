"""Refuses a leaflet that does not fit on the panels of a trifold, and says by how much and what would fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from handouts.content.handout import Handout
from handouts.errors import Problem, Refused
from handouts.page.fold import PANEL_MARGINS, PANELS
from handouts.page.typeset import Leaflet

POINTS = 72 / 25.4


def check_panels(leaflet: Leaflet, handout: Handout, pages_with: Callable[[Sequence[str]], int]) -> None:
    """Raises `Refused` for more pages than panels; `pages_with` counts them when only these sections are printed."""
    if leaflet.pages <= PANELS:
        return
    words = max(10, round(_words_beyond(leaflet.pdf), -1))
    what = f"A trifold of {handout.name} needs {leaflet.pages} panels and there are {PANELS}"
    fitting = _fitting([section.id for section in handout.sections], pages_with)
    only = f", or --only {','.join(fitting)}, which fits" if fitting else ""
    raise Refused(Problem("", 0, f"{what}; about {words} words too many.", f"Use --fold booklet{only}."))


def _words_beyond(pdf: bytes) -> int:
    """How many words stand on the pages after the last panel, without their feet."""
    from pypdfium2 import PdfDocument

    document = PdfDocument(pdf)
    try:
        pages = [document[number] for number in range(PANELS, len(document))]
        texts = [page.get_textpage().get_text_bounded(bottom=PANEL_MARGINS[2] * POINTS) for page in pages]
        return sum(len(text.split()) for text in texts)
    finally:
        document.close()


def _fitting(sections: list[str], pages_with: Callable[[Sequence[str]], int]) -> list[str]:
    """As many of the sections, from the first, as fit; none where not even one does, or links forbid it."""
    for end in range(len(sections) - 1, 0, -1):
        try:
            if pages_with(sections[:end]) <= PANELS:
                return sections[:end]
        except Refused:  # a link leads to what is left out
            continue
    return []
