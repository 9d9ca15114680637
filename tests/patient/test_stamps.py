"""A leaflet that is stamped is the typeset one: to the pixel, in its text, in its tags."""

from __future__ import annotations

import datetime
import string
from functools import cache, partial
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.check.reading import read_tags
from handouts.clinic.approval import DRAFT
from handouts.clinic.clinic import SLIP_FIELDS, Clinic, read_clinic
from handouts.clinic.edition import Edition
from handouts.content.finder import find_handout, find_library
from handouts.content.words import words
from handouts.errors import Refused
from handouts.page.slip import Slip, texts
from handouts.patient.kind import Kind, kind_of
from handouts.patient.make import Subject, make_master, typeset_in_full
from handouts.patient.master import Master
from handouts.patient.stamp import other_kind, stamp
from tests.page.pdf import RIVERSIDE, ROOT, clinic
from tests.page.test_conformance import conforms

EDITIONS = [Edition(), Edition(paper="Letter"), Edition(paper="A5"), Edition("large-print"), Edition(ink="mono")]
LETTERS = {
    "latin": string.ascii_letters + "áéíóúÁÉÍÓÚàèçñöüßøåæœłąężźćśńőűčšžřěůđğışțșāēīūķļņ",
    "greek": "αβγδεζηθικλμνξοπρστυφχψωΑΒΓΔΕΛΜΝάέήίόύώς",
    "cyrillic": "абвгдежзийклмнопрстуфхцчшщыьэюяАБВГДЖЗИКЛМНПРСТїієґЇІЄ",
    "vietnamese": "ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
    "welsh": "ŵŷẁẃẅỳâêîôûäëïöüŴŶ",
}
"""Letters of the scripts that the bundled fonts cover."""
SIGNS = "-'’.,"


_MASTERS: dict[tuple[int, Kind], Master | None] = {}


@cache
def subject(name: str, tag: str, edition: Edition) -> Subject:
    return subject_of(clinic("svg"), name, tag, edition)


def subject_of(whose: Clinic | None, name: str, tag: str, edition: Edition) -> Subject:
    handouts = tuple(find_handout(find_library(), one, tag, None) for one in name.split("+"))
    return Subject(handouts, (DRAFT,) * len(handouts), whose, edition)


def master(what: Subject, kind: Kind) -> Master | None:
    key = id(what), kind
    if key not in _MASTERS:
        _MASTERS[key] = make_master(what, kind)
    return _MASTERS[key]


def stamped(what: Subject, slip: Slip) -> bytes | None:
    """The stamped leaflet of a slip, if it can be stamped."""
    values = texts(slip, words(what.handouts[0].language))
    kind = kind_of(values, what.edition)
    for _ in range(2):
        found = master(what, kind)
        end = found and stamp(found, values)
        if found is None or end:
            return found and end and found.common + end
        other = other_kind(kind, found, values)
        if other is None:
            return None
        kind = other
    return None


def pictures(pdf: bytes) -> list[tuple[bytes, str]]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [
            (page.render(scale=150 / 72).to_pil().tobytes(), page.get_textpage().get_text_range()) for page in document
        ]
    finally:
        document.close()


def assert_same(what: Subject, slip: Slip, folder: Path | None = None) -> bool:
    """A slip's leaflet is the same both ways; whether it could be stamped."""
    pdf = stamped(what, slip)
    if pdf is None:
        return False
    full = typeset_in_full(what, slip)
    assert pictures(pdf) == pictures(full)
    assert read_tags(pdf) == read_tags(full)
    if folder:
        assert conforms(pdf, folder)
        assert conforms(full, folder)
    return True


@st.composite
def names(draw: st.DrawFn) -> str:
    letters = LETTERS[draw(st.sampled_from(list(LETTERS)))]
    word = partial(st.text, letters, min_size=1)
    found = draw(st.lists(word(max_size=9), min_size=1, max_size=4))
    return draw(st.sampled_from([" ", " ", "-", "’"])).join(found)


@st.composite
def slips(draw: st.DrawFn) -> Slip:
    sentence = st.lists(st.text(string.ascii_lowercase + "é", min_size=1, max_size=11), min_size=1, max_size=30)
    plain = st.text(string.ascii_letters + string.digits + " " + SIGNS, min_size=1, max_size=24)
    trimmed = plain.map(lambda text: " ".join(text.split())).filter(bool)
    day = st.dates(datetime.date(1910, 1, 1), datetime.date(2030, 12, 31))
    return Slip(
        name=draw(st.none() | names()),
        date_of_birth=draw(st.none() | day),
        number=draw(st.none() | st.from_regex(r"[0-9]{3} [0-9]{3} [0-9]{4}|[A-Z]{2}[0-9]{4,14}", fullmatch=True)),
        date=draw(st.none() | day),
        given_by=draw(st.none() | names()),
        next_visit=draw(st.none() | trimmed),
        note=draw(st.none() | trimmed | sentence.map(" ".join) | sentence.map(lambda found: ", ".join(found) + ".")),
    )


USUAL = Slip(
    "Agnieszka Wójcik",
    datetime.date(1961, 9, 23),
    "999 000 0018",
    datetime.date(2026, 9, 23),
    "Sister Joy Example",
    "3 December 2026, 10:40",
    "Please bring your blood form to the next visit.",
)
LONG = Slip(
    "María Fernanda Rodríguez Gómez",
    datetime.date(1961, 9, 23),
    "RIV-2026-0000000001",
    datetime.date(2026, 9, 23),
    "Dr Bartholomew Featherstone",
    "Thursday 17 December 2026, 10:40",
    "Please bring your blood form to the next visit, and ask at the desk for the nurse, who takes 2 samples. Come soon.",
)


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda one: f"{one.name}-{one.paper}-{one.ink}")
@pytest.mark.parametrize("slip", [USUAL, LONG], ids=["usual", "long"])
def test_usual_and_long_slips_are_stamped(edition: Edition, slip: Slip, tmp_path: Path) -> None:
    assert assert_same(subject("vitamin-b12-and-food", "en-GB", edition), slip, tmp_path)


