"""Fonts of a clinic's own for the tests: made from a bundled one, so that none needs to be kept."""

from __future__ import annotations

from functools import cache
from io import BytesIO

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.subset import Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from handouts.page.fonts import UPRIGHT, folder

FAMILY = "Mill Grotesk"
NEW = "\u4e2d"
"""A letter that no bundled font has, and each of these has: drawn as one that no leaflet has."""
LATIN = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x250), *range(0x2010, 0x2027)]))


@cache
def _instance(weight: int) -> bytes:
    """The Latin letters of Noto Sans in one weight."""
    with TTFont(folder("Noto Sans") / UPRIGHT["Noto Sans"], recalcTimestamp=False) as font:
        subsetter = Subsetter()
        subsetter.populate(text=LATIN)
        subsetter.subset(font)
        static = instantiateVariableFont(font, {"wdth": 100, "wght": weight})
        return saved(static)


def saved(font: TTFont) -> bytes:
    stream = BytesIO()
    font.save(stream)
    return stream.getvalue()


def font(
    weight: int = 400,
    *,
    family: str = FAMILY,
    lacking: str = "",
    new: str = NEW,
    italic: bool = False,
    fs_type: int = 0,
    said: int | None = None,
) -> bytes:
    """A complete static TTF of a family: of a weight (`said` to be another one), without some letters, with new ones."""
    with TTFont(BytesIO(_instance(weight)), recalcTimestamp=False) as made:
        rename(made, family, "Bold" if weight == 700 else "Regular")
        for table in made["cmap"].tables:
            for letter in lacking:
                table.cmap.pop(ord(letter), None)
            for letter in new:
                table.cmap[ord(letter)] = table.cmap[ord("Ǯ")]
        rules = made["OS/2"]
        rules.usWeightClass, rules.fsType = said or weight, fs_type
        rules.fsSelection = 0x1 if italic else 0x40
        return saved(made)


def rename(font: TTFont, family: str, style: str) -> None:
    names = font["name"]
    for number in (16, 17, 21, 22, 25):
        names.removeNames(nameID=number)
    full = (family, style, f"{family} {style}", f"{family.replace(' ', '')}-{style}")
    for number, text in zip((1, 2, 4, 6), full, strict=True):
        names.setName(text, number, 3, 1, 0x409)


def variable(family: str = FAMILY) -> bytes:
    """A variable font of a few letters."""
    with TTFont(folder("Noto Sans") / UPRIGHT["Noto Sans"], recalcTimestamp=False) as font:
        subsetter = Subsetter()
        subsetter.populate(text=LATIN)
        subsetter.subset(font)
        rename(font, family, "Regular")
        return saved(font)


def otf(weight: int = 400, family: str = FAMILY) -> bytes:
    """The same letters as an OTF, whose outlines are of the other kind."""
    with TTFont(BytesIO(_instance(weight))) as source:
        glyphs, order = source.getGlyphSet(), source.getGlyphOrder()
        builder = FontBuilder(source["head"].unitsPerEm, isTTF=False)
        builder.setupGlyphOrder(order)
        builder.setupCharacterMap(source.getBestCmap())
        drawn = {}
        for name in order:
            pen = T2CharStringPen(glyphs[name].width, glyphs)
            glyphs[name].draw(pen)
            drawn[name] = pen.getCharString()
        style = "Bold" if weight == 700 else "Regular"
        builder.setupCFF(f"{family.replace(' ', '')}-{style}", {}, drawn, {})
        builder.setupHorizontalMetrics({name: source["hmtx"][name] for name in order})
        builder.setupHorizontalHeader(ascent=source["hhea"].ascent, descent=source["hhea"].descent)
        builder.setupNameTable({"familyName": family, "styleName": style})
        builder.setupOS2(usWeightClass=weight, fsSelection=0x40, fsType=0)
        builder.setupPost()
        return saved(builder.font)
