"""Finds runs below folders, to see which of them hold a text."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from handouts.run.folder import RUN, TEXTS

DEPTH = 6
"""How many folders deep is looked."""


def find_runs(folders: Iterable[Path]) -> Iterator[Path]:
    """The folders that hold a run, each once; folders that cannot be read are passed over."""
    seen: set[Path] = set()
    for start in folders:
        base = len(start.resolve().parts)
        for place, inner, files in os.walk(start):
            path = Path(place)
            deep = len(path.resolve().parts) - base >= DEPTH
            inner[:] = [] if deep else sorted(name for name in inner if not name.startswith(".") and name != TEXTS)
            if RUN in files and path.resolve() not in seen:
                seen.add(path.resolve())
                yield path
