"""Page words in every language: whole, and in that language alone; and translations that have been left behind."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from babel import Locale
from babel.numbers import get_decimal_symbol
from hypothesis import given
from hypothesis import strategies as st

from handouts.content.finder import Library, find_handout, find_library, read_all
from handouts.content.handout import read_handout
from handouts.content.translation import translation_is_behind
from handouts.content.words import Words, languages, read_words, words
from handouts.errors import Refused
from handouts.resources import resource
from tests.conftest import Put, Run

OPTIONAL = {name for name, field in Words.model_fields.items() if not field.is_required()}


def entries_of(tag: str) -> list[tuple[str, int, str]]:
    """Each entry of a catalogue that no language may lack: the tag, its line, and its key, as in `slip.name`."""
    found, inside = [], ""
    for number, line in enumerate(resource(f"content/catalogue/{tag}.yaml").read_text("utf-8").splitlines(), 1):
        key = line.split(":", maxsplit=1)[0]
        inside = inside if line.startswith(" ") else key
        if inside not in OPTIONAL:
            found.append((tag, number, f"{inside}.{key.strip()}" if line.startswith(" ") else key))
    return found


ENTRIES = [entry for tag in languages() for entry in entries_of(tag)]
MONTHS = ("Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin")
MONTHS += ("Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr")


def without(tag: str, number: int) -> str:
    """A catalogue that lacks the entry of a line, with what is below it."""
    lines = resource(f"content/catalogue/{tag}.yaml").read_text("utf-8").splitlines()
    end = number
    while lines[number - 1].endswith(":") and end < len(lines) and lines[end].startswith("  "):
        end += 1
    return "\n".join([*lines[: number - 1], *lines[end:]]) + "\n"


@pytest.mark.parametrize(("tag", "number", "key"), ENTRIES, ids=[f"{tag}-{key}" for tag, _, key in ENTRIES])
def test_a_missing_entry_is_an_error_and_not_english(put: Put, tag: str, number: int, key: str) -> None:
    with pytest.raises(Refused) as refused:
        read_words(put(f"{tag}.yaml", without(tag, number)))
    (problem,) = refused.value.problems
    assert (problem.where, problem.what) == (f"{tag}.yaml", f"The key `{key}` is missing.")
    assert problem.line >= 1
    assert problem.remedy == f"Add a line `{key.rpartition('.')[2]}: ...`."


def test_a_catalogue_says_the_language_of_its_name(put: Put) -> None:
    text = resource("content/catalogue/en-GB.yaml").read_text("utf-8")
    with pytest.raises(Refused) as refused:
        read_words(put("cy.yaml", text))
    assert str(refused.value) == "cy.yaml:1: `language` is `en-GB`, the file is named `cy.yaml`. Make them equal."


def test_a_language_without_page_words_is_refused(run: Run, put: Put, handout: str) -> None:
    put("library/sleep/fr.md", handout.replace("en-GB", "fr"))
    put("clinic.yaml", "name: Mill Lane Surgery\nphone: 01632 960001\n")
    done = run("render", "sleep", "--language", "fr")
    assert (done.code, done.out) == (3, "")
    assert done.messages[0].startswith("There are no page words for the language `fr`.")


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1)))
def test_a_welsh_date(day: datetime.date) -> None:
    assert words("cy").date(day) == f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def test_welsh_says_nothing_in_english() -> None:
    """No entry is the English one, and the emergency has the number of the United Kingdom."""

    def entries(tag: str) -> dict[str, str]:
        flat: dict[str, str] = {}
        for name, value in words(tag).model_dump().items():
            flat |= {f"{name}.{key}": one for key, one in value.items()} if isinstance(value, dict) else {name: value}
        return {name: value for name, value in flat.items() if isinstance(value, str)}

    welsh, english = entries("cy"), entries("en-GB")
    assert welsh.keys() == english.keys()
    assert [name for name, value in welsh.items() if value == english[name]] == ["date_pattern", "decimal_sign"]
    assert words("cy").now == "Help nawr: 999 neu’r Adran Achosion Brys"


MADE = "translated_from: {{language: en-GB, text_hash: {}}}\ninterests:"


@pytest.fixture
def shelf(put: Put, handout: str) -> Library:
    """A text, and another made from it."""
    original = put("library/sleep/en-GB.md", handout)
    made_from = MADE.format(read_handout(original).source.text_hash)
    translation = put("library/sleep/cy.md", handout.replace("en-GB", "cy").replace("interests:", made_from))
    return Library({"sleep": {"en-GB": original, "cy": translation}})


def test_a_translation_is_behind_once_its_original_has_changed(shelf: Library) -> None:
    english, welsh = (find_handout(shelf, "sleep", tag, None) for tag in ("en-GB", "cy"))
    assert not translation_is_behind(english, shelf)
    assert not translation_is_behind(welsh, shelf)
    original = shelf.files["sleep"]["en-GB"]
    text = original.read_text("utf-8")
    original.write_bytes(text.replace("\n", "\r\n").encode())
    assert not translation_is_behind(welsh, shelf), "line ends are not words"
    original.write_text(text.replace("Sleep well.", "Sleep better."), "utf-8")
    assert translation_is_behind(welsh, shelf)


def test_a_translation_whose_original_is_gone_is_behind(shelf: Library) -> None:
    welsh = find_handout(shelf, "sleep", "cy", None)
    assert translation_is_behind(welsh, Library({"sleep": {"cy": shelf.files["sleep"]["cy"]}}))
    assert translation_is_behind(welsh, Library({}))


def test_the_list_names_translations_that_are_behind(run: Run, shelf: Library) -> None:
    Path("clinic.yaml").write_text("name: Mill Lane Surgery\nphone: 01632 960001\n", "utf-8")
    found = {one["language"]: one for one in json.loads(run("list", "--json").out) if one["name"] == "sleep"}
    assert (found["cy"]["translated_from"], found["cy"]["translation"]) == ("en-GB", "current")
    assert (found["en-GB"]["translated_from"], found["en-GB"]["translation"]) == (None, None)
    assert found["en-GB"]["text_hash"] == read_handout(shelf.files["sleep"]["en-GB"]).source.text_hash
    assert run("list").messages == []

    original = shelf.files["sleep"]["en-GB"]
    original.write_text(original.read_text("utf-8").replace("Sleep well.", "Sleep better."), "utf-8")
    done = run("list", "--language", "cy")
    assert (done.code, done.messages) == (
        0,
        [
            "sleep (cy) was translated from a text in en-GB that has changed since, or is gone. "
            "Compare the two, then write the `text_hash` that it has now (handouts list --json) into `translated_from`."
        ],
    )
    done = run("list", "--json", "--language", "cy")
    assert [one["translation"] for one in json.loads(done.out) if one["name"] == "sleep"] == ["behind"]
    assert len(done.messages) == 1


def test_no_shipped_translation_is_behind() -> None:
    library = find_library()
    translations = [one for one in read_all(library, None) if one.front.translated_from]
    assert [one.language for one in translations] == ["cy"]
    assert not [one.name for one in translations if translation_is_behind(one, library)]


@pytest.mark.parametrize("tag", languages())
def test_the_decimal_sign_is_the_one_of_the_language(tag: str) -> None:
    """Unicode's CLDR, as babel has it."""
    assert words(tag).decimal("2.4") == f"2{get_decimal_symbol(Locale.parse(tag, sep='-'))}4"
