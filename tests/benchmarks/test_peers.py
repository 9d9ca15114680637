"""What the program is measured beside makes the same leaflet: every word of it, on as many pages."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache
from io import BytesIO
from pathlib import Path

import page as checker
import pikepdf
import pypdfium2
import pytest

from benchmarks import chromium_peer, limit, typst_peer, typst_source, weasyprint_peer
from benchmarks.leaflet import composed, printed, subject
from benchmarks.patients import Patient, patients
from benchmarks.process import Unmeasured
from handouts.content.body import Paragraph, Section, Text, WriteLine
from handouts.page.typeset import typeset

PEOPLE = list(patients(4))
Contestant = AbstractContextManager[Callable[[Patient], bytes]]
NAMES = ("name", "date_of_birth", "number", "given_by", "date", "next_visit", "note")


def words(pdf: bytes) -> Counter[str]:
    """The words of a PDF, each as often as it stands there; the marks of lists are none."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        text = " ".join(one.get_textpage().get_text_range() for one in document)
        return Counter(re.findall(r"[^\s•]+", text)) + Counter({"pages": len(document)})
    finally:
        document.close()


@cache
def own(number: int) -> bytes:
    """The program's leaflet of a patient."""
    return typeset(composed(subject(), PEOPLE[number])).pdf


def typst(scratch: Path) -> Contestant:
    pytest.importorskip("typst", reason="typst is not installed: sh setup.sh bench")
    return typst_peer.contestant(subject(), scratch, PEOPLE)


def weasyprint(scratch: Path) -> Contestant:
    return weasyprint_peer.contestant(subject(), scratch, PEOPLE)


def chromium(scratch: Path) -> Contestant:
    pytest.importorskip("playwright", reason="playwright is not installed: sh setup.sh bench")
    if shutil.which("chromium") is None:
        assert not shutil.which("apt-get"), "Chromium is missing: apt-get install chromium, or run make test."
        pytest.skip("The command chromium is missing: install it with the system's package manager.")
    return chromium_peer.contestant(subject(), scratch, PEOPLE)


@pytest.mark.parametrize("peer", [typst, weasyprint, chromium])
def test_a_peer_says_what_the_program_says_and_nothing_of_the_patient_before(
    peer: Callable[[Path], Contestant], tmp_path: Path
) -> None:
    with peer(tmp_path) as make:
        made = [make(patient) for patient in PEOPLE[:2]]
    for number, pdf in enumerate(made):
        assert words(pdf) == words(own(number))
        with pikepdf.open(BytesIO(pdf)) as document:
            assert "/StructTreeRoot" in document.Root, "it is tagged, as the program's is"


def test_all_seven_fields_are_printed() -> None:
    leaflet = subject()
    for number, patient in enumerate(PEOPLE[:2]):
        fields = printed(leaflet, patient)
        assert {field.name for field in fields} == set(NAMES)
        text = words(own(number))
        assert not Counter(word for field in fields for word in f"{field.label} {field.value}".split()) - text


def test_the_leaflet_of_typst_is_accessible(tmp_path: Path) -> None:
    with typst(tmp_path) as make:
        (tmp_path / "made.pdf").write_bytes(make(PEOPLE[0]))
    result = checker.validate_pdf(str(tmp_path / "made.pdf"), profile=checker.ValidationProfile.PDF_UA_1)
    assert result.is_compliant


def test_no_mark_of_typst_is_read_in_a_text() -> None:
    assert typst_source.text('#x "y" \\ $z$') == '"#x \\"y\\" \\\\ $z$"'


def test_a_part_without_a_form_in_typst_is_refused_and_not_left_out() -> None:
    writer = typst_source.Writer(subject())
    known = Paragraph(1, (Text("Well."),))
    assert "Well." in writer.part(Section("about", 1, (Text("Sleep"),), (known,)))
    with pytest.raises(Unmeasured, match="WriteLine"):
        writer.part(Section("about", 1, (Text("Sleep"),), (known, WriteLine(2))))


def test_what_varies_is_what_the_patients_bring() -> None:
    found = limit.varying([own(number) for number in range(len(PEOPLE))])
    assert found.size == len(own(0))
    assert len(found.raw) == 2, "the slip stands on the first page and on the last one"
    assert all(100 < len(raw) < 20_000 for raw in found.raw)
    assert limit.varying([own(0), own(0)]).raw == ()


def test_the_limit_writes_whole_files_of_that_size_that_only_their_owner_reads(tmp_path: Path) -> None:
    what = limit.Varying((b"0123456789" * 90, b"abcdefghij" * 90), 6, 5_000)
    with limit.contestant(what) as make:
        for number, patient in enumerate(PEOPLE):
            make(patient, tmp_path / f"{number}.pdf")
    files = sorted(tmp_path.iterdir())
    assert [path.name for path in files] == [f"{number}.pdf" for number in range(len(PEOPLE))]
    assert {path.stat().st_size for path in files} == {5_000}
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert len({path.read_bytes() for path in files}) == len(files)
