"""Shapes one line of words as the typesetter does: the same glyphs at the same places, or not at all.

Pango shapes with HarfBuzz in 1024ths of a pixel; WeasyPrint writes each glyph with how far the next one is moved from
where its own width would put it. Here is the same for what needs nothing else: Latin letters, digits and plain signs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import uharfbuzz

UNITS = 1024
"""Pango units in a pixel."""
SIGNS = " !\"#%&'()*+,-./:;=?@_‘’“”–—"
"""The signs that may stand among letters; none of them is drawn as a picture, or set from right to left."""
PAIRS = " AVATA To Ty. Wa Yo LT f fi fl ffi P. r, 10:41 1/2"
"""Letters whose distance depends on their neighbour, in most fonts."""
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
    glyphs: frozenset[int]


class Shaper:
    """Shapes words in one face and size. Made once for many lines: reading a font takes its time."""

    def __init__(self, face: Face, size: float) -> None:
        self._size = size
        self._language = face.language
        opened = uharfbuzz.Face(face.data)
        self._font = uharfbuzz.Font(opened)
        self._font.scale = (round(size * UNITS), round(size * UNITS))
        if opened.axis_infos:
            self._font.set_variations({"wght": face.weight})
        self.letters = frozenset(letters(face))
        self._widths: dict[int, int] = {}

    def shape(self, text: str) -> Line | None:
        """A line of words; none where there is a letter that may be set otherwise by the typesetter."""
        if not self.letters.issuperset(text):
            return None
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.direction, buffer.script, buffer.language = "ltr", "Latn", self._language
        uharfbuzz.shape(self._font, buffer)
        shown, total, size, widths = ["[<"], 0, self._size, self._widths
        glyphs = buffer.glyph_infos
        for info, position in zip(glyphs, buffer.glyph_positions, strict=True):
            if position.x_offset or position.y_offset:
                return None
            glyph, advance = info.codepoint, position.x_advance
            if glyph not in widths:
                widths[glyph] = round(self._font.get_glyph_h_advance(glyph) * 1000 / UNITS / size)
            moved = widths[glyph] - advance * 1000 / UNITS / size
            shown.append(f"{glyph:04x}>{int(moved)}<" if moved else f"{glyph:04x}")
            total += advance
        line = "".join(shown)
        line = f"{line[:-1]}] TJ" if line.endswith("<") else f"{line}>] TJ"
        return Line(line.encode(), total / UNITS, frozenset(info.codepoint for info in glyphs))


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
