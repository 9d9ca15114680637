"""A clinic with two small handouts, in which the tests of this folder make their runs."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from tests.run.runs import as_csv, command, patients, set_up, typeset_all


@pytest.fixture
def clinic_here(here: Path) -> Path:
    """The working folder, with a clinic in it, whose leaflets are filled in."""
    set_up(here)
    return here


@pytest.fixture
def typeset_here(clinic_here: Path) -> Path:
    """The working folder, with a clinic in it, each of whose leaflets is typeset."""
    typeset_all(clinic_here)
    return clinic_here


@pytest.fixture(params=["filled in", "typeset"])
def either_here(request: pytest.FixtureRequest, clinic_here: Path) -> Path:
    """The working folder, with a clinic in it whose leaflets are filled in, and one of which each is typeset."""
    if request.param == "typeset":
        typeset_all(clinic_here)
    return clinic_here


@pytest.fixture(scope="session")
def begun_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clinic's folder with a list of five rows, of which the third is wrong, and a run of it."""
    folder = tmp_path_factory.mktemp("begun")
    set_up(folder)
    table = patients(5, bad=[3])
    (folder / "list.csv").write_text(as_csv(table), "utf-8")
    assert command("batch", "list.csv", "--handout", "sleep", "-o", "out", cwd=folder).code == 4
    return folder


@pytest.fixture
def begun(begun_once: Path, here: Path) -> Path:
    """A run of five rows, of which the third has failed."""
    copytree(begun_once, here, dirs_exist_ok=True)
    return here / "out"
