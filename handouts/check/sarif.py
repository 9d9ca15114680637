"""Findings as SARIF 2.1.0 (OASIS), which editors and code hosts show beside the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from handouts.check.look import Looked
from handouts.check.rule import Fault, Finding, LeafletRule, PdfRule, TextRule
from handouts.check.rules import RULES

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def as_sarif(looked: Sequence[Looked], version: str) -> dict[str, Any]:
    """One run of this program, with every rule and every finding."""
    ids = list(dict.fromkeys(rule.id for rule in RULES))
    findings = [finding for one in looked for finding in one.findings]
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "handouts",
                        "semanticVersion": version,
                        "rules": [_rule([rule for rule in RULES if rule.id == one]) for one in ids],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(one, ids.index(one.rule.id)) for one in findings],
            }
        ],
    }


def _rule(scopes: Sequence[TextRule | LeafletRule | PdfRule]) -> dict[str, Any]:
    """A rule; where there is one for the text and one for the leaflet, both are told."""
    address = next((found.group() for one in scopes if (found := re.search(r"https?://[^\s;,]+", one.source))), None)
    return {
        "id": scopes[0].id,
        "shortDescription": {"text": _joined(one.asks for one in scopes)},
        "fullDescription": {"text": _joined(f"{one.asks} {one.threshold}" for one in scopes)},
        "help": {"text": _joined(f"Source: {one.source}." for one in scopes)},
        **({"helpUri": address} if address else {}),
    }


def _joined(texts: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(texts))


def _result(finding: Finding, index: int) -> dict[str, Any]:
    fault = finding.fault
    words = f' ("{fault.words}")' if fault.words else ""
    reason = {"kind": "inSource", "justification": finding.accepted}
    return {
        "ruleId": finding.rule.id,
        "ruleIndex": index,
        "level": fault.level,
        "message": {"text": f"{fault.what} {fault.remedy}{words}"},
        **({"locations": [_location(fault)]} if fault.where else {}),
        "suppressions": [reason] if finding.accepted is not None else [],
    }


def _location(fault: Fault) -> dict[str, Any]:
    """A place in a file, named from the working folder; a finding that has no line is one of the whole file."""
    path = PurePath(fault.where)
    uri = path.as_uri() if path.is_absolute() else quote(path.as_posix())
    region = {"region": {"startLine": fault.line}} if fault.line else {}
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, **region}}
