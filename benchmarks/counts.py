"""How many of each: the whole set, and the short one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counts:
    """Rounds in which contestants take turns; patients for the program and the limit, and samples for the slow ones."""

    rounds: int = 5
    patients: int = 10_000
    fewer: int = 1_000
    """Patients of the smaller run: what the larger one takes beyond it is the steady state."""
    typst: int = 1_000
    chromium: int = 100
    weasyprint: int = 30
    sizes: tuple[int, ...] = (100, 1_000, 10_000, 100_000)
    pairs: int = 15
    """Times that a short command and its peer are run in turn."""
    different: int = 60
    """Leaflets that have no two alike, for one worker and two."""


FULL = Counts()
QUICK = Counts(
    rounds=2,
    patients=1_000,
    fewer=200,
    typst=100,
    chromium=20,
    weasyprint=5,
    sizes=(100, 1_000, 5_000),
    pairs=3,
    different=24,
)
