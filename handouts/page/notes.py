"""What a clinic should know of its leaflets: made as asked, and yet not quite as its brand has it."""

from __future__ import annotations

from handouts.clinic.clinic import Clinic
from handouts.clinic.shades import colour_notes
from handouts.page.logo import notes_on_logo


def notes_on(clinic: Clinic | None) -> list[str]:
    """One line each, to be said beside the leaflets that are made. Raises `Refused` for a logo that is."""
    return [*colour_notes(clinic.file.brand.color), *notes_on_logo(clinic)] if clinic else []
