"""A clinic without a mistake becomes values, and its words can be read in whatever colour it brings."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.clinic.brand import PRIMARY
from handouts.clinic.clinic import SLIP_FIELDS, find_clinic, read_clinic
from handouts.clinic.edition import edition
from handouts.errors import Refused
from tests.conftest import Put

ROOT = Path(__file__).parent.parent.parent


def test_the_example(here: Path) -> None:
    clinic = read_clinic(ROOT / "examples" / "riverside")
    assert clinic.file.name == "Riverside Neurology Clinic"
    assert clinic.file.address == ("1 Mill Lane", "Exampleton EX1 2AB")
    assert clinic.file.urgent
    assert (clinic.file.urgent.phone, clinic.file.slip.number) == ("01632 960002", "nhs")
    assert clinic.folder == ROOT / "examples" / "riverside"


def test_what_is_left_out(put: Put, clinic: str) -> None:
    file = read_clinic(put("clinic.yaml", clinic)).file
    assert (file.name, file.phone) == ("Mill Lane Surgery", "01632 960001")
    assert (file.language, file.urgent, file.brand.logo, file.brand.color.primary) == (None, None, None, PRIMARY)
    assert file.slip.fields == SLIP_FIELDS
    assert (file.policy.unapproved, file.policy.expired) == ("refuse", "refuse")


@pytest.mark.parametrize(
    ("color", "primary"),
    [
        ('"#0b5c6b"', "#0b5c6b"),
        ("teal", "#008080"),
        ("rgb(11 92 107)", "#0b5c6b"),
        ('{primary: "#fff"}', "#ffffff"),
        ('{primary: mill, palette: {mill: "#0b5c6b"}}', "#0b5c6b"),
        ('{primary: red, palette: {red: "#0b5c6b"}}', "#0b5c6b"),
        ('{palette: {mill: "#123456"}}', PRIMARY),
        ("hsl(none 10% 10%)", "#1c1717"),
    ],
)
def test_brand_colours(put: Put, clinic: str, color: str, primary: str) -> None:
    path = put("clinic.yaml", f"{clinic}brand:\n  color: {color}\n")
    assert read_clinic(path).file.brand.color.primary == primary


def test_find_clinic(put: Put, clinic: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_clinic(None) is None
    upwards = put("a/clinic.yaml", clinic).parent
    named = put("b/clinic.yaml", clinic).parent
    given_ = put("c/clinic.yaml", clinic).parent
    monkeypatch.chdir(put("a/d/e/x", "").parent)

    def folder(given: Path | None) -> Path:
        found = find_clinic(given)
        assert found
        return found.folder

    assert folder(None) == upwards
    monkeypatch.setenv("HANDOUTS_CLINIC", str(named))
    assert folder(None) == named
    assert folder(given_) == folder(given_ / "clinic.yaml") == given_
    monkeypatch.setenv("HANDOUTS_CLINIC", "")
    assert folder(None) == upwards


def test_a_named_clinic_that_is_none_is_no_sample(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDOUTS_CLINIC", str(here / "nowhere"))
    with pytest.raises(Refused, match="There is no clinic here"):
        find_clinic(None)


def test_where_values_stand(put: Put, clinic: str) -> None:
    file = put("clinic.yaml", f"# Ours\n{clinic}brand:\n  logo:\n    path: a.svg\n")
    found = read_clinic(file)
    origins = [found.origin("name"), found.origin("brand", "logo", "path"), found.origin("brand", "logo", "alt")]
    assert [origin.line for origin in origins] == [2, 6, 5]
    assert {(origin.where, origin.folder) for origin in origins} == {("clinic.yaml", file.parent)}
    assert [source.name for source in found.sources] == ["clinic.yaml"]
    assert found.folders == (found.folder,) == (file.parent,)


@pytest.mark.parametrize(("paper", "found"), [("A4", "A4"), ("a4", "A4"), ("letter", "Letter")])
def test_editions(paper: str, found: str) -> None:
    assert edition("standard", paper).paper == found
    assert not edition("standard", paper).large
    assert edition("large-print", paper).large


def test_a_logo_may_be_its_path_alone(put: Put) -> None:
    clinic = read_clinic(put("clinic.yaml", "name: A\nphone: 01632 960001\nbrand:\n  logo: logo.svg\n"))
    assert clinic.file.brand.logo is not None
    assert clinic.file.brand.logo.path == "logo.svg"
    assert clinic.origin("brand", "logo", "path").line == 4
