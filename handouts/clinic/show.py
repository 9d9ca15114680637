"""A clinic as it comes out of its file, its parents' and its site: each value with where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

from ruamel.yaml import YAML

from handouts.clinic.clinic import Clinic


def shown_lines(clinic: Clinic) -> Iterator[str]:
    """The clinic as lines of YAML, each value followed by the file and line that it came from."""
    rows = list(_rows(clinic, {key: value for key, value in clinic.merged.data.items() if key != "sites"}, (), 0))
    width = min(60, max((len(text) for text, where in rows if where), default=0))
    for text, where in rows:
        yield f"{text.ljust(width)}  # {where}" if where else text


def _rows(clinic: Clinic, value: dict[str, Any], path: tuple[str, ...], depth: int) -> Iterator[tuple[str, str]]:
    for key, inner in value.items():
        head = f"{'  ' * depth}{key}:"
        if isinstance(inner, dict):
            yield head, ""
            yield from _rows(clinic, inner, (*path, key), depth + 1)
        else:
            origin = clinic.origin(*path, key)
            yield f"{head} {_written(inner)}", f"{origin.where}:{origin.line}"


def _written(value: Any) -> str:
    """A text or list on one line of YAML."""
    stream = StringIO()
    yaml = YAML()
    yaml.default_flow_style = True
    yaml.width = 10_000
    yaml.dump([value], stream)
    return stream.getvalue().strip()[1:-1]
