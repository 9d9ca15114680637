"""What was measured, as tables: on the terminal, and in the documentation between two marks."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

LIBRARIES = ("weasyprint", "pydyf", "typst", "playwright")


@dataclass(frozen=True, slots=True)
class Target:
    """A figure that is aimed at: at least so much, or at most. One that could not be measured has no value."""

    name: str
    value: float | None
    bound: float
    at_least: bool = False
    unit: str = "×"
    aim: str = ""
    """What more would be good."""

    @property
    def verdict(self) -> str:
        """Whether it was met."""
        if self.value is None:
            return "NOT MEASURED"
        return "met" if (self.value >= self.bound if self.at_least else self.value <= self.bound) else "MISSED"

    @property
    def row(self) -> list[str]:
        """Its line in a table."""
        value = "" if self.value is None else figure(self.value)
        wanted = f"{'at least' if self.at_least else 'at most'} {self.bound:g} {self.unit}{self.aim}"
        return [self.name, f"{value} {self.unit}".strip(), wanted, self.verdict]


@dataclass(frozen=True, slots=True)
class Report:
    """What a part found: how it measured, a table, targets, and what could not be measured."""

    name: str
    how: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    targets: Sequence[Target] = ()
    missing: Sequence[str] = ()

    @property
    def text(self) -> str:
        """All of it as Markdown."""
        parts = [self.how, table(self.head, self.rows)]
        if self.targets:
            parts.append(table(["target", "measured", "wanted", ""], [one.row for one in self.targets]))
        parts += [f"Not measured: {one}" for one in self.missing]
        return "\n\n".join(parts)


def figure(value: float) -> str:
    """A number with three digits that say something, or all those before the point."""
    if value == 0:
        return "0"
    digits = max(0, 2 - len(str(int(abs(value)))) + 1) if abs(value) >= 1 else 3
    return f"{value:,.{digits}f}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown that can be read as it stands; what is all digits stands to the right."""
    lines = [list(head), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    widths = [max(3, *(len(line[place]) for line in lines)) for place in range(len(head))]
    right = [_is_figures([line[place] for line in lines[1:]]) for place in range(len(head))]

    def shown(line: Sequence[str]) -> str:
        cells = [
            cell.rjust(width) if is_right else cell.ljust(width)
            for cell, width, is_right in zip(line, widths, right, strict=True)
        ]
        return f"| {' | '.join(cells)} |"

    rule = [f"{'-' * (width - 1)}:" if is_right else "-" * width for width, is_right in zip(widths, right, strict=True)]
    return "\n".join([shown(lines[0]), f"| {' | '.join(rule)} |", *map(shown, lines[1:])])


def _is_figures(cells: Sequence[str]) -> bool:
    return any(cells) and all(re.fullmatch(r"[0-9][0-9,.]*|", cell) for cell in cells)


def write_between(path: Path, name: str, text: str) -> None:
    """Put a text between the marks of a name in a file. Raises `ValueError` where the file does not have them once."""
    start, end = f"<!-- measured: {name} -->", f"<!-- end: {name} -->"
    whole = path.read_text("utf-8")
    if whole.count(start) != 1 or whole.count(end) != 1 or whole.index(start) > whole.index(end):
        raise ValueError(f"{path} must hold the lines {start} and {end} once, in this order")
    before, after = whole[: whole.index(start)], whole[whole.index(end) :]
    path.write_text(f"{before}{start}\n\n{text.strip()}\n\n{after}", "utf-8")


def machine() -> str:
    """What it was measured on: processor, cores, memory, and the versions of what matters."""
    model = re.search(r"^model name\s*:\s*(.+)$", _read("/proc/cpuinfo"), re.MULTILINE)
    memory = re.search(r"^MemTotal:\s*([0-9]+)", _read("/proc/meminfo"), re.MULTILINE)
    parts = [
        f"{len(os.sched_getaffinity(0))} cores of {model[1] if model else platform.machine()}",
        f"{round(int(memory[1]) / 1024**2)} GiB of memory" if memory else "",
        f"{platform.system()} {platform.release()}",
        f"Python {platform.python_version()}",
        f"zlib {zlib.ZLIB_RUNTIME_VERSION}",
        *(f"{name} {found}" for name in LIBRARIES if (found := _version(name))),
        _chromium(),
    ]
    return f"Measured on {', '.join(part for part in parts if part)}."


def _read(path: str) -> str:
    return Path(path).read_text("utf-8") if Path(path).exists() else ""


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _chromium() -> str:
    command = shutil.which("chromium")
    if command is None:
        return ""
    said = subprocess.run([command, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"Chromium [0-9.]+", said)
    return found[0] if found else ""
