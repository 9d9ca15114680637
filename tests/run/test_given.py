"""What was made for whom, from which exact text, and what was handed over: read from the runs' records."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from shutil import copytree

import pytest

from tests.conftest import HANDOUT, Put, Run
from tests.run.runs import TEXT, TIME, as_csv, command, contents, environment, patients, record, set_up

NOON = b'"time":"2026-11-22T12:00:00Z"'
NEWER = HANDOUT.replace("version: 1.0", "version: 1.1").replace("Sleep well.", "Sleep longer.")
TITLED = HANDOUT.replace("title: Sleep", "title: 'Low vitamin B12 and MS: a short guide'")


@pytest.fixture(scope="module")
def runs_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runs: `old` (three rows, the second failed) and `new` (a newer text; a pack); made at noon, UTC."""
    clinic = tmp_path_factory.mktemp("runs")
    set_up(clinic)
    table = patients(3, bad=[2])
    (clinic / "list.csv").write_text(as_csv(table), "utf-8")
    assert command("batch", "list.csv", "--handout", "sleep", "-o", "old", cwd=clinic).code == 4
    (clinic / TEXT).write_text(NEWER, "utf-8")
    rows = [["name", "handout"], ["Ann Other", "sleep"], ["Bill Other", "walking + sleep"]]
    (clinic / "list.csv").write_text(as_csv(rows), "utf-8")
    assert command("batch", "list.csv", "-o", "new", cwd=clinic).code == 0
    for path in clinic.glob("*/record.jsonl"):
        path.write_bytes(TIME.sub(NOON, path.read_bytes()))
    return clinic


@pytest.fixture
def runs(runs_once: Path, here: Path) -> list[Path]:
    """The same two runs, in the working folder."""
    copytree(runs_once, here, dirs_exist_ok=True)
    return [here / "old", here / "new"]


def hashes(folder: Path) -> list[str]:
    return [entry.text_hashes[-1] for entry in record(folder)]


def test_what_was_made(runs: list[Path], run: Run) -> None:
    done = run("given", "old", "new", "--json")
    assert (done.code, done.messages) == (0, [])
    found = json.loads(done.out)
    keys = [("old", 1, ["sleep"], ["1.0"]), ("old", 3, ["sleep"], ["1.0"])]
    keys += [("new", 1, ["sleep"], ["1.1"]), ("new", 2, ["walking", "sleep"], ["1.0", "1.1"])]
    assert [(one["run"], one["row"], one["handouts"], one["versions"]) for one in found] == keys
    for one in found:
        assert (one["edition"], one["paper"], one["time"], one["handed"]) == (
            "standard",
            "A4",
            "2026-11-22T12:00:00Z",
            [],
        )
        assert (Path(one["run"]) / one["file"]).is_file()
    plain = run("given", "old", "new")
    assert (plain.code, plain.messages, len(plain.out.splitlines())) == (0, [], 4)
    for line, (folder, row, names, _) in zip(plain.out.splitlines(), keys, strict=True):
        assert line.startswith(f"{folder}  row {row}  {names[0]}, en-GB, version ")


def test_which_rows_of_which_runs_hold_a_text_that_is_recalled(runs: list[Path], run: Run) -> None:
    old, new = hashes(runs[0])[0], hashes(runs[1])[0]
    assert old != new
    for text_hash, rows in ((old, [("old", 1), ("old", 3)]), (new[:12], [("new", 1), ("new", 2)]), ("0" * 64, [])):
        done = run("given", "old", "new", "--text-hash", text_hash, "--json")
        assert done.code == 0
        assert [(one["run"], one["row"]) for one in json.loads(done.out)] == rows
    assert run("given", "old", "--text-hash", old, "--row", "3").out.startswith("old  row 3  ")
    assert (
        run("given", "old", "new", "--text-hash", "0" * 64).code,
        run("given", "old", "--text-hash", "0" * 64).out,
    ) == (0, "")


@pytest.mark.parametrize("text_hash", ["", "64a2", "sleep!", "g" * 64, "0" * 65, "64A2A159"])
def test_what_is_no_hash(text_hash: str, runs: list[Path], run: Run) -> None:
    """A typing error never reads as "nobody has it"."""
    done = run("given", "old", "--text-hash", text_hash)
    assert (done.code, done.out) == (2, "")
    assert done.messages == ["--text-hash is no hash. Write six or more of its digits, 0-9 and a-f."]


def test_the_exact_text(runs: list[Path], run: Run) -> None:
    assert run("given", "old", "--row", "1", "--text").out == HANDOUT
    assert run("given", "new", "--row", "1", "--text").out == NEWER
    full = run("given", "old", "--row", "1").out.splitlines()
    key = hashes(runs[0])[0]
    assert full[1:] == [
        "  leaflet: old/0001-sleep-en-GB.pdf",
        f"  exact text: old/texts/{key}.md",
        f"  without the patient: old/texts/{key}-standard-A4.pdf",
    ]
    for line in full[1:]:
        assert Path(line.partition(": ")[2]).is_file()


