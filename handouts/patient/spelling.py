"""Words of a list as we spell them, however people write them."""

from __future__ import annotations

import re

_TAG = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z]{4})?([-_]([A-Za-z]{2}|[0-9]{3}))?")
_BETWEEN = re.compile(r"[\s_-]+")


def edition_word(text: str) -> str:
    """An edition or a pack: `Large print` and `LARGE_PRINT` are `large-print`."""
    return _BETWEEN.sub("-", text.casefold())


def language_tag(text: str) -> str:
    """A language: `en-gb` and `EN_gb` are `en-GB`, `zh-hant` is `zh-Hant`; what is no tag stays as it is."""
    if not _TAG.fullmatch(text):
        return text
    language, *rest = text.replace("_", "-").split("-")
    return "-".join([language.lower(), *(part.title() if len(part) == 4 else part.upper() for part in rest)])
