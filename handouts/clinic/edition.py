"""An edition: how a leaflet is set."""

from __future__ import annotations

from dataclasses import dataclass

from handouts.errors import nearest, refused

BASES = ("standard", "large-print")
PAPERS = ("A4", "Letter")


@dataclass(frozen=True, slots=True)
class Edition:
    """`standard` is set in 14 pt; `large-print` in 18 pt, re-flowed and not enlarged."""

    base: str = "standard"
    paper: str = "A4"

    @property
    def large(self) -> bool:
        """Whether it is set for readers who need large letters."""
        return self.base == "large-print"


def edition(base: str, paper: str) -> Edition:
    """An edition by its words. Raises `Refused` for a word that is unknown."""
    if base not in BASES:
        raise refused("", 0, f"There is no edition `{base}`.", nearest(base, BASES))
    papers = {one.lower(): one for one in PAPERS}
    if paper.lower() not in papers:
        raise refused("", 0, f"There is no paper `{paper}`.", nearest(paper, PAPERS))
    return Edition(base, papers[paper.lower()])
