"""The program beside its peers and beside the physical limit: one leaflet, the same patients, one core, in turns."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks import plot
from benchmarks.counts import Counts
from benchmarks.folders import check_room, unused
from benchmarks.leaflet import NAME
from benchmarks.loop import ALIKE
from benchmarks.patients import patients, write_list
from benchmarks.process import OWN, Unmeasured, cores, run
from benchmarks.report import Report, Target, figure

TITLES = {
    "files": "handouts batch: separate files",
    "files, steady": "… steady state",
    "print": "handouts batch --print-file: and one file to print",
    "print, steady": "… steady state",
    "limit": "limit: compress what varies, write files",
    "limit-print": "limit: and append to one file",
    "typst": "typst, kept warm",
    "chromium": "headless Chromium, one page kept open",
    "weasyprint": "plain WeasyPrint loop",
}


@dataclass
class Scores:
    """What each contestant took for a leaflet in each round, in seconds; how many it made, and how large."""

    each: dict[str, list[float]] = field(default_factory=dict)
    made: dict[str, int] = field(default_factory=dict)
    size: dict[str, float] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, seconds: float, count: int, size: float) -> None:
        self.each.setdefault(name, []).append(seconds / count)
        self.made[name], self.size[name] = count, size

    def ratio(self, name: str, other: str) -> float | None:
        """How many times as long one takes for a leaflet as another: the median of what it is in each round.

        So a machine that is slower for some minutes, with what else it does, is so for both.
        """
        if name not in self.each or other not in self.each:
            return None
        return median(one / another for one, another in zip(self.each[name], self.each[other], strict=False))


def command(patient_list: Path, folder: Path, *options: str) -> list[str]:
    """The command that is timed: whole, with one worker."""
    asked = ["--handout", NAME, "-o", str(folder), "--workers", "1", "--draft"]
    return [*OWN, "batch", str(patient_list), *asked, *options]


def measure(counts: Counts, scratch: Path, tell: Callable[[str], None], picture: Path | None) -> Report:
    """All contestants in turns, in several rounds; each round begins with another one.

    Raises `Unmeasured` where the disk has no room for what they make.
    """
    check_room(scratch, counts.rounds * (4 * counts.patients + 2 * counts.fewer + counts.typst))
    core = cores()[-1]
    lists = {count: scratch / f"{count}.csv" for count in (ALIKE, counts.fewer, counts.patients)}
    for count, path in lists.items():
        write_list(path, patients(count))
    example = scratch / "example"
    run(command(lists[ALIKE], example), on=[core], cache=scratch / "cache")
    scores = Scores()

    def own(name: str, *options: str) -> None:
        taken, sizes = [], []
        for count in (counts.fewer, counts.patients):
            folder, cache = unused(scratch, "run"), unused(scratch, "cache")
            taken.append(run(command(lists[count], folder, *options), on=[core], cache=cache).seconds)
            sizes.append(_beyond(folder) if options else _leaflets(folder)[0].stat().st_size)
        scores.add(name, taken[1], counts.patients, sizes[1])
        scores.add(f"{name}, steady", taken[1] - taken[0], counts.patients - counts.fewer, sizes[1])

    def loop(name: str, count: int) -> None:
        folder = unused(scratch, name)
        folder.mkdir()
        arguments = [name, str(lists[counts.patients]), str(count), str(folder), str(example)]
        said = run([sys.executable, "-m", "benchmarks.loop", *arguments], on=[core], cache=scratch / "cache").said
        found = json.loads(said)
        scores.add(name, found["seconds"], count, found["bytes"])

    turns: list[tuple[str, Callable[[], None]]] = [
        ("files", lambda: own("files")),
        ("limit", lambda: loop("limit", counts.patients)),
        ("typst", lambda: loop("typst", counts.typst)),
        ("print", lambda: own("print", "--print-file")),
        ("limit-print", lambda: loop("limit-print", counts.patients)),
        ("chromium", lambda: loop("chromium", counts.chromium)),
        ("weasyprint", lambda: loop("weasyprint", counts.weasyprint)),
    ]
    for number in range(counts.rounds):
        start = number % len(turns)
        for name, turn in [*turns[start:], *turns[:start]]:
            tell(f"peers, round {number + 1} of {counts.rounds}: {TITLES[name]}")
            if name in scores.missing:
                continue
            try:
                turn()
            except Unmeasured as why:
                scores.missing[name] = str(why)
    if picture:
        bars = {TITLES[name]: median(scores.each[name]) * 1000 for name in TITLES if _is_whole(name, scores)}
        plot.bars(picture, bars, "Milliseconds a leaflet; each line is ten times the one before")
    return report(scores, counts, core)


def report(scores: Scores, counts: Counts, core: int) -> Report:
    """The table of the contestants, and what is aimed at."""
    rows = []
    for name in (one for one in TITLES if one in scores.each):
        middle, all_of_it = median(scores.each[name]), scores.each[name]
        spread = f"{figure(min(all_of_it) * 1000)} to {figure(max(all_of_it) * 1000)}"
        against = scores.ratio("weasyprint", name)
        size = f"{scores.size[name] / 1000:,.1f}"
        times = figure(against) if against else ""
        speed = [f"{scores.made[name]:,}", figure(middle * 1000), spread, figure(1 / middle)]
        rows.append([TITLES[name], *speed, size, times])
    how = (
        f"All on core {core} alone, in {counts.rounds} rounds in turns; medians of the rounds, and of the ratios in "
        f"each of them. Whole commands include starting, reading the list, typesetting the master and the record; the "
        f"steady state is what {counts.patients:,} patients take beyond {counts.fewer:,}."
    )
    head = ["contestant", "patients", "ms a leaflet", "fastest to slowest round", "leaflets a second", "kB a leaflet"]
    missing = [f"{TITLES[name]} ({why})" for name, why in scores.missing.items()]
    return Report("peers", how, [*head, "× WeasyPrint"], rows, targets(scores, counts), missing)


def targets(scores: Scores, counts: Counts) -> Sequence[Target]:
    found = []
    for name, title in (("files", "Separate files"), ("print", "Print file")):
        aim = " (aim: 20)"
        found += [
            Target(f"{title}: times as fast as warm typst", scores.ratio("typst", name), 10, at_least=True, aim=aim),
            Target(f"{title}: times as fast as plain WeasyPrint", scores.ratio("weasyprint", name), 150, at_least=True),
        ]
        limit = "limit" if name == "files" else "limit-print"
        steady = scores.ratio(f"{name}, steady", limit)
        found.append(Target(f"{title}, steady state: times as long as the limit", steady, 3))
    beyond = scores.size.get("print")
    found.append(Target("Print file: bytes a patient beyond the first leaflet", beyond, 1500, unit="bytes"))
    return found


def _leaflets(folder: Path) -> list[Path]:
    return sorted(folder.glob("[0-9]*.pdf"))


def _beyond(folder: Path) -> float:
    """The bytes of a print file for each patient beyond the first leaflet."""
    leaflets = _leaflets(folder)
    return ((folder / "print.pdf").stat().st_size - leaflets[0].stat().st_size) / (len(leaflets) - 1)


def _is_whole(name: str, scores: Scores) -> bool:
    return name in scores.each and "steady" not in name
