"""What a clinic should know of its leaflets: made as asked, and yet not quite as its brand has it."""

from __future__ import annotations

from handouts.clinic.brand import note_on_colour
from handouts.clinic.clinic import Clinic
from handouts.page.logo import notes_on_logo


def notes_on(clinic: Clinic | None) -> list[str]:
    """One line each, to be said beside the leaflets that are made. Raises `Refused` for a logo that is."""
    found = [note_on_colour(clinic.file.brand.color), *notes_on_logo(clinic)] if clinic else []
    return [note for note in found if note]
