"""Commands about runs: make one, and say what was made and handed over."""

from __future__ import annotations

import datetime
import json
import shlex
import sys
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import click

from handouts.commands.options import PATH, day, of_standing, say, site
from handouts.errors import ExitCode

_seconds = click.FloatRange(0, min_open=True)


@click.command()
@click.argument("patients", metavar="LIST", type=PATH, required=False)
@click.option("-o", "--output", metavar="FOLDER", type=PATH, help="Else named after the list.")
@click.option("--handout", metavar="NAME", help="Where a row names none; several as in a + b.")
@click.option("--pack", metavar="NAME", help="Where a row names no handout and no pack.")
@click.option("--language", metavar="TAG", help="Where a row names none; else the clinic's, else en-GB.")
@click.option("--edition", help="Where a row names none: standard (taken if left out), large-print or your own.")
@click.option("--paper", help="Where a row names none: A4 (taken if left out), Letter or A5.")
@click.option("--ink", help="Where a row names none: color (taken if left out) or mono.")
@click.option("--date", metavar="DAY", callback=day, help="The slip's date where a row has none, as in 2026-11-22.")
@click.option("--date-order", type=click.Choice(["dmy", "mdy"]), help="How dates such as 03/04/1961 are meant.")
@site
@of_standing
@click.option("--print-file", is_flag=True, help="Also one print.pdf of all, with a list for the desk.")
@click.option("--separators", is_flag=True, help="In print.pdf, a sheet with the row's number before each patient.")
@click.option("--sort", type=click.Choice(["row", "language", "edition"]), help="Order of print.pdf; else by row.")
@click.option("--rows", metavar="12,15-18", help="These rows alone; of a run that is there, they are made again.")
@click.option("--name-files", metavar="PATTERN", help="As in {number}: puts what the patient's data say in file names.")
@click.option("--dry-run", is_flag=True, help="Check every row, say how many will be made, and make none.")
@click.option("--resume", is_flag=True, help="Make what is missing of a run, also from its mended failed.csv.")
@click.option("--workers", type=click.IntRange(1, 256), help="Processes that make leaflets; else one a core.")
@click.option("--scheduler", metavar="ADDRESS", help="A Dask scheduler whose workers make them, as in tls://HOST:PORT.")
@click.option("--time-limit", type=_seconds, default=60.0, show_default=True, help="What one leaflet may take.")
@click.option("--force", is_flag=True, help="Replace a run that is in the folder.")
@click.option("--template", metavar="FILE", type=PATH, help="Write an empty list (.xlsx or .csv) to fill in.")
@click.pass_obj
def batch(
    given: Path | None,
    /,
    patients: Path | None,
    output: Path | None,
    rows: str | None,
    dry_run: bool,
    resume: bool,
    workers: int | None,
    scheduler: str | None,
    time_limit: float,
    force: bool,
    template: Path | None,
    **options: Any,
) -> None:
    """Make a leaflet for each patient of a list: .csv, .xlsx or .ods with a header row.

    Rows that are wrong are named and wait in failed.csv; the rest is made. Mend that file, then feed it back:
    handouts batch FOLDER/failed.csv -o FOLDER --resume

    Example: handouts -c examples/riverside batch patients.csv --handout low-b12-and-ms -o out/run/
    """
    from handouts.clinic.clinic import SlipRules, find_clinic, find_clinic_file
    from handouts.content.finder import find_library
    from handouts.content.packs import find_packs
    from handouts.files import write_all
    from handouts.run.folder import claimed, kept_site
    from handouts.run.numbers import ALL, read_numbers
    from handouts.run.prepare import Request, prepare
    from handouts.terminal.report import after_run, before_run

    folder = output or Path(f"{patients.stem}-leaflets" if patients else "")
    options["site"] = options["site"] or (kept_site(folder) if resume or rows else None)
    if scheduler and workers:
        raise click.UsageError(
            "--workers are processes of this machine, and --scheduler has its own. Name one of them."
        )
    file = find_clinic_file(given) if scheduler else None  # as workers find it, who work in other folders
    clinic = find_clinic(file.absolute() if file else given, options["site"])
    if template:
        from handouts.patient.template import template as empty_list

        list_file = empty_list(template, clinic.file.slip if clinic else SlipRules())
        write_all([(template, list_file)], overwrite=force)
        say([str(template)])
        return
    if patients is None:
        raise click.UsageError("Name a list of patients; `handouts batch --template FILE.xlsx` writes one to fill in.")
    request = Request(
        patients=patients,
        folder=folder,
        clinic=clinic,
        library=find_library(clinic.folders if clinic else ()),
        packs=find_packs(clinic.folders if clinic else ()),
        today=datetime.date.today(),
        rows=ALL if rows is None else read_numbers(rows),
        resume=resume,
        force=force,
    )
    with claimed(request.folder) as claim:
        prepared = prepare(request, {name: value for name, value in options.items() if value not in (None, False)})
        say(before_run(prepared), err=True)
        if dry_run:
            sys.exit(ExitCode.PARTIAL if prepared.survey.refused else ExitCode.DONE)

        from handouts.run.batch import make_run
        from handouts.run.cache import user_cache
        from handouts.run.cluster import Cluster
        from handouts.run.engine import engine_hash
        from handouts.run.pool import Crew, Workers, cores
        from handouts.run.scheduler import reach
        from handouts.run.store import Store
        from handouts.terminal.progress import follow, stop_on_interrupt

        with stop_on_interrupt() as is_stopping, ExitStack() as stack:
            crew: Crew = Workers(workers or cores(), time_limit, is_stopping)
            if scheduler:
                reached = stack.enter_context(reach(scheduler))
                crew = Cluster(
                    reached, folder.resolve(), clinic, time_limit, is_stopping, partial(click.echo, err=True)
                )
            outcome = follow(make_run(prepared, crew, Store(user_cache(), engine_hash()), claim), prepared.to_make)
    command = shlex.join(["handouts", *(["-c", str(given)] if given else []), "batch"])
    say(after_run(prepared, outcome, command), err=True)
    say([str(request.folder)])
    sys.exit(outcome.exit_code)


