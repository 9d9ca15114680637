"""The bundled fonts: which letters they have, and how the typesetter is kept to them alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from tempfile import mkdtemp

from handouts.clinic.typography import ACCENTS, FALLBACKS
from handouts.errors import Problem
from handouts.files import cache_folder
from handouts.resources import resource

PACKAGES = {"Atkinson Hyperlegible": "fontpkg_atkinson_hyperlegible", "Noto Sans": "fontpkg_noto_sans"}
"""The packages that bring the bundled families."""
FAMILIES = FALLBACKS
"""The bundled families, in the order in which a letter is looked for."""
UPRIGHT = {
    "Atkinson Hyperlegible": "AtkinsonHyperlegible-Regular.ttf",
    ACCENTS: "HandoutsAccents-Regular.ttf",
    "Noto Sans": "NotoSans[wdth,wght].ttf",
}

_CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
{folders}
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


def folder(family: str) -> Path:
    """Where the files of a bundled family lie."""
    return resource("page/accents") if family == ACCENTS else Path(str(files(PACKAGES[family]))) / "files"


def configuration_file() -> Path:
    """A fontconfig file that knows no other folders than those of the bundled families."""
    folders = "\n".join(f"  <dir>{escape(str(folder(family)))}</dir>" for family in FAMILIES)
    digest = hashlib.sha256(folders.encode()).hexdigest()[:16]
    for choice in (cache_folder() / f"fonts-{digest}", None):
        try:
            place = choice or Path(mkdtemp(prefix="handouts-fonts-"))
            place.mkdir(parents=True, exist_ok=True)
            path = place / "fonts.conf"
            text = _CONFIGURATION.format(folders=folders, cache=escape(str(place / "cache")))
            if not path.exists() or path.read_text("utf-8") != text:
                path.write_text(text, "utf-8")
        except OSError:
            continue
        return path
    raise OSError("no folder for the font configuration can be written")


@cache
def letters(family: str) -> frozenset[int]:
    """The code points that the upright face of a bundled family has."""
    from fontTools.ttLib import TTFont

    with TTFont(folder(family) / UPRIGHT[family], lazy=True) as font:
        return frozenset(font.getBestCmap())


def missing_letters(text: str, own: frozenset[int] = frozenset()) -> list[str]:
    """The letters of a text that no bundled family has, in order, each once; nor the clinic's `own` one."""
    wanted = {ord(letter) for letter in text if not letter.isspace()} - own
    for family in FAMILIES:
        if not wanted:
            return []
        wanted -= letters(family)
    return [chr(code) for code in sorted(wanted)]


def letter_problems(
    where: str, lines: Iterable[tuple[int, str]], remedy: str, own: frozenset[int] = frozenset()
) -> list[Problem]:
    """A problem for each numbered line that holds letters without a glyph."""
    problems = []
    for number, line in lines:
        if not line.isascii() and (missing := missing_letters(line, own)):
            names = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in missing)
            problems.append(Problem(where, number, f"No bundled font has the letter {names}.", remedy, "letters"))
    return problems
