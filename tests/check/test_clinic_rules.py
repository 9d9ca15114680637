"""What a leaflet says of its clinic: each rule lets a right one pass, and sees what is wrong with another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from handouts.check.clinic_rules import RULES as CLINIC
from handouts.content import words as catalogue
from handouts.page.approve import approve, signed
from handouts.resources import resource
from tests.check.papers import MILL, TODAY, OnPaperOf, faults, on_paper, part
from tests.conftest import HANDOUT

NOTICE = ("Free language help: call 01632 960001.", "Hay ayuda gratuita con el idioma: 01632 960001.")


@pytest.mark.parametrize("name", ["standard", "large-print"])
def test_a_leaflet_as_it_is_has_no_fault(leaflet: OnPaperOf, name: str) -> None:
    made = leaflet(name=name)
    assert [fault for rule in CLINIC for fault in rule.faults(made)] == []


def test_every_rule_of_clinics_is_there() -> None:
    assert [rule.id for rule in CLINIC] == ["S4", "S5", "S11"]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('<p class="phone">{{ clinic.phone }}</p>', "<p>Call us</p>", "01632 960001"),
        ('<p class="phone">{{ clinic.phone }}</p>', "<p>01632 960009</p>", "01632 960001"),
        ("<p>{{ clinic.hours }}</p>", "", "Monday to Friday, 9am to 5pm"),
    ],
)
def test_whom_to_call(leaflet: OnPaperOf, before: str, after: str, words: str) -> None:
    closing = part("closing.html", ("(contact=feedback)", "(contact='us')"))
    files = {"templates/identity.html": part("identity.html", (before, after)), "templates/closing.html": closing}
    (fault,) = faults("S4", leaflet(files=files))
    assert (fault.where, fault.level, fault.words) == ("mill/templates/identity.html", "error", words)


def test_who_it_is_from(leaflet: OnPaperOf) -> None:
    identity = part("identity.html", ("{{ clinic.name if clinic else words.sample_clinic }}", "Us"))
    (fault,) = faults("S4", leaflet(files={"templates/identity.html": identity}))
    assert (fault.level, fault.words) == ("error", "Mill Lane Surgery")


def test_what_a_style_hides(leaflet: OnPaperOf) -> None:
    (fault,) = faults("S4", leaflet(files={"styles/screen.css": "\n.call p { display: none }"}))
    assert (fault.where, fault.line) == ("mill/styles/screen.css", 2)


def test_a_clinic_that_says_no_hours(leaflet: OnPaperOf) -> None:
    (fault,) = faults("S4", leaflet(clinic=MILL.replace("hours: Monday to Friday, 9am to 5pm\n", "")))
    assert (fault.where, fault.line, fault.level) == ("mill/clinic.yaml", 2, "warning")


def test_a_page_that_does_not_say_whether_it_is_checked(here: Path, text: str) -> None:
    foot = part("foot.html", ("{{ state }}", "{{ state if place == 'foot' }}"))
    long = text + "\nSleep well.\n" * 60
    (fault,) = faults("S5", on_paper(here / "mill", long, files={"templates/foot.html": foot}))
    assert (fault.where, fault.level) == ("mill/templates/foot.html", "error")
    assert fault.what.startswith("Page 2 does not say") or fault.what.startswith("Page 1 does not say")
    assert fault.words == "DRAFT. Not checked. Do not give to patients."


def test_a_leaflet_that_does_not_say_when_it_is_checked_next(leaflet: OnPaperOf) -> None:
    closing = part(
        "closing.html", ("{{ words.review.format(date=date(handout.front.review_by)) }} {% endif %}", "{% endif %}")
    )
    (fault,) = faults("S5", leaflet(files={"templates/closing.html": closing}))
    assert (fault.level, fault.words) == ("error", "1 January 2028")


def test_an_approved_leaflet_says_who_checked_it_and_when(here: Path, text: str) -> None:
    made = on_paper(here / "mill", text)
    who = signed("Dr A. Example, consultant neurologist", date(2027, 3, 4), made.text.handout, TODAY)
    approve(made.text.handout, [made.clinic], who)
    made = on_paper(here / "mill", text)
    assert made.composed.state == "Next check by 4 March 2027."
    assert faults("S5", made) == []
    closing = part("closing.html", ("{{ about_state }}", ""))
    found = faults("S5", on_paper(here / "mill", text, files={"templates/closing.html": closing}))
    assert [fault.words for fault in found] == ["Dr A. Example", "3 February 2026"]
    assert {(fault.where, fault.level) for fault in found} == {("mill/templates/closing.html", "error")}


@pytest.fixture
def american(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The catalogue for the United States without its notice, in a folder of the test."""
    folder = tmp_path / "words"
    copytree(resource("content/catalogue"), folder / "content/catalogue")
    file = folder / "content/catalogue/en-US.yaml"
    file.write_text(re.sub(r"(?m)^assistance:\n(  .*\n)+", "", file.read_text("utf-8")), "utf-8")
    monkeypatch.setattr(catalogue, "resource", lambda name: folder / name)
    catalogue.words.cache_clear()
    yield file
    catalogue.words.cache_clear()


@pytest.mark.parametrize(
    ("in_catalogue", "on_page", "missing"),
    [
        (NOTICE, NOTICE, []),
        ((), (), ["en-US"]),
        (NOTICE, NOTICE[:1], [NOTICE[1]]),
        (NOTICE, (), list(NOTICE)),
    ],
)
def test_help_with_the_language(
    american: Path, here: Path, text: str, in_catalogue: tuple[str, ...], on_page: tuple[str, ...], missing: list[str]
) -> None:
    phone = "01632 960001", "{phone}"
    lines = "".join(
        f'\n  {tag}: "{line.replace(*phone)}"' for tag, line in zip(("en", "es"), in_catalogue, strict=False)
    )
    american.write_text(american.read_text("utf-8") + (f"assistance:{lines}\n" if lines else ""), "utf-8")
    closing = "".join(f"<p>{line}</p>" for line in on_page) + part(
        "closing.html", ("{% if words.assistance %}", "{% if false %}")
    )
    handout = text.replace("language: en-GB", "language: en-US")
    made = on_paper(here / "mill", handout, files={"templates/closing.html": closing}, language="en-US")
    found = faults("S11", made)
    assert [fault.words for fault in found] == missing
    assert {fault.level for fault in found} <= {"warning"}


def test_the_notice_that_ships_is_found(here: Path, text: str) -> None:
    handout = text.replace("language: en-GB", "language: en-US")
    assert faults("S11", on_paper(here / "mill", handout, language="en-US")) == []


def test_a_sentence_may_go_on_overleaf(here: Path) -> None:
    for number in range(8, 16):
        filled = HANDOUT.replace("language: en-GB", "language: en-US") + "\nSleep well.\n" * number
        made = on_paper(here / "mill", filled, language="en-US", paper="A5", name="large-print")
        assert faults("S11", made) == []


def test_no_other_country_asks_for_it(leaflet: OnPaperOf) -> None:
    assert faults("S11", leaflet()) == []
