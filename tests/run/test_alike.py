"""What a worker shows before it gets a row."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from handouts.clinic.clinic import Clinic, read_clinic
from handouts.errors import WrongUsage
from handouts.run.alike import look, nonce, other_files, other_program, program
from tests.conftest import Put

WORKER = "tls://print.example:40001"


@pytest.fixture
def own(put: Put, clinic: str) -> Clinic:
    return read_clinic(put("clinic/clinic.yaml", clinic).parent)


def test_a_worker_that_sees_the_same_files(here: Path, own: Clinic) -> None:
    """Also while the run's own folder is not made yet; nothing is left."""
    (here / "shared").mkdir()
    with nonce(here / "shared/runs/november") as path:
        assert path.parent == here / "shared"
        assert path.stat().st_mode & 0o777 == 0o600
        assert other_files(WORKER, path, own, look(path, own)) == []
        assert list(path.parent.iterdir()) == [path]
    assert list((here / "shared").iterdir()) == []


def test_a_worker_that_sees_other_files(here: Path, own: Clinic, put: Put, clinic: str) -> None:
    with nonce(here) as path, nonce(here) as other:
        wrong = look(other, own)
        [problem] = other_files(WORKER, path, own, wrong)
        assert str(problem) == (
            f"{WORKER}: This does not see the folder {here}. Give it the same folder under the same path, as the same "
            "user; then begin again."
        )
        assert other_files(WORKER, path, own, look(here / "elsewhere/.a.part", own)) == [problem]
        [problem] = other_files(WORKER, path, None, replace(look(path, None), answer=None))
        assert problem.what == f"This cannot write into the folder {here}."
        seen = look(path, read_clinic(put("other/clinic.yaml", clinic + "hours: Monday\n").parent))
        [problem] = other_files(WORKER, path, own, seen)
        assert problem.what == f"This does not see the same clinic, {own.folder.absolute()}."


def test_an_answer_from_elsewhere_is_not_read(here: Path, put: Put) -> None:
    """Nor taken away: a worker names the file."""
    precious = put("elsewhere/precious.txt", "kept")
    with nonce(here) as path:
        [problem] = other_files(WORKER, path, None, replace(look(path, None), answer=precious))
    assert "cannot write" in problem.what
    assert precious.read_text() == "kept"


def test_a_folder_that_cannot_be_written(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("handouts.run.alike.write_private", full)
    with pytest.raises(WrongUsage, match="No space left on device"), nonce(here):
        pass


@pytest.mark.parametrize("name", ["Python", "handouts", "weasyprint", "Pango", "distributed"])
def test_another_version_is_named(name: str) -> None:
    [problem] = other_program(WORKER, {**program(), name: "0.0"})
    assert problem.what == f"This does not run the same program: {name} 0.0 instead of {program()[name]}."


@pytest.mark.parametrize("name", ["code", "fonts"])
def test_other_files_of_the_program_are_named(name: str) -> None:
    [problem] = other_program(WORKER, {**program(), name: "0" * 64})
    assert problem.what == f"This does not run the same program: other {name}."
    assert other_program(WORKER, program()) == []
