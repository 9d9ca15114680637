"""The commands: parse, call, report. No rule of its own; in one file, as the command line is read as a whole."""

from __future__ import annotations

import datetime
import json
import shlex
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handouts import __version__
from handouts.errors import ExitCode, HandoutsError

if TYPE_CHECKING:
    from handouts.clinic.clinic import Clinic
    from handouts.page.slip import Slip


_path = click.Path(path_type=Path)
_seconds = click.FloatRange(0, min_open=True)


class Commands(click.Group):
    """Turns the program's own errors into messages on stderr and exit codes; the only place that does."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command line; exits with one of `ExitCode`."""
        try:
            status = super().main(*args, **{**kwargs, "standalone_mode": False})
        except HandoutsError as error:
            for problem in error.problems:
                click.echo(str(problem), err=True)
            status = error.exit_code
        except click.ClickException as error:
            error.show()
            status = error.exit_code
        except click.Abort:
            click.echo("Interrupted.", err=True)
            status = ExitCode.INTERRUPTED
        sys.exit(status)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("-c", "--clinic", type=_path, help="The clinic's folder, or its clinic.yaml.")
@click.version_option(__version__, prog_name="handouts")
@click.pass_context
def cli(context: click.Context, clinic: Path | None) -> None:
    """Printable patient handouts: reviewed text, your clinic's name on it, an accessible leaflet.

    Example: handouts -c examples/riverside render low-b12-and-ms -o out/
    """
    context.obj = clinic


def _say(lines: Iterable[str], *, err: bool = False) -> None:
    for line in lines:
        click.echo(line, err=err)


def _clinic(given: Path | None, site: str | None = None) -> Clinic:
    """The clinic that a command cannot do without."""
    from handouts.clinic.clinic import find_clinic

    found = find_clinic(given, site)
    if found is None:
        raise click.UsageError("No clinic is named, and none is near. Name it with -c.")
    return found


_site = click.option("--site", metavar="NAME", help="One of the clinic's sites.")


@cli.command("list")
@click.option("--language", metavar="TAG", help="Only this language, as in en-GB, or en for all of English.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array on stdout.")
@click.pass_obj
def list_(given: Path | None, language: str | None, as_json: bool) -> None:
    """Show the library: every handout, its language, version and standing.

    Example: handouts list --json
    """
    from handouts.clinic.clinic import find_clinic
    from handouts.clinic.listing import listed, table

    rows = listed(find_clinic(given), language)
    _say([json.dumps(rows, ensure_ascii=False, indent=2)] if as_json else table(rows))


@cli.command()
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@click.option("-o", "--output", metavar="PATH", help="A folder (if it is one, or ends in /), else a file.")
@click.option("--language", metavar="TAG", help="As in en-GB; else the clinic's, else en-GB.")
@click.option("--edition", default="standard", show_default=True, help="standard, large-print or one of the clinic's.")
@click.option("--paper", help="A4 (taken if left out), Letter or A5.")
@click.option("--ink", help="color (taken if left out), or mono: all in one ink.")
@_site
@click.option("--fold", metavar="FOLD", default="none", help="booklet or trifold: sheets for the printer to fold.")
@click.option("--only", metavar="SECTION,...", help="These sections alone; key message and urgent help stay.")
@click.option("--patient", metavar="FILE", help="The slip as one JSON object; - reads it from stdin.")
@click.option("--ask", is_flag=True, help="Ask for the slip's fields here; nothing of them stays in the shell.")
@click.option("--format", "kind", type=click.Choice(["pdf", "html", "png"]), default="pdf", show_default=True)
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
    open_it: bool,
    force: bool,
) -> None:
    """Make one leaflet, or of several handouts one pack. The path made is printed, one a line.

    Example: handouts -c examples/riverside render low-b12-and-ms -o out/ --edition large-print
    """
    from handouts.clinic.clinic import find_clinic
    from handouts.clinic.edition import edition as find_edition
    from handouts.content.finder import find_handout, find_library
    from handouts.content.handout import extract
    from handouts.files import check_free, write_all
    from handouts.page.fold import for_the_printer
    from handouts.page.notes import notes_on
    from handouts.page.output import check_fold, leaflet_stem, make, output_paths

    clinic = find_clinic(given, site)
    chosen = find_edition(edition, paper, ink=ink, fold=fold, own=clinic.file.editions if clinic else None)
    check_fold(chosen, kind, len(names))
    library = find_library(clinic.folders if clinic else ())
    own = clinic.file.language if clinic else None
    handouts = [find_handout(library, name, language, own) for name in names]
    if only is not None:
        handouts = [extract(handout, [one.strip() for one in only.split(",")]) for handout in handouts]
    target = output_paths(output, leaflet_stem(handouts, chosen), kind)
    if kind != "png":
        check_free([target], overwrite=force)  # before anyone answers questions
    slip = _slip(clinic, patient, ask=ask)
    files = make(handouts, clinic, chosen, slip, kind, target, is_extract=only is not None)
    write_all(files, overwrite=force, private=slip is not None)
    _say(notes_on(clinic), err=True)
    if fold != "none":
        _say([for_the_printer(fold)], err=True)
    _say(str(path) for path, _ in files)
    if open_it:
        click.launch(str(files[0][0]))


