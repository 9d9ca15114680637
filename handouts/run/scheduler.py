"""A Dask scheduler and its workers, as a run speaks to them."""

from __future__ import annotations

import logging
import socket
import ssl
import time
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any, TypeVar

from handouts.errors import Problem, RefusedByPolicy, WrongUsage
from handouts.run.alike import other_program, program
from handouts.run.line import open_line, private_address

if TYPE_CHECKING:
    from distributed import Client, Future
    from distributed.security import Security

CONNECT = 10
"""Seconds that a scheduler may take to answer."""
FIRST = 5
"""Seconds until a first worker must be there."""
ANSWER = 60
"""Seconds that a worker may take to answer a question, after a task that it may still be at for an earlier run."""
INSTALL = "pip install 'handouts[cluster]'"
CONFIGURATION = "distributed.comm.tls"

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker process; `is_ready` where it takes tasks now."""

    address: str
    threads: int
    is_ready: bool


@dataclass(frozen=True, slots=True)
class Scheduler:
    """A scheduler that patients' data may be sent to."""

    address: str
    client: Client

    def workers(self) -> dict[str, Worker]:
        """The workers that there are now, by address. Raises `WrongUsage` where the scheduler is gone."""
        with self._answering():
            found = self.client.scheduler_info().get("workers", {})  # which are left out while there is no line
        return {address: Worker(address, one["nthreads"], one["status"] == "running") for address, one in found.items()}

    def ask(
        self, workers: Collection[Worker], question: Callable[..., Answer], *about: object
    ) -> Mapping[str, Answer | Exception]:
        """What each worker, by its address, answers to a function of a module, or why it does not.

        Raises `WrongUsage` as `workers`.
        """
        futures = {worker.address: self.send(worker, question, *about) for worker in workers}
        last = time.monotonic() + ANSWER
        while time.monotonic() < last:
            there = self.workers()
            waiting = [one for address, one in futures.items() if address in there and not one.done()]
            if not waiting:
                break
            self.wait(waiting, 1)
        answers: dict[str, Answer | Exception] = {}
        for address, future in futures.items():
            try:
                answers[address] = future.result(timeout=CONNECT) if future.done() else TimeoutError()
            except Exception as error:
                answers[address] = error
            future.release()
        return answers

    def send(self, worker: Worker, do: Callable[..., object], *about: object) -> Future:
        """Let one worker do something, under a name that says nothing."""
        with self._answering():
            return self.client.submit(
                do, *about, key=f"leaflets-{token_hex(8)}", pure=False, workers=[worker.address], retries=0
            )

    def wait(self, futures: Collection[Future], seconds: float) -> None:
        """Wait until one of them is done, and no longer than that. Raises `WrongUsage` as `workers`."""
        from concurrent.futures import CancelledError

        from distributed import wait

        with self._answering(), self.client.as_current(), suppress(TimeoutError, CancelledError):
            wait(futures, timeout=seconds, return_when="FIRST_COMPLETED")
        if self.client.status != "running":
            raise _gone(self.address)

    def result(self, future: Future) -> Any:
        """What came of it; nothing where that is lost with its worker."""
        try:
            return future.result(timeout=CONNECT)
        except Exception:
            return None

    @contextmanager
    def _answering(self) -> Iterator[None]:
        try:
            yield
        except TimeoutError:
            raise
        except OSError:
            raise _gone(self.address) from None
        except RuntimeError:
            if self.client.status == "running":
                raise
            raise _gone(self.address) from None
        if self.client.status != "running":
            raise _gone(self.address)


def _program(dask_scheduler: Any) -> Mapping[str, str]:
    return program()


def _gone(address: str) -> WrongUsage:
    what = "The scheduler does not answer any more."
    remedy = "What was made is kept. When it is there again, run the same command again with --resume."
    return WrongUsage(Problem(address, 0, what, remedy))


