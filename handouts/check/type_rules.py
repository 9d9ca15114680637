"""Rules for the letters of a leaflet, judged as they are printed: size, typeface, lines, contrast."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import BytesIO

from handouts.check import line_rules
from handouts.check.ground import behind, contrast_of, grounds
from handouts.check.reading import MM, Letter, Page, is_paper, read_pages
from handouts.check.rule import Fault, LeafletRule, Level, OnPaper
from handouts.check.said import SHOWN, has_words, others, quoted, runs_on, style_fault
from handouts.clinic.colours import READABLE
from handouts.content.words import words
from handouts.page.typefaces import own_faces

LEAST, USUAL, LARGE = 12.0, 14.0, 16.0
"""Points: the least of any letter, the least that is usual, and the least of large print (UKAAF, MS03)."""
ROUNDING = 0.05
"""Points by which a size may differ from what was asked for."""
PIXEL = 0.75
"""Points in a CSS pixel: by so much every letter is scaled that nothing enlarges."""
READABLE_LARGE = 3.0
"""Least contrast of letters of 18 pt, or bold ones of 14 pt (WCAG 2.2, 1.4.3)."""
SERIF_CLASSES = {1: "serifs", 2: "serifs", 3: "serifs", 4: "serifs", 5: "serifs", 7: "serifs", 9: "ornaments",
                 10: "the strokes of handwriting", 12: "symbols"}  # fmt: skip
"""What the letters of a font have by its class (OpenType, OS/2, sFamilyClass); 8 is without serifs."""
SERIF_PANOSE, FAMILY_PANOSE = range(2, 11), {3: "the strokes of handwriting", 4: "ornaments", 5: "symbols"}
"""The same by PANOSE: serif styles of the family kind 2, and the other kinds."""


def body_size(paper: OnPaper) -> Iterator[Fault]:
    """T1: the handout's words are large enough."""
    least, usual = (LARGE, LARGE) if paper.edition.large else (LEAST, USUAL)
    letters = [one for run in runs_on(paper) for one in run.letters]
    for below, from_, level in ((least, 0.0, "error"), (usual, least, "warning")):
        small = [one for one in letters if from_ - ROUNDING <= one.size < below - ROUNDING]
        if has_words(small):
            size = min(one.size for one in small)
            what = f"The text is set in {size:.3g} pt; {_of(paper)} has {below:g} pt or more."
            yield _size_fault(paper, quoted(small), what, level)


def _size_fault(paper: OnPaper, words: str, what: str, level: str) -> Fault:
    """A fault of the text's size: at the clinic's own edition, if it set the size."""
    found: Level = "error" if level == "error" else "warning"
    remedy = "Set it larger, or take the size out: then the edition's own is used."
    if paper.edition.own_name and paper.edition.own_size:
        origin = paper.clinic.origin("editions", paper.edition.own_name, "size")
        return Fault(origin.where, origin.line, words, what, remedy, found)
    return style_fault(paper, r"font(-size)?\s*:|--body\s*:", words, what, remedy, found)


def _of(paper: OnPaper) -> str:
    return "large print" if paper.edition.large else "a leaflet"


def small_letters(paper: OnPaper) -> Iterator[Fault]:
    """T2: no foot, label or caption is below 12 pt."""
    small = [one for _, one in others(paper, runs_on(paper)) if one.size < LEAST - ROUNDING]
    if has_words(small):
        what = f"Small letters of {min(one.size for one in small):.3g} pt: no foot, label or caption is below 12 pt."
        remedy = "Set them in 12 pt or more."
        yield style_fault(paper, r"font(-size)?\s*:|--(small|foot)\s*:", quoted(small), what, remedy, "warning")


def not_enlarged(paper: OnPaper) -> Iterator[Fault]:
    """T3: large print is set anew and not enlarged."""
    if not paper.edition.large:
        return
    scaled = [one for run in runs_on(paper) for one in run.letters if abs(one.scale / PIXEL - 1) > 0.01]
    if scaled:
        what = f"The text is enlarged {scaled[0].scale / PIXEL:.3g} times; large print is set anew in larger letters."
        remedy = "Take the enlarging out of the style sheet, and let the edition set the size."
        yield style_fault(paper, r"transform\s*:|scale\s*:|zoom\s*:", quoted(scaled), what, remedy, "error")
    pages = read_pages(paper.pdf) if paper.edition.fold == "none" else ()
    if odd := next((page for page in pages if not is_paper(page.width, page.height, paper.edition.paper)), None):
        size = f"{odd.width / MM:.0f} × {odd.height / MM:.0f} mm"
        what = f"The page is of {size}, and the paper is {paper.edition.paper}: it would be printed smaller or larger."
        remedy = "Leave the size of the page to the paper."
        yield style_fault(paper, r"size\s*:", size, what, remedy, "error")


def sans_serif(paper: OnPaper) -> Iterator[Fault]:
    """T4: the typeface has no serifs; the bundled ones have none."""
    for face in own_faces(paper.clinic, words(paper.text.handout.language)):
        if has := _ornament(face.asset.data):
            fonts = paper.clinic.file.brand.typography.fonts
            place = next(number for number, font in enumerate(fonts) if font.family == face.family)
            origin = paper.clinic.origin("brand", "typography", "fonts", place, "family")
            what = f"The letters of this typeface have {has}, which slow many readers down."
            remedy = "Use a plain typeface without serifs, as Atkinson Hyperlegible or Noto Sans."
            yield Fault(origin.where, origin.line, face.family, what, remedy, "warning")
            return


