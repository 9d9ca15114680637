"""The clinic's own font files: whole, what they are said to be, and allowed in a PDF, or refused."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from string import ascii_letters, digits, punctuation
from typing import TYPE_CHECKING, Any

from handouts.clinic.clinic import Clinic
from handouts.clinic.typography import Font, FontFile
from handouts.content.words import Words
from handouts.errors import HandoutsError, Problem, Refused
from handouts.files import MEBIBYTE, read_bytes
from handouts.page.assets import Asset

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

MAX_FONT_BYTES = 16 * MEBIBYTE
OTHER = "Name another file: a complete, static TTF or OTF."
_KINDS = {b"\x00\x01\x00\x00": "ttf", b"true": "ttf", b"OTTO": "otf"}
_TABLES = ("OS/2", "cmap", "head", "hhea", "hmtx", "maxp", "name", "post")
_WHY = {b"wOFF": "is a WOFF, which is made for web pages", b"wOF2": "is a WOFF, which is made for web pages"}
_WHY[b"ttcf"] = "is a collection of several fonts"


@dataclass(frozen=True, slots=True)
class Face:
    """One face of a family of the clinic's own, and the code points that it has letters for."""

    family: str
    file: FontFile
    asset: Asset
    letters: frozenset[int]

    @property
    def rule(self) -> str:
        """The face as a style sheet names it."""
        return (
            f'@font-face {{ font-family: "{self.family}"; font-weight: {self.file.weight}; '
            f'font-style: {self.file.style}; src: url("{self.asset.url}"); }}'
        )


def own_faces(clinic: Clinic | None, words: Words) -> tuple[Face, ...]:
    """The faces of the families of its own in which a clinic's leaflets are set.

    Raises `Refused` with all that is wrong with any file under `fonts`, each at its line of `clinic.yaml`.
    """
    if clinic is None:
        return ()
    typography = clinic.file.brand.typography
    faces = _faces(clinic, words)
    return tuple(face for face in faces if face.family in typography.heading_families())


def own_letters(clinic: Clinic | None) -> frozenset[int]:
    """The code points for which a clinic's own regular and bold have letters, if text is set in them.

    Raises `Refused` like `own_faces`.
    """
    if clinic is None or clinic.file.brand.typography.base is None:
        return frozenset()
    family = clinic.file.brand.typography.base.family
    found = [face.letters for face in _faces(clinic) if face.family == family and face.file.style == "normal"]
    return frozenset.intersection(*found) if found else frozenset()


def _faces(clinic: Clinic, words: Words | None = None) -> list[Face]:
    faces, problems = [], []
    for place, font in enumerate(clinic.file.brand.typography.fonts):
        for number, file in enumerate(font.files):
            origin = clinic.origin("brand", "typography", "fonts", place, "files", number, "path")
            try:
                face = _face(font, file, origin.folder, f"font-{place + 1}-{number + 1}")
                faces.append(face)
                lacking = _lacking(face, words) if words else ()
                problems += [Problem(origin.where, origin.line, *wrong) for wrong in lacking]
            except Refused as refused:
                problems += [
                    Problem(origin.where, origin.line, f"The font `{file.path}`: {one.what}", one.remedy)
                    for one in refused.problems
                ]
    if problems:
        raise Refused(*problems)
    return faces


def font_files(clinic: Clinic) -> list[Path]:
    """The files that a clinic names under `fonts`, in this order."""
    return [
        clinic.origin("brand", "typography", "fonts", place, "files", number, "path").folder / file.path
        for place, font in enumerate(clinic.file.brand.typography.fonts)
        for number, file in enumerate(font.files)
    ]


def _lacking(face: Face, words: Words) -> Iterator[tuple[str, str]]:
    """The letters that every leaflet needs and the face has not."""
    texts = [ascii_letters, digits, punctuation, " ", *_texts(words.model_dump(exclude={"assistance"}))]
    missing = sorted({letter for text in texts for letter in text if ord(letter) not in face.letters})
    if missing:
        remedy = "Use the complete font, not a part of it made for web pages, or another one."
        yield f"The font `{face.file.path}` lacks letters that every leaflet needs: {' '.join(missing)}.", remedy


