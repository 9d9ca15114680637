"""Typesets composed pages as PDF/UA-1. The one module that imports WeasyPrint."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from handouts.errors import Problem, Refused, SystemLibraryMissing
from handouts.page.assets import BASE, Asset
from handouts.page.compose import Composed
from handouts.page.fonts import FAMILIES, configuration_file
from handouts.page.slip import WHERE

if TYPE_CHECKING:
    from weasyprint import Document

DPI = 300
"""Pictures finer than this are made coarser; paper does not show more."""
SLACK = 1.0
"""CSS pixels by which words may reach beyond the sides of their place: rounding, not an overflow."""
SLIP = frozenset({"slip", "note"})
"""The classes of what holds a patient's words: messages name the field, and repeat none of them."""
SYSTEM_LIBRARIES = "Install Pango: apt-get install libpango-1.0-0 libpangoft2-1.0-0 (macOS: brew install pango)."


@dataclass(frozen=True, slots=True)
class Leaflet:
    """One printable result."""

    pdf: bytes
    pages: int


def typeset(composed: Composed) -> Leaflet:
    """The leaflet of one composed page.

    Raises `Refused` for whatever would print wrong, `SystemLibraryMissing` where Pango cannot be loaded.
    """
    return typeset_all([composed])


def typeset_all(leaflets: Sequence[Composed]) -> Leaflet:
    """One PDF of several leaflets, each as it is alone and each beginning on the front of a sheet."""
    weasyprint = _weasyprint()
    with _strict() as records:
        documents = [_laid_out(weasyprint, composed, records) for composed in leaflets]
        pages = list(documents[0].pages)
        for document in documents[1:]:
            if len(pages) % 2:
                pages += _blank(weasyprint, leaflets[0], documents[0]).pages
            pages += document.pages
        whole = documents[0].copy(pages) if len(documents) > 1 else documents[0]
        pdf: bytes = whole.write_pdf(pdf_variant="pdf/ua-1", dpi=DPI, finisher=_check_families)
    records.refuse()
    return Leaflet(pdf, len(pages))


def warm() -> None:
    """Load WeasyPrint ahead of the first leaflet. Raises `SystemLibraryMissing`."""
    _weasyprint()


def _weasyprint() -> Any:
    """WeasyPrint, seeing the bundled fonts alone, and no clock: fontTools would date a variable font that it embeds."""
    os.environ["FONTCONFIG_FILE"] = str(configuration_file())
    os.environ["SOURCE_DATE_EPOCH"] = "0"
    try:
        import weasyprint
    except OSError as error:
        what = str(error).splitlines()[0]
        raise SystemLibraryMissing(Problem("", 0, f"A system library is missing ({what}).", SYSTEM_LIBRARIES)) from None
    return weasyprint


def _laid_out(weasyprint: Any, composed: Composed, records: _Records) -> Document:
    fetcher = _fetcher(composed.assets, records)
    html = weasyprint.HTML(string=composed.html, base_url=BASE, url_fetcher=fetcher)
    document: Document = html.render(pdf_variant="pdf/ua-1", dpi=DPI)
    overflows = [overflow for page in document.pages for overflow in _overflows(page._page_box)]
    if overflows:
        raise Refused(*_problems(overflows))
    return document


def _blank(weasyprint: Any, like: Composed, first: Document) -> Document:
    """An empty page of the same size."""
    page = first.pages[0]
    style = f"@page {{ size: {page.width}px {page.height}px; margin: 0 }}"
    html = f"<html lang='{like.language}'><head><title>-</title><style>{style}</style></head><body></body></html>"
    document: Document = weasyprint.HTML(string=html, base_url=BASE).render()
    return document


def _fetcher(assets: Iterable[Asset], records: _Records) -> Any:
    """A fetcher that knows these assets and nothing else: no file, no network; what it refuses is on record."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    known = {asset.url: asset for asset in assets}

    class Fetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            asset = known.get(url)
            if asset is None:
                records.asked.append(url[:200])
                raise ValueError(f"{url[:200]} is not one of this page's assets")
            return URLFetcherResponse(url, asset.data, {"Content-Type": asset.mime})

    return Fetcher(allowed_protocols=[], allow_redirects=False, fail_on_errors=True)


class _Records(logging.Handler):
    """Keeps what WeasyPrint has to say, and the addresses that it asked for in vain."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []
        self.asked: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())

    def refuse(self) -> None:
        """Raise `Refused` with all of it, if there is anything."""
        fetch, mend = "Take it out; nothing is fetched.", "Mend the template, style sheet or picture that it names."
        warnings = (" ".join(message.split()).rstrip(".:") for message in self.messages)
        problems = [Problem("", 0, f"The page asks for `{url}`.", fetch) for url in self.asked]
        problems += [Problem("", 0, f"The typesetter warns: {warning}.", mend) for warning in warnings]
        if problems:
            raise Refused(*problems)


