"""A disk that is full, a folder that cannot be written: said clearly, nothing half written, and the run goes on later."""

from __future__ import annotations

import resource
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import Done, Put, Run
from tests.run.runs import as_csv, command, contents, parts, patients, pdfs, recorded

ASKED = ("batch", "list.csv", "--handout", "sleep", "-o")
GO_ON = "What was made is kept. When the cause is gone, run the same command again with --resume."
TOO_LARGE = f"This cannot be written (File too large). {GO_ON}"
FULL = f"This cannot be written (No space left on device). {GO_ON}"


def limit(size: int) -> Callable[[], None]:
    """Called in the new process: no file may become larger than so many bytes."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def is_clear(done: Done) -> bool:
    """One error, and nothing of the program's inside."""
    return (done.code, done.out) == (2, "") and not any("Traceback" in line or ".py" in line for line in done.messages)


@pytest.mark.parametrize(
    ("size", "blocked"),
    [
        (4_000, "out/texts/"),  # the text fits, the leaflets do not
        (24_000, "out/run.json"),
    ],
)
def test_a_file_that_cannot_be_written_whole(size: int, blocked: str, clinic_here: Path, put: Put) -> None:
    put("list.csv", as_csv(patients(600)))
    done = command(*ASKED, "out", cwd=clinic_here, preexec_fn=limit(size))
    assert is_clear(done), done
    assert done.messages[-1].startswith(blocked)
    assert done.messages[-1].endswith(TOO_LARGE)
    folder = clinic_here / "out"
    assert (pdfs(folder), parts(folder)) == ([], [])
    assert not (folder / "run.json").exists()


def test_a_record_that_cannot_be_written_whole(clinic_here: Path, put: Put) -> None:
    """It becomes larger than any leaflet: its lines hold long names of files."""
    put("list.csv", as_csv(patients(90)))
    names = ["--name-files", "-".join(["{row}"] * 24)]
    assert command(*ASKED, "calm", *names, cwd=clinic_here).code == 0
    calm = contents(clinic_here / "calm")
    size = max(len(data) for name, data in calm.items() if name.endswith(".pdf"))
    assert (clinic_here / "calm" / "record.jsonl").stat().st_size > size
    done = command(*ASKED, "out", *names, cwd=clinic_here, preexec_fn=limit(size))
    assert is_clear(done), done
    assert done.messages[-1] == f"out/record.jsonl: {TOO_LARGE}"
    folder = clinic_here / "out"
    assert 0 < len(recorded(folder)) < 90
    assert (folder / "record.jsonl").read_bytes().endswith(b"\n")
    assert parts(folder) == []
    assert command(*ASKED, "out", "--resume", cwd=clinic_here).code == 0
    assert contents(folder) == calm


@pytest.fixture
def small(clinic_here: Path) -> Iterator[Path]:
    """A disk of 240 kB. It must be mounted, which needs an administrator; where that is refused, the tests above that
    limit the size of a file hold the same promise."""
    folder = clinic_here / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=240k,mode=700", "tmpfs", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a file system cannot be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def remount(folder: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", str(folder)], check=True)


def test_a_disk_that_fills_up(small: Path, clinic_here: Path, put: Put, run: Run) -> None:
    table = patients(30, bad=[1])
    put("list.csv", as_csv(table))
    assert command(*ASKED, "calm", cwd=clinic_here).code == 4
    folder = small / "out"

    done = command(*ASKED, "small/out", cwd=clinic_here)

    assert is_clear(done), done
    assert done.messages[-1].endswith(FULL)
    made = pdfs(folder)
    assert 0 < len(made) < 29
    assert parts(folder) == []
    calm = contents(clinic_here / "calm")
    assert all(calm[name] == data for name, data in contents(folder).items() if name.endswith(".pdf"))
    assert len(recorded(folder)) == len(set(recorded(folder)))

    still = command(*ASKED, "small/out", "--resume", cwd=clinic_here)
    assert is_clear(still), still
    assert parts(folder) == []

    remount(small, "size=2m")
    assert command(*ASKED, "small/out", "--resume", cwd=clinic_here).code == 4
    assert contents(folder) == calm


def test_a_disk_that_is_full_from_the_start(small: Path, clinic_here: Path, put: Put) -> None:
    put("list.csv", as_csv(patients(3)))
    (small / "else").write_bytes(b"x" * 236_000)
    done = command(*ASKED, "small/out", cwd=clinic_here)
    assert is_clear(done), done
    assert done.messages[-1].endswith(FULL) or "No space left on device" in done.messages[-1]
    assert not parts(small)
    (small / "else").unlink()
    assert command(*ASKED, "small/out", "--resume", cwd=clinic_here).code == 0
    assert len(pdfs(small / "out")) == 3


def test_a_disk_that_may_only_be_read(small: Path, clinic_here: Path, put: Put, run: Run) -> None:
    put("list.csv", as_csv(patients(2)))
    assert run(*ASKED, "small/there").code == 0
    (small / "there" / "0001-sleep-en-GB.pdf").unlink()
    before = contents(small)
    remount(small, "ro")
    done = run(*ASKED, "small/out")
    assert is_clear(done), done
    assert done.messages[-1] == "small/out: The folder cannot be made (Read-only file system). Name another with -o."
    done = run(*ASKED, "small/there", "--resume")
    assert is_clear(done), done
    assert "Read-only file system" in done.messages[-1]
    assert contents(small) == before
    remount(small, "rw")
    assert run(*ASKED, "small/there", "--resume").code == 0


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("list.csv", "list.csv: This is a file. Name a folder with -o."),
        ("list.csv/out", "list.csv/out: The folder cannot be made (Not a directory). Name another with -o."),
        ("/proc/handouts", "/proc/handouts: The folder cannot be made (No such file or directory). Name another with -o."),
        ("x" * 300, f"{'x' * 300}: This cannot be a folder (File name too long). Name another with -o."),
    ],
    ids=["a file", "below a file", "a system's", "too long"],
)  # fmt: skip
def test_a_folder_that_cannot_be_made(output: str, message: str, clinic_here: Path, put: Put, run: Run) -> None:
    put("list.csv", as_csv(patients(1)))
    before = contents(clinic_here)
    done = run(*ASKED, output)
    assert is_clear(done), done
    assert done.messages[-1] == message
    assert contents(clinic_here) == before


@pytest.mark.parametrize("name", ["0001-sleep-en-GB.pdf", "failed.csv", "record.jsonl"])
def test_something_in_the_way_of_a_file(name: str, clinic_here: Path, put: Put, run: Run) -> None:
    """Put there while the run was waiting to be resumed."""
    table = patients(3, bad=[2])
    put("list.csv", as_csv(table))
    assert run(*ASKED, "out").code == 4
    folder = clinic_here / "out"
    (folder / name).unlink()
    (folder / name).mkdir()
    done = run(*ASKED, "out", "--resume")
    assert done.code in (2, 3), done
    assert done.out == ""
    assert done.messages[-1].startswith("out")
    assert parts(folder) == []
    (folder / name).rmdir()
    assert run(*ASKED, "out", "--resume").code == 4
    assert pdfs(folder) == ["0001-sleep-en-GB.pdf", "0003-sleep-en-GB.pdf"]
