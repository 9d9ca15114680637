"""Commands about the library: what there is."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import click

from handouts.commands.options import say


@click.command("list")
@click.option("--language", metavar="TAG", help="Only this language, as in en-GB, or en for all of English.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array on stdout.")
@click.pass_obj
def list_(given: Path | None, language: str | None, as_json: bool) -> None:
    """Show the library: every handout, its language, version and standing.

    Example: handouts list --json
    """
    from handouts.clinic.clinic import find_clinic
    from handouts.page.listing import behind, expiring, listed, table

    today = datetime.date.today()
    rows = listed(find_clinic(given), language, today)
    say([json.dumps(rows, ensure_ascii=False, indent=2)] if as_json else table(rows))
    say(expiring(rows, today), err=True)
    say(behind(rows), err=True)
