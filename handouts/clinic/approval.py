"""Standing: whether a handout may be given in a clinic."""

from __future__ import annotations

from enum import StrEnum

from handouts.clinic.clinic import Clinic
from handouts.content.handout import Handout


class Standing(StrEnum):
    """`DRAFT`: no clinician of the clinic has checked the text."""

    DRAFT = "draft"


def standing(handout: Handout, clinic: Clinic | None) -> Standing:
    """The standing of a text in a clinic. No approval can be recorded yet, so that every text is a draft."""
    return Standing.DRAFT