def _ornament(font: bytes) -> str | None:
    """What its letters have besides plain strokes, as the font says itself; nothing where it does not say."""
    from fontTools.ttLib import TTFont

    with TTFont(BytesIO(font), lazy=True) as opened:
        rules = opened["OS/2"]
        panose, kind = rules.panose, rules.sFamilyClass >> 8
    if panose.bFamilyType == 2 and panose.bSerifStyle in SERIF_PANOSE:
        return "serifs"
    return FAMILY_PANOSE.get(panose.bFamilyType) or (SERIF_CLASSES.get(kind) if not panose.bFamilyType else None)


def plain_letters(paper: OnPaper) -> Iterator[Fault]:
    """T5: no italics, no underlines but of links, no blocks of capitals."""
    remedy = "Use bold to stress words."
    pages = read_pages(paper.pdf)
    italic = [one for page in pages for one in page.letters if one.size and one.is_italic]
    if has_words(italic):
        css = r"font(-style)?\s*:.*(italic|oblique)|<(i|em|cite)\b"
        yield style_fault(paper, css, quoted(italic), "These words are in italics.", remedy, "warning")
    under = [one for page in pages for one in page.letters if _is_underlined(one, page)]
    if under:
        css = r"text-decoration[\w-]*\s*:.*underline|<(u|ins)\b"
        yield style_fault(paper, css, quoted(under), "These words are underlined.", remedy, "warning")
    yield from _loud(paper, list(dict.fromkeys(found for page in pages for found in _capitals(page.letters))))


def _loud(paper: OnPaper, capitals: list[str]) -> Iterator[Fault]:
    """Blocks of capitals: each at its line of the handout; those that something else makes, together."""
    what, remedy = "Four words or more in capitals are hard to read.", "Write them in small letters."
    source, made = paper.text.handout.source, []
    for found in capitals:
        line = next((number for number, text in enumerate(source.lines, 1) if found in text), 0)
        if line:
            yield Fault(source.name, line, found, what, remedy, "warning")
        else:
            made.append(found)
    if made:
        css = r"text-transform\s*:\s*uppercase|font-variant[\w-]*\s*:|" + re.escape(made[0])
        yield style_fault(paper, css, made[0][:SHOWN], what, remedy, "warning")


def _is_underlined(letter: Letter, page: Page) -> bool:
    """Whether a line is drawn right under a letter that is in no link."""
    middle, base = (letter.box[0] + letter.box[2]) / 2, letter.start[1]
    under = any(
        left <= middle <= right and 0 < base - (bottom + top) / 2 < letter.size / 4
        for left, bottom, right, top in page.lines
    )
    linked = any(left <= middle <= right and bottom <= base <= top for left, bottom, right, top in page.links)
    return letter.text.isalnum() and under and not linked


def _capitals(letters: Iterable[Letter]) -> Iterator[str]:
    text = "".join(one.text if one.text.isprintable() else " " for one in letters)
    word = r"(?:[^\W\d_a-z]{2,}|[^\W\d_a-z](?=\W))"
    for found in re.finditer(rf"(?<![\w]){word}(?:[\s,&/-]+{word}){{3,}}(?!\w)", text):
        if found[0] == found[0].upper():
            yield " ".join(found[0].split())


def contrast(paper: OnPaper) -> Iterator[Fault]:
    """T9: letters stand out from what is behind them, in colour and in grey."""
    for number, (page, ground) in enumerate(zip(read_pages(paper.pdf), grounds(paper.pdf), strict=True), 1):
        for is_large, needed in ((False, READABLE), (True, READABLE_LARGE)):
            faint = []
            for one in page.letters:
                if one.size and not one.text.isspace() and _is_large(one) is is_large:
                    ratio = contrast_of(one, behind(one.box, ground))
                    if ratio < needed:
                        faint.append((ratio, one))
            if has_words(one for _, one in faint):
                ratio = min(ratio for ratio, _ in faint)
                what = (
                    f"Letters on page {number} hardly stand out: their contrast, in colour or in grey, "
                    f"is {int(ratio * 100) / 100}:1 and must be {needed:g}:1."
                )
                remedy = "Use a darker colour for them, or a lighter one behind them."
                words_ = quoted(one for _, one in faint)
                yield style_fault(paper, r"color\s*:|background\s*:|opacity\s*:", words_, what, remedy, "error")


def _is_large(letter: Letter) -> bool:
    return letter.size >= 18 - ROUNDING or (letter.is_bold and letter.size >= 14 - ROUNDING)


RULES = (
    LeafletRule(
        "T1",
        "The text is large enough to read.",
        "below 12 pt (large print: below 16 pt) an error, below 14 pt a warning",
        "UKAAF, Minimum Standard MS03: Clear and Large Print",
        body_size,
    ),
    LeafletRule(
        "T2", "Feet, page numbers, labels and captions can be read.", "below 12 pt", "UKAAF, MS03", small_letters
    ),
    LeafletRule(
        "T3",
        "Large print is set anew, not enlarged.",
        "any enlarging of the text; a page that is not of the size of its paper",
        "UKAAF, MS03",
        not_enlarged,
    ),
    LeafletRule("T4", "The typeface has no serifs.", "a font that says that it has", "UKAAF, MS03", sans_serif),
    LeafletRule(
        "T5",
        "No italics, no underlines, no blocks of capitals.",
        "any italics; any underline; 4 words or more in capitals",
        "UKAAF, MS03; RNIB, Clear Print",
        plain_letters,
    ),
    *line_rules.RULES,
    LeafletRule(
        "T9",
        "Letters stand out from their ground, in colour and in grey.",
        "4.5:1; letters of 18 pt, or bold ones of 14 pt, 3:1",
        "WCAG 2.2, success criterion 1.4.3",
        contrast,
    ),
)
