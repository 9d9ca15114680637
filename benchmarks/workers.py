"""Leaflets of which no two are alike, made by one worker and by two: what a second core brings."""

from __future__ import annotations

import csv
from collections.abc import Callable
from itertools import product
from pathlib import Path
from random import Random
from statistics import median

from benchmarks.counts import Counts
from benchmarks.folders import unused
from benchmarks.patients import SEED, patients
from benchmarks.process import OWN, Unmeasured, cores, run
from benchmarks.report import Report, Target, figure
from handouts.clinic.edition import BASES, INKS
from handouts.content.finder import find_library

COLUMNS = ("name", "handout", "language", "edition", "paper", "ink", "discussed")
PAPERS = ("A4", "Letter")
"""Not A5, on whose pages the urgent help of a leaflet in large print does not always fit."""
FEWER = 5
"""One in so many of the leaflets is made by the smaller run, whose time is taken off: both pay for starting."""


def measure(counts: Counts, scratch: Path, tell: Callable[[str], None], picture: Path | None) -> Report:
    """One worker and two on the same two cores, in turns."""
    both = cores()[-2:]
    rows = different(counts.different)
    first = max(1, len(rows) // FEWER)
    many, fewer = scratch / "different.csv", scratch / "fewer.csv"
    _write(many, rows)
    _write(fewer, rows[:first])
    taken: dict[int, list[float]] = {1: [], 2: []}
    missing = []
    try:
        if len(both) < 2:
            raise Unmeasured("this process may use one core alone")
        for number in range(counts.rounds):
            for workers in (1, 2) if number % 2 else (2, 1):
                tell(f"workers, round {number + 1} of {counts.rounds}: {workers}")
                taken[workers].append(_seconds(many, scratch, workers, both) - _seconds(fewer, scratch, workers, both))
    except Unmeasured as why:
        missing.append(str(why))
    table = [
        [str(workers), figure(median(times)), f"{figure(min(times))} to {figure(max(times))}"]
        for workers, times in taken.items()
        if times
    ]
    ratio = median(taken[1]) / median(taken[2]) if all(taken.values()) else None
    how = (
        f"{len(rows)} leaflets of which no two are alike (text, language, edition, paper, ink), each typeset anew, on "
        f"cores {' and '.join(map(str, both))}: what they take beyond the first {first} of them, so that starting is "
        f"not counted. {counts.rounds} rounds in turns, medians."
    )
    targets = [Target("Two workers: times as fast as one", ratio, 1.7, at_least=True)]
    return Report("workers", how, ["workers", "seconds", "fastest to slowest round"], table, targets, missing)


def different(count: int) -> list[dict[str, str]]:
    """That many rows of a patient list, no two for the same leaflet; the same ones each time."""
    texts = [(name, tag) for name, tags in sorted(find_library().files.items()) for tag in sorted(tags)]
    kinds = list(product(texts, BASES, PAPERS, INKS))
    Random(SEED).shuffle(kinds)
    rows = []
    for patient, ((name, tag), base, paper, ink) in zip(patients(count), kinds, strict=False):
        rows.append(dict(zip(COLUMNS, (patient["name"], name, tag, base, paper, ink, "yes"), strict=True)))
    return rows


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)


def _seconds(people: Path, scratch: Path, workers: int, on: list[int]) -> float:
    folder, cache = unused(scratch, "run"), unused(scratch, "cache")
    command = [*OWN, "batch", str(people), "-o", str(folder), "--workers", str(workers), "--draft"]
    return run(command, on=on, cache=cache).seconds
