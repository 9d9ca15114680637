"""Records that a clinician checked an exact text as the leaflet of a clinic, and that a text is withdrawn.

This is a recorded approval: who said when that it was checked. It is no electronic signature.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from handouts.clinic.approval import Approval, Standing, State, Withdrawal
from handouts.clinic.clinic import Clinic, read_clinic
from handouts.clinic.edition import Edition
from handouts.clinic.register import kept_leaflet, kept_text, record, withdrawal_of
from handouts.content.gaps import check_whole
from handouts.content.handout import Handout
from handouts.errors import Problem, RefusedByPolicy, WrongUsage, refused
from handouts.page.output import compose_all, typeset_seen
from handouts.page.wording import words_hash

YEARS = 3
"""No text is to be given unchecked for more than 36 months (NHS content standard; rule S6 of `handouts check`)."""


@dataclass(frozen=True, slots=True)
class Signed:
    """Who checked a text, on which day, and until when it may be given."""

    by: str
    role: str
    on: datetime.date
    until: datetime.date


def signed(by: str, until: datetime.date | None, handout: Handout, today: datetime.date) -> Signed:
    """The person of "Dr A. Example, consultant neurologist", and the days; else until the text's own review.

    Raises `WrongUsage` for a person without a role, and `Refused` for a text with gaps, and for a day that has passed
    or is too far away.
    """
    check_whole(handout)
    name, _, role = (" ".join(part.split()) for part in by.partition(","))
    if not name or not role:
        what, remedy = "--by names no person with a role.", 'Write both, as in "Dr A. Example, consultant neurologist".'
        raise WrongUsage(Problem("", 0, what, remedy))
    latest, review = _years_after(today, YEARS), handout.front.review_by
    if review < today:
        what = f"The text was to be reviewed by {review.isoformat()}."
        raise refused(handout.source.name, 0, what, "Review it first, then set `review_by` anew.")
    until = until or min(review, latest)
    if until < today:
        raise refused("", 0, f"--until {until.isoformat()} has passed.", "Name a later day.")
    if until > latest:
        what = f"--until {until.isoformat()} is more than 36 months away."
        raise refused("", 0, what, f"Name {latest.isoformat()} or an earlier day.")
    return Signed(name, role, today, until)


def _years_after(day: datetime.date, years: int) -> datetime.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def sites_of(clinic: Clinic, site: str | None) -> list[Clinic]:
    """What an approval covers: one site where it is named, else the clinic and all its sites."""
    if site:
        return [clinic]
    return [clinic, *(read_clinic(clinic.folder, name) for name in clinic.merged.data.get("sites", {}))]


def check_withdrawn(handout: Handout, clinic: Clinic) -> str:
    """What an approval would lift, if the clinic has withdrawn the text; nothing else.

    Raises `RefusedByPolicy` where this clinic, or this site, cannot lift it.
    """
    found = withdrawal_of(clinic.folders, handout.source.text_hash)
    if found is None:
        return ""
    said = f"`{handout.name}` ({handout.language}) was withdrawn on {found.on.isoformat()}: {found.reason.rstrip('.')}."
    if withdrawal_of(clinic.folders[1:], handout.source.text_hash):
        remedy = "A parent of this clinic withdrew it, and has to approve it again."
        raise RefusedByPolicy(Problem("", 0, said, remedy))
    if clinic.site:
        raise RefusedByPolicy(Problem("", 0, said, "Approve it for the whole clinic, without --site."))
    return f"{said} An approval lifts that."


def approve(handout: Handout, clinics: Sequence[Clinic], who: Signed) -> list[Path]:
    """Record an approval for a clinic, or its sites; the leaflets that are kept, one for each.

    Raises `Refused` for a leaflet that cannot be made as it should be; then nothing is recorded.
    """
    events: list[Approval] = []
    kept = [(kept_text(clinics[0].folder, handout.source.text_hash), handout.source.text.encode())]
    for clinic in clinics:
        approval = Approval(
            name=handout.name,
            language=handout.language,
            version=handout.front.version,
            site=clinic.site,
            text_hash=handout.source.text_hash,
            words_hash=words_hash(handout, clinic),
            by=who.by,
            role=who.role,
            on=who.on,
            until=who.until,
        )
        until = min(who.until, handout.front.review_by)
        standing = Standing(State.APPROVED, approval, until=until)
        leaflets = compose_all([handout], clinic, _edition(handout), None, [standing])
        kept.append((kept_leaflet(clinic.folder, approval), typeset_seen(leaflets, [handout], clinic).pdf))
        events.append(approval)
    record(clinics[0].folder, events, kept)
    return [path for path, _ in kept[1:]]


def _edition(handout: Handout) -> Edition:
    """How the leaflet is set that is kept: the words are the same in every edition."""
    return Edition(paper="Letter" if handout.language.endswith("-US") else "A4")


def draft_of(handout: Handout, clinic: Clinic) -> bytes:
    """The leaflet that is to be checked, as it prints. Raises `Refused` for one that would print wrong."""
    return typeset_seen(compose_all([handout], clinic, _edition(handout), None), [handout], clinic).pdf


def withdraw(handout: Handout, clinic: Clinic, reason: str, today: datetime.date) -> None:
    """Record that a text is not to be given any more. Raises `WrongUsage` for a reason that is empty."""
    if not reason.strip():
        raise WrongUsage(Problem("", 0, "--reason is empty.", "Say why, as in 'the telephone number is wrong'."))
    event = Withdrawal(
        name=handout.name,
        language=handout.language,
        version=handout.front.version,
        text_hash=handout.source.text_hash,
        reason=reason,
        on=today,
    )
    kept = [(kept_text(clinic.folder, handout.source.text_hash), handout.source.text.encode())]
    record(clinic.folder, [event], kept)


def check_asked(*, is_terminal: bool, yes: bool) -> None:
    """Raises `RefusedByPolicy` where nobody can be asked, and nobody has said yes."""
    if not is_terminal and not yes:
        what = "Nobody can be asked here whether the text was checked."
        raise RefusedByPolicy(Problem("", 0, what, "Run this at a terminal, or add --yes."))
