"""The command that says what is wrong with handouts and leaflets."""

from __future__ import annotations

import datetime
import json
import sys
from pathlib import Path

import click

from handouts import __version__
from handouts.commands.options import PATH, say, site
from handouts.errors import ExitCode


@click.command()
@click.argument("names", metavar="[NAME-OR-PATH]...", nargs=-1)
@click.option("--language", metavar="TAG", help="Only this language, as in en-GB, or en for all of English.")
@click.option("--format", "kind", type=click.Choice(["text", "json", "sarif"]), default="text", show_default=True)
@click.option("--pdf", "pdfs", metavar="FILE", type=PATH, multiple=True, help="Any PDF, ours or another program's.")
@click.option("--people", is_flag=True, help="Print what only people can judge, as a list to fill in.")
@site
@click.pass_obj
def check(
    given: Path | None,
    names: tuple[str, ...],
    language: str | None,
    kind: str,
    pdfs: tuple[Path, ...],
    people: bool,
    site: str | None,
) -> None:
    """Say what is wrong with handouts: words, sources, structure; with a clinic, also with the leaflets it gives.

    Without a name, the whole library is checked; with --pdf alone, nothing but that file. Exit code 3 where a finding
    is an error.

    Example: handouts check low-b12-and-ms
    """
    from handouts.check.look import files_named, look_at, look_at_pdf
    from handouts.check.people import people_list
    from handouts.check.report import as_json, counts, lines
    from handouts.check.sarif import as_sarif
    from handouts.clinic.clinic import find_clinic
    from handouts.content.finder import find_library
    from handouts.content.handout import read_handout

    clinic = find_clinic(given, site)
    library = find_library(clinic.folders if clinic else ())
    own = clinic.file.language if clinic else None
    files = files_named(names, library, language, own) if names or not pdfs else []
    if people:
        for path in files:
            say([*people_list(read_handout(path)), ""])
        return
    looked = [look_at(path, datetime.date.today(), clinic, library) for path in files]
    looked += [look_at_pdf(path) for path in pdfs]
    if kind == "text":
        say(lines(looked))
    else:
        found = as_json(looked) if kind == "json" else as_sarif(looked, __version__)
        say([json.dumps(found, ensure_ascii=False, indent=2)])
    say([counts(looked)], err=True)
    if any(one.errors for one in looked):
        sys.exit(ExitCode.REFUSED)
