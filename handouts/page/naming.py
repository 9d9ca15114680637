"""Which handouts can be one pack, and what the file of a leaflet or a pack is called: known before any is composed."""

from __future__ import annotations

from collections.abc import Sequence

from handouts.clinic.edition import Edition
from handouts.content.handout import Handout
from handouts.errors import Problem, WrongUsage


def check_pack(handouts: Sequence[Handout]) -> None:
    """Raises `WrongUsage` for a pack that names a handout twice or has several languages."""
    names = [handout.name for handout in handouts]
    if len(set(names)) < len(names):
        raise WrongUsage(Problem("", 0, "A handout is named twice.", "Name each once."))
    tags = sorted({handout.language for handout in handouts})
    if len(tags) > 1:
        what = f"The handouts are in several languages ({', '.join(tags)})."
        raise WrongUsage(Problem("", 0, what, "A pack has one language; choose it with --language."))


def leaflet_stem(handouts: Sequence[Handout], edition: Edition | None = None, pack: str | None = None) -> str:
    """The name of a leaflet's file, without its ending: `low-b12-and-ms-en-GB`, or `pack-...` of several.

    A pack is called by its name, if it has one, else by its handouts. Of an edition, it says what is not as usual:
    `-large-print`, `-mono`, `-trifold`.
    """
    names = ["pack"] if len(handouts) > 1 else []
    names += [pack] if pack else [handout.name for handout in handouts]
    words = (edition.name, edition.ink, edition.fold) if edition else ()
    unusual = [word for word in words if word not in ("standard", "color", "none")]
    return "-".join([*names, handouts[0].language, *unusual])
