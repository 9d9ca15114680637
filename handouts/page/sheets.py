"""The style sheets of a page in one: the program's own, the brand's values, the words of the page's foot."""

from __future__ import annotations

import re

from markupsafe import Markup

from handouts.clinic.brand import PRIMARY, readable_on_white
from handouts.clinic.clinic import Clinic
from handouts.clinic.edition import Edition
from handouts.content.words import Words
from handouts.resources import resource


def style_sheet(clinic: Clinic | None, edition: Edition, words: Words) -> Markup:
    """What stands in the page's `<style>`."""
    names = ["tokens", "base", "parts", "page", f"paper-{edition.paper.lower()}"]
    names += ["large-print"] if edition.large else []
    sheets = [resource(f"styles/{name}.css").read_text("utf-8") for name in (*names, "screen")]
    return Markup("\n".join([*sheets, _brand(clinic), _foot(words)]))


def _brand(clinic: Clinic | None) -> str:
    primary = clinic.file.brand.color.primary if clinic else PRIMARY
    return f":root {{ --brand: {primary}; --brand-text: {readable_on_white(primary)}; }}"


def _foot(words: Words) -> str:
    """The number of the page, and "please turn over" where there is more than one page."""
    before, between, after = re.split(r"\{pages?\}", words.page)
    number = f"{_string(before)} counter(page) {_string(between)} counter(pages) {_string(after)}"
    return "\n".join(
        [
            f".page-number::before {{ content: {number}; }}",
            '@counter-style nothing { system: cyclic; symbols: ""; suffix: ""; }',
            "@counter-style turn-over { system: cyclic; range: 2 infinite; fallback: nothing; "
            f"symbols: {_string(words.turn_over)}; }}",
            ".turn-over::before { content: counter(pages, turn-over); }",
        ]
    )


def _string(text: str) -> str:
    """A text as a CSS string."""
    return '"' + re.sub(r'["\\<\n]', lambda found: f"\\{ord(found.group()):x} ", text) + '"'
