"""Rules for the lines of a leaflet, judged as they are printed: where they start, how long, how far apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from math import ceil

from handouts.check.rule import Fault, LeafletRule, OnPaper
from handouts.check.said import HYPHENS, Row, Run, quoted, runs_on, style_fault

LONGEST = 75
"""Letters on a line (RNIB: 60 to 70)."""
LINE_HEIGHT = (1.2, 1.5)
NORMAL_LINES = "Let the edition set the lines: take this out of the clinic's style sheet."


def left_aligned(paper: OnPaper) -> Iterator[Fault]:
    """T6: every line starts at the left, with even spaces, and no word is cut in two."""
    said = [run for run in runs_on(paper) if not run.is_heading]
    natural = _natural_spaces(said)
    tests: list[tuple[Callable[[Run], bool], str, str]] = [
        (lambda run: _is_stretched(run, natural), "The lines are stretched to both edges.", "justify"),
        (_is_ragged, "The lines do not start at one edge.", "center|right|end"),
    ]
    for is_wrong, what, value in tests:
        if wrong := next((run for run in said if is_wrong(run)), None):
            remedy = "Set the text with `text-align: left`."
            yield style_fault(paper, rf"text-align[\w-]*\s*:\s*({value})", quoted(wrong.letters), what, remedy, "error")
    if cut := next((word for run in said for word in _cut(run)), None):
        remedy = "Take `hyphens` out of the style sheet."
        yield style_fault(paper, r"hyphens\s*:", cut, "A word is cut in two at the end of a line.", remedy, "error")


def _natural_spaces(said: Iterable[Run]) -> dict[str, float]:
    """How wide a space of each font is where nothing stretches it: as in the closest line."""
    found: dict[str, float] = {}
    for font, width in (one for run in said for row in run.rows for one in _mean_spaces(row).items()):
        found[font] = min(width, found.get(font, width))
    return found


def _mean_spaces(row: Row) -> dict[str, float]:
    """How wide the spaces of a line are, by their font; pairs of letters may bring a space closer."""
    widths: dict[str, list[float]] = {}
    for one, after in pairwise(row.letters):
        if one.text == " ":
            widths.setdefault(one.font, []).append((after.start[0] - one.start[0]) / one.size)
    return {font: sum(some) / len(some) for font, some in widths.items()}


def _is_stretched(run: Run, natural: dict[str, float]) -> bool:
    """Whether a line has wider spaces than its letters bring."""
    return any(width - natural[font] > 0.04 for row in run.rows for font, width in _mean_spaces(row).items())


def _is_ragged(run: Run) -> bool:
    """Whether the second and further lines of a run start at places of their own."""
    starts = [row.letters[0].start[0] for row in run.rows[1:]]
    return len(starts) > 1 and max(starts) - min(starts) > 3


def _cut(run: Run) -> Iterator[str]:
    """Words of a run that go on in the next line, and have no hyphen of their own, as addresses may."""
    for row, after in pairwise(run.rows):
        if row.text[-1:] and row.text[-1] in HYPHENS:
            first, last = row.text[:-1].split()[-1:], after.text.split()[:1]
            is_address = first and "/" in first[0]
            if first and last and not is_address and not re.search(rf"{re.escape(first[0])}[{HYPHENS}]", run.words):
                yield f"{first[0]}-{last[0]}"


def line_length(paper: OnPaper) -> Iterator[Fault]:
    """T7: lines are not too long."""
    rows = sorted(
        (row for run in runs_on(paper) if not run.is_heading for row in run.rows), key=lambda row: len(row.text)
    )
    if rows and len((row := rows[ceil(len(rows) * 0.95) - 1]).text) > LONGEST:
        what = f"One line in twenty has {len(row.text)} letters or more; {LONGEST} are the most that is read with ease."
        remedy = "Make the margins wider, or the letters larger."
        yield style_fault(
            paper, r"--measure\s*:|max-width\s*:|margin[\w-]*\s*:", quoted(row.letters), what, remedy, "warning"
        )


def line_height(paper: OnPaper) -> Iterator[Fault]:
    """T8: the lines of a paragraph are neither too close nor too far apart."""
    apart = [
        (round((row.base - after.base) / max(row.size, after.size), 2), run)
        for run in runs_on(paper)
        if not run.is_heading
        for row, after in pairwise(run.rows)
        if row.base > after.base
    ]
    least, most = LINE_HEIGHT
    for wrong in ([one for one in apart if one[0] < least], [one for one in apart if one[0] > most]):
        if wrong:
            ratio, run = wrong[0]
            what = f"The lines are {ratio:g} times the size of the letters apart; {least:g} to {most:g} is read best."
            css = r"line-height\s*:|--[\w-]*leading\s*:|font\s*:"
            yield style_fault(paper, css, quoted(run.letters), what, NORMAL_LINES, "warning")


RULES = (
    LeafletRule(
        "T6",
        "The text is aligned left; no line is stretched and no word cut in two.",
        "any such line",
        "RNIB, Clear Print; UKAAF, MS03",
        left_aligned,
    ),
    LeafletRule(
        "T7", "Lines are short enough.", "95 in 100 lines have 75 letters or fewer", "RNIB, Clear Print", line_length
    ),
    LeafletRule(
        "T8",
        "Lines stand well apart.",
        "below 1.2 or above 1.5 times the size of the letters",
        "our choice, between RNIB, Clear Print and UKAAF, MS03",
        line_height,
    ),
)
