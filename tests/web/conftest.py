"""A preview as a person starts it: a process of its own, a clinic of its own, and the stream that its page follows."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.conftest import HANDOUT

ROOT = Path(__file__).parents[2]
HANDOUT_FILE = "library/sleep/en-GB.md"
SITES = "sites:\n  harbour:\n    phone: 01632 960009\n"
PATIENCE = 60.0
State = dict[str, Any]
Edit = Callable[[str, str], Path]


@dataclass(frozen=True)
class Preview:
    """A preview that runs, and the clinic that it shows a handout of."""

    process: subprocess.Popen[str]
    address: str
    clinic: Path

    def ask(self, path: str, *, method: str = "GET", host: str | None = None) -> tuple[HTTPResponse, bytes]:
        """One answer, whole."""
        with self._connection() as connection:
            connection.request(method, path, headers={"Host": host} if host else {})
            response = connection.getresponse()
            return response, response.read()

    @contextmanager
    def states(self, query: str = "") -> Iterator[Iterator[State]]:
        """What a page is told, as it comes."""
        with self._connection() as connection:
            connection.request("GET", f"/events{query}")
            response = connection.getresponse()
            yield (json.loads(line[6:]) for line in response if line.startswith(b"data: "))
            response.close()

    @contextmanager
    def _connection(self) -> Iterator[HTTPConnection]:
        connection = HTTPConnection(urlsplit(self.address).netloc, timeout=PATIENCE)
        try:
            yield connection
        finally:
            connection.close()


def until(states: Iterator[State], holds: Callable[[State], bool]) -> State:
    """The first state, when nothing is being made, of which something holds."""
    return next(state for state in states if not state["rendering"] and holds(state))


def mistakes(state: State) -> list[str]:
    """What is refused, each with its place."""
    return [f"{one['place']}: {one['what']}" for one in state["findings"] if one["level"] == "refused"]


@contextmanager
def previewed(clinic: Path, *arguments: str) -> Iterator[Preview]:
    """Run `handouts preview` in the folder that holds the clinic, until it is interrupted; it must not say a word."""
    process = subprocess.Popen(
        [sys.executable, "-m", "handouts", "-c", clinic.name, "preview", *arguments, "--no-open"],
        cwd=clinic.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell starts what runs in its background with this signal ignored, and the tests may run there.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509  (no threads here)
    )
    assert process.stdout
    try:
        yield Preview(process, process.stdout.readline().strip(), clinic)
    finally:
        process.send_signal(signal.SIGINT)
        out, said = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out, said.strip()) == (130, "", "Interrupted.")


def make_clinic(folder: Path) -> Path:
    """The example clinic with two sites and a short handout of its own."""
    clinic = folder / "clinic"
    shutil.copytree(ROOT / "examples" / "riverside", clinic)
    with (clinic / "clinic.yaml").open("a", encoding="utf-8") as stream:
        stream.write(SITES)
    (clinic / "library" / "sleep").mkdir(parents=True)
    (clinic / "library" / "sleep" / "en-GB.md").write_text(HANDOUT, "utf-8")
    return clinic


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """One preview for the tests of a module; each leaves the clinic as it was."""
    with previewed(make_clinic(tmp_path_factory.mktemp("preview")), "sleep") as running:
        yield running


@pytest.fixture
def edit(preview: Preview) -> Iterator[Edit]:
    """Write a file of the clinic in place, as some editors do; at the end it is put back, and that is seen."""
    before: dict[Path, bytes | None] = {}

    def write(name: str, text: str) -> Path:
        path = preview.clinic / name
        before.setdefault(path, path.read_bytes() if path.exists() else None)
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    yield write
    for path, data in before.items():
        if data is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(data)
    with preview.states() as states:
        for title in ("Between two tests", "Sleep"):
            text = HANDOUT.replace("title: Sleep", f"title: {title}")
            (preview.clinic / HANDOUT_FILE).write_text(text, "utf-8")
            until(states, lambda state, title=title: state["title"] == title and not mistakes(state))
