"""Whether slips may be filled into the leaflets of a clinic that has templates or style sheets of its own.

Its templates may not look at what a slip says, and its style sheets must set short words and long ones alike: both are
tried, typeset in full, and must come out as they are when they are filled in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from handouts.clinic.clinic import Clinic, SlipField
from handouts.clinic.edition import Edition
from handouts.content.source import read_source
from handouts.page.parts import overrides
from handouts.page.slip import Texts
from handouts.patient.kind import NARROW, Kind, kind_of
from handouts.patient.master import Master
from handouts.patient.stamp import stamp

if TYPE_CHECKING:
    from jinja2 import nodes

SLIP = "slip.html"
"""The one template that prints what a slip says."""
GIVEN = {"slip_head", "slip_visit", "slip_note", "fields", "field", "note"}
"""What templates call the parts of a slip."""


def looks_at_slips(clinic: Clinic | None) -> bool:
    """Whether a template of the clinic's own does more with a slip than hand it to the program's own template."""
    own = [path for path in overrides(clinic.folders) if path.suffix == ".html"] if clinic else []
    return any(path.name == SLIP or _looks(read_source(path).text) for path in own)


def passes_trial(master: Master, kind: Kind, edition: Edition, typeset: Callable[[Texts], bytes]) -> bool:
    """Whether slips with the shortest and with the longest words are set as they are stamped.

    `typeset` gives the whole PDF of a leaflet with a slip. Raises `Refused` as it does.
    """
    return all(_same(master, texts, typeset(texts)) for texts in _extremes(master, kind, edition))


def _looks(template: str) -> bool:
    from jinja2 import Environment, nodes

    tree = Environment().parse(template)
    handed_on = [one for part in tree.find_all(nodes.With) if _hands_on(part) for one in part.values]
    allowed = sum(isinstance(one, nodes.Name) for one in handed_on)
    return sum(one.name in GIVEN and one.ctx == "load" for one in tree.find_all(nodes.Name)) > allowed


def _hands_on(part: nodes.With) -> bool:
    """Whether a part of a template does nothing but `{% with fields = ... %}{% include "slip.html" %}{% endwith %}`."""
    from jinja2 import nodes

    inside = [one for one in part.body if not (isinstance(one, nodes.Output) and not _says(one))]
    include = inside[0] if len(inside) == 1 else None
    return (
        isinstance(include, nodes.Include)
        and isinstance(include.template, nodes.Const)
        and include.template.value == SLIP
        and all(isinstance(one, nodes.Name | nodes.Const) for one in part.values)
    )


def _says(output: nodes.Output) -> bool:
    from jinja2 import nodes

    return any(not isinstance(one, nodes.TemplateData) or one.data.strip() for one in output.nodes)


def _extremes(master: Master, kind: Kind, edition: Edition) -> Iterator[Texts]:
    """Slips of a kind with the narrowest and with the widest words that can be filled in."""
    marks = dict(kind.marks)
    usual = {name: text for name, text in marks.items() if name not in dict(kind.filling)}
    yield {**marks, **{name: NARROW for name in usual if _fits(master, kind, edition, {**marks, name: NARROW})}}
    widest = dict(marks)
    for name in usual:
        widest[name] = _widest(name, marks, master, kind, edition)
    yield widest


def _widest(name: SlipField, marks: Texts, master: Master, kind: Kind, edition: Edition) -> str:
    """The longest value of a field beside the marks of the others, of letters that are as wide as can be."""
    for letter in "mnri":
        for count in range(99, 0, -1):
            if _fits(master, kind, edition, {**marks, name: letter * count}):
                return letter * count
    return marks[name]


def _fits(master: Master, kind: Kind, edition: Edition, texts: Texts) -> bool:
    same = kind_of(texts, edition)
    return (same.fields, same.wide) == (kind.fields, kind.wide) and stamp(master, texts) is not None


def _same(master: Master, texts: Texts, typeset: bytes) -> bool:
    """Whether each page that is stamped draws the same as the typeset one."""
    from pikepdf import Page, Pdf

    def drawn(page: Page) -> bytes:
        contents = page.obj.Contents
        parts = contents if isinstance(contents, list) or contents._type_name == "array" else [contents]
        return b"".join(part.read_bytes() for part in parts)

    end = stamp(master, texts)
    if end is None:
        return False
    with Pdf.open(BytesIO(master.common + end)) as one, Pdf.open(BytesIO(typeset)) as other:
        return [drawn(page) for page in one.pages] == [drawn(page) for page in other.pages]
