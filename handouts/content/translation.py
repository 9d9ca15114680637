"""Whether a translation still says what the text says that it was made from."""

from __future__ import annotations

from pathlib import Path

from handouts.content.finder import Library
from handouts.content.handout import Handout
from handouts.content.source import read_source


def translation_is_behind(handout: Handout, library: Library) -> bool:
    """Whether the text that a translation was made from has changed since, or is not there any more.

    A text of its own is never behind. Raises `Refused` where the other text cannot be read.
    """
    made_from = handout.front.translated_from
    if made_from is None:
        return False
    original = original_file(handout, library)
    return original is None or read_source(original).text_hash != made_from.text_hash


def original_file(handout: Handout, library: Library) -> Path | None:
    """Where the text lies that a translation was made from, if it is one and the text is there."""
    made_from = handout.front.translated_from
    return library.files.get(handout.name, {}).get(made_from.language) if made_from else None
