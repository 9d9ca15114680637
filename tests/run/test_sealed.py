"""A task on its way shows nothing of what is in it, and is done only where it should be."""

from __future__ import annotations

import pickle
from pathlib import Path

from handouts.run.alike import digest, nonce
from handouts.run.sealed import Raised, Sealed, do_sealed, seal

LIMIT = 60.0


def shout(words: str) -> str:
    return words.upper()


def fail(words: str) -> str:
    raise ValueError(f"{words} is at fault")


def opened(sealed: Sealed | None) -> object:
    assert sealed is not None
    return pickle.loads(sealed.data)


def test_a_task_is_done_and_its_result_sealed(here: Path) -> None:
    task = seal(shout, "jane")
    with nonce(here) as path:
        result = do_sealed(task, str(path), LIMIT, digest())
    assert opened(result) == "JANE"
    assert "jane" not in f"{task} {task!r} {result!r}".lower()


def test_what_an_error_says_stays_where_it_was(here: Path) -> None:
    with nonce(here) as path:
        result = do_sealed(seal(fail, "Jane"), str(path), LIMIT, digest())
    assert opened(result) == Raised("ValueError")
    assert result is not None
    assert b"Jane" not in result.data


def test_nothing_is_done_for_nobody_or_by_another_program(here: Path) -> None:
    with nonce(here) as path:
        assert do_sealed(seal(shout, "jane"), str(path), LIMIT, "0" * 64) is None
    assert do_sealed(seal(shout, "jane"), str(path), LIMIT, digest()) is None