@pytest.mark.parametrize("damage", ["changed", "gone"])
def test_a_text_that_is_not_what_was_given(damage: str, runs: list[Path], run: Run) -> None:
    path = runs[0] / "texts" / f"{hashes(runs[0])[0]}.md"
    path.unlink() if damage == "gone" else path.write_text(NEWER)
    done = run("given", "old", "--row", "1", "--text")
    message = f"old/texts/{path.name}: The text is missing or was changed: it is not what the leaflet says. Restore the run's folder from a backup."
    assert (done.code, done.out, done.messages) == (3, "", [message])


def test_the_line_for_the_notes(clinic_here: Path, put: Put, run: Run) -> None:
    put("library/low/en-GB.md", TITLED)
    put("list.csv", as_csv([["name", "handout"], ["Ann Other", "low"], ["Bill Other", "low + walking"]]))
    assert run("batch", "list.csv", "-o", "out").code == 0
    path = clinic_here / "out" / "record.jsonl"
    path.write_bytes(TIME.sub(NOON, path.read_bytes()))
    line = "Prepared: Low vitamin B12 and MS, en-GB, version 1.0, 22 November 2026"
    walking = "Prepared: Walking, en-GB, version 1.0, 22 November 2026"
    assert run("given", "out", "--row", "1", "--note").out == f"{line}\n"
    assert run("given", "out", "--row", "2", "--note").out == f"{line}\n{walking}\n"
    rows = [f"out, row 1: {line}", f"out, row 2: {line}", f"out, row 2: {walking}"]
    assert run("given", "out", "--note").out.splitlines() == rows


def test_the_day_is_that_of_the_clinic(runs: list[Path], put: Put) -> None:
    path = runs[0] / "record.jsonl"
    path.write_bytes(path.read_bytes().replace(NOON, b'"time":"2026-11-22T23:30:00Z"'))
    for zone, day in (("UTC", "22 November 2026"), ("UTC-10", "23 November 2026")):
        done = command("given", "old", "--row", "1", "--note", cwd=runs[0].parent, env=environment(TZ=zone))
        assert done.out == f"Prepared: Sleep, en-GB, version 1.0, {day}\n"


def test_a_leaflet_is_handed_over(runs: list[Path], run: Run) -> None:
    before = contents(runs[0])
    done = run("handed", "old", "--row", "3", "--to", "patient")
    assert (done.code, done.out, done.messages) == (0, "", ["Row 3: handed to the patient."])
    done = run("handed", "old", "--row", "3", "--to", "patient")
    assert (done.code, done.messages) == (0, ["Row 3: that was recorded before."])
    assert run("handed", "old", "--row", "3", "--to", "carer").messages == ["Row 3: handed to the carer."]
    path = runs[0] / "handed.jsonl"
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [(line["row"], line["to"]) for line in lines] == [(3, "patient"), (3, "carer")]
    assert [set(line) for line in lines] == [{"row", "to", "time"}] * 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {name: data for name, data in contents(runs[0]).items() if name != "handed.jsonl"} == before
    found = {one["row"]: one["handed"] for one in json.loads(run("given", "old", "--json").out)}
    assert [one["to"] for one in found[3]] == ["patient", "carer"]
    assert found[1] == []
    assert ", handed to the patient " in run("given", "old", "--row", "3").out.splitlines()[0]
    assert "handed" not in run("given", "old", "--row", "1").out


@pytest.mark.parametrize("row", ["2", "4"], ids=["failed", "no-row"])
@pytest.mark.parametrize("asked", [["given", "old", "--row"], ["handed", "old", "--to", "patient", "--row"]])
def test_a_row_of_which_no_leaflet_was_made(row: str, asked: list[str], runs: list[Path], run: Run) -> None:
    done = run(*asked, row)
    message = f"old: No leaflet of row {row} was made in this run. Is it in failed.csv, or in another run?"
    assert (done.code, done.out, done.messages) == (3, "", [message])
    assert not (runs[0] / "handed.jsonl").exists()


@pytest.mark.parametrize(
    "asked", [["given", "here"], ["given", "old", "here"], ["handed", "here", "--row", "1", "--to", "carer"]]
)
def test_a_folder_without_a_run(asked: list[str], runs: list[Path], run: Run, put: Put) -> None:
    put("here/letter.txt", "Dear Sir")
    done = run(*asked)
    assert done.code == 3
    assert done.messages == ["here: There is no run here: run.json is missing. Name the folder of a run."]


def test_to_whom_must_be_said(runs: list[Path], run: Run) -> None:
    assert run("handed", "old", "--row", "1").code == 2
    assert run("handed", "old", "--row", "1", "--to", "Ann Other").code == 2
    assert run("handed", "old", "--to", "patient").code == 2


def test_what_was_handed_over_outlives_a_resumed_run(runs: list[Path], run: Run, put: Put) -> None:
    put(TEXT, HANDOUT)
    put("list.csv", as_csv(patients(3)))
    assert run("handed", "old", "--row", "1", "--to", "patient").code == 0
    before = (runs[0] / "handed.jsonl").read_bytes()
    assert run("batch", "list.csv", "-o", "old", "--resume").code == 0
    assert (runs[0] / "handed.jsonl").read_bytes() == before
