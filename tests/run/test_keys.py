"""The key of a leaflet changes with everything that its pages show, and with nothing else."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from handouts.clinic.approval import DRAFT, Agreed, Approval, Standing, State
from handouts.clinic.clinic import read_clinic
from handouts.clinic.edition import Edition
from handouts.content.handout import Handout, extract, read_handout
from handouts.run.keys import clinic_hash, leaflet_key, notes_key
from tests.conftest import CLINIC, HANDOUT, Put

DAY = datetime.date(2026, 11, 22)
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
BRAND = """\
brand:
  logo: logo.svg
  typography:
    fonts:
      - family: Own
        files: [{path: own.ttf, weight: 400}, {path: bold.ttf, weight: 700}]
sites:
  north: {phone: 01632 960002}
"""
TWO = HANDOUT + "\n## What helps {#treatment}\n\nWalk. [@nhs]\n"
APPROVAL = Approval(
    name="sleep", language="en-GB", version="1.0", text_hash="a", words_hash="b", by="A", role="B", on=DAY, until=DAY
)
APPROVED = Standing(State.APPROVED, APPROVAL, until=DAY)


def sleep(put: Put, text: str = TWO, name: str = "sleep") -> Handout:
    return read_handout(put(f"library/{name}/en-GB.md", text))


@pytest.fixture
def folder(put: Put) -> Path:
    """A clinic with all that a clinic can put into a leaflet, and a parent."""
    put("parent/clinic.yaml", "hours: Monday to Friday\n")
    put("parent/styles/tokens.css", ":root { --rule: 1pt; }\n")
    put("clinic/logo.svg", LOGO)
    put("clinic/own.ttf", "regular")
    put("clinic/bold.ttf", "bold")
    put("clinic/templates/slip.html", "<p>slip</p>")
    put("clinic/styles/page.css", "p { color: black }")
    return put("clinic/clinic.yaml", CLINIC + "extends: ../parent\n" + BRAND).parent


def key(put: Put, **changed: Any) -> str:
    given: dict[str, Any] = {
        "kind": "pdf",
        "engine": "engine",
        "handouts": [sleep(put)],
        "clinic": None,
        "edition": Edition(),
        "standings": [DRAFT],
    }
    return leaflet_key(**{**given, **changed})


ASKED: dict[str, Callable[[Put], dict[str, Any]]] = {
    "kind": lambda put: {"kind": "png"},
    "engine": lambda put: {"engine": "another"},
    "text": lambda put: {"handouts": [sleep(put, TWO.replace("Walk.", "Run."))]},
    "name": lambda put: {"handouts": [sleep(put, name="sleep-well")]},
    "pack": lambda put: {"handouts": [sleep(put), sleep(put, name="more")], "standings": [DRAFT, DRAFT]},
    "extract": lambda put: {"handouts": [extract(sleep(put), ["about"])], "is_extract": True},
    "other extract": lambda put: {"handouts": [extract(sleep(put), ["treatment"])], "is_extract": True},
    "whole extract": lambda put: {"is_extract": True},
    "title": lambda put: {"title": "For you"},
    "field": lambda put: {"fields": ("name",)},
    "fields": lambda put: {"fields": ("name", "number")},
    "state": lambda put: {"standings": [Standing(State.EXPIRED)]},
    "approved": lambda put: {"standings": [APPROVED]},
    "approved by": lambda put: {
        "standings": [replace(APPROVED, approval=APPROVAL.model_copy(update={"by": "Dr B. Example"}))]
    },
    "as": lambda put: {"standings": [replace(APPROVED, approval=APPROVAL.model_copy(update={"role": "nurse"}))]},
    "on": lambda put: {
        "standings": [replace(APPROVED, approval=APPROVAL.model_copy(update={"on": datetime.date(2026, 1, 1)}))]
    },
    "until": lambda put: {"standings": [replace(APPROVED, until=datetime.date(2027, 1, 1))]},
    "agreed": lambda put: {"standings": [replace(APPROVED, agreed=Agreed("Dr A. Example", DAY))]},
    "agreed by": lambda put: {"standings": [replace(APPROVED, agreed=Agreed("Dr B. Example", DAY))]},
    "agreed on": lambda put: {"standings": [replace(APPROVED, agreed=Agreed("Dr A. Example", datetime.date.min))]},
    "base": lambda put: {"edition": Edition(base="large-print")},
    "paper": lambda put: {"edition": Edition(paper="A5")},
    "fold": lambda put: {"edition": Edition(fold="booklet")},
    "ink": lambda put: {"edition": Edition(ink="mono")},
    "own_name": lambda put: {"edition": Edition(own_name="reading")},
    "own_size": lambda put: {"edition": Edition(own_size=20.0)},
}


def test_what_is_asked_for_counts_each_by_itself(put: Put) -> None:
    keys = [key(put), *(key(put, **change(put)) for change in ASKED.values())]
    assert len(set(keys)) == 1 + len(ASKED)
    assert key(put) == keys[0]


def test_every_part_of_an_edition_is_tried() -> None:
    assert {one.name for one in fields(Edition)} <= ASKED.keys()


CHANGED: dict[str, tuple[str, str]] = {
    "what it says": ("clinic.yaml", CLINIC.replace("Mill", "Hill") + "extends: ../parent\n" + BRAND),
    "what its parent says": ("../parent/clinic.yaml", "hours: Saturday\n"),
    "its logo": ("logo.svg", LOGO.replace("M0", "M1")),
    "its font": ("own.ttf", "other"),
    "its other font": ("bold.ttf", "other"),
    "a template of its own": ("templates/slip.html", "<p>other</p>"),
    "another template of its own": ("templates/cover.html", "<p>cover</p>"),
    "a style of its own": ("styles/page.css", "p { color: red }"),
    "another style of its own": ("styles/base.css", "p { color: red }"),
    "a style of its parent": ("../parent/styles/tokens.css", ":root { --rule: 2pt; }\n"),
}


@pytest.mark.parametrize("change", CHANGED)
def test_what_a_clinic_puts_into_its_leaflets_counts(put: Put, folder: Path, change: str) -> None:
    before = read_clinic(folder)
    found = key(put, clinic=before), clinic_hash(before), notes_key("engine", before)
    assert found[0] != key(put)
    name, text = CHANGED[change]
    (folder / name).write_text(text, "utf-8")
    after = read_clinic(folder)
    now = key(put, clinic=after), clinic_hash(after), notes_key("engine", after)
    assert not set(found) & set(now)


def test_the_site_counts(put: Put, folder: Path) -> None:
    found = {key(put, clinic=read_clinic(folder, site)) for site in (None, "north")}
    assert len(found) == 2


def test_a_picture_that_leads_out_of_the_folder_is_looked_at_again(put: Put, folder: Path) -> None:
    """It is refused; so no key may lead to a leaflet that was made while it lay inside."""
    before = key(put, clinic=read_clinic(folder))
    outside = put("elsewhere/logo.svg", LOGO)
    (folder / "logo.svg").unlink()
    (folder / "logo.svg").symlink_to(outside)
    assert key(put, clinic=read_clinic(folder)) != before
