"""Any PDF is looked at: a leaflet of this program is right, those of others are told what they lack."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from io import BytesIO
from itertools import product
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from handouts.check.pdf import MAX_BYTES, RULES, pdf_findings
from handouts.errors import ExitCode, Refused
from tests.conftest import Put
from tests.page.pdf import BASES, NAMES, leaflet

FOOD = "vitamin-b12-and-food"
Change = Callable[[pikepdf.Pdf], None]


def found(path: Path) -> list[tuple[str, str]]:
    return [(finding.rule.id, finding.fault.level) for finding in pdf_findings(path)]


def changed(change: Change) -> bytes:
    """A leaflet with a change."""
    with pikepdf.open(BytesIO(leaflet(FOOD))) as document:
        change(document)
        stream = BytesIO()
        document.save(stream)
        return stream.getvalue()


@pytest.mark.parametrize(("name", "base"), list(product(NAMES, BASES)))
def test_a_leaflet_of_this_program_has_no_fault(put: Put, name: str, base: str) -> None:
    assert found(put("x.pdf", leaflet(name, base=base, patient=True))) == []
    assert found(put("x.pdf", leaflet(name, base=base, clinic_kind="none"))) == []


def test_every_rule_says_what_it_asks() -> None:
    assert [rule.id for rule in RULES] == [f"D{number}" for number in range(1, 9)]
    assert all(rule.asks and rule.threshold and rule.source for rule in RULES)


def no_title(document: pikepdf.Pdf) -> None:
    del document.docinfo["/Title"]
    del document.Root.Metadata


def file_name(document: pikepdf.Pdf) -> None:
    del document.Root.Metadata
    document.docinfo["/Title"] = pikepdf.String("Microsoft Word - Smith 1961.docx")


def hidden_title(document: pikepdf.Pdf) -> None:
    del document.Root.ViewerPreferences


def no_language(document: pikepdf.Pdf) -> None:
    del document.Root.Lang


def odd_language(document: pikepdf.Pdf) -> None:
    document.Root.Lang = pikepdf.String("English")


def no_tags(document: pikepdf.Pdf) -> None:
    del document.Root.StructTreeRoot


def not_marked(document: pikepdf.Pdf) -> None:
    del document.Root.MarkInfo


def no_fonts(document: pikepdf.Pdf) -> None:
    for font in document.pages[0].Resources.Font.values():
        del font.DescendantFonts[0].FontDescriptor.FontFile2


def odd_paper(document: pikepdf.Pdf) -> None:
    document.pages[0].MediaBox = pikepdf.Array([0, 0, 700, 700])


def box(document: pikepdf.Pdf) -> None:
    drawn = list(pikepdf.parse_content_stream(document.pages[0]))
    shown = next(one for one in drawn if str(one.operator) == "TJ")
    shown.operands[0][0] = pikepdf.String(b"\0\0")
    document.pages[0].Contents = document.make_stream(pikepdf.unparse_content_stream(drawn))


def patient(document: pikepdf.Pdf) -> None:
    document.docinfo["/Keywords"] = pikepdf.String("Smith 943 476 5919")


def author(document: pikepdf.Pdf) -> None:
    document.docinfo["/Keywords"] = pikepdf.String("J. Smith")


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        (no_title, [("D1", "error")]),
        (file_name, [("D1", "warning"), ("D8", "warning")]),
        (hidden_title, [("D1", "warning")]),
        (no_language, [("D2", "error")]),
        (odd_language, [("D2", "error")]),
        (no_tags, [("D3", "error")]),
        (not_marked, [("D3", "error")]),
        (no_fonts, [("D4", "error")] * 2),
        (odd_paper, [("D6", "warning")]),
        (box, [("D7", "error")]),
        (patient, [("D8", "error")]),
        (author, [("D8", "warning")]),
    ],
)
def test_what_a_file_lacks(put: Put, change: Change, rules: list[tuple[str, str]]) -> None:
    path = put("x.pdf", changed(change))
    assert found(path) == rules
    for finding in pdf_findings(path):
        fault = finding.fault
        assert (fault.where, fault.line) == ("x.pdf", 0)
        assert fault.what and fault.remedy
        assert "Smith" not in f"{fault.words} {fault.what}", "it may be a patient"


def test_a_scan_has_no_text(put: Put) -> None:
    picture = Image.new("RGB", (1240, 1754), "white")
    ImageDraw.Draw(picture).text((100, 100), "Words that were scanned")
    stream = BytesIO()
    picture.save(stream, "PDF", resolution=150, title="Sleep")
    told = {finding.rule.id: finding.fault for finding in pdf_findings(put("scan.pdf", stream.getvalue()))}
    assert set(told) == {"D1", "D2", "D3", "D5", "D8"}
    assert told["D5"].what.startswith("Page 1 is a picture without text")


def test_a_blank_page_is_no_picture(put: Put) -> None:
    def blank(document: pikepdf.Pdf) -> None:
        document.add_blank_page(page_size=(595, 842))

    assert found(put("x.pdf", changed(blank))) == []


def locked(data: bytes) -> bytes:
    with pikepdf.open(BytesIO(data)) as document:
        stream = BytesIO()
        document.save(stream, encryption=pikepdf.Encryption(owner="a", user="b"))
        return stream.getvalue()


def pages(number: int) -> bytes:
    document = pikepdf.new()
    for _ in range(number):
        document.add_blank_page()
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"hello", "x.pdf: This is no PDF. Name a file that ends in .pdf."),
        (
            b"%PDF-1.7\n" + b"x" * 2000,
            "x.pdf: The file is damaged or cut off. Export it again from the program that made it.",
        ),
        (leaflet(FOOD)[:9000], "x.pdf: The file is damaged or cut off. Export it again from the program that made it."),
        (locked(leaflet(FOOD)), "x.pdf: The file is locked with a password. Save a copy without one."),
        (pages(501), "x.pdf: The file has 501 pages; between 1 and 500 can be checked. Name another file."),
    ],
    ids=["text", "junk", "cut", "locked", "long"],
)
def test_a_file_that_cannot_be_looked_at(put: Put, data: bytes, message: str) -> None:
    with pytest.raises(Refused) as caught:
        pdf_findings(put("x.pdf", data))
    assert str(caught.value) == message
    assert caught.value.exit_code == ExitCode.REFUSED


def test_a_file_that_is_not_there_or_too_large(here: Path) -> None:
    with pytest.raises(Refused, match="There is no such file"):
        pdf_findings(here / "x.pdf")
    with (here / "x.pdf").open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    with pytest.raises(Refused, match="larger than 50 MB"):
        pdf_findings(here / "x.pdf")


def test_a_file_that_unpacks_without_end_is_refused(put: Put) -> None:
    """Eighty megabytes of spaces, in eighty kilobytes."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 2**24) for _ in range(5)) + packer.flush()
    with pikepdf.new() as document:
        document.add_blank_page()
        stream = pikepdf.Stream(document, b"")
        stream.write(packed, filter=pikepdf.Name.FlateDecode)
        document.pages[0].Contents = document.make_indirect(stream)
        target = BytesIO()
        document.save(target)
    with pytest.raises(Refused, match="too long or too much memory"):
        pdf_findings(put("x.pdf", target.getvalue()))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 10**6), junk=st.binary(min_size=1, max_size=300))
def test_a_damaged_file_is_looked_at_or_refused(put: Put, at: int, junk: bytes) -> None:
    data = leaflet(FOOD)
    place = at % len(data)
    path = put("x.pdf", data[:place] + junk + data[place + len(junk) :])
    try:
        told = pdf_findings(path)
    except Refused as refused:
        assert all(re.match(r"The file|This is", problem.what) for problem in refused.problems)
    else:
        assert all(finding.fault.what for finding in told)
