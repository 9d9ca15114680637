"""Makes the documentation of the checks from the table of the rules: `python -m docs.checks`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from handouts.check.rule import LeafletRule, TextRule
from handouts.check.rules import LEAFLET_RULES, TEXT_RULES

CHECKS = Path(__file__).parent / "checks.md"
TOP = """\
# What `handouts check` looks for

```sh
handouts check                             # the whole library
handouts check low-b12-and-ms              # one handout, in all its languages
handouts check my-clinic/library           # files and folders
handouts -c my-clinic check                # also your own handouts, and the leaflets that your clinic gives
handouts check --format sarif > found.sarif    # for editors and code hosts; --format json for scripts
handouts check low-b12-and-ms --people     # what only people can judge, as a list to fill in
```

Each finding says the file and line, the rule, what is wrong, what to do, the words at fault, and whose rule it is. An **error**
must be mended: the command ends with exit code 3. A **warning** is for you to judge. One that is right to stay gets a reason in
the front matter, is shown with it as accepted, and does not count:

```yaml
accepted:
  L6: The number is quoted from the label of the medicine.
```

An error cannot be accepted. A reason for what is not broken is a warning itself, so that none outlives its cause.

## Rules for texts

What a handout can break by itself. This table is made from the program's own.

"""
MIDDLE = """
## Rules for leaflets

What only a leaflet can break, as your clinic gives it: checked with a clinic, in standard and in large print, on A4 (on Letter for
en-US).

"""
END = """
## How hard a text is to read

`check` gives two school grades of each English text, by their names, because they differ by up to four grades: **FKGL**
(Flesch-Kincaid, from the words of a sentence and the syllables of a word) and **SMOG** (from the long words of 30 sentences; it
is for information, the more so where there are fewer). Both are given as the text stands, and again with each of the `terms`
in the front matter as one short word: who needs a leaflet on multiple sclerosis must read that name. Rule L3 judges the second
FKGL grade. Paragraphs and list items count, each item as a sentence at least; headings, tables and forms do not. Syllables are
groups of vowels, with a list of exceptions; nothing is fetched. A formula knows nothing of meaning: let readers try the text.

## Lists of words

The medical words of L5 stand in `handouts/check/glossary.yaml`, each with plain words for it; the words of L10, with what to write
instead, in `handouts/check/banned.yaml`.

## What only people can judge

`--people` prints a list for one handout: the items of PEMAT-P, the CDC index, what readers say, and a second person's check. It is
blank, and stays so until people fill it in.
"""


def table(rules: Iterable[TextRule | LeafletRule]) -> str:
    """Rules as a Markdown table."""
    rows = [f"| {one.id} | {one.asks} | {one.threshold} | {_linked(one.source)} |" for one in rules]
    return "\n".join(["| Rule | What must hold | When it is broken | Source |", "| --- | --- | --- | --- |", *rows, ""])


def _linked(source: str) -> str:
    """The names of a source, as links where they have an address."""
    return re.sub(r"([^;]+?), (https?://[^\s;,]+)", lambda found: f"[{found[1].strip()}]({found[2]})", source)


def page() -> str:
    """The whole page."""
    return "".join([TOP, table(TEXT_RULES), MIDDLE, table(LEAFLET_RULES), END])


if __name__ == "__main__":
    CHECKS.write_text(page(), "utf-8")
    print(CHECKS.name)
