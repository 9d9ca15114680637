"""A leaflet in Welsh, as people in Wales get it: read back from the finished PDF, and made by every command."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pypdfium2
import pytest

from handouts.clinic.edition import Edition
from handouts.content.body import plain, runs
from handouts.content.finder import find_handout, find_library
from handouts.content.words import words
from handouts.page.output import make
from handouts.patient.slip import read_slip
from tests.conftest import CLINIC, DRAFTS, Put, Run
from tests.page.pdf import BASES, PAPERS, clinic, fold, open_pdf, pages, read_aloud
from tests.page.test_conformance import conforms
from tests.page.test_fonts import check_fonts

FOOD = "vitamin-b12-and-food"
ENGLISH = words("en-GB")
PATIENT = {"name": "Siân Llŷr Ŵyn", "date_of_birth": "1961-08-06", "number": "943 476 5919", "date": "2026-11-22"}


@cache
def welsh(base: str = "standard", paper: str = "A4", kind: str = "svg", patient: bool = False) -> bytes:
    """The PDF of the Welsh text."""
    handout = find_handout(find_library(), FOOD, "cy", None)
    slip = read_slip(json.dumps(PATIENT), nhs_number=True) if patient else None
    files = make([handout], clinic(kind), Edition(base, paper), slip, "pdf", Path("x.pdf"), is_extract=False)
    return files[0][1]


def languages(data: bytes) -> list[str]:
    """The languages that the tags name, each once."""
    with open_pdf(data) as pdf:
        found = [str(one["/Lang"]) for one in pdf.objects if hasattr(one, "keys") and "/S" in one and "/Lang" in one]
    return sorted(set(found))


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("base", BASES)
def test_it_conforms_and_every_letter_is_true(base: str, paper: str, tmp_path: Path) -> None:
    for kind, patient in (("svg", False), ("svg", True), ("none", False)):
        data = welsh(base, paper, kind, patient)
        assert conforms(data, tmp_path), (kind, patient)
        assert check_fonts(data) == {"Atkinson Hyperlegible", "Handouts Accents"}
        with open_pdf(data) as pdf:
            assert str(pdf.Root.Lang) == "cy"


@pytest.mark.parametrize("base", BASES)
def test_every_word_is_read_aloud(base: str) -> None:
    text = read_aloud(welsh(base))
    handout = find_handout(find_library(), FOOD, "cy", None)
    for part in handout.body:
        for run in runs(part):
            for sentence in re.split(r"(?<=[.?]) ", plain(run)):
                assert fold(sentence) in text, sentence
    for said in (words("cy").now, words("cy").questions, words("cy").sources, "23 Tachwedd 2026", "22 Tachwedd 2028"):
        assert said in text
    assert "methu pasio dŵr" in text
    assert "\N{REPLACEMENT CHARACTER}" not in text


@pytest.mark.parametrize("base", BASES)
def test_a_program_that_copies_the_text_gets_the_letters(base: str) -> None:
    """Whole letters as they are typed and searched for, and no marks beside them."""
    with pypdfium2.PdfDocument(welsh(base, patient=True)) as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    for word in ("dŵr", "Siân Llŷr Ŵyn", "grawnfwydydd", "strôc"):
        assert word in text
    assert not re.search("[\u0300-\u036f]", text)


@pytest.mark.parametrize("kind", ["svg", "none"])
@pytest.mark.parametrize("base", BASES)
def test_no_word_of_the_page_is_english(base: str, kind: str) -> None:
    """Nothing of the English catalogue: neither its sentences nor what is left of them around a value."""
    found = pages(welsh(base, kind=kind))
    text = " ".join(f"{page.text} {page.foot_text}" for page in found)
    entries = [
        *ENGLISH.model_dump(exclude={"language", "date_pattern", "slip"}).values(),
        *ENGLISH.slip.model_dump().values(),
    ]
    pieces = {
        piece.strip(" ,.;:")
        for entry in entries
        if isinstance(entry, str)
        for piece in re.split(r"\{\w+\}", entry)
        if len(piece.strip(" ,.;:")) > 3
    }
    assert len(pieces) > 30
    assert not [piece for piece in pieces if re.search(rf"\b{re.escape(piece)}\b", text)]


def test_it_fills_as_many_pages_as_the_english() -> None:
    for base, count in (("standard", 2), ("large-print", 3)):
        english = find_handout(find_library(), FOOD, "en-GB", None)
        files = make([english], clinic("svg"), Edition(base), None, "pdf", Path("x.pdf"), is_extract=False)
        assert len(pages(welsh(base))) == len(pages(files[0][1])) == count


def test_sources_in_english_are_tagged_as_english() -> None:
    assert languages(welsh()) == ["en-GB"]


def test_no_word_is_cut_at_the_end_of_a_line() -> None:
    with pypdfium2.PdfDocument(welsh()) as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    assert not re.search("[\ufffe\u00ad]", text)


def test_the_commands_make_it(run: Run, put: Put) -> None:
    put("clinic.yaml", f"{CLINIC}{DRAFTS}")
    put("patient.json", json.dumps({"name": "Siân Llŷr"}))
    done = run("render", FOOD, "--language", "cy", "--patient", "patient.json")
    assert (done.code, done.out) == (0, f"{FOOD}-cy.pdf\n")
    assert "Siân Llŷr" in pages(Path(f"{FOOD}-cy.pdf").read_bytes())[0].text

    done = run("render", FOOD, "--language", "cy", "--format", "html")
    assert '<html lang="cy"' in Path(done.out.strip()).read_text("utf-8")

    put("list.csv", "name,language\nSiân Llŷr,cy\nJo Bloggs,\n")
    done = run("batch", "list.csv", "--handout", FOOD, "-o", "run/")
    assert done.code == 0, done.messages
    made = [json.loads(line) for line in Path("run/record.jsonl").read_text("utf-8").splitlines()]
    assert [str(one["languages"]) for one in made] == ["['cy']", "['en-GB']"]
    assert "Siân Llŷr" in pages(next(Path("run").glob("0001-*.pdf")).read_bytes())[0].text


def test_a_clinic_whose_language_is_welsh_gets_it_unasked(run: Run, put: Put) -> None:
    put("clinic.yaml", f"{CLINIC}language: cy\n")
    assert run("render", FOOD).out == f"{FOOD}-cy.pdf\n"
    assert run("render", FOOD, "--language", "en-GB").out == f"{FOOD}-en-GB.pdf\n"
