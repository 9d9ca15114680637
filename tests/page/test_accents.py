"""Letters with accents that Atkinson Hyperlegible lacks look as if it had them, and are read back as one letter each."""

from __future__ import annotations

import unicodedata
from io import BytesIO
from itertools import pairwise

import pypdfium2
import pytest
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont
from PIL import ImageChops

from handouts.page.fonts import ACCENTS, folder, letters
from tests.page.make_accents import MIDDLE, SOURCE, STYLES, composed, face, file
from tests.page.pdf import leaflet

WELSH = "ŵŷŴŶẁẃẅỳẀẂẄỲ"
MARGIN, STEP = 5, 7
CIRCUMFLEX = "\N{COMBINING CIRCUMFLEX ACCENT}"


def typeset(letters: list[str], family: str, weight: int) -> bytes:
    """A line of letters on a page, each by itself: how pairs stand together is another matter."""
    import weasyprint

    style = (
        f"@page {{ size: 160mm 20mm; margin: {MARGIN}mm }} p {{ font: {weight} 14pt/20pt '{family}'; margin: 0 }} "
        f"span {{ display: inline-block; width: {STEP}mm }}"
    )
    text = "".join(f"<span>{letter}</span>" for letter in letters)
    html = f"<html lang=cy><head><title>T</title><style>{style}</style></head><body><p>{text}</p></body></html>"
    data: bytes = weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")
    return data


def box(font: TTFont, glyph: str) -> tuple[float, float, float, float]:
    pen = BoundsPen(font.getGlyphSet())
    font.getGlyphSet()[glyph].draw(pen)
    assert pen.bounds
    return pen.bounds


@pytest.mark.parametrize("style", STYLES)
def test_the_fonts_are_those_that_are_made(style: str) -> None:
    """Whoever takes up another version of the typeface, or another rule, makes them anew."""
    with TTFont(file(style)) as shipped, TTFont(BytesIO(face(style))) as made:
        assert shipped.getBestCmap() == made.getBestCmap()
        for name in made.getGlyphOrder():
            assert shipped["glyf"][name] == made["glyf"][name], name
            assert shipped["hmtx"][name] == made["hmtx"][name], name
        assert [shipped["name"].getDebugName(number) for number in (1, 2)] == [ACCENTS, style]
        assert shipped["OS/2"].usWeightClass == STYLES[style]


def test_no_letter_is_in_both() -> None:
    assert set(WELSH) <= {chr(code) for code in letters(ACCENTS)}
    assert letters(ACCENTS) & letters(SOURCE) == {0x20}


def ink(letters: list[str], family: str, weight: int) -> list[tuple[int, int, int, int]]:
    """Where each letter's ink is, in pixels of 432 dpi from the upper left of the letter's place."""
    with pypdfium2.PdfDocument(typeset(letters, family, weight)) as document:
        page = ImageChops.invert(document[0].render(scale=6, grayscale=True).to_pil())
    edges = [round((MARGIN + STEP * number - 0.5) / 25.4 * 432) for number in range(len(letters) + 1)]
    places = [page.crop((left, 0, right, page.height)) for left, right in pairwise(edges)]
    found = [place.point(lambda value: 255 * (value > 127)).getbbox() for place in places]
    assert all(found)
    return [box for box in found if box]


@pytest.mark.parametrize(("style", "weight"), STYLES.items())
def test_each_letter_is_drawn_as_its_parts_are(style: str, weight: int) -> None:
    """As the typesetter draws letter and mark of the typeface, where that says how they are joined, to the pixel."""
    joined = [one for one in composed(style) if unicodedata.normalize("NFD", one)[0] not in MIDDLE]
    assert "ŷ" in joined
    for start in range(0, len(joined), 20):
        shown = joined[start : start + 20]
        apart = [unicodedata.normalize("NFD", letter) for letter in shown]
        for letter, whole, parts in zip(shown, ink(shown, ACCENTS, weight), ink(apart, SOURCE, weight), strict=True):
            assert max(abs(one - other) for one, other in zip(whole, parts, strict=True)) <= 1, letter


@pytest.mark.parametrize("style", STYLES)
def test_the_mark_over_w_stands_in_the_middle_as_high_as_over_y(style: str) -> None:
    with TTFont(file(style)) as font, TTFont(folder(SOURCE) / f"AtkinsonHyperlegible-{style}.ttf") as source:
        for letter in "wW":
            whole = unicodedata.normalize("NFC", letter + CIRCUMFLEX)
            other = unicodedata.normalize("NFC", ("y" if letter.islower() else "Y") + CIRCUMFLEX)
            base, drawn = source.getBestCmap()[ord(letter)], font.getBestCmap()[ord(whole)]
            (_, mark) = composed(style)[whole]
            left, _, right, top = box(source, mark[0])
            assert abs((left + right) / 2 + mark[1] - (box(source, base)[0] + box(source, base)[2]) / 2) <= 1
            assert top + mark[2] == box(font, drawn)[3]
            assert abs(box(font, drawn)[3] - box(font, font.getBestCmap()[ord(other)])[3]) <= 2
            assert font["hmtx"][drawn][0] == source["hmtx"][base][0]


@pytest.mark.parametrize("base", ["standard", "large-print"])
def test_a_name_is_read_back_as_it_was_written(base: str) -> None:
    """`Ŵyn Ŷ` of the patient, each letter one code point, as it is searched for."""
    with pypdfium2.PdfDocument(leaflet("low-b12-and-ms", base=base, patient=True)) as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    assert "Ŵyn Ŷ" in text
    assert CIRCUMFLEX not in text
