"""Time and memory of a run against its length."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import plot
from benchmarks.counts import Counts
from benchmarks.folders import check_room, unused
from benchmarks.patients import patients, write_list
from benchmarks.peers import command
from benchmarks.process import Unmeasured, cores, run
from benchmarks.report import Report, Target, figure

FORMS = {"separate files": (), "with a print file": ("--print-file",)}
MEBIBYTE = 1024**2


@dataclass(frozen=True, slots=True)
class Point:
    """A run of some length."""

    patients: int
    seconds: float
    memory: int

    @property
    def measures(self) -> tuple[float, float, float]:
        """Seconds, milliseconds a patient, MiB of memory."""
        return self.seconds, 1000 * self.seconds / self.patients, self.memory / MEBIBYTE


def measure(counts: Counts, scratch: Path, tell: Callable[[str], None], picture: Path | None) -> Report:
    """Runs of each length, in both forms."""
    found: dict[str, list[Point]] = {form: [] for form in FORMS}
    missing = []
    for size in counts.sizes:
        people = scratch / f"{size}.csv"
        write_list(people, patients(size))
        for form, options in FORMS.items():
            tell(f"scale: {size:,} patients, {form}")
            try:
                found[form].append(_run(people, size, scratch, options))
            except Unmeasured as why:
                missing.append(f"{size:,} patients, {form} ({why})")
    if picture and any(found.values()):
        plot.lines(picture, {form: [(one.patients, one.seconds, one.memory) for one in found[form]] for form in FORMS})
    runs = sorted(((one, form) for form in FORMS for one in found[form]), key=lambda run: run[0].patients)
    rows = [[f"{one.patients:,}", form, *map(figure, one.measures)] for one, form in runs]
    how = (
        f"`handouts batch --workers 1` on core {cores()[-1]} alone, whole commands, each once with an empty cache. "
        "Memory is that of all processes of the run together: of each the most that it ever held, pages that they "
        "share counted for each."
    )
    head = ["patients", "form", "seconds", "ms a patient", "MiB of memory"]
    return Report("scale", how, head, rows, targets(found, counts), missing)


def targets(found: dict[str, list[Point]], counts: Counts) -> list[Target]:
    """Memory of the longest run by that of the run of 1,000, or of the next shorter one that was measured."""
    long = max(counts.sizes)
    short = max((size for size in counts.sizes if size <= 1_000), default=min(counts.sizes))
    made = []
    for form, points in found.items():
        memory = {one.patients: one.memory for one in points}
        ratio = memory[long] / memory[short] if {long, short} <= memory.keys() else None
        made.append(Target(f"{form}: memory for {long:,} patients by that for {short:,}", ratio, 1.2))
    return made


def _run(people: Path, size: int, scratch: Path, options: tuple[str, ...]) -> Point:
    check_room(scratch, size)
    folder, cache = unused(scratch, "run"), unused(scratch, "cache")
    spent = run(command(people, folder, *options), on=cores()[-1:], cache=cache, watched=True)
    return Point(size, spent.seconds, spent.memory)
