"""What several commands share: options, and how they say what they have to say."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from handouts.clinic.clinic import Clinic

PATH = click.Path(path_type=Path)

site = click.option("--site", metavar="NAME", help="One of the clinic's sites.")


def day(_context: click.Context, _option: click.Parameter, value: str | None) -> datetime.date | None:
    """The day that an option names."""
    try:
        return datetime.date.fromisoformat(value) if value else None
    except ValueError:
        raise click.BadParameter("Write year, month and day, as in 2026-11-22.") from None


def of_standing(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say on which terms a text is given that is not approved, or not any more."""
    agreed = click.option("--allow-expired", metavar="NAME", help="Who agrees to use texts past their review date.")
    draft = click.option("--draft", is_flag=True, help="Print DRAFT on what is not approved, for a patient too.")
    return draft(agreed(command))


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
