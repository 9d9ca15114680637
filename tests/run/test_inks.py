"""The ink and the clinic's own editions in a run: what a row asks for is what it gets, and is on record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import CLINIC, DRAFTS, Put, Run
from tests.page.pdf import pages
from tests.page.test_ink import colours, is_grey
from tests.run.runs import as_csv, contents, pdfs, reasons, record

OWN = """\
editions:
  easy-to-see: {base: large-print, size: 24 pt}
  rack: {size: 12 pt, paper: A5, ink: mono}
"""
HEADER = ["name", "edition", "paper", "ink"]
A4, A5, LETTER = (595, 842), (420, 595), (612, 792)


@pytest.fixture
def own_here(clinic_here: Path, put: Put) -> Path:
    """The working folder, with a clinic that has editions of its own."""
    put("clinic.yaml", CLINIC + DRAFTS + OWN)
    return clinic_here


def made(folder: Path) -> list[tuple[bool, tuple[int, int]]]:
    """Of each leaflet whether it has colour, and the paper it is for."""
    found = []
    for name in pdfs(folder):
        data = (folder / name).read_bytes()
        sizes = {(round(page.width), round(page.height)) for page in pages(data)}
        found.append((not all(map(is_grey, colours(data))), *sizes))
    return found


def test_each_row_gets_its_ink_and_its_edition(own_here: Path, put: Put, run: Run) -> None:
    rows = [
        ["Row One", "", "", ""],
        ["Row Two", "", "", "Mono"],
        ["Row Three", "Easy to see", "Letter", ""],
        ["Row Four", "rack", "", ""],
        ["Row Five", "rack", "A4", "color"],
    ]
    put("list.csv", as_csv([HEADER, *rows]))
    done = run("batch", "list.csv", "--handout", "sleep", "-o", "out")
    assert done.code == 0, done.messages
    folder = own_here / "out"
    assert made(folder) == [(True, A4), (False, A4), (True, LETTER), (False, A5), (True, A4)]
    assert [(one.edition, one.paper, one.ink) for one in record(folder)] == [
        ("standard", "A4", "color"), ("standard", "A4", "mono"), ("easy-to-see", "Letter", "color"),
        ("rack", "A5", "mono"), ("rack", "A4", "color"),
    ]  # fmt: skip
    key = record(folder)[0].text_hashes[0]
    kept = ("standard-A4", "standard-A4-mono", "easy-to-see-Letter", "rack-A5-mono", "rack-A4")
    assert {path.name for path in (folder / "texts").iterdir()} == {f"{key}.md", *(f"{key}-{one}.pdf" for one in kept)}
    given = run("given", "out", "--row", "4").out
    assert "  rack A5 mono  made " in given
    assert f"without the patient: out/texts/{key}-rack-A5-mono.pdf" in given
    assert "  standard A4  made " in run("given", "out", "--row", "1").out
    assert [one["ink"] for one in json.loads(run("given", "out", "--json").out)] == [one.ink for one in record(folder)]


def test_a_row_and_the_command_go_before_the_edition(own_here: Path, put: Put, run: Run) -> None:
    put(
        "list.csv",
        as_csv([HEADER, ["Row One", "", "", ""], ["Row Two", "rack", "", ""], ["Row Three", "", "A4", "color"]]),
    )
    options = ("--edition", "easy-to-see", "--paper", "Letter", "--ink", "mono")
    assert run("batch", "list.csv", "--handout", "sleep", "-o", "out", *options).code == 0
    assert [(one.edition, one.paper, one.ink) for one in record(own_here / "out")] == [
        ("easy-to-see", "Letter", "mono"), ("rack", "Letter", "mono"), ("easy-to-see", "A4", "color"),
    ]  # fmt: skip
    assert made(own_here / "out") == [(False, LETTER), (False, LETTER), (True, A4)]
    asked = json.loads((own_here / "out/run.json").read_text("utf-8"))["asked"]
    assert (asked["edition"], asked["paper"], asked["ink"]) == ("easy-to-see", "Letter", "mono")


def test_an_unknown_ink_or_edition_costs_its_row(own_here: Path, put: Put, run: Run) -> None:
    rows = [["A", "", "", "grey"], ["B", "easy-to-sea", "A9", ""], ["C", "", "", "color"]]
    put("list.csv", as_csv([HEADER, *rows]))
    done = run("batch", "list.csv", "--handout", "sleep", "-o", "out")
    assert done.code == 4
    found = reasons(own_here / "out")
    assert found[1] == "`ink` is unknown. There is no ink `grey`. Use one of: color, mono."
    assert "There is no edition `easy-to-sea`. Did you mean `easy-to-see`?" in found[2]
    assert "`paper` is unknown." in found[2]
    assert not any("grey" in message or "easy-to-sea" in message for message in done.messages)


def test_the_command_asks_for_an_ink_that_there_is(own_here: Path, put: Put, run: Run) -> None:
    put("list.csv", as_csv([HEADER, ["A", "", "", ""]]))
    done = run("batch", "list.csv", "--handout", "sleep", "-o", "out", "--ink", "colour")
    assert (done.code, done.messages) == (3, ["There is no ink `colour`. Did you mean `color`?"])
    assert not (own_here / "out").exists()


@pytest.mark.parametrize("again", [[], ["--ink", "mono"]])
def test_a_run_in_one_ink_goes_on_in_it(own_here: Path, put: Put, run: Run, again: list[str]) -> None:
    put("list.csv", as_csv([HEADER, ["A", "", "", ""], ["B", "rack", "", ""]]))
    options = ("batch", "list.csv", "--handout", "sleep", "--ink", "mono", "-o", "out")
    assert run(*options).code == 0
    whole = contents(own_here / "out")
    (own_here / "out" / pdfs(own_here / "out")[0]).unlink()
    assert run("batch", "list.csv", "-o", "out", "--resume", *again).code == 0
    assert contents(own_here / "out") == whole


@pytest.mark.parametrize(("began", "again"), [([], ["--ink", "mono"]), (["--ink", "mono"], ["--ink", "color"]), ([], ["--paper", "A5"])])  # fmt: skip
def test_a_run_does_not_go_on_in_another_ink_or_on_another_paper(
    own_here: Path, put: Put, run: Run, began: list[str], again: list[str]
) -> None:
    put("list.csv", as_csv([HEADER, ["A", "", "", ""]]))
    assert run("batch", "list.csv", "--handout", "sleep", "-o", "out", *began).code == 0
    done = run("batch", "list.csv", "-o", "out", "--resume", *again)
    assert (done.code, done.messages) == (2, [f"The run was begun with another {again[0]}. Leave {again[0]} out; what the run was asked for is kept."])  # fmt: skip


def test_a_run_does_not_go_on_once_its_editions_have_changed(own_here: Path, put: Put, run: Run) -> None:
    put("list.csv", as_csv([HEADER, ["A", "rack", "", ""]]))
    assert run("batch", "list.csv", "--handout", "sleep", "-o", "out").code == 0
    put("clinic.yaml", CLINIC + DRAFTS + OWN.replace("12 pt", "13 pt"))
    assert run("batch", "list.csv", "-o", "out", "--resume").code == 3


def test_a_run_from_before_there_were_inks_goes_on(own_here: Path, put: Put, run: Run) -> None:
    """Its run.json and record.jsonl name a paper and no ink."""
    put("list.csv", as_csv([HEADER, ["A", "", "", ""], ["B", "large-print", "", ""]]))
    assert run("batch", "list.csv", "--handout", "sleep", "-o", "out").code == 0
    folder = own_here / "out"
    asked = json.loads((folder / "run.json").read_text("utf-8"))
    asked["asked"]["paper"] = "A4"
    del asked["asked"]["ink"]
    put("out/run.json", json.dumps(asked))
    put("out/record.jsonl", (folder / "record.jsonl").read_text("utf-8").replace('"ink":"color",', ""))
    (folder / pdfs(folder)[0]).unlink()
    assert run("batch", "list.csv", "-o", "out", "--resume").code == 0
    assert len(pdfs(folder)) == 2
    assert run("given", "out", "--row", "1").code == 0
