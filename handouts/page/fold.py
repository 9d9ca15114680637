"""Where pages stand on a sheet that is folded: numbers alone, in millimetres."""

from __future__ import annotations

from dataclasses import dataclass

from handouts.clinic.edition import Edition

SHEETS = {"A4": (297.0, 210.0), "Letter": (279.4, 215.9)}
"""Width and height of a sheet on its side, in mm (A4: ISO 216; Letter: ANSI/ASME Y14.1, 11 by 8.5 inches)."""
FLAP_NARROWER = 2.0
"""By how many mm the panel of a trifold that is folded in first is narrower than the two others: it must not buckle."""
PANELS = 6
"""The panels of a trifold."""
PANEL_MARGINS = (8.0, 7.0, 28.0)
"""Above, beside and below the text of a panel, in mm; the foot, which may take four lines, stands in the last."""

STEPS = {
    "booklet": "fold the sheets together in half and staple them in the fold",
    "trifold": "lay the inside up, fold the right panel inwards at the marks, then the left one over it",
}
"""What is done with the printed sheets."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page (counted from 1) stands on its side of a sheet: mm from the left edge."""

    page: int
    left: float


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a sheet: its pages, and where marks show the fold (mm from the left edge)."""

    places: tuple[Place, ...]
    marks: tuple[float, ...] = ()


def page_size(edition: Edition) -> tuple[float, float]:
    """Width and height in mm of the pages that a folded leaflet is typeset on.

    All pages of a trifold are as wide as its narrow flap, so that words may flow from any panel to the next.
    """
    width, height = SHEETS[edition.paper]
    return (width / 2 if edition.fold == "booklet" else _panels(width)[1]), height


def sides(edition: Edition, pages: int) -> tuple[Side, ...]:
    """The sides of the sheets in the order of printing, front and back in turn; sheets flip on the short edge."""
    width, _ = SHEETS[edition.paper]
    return _booklet(width, pages) if edition.fold == "booklet" else _trifold(width, pages)


def for_the_printer(fold: str) -> str:
    """How a folded leaflet is printed, and which one is for reading on a screen."""
    return (
        f"For the printer: print on both sides, flip on the short edge, at actual size; {STEPS[fold]}.\n"
        "This file is for paper alone; the leaflet made without --fold is the accessible one."
    )


def _booklet(width: float, pages: int) -> tuple[Side, ...]:
    """Sheets that lie in each other: the first holds the first two and last two pages, the next those inside them.

    The pages that fill the last sheet up stay blank, at the end.
    """
    last = -(-pages // 4) * 4
    pairs = []
    for sheet in range(last // 4):
        pairs += [(last - 2 * sheet, 2 * sheet + 1), (2 * sheet + 2, last - 2 * sheet - 1)]
    return tuple(
        Side(tuple(Place(page, left) for page, left in zip(pair, (0.0, width / 2), strict=True) if page <= pages))
        for pair in pairs
    )


def _trifold(width: float, pages: int) -> tuple[Side, ...]:
    """The outside, from the left: flap, back, cover. The inside: its left panel is behind the cover.

    The last page stands on the back: the flap, beside the first page inside, stays blank where there are five.
    """
    panel, flap = _panels(width)
    aside = FLAP_NARROWER / 2
    cover, back, flap_outside = flap + panel + aside, flap + aside, 0.0
    inside = (aside, panel + aside, 2 * panel)
    order = (cover, *inside, flap_outside, back) if pages == PANELS else (cover, *inside, back)
    places = [Place(page, left) for page, left in zip(range(1, pages + 1), order, strict=False)]
    return (
        Side(tuple(sorted(places[:1] + places[4:], key=lambda place: place.left))),
        Side(tuple(places[1:4]), (panel, 2 * panel)),
    )


def _panels(width: float) -> tuple[float, float]:
    """The widths of a wide panel and of the flap: two and one of them make the sheet."""
    panel = (width + FLAP_NARROWER) / 3
    return panel, panel - FLAP_NARROWER
