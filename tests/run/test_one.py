"""One patient's leaflet by itself is, byte for byte, the one that a run makes of the same row."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from handouts.clinic.approval import DRAFT
from handouts.clinic.edition import Edition
from handouts.content.finder import find_handout, find_library
from handouts.patient.kind import Kind
from handouts.patient.make import Subject, make_master
from handouts.patient.master_file import master_bytes, read_master
from tests.conftest import Put, Run
from tests.page.pdf import clinic
from tests.run.runs import ROOT, as_csv, command

HEADER = ["name", "date_of_birth", "number", "date", "given_by", "next_visit", "note"]
ROWS = {
    "usual": [
        "Agnieszka Wójcik",
        "1961-09-23",
        "RIV 0001",
        "2026-09-23",
        "Sister Joy Example",
        "3 May, 10:40",
        "Come soon.",
    ],
    "long": [
        "María Fernanda Rodríguez Gómez",
        "1961-09-23",
        "RIV-2026-0000000001",
        "",
        "Dr Bartholomew Featherstone",
        "",
        "",
    ],
    "a note of many lines": [
        "Ann Other",
        "",
        "",
        "",
        "",
        "",
        "Please bring your blood form and ask for the nurse. " * 5,
    ],
    "other letters": ["Ελένη Ŵyn", "", "", "", "", "", ""],
    "a name alone": ["Ng", "", "", "", "", "", ""],
}


@pytest.mark.parametrize("edition", ["standard", "large-print"])
def test_a_patients_leaflet_is_that_of_a_run(edition: str, either_here: Path, put: Put, run: Run) -> None:
    put("list.csv", as_csv([HEADER, *ROWS.values()]))
    done = command("batch", "list.csv", "--handout", "sleep", "-o", "out", "--edition", edition, cwd=either_here)
    assert done.code == 0, done
    for number, values in enumerate(ROWS.values(), 1):
        put("patient.json", json.dumps(dict(zip(HEADER, values, strict=True))))
        asked = ["render", "sleep", "--patient", "patient.json", "--edition", edition, "-o", "one.pdf", "--force"]
        assert run(*asked).code == 0
        made = either_here / "out" / f"{number:04}-sleep-en-GB.pdf"
        assert (either_here / "one.pdf").read_bytes() == made.read_bytes(), list(ROWS)[number - 1]


def test_who_else_is_in_the_run_changes_no_byte(clinic_here: Path, put: Put) -> None:
    rows = list(ROWS.values())
    put("all.csv", as_csv([HEADER, *rows]))
    assert command("batch", "all.csv", "--handout", "sleep", "-o", "all", cwd=clinic_here).code == 0
    for number, row in enumerate(rows, 1):
        put("alone.csv", as_csv([HEADER, row]))
        assert command("batch", "alone.csv", "--handout", "sleep", "-o", f"{number}", cwd=clinic_here).code == 0
        alone = clinic_here / f"{number}" / "0001-sleep-en-GB.pdf"
        assert alone.read_bytes() == (clinic_here / "all" / f"{number:04}-sleep-en-GB.pdf").read_bytes()


def test_a_master_is_kept_as_it_is() -> None:
    handout = find_handout(find_library(), "vitamin-b12-and-food", "en-GB", None)
    subject = Subject((handout,), (DRAFT,), clinic("svg"), Edition())
    master = make_master(subject, Kind(("name", "note"), (False, False)))
    assert master
    assert read_master(master_bytes(master)) == master


def test_a_clinic_with_style_sheets_of_its_own_is_filled_in_too(clinic_here: Path, put: Put) -> None:
    put("styles/parts.css", (ROOT / "styles/parts.css").read_text("utf-8") + ".value { color: #111 }")
    put("list.csv", as_csv([HEADER, ROWS["usual"], ["Ann Other", *ROWS["usual"][1:]]]))
    done = command("batch", "list.csv", "--handout", "sleep", "-o", "out", cwd=clinic_here)
    assert done.code == 0, done
    first, second = ((clinic_here / "out" / f"{row:04}-sleep-en-GB.pdf").read_bytes() for row in (1, 2))
    same = next(place for place, (one, other) in enumerate(zip(first, second, strict=False)) if one != other)
    assert same > 10_000  # they have one master
