"""Measures speed beside peers: `python -m benchmarks [PART…] [--quick] [--write]`; see docs/performance.md.

Prints a table for each part. With --write the tables and pictures of docs/performance.md are made anew, each as soon as
its part is done."""

from __future__ import annotations

import argparse
import sys
from dataclasses import fields, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import commands, peers, scale, workers
from benchmarks.counts import FULL, QUICK, Counts
from benchmarks.leaflet import ROOT
from benchmarks.process import Unmeasured
from benchmarks.report import machine, write_between

PARTS = {"commands": commands.measure, "peers": peers.measure, "scale": scale.measure, "workers": workers.measure}
PAGE = ROOT / "docs" / "performance.md"
PICTURES = {"peers": PAGE.with_name("performance-peers.svg"), "scale": PAGE.with_name("performance.svg")}


def main() -> None:
    asked, counts = _asked()
    told = machine()
    print(told, flush=True)
    with TemporaryDirectory(prefix="handouts-benchmarks-") as folder:
        for name in asked.parts or PARTS:
            picture = PICTURES.get(name) if asked.write else None
            scratch = Path(folder) / name
            scratch.mkdir()
            try:
                report = PARTS[name](counts, scratch, _tell, picture)
            except Unmeasured as why:
                _tell(f"{name}: could not be measured ({why})")
                continue
            print(f"\n{name}\n\n{report.text}", flush=True)
            if asked.write:
                write_between(PAGE, name, f"{report.text}\n\n{told}")


def _asked() -> tuple[argparse.Namespace, Counts]:
    """The parts that are asked for, and how many of each."""
    parser = argparse.ArgumentParser("python -m benchmarks", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"Of {', '.join(PARTS)}; else all of them.")
    parser.add_argument("--quick", action="store_true", help="Small counts: minutes, and less sure.")
    parser.add_argument("--write", action="store_true", help="Renew docs/performance.md and its pictures.")
    for field in fields(Counts):
        parser.add_argument(f"--{field.name}", type=_sizes if field.name == "sizes" else int, metavar="N")
    asked = parser.parse_args()
    if unknown := set(asked.parts) - PARTS.keys():
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are: {', '.join(PARTS)}")
    given = {field.name: getattr(asked, field.name) for field in fields(Counts)}
    return asked, replace(QUICK if asked.quick else FULL, **{name: one for name, one in given.items() if one})


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(sorted(int(one) for one in text.split(",")))


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
