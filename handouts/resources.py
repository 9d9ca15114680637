"""Where the program's own templates, styles and library lie, installed or in a checkout."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def resource(name: str) -> Path:
    """The path of one of the program's own files or folders: `templates`, `styles/base.css`, `library`."""
    package = Path(str(files("handouts")))
    inside = package / name
    return inside if inside.exists() else package.parent / name
