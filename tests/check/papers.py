"""Makes small leaflets for the tests of the rules: a handout of a page, a clinic whose styles may be wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from handouts.check.clinic_rules import RULES as CLINIC
from handouts.check.page_rules import RULES as PAGE
from handouts.check.rule import Fault, OnPaper, Text
from handouts.check.type_rules import RULES as TYPE
from handouts.clinic.clinic import read_clinic
from handouts.clinic.edition import edition
from handouts.content.handout import read_handout
from handouts.page.compose import compose
from handouts.page.standing import standing
from handouts.page.typeset import typeset
from handouts.resources import resource

RULES = {rule.id: rule for rule in (*TYPE, *PAGE, *CLINIC)}
WORDS = (
    "Go to bed at the same time every night, and get up at the same time every day, at weekends too. "
    "A walk in daylight helps more than most people expect, and so does a room that is cool, dark and quiet. "
    "Leave your telephone in another room, where you cannot hear it and cannot reach it from your bed."
)
"""A paragraph of several lines."""
MILL = """\
name: Mill Lane Surgery
phone: 01632 960001
hours: Monday to Friday, 9am to 5pm
"""
TODAY = date(2026, 2, 3)
OnPaperOf = Callable[..., OnPaper]


def on_paper(
    folder: Path,
    handout: str,
    *,
    clinic: str = MILL,
    files: Mapping[str, str | bytes] | None = None,
    name: str = "standard",
    paper: str = "A4",
    fold: str = "none",
    language: str = "en-GB",
) -> OnPaper:
    """A leaflet of a clinic in a folder, with these files of its own."""
    for path, content in {"clinic.yaml": clinic, f"library/sleep/{language}.md": handout, **(files or {})}.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = read_clinic(folder)
    chosen = edition(name, paper, fold=fold, own=found.file.editions)
    text = read_handout(folder / f"library/sleep/{language}.md")
    composed = compose(text, found, chosen, standing(text, found, TODAY))
    return OnPaper(Text(text, TODAY), found, chosen, composed, typeset(composed).pdf)


def part(name: str, *changes: tuple[str, str]) -> str:
    """A template of the program's with these changes, each of which must be one."""
    text = resource(f"templates/{name}").read_text("utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return text


def faults(rule: str, paper: OnPaper) -> list[Fault]:
    """What a rule finds."""
    return list(RULES[rule].faults(paper))
