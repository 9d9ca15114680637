"""Commands that make one leaflet, or show it while it is written."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handouts.commands.options import of_standing, say, site

if TYPE_CHECKING:
    from handouts.clinic.clinic import Clinic
    from handouts.content.handout import Handout
    from handouts.patient.slip import Patient


@click.command()
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@click.option("-o", "--output", metavar="PATH", help="A folder (if it is one, or ends in /), else a file.")
@click.option("--language", metavar="TAG", help="As in en-GB; else the clinic's, else en-GB.")
@click.option("--edition", default="standard", show_default=True, help="standard, large-print or one of the clinic's.")
@click.option("--paper", help="A4 (taken if left out), Letter or A5.")
@click.option("--ink", help="color (taken if left out), or mono: all in one ink.")
@site
@click.option("--fold", metavar="FOLD", default="none", help="booklet or trifold: sheets for the printer to fold.")
@click.option("--only", metavar="SECTION,...", help="These sections alone; key message and urgent help stay.")
@click.option("--patient", metavar="FILE", help="The slip as one JSON object; - reads it from stdin.")
@click.option("--ask", is_flag=True, help="Ask for the slip's fields here; nothing of them stays in the shell.")
@click.option("--format", "kind", type=click.Choice(["pdf", "html", "png"]), default="pdf", show_default=True)
@of_standing
@click.option("--open", "open_it", is_flag=True, help="Open the result.")
@click.option("--force", is_flag=True, help="Replace what exists.")
@click.pass_obj
def render(
    given: Path | None,
    names: tuple[str, ...],
    output: str | None,
    language: str | None,
    edition: str,
    paper: str | None,
    ink: str | None,
    site: str | None,
    fold: str,
    only: str | None,
    patient: str | None,
    ask: bool,
    kind: str,
    draft: bool,
    allow_expired: str | None,
    open_it: bool,
    force: bool,
) -> None:
    """Make one leaflet; of several handouts, or of a pack by its name, one PDF. The path made is printed, one a line.

    Example: handouts -c examples/riverside render low-b12-and-ms -o out/ --edition large-print
    """
    from handouts.clinic.clinic import find_clinic
    from handouts.clinic.edition import edition as find_edition
    from handouts.content.finder import find_library
    from handouts.content.handout import extract
    from handouts.content.packs import choose, find_packs
    from handouts.files import check_free, write_all
    from handouts.page.fold import for_the_printer
    from handouts.page.naming import leaflet_stem
    from handouts.page.output import check_fold, output_paths
    from handouts.page.standing import Terms, agreed, check_discussed, given_all
    from handouts.run.cache import user_cache
    from handouts.run.engine import engine_hash
    from handouts.run.kept import kept_files, kept_notes

    clinic = find_clinic(given, site)
    chosen = find_edition(edition, paper, ink=ink, fold=fold, own=clinic.file.editions if clinic else None)
    folders = clinic.folders if clinic else ()
    own = clinic.file.language if clinic else None
    content = choose(find_library(folders), find_packs(folders), names, language, own)
    handouts = list(content.handouts)
    check_fold(chosen, kind, len(handouts))
    if only is not None:
        handouts = [extract(handout, [one.strip() for one in only.split(",")]) for handout in handouts]
    today, for_patient = datetime.date.today(), ask or patient is not None
    standings = given_all(handouts, clinic, Terms(today, for_patient, draft, agreed(allow_expired, today)))
    target = output_paths(output, leaflet_stem(handouts, chosen, content.pack), kind)
    if kind != "png":
        check_free([target], overwrite=force)  # before anyone answers questions
    found = _patient(clinic, handouts, patient, ask=ask)
    if found and not found.discussed:
        check_discussed(handouts)
    slip = found.slip if found else None
    is_extract, title = only is not None, content.title
    cache, engine = user_cache(), engine_hash()
    if slip is None:
        asked = handouts, clinic, chosen, kind, target
        files = kept_files(cache, engine, *asked, is_extract=is_extract, standings=standings, title=title)
    else:
        from handouts.patient.make import Subject
        from handouts.run.one import patient_files
        from handouts.run.store import Store

        subject = Subject(tuple(handouts), tuple(standings), clinic, chosen, title, is_extract)
        files = patient_files(subject, slip, kind, target, Store(cache, engine))
    write_all(files, overwrite=force, private=slip is not None)
    say(kept_notes(cache, engine, clinic), err=True)
    if fold != "none":
        say([for_the_printer(fold)], err=True)
    say(str(path) for path, _ in files)
    if open_it:
        click.launch(str(files[0][0]))


def _patient(clinic: Clinic | None, handouts: list[Handout], patient: str | None, *, ask: bool) -> Patient | None:
    if ask and patient is not None:
        raise click.UsageError("--ask and --patient both give the slip; use one of them.")
    if not ask and patient is None:
        return None
    from handouts.files import MEBIBYTE, read_bytes
    from handouts.patient.slip import read_patient, slip_text
    from handouts.patient.values import slip_rules

    rules = slip_rules(clinic, datetime.date.today())
    if patient is None:
        from handouts.terminal.ask import ask_patient

        return ask_patient(clinic, rules, [one for one in handouts if one.front.sensitive])
    data = sys.stdin.buffer.read(MEBIBYTE + 1) if patient == "-" else read_bytes(Path(patient), MEBIBYTE)
    return read_patient(slip_text(data), nhs_number=rules.nhs_number, today=rules.today, letters=rules.letters)


@click.command()
@click.argument("name")
@click.option("--language", default="", metavar="TAG", help="As in en-GB; else the clinic's, else en-GB.")
@click.option("--edition", default="standard", show_default=True, help="standard, large-print or one of the clinic's.")
@click.option("--paper", default="", help="A4 (taken if left out), Letter or A5.")
@click.option("--ink", default="", help="color (taken if left out), or mono: all in one ink.")
@site
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Where the page is; else at a free one.")
@click.option("--no-open", is_flag=True, help="Do not open a browser.")
@click.pass_obj
def preview(given: Path | None, /, name: str, site: str | None, port: int, no_open: bool, **words: str) -> None:
    """Show a leaflet in the browser as it prints, and anew after every save. Ctrl-C ends it.

    The page's address is printed; it answers on this machine alone.

    Example: handouts -c examples/riverside preview low-b12-and-ms
    """
    from handouts.clinic.clinic import find_clinic_file
    from handouts.web.choice import Choice
    from handouts.web.local import listen
    from handouts.web.look import Subject, check_named
    from handouts.web.preview import preview_address, show

    subject = Subject(name, find_clinic_file(given))
    choice = Choice(**words, site=site or "")
    check_named(subject, choice)
    with listen(port) as listening:
        address = preview_address(listening, choice)
        click.echo(address)
        if not no_open:
            click.launch(address)
        show(subject, choice, listening)
