"""Patients' data go to another machine over TLS alone."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.errors import HandoutsError, RefusedByPolicy, WrongUsage
from handouts.run.line import open_line, private_address, read_address
from tests.conftest import Put, Run

ELSEWHERE = [IPv4Network(one) for one in ("198.51.100.0/24", "203.0.113.0/24")]
"""Addresses for documentation: no machine has them."""
OPEN = "This is another machine, and the line to it is not encrypted: patients' data do not go there."
TLS = "Use TLS, as docs/clusters.md shows."


@pytest.mark.parametrize("address", ["tls://print.example:8786", "tls://203.0.113.7:1", "tls://[2001:db8::1]:8786"])
def test_tls_may_go_anywhere(address: str) -> None:
    assert private_address(address) == address


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("tcp://127.0.0.1:8786", {"tcp://127.0.0.1:8786"}),
        ("tcp://127.9.9.9:8786", {"tcp://127.9.9.9:8786"}),
        ("tcp://localhost:8786", {"tcp://127.0.0.1:8786", "tcp://[::1]:8786"}),
        ("tcp://[::1]:8786", {"tcp://[::1]:8786"}),
    ],
)
def test_this_machine_itself(address: str, found: set[str]) -> None:
    """A name is connected to as the number that was looked at."""
    assert private_address(address) in found


def test_an_address_that_this_machine_has() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("203.0.113.1", 9))  # sends nothing
        except OSError:
            pytest.skip("this machine has no way out")
        own = probe.getsockname()[0]
    assert private_address(f"tcp://{own}:8786") == f"tcp://{own}:8786"


@given(st.sampled_from(ELSEWHERE), st.integers(0, 255), st.integers(1, 65535))
def test_another_machine_without_tls(network: IPv4Network, host: int, port: int) -> None:
    address = f"tcp://{IPv4Address(int(network.network_address) + host)}:{port}"
    with pytest.raises(RefusedByPolicy):
        private_address(address)
    [problem] = open_line("tcp://127.0.0.1:8786", address)
    assert problem.where == address
    assert open_line("tls://203.0.113.7:8786", address)


@pytest.mark.parametrize("address", ["tcp://0.0.0.0:8786", "tcp://[::]:8786", "tcp://224.0.0.1:8786"])
def test_no_machine_at_all(address: str) -> None:
    with pytest.raises(RefusedByPolicy):
        private_address(address)


def test_the_line_to_a_worker_is_as_safe_as_that_to_its_scheduler() -> None:
    assert open_line("tls://203.0.113.7:1", "tls://203.0.113.8:1") == []
    assert open_line("tcp://127.0.0.1:1", "tls://203.0.113.8:1") == []
    assert open_line("tcp://127.0.0.1:1", "tcp://127.0.0.1:2") == []
    assert open_line("tls://203.0.113.7:1", "tcp://127.0.0.1:2"), "its own loopback is not this machine's"
    assert open_line("tcp://127.0.0.1:1", "inproc://127.0.0.1/1/2")
    assert open_line("tcp://127.0.0.1:1", "ucx://127.0.0.1:2")


@pytest.mark.parametrize(
    "address",
    [
        "print.example:8786",
        "print.example",
        "tls://print.example",
        "tls://:8786",
        "tls://print.example:70000",
        "tls://print.example:8786/",
        "http://print.example:8786",
        "inproc://127.0.0.1/1/2",
        "ws://127.0.0.1:8786",
        "tls://[::1:8786",
        "",
    ],
)
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(WrongUsage):
        read_address(address)


@given(st.text(max_size=40) | st.builds("tcp://{}".format, st.text(max_size=20)))
def test_any_words(words: str) -> None:
    """They are an address, or refused."""
    try:
        address = read_address(words)
    except HandoutsError:
        return
    assert address.text == words
    assert address.host
    assert 0 < address.port < 65536


def test_a_run_is_refused_before_anything_is_sent(put: Put, run: Run, clinic: str, handout: str) -> None:
    put("clinic.yaml", clinic + "policy: {unapproved: draft}\n")
    put("library/sleep/en-GB.md", handout)
    put("list.csv", "name\nJane Example\n")
    asked = ("batch", "list.csv", "--handout", "sleep", "-o", "out", "--scheduler")
    done = run(*asked, "tcp://203.0.113.1:8786")
    assert (done.code, done.out) == (6, "")
    assert done.messages[-1] == f"tcp://203.0.113.1:8786: {OPEN} {TLS}"
    done = run(*asked, "203.0.113.1:8786")
    assert done.code == 2
    assert done.messages[-1] == (
        "203.0.113.1:8786: This is not the address of a scheduler. Write tls://HOST:PORT, or tcp://HOST:PORT on this "
        "machine alone."
    )
    done = run(*asked, "tcp://127.0.0.1:8786", "--workers", "2")
    assert done.code == 2
    assert not put("list.csv", "").with_name("out").exists()
