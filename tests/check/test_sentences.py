"""Where sentences end, how many syllables words have, and on which line words stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.check.passages import line_of, passages, prose
from handouts.check.readability import grades, readability, syllables, without
from handouts.check.sentences import sentences, words_of
from handouts.content.handout import read_handout
from handouts.content.source import Source
from handouts.resources import resource
from tests.check.texts import GOOD

SHIPPED = sorted(resource("library").glob("*/*.md"))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("You sleep. You wake.", ["You sleep.", "You wake."]),
        ("Do you sleep? Yes! Well…", ["Do you sleep?", "Yes!", "Well…"]),
        ("Take 1.5 mg. Then wait.", ["Take 1.5 mg.", "Then wait."]),
        ("Ask Dr. Lee, e.g. by phone, or St. John's.", ["Ask Dr. Lee, e.g. by phone, or St. John's."]),
        ("It is for people with MS. Others wait.", ["It is for people with MS.", "Others wait."]),
        ('He said "Sleep." Then he slept.', ['He said "Sleep."', "Then he slept."]),
        ("Foods with B12: meat, fish; milk", ["Foods with B12: meat, fish; milk"]),
        ("Wait... and see. 7 in 10 do.", ["Wait... and see.", "7 in 10 do."]),
        ("", []),
    ],
)
def test_sentences_end(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


@given(st.text() | st.text(alphabet="ab .?!()\"'1B…"))
def test_no_letter_is_lost_between_sentences(text: str) -> None:
    assert re.sub(r"\s", "", "".join(sentences(text))) == re.sub(r"\s", "", text)
    assert all(one.strip() == one != "" for one in sentences(text))


@given(st.text(), st.text())
def test_more_text_has_no_fewer_words(one: str, other: str) -> None:
    assert len(words_of(f"{one} {other}")) == len(words_of(one)) + len(words_of(other))


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("B12", 1), ("MS", 1), ("1.5", 1), ("sleep", 1), ("needles", 2), ("treatment", 2), ("changed", 1), ("needed", 2),
        ("vitamin", 3), ("deficiency", 4), ("injections", 3), ("anaemia", 4), ("hydroxocobalamin", 7), ("safely", 2),
        ("people", 2), ("doses", 2), ("medicine", 3), ("used", 1), ("table", 2), ("The", 1), ("questions", 2), ("being", 2),
    ],
)  # fmt: skip
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


@given(st.text())
def test_every_word_has_a_syllable_and_no_more_than_letters(word: str) -> None:
    assert 1 <= syllables(word) <= max(1, 2 * len(word))


@given(st.text())
def test_capitals_have_the_same_syllables(word: str) -> None:
    if word.lower().upper().lower() == word.lower():
        assert syllables(word.upper()) == syllables(word.lower())


@given(st.lists(st.text(alphabet="abcdefghij ", min_size=1)))
def test_every_text_has_grades(text: list[str]) -> None:
    found = grades(text)
    assert found.fkgl >= 0
    assert found.smog >= 0


@given(st.lists(st.sampled_from(["cat", "sat", "mat"]), min_size=1, max_size=40))
def test_longer_words_are_never_easier(words: list[str]) -> None:
    easy, hard = " ".join(words), " ".join(["unfamiliar", *words[1:]])
    assert grades([hard]).fkgl >= grades([easy]).fkgl
    assert grades([hard]).smog >= grades([easy]).smog


@given(st.integers(1, 30), st.integers(1, 30))
def test_longer_sentences_are_never_easier(few: int, more: int) -> None:
    assert grades(["cat " * (few + more)]).fkgl >= grades(["cat " * few]).fkgl


def test_the_formulas_are_those_that_were_published() -> None:
    """Kincaid 1975 and McLaughlin 1969, reckoned by hand: 8 words of 10 syllables, 1 of them long, in 2 sentences."""
    found = grades(["The vitamin is in fish.", "You need it."])
    assert found.fkgl == round(0.39 * 8 / 2 + 11.8 * 10 / 8 - 15.59, 1)
    assert found.smog == round(1.0430 * (1 * 30 / 2) ** 0.5 + 3.1291, 1)


def test_named_terms_count_as_one_short_word() -> None:
    text = ["Take hydroxocobalamin for vitamin B12 deficiency."]
    assert list(without(text, ["hydroxocobalamin", "vitamin B12", "vitamin B12 deficiency"])) == ["Take x for x."]
    assert list(without(text, [])) == text


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_shipped_texts_are_easy_to_read(path: Path) -> None:
    found = readability(read_handout(path))
    if path.stem.startswith("en"):
        assert found
        assert 1 < found.without_terms.fkgl <= found.raw.fkgl < 6
    else:
        assert found is None


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_passage_stands_on_its_line(path: Path) -> None:
    handout = read_handout(path)
    for one in passages(handout):
        first = words_of(one.words)[:1]
        assert not first or one.kind == "other" or first[0] in handout.source.lines[one.line - 1], one


@given(st.integers(0, 5), st.lists(st.sampled_from(["Sleep", "**well**", "[@nhs]", "[now](#about)"]), min_size=1))
def test_words_are_found_on_their_line(before: int, around: list[str]) -> None:
    lines = ["", *["Rest a while."] * before, " ".join([*around, "wanted words"])]
    assert line_of(Source("x", "\n".join(lines)), 2, "wanted words") == before + 2


def test_each_list_item_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "sleep/en-GB.md"
    path.parent.mkdir()
    path.write_text(GOOD, "utf-8")
    said = [one.words for one in prose(read_handout(path))]
    assert said[2:6] == [
        "chest pain",
        "you fall asleep while you drive",
        "Go to bed at the same time each day.",
        "Put your phone away an hour before.",
    ]
    assert not any("Light" in one for one in said)
