"""The style sheets of a page in one: the program's own, the brand's values, the words of the page's foot."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from handouts.clinic.clinic import Clinic
from handouts.clinic.edition import SIZES, Edition
from handouts.clinic.shades import colour_tokens
from handouts.clinic.typography import typography_tokens
from handouts.content.source import read_source
from handouts.content.words import Words
from handouts.files import shown
from handouts.page.fold import PANEL_MARGINS, page_size
from handouts.page.ink import styles_in_grey
from handouts.page.parts import part_file, search_path
from handouts.page.typefaces import Face


@dataclass(frozen=True, slots=True)
class StyleSheet:
    """What stands in the page's `<style>`, and the file that each of its lines came from, from line 1."""

    text: str = ""
    files: tuple[tuple[int, Path], ...] = ()

    def place(self, line: int) -> tuple[Path, int] | None:
        """The file and line of a line of the whole, if a file has it."""
        found = None
        for first, path in self.files:
            if first <= line:
                found = path, line - first + 1
        return found


def style_sheet(
    clinic: Clinic | None, edition: Edition, words: Words, faces: Sequence[Face] = (), own: Sequence[str] = ()
) -> StyleSheet:
    """The style sheets of a page in one, each from the nearest folder that has it; `own` are of its kind alone."""
    names = ["tokens", "base", "parts", "figures", "page", *_pages(edition)]
    names += ["large-print"] if edition.large else []
    names += ["ink-mono"] if edition.ink == "mono" else []
    names += own
    folders = clinic.folders if clinic else ()
    texts: list[str] = [""]  # the line after the tag
    files = []
    for path in [path for name in (*names, "screen") for path in _files(name, folders)]:
        files.append((1 + sum(text.count("\n") + 1 for text in texts), path))
        text = read_source(path).text.replace("</", "<\\/")
        texts.append(styles_in_grey(text, shown(path)) if edition.ink == "mono" else text)
    generated = [*_brand(clinic, edition, faces), _scales(edition), _foot(words), _size(edition)]
    return StyleSheet("\n".join([*texts[1:], *generated]), tuple(files))


def _files(name: str, folders: Sequence[Path]) -> list[Path]:
    """The nearest file of a style sheet; of the tokens all, the nearest last: a clinic names but those it changes."""
    file = f"{name}.css"
    if name != "tokens":
        return [part_file("styles", file, folders)]
    return [path for folder in reversed(search_path("styles", folders)) if (path := folder / file).is_file()]


def _pages(edition: Edition) -> tuple[str, ...]:
    """The style sheets of the pages, by the paper and how it is folded."""
    match edition.fold, edition.paper:
        case "trifold", _:
            return ("fold-trifold",)
        case "booklet", "A4":
            return ("paper-a5",)
        case "booklet", _:
            return ("paper-a5", "fold-half-letter")
        case _:
            return (f"paper-{edition.paper.lower()}",)


def _size(edition: Edition) -> str:
    """The size of the pages where it follows from the fold of the sheet."""
    if edition.fold == "none":
        return ""
    width, height = page_size(edition)
    above, beside, below = PANEL_MARGINS
    margins = f" margin: {above}mm {beside}mm {below}mm;" if edition.fold == "trifold" else ""
    return f"@page {{ size: {width:.4f}mm {height:.4f}mm;{margins} }}"


def _scales(edition: Edition) -> str:
    """By how much the letters of an own type size are larger than the base's; large headings grow by half as much."""
    if edition.own_size is None:
        return ""
    scale = edition.size / SIZES[edition.base]
    return f":root {{ --scale: {scale:.4f}; --heading-scale: {(1 + scale) / 2:.4f}; }}"


def _brand(clinic: Clinic | None, edition: Edition, faces: Sequence[Face]) -> list[str]:
    """The values that the clinic's brand changes, and the faces of its own; in one ink, none of its colours."""
    if clinic is None:
        return []
    brand = clinic.file.brand
    colours = {} if edition.ink == "mono" else colour_tokens(brand.color)
    tokens = colours | typography_tokens(brand.typography)
    values = " ".join(f"--{name}: {value};" for name, value in tokens.items())
    return [*(face.rule for face in faces), f":root {{ {values} }}"] if values else []


def _foot(words: Words) -> str:
    """The number of the page, and "please turn over" where there is more than one page."""
    before, between, after = re.split(r"\{pages?\}", words.page)
    number = f"{_string(before)} counter(page) {_string(between)} counter(pages) {_string(after)}"
    return "\n".join(
        [
            f".page-number::before {{ content: {number}; }}",
            '@counter-style nothing { system: cyclic; symbols: ""; suffix: ""; }',
            "@counter-style turn-over { system: cyclic; range: 2 infinite; fallback: nothing; "
            f"symbols: {_string(words.turn_over)}; }}",
            ".turn-over::before { content: counter(pages, turn-over); }",
        ]
    )


def _string(text: str) -> str:
    """A text as a CSS string."""
    return '"' + re.sub(r'["\\<\n]', lambda found: f"\\{ord(found.group()):x} ", text) + '"'
