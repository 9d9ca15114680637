"""Files are written whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from handouts.errors import HandoutsError, WrongUsage
from handouts.files import read_bytes, shown, write_all


def tree(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_whole_and_without_leftovers(here: Path) -> None:
    write_all([(here / "a" / "b" / "one.pdf", b"1"), (here / "two.pdf", b"2")], overwrite=False)
    assert tree(here) == ["a/b/one.pdf", "two.pdf"]
    assert (here / "a" / "b" / "one.pdf").read_bytes() == b"1"


def test_a_second_file_that_fails_leaves_nothing(here: Path) -> None:
    (here / "file").write_text("")
    with pytest.raises(WrongUsage) as refusal:
        write_all([(here / "one.pdf", b"1"), (here / "file" / "two.pdf", b"2")], overwrite=False)
    assert (
        str(refusal.value)
        == "file/two.pdf: The file cannot be written (Not a directory). Choose another place with -o."
    )
    assert tree(here) == ["file"]


@pytest.mark.parametrize("overwrite", [True, False])
def test_a_folder_in_the_way_of_the_second_leaves_the_first_as_it_was(here: Path, overwrite: bool) -> None:
    (here / "two.pdf").mkdir()
    if overwrite:
        (here / "one.pdf").write_bytes(b"0")
    with pytest.raises(WrongUsage) as refusal:
        write_all([(here / "one.pdf", b"1"), (here / "two.pdf", b"2")], overwrite=overwrite)
    assert str(refusal.value) == "two.pdf: This is a folder. Choose another place with -o."
    assert tree(here) == (["one.pdf"] if overwrite else [])
    assert not overwrite or (here / "one.pdf").read_bytes() == b"0"


def test_a_full_disk_leaves_nothing(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def fsync(number: int) -> None:
        calls.append(number)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fsync)
    (here / "one.pdf").write_bytes(b"0")
    with pytest.raises(WrongUsage, match="No space left on device"):
        write_all([(here / "one.pdf", b"1"), (here / "two.pdf", b"2")], overwrite=True)
    assert tree(here) == ["one.pdf"]
    assert (here / "one.pdf").read_bytes() == b"0"


def test_an_interruption_leaves_nothing(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fsync(number: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(KeyboardInterrupt):
        write_all([(here / "one.pdf", b"1")], overwrite=False)
    assert tree(here) == []


def test_what_exists_is_named_at_once(here: Path) -> None:
    for name in ("one.pdf", "two.pdf"):
        (here / name).write_bytes(b"0")
    with pytest.raises(WrongUsage) as refusal:
        write_all([(here / "one.pdf", b"1"), (here / "two.pdf", b"2"), (here / "three.pdf", b"3")], overwrite=False)
    assert [problem.where for problem in refusal.value.problems] == ["one.pdf", "two.pdf"]
    assert tree(here) == ["one.pdf", "two.pdf"]


def test_private_files_replace_public_ones(here: Path) -> None:
    (here / "one.pdf").write_bytes(b"0")
    (here / "one.pdf").chmod(0o644)
    write_all([(here / "one.pdf", b"1")], overwrite=True, private=True)
    assert stat.S_IMODE((here / "one.pdf").stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["x" * 300 + ".pdf", "x" * 5000 + "/one.pdf"])
def test_names_longer_than_the_system_allows(here: Path, name: str) -> None:
    for overwrite in (True, False):
        with pytest.raises(WrongUsage, match=r"\.pdf: The file cannot be written \(File name too long\)"):
            write_all([(here / name, b"1")], overwrite=overwrite)
    with pytest.raises(HandoutsError, match="File name too long"):
        read_bytes(here / name, 10)


def test_the_limit_is_the_last_size_allowed(here: Path) -> None:
    (here / "a").write_bytes(b"x" * 2048)
    assert len(read_bytes(here / "a", 2048)) == 2048
    with pytest.raises(HandoutsError, match="a: The file is larger than 1 kB"):
        read_bytes(here / "a", 2047)


def test_messages_name_files_as_seen_from_here(here: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    beyond = tmp_path_factory.mktemp("beyond") / "a"
    (here / "loop").symlink_to("loop")
    assert (shown(here / "a" / "b"), shown(beyond), shown(here / "loop")) == ("a/b", str(beyond), "loop")
