"""Binds PDFs to one file for the printer: each begins on a new sheet, and what they have in common is stored once.

It has no tags: it is for paper, and says so in its title.
"""

from __future__ import annotations

from handouts.page.growing import Growing, Leaves, node, text
from handouts.page.sharing import Sharing, blank

_VIEWER = b"<</PrintScaling/None/Duplex/DuplexFlipLongEdge/PickTrayByPDFSize true/DisplayDocTitle true>>"
"""What the file asks of the program that prints it: actual size, both sides (ISO 32000-1, table 150)."""


class Book:
    """A file for the printer while it is made; `take` and `end` give its bytes."""

    def __init__(self) -> None:
        self._pdf = Growing()
        self._root = self._pdf.number()
        self._sharing = Sharing(self._pdf)
        self._leaves = Leaves(self._pdf, self._root)
        self._front: dict[int, list[bytes]] = {}

    @property
    def pages(self) -> int:
        """How many pages there are behind the front."""
        return self._leaves.count

    @property
    def front_pages(self) -> int:
        """How many pages the front has, with a blank one where its last sheet has an empty back."""
        return _even(sum(map(len, self._front.values())))

    def add(self, pdf: bytes, file_hash: str | None = None) -> int:
        """Add a PDF's pages on new sheets; how many pages it has, without the blank one on the back of its last sheet.

        Raises `AlteredError` where its SHA-256 is not the one that is given, `pikepdf.PdfError` for what is no PDF.
        """
        pages = self._sharing.copy(pdf, file_hash)
        for page in _on_sheets(pages):
            self._leaves.append(page)
        return len(pages)

    def add_front(self, place: int, pdf: bytes) -> None:
        """Add pages that stand before all others, in the order of their places."""
        self._front[place] = self._sharing.copy(pdf)

    def take(self) -> bytes:
        """What has become ready to be written since it was last taken."""
        return self._pdf.take()

    def end(self, title: str, author: str, language: str) -> list[bytes]:
        """The last bytes of the file."""
        pdf, front = self._pdf, Leaves(self._pdf, self._root)
        for page in _on_sheets([page for _, pages in sorted(self._front.items()) for page in pages]):
            front.append(page)
        nodes = [*front.end(), *self._leaves.end()]
        pdf.add(node(nodes, front.count + self._leaves.count), self._root)
        entries = b"/Lang %b/ViewerPreferences%b" % (text(language), _VIEWER)
        root = pdf.add(b"<</Type/Catalog/Pages %d 0 R%b>>" % (self._root, entries))
        info = pdf.add(b"<</Title %b/Author %b>>" % (text(title), text(author)))
        return pdf.end(root, info)


def _on_sheets(pages: list[bytes]) -> list[bytes]:
    """Pages, and a blank one where the back of the last sheet is empty."""
    return [*pages, blank(pages[-1])] if len(pages) % 2 else pages


def _even(count: int) -> int:
    return count + count % 2
