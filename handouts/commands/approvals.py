"""Commands about standing: record an approval, withdraw a text, show what was approved."""

from __future__ import annotations

import datetime
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handouts.commands.options import PATH, clinic_named, day, say, site
from handouts.errors import ExitCode

if TYPE_CHECKING:
    from handouts.clinic.clinic import Clinic
    from handouts.content.handout import Handout
    from handouts.page.approve import Signed


@click.command()
@click.argument("name")
@click.option("--language", metavar="TAG", help="As in en-GB; else the clinic's, else en-GB.")
@click.option("--by", required=True, metavar="WHO", help='Who checked it: "Dr A. Example, consultant neurologist".')
@click.option(
    "--until", metavar="DAY", callback=day, help="Next check, at most 36 months away; else the text's review."
)
@site
@click.option("--yes", is_flag=True, help="It was checked: do not ask.")
@click.pass_obj
def approve(
    given: Path | None,
    /,
    name: str,
    language: str | None,
    by: str,
    until: datetime.date | None,
    site: str | None,
    yes: bool,
) -> None:
    """Record that a clinician checked a text as your leaflet. What was checked is shown first.

    The record holds who checked which exact words when; it is no electronic signature. Without --site it counts for
    the clinic and all its sites. The path of the leaflet that is kept is printed, one for each.

    Example: handouts -c my-clinic approve low-b12-and-ms --by "Dr A. Example, consultant neurologist"
    """
    from handouts.check.look import text_findings
    from handouts.content.finder import find_handout, find_library
    from handouts.page.approve import approve as record_approval
    from handouts.page.approve import check_asked, check_withdrawn, signed, sites_of
    from handouts.terminal.approval import shown_before

    clinic = clinic_named(given, site)
    today = datetime.date.today()
    handout = find_handout(find_library(clinic.folders), name, language, clinic.file.language)
    who = signed(by, until, handout, today)
    clinics = sites_of(clinic, site)
    is_terminal = sys.stdin.isatty()
    check_asked(is_terminal=is_terminal, yes=yes)
    lifted = check_withdrawn(handout, clinic)
    say(shown_before(handout, clinics, who), err=True)
    if lifted:
        say([lifted], err=True)
    errors = [one for one in text_findings(handout, today) if one.fault.level == "error"]
    say((f"{one.fault.where}:{one.fault.line}: {one.rule.id} error: {one.fault.what}" for one in errors), err=True)
    if not yes and not _is_checked(handout, clinic, who):
        say(["Nothing is recorded."], err=True)
        sys.exit(ExitCode.INTERRUPTED)
    say(str(path) for path in record_approval(handout, clinics, who))


def _is_checked(handout: Handout, clinic: Clinic, who: Signed) -> bool:
    """Show the leaflet as it prints, still as a draft, and ask."""
    import tempfile

    from handouts.page.approve import draft_of

    with tempfile.TemporaryDirectory(prefix="handouts-") as folder:
        path = Path(folder) / f"{handout.name}-{handout.language}.pdf"
        path.write_bytes(draft_of(handout, clinic))
        click.launch(str(path))
        return click.confirm(f"Has {who.by} checked every word of this leaflet?", err=True)


@click.command()
@click.argument("name")
@click.option("--language", metavar="TAG", help="As in en-GB; else the clinic's, else en-GB.")
@click.option("--reason", required=True, help="Why it must not be given any more.")
@click.option("--runs", metavar="FOLDER", type=PATH, multiple=True, help="Where runs lie; else here and below.")
@click.pass_obj
def withdraw(given: Path | None, /, name: str, language: str | None, reason: str, runs: tuple[Path, ...]) -> None:
    """Block a text at once, and list the leaflets of runs that hold it.

    Example: handouts -c my-clinic withdraw low-b12-and-ms --reason "a telephone number is wrong"
    """
    from handouts.content.finder import find_handout, find_library
    from handouts.files import shown
    from handouts.page.approve import withdraw as record_withdrawal
    from handouts.run.given import find_given
    from handouts.run.search import find_runs
    from handouts.terminal.report import leaflets_given

    clinic = clinic_named(given)
    handout = find_handout(find_library(clinic.folders), name, language, clinic.file.language)
    record_withdrawal(handout, clinic, reason, datetime.date.today())
    say([f"`{handout.name}` ({handout.language}, version {handout.front.version}) is withdrawn."], err=True)
    places = runs or (Path(),)
    found = list(find_given(list(find_runs(places)), None, handout.source.text_hash))
    say(leaflets_given(found, in_full=False))
    where = ", ".join(shown(path.resolve()) for path in places)
    count = f"{len(found)} leaflet{'' if len(found) == 1 else 's'}"
    say([f"{count} of runs in {where} hold this text. Name other folders with --runs."], err=True)


@click.command()
@click.argument("name", required=False)
@click.option("--text-hash", metavar="H", help="Only of this text; six or more of its digits.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array on stdout.")
@click.pass_obj
def approvals(given: Path | None, /, name: str | None, text_hash: str | None, as_json: bool) -> None:
    """Show who approved or withdrew which text when, and where the exact text and its leaflet are kept.

    Example: handouts -c my-clinic approvals low-b12-and-ms
    """
    from handouts.clinic.register import find_events
    from handouts.terminal.approval import event_values, events_shown

    clinic = clinic_named(given)
    events = list(find_events(clinic.folder, name, text_hash))
    if as_json:
        click.echo(json.dumps(event_values(clinic.folder, events), ensure_ascii=False, indent=2))
    else:
        say(events_shown(clinic.folder, events))
