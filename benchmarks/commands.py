"""Short commands beside their peers, whole processes in turn.

One leaflet is compared with the `weasyprint` command on the same page as HTML, with the same fonts: the first time,
with an empty cache; and the second time with the first. `list` and `--help`, which must not wait for the typesetter,
are compared with Python importing it. Within a pair the two take turns at being first, so that what else the machine
does falls on both alike. The ratio is that of the medians.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.counts import Counts
from benchmarks.folders import unused
from benchmarks.leaflet import NAME
from benchmarks.process import HANDOUTS, OWN, cores, run
from benchmarks.report import Report, Target, figure
from handouts.page.fonts import configuration_file

Once = Callable[[], float]


@dataclass
class Comparison:
    """A command of ours, its peer, and the ratio of their times that is aimed at; each takes one time when called."""

    name: str
    own: Once
    peer_name: str
    peer: Once
    target: float
    own_times: list[float] = field(default_factory=list)
    peer_times: list[float] = field(default_factory=list)

    def measure(self, pairs: int) -> None:
        self.own()
        self.peer()
        for pair in range(pairs):
            turns = [(self.own, self.own_times), (self.peer, self.peer_times)]
            for once, times in turns if pair % 2 else reversed(turns):
                times.append(once())

    @property
    def ratio(self) -> float:
        return median(self.own_times) / median(self.peer_times)


def measure(counts: Counts, scratch: Path, tell: Callable[[str], None], picture: Path | None) -> Report:
    """Each command and its peer, in pairs."""
    compared = comparisons(scratch)
    for one in compared:
        tell(f"commands: {one.name}, {counts.pairs} pairs")
        one.measure(counts.pairs)
    rows = [
        row
        for one in compared
        for row in (_row(one.name, one.own_times), _row(f"beside it: {one.peer_name}", one.peer_times))
    ]
    how = f"Whole processes on core {cores()[-1]} alone; each command and its peer {counts.pairs} times, in turns."
    targets = [Target(f"{one.name}: times as long as {one.peer_name}", one.ratio, one.target) for one in compared]
    return Report("commands", how, ["command", "ms, median", "fastest", "slowest"], rows, targets)


def comparisons(scratch: Path) -> list[Comparison]:
    """What is compared; files and caches go to a folder."""
    on, kept, fonts = cores()[-1:], scratch / "kept", configuration_file()
    render = [*OWN, "render", NAME, "--force"]
    page = str(scratch / "page.html")
    run([*render, "--format", "html", "-o", page], on=on, cache=kept)
    render += ["-o", str(scratch / "own.pdf")]

    def timed(command: Sequence[str]) -> Once:
        return lambda: run(command, on=on, cache=kept, fonts=fonts).seconds

    def first() -> float:
        return run(render, on=on, cache=unused(scratch, "cache")).seconds

    peer = timed([sys.executable, "-m", "weasyprint", "--pdf-variant", "pdf/ua-1", page, str(scratch / "peer.pdf")])
    bare = timed([sys.executable, "-c", "import weasyprint"])
    return [
        Comparison("render, the first time", first, "the weasyprint command", peer, 1.4),
        Comparison("render, again", timed(render), "render, the first time", first, 0.3),
        Comparison("list", timed([*HANDOUTS, "list"]), "import weasyprint", bare, 0.6),
        Comparison("--help", timed([*HANDOUTS, "--help"]), "import weasyprint", bare, 0.6),
    ]


def _row(name: str, times: list[float]) -> list[str]:
    return [name, *(figure(1000 * one) for one in (median(times), min(times), max(times)))]
