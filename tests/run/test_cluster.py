"""A run that a cluster makes is the one that this machine makes, whatever happens to the cluster."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.run.clusters import Site, certificates, with_tls
from tests.run.runs import (
    FAULTS,
    ROOT,
    as_csv,
    command,
    contents,
    environment,
    finish,
    parts,
    patients,
    pdfs,
    reasons,
    recorded,
    set_up,
    start,
    typeset_all,
    until,
)
from tests.run.test_workers import CRASHED, HUNG

ROWS = 30
BAD = 7
ASKED = ("batch", "list.csv", "--handout", "sleep", "-o")


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clinic's folder with a list, and in `calm` what this machine makes of it by itself."""
    folder = tmp_path_factory.mktemp("clinic")
    set_up(folder)
    typeset_all(folder)  # each leaflet takes long enough for something to happen meanwhile
    table = patients(ROWS, bad=[BAD])
    table[ROWS - 1][0] = "Zuckermayer" * 12  # refused by the typesetter
    (folder / "list.csv").write_text(as_csv(table), "utf-8")
    assert command(*ASKED, "calm", cwd=folder).code == 4
    return folder


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A scheduler without TLS, on this machine alone; nobody has started it yet."""
    with Site(tmp_path / "site") as site:
        yield site


def check_same(calm: Path, name: str) -> None:
    assert contents(calm / name) == contents(calm / "calm")
    assert recorded(calm / name) == [row for row in range(1, ROWS + 1) if row not in (BAD, ROWS - 1)]
    assert parts(calm) == []


def test_a_worker_that_is_killed_costs_no_row(calm: Path, tmp_path: Path) -> None:
    """Over TLS, with two workers; nothing of patients is in their logs."""
    certificates(tmp_path / "keys")
    env = with_tls(tmp_path / "keys")
    with Site(tmp_path / "site", env, "tls") as site:
        site.begin(workers=2)
        process = start(*ASKED, "killed", "--scheduler", site.address, cwd=calm, env=env)
        until(lambda: process.poll() is not None or len(pdfs(calm / "killed")) >= 8)
        site.kill("worker-0")
        done = finish(process, 120)
        logs = site.logs()
    assert done.code == 4, done
    check_same(calm, "killed")
    assert not [line for line in done.messages if "Traceback" in line or "distributed" in line]
    for secret in ("Patient 0", "N000", "1961-08", "Zuckermayer"):
        assert secret not in logs


def test_rows_that_are_filled_in_by_a_cluster_that_loses_a_worker(clinic_here: Path, site: Site) -> None:
    (clinic_here / "list.csv").write_text(as_csv(patients(8000, bad=[BAD])), "utf-8")
    assert command(*ASKED, "calm", cwd=clinic_here).code == 4
    site.begin(workers=2)
    process = start(*ASKED, "killed", "--scheduler", site.address, cwd=clinic_here)
    until(lambda: process.poll() is not None or len(pdfs(clinic_here / "killed")) >= 600)
    assert process.poll() is None
    site.kill("worker-0")
    done = finish(process, 120)
    assert done.code == 4, done
    assert contents(clinic_here / "killed") == contents(clinic_here / "calm")
    assert parts(clinic_here) == []


def test_certificates_that_do_not_fit(calm: Path, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    certificates(keys)
    with Site(tmp_path / "site", with_tls(keys), "tls") as site:
        site.begin(workers=0)
        asked = (*ASKED, "unfit", "--scheduler", site.address)
        wrong = command(*asked, cwd=calm, env=with_tls(keys, machine="guest", authority="stranger"))
        alone = command(*asked, cwd=calm, env=with_tls(keys))
    assert (wrong.code, alone.code) == (2, 2)
    assert wrong.messages[-1] == (
        f"{site.address}: The scheduler does not use TLS, or the certificates do not fit. Both sides' must be signed "
        "by the authority that the other names as its ca-file, and be in date."
    )
    assert alone.messages[-1] == (
        f"{site.address}: The scheduler has no workers. Start some; docs/clusters.md shows how."
    )
    missing = command(*asked, cwd=calm, env=environment(DASK_CONFIG=str(tmp_path)))
    key = "Dask's configuration does not say `distributed.comm.tls"
    shown = "docs/clusters.md shows the file that does."
    assert missing.code == 2
    assert missing.messages[-2:] == [
        f"{site.address}: {key}.ca-file`. {shown}",
        f"{site.address}: {key}.client.cert`. {shown}",
    ]
    (keys / "machine.pem").unlink()
    gone = command(*asked, cwd=calm, env=with_tls(keys))
    assert gone.code == 2
    assert gone.messages[-1].endswith("Put the file there, or correct the path.")
    assert not (calm / "unfit").exists()
    assert parts(calm) == []


def test_a_row_that_ends_its_worker_is_given_up_and_no_other(calm: Path, site: Site, tmp_path: Path) -> None:
    """One row ends its worker, one never ends itself; the nanny of each worker begins it anew."""
    table = patients(8)
    table[5][0] = "Jane"  # of those that have a fault, one that crashes is enough
    (calm / "short.csv").write_text(as_csv(table), "utf-8")
    asked = ("batch", "short.csv", "--handout", "sleep")
    assert command(*asked, "-o", "short", cwd=calm).code == 0
    faults = tmp_path / "faults"
    faults.mkdir()
    (faults / "sitecustomize.py").write_text(FAULTS)
    faulty = environment(PYTHONPATH=os.pathsep.join([str(faults), str(ROOT)]))
    site.begin(workers=0)
    for number in range(2):
        site.add(f"worker-{number}", env=faulty)
    done = command(*asked, "-o", "faulty", "--time-limit", "5", "--scheduler", site.address, cwd=calm)
    assert done.code == 4
    assert reasons(calm / "faulty") == {3: CRASHED, 8: HUNG}
    assert recorded(calm / "faulty") == [1, 2, 4, 5, 6, 7]
    assert not [line for line in (*done.messages, *site.logs().splitlines()) if "Patient" in line]
    assert command(*asked, "-o", "faulty", "--resume", cwd=calm).code == 0
    assert contents(calm / "faulty") == contents(calm / "short")


def test_a_scheduler_that_is_gone(calm: Path, site: Site) -> None:
    """The run says so, and goes on without it."""
    site.begin(workers=1)
    process = start(*ASKED, "gone", "--scheduler", site.address, cwd=calm)
    until(lambda: process.poll() is not None or len(pdfs(calm / "gone")) >= 4)
    site.kill("scheduler")
    done = finish(process, 60)
    assert done.code == 2
    assert done.messages[-1] == (
        f"{site.address}: The scheduler does not answer any more. What was made is kept. When it is there again, "
        "run the same command again with --resume."
    )
    assert not [line for line in done.messages if "Traceback" in line or "distributed" in line]
    assert 0 < len(recorded(calm / "gone")) < ROWS - 2
    assert command(*ASKED, "gone", "--resume", cwd=calm).code == 4
    check_same(calm, "gone")


def test_a_run_that_is_stopped_goes_on(calm: Path, site: Site) -> None:
    """Ctrl-C finishes what is in hand, and nothing else is made."""
    site.begin(workers=1)
    process = start(*ASKED, "stopped", "--scheduler", site.address, cwd=calm)
    until(lambda: process.poll() is not None or len(pdfs(calm / "stopped")) >= 4)
    process.send_signal(signal.SIGINT)
    done = finish(process, 60)
    assert done.code == 130
    made = recorded(calm / "stopped")
    assert 4 <= len(made) < ROWS - 2
    assert len(pdfs(calm / "stopped")) == len(made)
    assert parts(calm) == []

    process = start(*ASKED, "stopped", "--resume", "--scheduler", site.address, cwd=calm)
    until(lambda: process.poll() is not None or len(pdfs(calm / "stopped")) > len(made))
    process.kill()
    process.communicate()
    assert command(*ASKED, "stopped", "--resume", "--scheduler", site.address, cwd=calm).code == 4
    check_same(calm, "stopped")


def test_a_worker_that_is_not_fit_gets_no_row(calm: Path, site: Site, tmp_path: Path) -> None:
    """One that comes later is told, and one that is there at the beginning ends the run."""
    for name in ("handouts", "templates", "styles"):
        shutil.copytree(ROOT / name, tmp_path / "other" / name, ignore=shutil.ignore_patterns("__pycache__"))
    with (tmp_path / "other/templates/leaflet.html").open("a") as stream:
        stream.write("\n")
    site.begin(workers=1)
    process = start(*ASKED, "late", "--scheduler", site.address, cwd=calm)
    until(lambda: process.poll() is not None or len(pdfs(calm / "late")) >= 2)
    site.add("other", "--no-nanny", env=environment(PYTHONPATH=str(tmp_path / "other")))
    site.add("wide", "--no-nanny", "--nthreads", "2")
    done = finish(process, 120)
    assert done.code == 4
    later = "A worker that came later gets no tasks. "
    told = [line.removeprefix(later) for line in done.messages if line.startswith(later)]
    remedy = "Start it from the same installation of handouts as this one; then begin again."
    threads = "This worker has 2 threads; the typesetter works with one. Start it with --nthreads 1."
    for wrong in (f"This does not run the same program: other code. {remedy}", threads):
        assert len([line for line in told if line.startswith("tcp://127.0.0.1:") and line.endswith(wrong)]) == 1
    check_same(calm, "late")

    done = command(*ASKED, "refused", "--scheduler", site.address, cwd=calm)
    assert done.code == 2
    assert sorted(done.messages[-2:]) == sorted(told)
    assert not (calm / "refused").exists()
