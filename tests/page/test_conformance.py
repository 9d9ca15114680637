"""Every PDF is PDF/UA-1 and PDF/A-3a in one, in every edition, on every paper, with and without clinic and patient."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from itertools import product
from pathlib import Path

import page
import pikepdf
import pytest

from tests.page.pdf import BASES, CLINICS, NAMES, PAPERS, ROOT, leaflet, open_pdf

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


BOTH = (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1)
FORBIDDEN = {
    "a picture that is smoothed": (b"/Interpolate false", b"/Interpolate true "),
    "a link that is not printed": (b"/F 4", b"/F 0"),
    "no part of PDF/A": (b'pdfaid:part="3"', b'pdfaid:mart="3"'),
    "no level of PDF/A": (b'conformance="A"', b'conformance="Z"'),
    "no sRGB": (b"/OutputIntents", b"/OutputIndents"),
}


def is_accessible(data: bytes, folder: Path) -> bool:
    """The gate: whether the validator finds that a PDF conforms to PDF/UA-1."""
    return conforms(data, folder, BOTH[1:])


def conforms(data: bytes, folder: Path, profiles: Sequence[page.ValidationProfile] = BOTH) -> bool:
    """Whether the validator finds that a PDF conforms to each of these."""
    file = folder / "leaflet.pdf"
    file.write_bytes(data)
    return all(page.validate_pdf(str(file), profile=profile).is_compliant for profile in profiles)


@pytest.mark.parametrize(("name", "base", "paper"), list(product(NAMES, BASES, PAPERS)))
def test_a_leaflet_conforms(name: str, base: str, paper: str, tmp_path: Path) -> None:
    for kind, patient in product(CLINICS, (False, True)):
        if kind == "none" and patient:
            continue  # without a clinic there is a sample, and none for a patient
        data = leaflet(name, base=base, paper=paper, clinic_kind=kind, patient=patient)
        assert conforms(data, tmp_path), (kind, patient)


@pytest.mark.parametrize(("base", "patient"), list(product(BASES, (False, True))))
def test_a_pack_conforms(base: str, patient: bool, tmp_path: Path) -> None:
    assert conforms(leaflet(*NAMES, base=base, patient=patient), tmp_path)


@pytest.mark.parametrize("fault", ["nothing", *BROKEN])
def test_the_gate_refuses_what_is_broken(fault: str, tmp_path: Path) -> None:
    """The same validator, given documents with one fault each: it would tell if a leaflet had it."""
    import weasyprint

    html = GOOD.replace(*BROKEN[fault]) if fault in BROKEN else GOOD
    assert (html == GOOD) == (fault == "nothing")
    data = weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")
    assert is_accessible(data, tmp_path) == (fault == "nothing")


@pytest.mark.parametrize("fault", ["nothing", *FORBIDDEN])
def test_the_gate_refuses_what_an_archive_forbids(fault: str, tmp_path: Path) -> None:
    with open_pdf(leaflet(NAMES[0], clinic_kind="png")) as pdf:
        stream = BytesIO()
        options = {"object_stream_mode": pikepdf.ObjectStreamMode.disable, "compress_streams": False}
        pdf.save(stream, stream_decode_level=pikepdf.StreamDecodeLevel.generalized, **options)
    data = stream.getvalue()
    if fault in FORBIDDEN:
        before, after = FORBIDDEN[fault]
        assert before in data
        data = data.replace(before, after)
    assert conforms(data, tmp_path) == (fault == "nothing")


def test_no_style_sheet_uses_what_the_validator_does_not_see() -> None:
    """Text with `opacity` breaks PDF/UA-1, and this validator does not say so."""
    sheets = [*(ROOT / "styles").glob("*.css"), *(ROOT / "templates").glob("*.html")]
    assert sheets
    for sheet in sheets:
        assert not re.search(r"(?<![-\w])opacity\s*:", sheet.read_text("utf-8")), sheet.name
