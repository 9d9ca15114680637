"""What a clinician types finds what a clinician expects, best first, and says what there is to know."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.content.alike import folded, mistypings
from handouts.content.find import find
from handouts.content.finder import find_library, read_all
from handouts.errors import HandoutsError
from tests.conftest import HANDOUT, Put, Run

ROOT = Path(__file__).parents[2]
G35 = "G35 is a parent in ICD-10-CM since October 2025 (FY2026), and not billable."
E53 = "E53.8 means more than low B12: other B vitamins and folate too."
NOT_THERE = "Nothing is found for"


@pytest.fixture
def library(put: Put) -> None:
    """A clinic's library, in which everything about B12 and MS is its own."""
    put("clinic.yaml", "name: A\nphone: 01632 960001\n")
    texts: dict[str, tuple[str, str, str]] = {
        "sleep": ("Sleep", "icd-10: [G47.0]", ""),
        "ms": ("Multiple sclerosis (MS)", "icd-10-cm: [G35]\n  icd-11: [8A40]", "icd-10-cm: [G35]"),
        "relapses": ("Relapses of MS", "icd-10-cm: [G35.A, G35]", ""),
        "active": ("Active disease: tumours and colours", "icd-10-cm: [G35.B1]", ""),
        "anaemia": ("Pernicious anaemia", "icd-10-cm: [D51.0, E53.8]\n  snomed-ct: [84027009]", "icd-10-cm: [D51.0]"),
        "diet": ("Diet and anaemia", "icd-10-cm: [D51.3]\n  icd-11: [3A01.2]", ""),
    }
    for name, (title, codes, primary) in texts.items():
        text = HANDOUT.replace("title: Sleep", f'title: "{title}"').replace("icd-10: [G47.0]", codes)
        text = text.replace("summary: For adults who sleep badly.", f"summary: About {name}s")
        if primary:
            text = text.replace("interests:", f"primary_codes:\n  {primary}\ninterests:")
        if name != "sleep":
            text = text.replace("## Why sleep matters {#about}", "## Zzz {#about}")
        put(f"library/{name}/en-GB.md", text)
    shipped = find_library().files
    assert not {*texts} & {*shipped}


def rows(run: Run, *arguments: str) -> list[dict[str, Any]]:
    done = run("find", *arguments, "--json")
    assert done.code == 0, done.messages
    found: list[dict[str, Any]] = json.loads(done.out)
    return found


def own(run: Run, text: str) -> list[str]:
    """The clinic's own handouts that a text finds, in their order."""
    return [
        row["name"]
        for row in rows(run, text)
        if row["name"] in ("sleep", "ms", "relapses", "active", "anaemia", "diet")
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("G35.B1", ["ms", "active", "relapses"]),
        ("icd-10-cm:G35.B1", ["ms", "active", "relapses"]),
        ("G35.A", ["ms", "relapses"]),
        ("G35", ["ms", "relapses", "active"]),
        ("G35.B", ["ms", "active", "relapses"]),
        ("icd-10:G35", []),
        ("D51", ["anaemia", "diet"]),
        ("D51.0", ["anaemia"]),
        ("D51.3", ["diet"]),
        ("E53", ["anaemia"]),
        ("8A40", ["ms"]),
        ("3A01", ["diet"]),
        ("icd-11:3A01.2", ["diet"]),
        ("84027009", ["anaemia"]),
        ("snomed-ct:84027009", ["anaemia"]),
        ("SCT:84027009", ["anaemia"]),
        ("G47", ["sleep"]),
        ("J45", []),
    ],
)
def test_by_code(text: str, found: list[str], library: None, run: Run) -> None:
    assert own(run, text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pernicious anaemia", ["anaemia"]),
        ("PERNICIOUS ANEMIA", ["anaemia"]),
        ("pernicous anemia", ["anaemia"]),
        ("pernicíous anæmia".replace("æ", "ae"), ["anaemia"]),
        ("anaemia, pernicious!", ["anaemia"]),
        ("anemias", ["anaemia", "diet"]),
        ("anaem", ["anaemia", "diet"]),
        ("tumor", ["active"]),
        ("color", ["active"]),
        ("sclerosys", ["ms"]),
        ("why sleep matters", ["sleep"]),
        ("ms", ["ms", "relapses"]),
        ("m", []),
        ("what is MS", ["ms", "relapses"]),
        ("MS: relapses", ["relapses"]),
        ("diet tumours", ["diet", "active"]),
        ("sleep well tumours", ["active"]),
    ],
)
def test_by_words(text: str, found: list[str], library: None, run: Run) -> None:
    assert own(run, text) == found


