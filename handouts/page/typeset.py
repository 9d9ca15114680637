"""Typesets composed pages as PDF/A-3a and PDF/UA-1 in one. The one module that imports WeasyPrint."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from itertools import count
from typing import TYPE_CHECKING, Any

from handouts.errors import Problem, Refused, SystemLibraryMissing
from handouts.files import shown
from handouts.page.assets import BASE, Asset
from handouts.page.compose import Composed, with_pages
from handouts.page.finish import finish
from handouts.page.fonts import FAMILIES, configuration_file
from handouts.page.openings import Marks, Opening, draw_all_letters, open_places
from handouts.page.overflow import overflows
from handouts.page.sheets import StyleSheet
from handouts.page.streams import ends_like_a_line, pad
from handouts.page.tags import Tag
from handouts.page.whole import cut_in_two

if TYPE_CHECKING:
    from weasyprint import Document

VARIANT = "pdf/a-3a"
"""What WeasyPrint makes; the finisher adds PDF/UA-1."""
DPI = 600
"""Pictures finer than this are made coarser. A logo comes no finer: drawn at 600 dpi, or of pixels at 300."""
SYSTEM_LIBRARIES = "Install Pango: apt-get install libpango-1.0-0 libpangoft2-1.0-0 (macOS: brew install pango)."


@dataclass(frozen=True, slots=True)
class Leaflet:
    """One printable result."""

    pdf: bytes
    pages: int


@dataclass(frozen=True, slots=True)
class OpenLeaflet(Leaflet):
    """A leaflet whose slip can be filled in, at these places."""

    openings: tuple[Opening, ...]


def typeset(composed: Composed) -> Leaflet:
    """The leaflet of one composed page.

    Raises `Refused` for whatever would print wrong, `SystemLibraryMissing` where Pango cannot be loaded.
    """
    return typeset_all([composed])


def typeset_all(leaflets: Sequence[Composed]) -> Leaflet:
    """One PDF of several leaflets, each as it is alone and each beginning on the front of a sheet.

    A cover comes first, and says how many pages each of the others has.
    """
    weasyprint = _weasyprint()
    with _strict(leaflets[0].styles) as records:
        document = _bound(weasyprint, leaflets, records)
        pdf, _ = _written(document, leaflets)
    records.refuse(leaflets[0].styles)
    return Leaflet(pdf, len(document.pages))


def typeset_open(leaflets: Sequence[Composed], marks: Marks) -> OpenLeaflet | None:
    """Leaflets in which marks stand for the values of a slip, by field, and the places where values can be put later.

    None where the pages do not allow it. The PDF has all letters of the faces of these places; what stands in them is
    not meant to be seen. Raises `Refused` as `typeset_all` does.
    """
    weasyprint = _weasyprint()
    from weasyprint.formatting_structure import boxes
    from weasyprint.text import fonts

    with _strict(leaflets[0].styles) as records:
        document = _bound(weasyprint, leaflets, records)
        places = open_places([page._page_box for page in document.pages], boxes, fonts, marks)
        if places is None:
            return None
        for place in places:
            draw_all_letters(place)
        pdf, tags = _written(document, leaflets)
    records.refuse(leaflets[0].styles)
    drawn = {id(tag.box): (tag.page, tag.entry["K"][0]) for tag in tags if tag.node is None}
    openings = []
    for place in places:
        on, numbers = zip(*(drawn[id(box)] for box in place.boxes), strict=True)
        if len(set(on)) > 1:
            return None
        openings.append(place.at(on[0], numbers))
    return OpenLeaflet(pdf, len(document.pages), tuple(openings))


def _bound(weasyprint: Any, leaflets: Sequence[Composed], records: _Records) -> Document:
    """The pages of several leaflets as one document."""
    documents = [_laid_out(weasyprint, composed, records) for composed in leaflets[1:]]
    first = with_pages(leaflets[0], [len(document.pages) for document in documents])
    documents.insert(0, _laid_out(weasyprint, first, records))
    pages = list(documents[0].pages)
    for document in documents[1:]:
        if len(pages) % 2:
            pages += _blank(weasyprint, leaflets[0], documents[0]).pages
        pages += document.pages
    return documents[0].copy(pages) if len(documents) > 1 else documents[0]


def _written(document: Document, leaflets: Sequence[Composed]) -> tuple[bytes, list[Tag]]:
    """The PDF, and the tags of its pages; padded where that is needed, which is nearly never."""
    tags: list[Tag] = []
    for padding in count():
        # An empty output intent: the variant's own would open a second profile, and leave the file open.
        finisher = _finisher(leaflets, padding, tags)
        pdf: bytes = document.write_pdf(pdf_variant=VARIANT, dpi=DPI, output_intent="", finisher=finisher)
        if not ends_like_a_line(pdf):
            break
    return pdf, tags


def warm() -> None:
    """Load WeasyPrint ahead of the first leaflet. Raises `SystemLibraryMissing`."""
    _weasyprint()


def load() -> None:
    """Load WeasyPrint if it can be; why it cannot is told by the first leaflet."""
    with suppress(SystemLibraryMissing):
        warm()


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
    from weasyprint.formatting_structure import boxes

    fetcher = _fetcher(composed.assets, records)
    html = weasyprint.HTML(string=composed.html, base_url=BASE, url_fetcher=fetcher)
    profiles = {"srgb": _colours()}
    document: Document = html.render(pdf_variant=VARIANT, dpi=DPI, output_intent="srgb", color_profiles=profiles)
    pages = [page._page_box for page in document.pages]
    problems = [*overflows(pages, boxes), *cut_in_two(pages)]
    if problems:
        raise Refused(*problems)
    return document


def _colours() -> Any:
    """What the colours of a page mean: sRGB, as PDF/A wants to be told."""
    from weasyprint.css import ColorProfile

    file = BytesIO((files("weasyprint.pdf") / "sRGB2014.icc").read_bytes())
    return ColorProfile(file, "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))


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

    def refuse(self, styles: StyleSheet) -> None:
        """Raise `Refused` with all of it, if there is anything; what is said of a place in the styles is of a file."""
        fetch, mend = "Take it out; nothing is fetched.", "Mend the template, style sheet or picture that it names."
        problems = [Problem("", 0, f"The page asks for `{url}`.", fetch) for url in self.asked]
        for message in self.messages:
            place = re.search(r" at ([0-9]+):[0-9]+", message)
            file = styles.place(int(place[1])) if place else None
            text = message.replace(place[0], "") if place and file else message
            what = f"The typesetter warns: {' '.join(text.split()).rstrip('.:')}."
            problems.append(Problem(shown(file[0]) if file else "", file[1] if file else 0, what, mend))
        if problems:
            raise Refused(*problems)


@contextmanager
def _strict(styles: StyleSheet) -> Iterator[_Records]:
    """Gather WeasyPrint's warnings; its fatal errors become refusals."""
    from weasyprint.urls import FatalURLFetchingError

    logger, handler = logging.getLogger("weasyprint"), _Records()
    logger.addHandler(handler)
    try:
        yield handler
    except FatalURLFetchingError:
        handler.refuse(styles)
        raise
    except RecursionError:
        raise Refused(Problem("", 0, "The page is nested too deep.", "Write it more simply.")) from None
    finally:
        logger.removeHandler(handler)


def _finisher(leaflets: Sequence[Composed], padding: int, tags: list[Tag]) -> Callable[[Document, Any], None]:
    """What is looked at and mended in the PDF of these leaflets, before it is written; `tags` becomes what it holds."""
    known = dict.fromkeys((*FAMILIES, *(family for composed in leaflets for family in composed.families)))

    def finisher(document: Document, pdf: Any) -> None:
        from weasyprint.formatting_structure import boxes

        _check_families(document, known)
        tags[:] = finish(document, pdf, boxes)
        pad(pdf, padding)

    return finisher


def _check_families(document: Document, known: Collection[str]) -> None:
    """No font may slip in that is neither bundled nor the clinic's own: its letters would depend on the machine."""
    for font in document.fonts.values():
        family = font.family.decode() if isinstance(font.family, bytes) else str(font.family)
        if family.strip("'\"") not in known:
            what = f"The font `{family}` is not a bundled one."
            raise Refused(Problem("", 0, what, f"Use {' or '.join(known)}."))