def _slip(clinic: Clinic | None, patient: str | None, *, ask: bool) -> Slip | None:
    from handouts.files import MEBIBYTE, read_bytes
    from handouts.patient.slip import read_slip, slip_text
    from handouts.patient.values import slip_rules

    if ask and patient is not None:
        raise click.UsageError("--ask and --patient both give the slip; use one of them.")
    if not ask and patient is None:
        return None
    rules = slip_rules(clinic, datetime.date.today())
    if patient is None:
        from handouts.terminal.ask import ask_slip

        return ask_slip(clinic, rules)
    data = sys.stdin.buffer.read(MEBIBYTE + 1) if patient == "-" else read_bytes(Path(patient), MEBIBYTE)
    return read_slip(slip_text(data), nhs_number=rules.nhs_number, today=rules.today, letters=rules.letters)


def _day(_context: click.Context, _option: click.Parameter, value: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(value) if value else None
    except ValueError:
        raise click.BadParameter("Write year, month and day, as in 2026-11-22.") from None


@cli.command()
@click.argument("patients", metavar="LIST", type=_path, required=False)
@click.option("-o", "--output", metavar="FOLDER", type=_path, help="Else named after the list.")
@click.option("--handout", metavar="NAME", help="Where a row names none; several as in a + b.")
@click.option("--language", metavar="TAG", help="Where a row names none; else the clinic's, else en-GB.")
@click.option("--edition", help="Where a row names none: standard (taken if left out), large-print or your own.")
@click.option("--paper", help="Where a row names none: A4 (taken if left out), Letter or A5.")
@click.option("--ink", help="Where a row names none: color (taken if left out) or mono.")
@click.option("--date", metavar="DAY", callback=_day, help="The slip's date where a row has none, as in 2026-11-22.")
@click.option("--date-order", type=click.Choice(["dmy", "mdy"]), help="How dates such as 03/04/1961 are meant.")
@_site
@click.option("--rows", metavar="12,15-18", help="These rows alone; of a run that is there, they are made again.")
@click.option("--name-files", metavar="PATTERN", help="As in {number}: puts what the patient's data say in file names.")
@click.option("--dry-run", is_flag=True, help="Check every row, say how many will be made, and make none.")
@click.option("--resume", is_flag=True, help="Make what is missing of a run, also from its mended failed.csv.")
@click.option("--workers", type=click.IntRange(1, 256), help="Processes that make leaflets; else one a core.")
@click.option("--time-limit", type=_seconds, default=60.0, show_default=True, help="What one leaflet may take.")
@click.option("--force", is_flag=True, help="Replace a run that is in the folder.")
@click.option("--template", metavar="FILE", type=_path, help="Write an empty list (.xlsx or .csv) to fill in.")
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
    from handouts.clinic.clinic import SlipRules, find_clinic
    from handouts.content.finder import find_library
    from handouts.files import write_all
    from handouts.patient.template import template as empty_list
    from handouts.run.batch import make_run
    from handouts.run.folder import claimed, kept_site
    from handouts.run.numbers import ALL, read_numbers
    from handouts.run.pool import Workers, cores
    from handouts.run.prepare import Request, prepare
    from handouts.terminal.progress import follow, stop_on_interrupt
    from handouts.terminal.report import after_run, before_run

    folder = output or Path(f"{patients.stem}-leaflets" if patients else "")
    options["site"] = options["site"] or (kept_site(folder) if resume or rows else None)
    clinic = find_clinic(given, options["site"])
    if template:
        list_file = empty_list(template, clinic.file.slip if clinic else SlipRules())
        write_all([(template, list_file)], overwrite=force)
        _say([str(template)])
        return
    if patients is None:
        raise click.UsageError("Name a list of patients; `handouts batch --template FILE.xlsx` writes one to fill in.")
    request = Request(
        patients=patients,
        folder=folder,
        clinic=clinic,
        library=find_library(clinic.folders if clinic else ()),
        today=datetime.date.today(),
        rows=ALL if rows is None else read_numbers(rows),
        resume=resume,
        force=force,
    )
    with claimed(request.folder) as claim:
        prepared = prepare(request, {name: value for name, value in options.items() if value is not None})
        _say(before_run(prepared), err=True)
        if dry_run:
            sys.exit(ExitCode.PARTIAL if prepared.survey.refused else ExitCode.DONE)
        with stop_on_interrupt() as is_stopping:
            processes = Workers(workers or cores(), time_limit, is_stopping)
            outcome = follow(make_run(prepared, processes, claim), prepared.to_make)
    command = shlex.join(["handouts", *(["-c", str(given)] if given else []), "batch"])
    _say(after_run(prepared, outcome, command), err=True)
    _say([str(request.folder)])
    sys.exit(outcome.exit_code)


@cli.command()
@click.argument("runs", metavar="RUN...", nargs=-1, required=True, type=_path)
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
        _say(notes_given(found, is_one=row is not None and len(runs) == 1))
    elif text:
        for path in dict.fromkeys(path for one in found for path, _ in one.kept):
            click.echo(path.read_text("utf-8"), nl=False)
    else:
        _say(leaflets_given(found, in_full=row is not None))


@cli.command()
@click.argument("run", metavar="RUN", type=_path)
@click.option("--row", type=click.IntRange(1), required=True, help="The row whose leaflet it is.")
@click.option("--to", type=click.Choice(["patient", "carer"]), required=True, help="Who took it.")
def handed(run: Path, row: int, to: str) -> None:
    """Record that a leaflet was handed over.

    Example: handouts handed out/run --row 12 --to patient
    """
    from handouts.run.given import hand_over

    is_new = hand_over(run, row, to)
    click.echo(f"Row {row}: handed to the {to}." if is_new else f"Row {row}: that was recorded before.", err=True)


@cli.command()
@click.argument("folder", type=_path)
@click.option("--name", help="The clinic's name.")
@click.option("--phone", help="Its telephone number.")
@click.option("--urgent", metavar="PHONE", help="Whom patients call the same day; else the telephone number.")
@click.option("--logo", type=_path, help="An SVG, PNG or JPEG, which is copied.")
@click.option("--color", metavar="COLOUR", help="The main colour, as in '#0b5c6b'.")
@click.option("--language", metavar="TAG", help="Of its leaflets, as in en-GB (taken if left out).")
def init(folder: Path, logo: Path | None, **answers: str | None) -> None:
    """Begin a clinic: a folder with its clinic.yaml and logo, and a sample leaflet to look at.

    Asks for what is missing at a terminal, and nothing where there is none.

    Example: handouts init my-clinic --name "Mill Lane Surgery" --phone "01632 960001"
    """
    from handouts.page.begin import begin_clinic

    if sys.stdin.isatty():
        from handouts.terminal.ask import ask_clinic

        answers, logo = ask_clinic(answers, logo)
    missing = [f"--{name}" for name in ("name", "phone") if not answers[name]]
    if missing:
        raise click.UsageError(f"A clinic needs {' and '.join(missing)}.")
    made = begin_clinic(folder, {name: value for name, value in answers.items() if value}, logo)
    _say(str(path) for path in made)


@cli.group()
def clinic() -> None:
    """Look at a clinic, and make its own what the program brings."""


@clinic.command()
@click.argument("part")
@click.option("--force", is_flag=True, help="Replace what exists.")
@click.pass_obj
def eject(given: Path | None, /, part: str, force: bool) -> None:
    """Copy one of the program's templates or style sheets into the clinic's folder, to be changed there.

    Example: handouts -c examples/riverside clinic eject slip.html
    """
    from handouts.files import write_all
    from handouts.page.parts import find_part, part_file

    kind, name = find_part(part)
    target = _clinic(given).folder / kind / name
    write_all([(target, part_file(kind, name, ()).read_bytes())], overwrite=force)
    click.echo(str(target))


@clinic.command()
@_site
@click.pass_obj
def show(given: Path | None, /, site: str | None) -> None:
    """Print what a clinic's file and its parents' say together, and where each value came from.

    Example: handouts -c examples/riverside clinic show
    """
    from handouts.clinic.show import shown_lines

    _say(shown_lines(_clinic(given, site)))


@cli.command()
@click.argument("name")
@click.option("--language", default="", metavar="TAG", help="As in en-GB; else the clinic's, else en-GB.")
@click.option("--edition", default="standard", show_default=True, help="standard, large-print or one of the clinic's.")
@click.option("--paper", default="", help="A4 (taken if left out), Letter or A5.")
@click.option("--ink", default="", help="color (taken if left out), or mono: all in one ink.")
@_site
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


@cli.command()
def doctor() -> None:
    """Say what is installed, what is missing, and the exact command that mends it.

    Example: handouts doctor
    """
    from handouts.doctor import examine, report

    findings = examine()
    _say(report(findings))
    if any(finding.needed and not finding.good for finding in findings):
        sys.exit(ExitCode.SYSTEM_LIBRARY)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    cli.main(args=list(arguments) if arguments is not None else None, prog_name="handouts")
