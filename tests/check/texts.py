"""A handout that breaks no rule, and how to look at it with something changed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from handouts.check.look import Looked, look_at

TODAY = date(2026, 11, 23)
GOOD = """\
---
title: Sleep
summary: For adults who sleep badly
language: en-GB
version: 1.0
kind: lifestyle
written: 2026-01-01
review_by: 2028-01-01
codes:
  icd-10: [G47.0]
terms: [sleep apnoea]
interests: none
sources:
  nhs:
    title: How to sleep
    publisher: NHS
    url: https://www.nhs.uk/sleep
    checked: 2026-11-20
  nice:
    title: Poor sleep
    publisher: NICE
    url: https://www.nice.org.uk/sleep
    checked: 2026-11-21
---

::: key
Most people sleep better in a dark, cool room. Tell us if you stop breathing in your sleep. [@nhs]
:::

::: urgent
now:
- chest pain [@nhs]

today:
- you fall asleep while you drive [@nhs]
:::

::: actions
1. **Go to bed** at the same time each day. [@nhs]
2. **Put your phone away** an hour before. [@nice]
:::

## Why you sleep badly {#causes}

Worry, noise and late meals keep you awake. [@nhs]
Breathing that stops at night (sleep apnoea) does too. [@nice]

- **You worry,** or you have pain. [@nhs]
- **You take caffeine** late in the day. [@nice]

::: unknown
We do not know why some people need less sleep.
:::

## What helps {#treatment}

About 7 in 10 people sleep better with a talking treatment. [@nice] It takes 4 to 8 weeks.

| What | How |
| --- | --- |
| Light | Open the curtains when you wake [@nhs] |

::: questions
- What keeps me awake?
- ____
:::
"""


def changed(*edits: tuple[str, str]) -> str:
    """The good handout with words replaced, each of which stands in it once."""
    text = GOOD
    for old, new in edits:
        assert text.count(old) == 1, (old, text.count(old))
        text = text.replace(old, new)
    return text


def looked(folder: Path, text: str, *, language: str = "en-GB", today: date = TODAY) -> Looked:
    """What is found in a text."""
    path = folder / "sleep" / f"{language}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return look_at(path, today)
