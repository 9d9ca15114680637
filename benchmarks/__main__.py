"""Speed beside its peers, whole processes in turn: `python -m benchmarks [PAIRS]`.

One leaflet is compared with the `weasyprint` command on the same page as HTML; `list` and `--help`, which must not wait
for the typesetter, with Python importing it. Within a pair the two take turns at being first, so that what else the
machine does falls on both alike. The ratio is that of the medians.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

ROOT = Path(__file__).parents[1]
HANDOUTS = [sys.executable, "-m", "handouts"]
PAIRS = 15


@dataclass
class Comparison:
    """A command of ours, its peer, and the ratio of their times that is aimed at."""

    name: str
    own: Sequence[str]
    peer_name: str
    peer: Sequence[str]
    target: float
    own_times: list[float] = field(default_factory=list)
    peer_times: list[float] = field(default_factory=list)

    def run(self, pairs: int) -> None:
        seconds(self.own)
        seconds(self.peer)
        for pair in range(pairs):
            turns = [(self.own, self.own_times), (self.peer, self.peer_times)]
            for command, times in turns if pair % 2 else reversed(turns):
                times.append(seconds(command))

    @property
    def ratio(self) -> float:
        return median(self.own_times) / median(self.peer_times)


def seconds(command: Sequence[str]) -> float:
    """How long a process takes from its start to its end."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    start = perf_counter()
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    return perf_counter() - start


def comparisons(folder: Path) -> list[Comparison]:
    """What is compared; files go to a folder."""
    render = [*HANDOUTS, "-c", "examples/riverside", "render", "low-b12-and-ms", "--force"]
    page = str(folder / "page.html")
    subprocess.run([*render, "--format", "html", "-o", page], cwd=ROOT, check=True, capture_output=True)
    peer = [sys.executable, "-m", "weasyprint", "--pdf-variant", "pdf/ua-1", page, str(folder / "peer.pdf")]
    bare = [sys.executable, "-c", "import weasyprint"]
    return [
        Comparison("render, one leaflet", [*render, "-o", str(folder / "own.pdf")], "weasyprint command", peer, 1.4),
        Comparison("list", [*HANDOUTS, "list"], "import weasyprint", bare, 0.6),
        Comparison("--help", [*HANDOUTS, "--help"], "import weasyprint", bare, 0.6),
    ]


def row(name: str, times: list[float]) -> str:
    milliseconds = [round(1000 * one) for one in (median(times), min(times), max(times))]
    return f"{name:24}" + "".join(f"{one:8} ms" for one in milliseconds)


def main() -> None:
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS
    print(f"{pairs} pairs of processes in turn; Python {sys.version.split()[0]}, {os.cpu_count()} processors")
    print(f"{'':24}{'median':>11}{'min':>11}{'max':>11}{'ratio':>9}{'target':>9}")
    with TemporaryDirectory(prefix="handouts-benchmarks-") as folder:
        for comparison in comparisons(Path(folder)):
            comparison.run(pairs)
            verdict = "" if comparison.ratio <= comparison.target else "  MISSED"
            print(
                f"{row(comparison.name, comparison.own_times)}{comparison.ratio:9.2f}{comparison.target:9.2f}{verdict}"
            )
            print(row(f"  {comparison.peer_name}", comparison.peer_times), flush=True)


if __name__ == "__main__":
    main()