@click.command()
@click.argument("runs", metavar="RUN...", nargs=-1, required=True, type=PATH)
@click.option("--row", type=click.IntRange(1), help="This row alone, with where its exact text is kept.")
@click.option("--text-hash", metavar="H", help="Only leaflets that hold this text, as when it is recalled.")
@click.option("--note", is_flag=True, help="The line to paste into the patient's notes.")
@click.option("--text", is_flag=True, help="The exact text, as it was given.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array on stdout.")
def given(
    runs: tuple[Path, ...], row: int | None, text_hash: str | None, note: bool, text: bool, as_json: bool
) -> None:
    """Show what was made for which rows of runs, from which exact texts, and what was handed over.

    Example: handouts given out/run --row 12 --note
    """
    from handouts.run.given import find_given
    from handouts.terminal.report import leaflets_given, notes_given

    found = find_given(runs, row, text_hash)
    if as_json:
        click.echo(json.dumps([one.as_json() for one in found], ensure_ascii=False, indent=2))
    elif note:
        say(notes_given(found, is_one=row is not None and len(runs) == 1))
    elif text:
        for path in dict.fromkeys(path for one in found for path, _ in one.kept):
            click.echo(path.read_text("utf-8"), nl=False)
    else:
        say(leaflets_given(found, in_full=row is not None))


@click.command()
@click.argument("run", metavar="RUN", type=PATH)
@click.option("--row", type=click.IntRange(1), required=True, help="The row whose leaflet it is.")
@click.option("--to", type=click.Choice(["patient", "carer"]), required=True, help="Who took it.")
def handed(run: Path, row: int, to: str) -> None:
    """Record that a leaflet was handed over.

    Example: handouts handed out/run --row 12 --to patient
    """
    from handouts.run.given import hand_over

    is_new = hand_over(run, row, to)
    click.echo(f"Row {row}: handed to the {to}." if is_new else f"Row {row}: that was recorded before.", err=True)
