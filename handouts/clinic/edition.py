"""An edition: how a leaflet is set."""

from __future__ import annotations

from dataclasses import dataclass

from handouts.errors import nearest, refused

BASES = ("standard", "large-print")
PAPERS = ("A4", "Letter", "A5")
FOLDS = ("none", "booklet", "trifold")


@dataclass(frozen=True, slots=True)
class Edition:
    """`standard` is set in 14 pt; `large-print` in 18 pt, re-flowed and not enlarged."""

    base: str = "standard"
    paper: str = "A4"
    fold: str = "none"

    @property
    def large(self) -> bool:
        """Whether it is set for readers who need large letters."""
        return self.base == "large-print"


def edition(base: str, paper: str, *, fold: str = "none") -> Edition:
    """An edition by its words. Raises `Refused` for a word that is unknown, or a fold that the others do not allow."""
    if base not in BASES:
        raise refused("", 0, f"There is no edition `{base}`.", nearest(base, BASES))
    papers = {one.lower(): one for one in PAPERS}
    if paper.lower() not in papers:
        raise refused("", 0, f"There is no paper `{paper}`.", nearest(paper, PAPERS))
    if fold not in FOLDS:
        raise refused("", 0, f"There is no fold `{fold}`.", nearest(fold, FOLDS))
    chosen = Edition(base, papers[paper.lower()], fold=fold)
    if fold != "none" and chosen.paper == "A5":
        raise refused("", 0, f"A {fold} is not folded from A5, which is too small.", "Use --paper A4 or Letter.")
    if fold == "trifold" and chosen.large:
        what = "Large print does not go on the narrow panels of a trifold."
        raise refused("", 0, what, "Use --fold booklet, or no fold.")
    return chosen
