"""Parses YAML into nodes that know their lines; plain texts by the parser in C, which takes a tenth of the time."""

from __future__ import annotations

import re
import warnings
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import ReusedAnchorWarning, YAMLError
from ruamel.yaml.nodes import Node

try:
    from ruamel.yaml.cyaml import CBaseLoader
except ImportError:  # there is no parser in C for every machine
    _IN_C: Any = None
else:
    _IN_C = CBaseLoader

_DOUBTFUL = re.compile(
    r"[^\n\x20-\x7e\xa1-\u2027\u202f-\ud7ff\ue000-\ufefe]"  # what is no letter, or may end a line
    r"|\\"  # codes in quotes
    r"|^(?:---|\.\.\.|[%?])"
    r"|(?:^|[\s\[\]{},:\"'-])[&*!|>?@`%]",
    re.MULTILINE,
)
"""What the two parsers may take for different things: YAML 1.1 and 1.2 part there."""


def compose(text: str) -> Node | None:
    """The node of a YAML text, nothing where it is empty. Raises `YAMLError` and others, as the parser does.

    A text that the parser in C may read otherwise, or finds wrong, goes to the one in Python: its word counts.
    """
    if _IN_C is not None and not _DOUBTFUL.search(text):
        loader = _IN_C(text)
        try:
            return loader.get_single_node()  # type: ignore[no-any-return]  # the library says nothing of its types
        except YAMLError:
            pass
        finally:
            loader.dispose()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ReusedAnchorWarning)  # every anchor is refused by who reads the nodes
        return YAML(typ="safe", pure=True).compose(text)  # type: ignore[no-any-return]
