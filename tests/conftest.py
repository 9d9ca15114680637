"""What the tests share: a folder to work in, files to put there, and the commands as a person runs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

import pytest
from click.testing import CliRunner
from hypothesis import settings

import cli

HANDOUT = """\
---
title: Sleep
summary: For adults who sleep badly.
language: en-GB
version: 1.0
kind: lifestyle
written: 2026-01-01
review_by: 2028-01-01
codes:
  icd-10: [G47.0]
interests: none
sources:
  nhs:
    title: How to sleep
    publisher: NHS
    url: https://www.nhs.uk/sleep
---

## Why sleep matters {#about}

Sleep well. [@nhs]
"""
CLINIC = """\
name: Mill Lane Surgery
phone: 01632 960001
"""
settings.register_profile("tests", deadline=None)  # how long an example takes is the machine's
settings.load_profile("tests")

DRAFTS = "policy: {unapproved: draft}\n"
"""Added to a clinic's file, it lets patients have texts that nobody has approved yet."""


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    messages: list[str]


Run = Callable[..., Done]
Put = Callable[[str, str | bytes], Path]


@pytest.fixture(autouse=True, scope="session")
def _own_caches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The tests leave the caches of who runs them alone."""
    folder = tmp_path_factory.mktemp("caches")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield folder


@pytest.fixture(autouse=True)
def _nothing_kept(_own_caches: Path) -> None:
    """No test finds a leaflet that another one made; what is known of the fonts stays."""
    rmtree(_own_caches / "handouts/leaflets", ignore_errors=True)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, far from any clinic."""
    monkeypatch.delenv("HANDOUTS_CLINIC", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def put(here: Path) -> Put:
    """Write a file below the working folder."""

    def write(name: str, content: str | bytes) -> Path:
        path = here / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def run(here: Path) -> Run:
    """Run a command in the working folder."""

    def command(*arguments: str, stdin: str | bytes | None = None) -> Done:
        result = CliRunner().invoke(cli.cli, arguments, input=stdin)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Done(result.exit_code, result.stdout, result.stderr.splitlines())

    return command


@pytest.fixture
def handout() -> str:
    """The text of a small handout without a mistake."""
    return HANDOUT


@pytest.fixture
def clinic() -> str:
    """The text of a clinic.yaml with what it must have."""
    return CLINIC