@contextmanager
def reach(address: str) -> Iterator[Scheduler]:
    """A scheduler that runs the same program, and the way to each of its workers is as safe as the way to it.

    Raises `WrongUsage` where it cannot be reached, is another, or has no workers, and `RefusedByPolicy` where
    patients' data would go over a line that others can read.
    """
    target = private_address(address)
    try:
        import dask
        from distributed import Client
        from distributed.versions import VersionMismatchWarning
    except ImportError:
        what = "What speaks to a cluster is not installed."
        raise WrongUsage(Problem("--scheduler", 0, what, f"Run: {INSTALL}")) from None
    security = _security(address)
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)  # what goes wrong is told by this program, in its own words
    options = {"distributed.comm.timeouts.connect": CONNECT, "distributed.admin.large-graph-warning-threshold": "1GiB"}
    try:
        with dask.config.set(options):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", VersionMismatchWarning)  # ours is stricter, and names what differs
                try:
                    client = Client(target, security=security, timeout=CONNECT, set_as_default=False)
                except Exception as error:
                    raise _unreachable(address, error) from None
            try:
                scheduler = Scheduler(address, client)
                _check(scheduler)
                yield scheduler
            finally:
                with suppress(Exception):  # it may be gone; nothing is lost with it
                    client.close(timeout=CONNECT)
    finally:
        logging.disable(before)


def _security(address: str) -> Security:
    """The certificates of Dask's configuration. Raises `WrongUsage` where one is missing or cannot be used."""
    from distributed.security import Security

    security = Security()
    if not address.startswith("tls://"):
        return security
    files = {
        "ca-file": security.tls_ca_file,
        "client.cert": security.tls_client_cert,
        "client.key": security.tls_client_key,
    }
    problems = []
    for key, value in files.items():
        name = f"{CONFIGURATION}.{key}"
        if value is None and key != "client.key":  # a certificate's file may hold its key
            what = f"Dask's configuration does not say `{name}`."
            problems.append(Problem(address, 0, what, "docs/clusters.md shows the file that does."))
        elif value and "\n" not in value and not Path(value).is_file():
            what = f"There is no such file; `{name}` of Dask's configuration names it."
            problems.append(Problem(value, 0, what, "Put the file there, or correct the path."))
    if problems:
        raise WrongUsage(*problems)
    try:
        security.get_connection_args("client")
    except (ssl.SSLError, OSError, ValueError, TypeError):
        what = "The certificates that Dask's configuration names cannot be used."
        remedy = f"Check that key and certificate of `{CONFIGURATION}.client` belong together."
        raise WrongUsage(Problem(address, 0, what, remedy)) from None
    return security


def _unreachable(address: str, error: BaseException) -> WrongUsage:
    causes = [error]
    while following := causes[-1].__cause__ or causes[-1].__context__:
        causes.append(following)
    told = " ".join(str(one) for one in causes)
    if any(isinstance(one, ssl.SSLError) for one in causes) or "TLS" in told or "SSL" in told:
        what = "The scheduler does not use TLS, or the certificates do not fit."
        remedy = "Both sides' must be signed by the authority that the other names as its ca-file, and be in date."
    elif any(isinstance(one, socket.gaierror) for one in causes):
        what, remedy = "There is no machine of that name.", "Check the address."
    else:
        what = "No scheduler answers at this address."
        remedy = "Check the address, and that `dask scheduler` runs there, with TLS where the address begins with tls."
    return WrongUsage(Problem(address, 0, what, remedy))


def _check(scheduler: Scheduler) -> None:
    """Raises as `reach` does."""
    address = scheduler.address
    try:
        theirs = scheduler.client.run_on_scheduler(_program)
    except Exception as error:
        what = f"The scheduler cannot run the same program ({type(error).__name__})."
        raise WrongUsage(Problem(address, 0, what, "Start it from the same installation of handouts.")) from None
    if problems := other_program(address, theirs):
        raise WrongUsage(*problems)
    last = time.monotonic() + FIRST
    while not (workers := scheduler.workers()):
        if time.monotonic() > last:
            remedy = "Start some; docs/clusters.md shows how."
            raise WrongUsage(Problem(address, 0, "The scheduler has no workers.", remedy))
        time.sleep(0.2)
    if lines := [problem for one in workers.values() for problem in open_line(address, one.address)]:
        raise RefusedByPolicy(*lines)
