"""A scheduler that cannot be used: what is wrong, and what mends it."""

from __future__ import annotations

import socket
import sys
from dataclasses import dataclass, field
from typing import Any

import pytest

from handouts.errors import HandoutsError, RefusedByPolicy, WrongUsage
from handouts.run import scheduler
from handouts.run.alike import program
from handouts.run.scheduler import reach

LOCAL = "tcp://127.0.0.1:8786"


@dataclass
class Client:
    """Stands for a scheduler that says this of itself and its workers."""

    workers: list[str]
    program: dict[str, str]
    status: str = "running"
    closed: list[bool] = field(default_factory=list)

    def __call__(self, *_: object, **__: object) -> Client:
        return self

    def run_on_scheduler(self, _question: object) -> dict[str, str]:
        return self.program

    def scheduler_info(self) -> dict[str, Any]:
        return {"workers": {address: {"nthreads": 1, "status": "running"} for address in self.workers}}

    def close(self, timeout: float) -> None:
        self.closed.append(True)


def refusal(monkeypatch: pytest.MonkeyPatch, client: Client) -> HandoutsError:
    monkeypatch.setattr("distributed.Client", client)
    with pytest.raises(HandoutsError) as raised, reach(LOCAL):
        pass
    assert client.closed
    return raised.value


def test_a_worker_on_another_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The scheduler is here, and sends what it gets to there."""
    client = Client(["tcp://127.0.0.1:1", "tcp://203.0.113.1:2", "tcp://203.0.113.2:3"], dict(program()))
    error = refusal(monkeypatch, client)
    assert isinstance(error, RefusedByPolicy)
    assert [problem.where for problem in error.problems] == ["tcp://203.0.113.1:2", "tcp://203.0.113.2:3"]
    assert error.problems[0].what == "This worker's line is not encrypted, and it is on another machine."


def test_a_scheduler_of_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    error = refusal(monkeypatch, Client([], {**program(), "dask": "2020.1.0", "Python": "3.9"}))
    assert isinstance(error, WrongUsage)
    ours = program()
    assert str(error) == (
        f"{LOCAL}: This does not run the same program: Python 3.9 instead of {ours['Python']}, dask 2020.1.0 instead "
        f"of {ours['dask']}. Start it from the same installation of handouts as this one; then begin again."
    )


def test_no_scheduler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "CONNECT", 1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(WrongUsage) as raised, reach(address):
            pass
    assert str(raised.value).startswith(f"{address}: No scheduler answers at this address. Check the address")


def test_the_packages_of_a_cluster_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(WrongUsage) as raised, reach(LOCAL):
        pass
    assert str(raised.value) == (
        "--scheduler: What speaks to a cluster is not installed. Run: pip install 'handouts[cluster]'"
    )
