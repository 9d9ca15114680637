"""Renews the tables of `checks.md` from the program's rules: `python -m docs.checks`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from handouts.check.rule import LeafletRule, PdfRule, TextRule
from handouts.check.rules import LEAFLET_RULES, PDF_RULES, TEXT_RULES

CHECKS = Path(__file__).parent / "checks.md"
TABLES = {"Rules for texts": TEXT_RULES, "Rules for leaflets": LEAFLET_RULES, "Rules for any PDF": PDF_RULES}
"""Which rules stand below which heading."""


def table(rules: Iterable[TextRule | LeafletRule | PdfRule]) -> str:
    """Rules as a Markdown table."""
    rows = [f"| {one.id} | {one.asks} | {one.threshold} | {_linked(one.source)} |" for one in rules]
    return "\n".join(["| Rule | What must hold | When it is broken | Source |", "| --- | --- | --- | --- |", *rows, ""])


def _linked(source: str) -> str:
    """The names of a source, as links where they have an address."""
    return "; ".join(re.sub(r"^(.+), (https?://\S+)$", r"[\1](\2)", one) for one in source.split("; "))


def renewed(page: str) -> str:
    """The page, with the rules as they are now."""
    for heading, rules in TABLES.items():
        made = table(rules)
        page = re.sub(
            rf"(?<=\n## {heading}\n)([^|#]*)(?:\|.*\n)*", lambda found, made=made: found[1] + made, page, count=1
        )
    return page


if __name__ == "__main__":
    CHECKS.write_text(renewed(CHECKS.read_text("utf-8")), "utf-8")
    print(CHECKS.name)
