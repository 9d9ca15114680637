"""What the tests of the rules share: a leaflet that is right, and one with a fault."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from tests.check.papers import WORDS, OnPaperOf, on_paper


@pytest.fixture
def text(handout: str) -> str:
    """A handout with a paragraph of several lines."""
    return handout.replace("Sleep well. [@nhs]", f"{WORDS} [@nhs]")


@pytest.fixture
def leaflet(here: Path, text: str) -> OnPaperOf:
    """Make the leaflet of the clinic in `mill`, with whatever is named otherwise."""
    return partial(on_paper, here / "mill", text)
