"""Starts schedulers and workers as an administrator does, and ends them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.run.runs import end, environment, until

NO_PROFILE = {"DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False"}


@dataclass
class Site:
    """A scheduler and its workers, each a session of its own, with its log."""

    folder: Path
    env: Mapping[str, str] = field(default_factory=environment)
    scheme: str = "tcp"
    address: str = ""
    processes: dict[str, subprocess.Popen[str]] = field(default_factory=dict)

    def begin(self, workers: int) -> None:
        """Start a scheduler on this machine alone, and so many workers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        where = self.folder / "scheduler.json"
        listen = f"{self.scheme}://127.0.0.1:0"
        self._start("scheduler", "scheduler", "--host", listen, "--no-dashboard", "--scheduler-file", str(where))
        until(where.exists)
        until(lambda: where.read_text().endswith("}"))
        self.address = json.loads(where.read_text())["address"]
        for number in range(workers):
            self._worker(f"worker-{number}", "--no-nanny")
        for number in range(workers):
            self.wait_for(f"worker-{number}")

    def add(self, name: str, *more: str, env: Mapping[str, str] | None = None) -> None:
        """Start one worker more."""
        self._worker(name, *more, env=env)
        self.wait_for(name)

    def _worker(self, name: str, *more: str, env: Mapping[str, str] | None = None) -> None:
        place = str(self.folder / "dask")
        own = ["--nthreads", "1", "--no-dashboard", "--local-directory", place, *more]
        self._start(name, "worker", self.address, *own, env=env)

    def wait_for(self, name: str) -> None:
        until(lambda: "Registered to" in self.log(name))

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text("utf-8", "replace")

    def logs(self) -> str:
        return "".join(self.log(name) for name in self.processes)

    def kill(self, name: str) -> None:
        """As a power cut does."""
        end(self.processes[name])

    def _start(self, name: str, *arguments: str, env: Mapping[str, str] | None = None) -> None:
        log = (self.folder / f"{name}.log").open("w")
        with log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments],
                cwd=self.folder,
                env={**(env or self.env), **NO_PROFILE},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                text=True,
                start_new_session=True,
            )

    def __enter__(self) -> Site:
        return self

    def __exit__(self, *_: object) -> None:
        with ExitStack() as stack:
            for process in self.processes.values():
                stack.callback(end, process)


def certificates(folder: Path) -> None:
    """An authority and a machine's certificate of it; and a stranger's, with a guest's."""
    folder.mkdir(parents=True)
    for authority, subject in (("authority", "machine"), ("stranger", "guest")):
        _openssl(folder, f"req -x509 {_key(authority)} -out {authority}.pem -days 2 -subj /CN={authority}")
        _openssl(folder, f"req {_key(subject)} -out {subject}.csr -subj /CN={subject}")
        signed = f"-CA {authority}.pem -CAkey {authority}.key -CAcreateserial -days 2"
        _openssl(folder, f"x509 -req -in {subject}.csr {signed} -out {subject}.pem")


def _key(name: str) -> str:
    return f"-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout {name}.key"


def _openssl(folder: Path, command: str) -> None:
    subprocess.run(["openssl", *command.split()], cwd=folder, check=True, capture_output=True)


def with_tls(folder: Path, *, authority: str = "authority", machine: str = "machine") -> dict[str, str]:
    """An environment in which Dask's configuration names these certificates."""
    tls = {"ca-file": str(folder / f"{authority}.pem")}
    own = {"cert": str(folder / f"{machine}.pem"), "key": str(folder / f"{machine}.key")}
    configuration = {"distributed": {"comm": {"tls": tls | dict.fromkeys(("scheduler", "worker", "client"), own)}}}
    place = folder / f"dask-{authority}-{machine}"
    place.mkdir(exist_ok=True)
    (place / "tls.yaml").write_text(json.dumps(configuration))
    return environment(DASK_CONFIG=str(place))
