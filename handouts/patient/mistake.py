"""What is wrong with a field or a row: said in public without its contents, and in private with them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Complaint:
    """One mistake; `what` and `remedy` never repeat what a cell says, `private` may, for `failed.csv` alone."""

    what: str
    remedy: str
    private: str = ""


class Mistake(Exception):
    """A field that cannot be taken as it stands."""

    def __init__(self, what: str, remedy: str, private: str = "") -> None:
        self.complaint = Complaint(what, remedy, private)
        super().__init__(f"{what} {remedy}")
