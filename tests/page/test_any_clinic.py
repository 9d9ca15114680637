"""Whatever a clinic brings, its leaflet is right in every measured way, or refused with a message; never ugly silently."""

from __future__ import annotations

import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from ruamel.yaml import YAML

from handouts.clinic.clinic import read_clinic
from handouts.clinic.edition import INKS, PAPERS, edition
from handouts.errors import HandoutsError
from handouts.page.output import make
from tests.page.faults import faults
from tests.page.pdf import handout
from tests.page.test_conformance import conforms

COLOURS = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)
LETTERS = "aeioulnrstäßçéøŵžĞ Łő-'&.,/()0123456789ЖΩ"
WORDS = st.text(LETTERS, min_size=1, max_size=14).map(str.strip).filter(bool)
LINES = st.lists(WORDS, min_size=1, max_size=9).map(" ".join)
PHONES = st.from_regex(r"01632 9600[0-9]{2}( ext [0-9]{1,4})?", fullmatch=True)
RATIOS = st.sampled_from([1 / 8, 1 / 3, 1, 2, 5, 8])


def logos() -> st.SearchStrategy[bytes]:
    """Drawings of any shape between 1:8 and 8:1, light or dark, on a ground or on none."""
    return st.builds(_logo, RATIOS, st.integers(40, 1500), COLOURS, st.booleans())


def _logo(ratio: float, side: int, colour: str, is_transparent: bool) -> bytes:
    size = (side, max(1, round(side / ratio))) if ratio >= 1 else (max(1, round(side * ratio)), side)
    picture = Image.new("RGBA", size, (0, 0, 0, 0) if is_transparent else "#ffffff")
    ImageDraw.Draw(picture).ellipse((0, 0, size[0] - 1, size[1] - 1), fill=colour)
    stream = BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()


def optional(**values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A map with any of these keys."""
    return st.fixed_dictionaries({}, optional=values)


FAMILIES = st.sampled_from(["Atkinson Hyperlegible", "Noto Sans"])
BRANDS = optional(
    color=optional(**dict.fromkeys(("primary", "secondary", "foreground", "background", "danger"), COLOURS)),
    typography=optional(base=FAMILIES, headings=optional(family=FAMILIES, weight=st.sampled_from(["normal", "bold"]))),
)
POINTS = st.integers(12, 26).map("{} pt".format)
CLINICS = st.fixed_dictionaries(
    {
        "name": LINES,
        "phone": PHONES,
        "editions": st.fixed_dictionaries({"own": st.fixed_dictionaries({"size": POINTS})}),
    },
    optional={
        "address": st.lists(LINES, max_size=4),
        "hours": LINES,
        "email": st.just("a.rather.long.name@riverside-neurology-clinic.example"),
        "website": st.sampled_from(["https://example.org", f"https://{'long-name-' * 5}clinic.example/patients"]),
        "qr": st.just("https://riverside-clinic.example/b12-and-ms"),
        "feedback": LINES,
        "urgent": st.fixed_dictionaries({"phone": PHONES}, optional={"hours": LINES}),
        "slip": optional(labels=st.dictionaries(st.sampled_from(["name", "number", "next_visit"]), LINES, max_size=2)),
        "brand": BRANDS,
    },
)
EDITIONS = st.tuples(
    st.sampled_from(["standard", "large-print", "own"]), st.sampled_from(PAPERS), st.sampled_from(INKS)
)
SIZES = st.sampled_from(["small", "medium", "large"])


def outcome(clinic: dict[str, Any], logo: bytes | None, chosen: tuple[str, str, str], size: str) -> str:
    """What came of a clinic in an edition, on a paper, in an ink: `made`, or why it was refused."""
    with tempfile.TemporaryDirectory() as folder:
        return checked(Path(folder), clinic, logo, *chosen, size)


def checked(
    folder: Path, clinic: dict[str, Any], logo: bytes | None, name: str, paper: str, ink: str, size: str
) -> str:
    if logo:
        (folder / "logo.png").write_bytes(logo)
        clinic = {**clinic, "brand": {**clinic.get("brand", {}), "logo": {"path": "logo.png", "size": size}}}
    with (folder / "clinic.yaml").open("w", encoding="utf-8") as stream:
        YAML().dump(clinic, stream)
    try:
        owner = read_clinic(folder)
        files = make(
            [handout("vitamin-b12-and-food")],
            owner,
            edition(name, paper, ink=ink, own=owner.file.editions),
            None,
            "pdf",
            Path("leaflet.pdf"),
            is_extract=False,
        )
    except HandoutsError as error:
        assert all(problem.what and problem.remedy for problem in error.problems)
        return " ".join(problem.what for problem in error.problems)
    pdf = files[0][1]
    assert faults(pdf) == []
    assert conforms(pdf, folder)
    return "made"


ANY = st.tuples(CLINICS, st.none() | logos(), EDITIONS, SIZES)
FIND = settings(
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a smaller clinic takes minutes to find, and says no more
    suppress_health_check=[HealthCheck.too_slow],
)


@settings(FIND, max_examples=40, derandomize=True, database=None)
@given(ANY)
def test_any_clinic_is_right_or_refused(clinic: tuple[Any, ...]) -> None:
    assert outcome(*clinic)


@pytest.mark.long
@settings(FIND, max_examples=600)
@given(ANY)
def test_clinics_that_nobody_has_thought_of_yet_are_right_or_refused(clinic: tuple[Any, ...]) -> None:
    assert outcome(*clinic)


@pytest.mark.parametrize("paper", PAPERS)
def test_a_clinic_that_says_little_is_made(paper: str) -> None:
    assert outcome({"name": "A", "phone": "01632 960001"}, None, ("standard", paper, "color"), "medium") == "made"