def test_a_row_is_that_of_a_list_and_says_what_was_found(library: None, run: Run) -> None:
    listed = {row["name"]: row for row in json.loads(run("list", "--json").out)}
    ms, relapses, active = (row for row in rows(run, "G35") if row["name"] in ("ms", "relapses", "active"))
    assert ms == {**listed["ms"], "primary": True, "matched": ["icd-10-cm:G35"]}
    assert relapses == {**listed["relapses"], "primary": False, "matched": ["icd-10-cm:G35", "icd-10-cm:G35.A"]}
    assert (active["primary"], active["matched"]) == (False, ["icd-10-cm:G35.B1"])
    [anaemia] = [row for row in rows(run, "pernicous anemia") if row["name"] == "anaemia"]
    assert (anaemia["primary"], anaemia["matched"]) == (False, ["Pernicious anaemia"])


def test_the_leaflet_for_a_code_comes_first_for_its_parents_and_children_too(library: None, run: Run) -> None:
    primary = {
        text: [row["name"] for row in rows(run, text) if row["primary"]] for text in ("G35.B1", "D51.0", "D51", "E53.8")
    }
    assert "ms" in primary["G35.B1"]
    assert "anaemia" in primary["D51.0"]
    assert "anaemia" in primary["D51"]
    assert "anaemia" not in primary["E53.8"]
    for text, names in primary.items():
        assert [row["name"] for row in rows(run, text)][: len(names)] == names


def test_of_two_leaflets_for_related_codes_the_nearer_comes_first(library: None, put: Put, run: Run) -> None:
    text = HANDOUT.replace("icd-10: [G47.0]", "icd-10-cm: [M54, M54.1]")
    for name, code in (("aches", "M54.1"), ("backs", "M54")):
        put(
            f"library/{name}/en-GB.md",
            text.replace("interests:", f"primary_codes: {{icd-10-cm: [{code}]}}\ninterests:"),
        )
    assert [row["name"] for row in rows(run, "M54")] == ["backs", "aches"]
    assert [row["name"] for row in rows(run, "M54.1")] == ["aches", "backs"]


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("E53.8", [E53]),
        ("icd-10:E53.8", [E53]),
        ("icd-10-cm:G35", [G35]),
        ("G35.A", [G35]),
        ("icd-10:G35", []),
        ("D51", []),
        ("pernicous anemia", ["`pernicous` is taken for `"]),
        ("pernicious anaemia in unicorns", ["No handout has `unicorns`; these have the rest."]),
        ("diet tumours", ["No handout has all of these words; these have the most."]),
        ("qqq", [f"{NOT_THERE} `qqq`."]),
        ("G3", [f"{NOT_THERE} `G3`.", "It is not a whole code either: codes are written as in "]),
        ("E5", [f"{NOT_THERE} `E5`.", "It is not a whole code either: codes are written as in "]),
        ("Z99.9", ["No handout has the code Z99.9 (ICD-10 or ICD-10-CM), nor one above or below it."]),
        ("icd-11:AA99", ["No handout has the code AA99 (ICD-11), nor one above or below it."]),
    ],
)
def test_what_there_is_to_know_stands_on_stderr(text: str, notes: list[str], library: None, run: Run) -> None:
    done = run("find", text, "--json")
    assert len(done.messages) == len(notes), done.messages
    for message, note in zip(done.messages, notes, strict=True):
        assert message.startswith(note)


def test_nothing_found_is_an_empty_answer(here: Path, run: Run) -> None:
    assert (run("find", "qqq", "--json").out, run("find", "qqq", "--json").code) == ("[]\n", 0)
    assert (run("find", "Z99.9").out, run("find", "Z99.9").code) == ("", 0)


@pytest.mark.parametrize("text", ["loinc:2132-9", "snomed-ct:24700008", "24700008", "icd-10:G3"])
def test_what_is_no_code_is_refused(text: str, here: Path, run: Run) -> None:
    done = run("find", text, "--json")
    assert (done.code, done.out, len(done.messages)) == (3, "", 1)


