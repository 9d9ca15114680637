"""What another program may import."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import handouts


def test_every_public_name_can_be_imported() -> None:
    for name in handouts.__all__:
        assert getattr(handouts, name).__name__ == name


def test_a_leaflet_in_a_few_lines() -> None:
    root = Path(__file__).parents[1]
    handout = handouts.read_handout(root / "handouts/library/vitamin-b12-and-food/en-GB.md")
    clinic = handouts.read_clinic(root / "examples/riverside")
    standing = handouts.standing(handout, clinic, date(2026, 11, 22))
    page = handouts.compose(handout, clinic, handouts.edition("standard", "A4"), standing)
    leaflet = handouts.typeset(page)
    assert leaflet.pdf.startswith(b"%PDF-")
    assert leaflet.pages == 2


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import handouts, sys; print(*{'pydantic', 'weasyprint', 'jinja2', 'babel'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
