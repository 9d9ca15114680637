"""`new` begins a handout that reads at once and says what to write where, and that nobody can give by oversight."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handouts.content.body import Block, Section, Urgent
from handouts.content.gaps import gaps
from handouts.content.handout import read_handout
from handouts.content.new import KINDS, Answers, begun
from handouts.content.words import languages
from handouts.errors import Refused
from tests.conftest import CLINIC, DRAFTS, Put, Run
from tests.page.pdf import ROOT, pages
from tests.terminal import at_terminal

TODAY = datetime.date(2026, 11, 22)
ASKED = ["--title", "Sleeping well", "--kind", "lifestyle"]
SLEEP = "library/sleep/en-GB.md"
NEXT = [
    "Look at it while you write: handouts -c . preview sleep",
    "See what is wrong or open:  handouts -c . check sleep",
]
BY = "Dr A. Example, consultant neurologist"


@pytest.fixture
def at_home(here: Path, put: Put) -> Path:
    """A clinic in the working folder, which lets patients have drafts."""
    put("clinic.yaml", CLINIC + DRAFTS)
    return here


def written(folder: Path, kind: str, language: str, title: str = "Sleep") -> Path:
    path = folder / "sleep" / f"{language}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(begun(Answers(title, language, kind), TODAY))
    return path


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("kind", KINDS)
def test_a_new_handout_has_every_part_that_it_needs(tmp_path: Path, kind: str, language: str) -> None:
    handout = read_handout(written(tmp_path, kind, language))
    assert (handout.front.title, handout.front.kind, handout.front.version) == ("Sleep", kind, "1.0")
    assert (handout.front.written, handout.front.review_by) == (TODAY, datetime.date(2028, 11, 22))
    first, second, third, *rest = handout.body
    assert isinstance(first, Block)
    assert isinstance(second, Urgent)
    assert isinstance(third, Block)
    assert (first.name, third.name) == ("key", "actions")
    assert second.now
    assert second.today
    *sections, last = rest
    assert isinstance(last, Block)
    assert last.name == "questions"
    inside = [
        part.name for one in sections if isinstance(one, Section) for part in one.parts if isinstance(part, Block)
    ]
    assert sorted(inside) == ["plan", "unknown"]
    wanted = ["diagnosis", "treatment", "lifestyle"] if kind == "topic" else [] if kind == "medicine" else [kind]
    assert {"about", *wanted} <= {section.id for section in handout.sections}


@pytest.mark.parametrize("kind", KINDS)
def test_all_that_it_says_is_a_gap(tmp_path: Path, kind: str) -> None:
    """No line of it can be taken for advice: outside the brackets there are only marks, labels and answers."""
    text = written(tmp_path, kind, "en-GB").read_text("utf-8").split("---\n", 2)[2]
    left = re.sub(r"\[\[.*?\]\]|\[@first\]|\{#[a-z]+\}|^::: ?[a-z]*|^(now|today):$", "", text, flags=re.MULTILINE)
    assert re.findall(r"[^\W\d_]+", left) == []
    every = gaps(read_handout(tmp_path / "sleep/en-GB.md"))
    assert len(every) > 15
    assert all(one.line and "[[" in one.what for one in every)


def commented() -> list[str]:
    return re.findall(r"^ *# ([a-z_]+:.*)$", begun(Answers("Sleep", "en-GB", "topic"), TODAY).decode(), re.MULTILINE)


@pytest.mark.parametrize("line", commented())
def test_each_key_behind_a_mark_is_a_key_as_it_stands(tmp_path: Path, line: str) -> None:
    path = written(tmp_path, "topic", "en-GB")
    plain = read_handout(path).front
    text = path.read_text("utf-8")
    assert text.count(f"# {line}") == 1
    text = text.replace(f"# {line}", line)
    if line.startswith("primary_codes"):
        text = text.replace("# codes", "codes")
    path.write_text(text, "utf-8")
    assert read_handout(path).front != plain


NASTY = st.text(st.characters(exclude_categories=["Cs"])) | st.text("#:-'\"{}[]&*!|>%@`\\, \n\x00\u200bab\u00e9")


@given(NASTY, NASTY)
@example("a: b #c", "- x")
@example("no", "null")
@example("\\x41", "---")
def test_any_title_and_summary_come_back_or_are_refused(title: str, summary: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sleep/en-GB.md"
        path.parent.mkdir()
        try:
            path.write_bytes(begun(Answers(title, "en-GB", "topic", summary), TODAY))
        except Refused:
            return
        front = read_handout(path).front
    assert front.title == " ".join(title.split())
    assert front.summary == " ".join(summary.split()) or not summary.strip()


def test_what_is_begun_lies_in_the_clinic_s_library(run: Run, at_home: Path) -> None:
    done = run("-c", ".", "new", "sleep", *ASKED, "--summary", "For adults who sleep badly")
    assert (done.code, done.out, done.messages) == (0, f"{SLEEP}\n", NEXT)
    front = read_handout(at_home / SLEEP).front
    assert (front.title, front.summary, front.language) == ("Sleeping well", "For adults who sleep badly", "en-GB")
    assert run("list").out.count("sleep") == 1


def test_the_language_is_the_clinic_s(run: Run, put: Put, here: Path) -> None:
    put("clinic.yaml", f"{CLINIC}language: en-US\n")
    if "en-US" in languages():
        assert run("new", "sleep", *ASKED).out == "library/sleep/en-US.md\n"
        assert run("new", "sleep", *ASKED, "--language", "en-GB").messages[0].endswith("sleep --language en-GB")
    else:
        assert run("new", "sleep", *ASKED).code == 3


WRONG = [
    ([], 2, "Error: A handout needs --title and --kind."),
    (["--title", "Sleep"], 2, "Error: A handout needs --kind."),
    (["--kind", "topic"], 2, "Error: A handout needs --title."),
    (["--title", "Sleep", "--kind", "topc"], 3, "There is no kind `topc`. Did you mean `topic`?"),
    (["--title", "  ", "--kind", "topic"], 3, "The title is empty. Write one, as patients would say it."),
    (
        ["--title", "a\u200bb", "--kind", "topic"],
        3,
        "There is an invisible character (U+200B) in `a\u200bb`. Take it out.",
    ),
    ([*ASKED, "--language", "xx"], 3, "There are no page words for the language `xx`."),
    ([*ASKED, "--language", "../../en-GB"], 3, "There are no page words for the language `../../en-GB`."),
    (
        [*ASKED, "--from", "low-b12-and-ms"],
        2,
        "Error: --from copies a whole text: leave out --title, --kind and --summary.",
    ),
    (["--from", "low-b12"], 3, "There is no handout `low-b12`."),
]


@pytest.mark.parametrize(
    ("options", "code", "message"), WRONG, ids=lambda value: " ".join(value) if isinstance(value, list) else ""
)
def test_what_is_wrong_is_told_and_nothing_is_written(
    run: Run, at_home: Path, options: list[str], code: int, message: str
) -> None:
    done = run("new", "sleep", *options, stdin="Sleep\n\ntopic\n\n")
    assert (done.code, done.out) == (code, "")
    assert done.messages[-1].startswith(message)
    assert [path.name for path in at_home.iterdir()] == ["clinic.yaml"]


@pytest.mark.parametrize("name", ["Sleep", "sleep well", "../sleep", "sleep/x", "-", "schlafstörung"])
def test_a_name_is_small_letters_digits_and_dashes(run: Run, at_home: Path, name: str) -> None:
    done = run("new", *ASKED, "--", name)
    assert (done.code, done.messages) == (
        3,
        [f"`{name}` cannot be the name of a handout. Use small letters, digits and -."],
    )


def test_without_a_clinic_there_is_no_place_for_it(run: Run, here: Path) -> None:
    done = run("new", "sleep", *ASKED)
    assert (done.code, done.messages[-1]) == (2, "Error: No clinic is named, and none is near. Name it with -c.")
    assert list(here.iterdir()) == []


def test_nothing_is_overwritten(run: Run, put: Put, at_home: Path) -> None:
    put(SLEEP, "mine")
    done = run("new", "sleep", *ASKED)
    assert (done.code, done.messages) == (2, [f"{SLEEP}: The file exists. Change it, or name another handout."])
    assert (at_home / SLEEP).read_text() == "mine"


def test_a_handout_of_the_library_is_not_hidden_by_a_skeleton(run: Run, at_home: Path) -> None:
    name = "low-b12-and-ms"
    done = run("new", name, *ASKED)
    assert (done.code, done.out) == (3, "")
    assert done.messages[0].endswith(f"begin with a copy to change: handouts new {name} --from {name}.")
    copied = run("new", name, "--from", name)
    assert (copied.code, copied.out) == (0, f"library/{name}/en-GB.md\n")
    shipped = (ROOT / f"handouts/library/{name}/en-GB.md").read_bytes()
    assert (at_home / f"library/{name}/en-GB.md").read_bytes() == shipped
    assert run("new", name, "--from", name).code == 2, "it is there now"


def test_a_pack_is_not_hidden(run: Run, put: Put, at_home: Path) -> None:
    put("packs.yaml", "sleep: {title: {en-GB: Sleep}, handouts: [low-b12-and-ms, vitamin-b12-and-food]}\n")
    done = run("new", "sleep", *ASKED)
    message = "`sleep` is the name of a pack, which the handout would hide. Name it otherwise."
    assert (done.code, done.messages) == (3, [message])


def test_a_copy_may_begin_another_handout_but_hide_none(run: Run, at_home: Path) -> None:
    assert run("new", "our-b12", "--from", "low-b12-and-ms").out == "library/our-b12/en-GB.md\n"
    assert run("new", "vitamin-b12-and-food", "--from", "low-b12-and-ms").code == 3


def test_a_text_with_gaps_is_not_approved(run: Run, at_home: Path) -> None:
    assert run("new", "sleep", *ASKED).code == 0
    done = run("approve", "sleep", "--by", BY, "--yes")
    assert (done.code, done.out) == (3, "")
    assert f"{SLEEP}:4: This is still to be written: [[For whom it is, as in:" in done.messages[0]
    assert len(done.messages) == len(gaps(read_handout(at_home / SLEEP)))
    assert not (at_home / "approvals").exists()


@pytest.mark.parametrize("draft", [[], ["--draft"]], ids=["by policy", "as a draft"])
def test_a_text_with_gaps_is_given_to_no_patient(run: Run, put: Put, at_home: Path, draft: list[str]) -> None:
    assert run("new", "sleep", *ASKED).code == 0
    done = run("render", "sleep", "--patient", "-", "-o", "out.pdf", *draft, stdin='{"name": "Ann"}')
    remedy = "is not written to its end: there are gaps, the first in line 4. Write what stands in [[ ]]."
    assert (done.code, done.messages) == (6, [f"`sleep` (en-GB) {remedy}"])
    put("list.csv", "name\nAnn\n")
    assert run("batch", "list.csv", "--handout", "sleep", "-o", "run", *draft).code == 6
    assert not list(at_home.rglob("*.pdf"))


def test_one_gap_is_enough(run: Run, put: Put, at_home: Path, handout: str) -> None:
    put(SLEEP, handout)
    slip = ["render", "sleep", "--patient", "-", "--draft", "-o"]
    assert run(*slip, "1.pdf", stdin="{}").code == 0
    put(SLEEP, handout.replace("Sleep well.", "Sleep [[how\nlong?]]"))
    assert run(*slip, "2.pdf", stdin="{}").code == 6
    assert "[[how long?]]" in run("approve", "sleep", "--by", BY, "--yes").messages[0]


def test_a_skeleton_prints_for_who_writes_it(run: Run, at_home: Path) -> None:
    assert run("new", "sleep", *ASKED).code == 0
    for number, options in enumerate(([], ["--paper", "A5"], ["--edition", "large-print"])):
        assert run("render", "sleep", "-o", f"{number}.pdf", *options).code == 0
    assert "[[Write what every reader must know" in pages((at_home / "0.pdf").read_bytes())[0].text


def test_a_terminal_is_asked_until_the_answers_are_right(at_home: Path) -> None:
    code, out, messages = at_terminal(at_home, b"\nSleeping well\n\ntopc\ntopic\n\n", "new", "sleep")
    assert (code, out) == (0, f"{SLEEP}\n")
    assert messages.startswith(
        "Its title, as patients would say it: The title is empty. Write one, as patients would say it.\n"
        "Its title, as patients would say it: Its language (empty: en-GB): "
        "Its kind (topic, diagnosis, treatment, lifestyle, medicine): There is no kind `topc`. Did you mean `topic`?\n"
    )
    front = read_handout(at_home / SLEEP).front
    assert (front.title, front.kind) == ("Sleeping well", "topic")


def test_a_terminal_is_asked_for_what_is_missing_alone(at_home: Path) -> None:
    code, _, messages = at_terminal(
        at_home, b"topic\n", "new", "sleep", "--title", "A", "--language", "en-GB", "--summary", "B"
    )
    assert code == 0
    assert [messages.count(one) for one in ("Its title", "Its language", "Its kind", "For whom")] == [0, 0, 1, 0]


def test_who_ends_it_at_a_question_has_written_nothing(at_home: Path) -> None:
    code, out, _ = at_terminal(at_home, b"Sleep\n\x04", "new", "sleep")
    assert (code, out) == (130, "")
    assert [path.name for path in at_home.iterdir()] == ["clinic.yaml"]
