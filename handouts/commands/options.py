"""What several commands share: options, and how they say what they have to say."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from handouts.clinic.clinic import Clinic

PATH = click.Path(path_type=Path)

site = click.option("--site", metavar="NAME", help="One of the clinic's sites.")


def say(lines: Iterable[str], *, err: bool = False) -> None:
    """Print lines on stdout, or on stderr."""
    for line in lines:
        click.echo(line, err=err)


def clinic_named(given: Path | None, site: str | None = None) -> Clinic:
    """The clinic that a command cannot do without. Raises `click.UsageError` where there is none."""
    from handouts.clinic.clinic import find_clinic

    found = find_clinic(given, site)
    if found is None:
        raise click.UsageError("No clinic is named, and none is near. Name it with -c.")
    return found
