"""`render --ask`: the slip of one patient at the desk, with nothing of it in the shell's history."""

from __future__ import annotations

import os
import pty
import select
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.conftest import Put, Run
from tests.page.pdf import read_aloud
from tests.run.runs import environment

ANSWERS = ("Ann Other", "1961-08-06", "943 476 5919", "2026-03-01", "Dr Jones", "in May", "Ring us.")
PROMPTS = ("Name", "Date of birth", "Number", "Date", "Given by", "Next visit", "Note")


def test_the_answers_are_printed(clinic_here: Path, run: Run) -> None:
    done = run("render", "sleep", "--ask", "-o", "ann.pdf", stdin="\n".join([*ANSWERS, ""]))
    assert (done.code, done.out) == (0, "ann.pdf\n"), done
    text = read_aloud((clinic_here / "ann.pdf").read_bytes())
    for words in ("Ann Other", "6 August 1961", "943 476 5919", "1 March 2026", "Dr Jones", "in May", "Ring us."):
        assert words in text
    assert (clinic_here / "ann.pdf").stat().st_mode & 0o777 == 0o600
    (clinic_here / "ann.json").write_text(
        '{"name": "Ann Other", "date_of_birth": "1961-08-06", "number": "943 476 5919", "date": "2026-03-01",'
        ' "given_by": "Dr Jones", "next_visit": "in May", "note": "Ring us."}'
    )
    assert run("render", "sleep", "--patient", "ann.json", "-o", "same.pdf").code == 0
    assert (clinic_here / "same.pdf").read_bytes() == (clinic_here / "ann.pdf").read_bytes()


def test_what_is_left_empty_is_a_line_to_write_on(clinic_here: Path, run: Run) -> None:
    assert run("render", "sleep", "--ask", "-o", "empty.pdf", stdin="\n" * 7).code == 0
    assert run("render", "sleep", "-o", "blank.pdf").code == 0
    assert (clinic_here / "empty.pdf").read_bytes() == (clinic_here / "blank.pdf").read_bytes()


def test_a_bad_answer_is_asked_again(clinic_here: Path, put: Put, run: Run) -> None:
    put(
        "clinic.yaml",
        (clinic_here / "clinic.yaml").read_text() + "slip: {fields: [name, date_of_birth, number], number: nhs}\n",
    )
    answers = [
        "A人",
        "Ann\x07",
        "Ann Other",
        "1961-02-30",
        "03/04/1961",
        "2999-01-01",
        "6 Aug 1961",
        "943 476 5918",
        "943 476 5919",
        "",
    ]
    done = run("render", "sleep", "--ask", "-o", "ann.pdf", stdin="\n".join(answers))
    assert done.code == 0, done
    asked = "\n".join(done.messages).replace("is not an NHS number: ", "is not an NHS number; ")
    assert [asked.count(f"{prompt}: ") for prompt in ("Name", "Date of birth", "NHS number")] == [3, 4, 2]
    for what in (
        "`name` has a letter that no bundled font has.",
        "`name` has an invisible character in it.",
        "`date_of_birth` is no day of the calendar.",
        "`date_of_birth` can be read as day/month/year and as month/day/year.",
        "`date_of_birth` is in the future.",
        "`number` is not an NHS number",
    ):
        assert asked.count(what) == 1
    assert "--date-order" not in asked  # `render` has no such option
    text = read_aloud((clinic_here / "ann.pdf").read_bytes())
    assert "Ann Other" in text
    assert "6 August 1961" in text


def test_only_the_fields_of_the_clinics_slip_are_asked_for(clinic_here: Path, put: Put, run: Run) -> None:
    put(
        "clinic.yaml", (clinic_here / "clinic.yaml").read_text() + "slip: {fields: [name, note], labels: {name: Who}}\n"
    )
    done = run("render", "sleep", "--ask", "-o", "ann.pdf", stdin="Ann Other\nRing us.\n")
    assert done.code == 0
    assert "\n".join(done.messages).count(": ") == 2
    assert "Who: " in "\n".join(done.messages)


def test_answers_that_end_too_soon(clinic_here: Path, run: Run) -> None:
    done = run("render", "sleep", "--ask", "-o", "ann.pdf", stdin="Ann Other\n")
    assert (done.code, done.out) == (130, "")
    assert not (clinic_here / "ann.pdf").exists()


def test_ask_and_patient_together(clinic_here: Path, run: Run) -> None:
    done = run("render", "sleep", "--ask", "--patient", "-", stdin="{}")
    assert (done.code, done.out) == (2, "")
    assert "--ask and --patient both give the slip; use one of them." in done.messages[-1]


@pytest.mark.parametrize("stop", [False, True], ids=["answered", "ctrl-c"])
def test_at_a_terminal(stop: bool, clinic_here: Path) -> None:
    command = [sys.executable, "-m", "handouts", "render", "sleep", "--ask", "-o", "ann.pdf"]
    pid, terminal = pty.fork()
    if pid == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell begins what runs in the background deaf to Ctrl-C
        os.chdir(clinic_here)
        os.execve(sys.executable, command, environment(TERM="xterm"))
    shown = b""
    try:
        for prompt, answer in zip(PROMPTS, ANSWERS, strict=True):
            shown += read_until(terminal, f"{prompt}: ".encode())
            arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[:-1]
            assert arguments == [one.encode() for one in command]
            if stop and prompt == "Given by":
                time.sleep(0.5)  # nobody is as quick as the library that reads lines, which is deaf while it begins
                os.write(terminal, b"\x03")
                break
            os.write(terminal, f"{answer}\r".encode())
        shown += read_until(terminal, None)
    finally:
        os.close(terminal)
        _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == (130 if stop else 0), shown
    assert (clinic_here / "ann.pdf").exists() != stop
    assert b"Traceback" not in shown
    if not stop:
        assert shown.endswith(b"ann.pdf\r\n")
        assert "Ann Other" in read_aloud((clinic_here / "ann.pdf").read_bytes())


def read_until(terminal: int, words: bytes | None) -> bytes:
    """What is shown until these words come, or to the end."""
    shown = b""
    last = time.monotonic() + 30
    with suppress(OSError):  # the program has ended
        while words is None or words not in shown:
            ready, _, _ = select.select([terminal], [], [], last - time.monotonic())
            assert ready, shown
            data = os.read(terminal, 1024)
            if not data:
                break
            shown += data
    return shown