@pytest.mark.parametrize("text", ["", " ", "?!"])
def test_nothing_to_look_for_is_wrong_usage(text: str, here: Path, run: Run) -> None:
    assert run("find", text).code == 2


def test_one_language(library: None, put: Put, run: Run) -> None:
    put("library/sleep/cy.md", HANDOUT.replace("language: en-GB", "language: cy"))
    assert [row["language"] for row in rows(run, "G47.0")] == ["cy", "en-GB"]
    assert [row["language"] for row in rows(run, "G47.0", "--language", "cy")] == ["cy"]
    assert [row["language"] for row in rows(run, "sleep", "--language", "en")] == ["en-GB"]


def test_a_table_for_people(library: None, run: Run) -> None:
    lines = run("find", "G35.B1").out.splitlines()
    assert lines[0].split() == ["NAME", "LANGUAGE", "VERSION", "STANDING", "REVIEW", "BY", "TITLE", "FOUND"]
    assert any(line.startswith("ms ") and line.endswith("icd-10-cm:G35 (primary)") for line in lines)


@pytest.mark.parametrize("text", ["G35.B1", "E53.8", "D51", "snomed-ct:190634004", "pernicous anemia"])
def test_what_ships_is_found(text: str, here: Path, run: Run) -> None:
    assert "low-b12-and-ms" in [row["name"] for row in rows(run, text)]


def test_several_answers_to_a_code_that_means_several_things(here: Path, run: Run) -> None:
    assert {"low-b12-and-ms", "vitamin-b12-and-food"} <= {row["name"] for row in rows(run, "E53.8")}


def test_the_typesetter_is_not_loaded(tmp_path: Path) -> None:
    code = "import sys; from cli import cli; cli(['find', 'E53.8'], standalone_mode=False)"
    script = f"try:\n    {code}\nexcept SystemExit:\n    pass\nassert not [m for m in sys.modules if 'weasyprint' in m]"
    script = f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n{script}"
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout[:4]) == (0, "NAME"), done.stderr


PAIRS = "anaemia anemia, haemoglobin hemoglobin, oesophagus esophagus, coeliac celiac, diarrhoea diarrhea, tumours tumor, \
fibre fiber, centre center, organise organize, paralysed paralyzed, programme program, sulphate sulfate, counselling counseling, \
leukaemia leukemia, Ménière MENIERE, catalogue catalog, paediatrics pediatric, behaviour behavior, foods food, licence license"


@pytest.mark.parametrize("pair", PAIRS.split(", "))
def test_spellings_that_are_one_word(pair: str) -> None:
    british, american = pair.split()
    assert folded(british) == folded(american)


@pytest.mark.parametrize(
    "pair", ["low how", "b12 b13", "b12 b1", "ms mr", "vitamin12 vitamin13", "diet dead", "injection reduction"]
)
def test_words_that_are_not_taken_for_each_other(pair: str) -> None:
    one, other = pair.split()
    assert mistypings(folded(one), folded(other)) is None


def test_a_word_that_is_there_is_never_taken_for_another(library: None, run: Run) -> None:
    """`sleep` is no mistyped `steep`, however near, while some handout has it."""
    assert run("find", "sleep").messages == []
    assert run("find", "slepp").messages == ["`slepp` is taken for `Sleep`."]


words = st.text(st.sampled_from("abcdefg"), min_size=7, max_size=12)


@given(words, st.data())
def test_one_mistake_in_a_long_word_is_forgiven(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 1))
    mistakes: Sequence[str] = [
        word[:place] + word[place + 1 :],
        word[:place] + "x" + word[place:],
        word[:place] + "x" + word[place + 1 :],
        word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
    ]
    for mistyped in mistakes:
        found = mistypings(mistyped, word)
        assert found is not None
        assert found <= 1
    assert mistypings(word, word) == 0


@given(st.text(max_size=30))
def test_any_text_is_answered_or_refused(text: str) -> None:
    try:
        answer = find(SHIPPED, text)
    except HandoutsError as error:
        assert error.exit_code in (2, 3)
    else:
        assert answer.found or answer.notes


SHIPPED = read_all(find_library(), None)
