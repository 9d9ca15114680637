"""Asks a person at the terminal, one question at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from handouts.clinic.clinic import SLIP_FIELDS, Clinic, SlipRules
from handouts.content.finder import DEFAULT_LANGUAGE
from handouts.content.handout import Handout
from handouts.content.new import KINDS, check_kind, check_language, check_title
from handouts.content.words import words
from handouts.errors import HandoutsError
from handouts.page.slip import Slip, label
from handouts.patient.mistake import Mistake
from handouts.patient.slip import Patient
from handouts.patient.values import DATES, Rules, answer, read_field

ASK_DATE = "Write it as in 1961-08-06 or 6 Aug 1961."


def ask_patient(clinic: Clinic | None, rules: Rules, sensitive: Sequence[Handout]) -> Patient:
    """The slip of a patient at the desk, field by field; an empty answer leaves a line to write on.

    First, whether somebody has talked with them about what the sensitive handouts say.
    """
    console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    discussed = all(_is_discussed(console, handout) for handout in sensitive)
    return Patient(_ask_slip(console, clinic, rules) if discussed else Slip(), discussed)


def _is_discussed(console: Console, handout: Handout) -> bool:
    while True:
        try:
            question = f"Has somebody talked with the patient about “{handout.front.title}”? (yes or no): "
            return answer(console.input(question))
        except Mistake as mistake:
            console.print(mistake.complaint.what)


def _ask_slip(console: Console, clinic: Clinic | None, rules: Rules) -> Slip:
    console.print("An empty answer leaves a line to write on.")
    printed = clinic.file.slip if clinic else SlipRules()
    catalogue = words((clinic and clinic.file.language) or DEFAULT_LANGUAGE)
    found: dict[str, Any] = {}
    for name in (name for name in SLIP_FIELDS if name in printed.fields):
        what = "Note" if name == "note" else label(name, printed, catalogue)
        while name not in found:
            try:
                found[name] = read_field(name, console.input(f"{what}: "), rules)
            except Mistake as mistake:
                remedy = ASK_DATE if name in DATES else mistake.complaint.remedy
                console.print(f"{mistake.complaint.what} {remedy}")
    return Slip(**found)


_CLINIC_QUESTIONS = {
    "name": "The clinic's name",
    "phone": "Its telephone number",
    "urgent": "Whom patients call the same day (empty: the same number)",
    "logo": "The file of its logo: SVG, PNG or JPEG (empty: none)",
    "color": "Its main colour, as in #0b5c6b (empty: the program's)",
}


def ask_clinic(answers: Mapping[str, str | None], logo: Path | None) -> tuple[dict[str, str | None], Path | None]:
    """What the command line left open about a new clinic; an empty answer leaves it out, where that can be."""
    console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    found: dict[str, str | None] = {**answers, "logo": str(logo) if logo else None}
    for key, question in _CLINIC_QUESTIONS.items():
        while found[key] is None or (key in ("name", "phone") and not found[key]):
            found[key] = console.input(f"{question}: ").strip()
    path = found.pop("logo")
    return found, Path(path) if path else None


def ask_handout(
    language: str | None, usual: str, answers: Mapping[str, str | None]
) -> tuple[str, dict[str, str | None]]:
    """What the command line left open about a new handout: its language, and its title, kind and summary."""
    console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    found = dict(answers)
    if found["title"] is None:
        found["title"] = _asked(console, "Its title, as patients would say it", check_title)
    if language is None:
        language = _asked(console, f"Its language (empty: {usual})", check_language, usual)
    if found["kind"] is None:
        found["kind"] = _asked(console, f"Its kind ({', '.join(KINDS)})", check_kind)
    if found["summary"] is None:
        found["summary"] = console.input("For whom it is, in a line (empty: to be written later): ").strip() or None
    return language, found


def _asked(console: Console, question: str, check: Callable[[str], None], empty: str = "") -> str:
    """An answer that passes a check; what is wrong with one is said, and the question asked again."""
    while True:
        said = console.input(f"{question}: ").strip() or empty
        try:
            check(said)
        except HandoutsError as error:
            console.print(str(error))
        else:
            return said
