"""Each folder of the program uses those before it and never those after it; the heavy libraries have one door each."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "handouts"
LAYERS = ("errors", "resources", "files", "content", "clinic", "page", "patient", "run", "check", "web")
"""Modules and folders, each of which may use what stands before it."""
FREE = ("__init__", "__main__", "doctor", "terminal", "commands")
"""What stands above all of them, modules and folders."""
FILES = sorted(PACKAGE.rglob("*.py"))
COMMANDS = [path.stem for path in FILES if path.parent.name == "commands" and path.stem != "__init__"]
DOORS = {
    "weasyprint": {"handouts/page/typeset.py"},
    "dask": {"handouts/run/scheduler.py"},
    "distributed": {"handouts/run/scheduler.py"},
    "click": {"cli.py", *(f"handouts/commands/{name}.py" for name in COMMANDS)},
    "starlette": {"handouts/web/local.py", "handouts/web/preview.py"},
    "uvicorn": {"handouts/web/local.py"},
    "watchfiles": {"handouts/web/watch.py"},
}


def imported(text: str) -> Iterator[str]:
    """The full name of everything that a module imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def layer(name: str) -> str | None:
    """The layer of a module of this program by its full name; none where it stands above all."""
    parts = name.split(".")
    return parts[1] if parts[0] == "handouts" and len(parts) > 1 and parts[1] in LAYERS else None


def breaches(own: str, text: str) -> list[str]:
    """What a module of a layer imports from after it."""
    found = []
    for name in imported(text):
        other = layer(name)
        above = other and LAYERS.index(other) > LAYERS.index(own)
        if above or name == "cli" or name.split(".")[:2] in [["handouts", one] for one in (*FREE, "cli")]:
            found.append(name)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_folder_uses_only_those_before_it(path: Path) -> None:
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    assert own in LAYERS or own in FREE, f"{own} has no place in the order: give it one in LAYERS"
    if own in LAYERS:
        assert breaches(own, path.read_text("utf-8")) == []


@pytest.mark.parametrize("library", DOORS)
def test_a_library_has_one_door(library: str) -> None:
    users = {
        str(path.relative_to(ROOT).as_posix())
        for path in [*FILES, ROOT / "cli.py"]
        if any(name.split(".")[0] == library for name in imported(path.read_text("utf-8")))
    }
    assert users == DOORS[library]


def test_the_program_is_there() -> None:
    assert {"content", "clinic", "page", "patient"} <= {path.relative_to(PACKAGE).parts[0] for path in FILES}


@pytest.mark.parametrize(
    ("own", "text", "found"),
    [
        ("page", "from handouts.patient.slip import Slip", ["handouts.patient.slip", "handouts.patient.slip.Slip"]),
        ("content", "def f():\n    import handouts.clinic", ["handouts.clinic"]),
        ("files", "from handouts import content", ["handouts.content"]),
        ("web", "import cli", ["cli"]),
        ("page", "from handouts.doctor import examine", ["handouts.doctor", "handouts.doctor.examine"]),
        ("patient", "from handouts.page.slip import Slip\nimport json\nfrom handouts.files import MEBIBYTE", []),
    ],
)
def test_the_rule_tells_right_from_wrong(own: str, text: str, found: list[str]) -> None:
    assert breaches(own, text) == found
