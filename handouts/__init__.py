"""Printable patient handouts: structured content, a clinic's identity, an accessible leaflet.

What another program may import stands in `__all__`; each is loaded when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from handouts.clinic.approval import Standing
    from handouts.clinic.clinic import Clinic, read_clinic
    from handouts.clinic.edition import Edition, edition
    from handouts.content.handout import Handout, extract, read_handout
    from handouts.errors import ExitCode, HandoutsError, Problem, Refused
    from handouts.page.compose import Composed, compose
    from handouts.page.slip import Slip
    from handouts.page.standing import standing
    from handouts.page.typeset import Leaflet, typeset
    from handouts.patient.slip import read_slip

__version__ = "0.1.0"

__all__ = [
    "Clinic",
    "Composed",
    "Edition",
    "ExitCode",
    "Handout",
    "HandoutsError",
    "Leaflet",
    "Problem",
    "Refused",
    "Slip",
    "Standing",
    "compose",
    "edition",
    "extract",
    "read_clinic",
    "read_handout",
    "read_slip",
    "standing",
    "typeset",
]

_HOMES = {
    "handouts.clinic.approval": ("Standing",),
    "handouts.clinic.clinic": ("Clinic", "read_clinic"),
    "handouts.clinic.edition": ("Edition", "edition"),
    "handouts.content.handout": ("Handout", "extract", "read_handout"),
    "handouts.errors": ("ExitCode", "HandoutsError", "Problem", "Refused"),
    "handouts.page.compose": ("Composed", "compose"),
    "handouts.page.slip": ("Slip",),
    "handouts.page.standing": ("standing",),
    "handouts.page.typeset": ("Leaflet", "typeset"),
    "handouts.patient.slip": ("read_slip",),
}


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(home), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
