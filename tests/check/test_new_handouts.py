"""What `new` begins, and what the page on writing shows, break no rule; what is still to be written is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from docs import examples
from handouts.check.look import look_at
from handouts.content.new import KINDS, Answers, begun
from handouts.content.words import languages
from tests.check.texts import TODAY, looked
from tests.conftest import CLINIC, Put, Run

ASKED = ["--title", "Sleeping well", "--kind"]


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("kind", KINDS)
def test_a_skeleton_lacks_nothing_but_what_is_to_be_written(tmp_path: Path, kind: str, language: str) -> None:
    text = begun(Answers("Sleep", language, kind, "For adults who sleep badly"), TODAY).decode()
    found = looked(tmp_path, text, language=language)
    assert [(one.rule.id, one.fault.level) for one in found.findings] == [("F3", "warning"), ("S7", "warning")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_skeleton_is_a_leaflet_without_an_error(run: Run, put: Put, kind: str) -> None:
    put("clinic.yaml", f"{CLINIC}hours: Monday to Friday\n")
    assert run("new", "sleep", *ASKED, kind).code == 0
    done = run("check", "sleep")
    assert done.code == 0
    assert "F3 warning: There are " in done.out


def test_the_examples_of_writing_break_no_rule(put: Put) -> None:
    text = examples.whole(examples.PAGE.read_text("utf-8"))
    found = look_at(put("vitamin-b12-and-food/en-GB.md", text), TODAY)
    assert [(one.rule.id, one.fault.level) for one in found.findings] == [("S7", "warning")]


def test_the_examples_of_writing_are_a_leaflet_without_a_fault(run: Run, put: Put) -> None:
    """They have bold words in a sentence, and an address that is broken at its own hyphen."""
    put("clinic.yaml", f"{CLINIC}hours: Monday to Friday\n")
    put("library/our-b12/en-GB.md", examples.whole(examples.PAGE.read_text("utf-8")))
    done = run("check", "our-b12")
    assert done.code == 0
    assert [line.split()[1] for line in done.out.splitlines() if "warning:" in line] == ["S7"]
