"""The commands as scripts and people meet them."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from handouts.content.finder import find_library
from tests.conftest import DRAFTS, Put, Run

ROOT = Path(__file__).parent.parent
FOOD = "vitamin-b12-and-food"
B12 = "low-b12-and-ms"
NAMES = sorted(find_library().files)
ALL = f"Use one of: {', '.join(NAMES)}."
PATIENT = '{"name": "Zbigniew Quux", "date_of_birth": "1961-08-06"}'


def page(run: Run, *arguments: str) -> str:
    """The HTML that a command made."""
    done = run("render", FOOD, "--format", "html", *arguments)
    assert (done.code, done.messages) == (0, [])
    return Path(done.out.strip()).read_text("utf-8")


WRONG = [
    ("no-such-handout", "render asthma", 3, f"There is no handout `asthma`. {ALL}"),
    ("nearest-handout", "render low-b12-and-ns", 3, f"There is no handout `low-b12-and-ns`. Did you mean `{B12}`?"),
    ("path-as-name", "render ../x", 3, f"There is no handout `../x`. {ALL}"),
    (
        "no-such-language",
        f"render {B12} --language cy",
        3,
        f"There is no `{B12}` in `cy`. There is: en-GB. Choose one with --language.",
    ),
    (
        "never-another-english",
        f"render {B12} --language en-US",
        3,
        f"There is no `{B12}` in `en-US`. There is: en-GB. Choose one with --language.",
    ),
    ("edition", f"render {FOOD} --edition large", 3, "There is no edition `large`. Did you mean `large-print`?"),
    ("paper", f"render {FOOD} --paper A3", 3, "There is no paper `A3`. Use one of: A4, A5, Letter."),
    (
        "suffix",
        f"render {FOOD} -o b12.txt",
        2,
        "The output `b12.txt` does not end in .pdf. Name a file that does, or a folder that ends in /, or use --format.",
    ),
    ("twice", f"render {FOOD} {FOOD}", 2, "A handout is named twice. Name each once."),
    (
        "html-pack",
        f"render {FOOD} {B12} --format html",
        2,
        "A pack cannot be one HTML page. Render each handout by itself, or as PDF.",
    ),
    (
        "no-clinic",
        f"-c nowhere render {FOOD}",
        3,
        "nowhere: There is no clinic here. Name a folder that holds clinic.yaml, or that file.",
    ),
    (
        "no-clinic-of-that-length",
        f"-c {'x' * 5000} list",
        3,
        f"{'x' * 5000}: There is no clinic here. Name a folder that holds clinic.yaml, or that file.",
    ),
    (
        "below-a-file",
        f"render {FOOD} --format html -o plain.txt/out/",
        2,
        "plain.txt/out/vitamin-b12-and-food-en-GB.html: The file cannot be written (Not a directory)."
        " Choose another place with -o.",
    ),
]


@pytest.mark.parametrize(("line", "code", "message"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_what_is_refused(run: Run, put: Put, line: str, code: int, message: str) -> None:
    folder = put("plain.txt", "").parent
    done = run(*line.split())
    assert (done.code, done.out, done.messages) == (code, "", [message])
    assert [path.name for path in folder.iterdir()] == ["plain.txt"]


@pytest.mark.parametrize("line", ["render", "render x --format docx", "rendr", "list --jsn", "render x --paper"])
def test_wrong_usage_is_exit_code_2(run: Run, line: str) -> None:
    done = run(*line.split())
    assert (done.code, done.out) == (2, "")
    assert any(message.startswith("Error: ") for message in done.messages)


@pytest.mark.parametrize(
    ("only", "message"),
    [
        ("lifestile", "There is no section `lifestile`. Did you mean `lifestyle`?"),
        ("outlook", "There is no section `outlook`. Use one of: about, lifestyle, treatment."),
        ("", "There is no section ``. Use one of: about, lifestyle, treatment."),
    ],
)
def test_only_sections_that_there_are(run: Run, only: str, message: str) -> None:
    done = run("render", FOOD, "--format", "html", "--only", only)
    assert done.code == 3
    assert [told.split(": ", 1)[1] for told in done.messages] == [message]


def test_nothing_is_overwritten_without_force(run: Run, put: Put) -> None:
    there = put("out/b12.html", "mine")
    done = run("render", FOOD, "--format", "html", "-o", "out/b12.html")
    assert (done.code, done.messages) == (2, ["out/b12.html: The file exists. Add --force to replace it."])
    assert there.read_text() == "mine"
    assert run("render", FOOD, "--format", "html", "-o", "out/b12.html", "--force").out == "out/b12.html\n"
    assert there.read_text("utf-8").startswith("<!doctype html>")


def test_list_json_is_one_array_and_nothing_else(run: Run) -> None:
    done = run("list", "--json")
    found = json.loads(done.out)
    assert (done.code, done.messages) == (0, [])
    assert sorted({one["name"] for one in found}) == NAMES
    for one in found:
        assert {"name", "language", "title", "version", "standing", "review_by", "codes"} <= one.keys()
    first = next(one for one in found if one["name"] == B12)
    assert first["standing"] == "draft"
    assert "24700007" in first["codes"]["snomed-ct"]


def test_list_shows_the_same_to_people(run: Run) -> None:
    lines = run("list").out.splitlines()
    assert lines[0].split() == ["NAME", "LANGUAGE", "VERSION", "STANDING", "REVIEW", "BY", "TITLE"]
    told = [line.split()[:2] for line in lines[1:]]
    assert told == [[name, tag] for name in NAMES for tag in sorted(find_library().files[name])]


@pytest.mark.parametrize(
    ("tag", "tags"), [("en", {"en-GB", "en-US"}), ("en-GB", {"en-GB"}), ("cy", {"cy"}), ("fr", set())]
)
def test_list_of_one_language(run: Run, tag: str, tags: set[str]) -> None:
    found = [(one["name"], one["language"]) for one in json.loads(run("list", "--json", "--language", tag).out)]
    assert found == [(name, one) for name in NAMES for one in sorted(find_library().files[name]) if one in tags]


@pytest.mark.parametrize(
    "arguments", [["list"], ["list", "--json"], ["--help"], ["render", "--help"], ["preview", "--help"]]
)
def test_light_commands_do_not_import_the_typesetter(arguments: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "handouts", *arguments],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    imported = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in done.stderr.splitlines()}
    assert "click" in imported
    heavy = {"weasyprint", "fontTools", "PIL", "pypdfium2", "segno", "jinja2", "babel"}
    assert not imported & (heavy | {"starlette", "uvicorn", "watchfiles"})


def test_the_program_runs_as_a_module(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "handouts", "render", "nothing"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == f"There is no handout `nothing`. {ALL}\n"


@pytest.fixture
def clinics(put: Put, clinic: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three clinics; the working folder lies two folders below the third."""
    for name in ("given", "named", "upwards"):
        put(f"{name}/clinic.yaml", clinic.replace("Mill Lane Surgery", f"The {name} clinic"))
    below = put("upwards/desk/today/note.txt", "").parent
    monkeypatch.chdir(below)
    return below.parent.parent.parent


