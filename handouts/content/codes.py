"""Code systems: how each writes its codes, and which codes are above or below which."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from handouts.errors import refused

SystemName = Literal["icd-10", "icd-10-cm", "icd-11", "snomed-ct"]


@dataclass(frozen=True, slots=True)
class System:
    """A code system: what people call it, how it writes a code, and one of its codes.

    In a classification `root` letters stand before the dot, and a code is below every shorter one that it begins with.
    """

    label: str
    pattern: str
    example: str
    root: int = 0


SYSTEMS: Mapping[SystemName, System] = {
    "icd-10": System("ICD-10", r"[A-Z][0-9]{2}(\.[0-9]{1,2})?", "E53.8", 3),
    "icd-10-cm": System("ICD-10-CM", r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?", "G35.B1", 3),
    "icd-11": System("ICD-11", r"[1-9A-X][A-HJ-NP-Z][0-9][0-9A-HJ-NP-Z](\.[0-9A-HJ-NP-Z]{1,3})?", "3A01.2", 4),
    "snomed-ct": System("SNOMED CT", r"[1-9][0-9]{5,17}", "24700007"),
}
CODE_SYSTEMS: tuple[SystemName, ...] = tuple(SYSTEMS)
_ALIASES: Mapping[str, SystemName] = {
    **{name.replace("-", ""): name for name in CODE_SYSTEMS},
    "snomed": "snomed-ct",
    "sct": "snomed-ct",
}
"""What people write for a system, in small letters without spaces, hyphens, dots and underscores."""

_NOT_BILLABLE = "is a parent in ICD-10-CM since October 2025 (FY2026), and not billable. Below it are"
_MORE_THAN_B12 = "means more than low B12: other B vitamins and folate too. Look which answer is about your patient."
_NOTES: Mapping[tuple[SystemName, str], str] = {
    ("icd-10-cm", "G35"): f"G35 {_NOT_BILLABLE} G35.A, G35.B0 to G35.B2, G35.C0 to G35.C2 and G35.D.",
    ("icd-10-cm", "G35.B"): f"G35.B {_NOT_BILLABLE} G35.B0, G35.B1 and G35.B2.",
    ("icd-10-cm", "G35.C"): f"G35.C {_NOT_BILLABLE} G35.C0, G35.C1 and G35.C2.",
    ("icd-10", "E53.8"): f"E53.8 {_MORE_THAN_B12}",
    ("icd-10-cm", "E53.8"): f"E53.8 {_MORE_THAN_B12}",
}
"""Sources: the tabular list of ICD-10-CM for FY2026; what ICD-10 and ICD-10-CM list under E53.8."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code, as its system writes it."""

    system: SystemName
    code: str

    def __str__(self) -> str:
        return f"{self.system}:{self.code}"

    @property
    def note(self) -> str | None:
        """What a person who looks for this code should know."""
        return _NOTES.get((self.system, self.code))

    def is_below(self, other: Code) -> bool:
        """Whether it is the other code, or one of its children."""
        if self.system != other.system or not SYSTEMS[self.system].root:
            return self == other
        return _letters(self).startswith(_letters(other))

    def distance(self, other: Code) -> int | None:
        """How many letters lie between two codes of which one is below the other; none where neither is."""
        if self.is_below(other) or other.is_below(self):
            return abs(len(_letters(self)) - len(_letters(other)))
        return None


def _letters(code: Code) -> str:
    return code.code.replace(".", "")


def code_mistake(asked: Code) -> tuple[str, str] | None:
    """What is wrong with a code, and what to do about it; none where it is written as its system writes codes.

    Whether the system has such a code is not looked up.
    """
    system, code, rules = asked.system, asked.code, SYSTEMS[asked.system]
    if not re.fullmatch(rules.pattern, code):
        better = _as_written(system, code)
        remedy = better if re.fullmatch(rules.pattern, better) else f"as in {rules.example}"
        return f"`{code}` is not written as {rules.label} writes codes.", f"Write it {remedy}."
    if system == "snomed-ct" and not _has_check_digit(code):
        return f"`{code}` is no {rules.label} id: a digit is wrong.", "Compare it with your record system."
    if system == "snomed-ct" and code[-3:-1] not in ("00", "10"):
        what = f"`{code}` is the {rules.label} id of a description or a relation, not of a concept."
        return what, "Look up the concept's own id."
    return None


def _as_written(system: SystemName, text: str) -> str:
    """A code in capitals and with its dot, as far as it can be told."""
    root = SYSTEMS[system].root
    text = text.strip().upper()
    return f"{text[:root]}.{text[root:]}" if root and "." not in text and len(text) > root else text


def _has_check_digit(digits: str) -> bool:
    """Whether the last digit fits to the others by Verhoeff's method (SNOMED CT Release File Specifications)."""
    moves, moved, sum_ = "1576283094", "0123456789", 0
    for digit in reversed(digits):
        sum_ = _combined(sum_, int(moved[int(digit)]))
        moved = "".join(moves[int(one)] for one in moved)
    return sum_ == 0


def _combined(left: int, right: int) -> int:
    """Two turns or reflections of a pentagon, one after the other: 0 to 4 are turns."""
    turn = left + right if left < 5 else left - right
    return turn % 5 + (0 if (left < 5) == (right < 5) else 5)


def read_codes(text: str) -> tuple[Code, ...]:
    """The codes that a text may mean: one where it names the system, else one of each system that writes codes so.

    Words mean none. Raises `Refused` for an unknown system, a code that its system does not write so, and a number
    whose check digit is wrong.
    """
    text = re.sub(r"(?<=[A-Za-z][0-9]{2}),(?=[0-9])", ".", text.strip())  # as many type it: E53,8
    named = _named(text)
    if named is None and re.fullmatch(r"[0-9]{6,18}", text):
        named = "snomed-ct", text
    if named is None:
        codes = (Code(system, _as_written(system, text)) for system in CODE_SYSTEMS)
        return tuple(code for code in codes if code_mistake(code) is None)
    code = Code(named[0], _as_written(*named))
    if mistake := code_mistake(code):
        raise refused("", 0, *mistake)
    return (code,)


def _named(text: str) -> tuple[SystemName, str] | None:
    """The system and the code of `icd-10:E53.8` or `ICD-10 E53.8`; none where no system is named."""
    before, colon, after = text.partition(":")
    if not colon:
        before, _, after = text.rpartition(" ")
    system = _ALIASES.get(re.sub(r"[\s._-]+", "", before.casefold()))
    if system and after.strip() and (colon or re.search("[0-9]", after)):
        return system, after.strip()
    if re.fullmatch(r"[^\s:]+:[^\s:]+", text):
        raise refused("", 0, f"The code system `{before}` is unknown.", f"Use one of: {', '.join(CODE_SYSTEMS)}.")
    return None
