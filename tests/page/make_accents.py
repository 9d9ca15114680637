"""Makes the letters with accents that Atkinson Hyperlegible lacks, of its own parts: `python -m tests.page.make_accents`.

Atkinson Hyperlegible has the letters w and y and a circumflex, but no ŵ and no ŷ. Taken from another typeface, such a
letter is larger and thinner than those around it. Here each is put together from the letter and the mark, where the
typeface itself says that the mark goes. It does not say so for w: there the mark stands over the middle, as high as
over the o.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from handouts.page.fonts import ACCENTS, folder

SOURCE = "Atkinson Hyperlegible"
STYLES = {"Regular": 400, "Bold": 700}
LATIN = (*range(0x00C0, 0x0250), *range(0x1E00, 0x1F00))
ABOVE = range(0x0300, 0x030D)
"""The marks above a letter; a cedilla is a comma in some languages, and is left to a typeface that knows."""
TALL = frozenset("bdfhklt")
"""Letters so high that a mark above them reaches into the line before: of no use to Welsh, and left out."""
MIDDLE = {"w": "o", "W": "O"}
"""The letters for which the typeface says nothing of marks, and those whose marks stand as high."""


def composed(style: str) -> dict[str, list[tuple[str, int, int]]]:
    """Each letter that the typeface lacks and has the parts of: the glyphs, and where each stands."""
    with TTFont(folder(SOURCE) / f"AtkinsonHyperlegible-{style}.ttf") as font:
        return {letter: parts for letter in map(chr, LATIN) if (parts := _parts(font, letter))}


def _parts(font: TTFont, letter: str) -> list[tuple[str, int, int]]:
    """The glyphs of a letter that is lacking; none where it is there, or cannot be put together."""
    names, parts = font.getBestCmap(), unicodedata.normalize("NFD", letter)
    if ord(letter) in names or len(parts) != 2 or not {*map(ord, parts)} <= names.keys():
        return []
    if parts[0] in TALL or ord(parts[1]) not in ABOVE:
        return []
    mark = names[ord(parts[1])]
    mark = f"{mark}.case" if parts[0].isupper() and f"{mark}.case" in font.getGlyphOrder() else mark
    base = "dotlessi" if parts[0] == "i" else names[ord(parts[0])]
    like = names[ord(MIDDLE[parts[0]])] if parts[0] in MIDDLE else base
    for base_anchor, mark_anchor in _anchors(font, like, mark):
        right = _middle(font, base) - _middle(font, mark) if like != base else base_anchor[0] - mark_anchor[0]
        return [(base, 0, 0), (mark, right, base_anchor[1] - mark_anchor[1])]
    return []


def _anchors(font: TTFont, base: str, mark: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Where the typeface joins a mark to a letter: the point of the letter, and that of the mark."""
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for table in lookup.SubTable if lookup.LookupType == 4 else ():
            if base in table.BaseCoverage.glyphs and mark in table.MarkCoverage.glyphs:
                one = table.MarkArray.MarkRecord[table.MarkCoverage.glyphs.index(mark)]
                anchor = table.BaseArray.BaseRecord[table.BaseCoverage.glyphs.index(base)].BaseAnchor[one.Class]
                if anchor is not None:
                    yield (
                        (anchor.XCoordinate, anchor.YCoordinate),
                        (one.MarkAnchor.XCoordinate, one.MarkAnchor.YCoordinate),
                    )


def _middle(font: TTFont, glyph: str) -> int:
    pen = BoundsPen(font.getGlyphSet())
    font.getGlyphSet()[glyph].draw(pen)
    return round((pen.bounds[0] + pen.bounds[2]) / 2)


def face(style: str) -> bytes:
    """A TrueType font of the letters that are put together, for one weight."""
    with TTFont(folder(SOURCE) / f"AtkinsonHyperlegible-{style}.ttf") as font:
        letters = composed(style)
        names = {letter: f"uni{ord(letter):04X}" for letter in letters}
        glyphs, widths = {}, {}
        for name, parts in {".notdef": [(".notdef", 0, 0)], "space": [("space", 0, 0)]}.items():
            glyphs[name], widths[name] = _glyph(font, parts), font["hmtx"][name][0]
        for letter, name in names.items():
            glyphs[name], widths[name] = _glyph(font, letters[letter]), font["hmtx"][letters[letter][0][0]][0]
        built = FontBuilder(font["head"].unitsPerEm, isTTF=True)
        built.setupGlyphOrder(list(glyphs))
        built.setupCharacterMap({0x20: "space", **{ord(letter): name for letter, name in names.items()}})
        built.setupGlyf(glyphs)
        table = built.font["glyf"]
        built.setupHorizontalMetrics({name: (width, getattr(table[name], "xMin", 0)) for name, width in widths.items()})
        _describe(built, font, style)
        stream = BytesIO()
        built.font.save(stream)
        return stream.getvalue()


def _glyph(font: TTFont, parts: list[tuple[str, int, int]]) -> Any:
    """One outline of several glyphs, each in its place."""
    pen = TTGlyphPen(None)
    for name, right, up in parts:
        record = DecomposingRecordingPen(font.getGlyphSet())
        font.getGlyphSet()[name].draw(record)
        record.replay(TransformPen(pen, (1, 0, 0, 1, right, up)))
    return pen.glyph()


def _describe(built: FontBuilder, font: TTFont, style: str) -> None:
    """The lines and the weight are those of the typeface; the name is another one, for it is another font."""
    head, line, rules = font["head"], font["hhea"], font["OS/2"]
    built.setupHorizontalHeader(ascent=line.ascent, descent=line.descent, lineGap=line.lineGap)
    built.setupOS2(
        usWeightClass=STYLES[style],
        sTypoAscender=rules.sTypoAscender,
        sTypoDescender=rules.sTypoDescender,
        sTypoLineGap=rules.sTypoLineGap,
        usWinAscent=rules.usWinAscent,
        usWinDescent=rules.usWinDescent,
        sxHeight=rules.sxHeight,
        sCapHeight=rules.sCapHeight,
        fsType=0,
        fsSelection=0x20 if style == "Bold" else 0x40,
        achVendID="NONE",
    )
    built.setupPost(
        underlinePosition=font["post"].underlinePosition, underlineThickness=font["post"].underlineThickness
    )
    built.setupNameTable(
        {
            "copyright": f"{font['name'].getDebugName(0)} Letters put together from their parts by handouts.",
            "familyName": ACCENTS,
            "styleName": style,
            "uniqueFontIdentifier": f"{ACCENTS} {style}, of {SOURCE} {font['name'].getDebugName(5)}",
            "fullName": f"{ACCENTS} {style}",
            "version": "Version 1.000",
            "psName": f"{ACCENTS.replace(' ', '')}-{style}",
            "licenseDescription": font["name"].getDebugName(13),
            "licenseInfoURL": font["name"].getDebugName(14),
        },
        mac=False,
    )
    built.font["head"].macStyle = int(style == "Bold")
    built.font["head"].created, built.font["head"].modified = head.created, head.created
    built.font.recalcTimestamp = False


def file(style: str) -> Path:
    """Where the font of a weight lies."""
    return folder(ACCENTS) / f"{ACCENTS.replace(' ', '')}-{style}.ttf"


if __name__ == "__main__":
    for one in STYLES:
        file(one).write_bytes(face(one))