def test_which_clinic_is_meant(run: Run, clinics: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = ["--format", "html", "--force", "-o", "out/"]
    assert "The upwards clinic" in page(run, *out)
    monkeypatch.setenv("HANDOUTS_CLINIC", str(clinics / "named"))
    assert "The named clinic" in page(run, *out)
    for given in (clinics / "given", clinics / "given" / "clinic.yaml"):
        done = run("-c", str(given), "render", FOOD, *out)
        assert "The given clinic" in Path(done.out.strip()).read_text("utf-8")


def test_no_clinic_at_all(run: Run) -> None:
    assert "SAMPLE" in page(run)


def test_the_clinic_s_text_takes_the_place_of_the_shipped_one(run: Run, put: Put, handout: str, clinic: str) -> None:
    put("clinic.yaml", clinic)
    put(f"library/{FOOD}/en-GB.md", handout)
    put("library/sleep/en-GB.md", handout.replace("title: Sleep", "title: Sleep well"))
    titles = {one["name"]: one["title"] for one in json.loads(run("list", "--json", "--language", "en-GB").out)}
    assert (titles[B12], titles[FOOD]) == ("Low vitamin B12 and MS: what we know", "Sleep")
    assert titles["sleep"] == "Sleep well"


@pytest.mark.parametrize("place", ["file", "stdin"])
def test_a_patient_s_leaflet_is_for_its_owner_alone(run: Run, put: Put, clinic: str, place: str) -> None:
    put("clinic.yaml", clinic + DRAFTS)
    put("patient.json", PATIENT)
    source = ["patient.json", None] if place == "file" else ["-", PATIENT]
    done = run("render", FOOD, "--format", "html", "-o", "new/out/", "--patient", source[0], stdin=source[1])
    made = Path(done.out.strip())
    assert (done.code, done.messages) == (0, [])
    assert made.name == f"{FOOD}-en-GB.html"
    assert [stat.S_IMODE(path.stat().st_mode) for path in (made, made.parent, made.parent.parent)] == [
        0o600,
        0o700,
        0o700,
    ]
    text = made.read_text("utf-8")
    assert "Zbigniew Quux" in text
    assert "6 August 1961" in text


def test_a_leaflet_for_nobody_is_for_everybody(run: Run) -> None:
    done = run("render", FOOD, "--format", "html", "-o", "out/")
    assert stat.S_IMODE(Path(done.out.strip()).stat().st_mode) & 0o044


def test_an_empty_field_is_a_line_to_write_on(run: Run, put: Put, clinic: str) -> None:
    put("clinic.yaml", clinic + DRAFTS)
    put("nobody.json", '{"name": "", "note": null}')
    assert page(run, "-o", "a.html", "--patient", "nobody.json") == page(run, "-o", "b.html")


def test_doctor_finds_what_there_is(run: Run) -> None:
    done = run("doctor")
    assert done.code == 0
    assert "MISSING" not in done.out


def test_an_interrupt_ends_with_130_and_leaves_nothing(tmp_path: Path) -> None:
    """The command waits for the patient on stdin when the signal comes."""
    command = [sys.executable, "-m", "handouts", "-c", "examples/riverside", "render", FOOD, "-o", f"{tmp_path}/"]
    command += ["--draft", "--patient", "-"]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        # A shell starts what runs in its background with this signal ignored, and the tests may run there.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509  (no threads here)
    )
    time.sleep(3)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert (process.returncode, said.strip()) == (130, "Interrupted.")
    assert list(tmp_path.iterdir()) == []


