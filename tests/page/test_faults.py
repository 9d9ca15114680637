"""No page that ships looks wrong, as far as a program can measure it; and the measure sees what would."""

from __future__ import annotations

from itertools import product

import pytest

from handouts.page.typeset import typeset
from tests.page.faults import faults
from tests.page.pdf import BASES, CLINICS, NAMES, leaflet
from tests.page.test_strict import composed


@pytest.mark.parametrize(("name", "base", "paper"), list(product(NAMES, BASES, ("A4", "Letter", "A5"))))
def test_no_page_looks_wrong(name: str, base: str, paper: str) -> None:
    assert faults(leaflet(name, base=base, paper=paper, patient=True)) == []


@pytest.mark.parametrize("kind", CLINICS)
def test_no_clinic_looks_wrong(kind: str) -> None:
    assert faults(leaflet("vitamin-b12-and-food", clinic_kind=kind)) == []


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<p>first</p><p style='margin-top: -10pt; margin-left: 6pt'>second</p>", "over `"),
        ("<p style='margin-left: -14mm'>first</p>", "outside the paper: `f"),
        ("<p style='margin-left: -14mm; width: 3mm; height: 3mm; background: #333333'></p>", "drawn outside the paper"),
        ("<p style='color: #999999'>first</p>", "faint: `first`"),
        ("<p style='color: #cc3333; background: #00aa44'>first</p>", "faint: `first`"),
        ("<p>first</p><hr style='margin-top: -6pt'>", "over a line or a picture: `first`"),
    ],
)
def test_the_measure_sees_what_would_look_wrong(body: str, found: str) -> None:
    told = faults(typeset(composed(body)).pdf)
    assert any(found in fault for fault in told), told


def test_the_measure_lets_a_right_page_be() -> None:
    body = "<p>first</p><p style='background: #9f1d20; color: #ffffff'>second</p><hr><p>fifth</p>"
    assert faults(typeset(composed(body)).pdf) == []
