"""A leaflet for nobody yet that has not changed is not made again, and is the same to the byte; nobody else's is kept."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from handouts.clinic.approval import DRAFT
from handouts.clinic.clinic import read_clinic
from handouts.clinic.edition import Edition
from handouts.content.finder import find_handout, find_library
from handouts.content.handout import extract
from handouts.files import cache_folder
from handouts.page.output import make
from handouts.run import kept
from handouts.run.cache import Cache, show, user_cache
from tests.conftest import DRAFTS, Put, Run
from tests.run.runs import ROOT

FOOD, MORE = "vitamin-b12-and-food", "vitamin-b12-treatment"
RIVERSIDE = ROOT / "examples/riverside"
PATIENT = '{"name": "Zbigniew Quux", "note": "Bring the blue folder."}'
HEAVY = {"weasyprint", "fontTools", "PIL", "pydyf", "pikepdf", "pypdfium2", "segno", "jinja2", "babel", "resvg_py"}


class Makes:
    """Counts how often a leaflet is made."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        monkeypatch.setattr(kept, "make", self)

    def __call__(self, *given: Any, **named: Any) -> Any:
        self.count += 1
        return make(*given, **named)


@pytest.fixture
def makes(monkeypatch: pytest.MonkeyPatch) -> Makes:
    return Makes(monkeypatch)


@pytest.fixture
def clinic_here(put: Put, clinic: str) -> Path:
    return put("clinic.yaml", clinic + DRAFTS)


