"""Standing: whether a handout may be given in a clinic on a day, from what the clinic's clinicians have recorded."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from handouts.content.fields import Day, Line, Model
from handouts.content.handout import Handout


class State(StrEnum):
    """`voided`: its words, or those of its leaflet, are not the ones that were checked."""

    DRAFT = "draft"
    APPROVED = "approved"
    VOIDED = "voided"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Approval(Model):
    """That a named clinician checked an exact text as a clinic's leaflet; `words_hash` is of the leaflet's words."""

    event: Literal["approved"] = "approved"
    name: Line
    language: Line
    version: Line
    site: str | None = None
    text_hash: Line
    words_hash: Line
    by: Line
    role: Line
    on: Day
    until: Day


class Withdrawal(Model):
    """That a text is not to be given any more, from when on and why."""

    event: Literal["withdrawn"] = "withdrawn"
    name: Line
    language: Line
    version: Line
    text_hash: Line
    reason: Line
    on: Day


@dataclass(frozen=True, slots=True)
class Agreed:
    """Who agreed to the use of a text past its review date, and when; nobody by name where the clinic's policy does."""

    by: str | None
    on: datetime.date


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of a text in a clinic, and what it rests on."""

    state: State = State.DRAFT
    approval: Approval | None = None
    withdrawal: Withdrawal | None = None
    agreed: Agreed | None = None
    until: datetime.date | None = None
    """The last day on which an approved text may be given."""


DRAFT = Standing()


def judge(
    handout: Handout,
    words_hash: str,
    approvals: Sequence[Approval],
    withdrawal: Withdrawal | None,
    today: datetime.date,
) -> Standing:
    """The standing of a text on a day.

    `approvals` are those of the handout in its language and site, the oldest first; `words_hash` is of the words that
    its leaflet has now.
    """
    if withdrawal:
        return Standing(State.WITHDRAWN, withdrawal=withdrawal)
    if not approvals:
        return DRAFT
    exact = [one for one in approvals if (one.text_hash, one.words_hash) == (handout.source.text_hash, words_hash)]
    if not exact:
        return Standing(State.VOIDED, approvals[-1])
    approval = exact[-1]
    until = min(approval.until, handout.front.review_by)
    return Standing(State.EXPIRED if until < today else State.APPROVED, approval, until=until)