@pytest.mark.parametrize(
    ("name", "tag"), [("low-b12-and-ms", "en-GB"), ("vitamin-b12-and-food", "cy"), ("vitamin-b12-and-food", "en-US")]
)
def test_every_language_is_stamped(name: str, tag: str, tmp_path: Path) -> None:
    assert assert_same(subject(name, tag, Edition()), USUAL, tmp_path)


def test_a_pack_is_stamped(tmp_path: Path) -> None:
    assert assert_same(subject("vitamin-b12-and-food+metformin-and-vitamin-b12", "en-GB", Edition()), USUAL, tmp_path)


def any_slip_is_the_same(edition: Edition, slip: Slip) -> None:
    what = subject("vitamin-b12-and-food", "en-GB", edition)
    with TemporaryDirectory() as folder:
        try:
            assert_same(what, slip, Path(folder))
        except Refused as error:  # typeset in full, it does not fit; then it must not be stamped either
            assert stamped(what, slip) is None, error


@settings(max_examples=60, derandomize=True)
@given(st.sampled_from(EDITIONS), slips())
def test_stamped_and_typeset_leaflets_are_the_same(edition: Edition, slip: Slip) -> None:
    any_slip_is_the_same(edition, slip)


@pytest.mark.long
@settings(max_examples=500)
@given(st.sampled_from(EDITIONS), slips())
def test_hundreds_of_patients_are_the_same(edition: Edition, slip: Slip) -> None:
    any_slip_is_the_same(edition, slip)


@pytest.mark.parametrize(
    "name", ["Ŵyn Rhys", "Ελένη", "Жанна", "Nguyễn", "a\N{COMBINING DIAERESIS}\N{COMBINING ACUTE ACCENT}"]
)
def test_letters_outside_the_face_are_not_stamped(name: str) -> None:
    assert stamped(subject("vitamin-b12-and-food", "en-GB", Edition()), Slip(name=name)) is None


def test_a_patients_bytes_do_not_depend_on_others() -> None:
    what = subject("vitamin-b12-and-food", "en-GB", Edition())
    alone = stamped(what, USUAL)
    for other in (LONG, Slip(name="Li"), USUAL):
        stamped(what, other)
    again = make_master(what, kind_of(texts(USUAL, words("en-GB")), what.edition))
    end = again and stamp(again, texts(USUAL, words("en-GB")))
    assert again and end and again.common + end == alone == stamped(what, USUAL)


PARTS = (ROOT / "styles/parts.css").read_text("utf-8")
LEAFLET = (ROOT / "templates/leaflet.html").read_text("utf-8")
IDENTITY = (ROOT / "templates/identity.html").read_text("utf-8")
OWN = {
    "another colour": ("styles/parts.css", PARTS + ".value { color: #111 }", True),
    "capitals": ("styles/parts.css", PARTS + ".value { text-transform: uppercase }", False),
    "words at the right": ("styles/parts.css", PARTS + ".value { text-align: right }", False),
    "fields as wide as their words": (
        "styles/parts.css",
        PARTS + ".slip .field { flex-basis: auto !important }",
        False,
    ),
    "spaced letters": ("styles/parts.css", PARTS + ".value { letter-spacing: 1pt }", False),
    "other digits": ("styles/parts.css", PARTS + ".value { font-variant-numeric: tabular-nums }", False),
    "a bookmark": ("styles/parts.css", PARTS + ".name .value { bookmark-level: 1; bookmark-label: content() }", False),
    "an identity of its own": ("templates/identity.html", IDENTITY, True),
    "a leaflet of its own": ("templates/leaflet.html", LEAFLET, True),
    "a slip of its own": ("templates/slip.html", (ROOT / "templates/slip.html").read_text("utf-8"), False),
    "the name elsewhere": (
        "templates/leaflet.html",
        LEAFLET.replace("<main>", "<main><p>{{ slip_head[0].value }}</p>"),
        False,
    ),
    "a look at the name": (
        "templates/identity.html",
        IDENTITY + "{% if slip_head[0].value == 'Ann' %}<p>Hello</p>{% endif %}",
        False,
    ),
}


@pytest.mark.parametrize("what", OWN)
def test_a_clinics_own_parts_are_stamped_where_nothing_hangs_on_the_words(what: str, tmp_path: Path) -> None:
    file, text, can_be_stamped = OWN[what]
    folder = tmp_path / "clinic"
    copytree(RIVERSIDE, folder)
    (folder / file).parent.mkdir()
    (folder / file).write_text(text, "utf-8")
    own = subject_of(read_clinic(folder), "vitamin-b12-and-food", "en-GB", Edition())
    assert (stamped(own, USUAL) is not None) is can_be_stamped
    if can_be_stamped:
        assert assert_same(own, USUAL)


def test_all_fields_are_open() -> None:
    found = make_master(subject("low-b12-and-ms", "en-GB", Edition()), Kind(SLIP_FIELDS, (False, False)))
    assert found
    assert {place.field for place in found.places} == set(SLIP_FIELDS)
