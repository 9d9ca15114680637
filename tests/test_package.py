"""The built package works by itself: installed elsewhere, with no checkout beside it and no network."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

ROOT = Path(__file__).parents[1]
CUT = 77
"""Exit code of a process that has tried to reach the network."""
NO_NETWORK = f"""
import os, sys

def cut(event, _arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.sendmsg"):
        os._exit({CUT})

sys.addaudithook(cut)
"""


@dataclass(frozen=True)
class Installed:
    """A fresh environment that holds the built package; what it depends on is seen in the running one."""

    folder: Path
    environment: Mapping[str, str]

    def run(self, *command: str, where: Path, fails: bool = False) -> subprocess.CompletedProcess[str]:
        program = str(self.folder / "bin" / command[0])
        done = subprocess.run(
            [program, *command[1:]], cwd=where, env=self.environment, capture_output=True, text=True, check=False
        )
        assert fails or done.returncode == 0, done.stderr
        return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel made from the source distribution, as a registry would serve it."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel)], check=True)
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "no_network.py").write_text(NO_NETWORK)
    # Folders that a .pth file names are searched, but their own .pth files are not read: no editable checkout is seen.
    (site / "test.pth").write_text(f"import no_network\n{sysconfig.get_path('purelib')}\n")
    kept = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    kept = {key: value for key, value in kept.items() if not key.startswith(("PYTHON", "HANDOUTS_", "FONTCONFIG_"))}
    return Installed(folder, kept | {"HOME": str(folder / "home"), "XDG_CACHE_HOME": str(folder / "cache")})


def test_the_wheel_holds_everything_inside_its_one_package(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"handouts"}
    assert len(names) == len(set(names))
    for source, target in (
        ("cli.py", "handouts"),
        ("templates", "handouts"),
        ("styles", "handouts"),
        ("handouts/library", "handouts"),
        ("handouts/content/catalogue", "handouts/content"),
        ("handouts/check/banned.yaml", "handouts/check"),
        ("handouts/check/glossary.yaml", "handouts/check"),
        ("handouts/web/static", "handouts/web"),
        ("handouts/page/accents", "handouts/page"),
    ):
        path = ROOT / source
        files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]
        assert files
        for file in files:
            assert f"{target}/{file.relative_to(path.parent).as_posix()}" in names


def test_the_installed_package_is_the_one_that_runs(installed: Installed, tmp_path: Path) -> None:
    done = installed.run("python", "-c", "import handouts; print(handouts.__file__)", where=tmp_path)
    assert Path(done.stdout.strip()).is_relative_to(installed.folder)
    assert installed.run("python", "-c", "import cli", where=tmp_path, fails=True).returncode == 1


def test_a_leaflet_is_made_far_from_the_checkout_without_a_network(installed: Installed, tmp_path: Path) -> None:
    attempt = "import socket; socket.create_connection(('127.0.0.1', 9))"
    assert installed.run("python", "-c", attempt, where=tmp_path, fails=True).returncode == CUT

    done = installed.run("handouts", "render", "low-b12-and-ms", "-o", "leaflet.pdf", where=tmp_path)
    assert done.stdout == "leaflet.pdf\n"
    assert [path.name for path in tmp_path.iterdir()] == ["leaflet.pdf"]
    with PdfDocument(tmp_path / "leaflet.pdf") as document:
        text = "".join(page.get_textpage().get_text_bounded() for page in document)
    assert "Low vitamin B12" in text
