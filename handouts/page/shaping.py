"""Shapes one line of words as the typesetter does: the same glyphs at the same places, or not at all.

Pango shapes with HarfBuzz in 1024ths of a pixel; WeasyPrint writes each glyph with how far the next one is moved from
where its own width would put it. Here is the same for what needs nothing else: Latin letters, digits and plain signs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Any

import uharfbuzz

UNITS = 1024
"""Pango units in a pixel."""
SIGNS = " !\"#%&'()*+,-./:;=?@_‘’“”–—"
"""The signs that may stand among letters; none of them is drawn as a picture, or set from right to left."""
PAIRS = " AVATA To Ty. Wa Yo LT f fi fl ffi P. r, 10:41 1/2"
"""Letters whose distance depends on their neighbour, in most fonts."""
SLACK = 0.5
"""CSS pixels by which words stay narrower than their place: nothing hangs on how a width was rounded."""
CLOSE, SURE = 3.0, 0.05
"""CSS pixels from the end of a line within which it is looked at closely on which line a word comes to stand, and by
which that must be clear."""
_MAY_END = re.compile(r"[^\W_][.,;:!?)]*$")
_MAY_BEGIN = re.compile(r"[^\W_]+(?:[.,:'’][^\W_]+)*[.,;:!?)]*$")
"""Between such words a line ends, if it must, and inside of them it never does (Unicode Standard Annex 14)."""
_WRITTEN = uharfbuzz.BufferSerializeFlags.NO_CLUSTERS | uharfbuzz.BufferSerializeFlags.NO_GLYPH_NAMES
_GLYPH = re.compile(r"([0-9]+)\+([0-9]+)")
"""A glyph as HarfBuzz writes it: its number, and how far the next one is from it; more is said of one that is moved."""
KEPT = 2000
"""Lines that are kept: a day, and who gives leaflets, are the same for many patients."""
_RANGES = ((0x30, 0x3A), (0x41, 0x5B), (0x61, 0x7B), (0xC0, 0x250), (0x1E00, 0x1F00))
"""Digits and Latin letters. Others may change their shape with their neighbours, or are set in another face."""


@dataclass(frozen=True, slots=True)
class Face:
    """A face: its whole font file, its weight (of a variable font, the one that is set), and the language of words."""

    data: bytes
    weight: int
    language: str

    def __hash__(self) -> int:
        return hash((len(self.data), self.weight, self.language))


@dataclass(frozen=True, slots=True)
class Line:
    """A shaped line: what shows it in the content of a page (ISO 32000-1, 9.4.3), and its width in CSS pixels."""

    shown: bytes
    width: float


class Shaper:
    """Shapes words in one face and size (CSS pixels). Made once for many lines: reading a font takes its time."""

    def __init__(self, face: Face, size: float) -> None:
        self._size = size
        self._language = face.language
        opened = uharfbuzz.Face(face.data)
        self._font = uharfbuzz.Font(opened)
        self._font.scale = (round(size * UNITS), round(size * UNITS))
        if opened.axis_infos:
            self._font.set_variations({"wght": face.weight})
        self._letters = frozenset(letters(face))
        self._pieces: dict[str, str] = {}
        self._advances: dict[str, int] = {}
        self._known: frozenset[int] | None = None
        self._known = frozenset(one.codepoint for one in self._shaped(repertoire(face)).glyph_infos)
        self._kept: dict[str, Line | None] = {}

    def shape(self, text: str) -> Line | None:
        """A line of words; none where there is a letter that may be set otherwise by the typesetter."""
        if text in self._kept:
            return self._kept[text]
        line = self._line(text) if self._letters.issuperset(text) else None
        if len(self._kept) >= KEPT:
            self._kept.clear()
        self._kept[text] = line
        return line

    def fitting(self, text: str, width: float) -> Line | None:
        """A line of words that is no wider than this; none where it is, or may be set otherwise."""
        line = self.shape(text)
        return line if line and line.width <= width - SLACK else None

    def lines(self, text: str, width: float) -> list[Line] | None:
        """Words broken into lines no wider than this, as the typesetter breaks them.

        None where there is a letter, or an end of a line, that may be set otherwise.
        """
        whole = self.shape(text)
        if whole is None:
            return None
        if whole.width <= width - SLACK:
            return [whole]
        found = [self.shape(line) for line in self._broken(text, width) or ()]
        lines = [line for line in found if line and line.width <= width]
        return lines if lines and len(lines) == len(found) else None

    def _broken(self, text: str, width: float) -> list[str] | None:
        """The texts of the lines: each takes as many words as fit. None where that is not sure."""
        ends = [0.0] * (len(text) + 1)
        shaped = self._shaped(text)
        for info, position in zip(shaped.glyph_infos, shaped.glyph_positions, strict=True):
            ends[info.cluster + 1] += position.x_advance / UNITS
        ends = list(accumulate(ends))
        lines, start, end = [], 0, 0
        for word in re.finditer(r"[^ ]+", text):
            over = ends[word.end()] - ends[start] - width
            if abs(over) < CLOSE:  # how close its last letter stands to the space after it may decide
                alone = self.shape(text[start : word.end()])
                by = (over, alone.width - width) if alone else (0.0,)
                if not (min(by) > SURE or max(by) < -SURE):
                    return None
            if over > 0:
                if end <= start or not (_MAY_END.search(text[:end]) and _MAY_BEGIN.match(word.group())):
                    return None
                lines.append(text[start:end])
                start = word.start()
            end = word.end()
        return [*lines, text[start:]]

    def _line(self, text: str) -> Line | None:
        shaped = self._shaped(text)
        # one string, taken apart: to ask each glyph for its number and place takes twice the time of shaping
        glyphs = shaped.serialize(self._font, flags=_WRITTEN)[1:-1].split("|")
        pieces, advances = self._pieces, self._advances
        if not all(map(self._learn, [glyph for glyph in glyphs if glyph not in pieces])):
            return None
        drawn = "[<" + "".join([pieces[glyph] for glyph in glyphs])
        drawn = f"{drawn[:-1]}] TJ" if drawn.endswith("<") else f"{drawn}>] TJ"
        return Line(drawn.encode(), sum([advances[glyph] for glyph in glyphs]) / UNITS)

    def _learn(self, written: str) -> bool:
        """Keep what shows a glyph, and how far the next one is moved; not if it stands off its place, or is unknown."""
        found = _GLYPH.fullmatch(written)
        if not found or (self._known is not None and int(found[1]) not in self._known):
            return False
        glyph, advance = int(found[1]), int(found[2])
        width = round(self._font.get_glyph_h_advance(glyph) * 1000 / UNITS / self._size)
        moved = width - advance * 1000 / UNITS / self._size
        self._pieces[written] = f"{glyph:04x}>{int(moved)}<" if moved else f"{glyph:04x}"
        self._advances[written] = advance
        return True

    def _shaped(self, text: str) -> Any:
        """The glyphs of a text, and where they stand."""
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.direction, buffer.script, buffer.language = "ltr", "Latn", self._language
        uharfbuzz.shape(self._font, buffer)
        return buffer


@lru_cache(maxsize=64)
def shaper(face: Face, size: float) -> Shaper:
    """What shapes words in a face and size."""
    return Shaper(face, size)


@lru_cache(maxsize=64)
def letters(face: Face) -> str:
    """The letters of a face that its words may hold: each has a glyph of its own, which no other letter has."""
    opened = uharfbuzz.Face(face.data)
    font = uharfbuzz.Font(opened)
    codes: dict[int, list[int]] = {}
    for code in sorted(opened.unicodes):
        codes.setdefault(font.get_nominal_glyph(code) or 0, []).append(code)
    own = {same[0] for glyph, same in codes.items() if glyph and len(same) == 1}
    found = (code for first, end in _RANGES for code in range(first, end) if code in own and chr(code).isalnum())
    one_by_one = filter(lambda letter: _is_plain(font, letter), map(chr, found))
    return "".join([*(sign for sign in SIGNS if ord(sign) in own), *one_by_one])


def _is_plain(font: uharfbuzz.Font, letter: str) -> bool:
    """Whether a letter is drawn as its own glyph: some fonts put accents to letters one by one."""
    buffer = uharfbuzz.Buffer()
    buffer.add_str(letter)
    buffer.direction, buffer.script = "ltr", "Latn"
    uharfbuzz.shape(font, buffer)
    return [one.codepoint for one in buffer.glyph_infos] == [font.get_nominal_glyph(ord(letter))]


def repertoire(face: Face) -> str:
    """A line of all letters of a face, and of such as move closer to each other."""
    own = letters(face)
    return f"{own.strip()}{PAIRS}" if set(PAIRS) <= set(own) else own.strip()
