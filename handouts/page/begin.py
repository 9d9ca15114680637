"""Begins a clinic: its file, its logo, and a sample leaflet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from handouts.clinic.clinic import read_clinic
from handouts.clinic.edition import Edition
from handouts.clinic.inherit import FILE_NAME
from handouts.clinic.new import clinic_text
from handouts.content.finder import DEFAULT_LANGUAGE, find_handout, find_library
from handouts.errors import HandoutsError, Problem, WrongUsage
from handouts.files import read_bytes, shown, write_all
from handouts.page.assets import MAX_BYTES
from handouts.page.logo import check_logo
from handouts.page.output import make

SAMPLE = "vitamin-b12-and-food"
SAMPLE_FILE = "sample.pdf"


def begin_clinic(folder: Path, answers: Mapping[str, str], logo: Path | None) -> list[Path]:
    """Write a clinic's file, copy its logo in and make a sample leaflet; the paths made.

    Raises `HandoutsError` with what is wrong with the answers or the logo; then nothing is left of it. Nothing that
    exists is overwritten.
    """
    name = f"logo{logo.suffix.lower()}" if logo else None
    files = [(folder / FILE_NAME, clinic_text(answers, name).encode())]
    if logo and name:
        data = read_bytes(logo, MAX_BYTES)
        check_logo(data, shown(logo))
        files.append((folder / name, data))
    sample = folder / SAMPLE_FILE
    _check_free(folder, [*(path for path, _ in files), sample])
    made = [one for one in (folder, *folder.parents) if not one.exists()]
    write_all(files, overwrite=False)
    try:
        clinic = read_clinic(folder)
        library = find_library(clinic.folders)
        own = clinic.file.language
        handout = find_handout(library, SAMPLE, own if own in library.files[SAMPLE] else DEFAULT_LANGUAGE, None)
        write_all(make([handout], clinic, Edition(), None, "pdf", sample, is_extract=False), overwrite=False)
    except HandoutsError:
        for path, _ in files:
            path.unlink(missing_ok=True)
        for one in made:
            one.rmdir()
        raise
    return [*(path for path, _ in files), sample]


def _check_free(folder: Path, paths: list[Path]) -> None:
    remedy = "Name another folder."
    if folder.exists() and not folder.is_dir():
        raise WrongUsage(Problem(shown(folder), 0, "This is a file.", remedy))
    taken = [Problem(shown(path), 0, "The file exists.", remedy) for path in paths if path.exists()]
    if taken:
        raise WrongUsage(*taken)
