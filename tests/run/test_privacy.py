"""Nothing that a run leaves, says or shows tells who its patients are, but their leaflets and failed.csv."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import pikepdf
import pytest

from tests.conftest import Put
from tests.run.runs import (
    FAULTS,
    as_csv,
    command,
    end,
    environment,
    finish,
    is_gone,
    pdfs,
    reasons,
    start,
    typeset_all,
    until,
)

SECRETS = (
    *("Quixwell", "Zephyrine", "Vrobel", "Qzx", "人"),
    *("1907-02-13", "13/02/1907", "13 February 1907", "1907-02-30", "30/02/1907"),
    *("7731904466", "773 190 4466", "7731904467", "X7731Y", "Hushword"),
)
"""Names, birth dates, numbers and notes, as they stand in the list and as leaflets print them."""
HEADER = ("name", "date_of_birth", "number", "note", "handout", "language", "edition", "paper", "discussed")


def the_list() -> str:
    """Good rows, and rows with every kind of mistake: each has something secret in every cell of the patient."""
    good = ["Zephyrine Quixwell", "1907-02-13", "773 190 4466", "Hushword said quietly"]
    table = [list(HEADER), [*good, "", "", "", "", ""], [*good, "sleep + walking", "", "large-print", "Letter", "yes"]]
    for place, values in (
        (0, ["Qzx\nVrobel", "Qzx\x07Vrobel", "Qzx\tVrobel", "Qzx 人 Vrobel", "Quixwell" * 26, "Quixwell" * 12]),
        (1, ["1907-02-30", "30/02/1907", "02/03/1907", "13 February 1807", "Quixwell", "13.02.07", "2999-02-13"]),
        (2, ["7731904467", "X7731Y", "7.731904466E+09", "7731904466.0", "Quixwell" * 12]),
        (3, ["Hushword" * 12, "Hushword " * 200, "#REF!"]),
        (4, ["Quixwell", "quixwell", "sleep + sleep", "sleep + quixwell"]),
        (5, ["Qzx", "quixwell-GB", "fr"]),
        (6, ["Quixwell", "giant"]),
        (7, ["Quixwell", "A3"]),
        (8, ["Quixwell", "perhaps"]),
    ):
        for value in values:
            row = [*good, "", "", "", "", ""]
            row[place] = value
            table.append(row)
    table += [table[1], [*table[1], "Vrobel", "X7731Y"], table[1][:3]]
    return as_csv(table)


class Watch:
    """Looks, again and again while a run works, at its processes' arguments and environment, and at folders."""

    def __init__(self, process: subprocess.Popen[str], folders: Iterable[Path]) -> None:
        self.found: set[str] = set()
        self.looks = self.processes = 0
        self._process, self._folders = process, list(folders)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def _look(self) -> None:
        while not self._ended.is_set():
            self.looks += 1
            for path in Path("/proc").glob("[0-9]*"):
                with suppress(OSError):
                    if int((path / "stat").read_text().rpartition(")")[2].split()[3]) == self._process.pid:
                        self.processes += 1
                        for name in ("cmdline", "environ", "comm"):
                            self.found |= told((path / name).read_bytes(), f"{name} of a process")
            for folder in self._folders:
                self.found |= search(folder)
            time.sleep(0.02)

    def end(self) -> None:
        self._ended.set()
        self._thread.join()


def told(data: bytes, where: str) -> set[str]:
    """Which secrets some bytes tell, in whatever encoding."""
    texts = [data.lower(), data.replace(b"\0", b"").lower()]
    return {f"{secret} in {where}" for secret in SECRETS if any(secret.lower().encode() in text for text in texts)}


def search(folder: Path) -> set[str]:
    """Which secrets the names and the contents of files below a folder tell."""
    found = set()
    for path in folder.rglob("*"):
        found |= told(str(path.relative_to(folder)).encode(), "the name of a file")
        with suppress(OSError):  # gone since
            found |= told(path.read_bytes(), path.name) if path.is_file() else set()
    return found


def search_run(folder: Path) -> set[str]:
    """The same for a run's folder: leaflets and failed.csv may tell, but not in their names or metadata."""
    found = set()
    for path in folder.rglob("*"):
        found |= told(str(path.relative_to(folder)).encode(), "the name of a file")
        if path.suffix == ".pdf":
            with pikepdf.open(path) as document:
                found |= told(str(dict(document.docinfo)).encode(), f"information of {path.name}")
                with document.open_metadata() as metadata:
                    found |= told(str(metadata).encode(), f"metadata of {path.name}")
                found |= told(bytes(document.Root.Metadata.read_bytes()), f"metadata of {path.name}")
        elif path.is_file() and path.name != "failed.csv":
            found |= told(path.read_bytes(), path.name)
    return found


