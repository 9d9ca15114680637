"""What is read back of a PDF is what was set, letter by letter."""

from __future__ import annotations

from html import escape
from io import BytesIO

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.check.ground import behind, contrast_of, grounds
from handouts.check.reading import Letter, Picture, fold, read_pages, read_tags
from handouts.page.assets import Asset
from handouts.page.picture.raster import as_png
from handouts.page.typeset import typeset
from tests.page.test_strict import composed

LETTERS = st.text(st.sampled_from("abcdefgxyzABCXYZ0123456789äéßŵжλ.,;:()-"), min_size=1, max_size=12)

HYPHEN = {0xFFFE: "-", 2: "-"}
"""What PDFium makes of a hyphen that ends a line."""


def letters(body: str, sheet: str = "") -> list[Letter]:
    (page,) = read_pages(typeset(composed(body, sheet=sheet)).pdf)
    return [letter for letter in page.body if letter.size and not letter.text.isspace()][1:]  # without the title


@settings(max_examples=20, deadline=None)
@given(
    words=st.lists(LETTERS, min_size=1, max_size=8),
    size=st.integers(80, 300).map(lambda tenth: tenth / 10),
    colour=st.tuples(*[st.integers(0, 255)] * 3),
)
def test_letters_come_back_with_their_size_and_colour(
    words: list[str], size: float, colour: tuple[int, int, int]
) -> None:
    style = f"font-size: {size}pt; color: rgb{colour}"
    found = letters(f'<p style="{style}">{escape(" ".join(words))}</p>')
    assert "".join(one.text for one in found).translate(HYPHEN) == "".join(words)
    assert {round(one.size, 1) for one in found} == {size}
    assert {one.colour for one in found} == {(*colour, 255)}
    assert {one.scale for one in found} == {0.75}
    assert not any(one.is_italic or one.is_bold for one in found)


@pytest.mark.parametrize(
    ("body", "italic", "bold"),
    [("<p>x</p>", False, False), ("<p><em>x</em></p>", True, False), ("<p><strong>x</strong></p>", False, True)],
)
def test_the_kind_of_a_letter(body: str, italic: bool, bold: bool) -> None:
    (letter,) = letters(body)
    assert (letter.is_italic, letter.is_bold) == (italic, bold)


def test_what_is_enlarged_is_read_as_it_is_printed() -> None:
    (letter,) = letters('<p style="font-size: 10pt; transform: scale(2); transform-origin: top left">x</p>')
    assert (round(letter.size, 2), round(letter.scale, 3)) == (20, 1.5)


def test_a_letter_that_is_drawn_aslant() -> None:
    (letter,) = letters('<p style="transform: skew(-12deg)">x</p>')
    assert letter.is_italic


def test_a_picture_and_what_is_read_in_its_place() -> None:
    from PIL import Image

    asset = Asset("logo.png", "image/png", as_png(Image.new("RGB", (200, 100), "#0b5c6b")))
    body = f'<p><img src="{asset.url}" alt="A lighthouse" style="width: 25.4mm; height: 12.7mm"></p>'
    pdf = typeset(composed(body, assets=(asset,))).pdf
    (page,) = read_pages(pdf)
    assert [picture.pixels for picture in page.pictures] == [(200, 100)]
    assert page.pictures[0].dpi == pytest.approx(200, abs=1)
    assert {tag.alt for tag in read_tags(pdf) if tag.kind == "/Figure" and tag.mark is None} == {"A lighthouse"}


def test_the_fewer_pixels_count() -> None:
    assert Picture((0, 0, 72, 72), (300, 150)).dpi == 150


def test_lines_and_links() -> None:
    body = '<p><a href="https://www.nhs.uk/" style="text-decoration: none">link</a> and <u>under</u></p>'
    (page,) = read_pages(typeset(composed(body)).pdf)
    ((left, bottom, right, top),) = page.links
    assert left < right and bottom < top
    ((left, bottom, right, top),) = page.lines
    assert left < right and top - bottom < 3


def test_a_file_without_tags_is_read_too() -> None:
    pdf = typeset(composed("<p>Words</p>")).pdf
    with pikepdf.open(BytesIO(pdf)) as document:
        del document.Root.StructTreeRoot
        stream = BytesIO()
        document.save(stream)
    (page,) = read_pages(stream.getvalue())
    assert (page.text, page.foot) == ("T Words", ())


def test_what_may_be_seen_through_counts_as_it_looks() -> None:
    pdf = typeset(composed('<p style="color: rgba(0, 0, 0, 0.25)">x</p>')).pdf
    (page,), (ground,) = read_pages(pdf), grounds(pdf)
    letter = next(one for one in page.letters if one.text == "x")
    assert contrast_of(letter, behind(letter.box, ground)) == pytest.approx(1.8, abs=0.1)


def test_a_hyphen_at_the_end_of_a_line_is_told_as_one() -> None:
    pdf = typeset(composed('<p style="width: 10mm">see-saw</p>')).pdf
    (page,) = read_pages(pdf)
    assert "see\ufffesaw" in "".join(letter.text for letter in page.body).replace("\r\n", "")
    assert page.text == "T see-saw"


@given(st.text(max_size=60))
def test_folded_text_stays_as_it_is(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert "\n" not in fold(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [("a  b\nc", "a b c"), ("follow\ufffe\r\nup", "follow-up"), ("follow-\r\nup", "follow-up"), ("a - b", "a - b")],
)
def test_ends_of_lines(text: str, folded: str) -> None:
    assert fold(text) == folded
