"""The store on disk: what it gives back is what was kept, whatever happens to its files; it never grows too large."""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.files import MEBIBYTE
from handouts.run.cache import Cache, clear, fetch, keep, show
from tests.run.runs import ROOT


def key(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "caches/leaflets", limit=100_000)


@pytest.mark.parametrize("data", [b"", b"a leaflet", bytes(9000)])
def test_what_is_kept_comes_back(cache: Cache, data: bytes) -> None:
    assert fetch(cache, key("a")) is None
    keep(cache, key("a"), data)
    keep(cache, key("b"), b"other")
    assert fetch(cache, key("a")) == data
    keep(cache, key("a"), b"newer")
    assert fetch(cache, key("a")) == b"newer"


def test_it_is_for_its_owner_alone(cache: Cache) -> None:
    keep(cache, key("a"), b"leaflet")
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (cache.folder, cache.folder / key("a"))]
    assert modes == [0o700, 0o600]


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702])
def test_a_folder_that_others_can_write_to_is_not_believed(cache: Cache, mode: int) -> None:
    keep(cache, key("a"), b"leaflet")
    cache.folder.chmod(mode)
    assert fetch(cache, key("a")) is None
    keep(cache, key("b"), b"leaflet")
    assert not (cache.folder / key("b")).exists()


@settings(max_examples=200)
@given(st.data())
def test_a_damaged_entry_counts_as_none_and_is_kept_anew(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as place:
        cache = Cache(Path(place, "leaflets"))
        payload = data.draw(st.binary(max_size=60))
        keep(cache, key("a"), payload)
        file = cache.folder / key("a")
        whole = file.read_bytes()
        at, gone = data.draw(st.integers(0, len(whole))), data.draw(st.integers(0, 40))
        damaged = whole[:at] + data.draw(st.binary(max_size=3)) + whole[at + gone :]
        file.write_bytes(damaged)
        found = fetch(cache, key("a"))
        assert found == (payload if damaged == whole else None)
        assert file.exists() == (damaged == whole)
        keep(cache, key("a"), payload)
        assert fetch(cache, key("a")) == payload


def test_an_entry_under_another_key_is_foreign(cache: Cache) -> None:
    keep(cache, key("a"), b"leaflet")
    (cache.folder / key("a")).rename(cache.folder / key("b"))
    assert fetch(cache, key("b")) is None


def test_a_folder_in_the_place_of_an_entry_does_no_harm(cache: Cache) -> None:
    (cache.folder / key("a")).mkdir(parents=True)
    cache.folder.chmod(0o700)
    assert fetch(cache, key("a")) is None
    keep(cache, key("a"), b"leaflet")
    assert fetch(cache, key("a")) is None
    assert [path.name for path in cache.folder.iterdir()] == [key("a")]


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", "utf-8")
    for place in (tmp_path / "file/leaflets", Path("/proc/nowhere/leaflets"), tmp_path / ("x" * 300)):
        cache = Cache(place)
        keep(cache, key("a"), b"leaflet")
        assert fetch(cache, key("a")) is None
        assert (show(cache).entries, clear(cache).entries) == (0, 0)


def test_a_full_disk_leaves_nothing_behind(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(cache, key("a"), b"leaflet")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    keep(cache, key("b"), b"leaflet")
    assert [path.name for path in cache.folder.iterdir()] == [key("a")]


def test_what_was_not_asked_for_longest_makes_room(cache: Cache) -> None:
    long_ago = time.time() - 5000
    for number in range(10):
        keep(cache, key(str(number)), bytes(9000))
        os.utime(cache.folder / key(str(number)), (long_ago + number, long_ago + number))
    fetch(cache, key("0"))
    for number in range(10, 14):
        keep(cache, key(str(number)), bytes(9000))
    there = [number for number in range(14) if fetch(cache, key(str(number))) is not None]
    assert 0 in there
    assert there[1:] == list(range(14 - len(there) + 1, 14))
    assert show(cache).size <= cache.limit


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 1500)), max_size=40))
def test_it_never_grows_beyond_its_limit(kept: list[tuple[int, int]]) -> None:
    with tempfile.TemporaryDirectory() as place:
        cache = Cache(Path(place, "leaflets"), limit=8000)
        for number, size in kept:
            keep(cache, key(str(number)), bytes(size))
            assert show(cache).size <= cache.limit
            found = fetch(cache, key(str(number)))
            assert found in (None, bytes(size)) or size > 700


def test_one_huge_leaflet_does_not_push_the_others_out(cache: Cache) -> None:
    keep(cache, key("a"), b"leaflet")
    keep(cache, key("b"), bytes(cache.limit // 2))
    assert (fetch(cache, key("a")), fetch(cache, key("b"))) == (b"leaflet", None)


def test_clear_removes_entries_and_nothing_else(cache: Cache) -> None:
    keep(cache, key("a"), b"leaflet")
    keep(cache, key("b"), b"leaflet")
    (cache.folder / "notes.txt").write_text("mine", "utf-8")
    (cache.folder / f".{key('c')}.1234abcd.part").write_bytes(b"left by a killed program")
    held = show(cache)
    assert held.entries == 2
    assert clear(cache) == held
    assert [path.name for path in cache.folder.iterdir()] == ["notes.txt"]
    assert show(cache).entries == 0


WORK = """
import hashlib, sys
from pathlib import Path
from handouts.run.cache import Cache, clear, fetch, keep
cache, own = Cache(Path(sys.argv[1]), limit=60_000), int(sys.argv[2])
for turn in range(400):
    word = str((turn * (own + 3)) % 17)
    name, data = hashlib.sha256(word.encode()).hexdigest(), word.encode() * 1500
    found = fetch(cache, name)
    assert found in (None, data), (word, found[:20])
    keep(cache, name, data)
    if own == 0 and turn % 20 == 0:
        clear(cache)
"""


def test_several_processes_share_it_while_one_empties_it(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WORK, str(tmp_path / "leaflets")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    workers = [
        subprocess.Popen([*command, str(number)], env=environment, stderr=subprocess.PIPE, text=True)
        for number in range(4)
    ]
    said = [worker.communicate(timeout=120)[1] for worker in workers]
    assert ([worker.returncode for worker in workers], said) == ([0] * 4, [""] * 4)
    assert not list((tmp_path / "leaflets").glob(".*"))
    assert show(Cache(tmp_path / "leaflets")).size <= 4 * 60_000


def test_making_room_among_thousands_takes_no_time(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "leaflets", limit=MEBIBYTE)
    keep(cache, key("a"), bytes(100))
    data = (cache.folder / key("a")).read_bytes()
    for number in range(4000):
        (cache.folder / key(str(number))).write_bytes(data)
    began = time.process_time()
    keep(cache, key("b"), bytes(100))
    assert time.process_time() - began < 0.5  # a hundredth of that on an idle machine