def modes(folder: Path) -> set[str]:
    """What others may do with a run's files and folders: nothing."""
    paths = [folder, *folder.rglob("*")]
    return {
        f"{path.name} {stat.S_IMODE(path.stat().st_mode):o}"
        for path in paths
        if stat.S_IMODE(path.stat().st_mode) != (0o700 if path.is_dir() else 0o600)
    }


@pytest.fixture
def temporary() -> Iterator[Path]:
    """An empty folder for temporary files."""
    with tempfile.TemporaryDirectory(prefix="tmp-") as folder:
        yield Path(folder)


@pytest.mark.parametrize(
    ("ending", "is_typeset"),
    [("undisturbed", False), ("lost workers", False), *((one, True) for one in ("SIGINT", "SIGKILL", "lost workers"))],
)
def test_nothing_tells_who_the_patients_are(
    ending: str, is_typeset: bool, temporary: Path, clinic_here: Path, put: Put
) -> None:
    if is_typeset:
        typeset_all(clinic_here)
    put("clinic.yaml", (clinic_here / "clinic.yaml").read_text() + "slip: {number: nhs}\n")
    count = 40 if ending.startswith("SIG") else 2
    more = [["Zephyrine Quixwell", "1907-02-13", "7731904466", f"Hushword {n}", *[""] * 5] for n in range(count)]
    put("list.csv", the_list() + as_csv(more))
    put("cache/empty", "")
    put("home/empty", "")
    own = str(clinic_here)
    variables = {"TMPDIR": str(temporary), "XDG_CACHE_HOME": f"{own}/cache", "HOME": f"{own}/home"}
    if ending == "lost workers":
        put(
            "faults/sitecustomize.py",
            FAULTS.replace("Patient 0003", "Hushword 0").replace("Patient 0008", "Hushword 1"),
        )
        variables["PYTHONPATH"] = f"{own}/faults{os.pathsep}{environment()['PYTHONPATH']}"
    asked = ["batch", "list.csv", "--handout", "sleep", "-o", "runs/out", "--workers", "2", "--time-limit", "8"]
    process = start(
        *asked, cwd=clinic_here, env=environment(**variables), umask=0
    )  # what others may read is the program's own doing
    watch = Watch(process, [temporary, clinic_here / "cache", clinic_here / "home"])
    folder = clinic_here / "runs" / "out"
    try:
        if ending.startswith("SIG"):
            until(lambda: len(pdfs(folder)) >= 6)
            os.killpg(process.pid, signal.Signals[ending])
        done = finish(process)
    finally:
        watch.end()
        end(process)
    assert done.code == {"SIGINT": 130, "SIGKILL": -9}.get(ending, 4), done
    assert watch.looks > 5
    assert watch.processes > watch.looks  # it saw workers, too
    until(lambda: is_gone(process))

    assert watch.found == set()
    assert told("\n".join([done.out, *done.messages]).encode(), "what it said") == set()
    assert search_run(folder) == set()
    for place in (temporary, clinic_here / "cache", clinic_here / "home"):
        assert search(place) == set()
    assert not list(temporary.iterdir()) or ending == "SIGKILL"  # then, what Python itself keeps there
    assert modes(folder) == set()
    assert stat.S_IMODE((clinic_here / "runs").stat().st_mode) == 0o700
    if not ending.startswith("SIG"):
        assert len(reasons(folder)) >= 33
        lost = [row for row, reason in reasons(folder).items() if "ended by itself" in reason or "too long" in reason]
        assert len(lost) == (2 if ending == "lost workers" else 0)
        for option in ([], ["--json"], ["--note"], ["--row", "1"], ["--text"]):
            shown = command("given", "runs/out", *option, cwd=clinic_here)
            assert shown.code == 0
            assert shown.out
            assert told("\n".join([shown.out, *shown.messages]).encode(), "given") == set()


def test_the_search_finds_what_is_there(clinic_here: Path, put: Put) -> None:
    """The same search, given something to find: it would tell."""
    process = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(60)", "Quixwell"],
        env=environment(PATIENT="X7731Y"),
        start_new_session=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    watch = Watch(process, [put("tmp/file.txt", "30/02/1907").parent])
    try:
        until(lambda: len(watch.found) >= 3)
    finally:
        watch.end()
        end(process)
    assert {
        "Quixwell in cmdline of a process",
        "X7731Y in environ of a process",
        "30/02/1907 in file.txt",
    } == watch.found
    put("runs/record.jsonl", '{"name": "Vrobel"}')
    put("runs/failed.csv", "Quixwell")
    with pikepdf.new() as document:
        document.add_blank_page()
        with document.open_metadata() as metadata:
            metadata["dc:title"] = "Born 1907-02-13"
        document.docinfo["/Author"] = "Zephyrine"
        document.save(clinic_here / "runs" / "7731904466.pdf")
    found = search_run(clinic_here / "runs")
    assert {entry.partition(" in ")[0] for entry in found} == {"Vrobel", "Zephyrine", "1907-02-13", "7731904466"}
    assert {line.split()[-1] for line in modes(clinic_here / "runs")} != set()
