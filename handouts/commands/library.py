"""Commands about the library: what there is, and what of it is about something."""

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


@click.command()
@click.argument("text", metavar="TEXT-OR-CODE")
@click.option("--language", metavar="TAG", help="Only this language, as in en-GB, or en for all of English.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array on stdout.")
@click.pass_obj
def find(given: Path | None, text: str, language: str | None, as_json: bool) -> None:
    """Find handouts by words or by a code (ICD-10, ICD-10-CM, ICD-11, SNOMED CT); the best stands first.

    A code may name its system, as in icd-10-cm:E53.8. Parents and children of ICD codes are found too.

    Example: handouts find "pernicious anaemia"
    """
    from handouts.clinic.clinic import find_clinic
    from handouts.page.finding import found_in, found_table

    rows, notes = found_in(find_clinic(given), text, language, datetime.date.today())
    say(notes, err=True)
    say([json.dumps(rows, ensure_ascii=False, indent=2)] if as_json else found_table(rows))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON array on stdout.")
@click.pass_obj
def packs(given: Path | None, as_json: bool) -> None:
    """Show the packs: each with its title, its handouts, and the languages in which it is whole.

    Example: handouts packs --json
    """
    from handouts.clinic.clinic import find_clinic
    from handouts.page.packing import listed_packs, packs_table

    clinic = find_clinic(given)
    rows = listed_packs(clinic)
    language = clinic.file.language if clinic else None
    say([json.dumps(rows, ensure_ascii=False, indent=2)] if as_json else packs_table(rows, language))
