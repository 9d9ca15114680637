"""The text that a new handout begins with: every part that it needs, and in each what to write there.

What to write stands in gaps, in [[double brackets]], so that nobody takes it for advice, and no such text is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from handouts.content.scalar import scalar

REVIEW_YEARS = 2

_FRONT = """\
---
# What the handout says of itself. A key that begins with # does nothing until you take the # away.
title: {title}
summary: {summary}
language: {language}
version: 1.0
kind: {kind}
written: {written}
review_by: {review_by}
# codes: {{icd-10: [G47.0], snomed-ct: ["193462001"]}}
# primary_codes: {{icd-10: [G47.0]}}
# terms: [insomnia]
# sensitive: true
interests: "[[none, or what the authors have to declare]]"
sources:
  first:
    title: "[[Title of the page]]"
    publisher: "[[Who publishes it]]"
    url: https://example.org/[[address-of-the-page]]
    # checked: {written}
---

"""

_OPENING = """\
::: key
[[Write what every reader must know, in 1 to 3 short sentences.]] [@first]
:::

::: urgent
now:
- [[a sign for which people call an ambulance]] [@first]
- [[another one]] [@first]

today:
- [[a sign for which people call you the same day]] [@first]
:::

::: actions
1. **[[Write what to do first.]]** [[Say how, in 1 short sentence.]] [@first]
2. **[[Write what to do next.]]** [[Say how.]] [@first]
:::

"""

_QUESTIONS = """\
::: questions
- [[A question that readers may want to ask you]]
- [[Another one]]
- ____
- ____
:::
"""

_PLAN = """
::: plan
- [ ] [[What we agreed]]
- [[Next visit]]: ____
:::
"""

_UNKNOWN = """
::: unknown
[[Say what nobody knows yet, or take this block out.]]
:::
"""


@dataclass(frozen=True, slots=True)
class _Section:
    """What a section of the skeleton is about and says; `more` are the blocks that stand in it."""

    heading: str
    text: str
    more: str = ""


_PARAGRAPH = "[[{}]] [@first]"
_LIST = "- [[{}]] [@first]\n- [[Another one.]] [@first]"

_ABOUT = _Section(
    "what it is",
    _PARAGRAPH.format("Say what it is, in 2 or 3 short sentences. Put a medical word in brackets after the plain one."),
    _UNKNOWN,
)
_SYMPTOMS = _Section("what you may notice", _LIST.format("Write one sign, in a few words."))
_DIAGNOSIS = _Section(
    "how we find out", _PARAGRAPH.format("Say what you ask, look at and test, and what a result means.")
)
_TREATMENT = _Section(
    "how it is treated", _PARAGRAPH.format("Say what helps, how soon, and what to tell you about."), _PLAN
)
_LIFESTYLE = _Section("what you can do each day", _LIST.format("Write one thing that helps, and say why."))

SECTIONS: Mapping[str, Mapping[str, _Section]] = {
    "topic": {"about": _ABOUT, "diagnosis": _DIAGNOSIS, "treatment": _TREATMENT, "lifestyle": _LIFESTYLE},
    "diagnosis": {
        "about": _ABOUT,
        "symptoms": _SYMPTOMS,
        "diagnosis": _Section(_DIAGNOSIS.heading, _DIAGNOSIS.text, _PLAN),
    },
    "treatment": {"about": _ABOUT, "treatment": _TREATMENT, "lifestyle": _LIFESTYLE},
    "lifestyle": {
        "about": _Section(
            "why it matters", _PARAGRAPH.format("Say what it does for you, in 2 or 3 short sentences."), _UNKNOWN
        ),
        "lifestyle": _Section(_LIFESTYLE.heading, _LIFESTYLE.text, _PLAN),
    },
    "medicine": {
        "about": _Section("what it is for", _ABOUT.text, _UNKNOWN),
        "treatment": _Section(
            "how to take it", _PARAGRAPH.format("Say how to take it, and what to do after a missed dose."), _PLAN
        ),
        "outlook": _Section("what to expect", _LIST.format("Write one effect, how common it is, and what to do.")),
    },
}
"""The sections of each kind of handout, by their ids."""


def skeleton(title: str, summary: str | None, language: str, kind: str, today: date) -> str:
    """The text of a new handout. `kind` is one of `SECTIONS`; the other answers are texts of one line."""
    front = _FRONT.format(
        title=scalar(title),
        summary=scalar(summary or "[[For whom it is, as in: For adults who sleep badly]]"),
        language=scalar(language),
        kind=kind,
        written=today.isoformat(),
        review_by=_years_after(today, REVIEW_YEARS).isoformat(),
    )
    sections = "".join(
        f"## [[Heading: {one.heading}]] {{#{name}}}\n\n{one.text}\n{one.more}\n" for name, one in SECTIONS[kind].items()
    )
    return f"{front}{_OPENING}{sections}{_QUESTIONS}"


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
