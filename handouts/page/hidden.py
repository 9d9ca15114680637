"""Finds words of a handout that a clinic's own templates or style sheets leave out or make hard to see.

The finished leaflet is read back: a word counts where its letters make a difference to the page as it prints.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from ctypes import c_double
from typing import Any

from PIL import Image, ImageChops

from handouts.clinic.clinic import Clinic
from handouts.content.body import Urgent, plain, runs
from handouts.content.handout import Handout
from handouts.content.words import words
from handouts.errors import Problem, Refused
from handouts.files import shown
from handouts.page.compose import Composed
from handouts.page.parts import overrides
from handouts.page.wording import lines_of

SMALLEST = 8.0
"""Points: letters that are smaller cannot be read by most patients."""
FAINT = 60
"""Steps of grey, of 255, by which a letter must differ from what is behind it."""
_SCALE = 2.0
"""Pixels a point, in the pictures that are compared."""
_WORD = re.compile(r"\w+")
_CITATION = re.compile(r"\[[0-9, ]+\]")


def check_seen(pdf: bytes, leaflets: Sequence[Composed], handouts: Sequence[Handout], clinic: Clinic | None) -> None:
    """Raises `Refused` for words that must be on leaflets and cannot be seen, where a clinic has parts of its own.

    Its templates must say all that a handout does, and its style sheets show all that the templates say.
    """
    own = list(overrides(clinic.folders)) if clinic else []
    if not clinic or not own:
        return
    problems = [problem for handout in handouts for problem in _left_out(handout, clinic, leaflets)]
    problems += _unseen(pdf, leaflets)
    if problems:
        remedy = f"Mend what hides it ({', '.join(shown(path) for path in own)})."
        raise Refused(*(Problem(one.where, one.line, one.what, remedy) for one in problems))


def _left_out(handout: Handout, clinic: Clinic, leaflets: Sequence[Composed]) -> Iterator[Problem]:
    """What the templates leave out of what a handout says, of whom to call, and of who the leaflet is from."""
    said = _spaced(word for one in leaflets for line in _lines(one) for word in _words(_CITATION.sub(" ", line)))
    for line, text in _needed(handout, clinic):
        if text and _spaced(_words(text)) not in said:
            yield Problem(handout.source.name, line, f"The leaflet does not say `{_short(text)}`.", "")


def _needed(handout: Handout, clinic: Clinic) -> Iterator[tuple[int, str]]:
    catalogue, file = words(handout.language), clinic.file
    yield from ((0, text) for text in (handout.front.title, handout.front.summary, file.name, file.phone))
    for part in handout.body:
        if isinstance(part, Urgent):
            yield part.line, catalogue.now if part.now else ""
            yield part.line, catalogue.today.format(phone=(file.urgent or file).phone) if part.today else ""
        yield from ((part.line, plain(inlines)) for inlines in runs(part))


def _unseen(pdf: bytes, leaflets: Sequence[Composed]) -> Iterator[Problem]:
    """What the pages do not show of what the templates say; and of the state, which each page must show."""
    pages = [Counter(words) for words in _seen_words(pdf)]
    seen: Counter[str] = sum(pages, Counter())
    for one in leaflets:
        for line in _lines(one):
            missing = Counter(_words(line)) - seen
            if missing:
                what = f"The leaflet does not show `{_short(line)}`: `{next(iter(missing))}` cannot be seen."
                yield Problem("", 0, what, "")
            seen -= Counter(_words(line))
    yield from _added(seen, leaflets, len(pages))
    states = [Counter(_words(one.state)) for one in leaflets]
    for number, page in enumerate(pages, 1):
        if page and all(state - page for state in states):
            yield Problem("", 0, f"Page {number} does not show `{_short(leaflets[0].state)}`.", "")


def _added(left: Counter[str], leaflets: Sequence[Composed], pages: int) -> Iterator[Problem]:
    """Words that only a style sheet says: no approval has seen them. What each page's foot says may be left."""
    catalogue = words(leaflets[0].language)
    feet = [line for one in leaflets for line in lines_of(one.html.partition("<main")[0], with_pictures=False)]
    for line in (*feet, catalogue.page, catalogue.turn_over):
        left = left - Counter(dict.fromkeys(_words(line), pages))
    added = [word for word in left if not word.isdigit()]
    if added:
        what = f"The leaflet shows words that no template says, such as `{added[0]}`."
        yield Problem("", 0, what, "")


def _lines(composed: Composed) -> list[str]:
    """What the page itself says, without what its foot does, which each page shows or leaves out."""
    _, _, main = composed.html.partition("<main")
    return lines_of(f"<main{main}" if main else composed.html, with_pictures=False)


def _spaced(found: Iterable[str]) -> str:
    return f" {' '.join(found)} "


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57].rstrip()}..."


def _seen_words(pdf: bytes) -> Iterator[list[str]]:
    """The words that can be seen, a list for each page."""
    from pypdfium2 import PdfDocument

    document = PdfDocument(pdf)
    try:
        for page in document:
            yield _words("".join(_seen_letters(page)))
    finally:
        document.close()


def _seen_letters(page: Any) -> Iterator[str]:
    """The text of a page, with a space for each letter that makes no difference to it."""
    import pypdfium2.raw as pdfium

    text, matrix = page.get_textpage(), pdfium.FS_MATRIX()
    letters = [(chr(pdfium.FPDFText_GetUnicode(text, index)), index) for index in range(text.count_chars())]
    sides = [c_double() for _ in range(4)]
    boxes = []
    for _, index in letters:
        pdfium.FPDFText_GetCharBox(text, index, *sides)
        pdfium.FPDFText_GetMatrix(text, index, matrix)
        size = pdfium.FPDFText_GetFontSize(text, index) * abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5
        boxes.append((*(side.value for side in sides), size))
    difference = _difference(page, pdfium.FPDF_PAGEOBJ_TEXT)
    for (letter, index), box in zip(letters, boxes, strict=True):
        is_word = bool(_WORD.match(letter))
        if is_word and not pdfium.FPDFText_IsGenerated(text, index) and not _is_seen(box, difference):
            yield " "
        else:
            yield "" if letter in "\ufffe\u00ad" else letter


def _difference(page: Any, kind: int) -> Image.Image:
    """What the text of a page changes of it, in grey; the text is taken away from the page."""
    whole = page.render(scale=_SCALE).to_pil().convert("L")
    for one in list(page.get_objects([kind], max_depth=1)):
        page.remove_obj(one)
    return ImageChops.difference(whole, page.render(scale=_SCALE).to_pil().convert("L"))


def _is_seen(box: tuple[float, ...], difference: Image.Image) -> bool:
    left, right, bottom, top, size = box
    if size < SMALLEST or right <= left or top <= bottom:
        return False
    height = difference.height
    area = (round(left * _SCALE), round(height - top * _SCALE), round(right * _SCALE), round(height - bottom * _SCALE))
    part = difference.crop((area[0] - 1, area[1] - 1, area[2] + 1, area[3] + 1))
    return any(count and level >= FAINT for level, count in enumerate(part.histogram()))