def _texts(words: Any) -> Iterator[str]:
    for value in words.values():
        if isinstance(value, dict):
            yield from _texts(value)
        else:
            yield re.sub(r"\s", " ", value)


def _face(font: Font, file: FontFile, folder: Path, name: str) -> Face:
    """A file as a face of its family. Raises `Refused`, without a place, for all that is wrong with it."""
    path = Path(os.path.realpath(folder / file.path))
    if not path.is_relative_to(os.path.realpath(folder)):
        raise Refused(Problem("", 0, "It lies outside the clinic's folder.", "Copy it into the folder."))
    try:
        data = read_bytes(path, MAX_FONT_BYTES)
    except HandoutsError as error:
        raise Refused(*(Problem("", 0, one.what, one.remedy) for one in error.problems)) from None
    kind, letters = _read(data, font.family, file)
    return Face(font.family, file, Asset(f"{name}.{kind}", f"font/{kind}", data), letters)


@lru_cache(maxsize=16)
def _read(data: bytes, family: str, file: FontFile) -> tuple[str, frozenset[int]]:
    """What kind of file it is, and its code points. Raises `Refused` like `_face`; a run reads each file once."""
    from fontTools.ttLib import TTFont

    kind = _KINDS.get(data[:4])
    if kind is None:
        why = _WHY.get(data[:4], "is no font" if data else "is empty")
        raise Refused(Problem("", 0, f"It {why}.", OTHER))
    try:
        with TTFont(BytesIO(data), lazy=True) as opened:
            _open_fully(opened)
            problems = [Problem("", 0, what, remedy) for what, remedy in _faults(opened, family, file)]
            letters = frozenset(code for code, glyph in opened.getBestCmap().items() if glyph != ".notdef")
    except Exception:  # a damaged font makes fontTools raise whatever its bytes lead to
        raise Refused(Problem("", 0, "It is damaged, cut off, or no complete font.", OTHER)) from None
    if problems:
        raise Refused(*problems)
    return kind, letters


def _open_fully(font: TTFont) -> None:
    """Read every table, and every outline of a TTF: what is cut off would print in part."""
    for tag in font.reader.keys():  # noqa: SIM118
        if len(font.reader[tag]) != font.reader.tables[tag].length:
            raise EOFError(tag)
    for tag in _TABLES:
        _ = font[tag]
    if "glyf" in font:
        glyphs = font["glyf"]
        for name in font.getGlyphOrder():
            glyphs[name].expand(glyphs)
    elif "CFF " not in font and "CFF2" not in font:
        raise LookupError("outlines")


def _faults(font: TTFont, family: str, file: FontFile) -> Iterator[tuple[str, str]]:
    """What is wrong with a font that is whole."""
    if "fvar" in font or "CFF2" in font:
        yield "It is a variable font.", "Name one static file for each weight."
    names = list(dict.fromkeys(filter(None, (font["name"].getDebugName(number) for number in (16, 1)))))
    if family not in names:
        said = " or ".join(f"`{name}`" for name in names) or "nothing"
        yield f"The family in the file is {said}, not `{family}`.", "Write `family` as the file has it."
    rules = font["OS/2"]
    weight, style = str(rules.usWeightClass), "italic" if rules.fsSelection & 0x201 else "normal"
    if weight != file.weight:
        yield f"The weight in the file is {weight}, not {file.weight}.", "Mend `weight`, or name the other file."
    if style != file.style:
        yield f"The style in the file is {style}, not {file.style}.", "Mend `style`, or name the other file."
    # OpenType specification, OS/2, fsType: 2 forbids embedding, 0x100 leaving letters out, 0x200 outlines.
    if rules.fsType & 0xF == 0x2 or rules.fsType & 0x300:
        yield "Its maker forbids that its letters are put into a PDF.", "Ask for another licence, or use another font."
