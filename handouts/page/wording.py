"""The words of a leaflet, whatever it looks like: what a clinician checks, and what an approval holds the hash of."""

from __future__ import annotations

import hashlib
from html.parser import HTMLParser

from handouts.clinic.clinic import Clinic
from handouts.content.handout import Handout
from handouts.page.compose import compose_bare

_INLINE = frozenset(["a", "abbr", "b", "em", "i", "small", "span", "strong", "sub", "sup"])
_SILENT = frozenset(["style", "script", "title"])
_SAID = frozenset(["alt", "aria-label"])
"""What is said in the place of a picture."""


def wording(handout: Handout, clinic: Clinic | None) -> str:
    """The words of a leaflet as composed for a clinic, without slip and standing; a line for each part of the page.

    Raises `Refused` for what is wrong in a clinic's own templates.
    """
    return "\n".join(lines_of(compose_bare(handout, clinic), with_pictures=True)) + "\n"


def lines_of(html: str, *, with_pictures: bool) -> list[str]:
    """What a page says, a line for each of its parts; with what stands for its pictures, or without."""
    reader = _Words(with_pictures=with_pictures)
    reader.feed(html)
    lines = (" ".join(line.split()) for line in "".join(reader.found).split("\n"))
    return [line for line in lines if line]


def words_hash(handout: Handout, clinic: Clinic | None) -> str:
    """The SHA-256 of a leaflet's words. Raises `Refused` as `wording` does."""
    return hashlib.sha256(wording(handout, clinic).encode()).hexdigest()


class _Words(HTMLParser):
    """Gathers the text of a page."""

    def __init__(self, *, with_pictures: bool) -> None:
        super().__init__()
        self.with_pictures = with_pictures
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        self.found += [] if tag in _INLINE else ["\n"]
        self.found += [f"\n{value}\n" for name, value in attrs if name in _SAID and value and self.with_pictures]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT
        self.found += [] if tag in _INLINE else ["\n"]

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(data.replace("\n", " "))
