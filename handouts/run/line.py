"""Whether patients' data may go to an address: only over TLS, or to this machine itself."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from handouts.errors import Problem, RefusedByPolicy, WrongUsage

USE_TLS = "Use TLS, as docs/clusters.md shows."


@dataclass(frozen=True, slots=True)
class Address:
    """Where a scheduler or a worker listens."""

    text: str
    scheme: str
    host: str
    port: int

    @property
    def is_encrypted(self) -> bool:
        """Whether what goes there is encrypted."""
        return self.scheme == "tls"


def read_address(text: str) -> Address:
    """An address such as `tls://print.example:8786`. Raises `WrongUsage` for anything else."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or not port or parts.scheme not in ("tls", "tcp") or text != f"{parts.scheme}://{parts.netloc}":
        what = "This is not the address of a scheduler."
        raise WrongUsage(Problem(text, 0, what, "Write tls://HOST:PORT, or tcp://HOST:PORT on this machine alone."))
    return Address(text, parts.scheme, host, port)


def private_address(text: str) -> str:
    """The address to connect to, where patients' data may go there; one without TLS as a number.

    Raises `WrongUsage` where it cannot be read or found, `RefusedByPolicy` where it is another machine's without TLS.
    """
    address = read_address(text)
    if address.is_encrypted:
        return text
    try:
        found = [one[4] for one in socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)]
    except OSError:
        raise WrongUsage(Problem(text, 0, "There is no machine of that name.", "Check the address.")) from None
    if not all(_is_own(str(host)) for host, *_ in found):
        what = "This is another machine, and the line to it is not encrypted: patients' data do not go there."
        raise RefusedByPolicy(Problem(text, 0, what, USE_TLS))
    host = str(found[0][0])
    return f"tcp://[{host}]:{address.port}" if ":" in host else f"tcp://{host}:{address.port}"


def open_line(scheduler: str, worker: str) -> list[Problem]:
    """What is wrong with the line to a worker of a scheduler that may be used: it must be as safe."""
    what = "This worker's line is not encrypted"
    if read_address(scheduler).is_encrypted:
        return [] if worker.startswith("tls://") else [Problem(worker, 0, f"{what}.", USE_TLS)]
    try:
        private_address(worker)
    except (RefusedByPolicy, WrongUsage):
        return [Problem(worker, 0, f"{what}, and it is on another machine.", USE_TLS)]
    return []


def _is_own(host: str) -> bool:
    """Whether an address is one of this machine's own: from nowhere else does the system reach it as itself."""
    number = ip_address(host)
    if number.is_loopback:
        return True
    family = socket.AF_INET6 if number.version == 6 else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((host, 9))  # sends nothing
            return bool(ip_address(probe.getsockname()[0]) == number) and not number.is_unspecified
    except OSError:
        return False
