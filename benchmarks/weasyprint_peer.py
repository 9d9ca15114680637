"""A plain WeasyPrint loop: the page as HTML, made into a PDF, once for each patient."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.leaflet import Subject, composed
from benchmarks.patients import Patient
from handouts.page.assets import BASE
from handouts.page.typeset import warm

VARIANT = "pdf/ua-1"


@contextmanager
def contestant(leaflet: Subject, scratch: Path, people: list[Patient]) -> Iterator[Callable[[Patient], bytes]]:
    """What makes leaflets. The HTML is composed ahead of time for all patients, and not timed."""
    warm()  # with the bundled fonts alone
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    pages = {one["number"]: composed(leaflet, one) for one in people}
    assets = {asset.url: asset for page in pages.values() for asset in page.assets}

    class Fetcher(URLFetcher):
        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            return URLFetcherResponse(url, assets[url].data, {"Content-Type": assets[url].mime})

    fetcher, fonts = Fetcher(), FontConfiguration()

    def make(patient: Patient) -> bytes:
        html = HTML(string=pages[patient["number"]].html, base_url=BASE, url_fetcher=fetcher)
        return html.write_pdf(pdf_variant=VARIANT, font_config=fonts)

    yield make
