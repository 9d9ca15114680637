"""Kinds of slips: those of one kind are set alike, and so have one master."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handouts.clinic.clinic import SLIP_FIELDS, SlipField
from handouts.clinic.edition import Edition
from handouts.page.slip import HEAD, SHARES, VISIT, Texts, is_long

MARKS: Texts = {name: f"qxj{letter}" for name, letter in zip(SLIP_FIELDS, "abcdefg", strict=True)}
"""What stands in the fields while a master is typeset: short, in every font, and in no leaflet."""
NARROW = "i"
"""What makes a mark longer, and hardly wider."""
LONG = NARROW * 30
"""What makes a mark one of many letters."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a master is made for: which fields are filled, whether a value of the head or of the visit is long, and with
    what the marks of fields are filled up so that their blocks have as many lines as those of the patient's words."""

    fields: tuple[SlipField, ...]
    wide: tuple[bool, bool]
    filling: tuple[tuple[SlipField, str], ...] = ()

    @property
    def marks(self) -> Texts:
        """A slip with marks as values, that is set as any slip of this kind is."""
        marks = dict(MARKS)
        for part, wide in zip((HEAD, VISIT), self.wide, strict=True):
            if wide:
                name = next(name for name in part if name in self.fields and name in SHARES)
                marks[name] += LONG
        for name, filling in self.filling:
            marks[name] += filling
        return {name: marks[name] for name in self.fields}


def kind_of(filled: Mapping[SlipField, object], edition: Edition) -> Kind:
    """The kind of slip that has these values, as texts or typed, if each fills one line; no day is long."""
    head, visit = (
        any(is_long(name, str(filled[name]), edition) for name in part if name in SHARES and name in filled)
        for part in (HEAD, VISIT)
    )
    return Kind(tuple(name for name in SLIP_FIELDS if name in filled), (head, visit))
