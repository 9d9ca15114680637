"""The standing of a handout in a clinic today, and whether a leaflet of it may be made."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from handouts.clinic.approval import DRAFT, Agreed, Standing, State, judge
from handouts.clinic.clinic import Clinic
from handouts.clinic.register import approvals_of, withdrawal_of
from handouts.content.gaps import gaps
from handouts.content.handout import Handout
from handouts.errors import Problem, RefusedByPolicy, WrongUsage


def standing(handout: Handout, clinic: Clinic | None, today: datetime.date) -> Standing:
    """The standing of a text in a clinic on a day; without a clinic, every text is a draft.

    Raises `Refused` where the clinic's register of approvals is damaged.
    """
    if clinic is None:
        return DRAFT
    withdrawal = withdrawal_of(clinic.folders, handout.source.text_hash)
    approvals = approvals_of(clinic, handout.name, handout.language)
    if not any(one.text_hash == handout.source.text_hash for one in approvals):
        return judge(handout, "", approvals, withdrawal, today)
    from handouts.page.wording import words_hash  # composing takes its time, and most lists need none

    return judge(handout, words_hash(handout, clinic), approvals, withdrawal, today)


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms leaflets are asked for: for a patient or for nobody yet, as drafts, past a review date."""

    today: datetime.date
    for_patient: bool = False
    draft: bool = False
    agreed: Agreed | None = None


def agreed(name: str | None, today: datetime.date) -> Agreed | None:
    """Who agreed today to the use of texts past their review date, if somebody did. Raises `WrongUsage`."""
    if name is not None and not name.strip():
        raise WrongUsage(Problem("", 0, "--allow-expired names nobody.", 'Name who agrees, as in "Dr A. Example".'))
    return Agreed(" ".join(name.split()), today) if name else None


def given_as(handout: Handout, clinic: Clinic | None, terms: Terms) -> Standing:
    """The standing under which a leaflet is made: what its pages say.

    Raises `RefusedByPolicy` where it may not be made on these terms.
    """
    found = standing(handout, clinic, terms.today)
    policy = clinic.file.policy if clinic else None
    match found.state:
        case State.WITHDRAWN:
            assert found.withdrawal
            day = found.withdrawal.on.isoformat()
            why = found.withdrawal.reason.rstrip(".")
            raise _refusal(handout, f"was withdrawn on {day}: {why}.", "Do not give it.")
        case _ if terms.for_patient and (open_ := gaps(handout)):
            what = f"is not written to its end: there are gaps, the first in line {open_[0].line}."
            raise _refusal(handout, what, "Write what stands in [[ ]].")
        case State.APPROVED:
            return found
        case _ if clinic is None and terms.for_patient:
            raise _refusal(
                handout, "is for a patient, and no clinic is named.", "Name yours with -c, before the command."
            )
        case State.EXPIRED:
            agreed = terms.agreed or (Agreed(None, terms.today) if policy and policy.expired == "allow" else None)
            if agreed:
                return replace(found, agreed=agreed)
            assert found.until
            remedy = 'Have it approved again, or name who agrees with --allow-expired "NAME".'
            raise _refusal(handout, f"was to be checked by {found.until.isoformat()}.", remedy)
        case _ if terms.draft:
            return replace(found, state=State.DRAFT)
        case _ if not terms.for_patient or (policy and policy.unapproved == "draft"):
            return found
        case State.VOIDED:
            remedy = "Have it approved again, or print it as a draft with --draft."
            raise _refusal(handout, f"is not approved any more: {_changed(found, handout)}.", remedy)
        case _:
            remedy = "Have it approved (handouts approve), or print it as a draft with --draft."
            raise _refusal(handout, "is not approved in this clinic.", remedy)


def given_all(handouts: Sequence[Handout], clinic: Clinic | None, terms: Terms) -> list[Standing]:
    """The standings under which the leaflets of a pack are made.

    Raises `RefusedByPolicy` with all that may not be made on these terms.
    """
    found: list[Standing] = []
    problems: list[Problem] = []
    for handout in handouts:
        try:
            found.append(given_as(handout, clinic, terms))
        except RefusedByPolicy as error:
            problems += error.problems
    if problems:
        raise RefusedByPolicy(*problems)
    return found


def check_discussed(handouts: Sequence[Handout]) -> None:
    """Raises `RefusedByPolicy` for a patient's leaflet that may tell what nobody has told yet."""
    problems = [
        Problem("patient", 0, f"`{one.name}` may tell a reader what nobody has told them.", DISCUSS)
        for one in handouts
        if one.front.sensitive
    ]
    if problems:
        raise RefusedByPolicy(*problems)


DISCUSS = "Talk with the patient first, then write yes under `discussed`."


def _changed(found: Standing, handout: Handout) -> str:
    assert found.approval
    if found.approval.text_hash != handout.source.text_hash:
        return "its text has changed since it was checked"
    return "what the clinic's file or templates add to it has changed since it was checked"


def _refusal(handout: Handout, what: str, remedy: str) -> RefusedByPolicy:
    return RefusedByPolicy(Problem("", 0, f"`{handout.name}` ({handout.language}) {what}", remedy))
