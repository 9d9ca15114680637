"""What makes leaflets is known by one hash: it changes with every file and library that has a part in them."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from handouts.run import engine
from handouts.run.engine import LIBRARIES, PACKAGES, engine_hash
from tests.run.runs import ROOT

NO_PART = {
    "annotated-types", "click", "handouts", "lxml", "pycparser", "rich", "ruamel.yaml.clib", "setuptools",
    "typing-inspection", "typing_extensions",
}  # fmt: skip
"""Packages that are loaded and decide nothing of a leaflet's bytes: the parser of YAML in C reads as the other does."""
LOADED = """
import sys
from importlib.metadata import packages_distributions
from handouts.__main__ import main
sys.argv = ["handouts", "render", "low-b12-and-ms", "-o", sys.argv[1]]
try:
    main()
except SystemExit as ended:
    assert not ended.code, ended
owners = packages_distributions()
print(*{owner for module in list(sys.modules) for owner in owners.get(module.split(".")[0], ())}, file=sys.stderr)
"""


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the program that the hash is made of."""
    for name in ("handouts", "templates", "styles"):
        copytree(ROOT / name, tmp_path / name, ignore=ignore_patterns("__pycache__", "library"))

    def resource(name: str) -> Path:
        inside = tmp_path / "handouts" / name
        return inside if inside.exists() else tmp_path / name

    monkeypatch.setattr(engine, "resource", resource)
    return tmp_path


def test_it_is_the_same_as_long_as_nothing_changes() -> None:
    assert engine_hash() == engine_hash()
    other = subprocess.run(
        [sys.executable, "-c", "from handouts.run.engine import engine_hash; print(engine_hash())"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7", "LC_ALL": "C", "TZ": "Asia/Tokyo"},
        capture_output=True,
        text=True,
        check=True,
        cwd="/",
    )
    assert other.stdout.strip() == engine_hash()


@pytest.mark.parametrize(
    "name",
    [
        "handouts/page/compose.py",
        "handouts/__init__.py",
        "handouts/content/catalogue/cy.yaml",
        "handouts/page/accents/HandoutsAccents-Regular.ttf",
        "templates/leaflet.html",
        "styles/tokens.css",
    ],
)
def test_every_file_of_the_program_counts(program: Path, name: str) -> None:
    before = engine_hash()
    file = program / name
    about = file.stat()
    data = file.read_bytes()
    file.write_bytes(bytes([data[0] ^ 1]) + data[1:])
    os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))  # it is the content that counts
    assert engine_hash() != before
    file.write_bytes(data)
    assert engine_hash() == before


@pytest.mark.parametrize("name", ["templates/new.html", "handouts/page/new.py"])
def test_a_new_file_of_the_program_counts(program: Path, name: str) -> None:
    before = engine_hash()
    (program / name).write_text("", "utf-8")
    assert engine_hash() != before


def test_what_python_leaves_beside_the_program_does_not_count(program: Path) -> None:
    before = engine_hash()
    (program / "handouts/page/__pycache__").mkdir()
    (program / "handouts/page/__pycache__/compose.cpython-311.pyc").write_bytes(b"compiled")
    assert engine_hash() == before


@pytest.mark.parametrize("module", [one for one in LIBRARIES if "." not in one])
def test_every_library_counts_with_its_version_and_its_files(
    module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {engine_hash()}
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, module, raising=False)
    code = tmp_path / f"{module}.py"
    about = tmp_path / f"{PACKAGES.get(module, module)}-1.0.dist-info"
    code.write_text("1", "utf-8")
    found.add(engine_hash())
    code.write_text("2", "utf-8")
    found.add(engine_hash())
    about.mkdir()
    (about / "RECORD").write_text("1", "utf-8")
    found.add(engine_hash())
    (about / "RECORD").write_text("2", "utf-8")
    found.add(engine_hash())
    about.rename(about.with_name(about.name.replace("1.0", "1.1")))
    found.add(engine_hash())
    assert len(found) == 6


def test_every_library_that_is_loaded_for_a_leaflet_is_known(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, f"{tmp_path}/"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stderr.split())
    assert {"weasyprint", "pydyf", "fonttools"} <= loaded
    known = {PACKAGES.get(module, module) for module in LIBRARIES}
    assert {one for one in loaded - NO_PART if one.lower().replace("-", "_").replace(".", "_") not in known} == set()


def _none(*_: object) -> None:
    raise OSError("no such library")


CHANGES: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "no Pango": lambda patch: patch.setattr(ctypes, "CDLL", _none),
    "another Pango": lambda patch: patch.setattr(engine, "_version", lambda *asked: f"other {asked[1]}"),
    "another Python": lambda patch: patch.setattr(sys, "version", "3.99"),
    "another zlib": lambda patch: patch.setattr("zlib.ZLIB_RUNTIME_VERSION", "9"),
    "another system": lambda patch: patch.setattr(sys, "platform", "plan9"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_python_and_the_system_s_libraries_count(change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = engine_hash()
    CHANGES[change](monkeypatch)
    assert engine_hash() != before


def test_it_loads_nothing_that_sets_or_draws() -> None:
    code = (
        "import sys; from handouts.run.engine import engine_hash; engine_hash(); "
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert not set(LIBRARIES) & set(done.stdout.split())
