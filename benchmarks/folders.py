"""Where runs write: each in a folder of its own, and nothing is removed before all is measured.

Where files were removed a moment ago, some file systems (ext4 without a journal) take several times as long to make new
ones: they look past each place that has just become free. A run would pay for what the one before it left.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import mkdtemp

from benchmarks.process import Unmeasured

A_LEAFLET = 125_000
"""Bytes on disk for each leaflet of any contestant, at the most."""


def unused(scratch: Path, name: str) -> Path:
    """A path of that name where nothing is yet."""
    return Path(mkdtemp(prefix=f"{name}-", dir=scratch)) / name


def check_room(scratch: Path, leaflets: int) -> None:
    """Raises `Unmeasured` where the disk has no room for that many more leaflets."""
    free, needed = shutil.disk_usage(scratch).free, leaflets * A_LEAFLET
    if free < needed:
        raise Unmeasured(f"{free / 1e9:.1f} GB of disk are free, {needed / 1e9:.1f} GB are needed")
