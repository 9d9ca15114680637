"""What was found, for a person to read, or as one JSON document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from handouts.check.faults import ways
from handouts.check.look import Looked
from handouts.check.readability import Grade
from handouts.check.rule import Finding, LeafletRule, PdfRule, TextRule

SCOPES = {TextRule: "text", LeafletRule: "leaflet", PdfRule: "pdf"}
"""What a rule looks at."""


def lines(looked: Sequence[Looked]) -> Iterator[str]:
    """Every finding on a line of its own, file by file; then how hard each text is to read."""
    for one in looked:
        yield from map(line, one.findings)
        if one.readability:
            yield f"{one.file}: {one.readability}"
        elif one.handout:
            yield f"{one.file}: No grades are reckoned: the formulas are for English alone."


def line(finding: Finding) -> str:
    """`file:line: RULE level: what. remedy ("words") [source]`; of a warning that stays, the reason too."""
    fault = finding.fault
    place = f"{fault.where}:{fault.line}" if fault.line else fault.where
    level = fault.level if finding.accepted is None else "accepted"
    words = f' ("{fault.words}")' if fault.words else ""
    reason = f" Accepted: {finding.accepted}" if finding.accepted is not None else ""
    source = re.sub(r",? https?://[^\s;,]+", "", finding.rule.source)  # the address is in the documentation
    return f"{place}: {finding.rule.id} {level}: {fault.what} {fault.remedy}{words} [{source}]{reason}"


def counts(looked: Sequence[Looked]) -> str:
    """One line for the end."""
    errors, warnings, accepted = (
        sum(getattr(one, name) for one in looked) for name in ("errors", "warnings", "accepted")
    )
    stay = f", {accepted} accepted" if accepted else ""
    return f"{ways(len(looked), 'file')}: {ways(errors, 'error')}, {ways(warnings, 'warning')}{stay}."


def as_json(looked: Sequence[Looked]) -> dict[str, Any]:
    """The texts with their grades, and every finding."""
    return {
        "errors": sum(one.errors for one in looked),
        "warnings": sum(one.warnings for one in looked),
        "accepted": sum(one.accepted for one in looked),
        "texts": [_text(one) for one in looked],
        "findings": [_finding(finding) for one in looked for finding in one.findings],
    }


def _text(looked: Looked) -> dict[str, Any]:
    found = looked.readability
    return {
        "file": looked.file,
        "name": looked.handout.name if looked.handout else None,
        "language": looked.handout.language if looked.handout else None,
        "readability": found
        and {
            "sentences": found.sentences,
            "fkgl": _grade(found.raw, found.without_terms, "fkgl"),
            "smog": _grade(found.raw, found.without_terms, "smog"),
        },
    }


def _grade(raw: Grade, without_terms: Grade, formula: str) -> dict[str, float]:
    return {"raw": getattr(raw, formula), "without_terms": getattr(without_terms, formula)}


def _finding(finding: Finding) -> dict[str, Any]:
    rule, fault = finding.rule, finding.fault
    return {
        "file": fault.where,
        "line": fault.line,
        "rule": rule.id,
        "scope": SCOPES[type(rule)],
        "level": fault.level,
        "what": fault.what,
        "remedy": fault.remedy,
        "words": fault.words,
        "source": rule.source,
        "accepted": finding.accepted,
    }
