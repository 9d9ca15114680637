"""Why a picture cannot be printed, and what to export instead."""

from __future__ import annotations

EXPORT = "Export it as a PNG (RGB), or as an SVG with all text turned into outlines."


class Unfit(Exception):
    """A picture that would print wrong: the words after its name, and the remedy."""

    def __init__(self, what: str, remedy: str = EXPORT) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy
