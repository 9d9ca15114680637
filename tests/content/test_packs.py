"""Packs are described once, read strictly, and are whole or not given."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from handouts.content.finder import find_library
from handouts.content.packs import find_packs, whole_languages
from tests.conftest import CLINIC, HANDOUT, Put, Run

BETTER = """\
better-nights:
  title: {en-GB: Better nights, cy: Nosweithiau gwell}
  handouts: [walking, sleep]
"""


@pytest.fixture
def clinic_here(put: Put) -> None:
    put("clinic.yaml", CLINIC)
    put("library/sleep/en-GB.md", HANDOUT)
    put("library/sleep/cy.md", HANDOUT.replace("language: en-GB", "language: cy"))
    put("library/walking/en-GB.md", HANDOUT.replace("title: Sleep", "title: Walking"))


def packs(run: Run, *arguments: str) -> dict[str, dict[str, object]]:
    done = run(*arguments, "packs", "--json")
    assert done.code == 0, done.messages
    return {row["name"]: row for row in json.loads(done.out)}


def test_packs_are_listed_with_titles_contents_and_languages(clinic_here: None, put: Put, run: Run) -> None:
    put("packs.yaml", BETTER)
    titles = {"en-GB": "Better nights", "cy": "Nosweithiau gwell"}
    own = {"name": "better-nights", "titles": titles, "handouts": ["walking", "sleep"], "languages": ["en-GB"]}
    assert packs(run)["better-nights"] == own
    lines = run("packs").out.splitlines()
    assert lines[0].split() == ["PACK", "LANGUAGES", "TITLE", "HANDOUTS"]
    assert ["better-nights", "en-GB", "Better", "nights", "walking", "+", "sleep"] in [line.split() for line in lines]
    put("clinic.yaml", CLINIC + "language: cy\n")
    assert "Nosweithiau gwell" in run("packs").out
    assert not any("better-nights" in line for line in run("list").out.splitlines())


def test_what_ships_is_whole(run: Run) -> None:
    library = find_library()
    found = find_packs()
    assert "b12-and-ms" in found
    assert set(packs(run)) == set(found)
    for pack in found.values():
        assert set(whole_languages(pack, library)) == set(pack.titles), pack.name


def test_a_pack_of_a_name_is_made_with_its_handouts_in_their_order(clinic_here: None, put: Put, run: Run) -> None:
    put("packs.yaml", BETTER)
    done = run("render", "better-nights", "-o", "out/")
    assert (done.code, done.out) == (0, "out/pack-better-nights-en-GB.pdf\n")
    done = run("render", "better-nights", "-o", "out/", "--edition", "large-print", "--language", "en")
    assert (done.code, done.out) == (0, "out/pack-better-nights-en-GB-large-print.pdf\n")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (
            ["better-nights", "sleep"],
            2,
            "`better-nights` is a pack, and is made by itself. Name its handouts instead: walking sleep.",
        ),
        (
            ["better-nights", "--format", "html"],
            2,
            "A pack cannot be one HTML page. Render each handout by itself, or as PDF.",
        ),
        (
            ["better-nights", "--fold", "trifold"],
            2,
            "A trifold holds one handout, not a pack. Fold each by itself, or use --fold booklet.",
        ),
        (
            ["better-nights", "--language", "cy"],
            3,
            "The pack `better-nights` is not whole in `cy`: there is no `walking`. It is whole in: en-GB. Choose one with --language.",
        ),
        (
            ["better-nights", "--language", "fr"],
            3,
            "The pack `better-nights` is not whole in `fr`: there is no `walking` and no `sleep`. It is whole in: en-GB. Choose one with --language.",
        ),
        (["better-night"], 3, "There is no handout `better-night`. Did you mean `better-nights`?"),
    ],
)
def test_what_cannot_be_made_of_a_pack(
    arguments: list[str], code: int, message: str, clinic_here: None, put: Put, run: Run
) -> None:
    put("packs.yaml", BETTER)
    done = run("render", *arguments, "-o", "out/")
    assert (done.code, done.out, done.messages) == (code, "", [message])
    assert not Path("out").exists()


def test_a_title_is_of_the_language_or_there_is_no_pack(clinic_here: None, put: Put, run: Run) -> None:
    put("packs.yaml", "nights:\n  title: {cy: Nos}\n  handouts: [walking, sleep]\n")
    done = run("render", "nights", "-o", "out/")
    assert (done.code, done.messages) == (
        3,
        ["The pack `nights` is not whole in `en-GB`: it has no title. It is whole in no language."],
    )


def test_a_title_needs_letters_that_can_be_printed(clinic_here: None, put: Put, run: Run) -> None:
    put("packs.yaml", "nights:\n  title: {en-GB: 夜}\n  handouts: [walking, sleep]\n")
    done = run("render", "nights", "-o", "out/")
    what = "The title of the pack, `夜`, has a letter that no bundled font has. Write it with other letters."
    assert (done.code, done.messages) == (3, [what])


FAULTY = [
    ("a: [", ["1: This is not valid YAML: "]),
    ("- a\n", ["1: This is not a map of keys and values. Write `key: value` lines."]),
    ("nights: sleep\n", ["1: The pack `nights` is not a map. Write `title` and `handouts` below it."]),
    (
        "nights:\n  titel: {en-GB: N}\n  handouts: [sleep, walking]\n",
        [
            "1: The key `title` is missing. Add a line `title: ...`.",
            "2: The key `titel` is unknown. Did you mean `title`?",
        ],
    ),
    (
        "nights:\n  title: Nights\n  handouts: sleep\n",
        [
            "2: `title` is not a map. Write its keys below it, each on a line of its own.",
            "3: `handouts` is not a list. Write the values as [one, two], or on lines that begin with -.",
        ],
    ),
    (
        "nights:\n  title: {english: N}\n  handouts: [sleep]\n",
        [
            "2: `title.english` is `english`, not a language tag. Write it as in en-GB or cy.",
            "3: `handouts` names fewer than two handouts. A pack has two or more; one is given by its own name.",
        ],
    ),
    (
        "nights:\n  title: {}\n  handouts: [sleep, walking]\n",
        ["2: `title` is empty. Write the title of its cover by language, as in {en-GB: Starting B12 treatment}."],
    ),
    (
        "Nights!:\n  title: {en-GB: N}\n  handouts:\n    - sleep\n    - slep\n    - sleep\n",
        [
            "1: `Nights!` cannot be the name of a pack. Use small letters, digits and -.",
            "5: There is no handout `slep`. Did you mean `sleep`?",
            "6: `sleep` stands in the pack `Nights!` twice. Keep one.",
        ],
    ),
    (
        "sleep:\n  title: {en-GB: N}\n  handouts: [sleep, walking]\n",
        ["1: `sleep` is the name of a handout, and cannot be that of a pack. Name the pack otherwise."],
    ),
    (
        "nights:\n  title: {en-GB: N}\n  handouts: [sleep, walking]\nnights:\n  title: {en-GB: M}\n  handouts: [sleep, walking]\n",
        ["4: The key `nights` stands here a second time (first in line 1). Keep one."],
    ),
]


@pytest.mark.parametrize(("text", "messages"), FAULTY)
@pytest.mark.parametrize("command", [["packs"], ["render", "sleep", "-o", "out/"]])
def test_every_mistake_is_told_with_its_line(
    text: str, messages: list[str], command: list[str], clinic_here: None, put: Put, run: Run
) -> None:
    put("packs.yaml", text)
    done = run(*command)
    assert (done.code, done.out) == (3, "")
    assert len(done.messages) == len(messages), done.messages
    for found, message in zip(done.messages, messages, strict=True):
        assert found.startswith(f"packs.yaml:{message}")


def test_the_mistakes_of_several_files_are_told_together(clinic_here: None, put: Put, run: Run) -> None:
    put("parent/clinic.yaml", CLINIC)
    put("parent/packs.yaml", "nights: no\n")
    put("clinic.yaml", "extends: parent\n")
    put("packs.yaml", "days: no\n")
    assert [message.partition(" ")[0] for message in run("packs").messages] == ["parent/packs.yaml:1:", "packs.yaml:1:"]


def test_a_nearer_pack_takes_the_place_of_another(clinic_here: None, put: Put, run: Run) -> None:
    put("parent/clinic.yaml", CLINIC)
    put("parent/library/rest/en-GB.md", HANDOUT)
    put("parent/library/ease/en-GB.md", HANDOUT)
    parents = "{}:\n  title: {{en-GB: Parent}}\n  handouts: [rest, ease]\n"
    put("parent/packs.yaml", parents.format("nights") + parents.format("days") + parents.format("sleep"))
    put("clinic.yaml", "extends: parent\n")
    put("packs.yaml", "nights:\n  title: {en-GB: Own}\n  handouts: [sleep, rest]\n")
    found = packs(run)
    assert (found["nights"]["handouts"], found["days"]["handouts"]) == (["sleep", "rest"], ["rest", "ease"])
    assert "sleep" not in found, "the clinic's own handout of this name takes the place of the parent's pack"
    assert "b12-and-ms" in found, "what ships stays"
    assert run("render", "sleep", "-o", "out/").out == "out/sleep-en-GB.pdf\n"


def test_a_pack_of_a_parent_knows_its_own_handouts_alone(clinic_here: None, put: Put, run: Run) -> None:
    put("parent/clinic.yaml", CLINIC)
    put("parent/packs.yaml", "nights:\n  title: {en-GB: N}\n  handouts: [sleep, walking]\n")
    put("clinic.yaml", "extends: parent\n")
    assert [message.partition(". ")[0] for message in run("packs").messages] == [
        "parent/packs.yaml:3: There is no handout `sleep`",
        "parent/packs.yaml:3: There is no handout `walking`",
    ]
