"""Commands about a clinic: begin one, look at it, make its own what the program brings."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from handouts.commands.options import PATH, clinic_named, say, site


@click.command()
@click.argument("folder", type=PATH)
@click.option("--name", help="The clinic's name.")
@click.option("--phone", help="Its telephone number.")
@click.option("--urgent", metavar="PHONE", help="Whom patients call the same day; else the telephone number.")
@click.option("--logo", type=PATH, help="An SVG, PNG or JPEG, which is copied.")
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
    say(str(path) for path in made)


@click.group()
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
    target = clinic_named(given).folder / kind / name
    write_all([(target, part_file(kind, name, ()).read_bytes())], overwrite=force)
    click.echo(str(target))


@clinic.command()
@site
@click.pass_obj
def show(given: Path | None, /, site: str | None) -> None:
    """Print what a clinic's file and its parents' say together, and where each value came from.

    Example: handouts -c examples/riverside clinic show
    """
    from handouts.clinic.show import shown_lines

    say(shown_lines(clinic_named(given, site)))
