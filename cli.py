"""The command line: the commands and their common options, and how errors become messages and exit codes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from handouts import __version__
from handouts.commands import approvals, caching, checking, clinics, leaflet, library, runs, setup, writing
from handouts.commands.options import PATH
from handouts.errors import ExitCode, HandoutsError


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
@click.option("-c", "--clinic", type=PATH, help="The clinic's folder, or its clinic.yaml.")
@click.version_option(__version__, prog_name="handouts")
@click.pass_context
def cli(context: click.Context, clinic: Path | None) -> None:
    """Printable patient handouts: reviewed text, your clinic's name on it, an accessible leaflet.

    Example: handouts -c examples/riverside render low-b12-and-ms -o out/
    """
    context.obj = clinic


for command in (
    library.list_,
    library.find,
    library.packs,
    checking.check,
    leaflet.render,
    leaflet.preview,
    runs.batch,
    runs.given,
    runs.handed,
    approvals.approve,
    approvals.withdraw,
    approvals.approvals,
    clinics.init,
    clinics.clinic,
    writing.new,
    writing.schema,
    caching.cache,
    setup.doctor,
):
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    cli.main(args=list(arguments) if arguments is not None else None, prog_name="handouts")
