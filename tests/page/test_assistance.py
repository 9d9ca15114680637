"""Leaflets of the US say in other languages how to get help, each sentence tagged as the language that it is in."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from handouts.clinic.clinic import Clinic, read_clinic
from handouts.clinic.edition import Edition
from handouts.content.finder import find_handout, find_library
from handouts.content.words import words
from handouts.page.fonts import missing_letters
from handouts.page.output import make
from tests.conftest import CLINIC
from tests.page.own_fonts import FAMILY, font
from tests.page.pdf import RIVERSIDE, open_pdf, read_aloud
from tests.page.test_conformance import conforms

US = sorted(name for name, files in find_library().files.items() if "en-US" in files)
SENTENCES = words("en-US").assistance


def us_leaflet(name: str, owner: Clinic | None, base: str = "standard") -> bytes:
    """The PDF of a US text on Letter."""
    chosen = find_handout(find_library(), name, "en-US", None)
    files = make([chosen], owner, Edition(base, "Letter"), None, "pdf", Path("x.pdf"), is_extract=False)
    return files[0][1]


def languages(element: pikepdf.Dictionary) -> list[str]:
    """The languages of the tags, in the order in which they are read."""
    kids = element.get("/K", [])
    found = [str(element["/Lang"])] if "/Lang" in element else []
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary):
            found += languages(kid)
    return found


def test_english_and_spanish_come_first() -> None:
    assert list(SENTENCES)[:2] == ["en", "es"]
    assert not missing_letters("".join(SENTENCES.values()))


@pytest.mark.parametrize("base", ["standard", "large-print"])
@pytest.mark.parametrize("name", US)
def test_every_sentence_is_printed_with_the_telephone_number(name: str, base: str, tmp_path: Path) -> None:
    data = us_leaflet(name, read_clinic(RIVERSIDE), base)
    text = read_aloud(data)
    for sentence in SENTENCES.values():
        assert sentence.format(phone="01632 960001") in text
    with open_pdf(data) as pdf:
        assert str(pdf.Root.Lang) == "en-US"
        assert languages(pdf.Root.StructTreeRoot) == list(SENTENCES)
    assert conforms(data, tmp_path)


def test_a_sample_leaves_room_for_the_number() -> None:
    text = read_aloud(us_leaflet(US[0], None))
    assert all(sentence.partition("{phone}")[0].strip() in text for sentence in SENTENCES.values())
    assert "{phone}" not in text


def test_a_clinic_s_own_letters_need_not_have_all_these_languages(tmp_path: Path) -> None:
    """Its Latin letters do for its own words; the sentences are set in a bundled family."""
    for weight, style in ((400, "regular"), (700, "bold")):
        (tmp_path / f"{style}.ttf").write_bytes(font(weight))
    files = "".join(
        f"        - path: {style}.ttf\n          weight: {weight}\n"
        for weight, style in ((400, "regular"), (700, "bold"))
    )
    (tmp_path / "clinic.yaml").write_text(
        f"{CLINIC}brand:\n  typography:\n    fonts:\n    - family: {FAMILY}\n      source: file\n      files:\n{files}"
        f"    base: {FAMILY}\n",
        "utf-8",
    )
    text = read_aloud(us_leaflet(US[0], read_clinic(tmp_path)))
    assert "ВНИМАНИЕ" in text
