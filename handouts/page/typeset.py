"""Typesets composed pages as PDF/UA-1. The one module that imports WeasyPrint."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from handouts.errors import Problem, Refused, SystemLibraryMissing
from handouts.page.assets import BASE, Asset
from handouts.page.compose import Composed
from handouts.page.fonts import FAMILIES, configuration_file

if TYPE_CHECKING:
    from weasyprint import Document

DPI = 300
"""Pictures finer than this are made coarser; paper does not show more."""
SLACK = 1.0
"""CSS pixels by which words may reach beyond their place: rounding, not an overflow."""
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
        documents = [_laid_out(weasyprint, composed) for composed in leaflets]
        pages = list(documents[0].pages)
        for document in documents[1:]:
            if len(pages) % 2:
                pages += _blank(weasyprint, leaflets[0], documents[0]).pages
            pages += document.pages
        whole = documents[0].copy(pages) if len(documents) > 1 else documents[0]
        pdf: bytes = whole.write_pdf(pdf_variant="pdf/ua-1", dpi=DPI, finisher=_check_families)
    _refuse_records(records)
    return Leaflet(pdf, len(pages))


def _weasyprint() -> Any:
    """WeasyPrint, seeing the bundled fonts alone."""
    os.environ.setdefault("FONTCONFIG_FILE", str(configuration_file()))
    try:
        import weasyprint
    except OSError as error:
        what = str(error).splitlines()[0]
        raise SystemLibraryMissing(Problem("", 0, f"A system library is missing ({what}).", SYSTEM_LIBRARIES)) from None
    return weasyprint


def _laid_out(weasyprint: Any, composed: Composed) -> Document:
    fetcher = _fetcher(composed.assets)
    html = weasyprint.HTML(string=composed.html, base_url=BASE, url_fetcher=fetcher)
    document: Document = html.render(pdf_variant="pdf/ua-1", dpi=DPI)
    if fetcher.refused:
        problems = (Problem("", 0, f"The page asks for `{url}`.", "Take it out; nothing is fetched.") for url in fetcher.refused)
        raise Refused(*problems)
    problems = [problem for page in document.pages for problem in _overflows(page._page_box)]
    if problems:
        raise Refused(*problems)
    return document


def _blank(weasyprint: Any, like: Composed, first: Document) -> Document:
    """An empty page of the same size."""
    page = first.pages[0]
    style = f"@page {{ size: {page.width}px {page.height}px; margin: 0 }}"
    html = f"<html lang='{like.language}'><head><title>-</title><style>{style}</style></head><body></body></html>"
    document: Document = weasyprint.HTML(string=html, base_url=BASE, url_fetcher=_fetcher(())).render()
    return document


def _fetcher(assets: Iterable[Asset]) -> Any:
    """A fetcher that knows these assets and nothing else: no file, no network; what it refuses it remembers."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(allowed_protocols=[], allow_redirects=False, fail_on_errors=True)
            self.known = {asset.url: asset for asset in assets}
            self.refused: list[str] = []

        def fetch(self, url: str, headers: Any = None) -> Any:
            asset = self.known.get(url)
            if asset is None:
                self.refused.append(url[:200])
                raise ValueError(f"{url[:200]} is not one of this page's assets")
            return URLFetcherResponse(url, asset.data, {"Content-Type": asset.mime})

    return Fetcher()


class _Records(logging.Handler):
    """Keeps what WeasyPrint has to say."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def _strict() -> Iterator[_Records]:
    """Gather WeasyPrint's warnings; its fatal errors become refusals."""
    from weasyprint.urls import FatalURLFetchingError

    logger, handler = logging.getLogger("weasyprint"), _Records()
    logger.addHandler(handler)
    try:
        yield handler
    except FatalURLFetchingError as error:
        raise Refused(Problem("", 0, f"{error}.", "Take it out; nothing is fetched.")) from None
    except RecursionError:
        raise Refused(Problem("", 0, "The page is nested too deep.", "Write it more simply.")) from None
    finally:
        logger.removeHandler(handler)


def _refuse_records(records: _Records) -> None:
    if records.messages:
        remedy = "Mend the template, style sheet or picture that it names."
        raise Refused(*(Problem("", 0, f"The typesetter warns: {message.rstrip('.')}.", remedy) for message in records.messages))


def _check_families(document: Document, _pdf: Any) -> None:
    """No font may slip in that is not bundled: its letters would depend on the machine."""
    for font in document.fonts.values():
        family = font.family.decode() if isinstance(font.family, bytes) else str(font.family)
        if family.strip("'\"") not in FAMILIES:
            raise Refused(Problem("", 0, f"The font `{family}` is not a bundled one.", f"Use {' or '.join(FAMILIES)}."))


def _overflows(page: Any) -> Iterator[Problem]:
    """A problem for each run of words that is wider than its place, or that leaves the page."""
    from weasyprint.formatting_structure import boxes

    def walk(box: Any, right: float) -> Iterator[Problem]:
        if isinstance(box, boxes.TextBox):
            if box.position_x + box.width > right + SLACK and box.text.strip():
                yield Problem("", 0, "A line is wider than its place.", "Shorten: " + _place(box))
            return
        if isinstance(box, boxes.BlockContainerBox):
            right = min(page.width + page.margin_left + page.margin_right, box.content_box_x() + box.width)
        for child in getattr(box, "children", ()):
            yield from walk(getattr(child, "_box", child), right)

    yield from walk(page, page.margin_width())


def _place(box: Any) -> str:
    """The words at fault, unless they are a patient's."""
    return "what stands in the slip." if box.element is not None and "value" in box.element.get("class", "") else f"`{box.text[:60]}`."
