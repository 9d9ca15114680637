"""One contestant kept warm: `python -m benchmarks.loop NAME LIST COUNT SCRATCH [RUN]`, a process of its own.

It reads the patients, makes itself ready, makes three leaflets that do not count, then as many as it is told, each
written to a file, and says on stdout as JSON how many seconds that took until they were on the disk, and how large
the last one is.
"""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from itertools import islice
from pathlib import Path
from time import perf_counter

from benchmarks import limit
from benchmarks.leaflet import subject
from benchmarks.patients import Patient

WARM_UP = 3
ALIKE = 5
"""Leaflets of a run that are compared to find what varies in them."""


def main() -> None:
    name, patients, count, scratch, *run = sys.argv[1:]
    with Path(patients).open(encoding="utf-8", newline="") as file:
        people = list(islice(csv.DictReader(file), int(count)))
    targets = [Path(scratch) / f"{number:06}.pdf" for number in range(1, len(people) + 1)]
    with _contestant(name, Path(scratch), people, [Path(one) for one in run]) as make:
        for patient in people[:WARM_UP]:
            make(patient, Path(scratch) / "warm.pdf")
        start = perf_counter()
        for patient, target in zip(people, targets, strict=True):
            make(patient, target)
        os.sync()  # the program, too, ends when its files are on the disk
        seconds = perf_counter() - start
    print(json.dumps({"seconds": seconds, "bytes": targets[-1].stat().st_size}), flush=True)


@contextmanager
def _contestant(
    name: str, scratch: Path, people: list[Patient], run: list[Path]
) -> Iterator[Callable[[Patient, Path], None]]:
    if name.startswith("limit"):
        leaflets = [path.read_bytes() for path in islice(sorted(run[0].glob("0*.pdf")), ALIKE)]
        print_file = scratch / "print.bin" if name == "limit-print" else None
        with limit.contestant(limit.varying(leaflets), print_file) as write:
            yield write
        return
    with import_module(f"benchmarks.{name}_peer").contestant(subject(), scratch, people) as make:

        def write(patient: Patient, target: Path) -> None:
            part = target.with_suffix(".part")
            part.write_bytes(make(patient))
            part.rename(target)

        yield write


if __name__ == "__main__":
    main()
