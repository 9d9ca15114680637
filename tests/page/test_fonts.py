"""What is drawn is what is meant: each embedded font is a bundled one, and its letters are those that the PDF says they are."""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from handouts.page.fonts import FAMILIES, folder
from tests.page.pdf import BASES, NAMES, leaflet, open_pdf


@cache
def letters_of_glyphs() -> dict[str, dict[int, set[str]]]:
    """Of each bundled file, by its full name: what each glyph number stands for; ligatures stand for several letters."""
    found = {}
    for family in FAMILIES:
        for file in folder(family).glob("*.ttf"):
            with TTFont(file) as font:
                glyphs: dict[int, set[str]] = {}
                for code, name in font.getBestCmap().items():
                    glyphs.setdefault(font.getGlyphID(name), set()).add(chr(code))
                for first, rest, name in _ligatures(font):
                    text = "".join(min(glyphs.get(font.getGlyphID(one), {"?"})) for one in (first, *rest))
                    glyphs.setdefault(font.getGlyphID(name), set()).add(text)
                for before, after in _alternates(font):
                    glyphs.setdefault(font.getGlyphID(after), set()).update(glyphs.get(font.getGlyphID(before), set()))
                found[font["name"].getDebugName(4)] = glyphs
    return found


def _lookups(font: TTFont, kind: int) -> list[object]:
    tables = font["GSUB"].table.LookupList.Lookup if "GSUB" in font else []
    subtables = [getattr(one, "ExtSubTable", one) for lookup in tables for one in lookup.SubTable]
    return [one for one in subtables if one.LookupType == kind]


def _ligatures(font: TTFont) -> list[tuple[str, list[str], str]]:
    return [
        (first, one.Component, one.LigGlyph)
        for table in _lookups(font, 4)
        for first, ligatures in table.ligatures.items()
        for one in ligatures
    ]


def _alternates(font: TTFont) -> list[tuple[str, str]]:
    return [pair for table in _lookups(font, 1) for pair in table.mapping.items()]


def to_unicode(font: pikepdf.Dictionary) -> dict[int, str]:
    """A font's /ToUnicode: which letters each glyph number is said to be."""
    text = font.ToUnicode.read_bytes().decode("ascii")
    assert "beginbfrange" not in text
    pairs = re.findall(
        r"^<([0-9a-f]+)> <([0-9a-f]+)>$", "".join(re.findall(r"beginbfchar\n(.*?)endbfchar", text, re.S)), re.M
    )
    return {int(code, 16): bytes.fromhex(letters).decode("utf-16-be") for code, letters in pairs}


def fonts_of(pdf: pikepdf.Pdf) -> dict[tuple[int, int], pikepdf.Dictionary]:
    """Every font that any page or drawing of a PDF uses."""
    return {
        one.objgen: one
        for one in pdf.objects
        if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font" and "/DescendantFonts" in one
    }


def check_fonts(data: bytes) -> set[str]:
    """The families of a PDF's fonts, all of which must be whole, bundled and truthful."""
    families = set()
    with open_pdf(data) as pdf:
        assert not [
            one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Subtype") == "/Type1"
        ]
        for font in fonts_of(pdf).values():
            descendant = font.DescendantFonts[0]
            descriptor = descendant.FontDescriptor
            family = bytes(descriptor.FontFamily).decode().strip("'\"")
            assert family in FAMILIES
            families.add(family)
            assert str(font.Encoding) == "/Identity-H"
            assert str(descendant.CIDToGIDMap) == "/Identity"
            embedded = TTFont(BytesIO(descriptor.FontFile2.read_bytes()))
            name = embedded["name"].getDebugName(4)
            said = to_unicode(font)
            assert said
            wrong = {
                glyph: (text, letters_of_glyphs()[name].get(glyph))
                for glyph, text in said.items()
                if text not in letters_of_glyphs()[name].get(glyph, ())
            }
            assert not wrong, (name, wrong)
            own: dict[int, set[str]] = {}
            for code, glyph_name in (embedded.getBestCmap() or {}).items():
                own.setdefault(embedded.getGlyphID(glyph_name), set()).add(chr(code))
            assert not {glyph: text for glyph, text in said.items() if glyph in own and text not in own[glyph]}
    return families


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("base", BASES)
def test_the_embedded_letters_are_what_they_are_said_to_be(name: str, base: str) -> None:
    assert "Atkinson Hyperlegible" in check_fonts(leaflet(name, base=base))


@pytest.mark.parametrize("base", BASES)
def test_letters_of_the_second_family_too(base: str) -> None:
    """A patient with a Welsh, a Greek and a Cyrillic name, in the bold of the slip."""
    assert check_fonts(leaflet(NAMES[0], base=base, patient=True)) == set(FAMILIES)


def test_a_pack_too() -> None:
    assert check_fonts(leaflet(*NAMES, patient=True)) == set(FAMILIES)


def test_two_files_that_pass_for_one_font_are_found_out(tmp_path: Path) -> None:
    """The trap that this test is for: two files of one name, of which the typesetter embeds the first only."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    first, second = folder("Atkinson Hyperlegible") / "AtkinsonHyperlegible-Regular.ttf", tmp_path / "second.ttf"
    with TTFont(folder("Noto Sans") / "NotoSans[wdth,wght].ttf") as font, TTFont(first) as model:
        font["name"] = model["name"]
        for table in {"fvar", "gvar", "avar", "STAT", "HVAR", "MVAR"} & set(font.keys()):
            del font[table]
        font.save(second)
    faces = [
        f"@font-face {{ font-family: 'Atkinson Hyperlegible'; src: url({file.as_uri()}); unicode-range: {letters} }}"
        for file, letters in ((first, "U+61-6d"), (second, "U+6e-7a"))
    ]
    configuration = FontConfiguration()
    sheet = weasyprint.CSS(
        string=" ".join(faces) + " * { font-family: 'Atkinson Hyperlegible' }", font_config=configuration
    )
    html = weasyprint.HTML(string="<html lang=en><title>T</title><p>abcxyz")
    data = html.write_pdf(stylesheets=[sheet], font_config=configuration, pdf_variant="pdf/ua-1")
    with pytest.raises(AssertionError, match=r"Atkinson Hyperlegible Regular.*'x'"):
        check_fonts(data)
