"""Every PDF is PDF/UA-1: accessible by construction, in every edition, on every paper, with and without clinic and patient."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import page
import pytest

from tests.page.pdf import BASES, CLINICS, NAMES, PAPERS, ROOT, leaflet

GOOD = """<html lang="en"><head><title>Title</title></head><body><h1>Title</h1><p>Words</p></body></html>"""
BROKEN = {
    "no language": ('<html lang="en">', "<html>"),
    "no title": ("<title>Title</title>", ""),
    "a heading level that is skipped": ("<p>Words</p>", "<h3>Words</h3>"),
    "a picture without words": (
        "<p>",
        '<p><img src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22/%3E">',
    ),
    "a paragraph inside a list item": ("<p>Words</p>", "<ul><li><p>Words</p><p>more</p></li></ul>"),
}


def is_accessible(data: bytes, folder: Path) -> bool:
    """The gate: whether the validator finds that a PDF conforms to PDF/UA-1."""
    file = folder / "leaflet.pdf"
    file.write_bytes(data)
    return bool(page.validate_pdf(str(file), profile=page.ValidationProfile.PDF_UA_1).is_compliant)


@pytest.mark.parametrize(("name", "base", "paper"), list(product(NAMES, BASES, PAPERS)))
def test_a_leaflet_conforms(name: str, base: str, paper: str, tmp_path: Path) -> None:
    for kind, patient in product(CLINICS, (False, True)):
        if kind == "none" and patient:
            continue  # without a clinic there is a sample, and none for a patient
        data = leaflet(name, base=base, paper=paper, clinic_kind=kind, patient=patient)
        assert is_accessible(data, tmp_path), (kind, patient)


@pytest.mark.parametrize(("base", "patient"), list(product(BASES, (False, True))))
def test_a_pack_conforms(base: str, patient: bool, tmp_path: Path) -> None:
    assert is_accessible(leaflet(*NAMES, base=base, patient=patient), tmp_path)


@pytest.mark.parametrize("fault", ["nothing", *BROKEN])
def test_the_gate_refuses_what_is_broken(fault: str, tmp_path: Path) -> None:
    """The same validator, given documents with one fault each: it would tell if a leaflet had it."""
    import weasyprint

    html = GOOD.replace(*BROKEN[fault]) if fault in BROKEN else GOOD
    assert (html == GOOD) == (fault == "nothing")
    data = weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")
    assert is_accessible(data, tmp_path) == (fault == "nothing")


def test_no_style_sheet_uses_what_the_validator_does_not_see() -> None:
    """Text with `opacity` breaks PDF/UA-1, and this validator does not say so."""
    sheets = [*(ROOT / "styles").glob("*.css"), *(ROOT / "templates").glob("*.html")]
    assert sheets
    for sheet in sheets:
        assert not re.search(r"(?<![-\w])opacity\s*:", sheet.read_text("utf-8")), sheet.name