@contextmanager
def _strict() -> Iterator[_Records]:
    """Gather WeasyPrint's warnings; its fatal errors become refusals."""
    from weasyprint.urls import FatalURLFetchingError

    logger, handler = logging.getLogger("weasyprint"), _Records()
    logger.addHandler(handler)
    try:
        yield handler
    except FatalURLFetchingError:
        handler.refuse()
        raise
    except RecursionError:
        raise Refused(Problem("", 0, "The page is nested too deep.", "Write it more simply.")) from None
    finally:
        logger.removeHandler(handler)


def _check_families(document: Document, _pdf: Any) -> None:
    """No font may slip in that is not bundled: its letters would depend on the machine."""
    for font in document.fonts.values():
        family = font.family.decode() if isinstance(font.family, bytes) else str(font.family)
        if family.strip("'\"") not in FAMILIES:
            raise Refused(Problem("", 0, f"The font `{family}` is not a bundled one.", f"Use {' or '.join(FAMILIES)}."))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where words may stand, in CSS pixels from the paper's corner, and which part of the slip they are, if any."""

    left: float
    top: float
    right: float
    bottom: float
    slip: str = ""

    def within(self, other: _Place) -> _Place:
        """What is common to both."""
        return _Place(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
            self.slip or other.slip,
        )


@dataclass(frozen=True, slots=True)
class _Overflow:
    """Words that do not fit, and the field of the slip that they are in, if any."""

    how: str
    text: str
    slip: str
    width: float


def _overflows(page: Any) -> Iterator[_Overflow]:
    """Each run of words that is wider than its place, and each line that is above or below it.

    The place is the width of every box around the words, and its height where the style sheet sets one.
    """
    from weasyprint.formatting_structure import boxes

    paper = _Place(0, 0, page.margin_width(), page.margin_height())

    def inside(box: Any, around: _Place) -> _Place:
        around = replace(around, slip=_slip_part(box, around.slip))
        if not isinstance(box, (boxes.BlockContainerBox, boxes.FlexContainerBox)):
            return around
        own = _content(box)
        if isinstance(box, boxes.MarginBox) or box.is_absolutely_positioned():
            return own.within(replace(paper, slip=around.slip))
        if box.style["height"] == "auto" or isinstance(box, boxes.TableCellBox):
            own = replace(own, top=around.top, bottom=around.bottom)
        wider, further = min(0.0, box.margin_left), min(0.0, box.margin_right)
        return own.within(replace(around, left=around.left + wider, right=around.right - further))

    def walk(box: Any, place: _Place) -> Iterator[_Overflow]:
        box = getattr(box, "_box", box)
        if isinstance(box, boxes.TextBox):
            too_wide = box.position_x + box.width > place.right + SLACK or box.position_x < place.left - SLACK
            if too_wide and box.text.strip():
                yield _Overflow("wider", box.text, place.slip, box.width)
            return
        place = inside(box, place)
        if isinstance(box, boxes.LineBox):
            slack = box.height / 4
            if box.position_y + box.height > place.bottom + slack or box.position_y < place.top - slack:
                text = "".join(getattr(one, "text", "") for one in box.descendants())
                yield _Overflow("taller", text, place.slip, box.width)
        for child in getattr(box, "children", ()):
            yield from walk(child, place)

    yield from walk(page, _content(page))


def _content(box: Any) -> _Place:
    left, top = box.content_box_x(), box.content_box_y()
    return _Place(left, top, left + box.width, top + box.height)


def _problems(overflows: Sequence[_Overflow]) -> list[Problem]:
    """What does not fit, in its own words unless they may be a patient's.

    Of the slip, the widest field is named: it pushes its neighbours, and the label of the note, out of their places.
    """
    problems = [
        Problem("", 0, f"The text is {one.how} than its place.", f"Shorten `{one.text.strip()[:60]}`.")
        for one in overflows
        if not one.slip
    ]
    slip = [one for one in overflows if one.slip]
    if slip:
        widest = max(slip, key=lambda one: (one.slip != "note", one.width))
        what = f"`{widest.slip}` is {widest.how} than its place on the slip, and is never cut or set smaller."
        problems.append(Problem(WHERE, 0, what, "Shorten it, or leave it empty and write it by hand."))
    return problems


def _slip_part(box: Any, inside: str) -> str:
    """The field of the slip that a box belongs to; `inside` is that of the box around it."""
    classes = [] if box.element is None else str(box.element.get("class", "")).split()
    if "field" in classes and inside:
        return next((name for name in classes if name != "field"), inside)
    return inside or next((name for name in classes if name in SLIP), "")
