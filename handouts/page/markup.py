"""Looks through a page that a clinic's own templates made: it may hold no script and reach for nothing."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from handouts.errors import Problem, Refused
from handouts.page.assets import BASE
from handouts.page.own_styles import REACHING

MEND = "Take it out of the clinic's template or style sheet."
_FORBIDDEN = frozenset({"script", "link", "iframe", "object", "embed", "form", "base", "frame", "applet", "portal"})
_REACHING = frozenset({"src", "srcset", "data", "action", "formaction", "poster", "background", "ping", "xlink:href"})
_LINK = re.compile(r"(#|https?://|mailto:|tel:)", re.IGNORECASE)


def check_markup(html: str) -> None:
    """Raises `Refused` for scripts, for what would load another file, and for links that lead anywhere but to a page.

    The style sheets are not in the page yet.
    """
    looker = _Looker()
    looker.feed(html)
    looker.close()
    if looker.found:
        raise Refused(*(Problem("", 0, what, MEND) for what in looker.found))


class _Looker(HTMLParser):
    """Notes what a page may not hold."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _FORBIDDEN:
            self.found.append(f"There is a `<{tag}>`.")
        for name, value in attrs:
            text = (value or "").strip()
            is_asset = tag == "img" and name == "src" and text.startswith(BASE)
            if name.startswith("on") or name == "http-equiv" or (name in _REACHING and not is_asset):
                self.found.append(f"`<{tag}>` has `{name}`.")
            if name == "href" and not (tag == "a" and _LINK.match(text)):
                self.found.append(f"`<{tag}>` has a link that leads to no page.")
            if name == "style" and REACHING.search(text):
                self.found.append(f"`<{tag}>` has a style that names another file.")

    handle_startendtag = handle_starttag

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "style" and REACHING.search(data):
            self.found.append("A `<style>` names another file.")
