"""Looks at the machine: what the program needs, whether it is there, and what mends it."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterable, Iterator
from ctypes.util import find_library
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from handouts import __version__


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; without a `needed` one no leaflet can be made."""

    what: str
    good: bool
    remedy: str = ""
    needed: bool = True


SYSTEM = (
    ("Pango", "pango-1.0", "libpango-1.0-0", "pango", True),
    ("Pango for FreeType", "pangoft2-1.0", "libpangoft2-1.0-0", "pango", True),
    (
        "HarfBuzz subsetter (without it a PDF takes ten times as long to write)",
        "harfbuzz-subset",
        "libharfbuzz-subset0",
        "harfbuzz",
        False,
    ),
)
PACKAGES = ("weasyprint", "resvg-py", "fontpkg-atkinson-hyperlegible", "fontpkg-noto-sans")


def examine() -> list[Finding]:
    """Everything that leaflets depend on, in the order in which it should be mended."""
    findings = [
        Finding(f"handouts {__version__}", True),
        Finding(f"Python {platform.python_version()}", sys.version_info >= (3, 11), "Install Python 3.11 or later."),
    ]
    for package in PACKAGES:
        try:
            findings.append(Finding(f"{package} {version(package)}", True))
        except PackageNotFoundError:
            findings.append(Finding(package, False, f"pip install {package}"))
    for name, library, debian, brew, needed in SYSTEM:
        findings.append(Finding(name, find_library(library) is not None, _install(debian, brew), needed))
    return findings


def report(findings: Iterable[Finding]) -> Iterator[str]:
    """What was found, one a line, each fault with what mends it."""
    for finding in findings:
        yield f"{'ok     ' if finding.good else 'MISSING' if finding.needed else 'slow   '}  {finding.what}"
        if not finding.good:
            yield f"         {finding.remedy}"


def _install(debian: str, brew: str) -> str:
    """The command that installs a system library here."""
    if sys.platform == "darwin":
        return f"brew install {brew}"
    if sys.platform == "win32":
        return "Install MSYS2, then in its UCRT64 shell: pacman -S mingw-w64-ucrt-x86_64-pango"
    return f"sudo apt-get install {debian} (or your system's package of that library)"
