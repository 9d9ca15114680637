"""Writes a text as YAML does."""

from __future__ import annotations

from io import StringIO

from ruamel.yaml import YAML


def scalar(text: str) -> str:
    """A text as YAML writes it on one line, in quotes where it needs them."""
    stream = StringIO()
    yaml = YAML()
    yaml.width = 10_000
    yaml.dump([text], stream)
    return stream.getvalue().removeprefix("- ").strip()
