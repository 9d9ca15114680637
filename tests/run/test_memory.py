"""A long run takes no more memory than a short one."""

from __future__ import annotations

import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.conftest import Put
from tests.run.runs import HEADER, as_csv, end, finish, patients, pdfs, start

pytestmark = pytest.mark.long


def peak(process: subprocess.Popen[str]) -> int:
    """The most memory that the first process alone ever held, in kB, by the system's account."""
    most = 0
    while process.poll() is None:
        with suppress(OSError, StopIteration):
            lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
            most = max(most, int(next(line for line in lines if line.startswith("VmHWM")).split()[1]))
        time.sleep(0.05)
    return most


def test_the_memory_of_the_first_process_does_not_grow_with_the_run(clinic_here: Path, put: Put) -> None:
    found = {}
    for count in (500, 5000):
        put("list.csv", as_csv(patients(count)))
        process = start("batch", "list.csv", "--handout", "sleep", "-o", str(count), cwd=clinic_here)
        try:
            found[count] = peak(process)
            assert finish(process).code == 0
        finally:
            end(process)
        assert len(pdfs(clinic_here / str(count))) == count
    assert found[500] > 20_000
    assert found[5000] <= found[500] * 1.1, found


def test_a_hundred_thousand_rows_are_looked_at_in_little_more_memory_than_a_thousand(
    clinic_here: Path, put: Put
) -> None:
    found = {}
    for count in (1000, 100_000):
        put("list.csv", as_csv([list(HEADER), *(row(number) for number in range(count))]))
        process = start("batch", "list.csv", "--handout", "sleep", "--dry-run", cwd=clinic_here)
        try:
            found[count] = peak(process)
            assert finish(process).code == 0
        finally:
            end(process)
    assert found[1000] > 20_000
    assert found[100_000] <= found[1000] * 1.2, found


def row(number: int) -> list[str]:
    """A patient with a long name."""
    return [f"Patient {number} {'Longname ' * 8}", f"{1930 + number % 90}-08-{number % 28 + 1:02}", f"N{number:06}"]