def render(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A whole command in a process of its own, which says on stderr what it imports."""
    command = [sys.executable, "-X", "importtime", "-m", "handouts", "-c", str(RIVERSIDE), "render", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done


def imported(done: subprocess.CompletedProcess[str]) -> set[str]:
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in lines}


def said(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [line for line in done.stderr.splitlines() if not line.startswith("import time:")]


@pytest.mark.parametrize("kind", ["pdf", "png"])
def test_a_second_render_loads_no_typesetter(here: Path, kind: str) -> None:
    first = render(FOOD, "--format", kind, "-o", "one/", folder=here)
    second = render(FOOD, "--format", kind, "-o", "two/", folder=here)
    made = [{path.name: path.read_bytes() for path in (here / name).iterdir()} for name in ("one", "two")]
    assert made[0] == made[1]
    assert made[0]
    assert said(first) == said(second)
    assert imported(first) > HEAVY - {"resvg_py", "pikepdf", "pypdfium2"}
    assert imported(second) & HEAVY == set()


def test_a_second_patients_leaflet_loads_no_typesetter(here: Path) -> None:
    (here / "patient.json").write_text(PATIENT, "utf-8")
    asked = ("--patient", "patient.json", "--draft")
    first = render(FOOD, *asked, "-o", "one/", folder=here)
    second = render(FOOD, *asked, "-o", "two/", folder=here)
    made = [{path.name: path.read_bytes() for path in (here / name).iterdir()} for name in ("one", "two")]
    assert made[0] == made[1]
    assert made[0]
    assert imported(first) > HEAVY - {"resvg_py", "pypdfium2"}
    assert imported(second) & HEAVY == set()


ASKED: dict[str, dict[str, Any]] = {
    "as usual": {},
    "pictures": {"kind": "png"},
    "a page of the web": {"kind": "html"},
    "large print": {"edition": Edition(base="large-print", paper="Letter")},
    "one ink": {"edition": Edition(ink="mono")},
    "a booklet": {"edition": Edition(fold="booklet")},
    "a pack": {"names": (FOOD, MORE), "title": "For you"},
    "an extract": {"only": ("treatment",)},
}


@pytest.mark.parametrize("asked", ASKED)
def test_what_is_kept_is_what_is_made(tmp_path: Path, makes: Makes, asked: str) -> None:
    given = {"names": (FOOD,), "kind": "pdf", "edition": Edition(), "only": None, "title": None, **ASKED[asked]}
    clinic = read_clinic(RIVERSIDE)
    handouts = [find_handout(find_library(), name, None, None) for name in given["names"]]
    handouts = [extract(one, given["only"]) for one in handouts] if given["only"] else handouts
    common = {"is_extract": bool(given["only"]), "standings": [DRAFT] * len(handouts), "title": given["title"]}
    target = tmp_path / f"leaflet.{given['kind']}"
    made = make(handouts, clinic, given["edition"], None, given["kind"], target, **common)
    cache = Cache(tmp_path / "leaflets")
    for _ in range(2):
        found = kept.kept_files(cache, "engine", handouts, clinic, given["edition"], given["kind"], target, **common)
        assert found == made
    assert makes.count == 1


def test_a_change_of_the_clinic_makes_it_anew(run: Run, here: Path, clinic_here: Path, makes: Makes) -> None:
    for phone in ("01632 960001", "01632 960009", "01632 960001"):
        clinic_here.write_text(f"name: Mill Lane Surgery\nphone: {phone}\n", "utf-8")
        assert run("render", FOOD, "--format", "html", "-o", "a.html", "--force").code == 0
        assert phone.replace(" ", "\N{NO-BREAK SPACE}") in (here / "a.html").read_text("utf-8")
    assert makes.count == 2


def test_a_change_of_the_text_makes_it_anew(run: Run, put: Put, here: Path, handout: str, makes: Makes) -> None:
    for words in ("Sleep well.", "Sleep long."):
        put("library/sleep/en-GB.md", handout.replace("Sleep well.", words))
        put("clinic.yaml", "name: Mill Lane Surgery\nphone: 01632 960001\n")
        assert run("render", "sleep", "--format", "html", "-o", "a.html", "--force").code == 0
        assert words in (here / "a.html").read_text("utf-8")
    assert makes.count == 2


def test_what_was_changed_while_it_was_made_is_not_kept(
    run: Run, put: Put, clinic_here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("styles/tokens.css", ":root { --line: #999; }\n")

    def make_slowly(*given: Any, **named: Any) -> Any:
        files = make(*given, **named)
        put("styles/tokens.css", ":root { --line: #666; }\n")
        return files

    monkeypatch.setattr(kept, "make", make_slowly)
    assert run("render", FOOD, "--format", "html", "-o", "a.html").messages == []
    assert show(user_cache()).entries == 1  # what the clinic should know
    assert run("render", FOOD, "--format", "html", "-o", "a.html", "--force").code == 0
    assert show(user_cache()).entries == 2


def test_another_engine_makes_it_anew(
    run: Run, clinic_here: Path, makes: Makes, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in ("1", "2", "2"):
        monkeypatch.setattr("handouts.run.engine.engine_hash", lambda version=version: version)
        assert run("render", FOOD, "--format", "html", "-o", "a.html", "--force").code == 0
    assert makes.count == 2


def test_nothing_of_a_patient_is_kept(run: Run, put: Put, clinic_here: Path, makes: Makes) -> None:
    """A master is, which has neither a name nor its letters in their order."""
    assert run("render", FOOD, "--format", "html", "-o", "a.html").code == 0
    put("patient.json", PATIENT)
    for kind in ("html", "pdf", "png"):
        assert run("render", FOOD, "--format", kind, "-o", "out/", "--patient", "patient.json").code == 0
    assert makes.count == 1  # for nobody
    assert show(user_cache()).entries == 3  # the page in HTML, what the clinic should know, and the master
    kept = {path.name: path.read_bytes() for path in user_cache().folder.iterdir()}
    put("patient.json", PATIENT.replace("Quux", "Quuz"))
    for kind in ("pdf", "png"):
        assert run("render", FOOD, "--format", kind, "-o", "out/", "--patient", "patient.json", "--force").code == 0
    assert {path.name: path.read_bytes() for path in user_cache().folder.iterdir()} == kept
    for path in cache_folder().rglob("*"):
        assert not path.is_file() or b"Quux" not in path.read_bytes()


def test_what_is_refused_is_refused_each_time(run: Run, put: Put, clinic: str, here: Path) -> None:
    put("clinic.yaml", clinic + "brand: {logo: logo.svg}\n")
    wrong = [run("render", FOOD, "--format", "html", "-o", "a.html") for _ in range(2)]
    assert wrong[0] == wrong[1]
    assert wrong[0].code == 3
    assert show(user_cache()).entries == 0


def test_what_has_come_to_be_wrong_is_refused_although_it_was_made_before(
    run: Run, put: Put, clinic_here: Path, makes: Makes
) -> None:
    command = ("render", FOOD, "--format", "html", "-o", "a.html", "--force")
    assert run(*command).code == 0
    stray = put("template/note.html", "<p>nobody looks here</p>").parent
    assert run(*command).code == 3
    (stray / "note.html").unlink()
    stray.rmdir()
    assert run(*command).code == 0
    assert makes.count == 1


def test_a_text_that_is_withdrawn_is_not_given_from_what_was_kept(run: Run, clinic_here: Path) -> None:
    command = ("render", FOOD, "--format", "html", "-o", "a.html", "--force")
    assert run(*command).code == 0
    assert run("withdraw", FOOD, "--reason", "wrong number", "--language", "en-GB").code == 0
    assert run(*command).code == 6


@pytest.mark.parametrize("damage", [b"", b"handouts cache 1\n", b"%PDF-1.7 of somebody else"])
def test_a_damaged_entry_is_noticed_and_made_anew(run: Run, here: Path, makes: Makes, damage: bytes) -> None:
    command = ("render", FOOD, "--format", "html", "-o", "a.html", "--force")
    assert run(*command).code == 0
    whole = (here / "a.html").read_bytes()
    (entry,) = user_cache().folder.iterdir()
    entry.write_bytes(damage)
    for _ in range(2):
        done = run(*command)
        assert (done.code, done.messages) == (0, [])
        assert (here / "a.html").read_bytes() == whole
    assert makes.count == 2


def test_without_a_cache_everything_is_made(run: Run, put: Put, monkeypatch: pytest.MonkeyPatch, makes: Makes) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(put("file", "no folder")))
    for _ in range(2):
        done = run("render", FOOD, "--format", "pdf", "-o", "a.pdf", "--force")
        assert (done.code, done.messages) == (0, [])
    assert makes.count == 2


def test_the_cache_is_shown_and_emptied(run: Run, here: Path, makes: Makes) -> None:
    def lines() -> list[str]:
        return run("cache", "show").out.splitlines()

    assert lines() == [f"folder   {user_cache().folder}", "entries  0", "size     0 kB of at most 256 MB"]
    command = ("render", FOOD, "--format", "html", "-o", "a.html", "--force")
    run(*command)
    size = show(user_cache()).size
    assert lines()[1] == "entries  1"
    done = run("cache", "clear")
    assert (done.code, done.out, done.messages) == (0, "", [f"Removed: 1 entry, {size / 1024:.0f} kB."])
    assert lines()[1] == "entries  0"
    run(*command)
    assert makes.count == 2
