"""One field of a slip, as a person typed it: made into a value, or refused without a word of it."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from operator import mul

from handouts.clinic.clinic import Clinic, SlipField
from handouts.content.source import INVISIBLE
from handouts.page.fonts import missing_letters
from handouts.page.typefaces import own_letters
from handouts.patient.cells import Cell
from handouts.patient.dates import Order, check_birth, read_date
from handouts.patient.mistake import Complaint, Mistake

__all__ = [
    "DATES",
    "Complaint",
    "Mistake",
    "Rules",
    "answer",
    "check_day",
    "clean",
    "is_nhs_number",
    "read_field",
    "read_text",
    "slip_rules",
]

DATES: tuple[SlipField, ...] = ("date_of_birth", "date")
LONGEST = 200
LONGEST_NOTE = 1000
AS_TEXT = "Format the column as Text and type it as it is to be printed."
NUMBERS_AS_TEXT = "Format the column as Text and enter the numbers again."

_ANSWERS = {"": False, "yes": True, "y": True, "true": True, "1": True}
_ANSWERS |= {"no": False, "n": False, "false": False, "0": False}
_LINE_BREAK = re.compile("[\n\r\x0b\x0c\x85\u2028\u2029]")
_HIDDEN_MARKS = re.compile("[\u034f\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef\ufffd]")
_MADE_A_NUMBER = re.compile(r"[0-9]+[.,][0-9]+[eE][+-]?[0-9]+|[0-9]+[eE][+-][0-9]+|[0-9]+[.,]0")
"""What a spreadsheet leaves of a number that was typed as one: 9.43E+09 (or 9,43E+09), 12345678.0."""
_SHEET_ERROR = re.compile(r"#(REF!|DIV/0!|N/A|NAME\?|VALUE!|NUM!|NULL!|SPILL!|CALC!|ERROR!)|Err:[0-9]{3}")


@dataclass(frozen=True, slots=True)
class Rules:
    """What the clinic and the day ask of a slip; `letters` are those that the clinic's own font has."""

    nhs_number: bool
    today: datetime.date
    letters: frozenset[int] = frozenset()


def slip_rules(clinic: Clinic | None, today: datetime.date) -> Rules:
    """What a clinic asks of the slips that are filled in today. Raises `Refused` for a font that is wrong."""
    nhs_number = bool(clinic and clinic.file.slip.number == "nhs")
    return Rules(nhs_number, today=today, letters=own_letters(clinic))


def read_field(name: SlipField, text: str, rules: Rules, order: Order | None = None) -> str | datetime.date | None:
    """The value of a field, none where it is empty. Raises `Mistake`."""
    value = clean(name, text)
    if not value:
        return None
    if name not in DATES:
        return read_text(name, value, nhs_number=rules.nhs_number, letters=rules.letters)
    try:
        day = read_date(value, order)
    except Mistake as mistake:
        raise named(name, mistake) from None
    return check_day(name, day, rules.today)


def check_day(name: str, day: datetime.date, today: datetime.date) -> datetime.date:
    """A day that the field can hold. Raises `Mistake`."""
    if name == "date_of_birth":
        try:
            check_birth(day, today)
        except Mistake as mistake:
            raise named(name, mistake) from None
    return day


def named(name: str, mistake: Mistake) -> Mistake:
    """A mistake that says in which field it is."""
    complaint = mistake.complaint
    return Mistake(f"`{name}` {complaint.what}", complaint.remedy, complaint.private)


def read_text(name: str, value: str, *, nhs_number: bool, letters: frozenset[int] = frozenset()) -> str:
    """A clean text that the field can hold and the bundled fonts, or the clinic's own, can print. Raises `Mistake`."""
    if name == "number" and _MADE_A_NUMBER.fullmatch(value):
        raise Mistake("`number` was made a number by a spreadsheet: digits are lost or added.", NUMBERS_AS_TEXT)
    if name == "number" and nhs_number and not is_nhs_number(value):
        what = "`number` is not an NHS number: a digit is wrong, or there are not ten."
        raise Mistake(what, "Compare it with the record.")
    if not value.isascii() and (missing := _missing("".join(sorted(set(value))), letters)):
        what = f"`{name}` has a letter that no bundled font has."
        raise Mistake(what, "Leave the field empty and write it by hand.", _letters(missing))
    return value


@lru_cache(maxsize=4096)
def _missing(letters: str, own: frozenset[int]) -> list[str]:
    """Those letters that no font has. Names of one language share most of their letters."""
    return missing_letters(letters, own)


def clean(name: str, text: str) -> str:
    """A text as one line: white space made single spaces, letters composed (NFC). Raises `Mistake`."""
    text = text.strip()
    if not text:
        return ""
    if not (text.isascii() and text.isprintable()):
        text = _composed(name, text)
    elif "  " in text:
        text = " ".join(text.split())
    if text.startswith(("#", "Err:")) and _SHEET_ERROR.fullmatch(text):
        remedy = "Open the list in the spreadsheet program, mend the cell and save it."
        raise Mistake(
            f"`{name}` holds an error of the spreadsheet, such as #REF!, or a formula without result.", remedy
        )
    limit = LONGEST_NOTE if name == "note" else LONGEST
    if len(text) > limit:
        raise Mistake(f"`{name}` is longer than {limit:,} letters.", "Make it shorter.")
    return text


def _composed(name: str, text: str) -> str:
    """A text in which nothing is hidden, as one line. Raises `Mistake`."""
    if _LINE_BREAK.search(text):
        raise Mistake(f"`{name}` has a line break in it.", "Put it on one line.")
    if "\t" in text:
        raise Mistake(f"`{name}` has a tab in it.", "Put a space in its place.")
    plain = text.isprintable() and (text.isascii() or not _HIDDEN_MARKS.search(text))
    if not plain and (hidden := dict.fromkeys(filter(_is_hidden, text))):
        codes = ", ".join(f"U+{ord(letter):04X}" for letter in hidden)
        raise Mistake(
            f"`{name}` has an invisible character in it.",
            "Type it again.",
            f"The character{'s' if len(hidden) > 1 else ''} {codes}.",
        )
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _is_hidden(letter: str) -> bool:
    """Whether nobody can see it: joiners, marks of direction, controls."""
    return bool(
        INVISIBLE.match(letter)
        or _HIDDEN_MARKS.match(letter)
        or unicodedata.category(letter) in ("Cc", "Cf", "Co", "Cs")
    )


def _letters(letters: list[str]) -> str:
    shown = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in letters)
    return f"The letter{'s' if len(letters) > 1 else ''} {shown}."


def is_nhs_number(value: str) -> bool:
    """Whether ten digits end in the right check digit (modulus 11, NHS Data Dictionary)."""
    digits = "".join(value.split()).replace("-", "")
    if len(digits) != 10 or not (digits.isascii() and digits.isdigit()):
        return False
    # The weights and the check digit's own, 1, add up to 55, so that what ASCII adds to each digit is no remainder.
    weighted: Iterable[int] = map(mul, range(10, 0, -1), digits.encode())
    return sum(weighted) % 11 == 0


def answer(cell: Cell) -> bool:
    """Yes or no, under `discussed`. Raises `Mistake`."""
    if isinstance(cell, bool):
        return cell
    text = clean("discussed", cell).lower() if isinstance(cell, str) else str(cell).removesuffix(".0")
    if text not in _ANSWERS:
        raise Mistake("`discussed` is neither yes nor no.", "Write yes or no, or leave it empty.")
    return _ANSWERS[text]
