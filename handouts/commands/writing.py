"""Commands for who writes: begin a handout, print the schemas that editors use."""

from __future__ import annotations

import datetime
import shlex
import sys
from pathlib import Path

import click

from handouts.commands.options import PATH, clinic_named, say


@click.command()
@click.argument("name")
@click.option("--title", help="As patients would say it.")
@click.option("--language", metavar="TAG", help="As in en-GB; else the clinic's, else en-GB.")
@click.option("--kind", help="topic, diagnosis, treatment, lifestyle or medicine.")
@click.option("--summary", help="For whom it is, in a line; else it is left to be written.")
@click.option("--from", "source", metavar="HANDOUT", help="Begin with a copy of a handout that is there.")
@click.pass_obj
def new(given: Path | None, /, name: str, source: str | None, language: str | None, **answers: str | None) -> None:
    """Begin a handout in your clinic's library: every part that it needs, and what to write where.

    Asks for what is missing at a terminal, and nothing where there is none. The path made is printed.

    Example: handouts -c my-clinic new sleep --title "Sleeping well" --kind lifestyle
    """
    from handouts.content.finder import DEFAULT_LANGUAGE, find_library
    from handouts.content.new import Answers, begun, check_name, copied, place
    from handouts.content.packs import find_packs
    from handouts.files import shown, write_all

    clinic = clinic_named(given)
    library, packs = find_library(clinic.folders), find_packs(clinic.folders)
    own = clinic.file.language
    check_name(name)
    if source is not None:
        if any(answers.values()):
            raise click.UsageError("--from copies a whole text: leave out --title, --kind and --summary.")
        tag, text = copied(library, source, language, own)
        path = place(clinic.folder, library, packs, name, tag, copy_of=source)
    else:
        if language:
            place(clinic.folder, library, packs, name, language)  # before anyone answers questions
        if sys.stdin.isatty():
            from handouts.terminal.ask import ask_handout

            language, answers = ask_handout(language, own or DEFAULT_LANGUAGE, answers)
        tag = language or own or DEFAULT_LANGUAGE
        title, kind = answers["title"], answers["kind"]
        if title is None or kind is None:
            missing = [f"--{key}" for key, value in (("title", title), ("kind", kind)) if value is None]
            raise click.UsageError(f"A handout needs {' and '.join(missing)}.")
        text = begun(Answers(title, tag, kind, answers["summary"]), datetime.date.today())
        path = place(clinic.folder, library, packs, name, tag)
    write_all([(path, text)], overwrite=False)
    command = f"handouts{f' -c {shlex.quote(str(given))}' if given else ''}"
    which = name if tag == (own or DEFAULT_LANGUAGE) else f"{name} --language {tag}"
    say([f"Look at it while you write: {command} preview {which}"], err=True)
    say([f"See what is wrong or open:  {command} check {which}"], err=True)
    say([shown(path)])


@click.command()
@click.argument("name", metavar="WHAT", required=False)
@click.option("--write", "folder", metavar="FOLDER", type=PATH, help="Write all of them there, as WHAT.schema.json.")
@click.option("--force", is_flag=True, help="Replace what exists.")
def schema(name: str | None, folder: Path | None, force: bool) -> None:
    """Print the JSON Schema of a handout's front matter (handout), of clinic.yaml (clinic) or packs.yaml (packs).

    With it, an editor completes keys, says what they mean and underlines mistakes.

    Example: handouts schema clinic > clinic.schema.json
    """
    from handouts.clinic.schema import SCHEMAS, schema_text
    from handouts.errors import nearest
    from handouts.files import write_all

    if (name is None) == (folder is None):
        raise click.UsageError("Name one schema, or write all of them with --write FOLDER.")
    if name is not None:
        if name not in SCHEMAS:
            raise click.UsageError(f"There is no schema `{name}`. {nearest(name, SCHEMAS)}")
        say([schema_text(name)])
    elif folder is not None:
        files = [(folder / f"{one}.schema.json", f"{schema_text(one)}\n".encode()) for one in SCHEMAS]
        write_all(files, overwrite=force)
        say(str(path) for path, _ in files)
