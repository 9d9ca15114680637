"""The tables of the benchmarks, and where they are written."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import plot
from benchmarks.__main__ import PAGE, PARTS, PICTURES
from benchmarks.counts import Counts
from benchmarks.peers import Scores, report
from benchmarks.process import Unmeasured, cores, run
from benchmarks.report import Report, Target, figure, table, write_between

WORDS = st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters="|"), max_size=12)


@given(st.integers(1, 5).flatmap(lambda n: st.lists(st.lists(WORDS, min_size=n, max_size=n), min_size=1, max_size=6)))
def test_a_table_holds_every_cell_in_its_place(rows: list[list[str]]) -> None:
    head = [f"head{place}" for place in range(len(rows[0]))]
    lines = table(head, rows).splitlines()
    assert len({len(line) for line in lines}) == 1
    read = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]
    assert [read[0], *read[2:]] == [head, *rows]


def test_figures_stand_to_the_right() -> None:
    assert table(["who", "ms"], [["a", "1,250"], ["b", "7"]]).splitlines()[1:] == [
        "| --- | ----: |",
        "| a   | 1,250 |",
        "| b   |     7 |",
    ]


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (0.1534, "0.153"), (3.2749, "3.27"), (35.27, "35.3"), (873.4, "873"), (12345.6, "12,346")],
)
def test_a_figure_has_the_digits_that_say_something(value: float, shown: str) -> None:
    assert figure(value) == shown


def test_a_ratio_is_taken_within_each_round() -> None:
    """The machine was twice as slow in the second round."""
    scores = Scores({"typst": [10, 40, 12], "files": [1, 2, 2]})
    assert scores.ratio("typst", "files") == 10


@pytest.mark.parametrize(
    ("target", "verdict"),
    [
        (Target("a", 10, 10, at_least=True), "met"),
        (Target("a", 9.99, 10, at_least=True), "MISSED"),
        (Target("a", 3, 3), "met"),
        (Target("a", 3.01, 3), "MISSED"),
        (Target("a", None, 3), "NOT MEASURED"),
    ],
)
def test_a_target_is_met_missed_or_not_measured(target: Target, verdict: str) -> None:
    assert target.verdict == verdict
    assert verdict in Report("part", "How.", ["a"], [["b"]], [target]).text


def test_medians_are_compared_and_what_is_missing_is_said() -> None:
    scores = Scores(missing={"chromium": "The command chromium is missing."})
    for seconds in (1.0, 9.0, 2.0):
        scores.add("files", seconds, 1_000, 66_000)
        scores.add("typst", 10 * seconds, 500, 120_000)
    text = report(scores, Counts(), core=0).text
    assert scores.ratio("typst", "files") == 20
    assert "Separate files: times as fast as warm typst" in text
    assert "headless Chromium, one page kept open (The command chromium is missing.)" in text


def test_a_table_is_written_between_its_marks_and_nothing_else_changes(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("Before\n<!-- measured: a -->\nold\n<!-- end: a -->\nAfter\n", "utf-8")
    for _ in range(2):
        write_between(page, "a", "new")
        assert page.read_text("utf-8") == "Before\n<!-- measured: a -->\n\nnew\n\n<!-- end: a -->\nAfter\n"
    with pytest.raises(ValueError, match="measured: b"):
        write_between(page, "b", "new")


def test_the_page_has_a_place_for_each_part_and_its_pictures() -> None:
    text = PAGE.read_text("utf-8")
    for part in PARTS:
        assert text.count(f"<!-- measured: {part} -->") == text.count(f"<!-- end: {part} -->") == 1
    for picture in PICTURES.values():
        assert f"]({picture.name})" in text


def test_the_same_figures_give_the_same_pictures(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="matplotlib is not installed: sh setup.sh bench")
    made = []
    for number in range(2):
        bars, lines = tmp_path / f"bars-{number}.svg", tmp_path / f"lines-{number}.svg"
        plot.bars(bars, {"handouts batch": 0.3, "a peer": 7.0}, "Milliseconds")
        plot.lines(lines, {"a": [(100, 1.5, 10**8), (1000, 3.0, 10**8)], "b": [(100, 2.0, 10**8)]})
        made.append((bars.read_bytes(), lines.read_bytes()))
    assert made[0] == made[1]
    assert all(b"<svg" in picture and b"<dc:date>" not in picture for picture in made[0])


def test_a_command_runs_on_the_cores_that_are_named_and_its_memory_is_seen(tmp_path: Path) -> None:
    core = cores()[-1]
    program = "import os, time; held = bytearray(60_000_000); time.sleep(0.3); print(os.sched_getaffinity(0))"
    spent = run([sys.executable, "-c", program], on=[core], cache=tmp_path, watched=True)
    assert spent.said.strip() == f"{{{core}}}"
    assert spent.memory > 60_000_000
    assert set(cores()) >= {core}


def test_a_command_that_fails_is_said_to_be_unmeasured_and_why(tmp_path: Path) -> None:
    with pytest.raises(Unmeasured, match=r"no such thing"):
        run([sys.executable, "-c", "raise SystemExit('no such thing')"], on=cores(), cache=tmp_path)