def test_a_pale_brand_colour_is_set_darker_and_said(run: Run, put: Put) -> None:
    put("clinic.yaml", 'name: Mill Lane Surgery\nphone: 01632 960001\nbrand: {color: "#ffd400"}\n')
    done = run("render", FOOD, "--format", "html", "-o", "pale.html")
    assert done.code == 0
    (said,) = done.messages
    assert said.startswith(
        "`brand.color.primary` (#ffd400) cannot be read on white: headings are in its nearest shade that can, #"
    )
    shade = said.removesuffix(".")[-7:]
    assert f"--brand: #ffd400; --brand-text: {shade};" in Path("pale.html").read_text("utf-8")


def test_a_missing_system_library_is_named_with_what_mends_it(tmp_path: Path) -> None:
    """The engine fails on import as it does on a machine without Pango."""
    (tmp_path / "weasyprint.py").write_text("raise OSError(\"cannot load library 'libpango-1.0-0'\")\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "handouts", "render", FOOD, "-o", f"{tmp_path}/"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        check=False,
    )
    assert done.returncode == 5
    assert done.stderr == (
        "A system library is missing (cannot load library 'libpango-1.0-0'). Install Pango: "
        "apt-get install libpango-1.0-0 libpangoft2-1.0-0 (macOS: brew install pango).\n"
    )
    assert not list(tmp_path.glob("*.pdf"))
