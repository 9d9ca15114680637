"""What a row asks for is what it gets: its handouts, language, edition and paper, or nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import HANDOUT, Put, Run
from tests.page.pdf import open_pdf, pages, read_aloud
from tests.page.test_conformance import is_accessible
from tests.run.runs import as_csv, contents, patients, pdfs, reasons, record

A4, LETTER = (595, 842), (612, 792)
NOT_THERE = "The handout is not in the library, or not in the language asked for."
HEADER = ["name", "handout", "language", "edition", "paper"]


def batch(run: Run, *rows: list[str], put: Put, header: list[str] = HEADER, options: tuple[str, ...] = ()) -> int:
    put("list.csv", as_csv([header, *rows]))
    return run("batch", "list.csv", "-o", "out", *options).code


def text(path: Path) -> list[str]:
    return [page.text for page in pages(path.read_bytes())]


def letter_size(path: Path) -> float:
    """How high the words of the text stand, in points."""
    letters = [letter for page in pages(path.read_bytes()) for letter in page.body]
    start = "".join(letter.text for letter in letters).index("Sleep well.")
    _, bottom, _, top = letters[start].box
    return top - bottom


def test_a_pack_is_a_cover_and_each_leaflet_with_its_slip_on_a_new_sheet(
    clinic_here: Path, put: Put, run: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert batch(run, ["Ann Other", "sleep + walking", "", "", ""], put=put) == 0
    folder = clinic_here / "out"
    assert pdfs(folder) == ["0001-pack-sleep-walking-en-GB.pdf"]
    pack = (folder / "0001-pack-sleep-walking-en-GB.pdf").read_bytes()
    found = [page.text for page in pages(pack)]
    sleep, walking = (
        place for words in ("Sleep well.", "Walk far.") for place, one in enumerate(found) if words in one
    )
    assert 0 < sleep < walking
    assert (sleep % 2, walking % 2) == (0, 0)  # counted from 0: on the front of a sheet
    assert ["Ann Other" in page for page in found] == [place in (sleep, walking) for place in range(len(found))]
    assert is_accessible(pack, tmp_path_factory.mktemp("gate"))
    with open_pdf(pack) as document:
        assert str(document.Root.Lang) == "en-GB"
    [entry] = record(folder)
    assert (entry.handouts, entry.languages, entry.versions) == (("sleep", "walking"), ("en-GB",) * 2, ("1.0",) * 2)


def test_a_leaflet_has_the_same_bytes_as_when_it_is_made_alone(clinic_here: Path, put: Put, run: Run) -> None:
    slip = {"name": "Ann Other", "date_of_birth": "1961-08-06", "number": "N1", "date": "2026-03-01"}
    slip |= {"given_by": "Dr Jones", "next_visit": "in May", "note": "Ring us."}
    put("ann.json", json.dumps(slip))
    for names in (["sleep"], ["sleep", "walking"]):
        row = [*slip.values(), " + ".join(names), "large-print", "Letter"]
        put("list.csv", as_csv([[*slip, "handout", "edition", "paper"], row]))
        out = "-".join(names)
        assert run("batch", "list.csv", "-o", out).code == 0
        options = ["--patient", "ann.json", "--edition", "large-print", "--paper", "Letter"]
        assert run("render", *names, *options, "-o", f"{out}.pdf").code == 0
        [leaflet] = (clinic_here / out).glob("*.pdf")
        assert leaflet.read_bytes() == (clinic_here / f"{out}.pdf").read_bytes()


def test_each_row_gets_what_it_asks_for(clinic_here: Path, put: Put, run: Run) -> None:
    rows = [
        ["Row One", "", "", "", ""],
        ["Row Two", "walking", "", "", ""],
        ["Row Three", "", "en-GB", "large-print", ""],
        ["Row Four", "", "", "", "letter"],
        ["Row Five", "", "", "standard", "A4"],
        ["Row Six", "walking + sleep", "en", "large-print", "Letter"],
    ]
    assert batch(run, *rows, put=put, options=("--handout", "sleep")) == 0
    folder = clinic_here / "out"
    stems = ["sleep", "walking", "sleep", "sleep", "sleep", "pack-walking-sleep"]
    assert pdfs(folder) == [f"{row:04}-{stem}-en-GB.pdf" for row, stem in enumerate(stems, 1)]
    files = [folder / name for name in pdfs(folder)]
    for file, row, paper in zip(files, rows, (A4, A4, A4, LETTER, A4, LETTER), strict=True):
        data = file.read_bytes()
        assert {(round(page.width), round(page.height)) for page in pages(data)} == {paper}
        assert row[0] in read_aloud(data)
        assert all(other[0] not in read_aloud(data) for other in rows if other is not row)
    assert ["Sleep well." in read_aloud(file.read_bytes()) for file in files] == [True, False, True, True, True, True]
    assert ["Walk far." in read_aloud(file.read_bytes()) for file in files] == [False, True, False, False, False, True]
    sizes = [letter_size(file) for file in files if "sleep" in file.name]
    assert [round(size / sizes[0], 2) for size in sizes] == [1, 1.29, 1, 1, 1.29]  # 14 pt and 18 pt
    assert [(one.edition, one.paper) for one in record(folder)] == [
        *[("standard", "A4"), ("standard", "A4"), ("large-print", "A4")],
        *[("standard", "Letter"), ("standard", "A4"), ("large-print", "Letter")],
    ]
    hashes = {one.handouts[0]: one.text_hashes[0] for one in record(folder)[:2]}
    assert sorted(path.name for path in (folder / "texts").iterdir()) == sorted(
        [f"{key}.md" for key in hashes.values()]
        + [f"{hashes['sleep']}-{edition}.pdf" for edition in ("standard-A4", "large-print-A4", "standard-Letter", "large-print-Letter")]
        + [f"{hashes['walking']}-{edition}.pdf" for edition in ("standard-A4", "large-print-Letter")]
    )  # fmt: skip
    assert (folder / "texts" / f"{hashes['sleep']}.md").read_text("utf-8") == HANDOUT
    for leaflet in (folder / "texts").glob("*.pdf"):
        assert not any(row[0] in read_aloud(leaflet.read_bytes()) for row in rows)


def test_what_a_row_says_goes_before_what_the_command_says(clinic_here: Path, put: Put, run: Run) -> None:
    options = ("--handout", "walking", "--edition", "large-print", "--paper", "Letter", "--date", "2026-03-01")
    rows = [["Row One", "sleep", "", "standard", "A4", "2025-12-24"], ["Row Two", *[""] * 5]]
    assert batch(run, *rows, put=put, header=[*HEADER, "date"], options=options) == 0
    one, two = (read_aloud((clinic_here / "out" / name).read_bytes()) for name in pdfs(clinic_here / "out"))
    assert ("Sleep well." in one, "24 December 2025" in one, "1 March 2026" in one) == (True, True, False)
    assert ("Walk far." in two, "1 March 2026" in two) == (True, True)
    assert [(entry.edition, entry.paper) for entry in record(clinic_here / "out")] == [
        ("standard", "A4"),
        ("large-print", "Letter"),
    ]


@pytest.mark.parametrize("language", ["fr", "en-US", "cy", "EN-IE", "e"])
def test_nobody_gets_another_language_than_was_asked_for(language: str, clinic_here: Path, put: Put, run: Run) -> None:
    assert batch(run, ["Ann", "sleep", language, "", ""], ["Bill", "sleep", "", "", ""], put=put) == 4
    assert pdfs(clinic_here / "out") == ["0002-sleep-en-GB.pdf"]
    assert reasons(clinic_here / "out")[1].startswith(NOT_THERE)


def test_a_pack_in_which_one_is_not_there_in_the_language(clinic_here: Path, put: Put, run: Run) -> None:
    put("library/sleep/fr.md", HANDOUT.replace("language: en-GB", "language: fr"))
    rows = [
        ["Ann", "sleep + walking", "fr", "", ""],
        ["Bill", "walking + snoring", "", "", ""],
        ["Cid", "sleep", "en", "", ""],
    ]
    assert batch(run, *rows, put=put) == 4
    folder = clinic_here / "out"
    assert pdfs(folder) == ["0003-sleep-en-GB.pdf"]
    assert "no `walking` in `fr`" in reasons(folder)[1]
    assert "no handout `snoring`" in reasons(folder)[2]


def test_a_sensitive_handout_waits_until_it_was_talked_about(clinic_here: Path, put: Put, run: Run) -> None:
    put("library/news/en-GB.md", HANDOUT.replace("kind: lifestyle", "kind: lifestyle\nsensitive: true"))
    rows = [["Ann", "news", ""], ["Bill", "news", "no"], ["Cid", "news", "yes"], ["Dot", "sleep + news", ""]]
    assert batch(run, *rows, put=put, header=["name", "handout", "discussed"]) == 4
    what = "The handout may tell a reader what nobody has told them. Talk with the patient first, then write yes under `discussed`."
    assert reasons(clinic_here / "out") == dict.fromkeys((1, 2, 4), what)
    assert pdfs(clinic_here / "out") == ["0003-news-en-GB.pdf"]


def test_a_handout_with_a_mistake_is_no_fault_of_a_row(clinic_here: Path, put: Put, run: Run) -> None:
    put("library/broken/en-GB.md", HANDOUT.replace("kind: lifestyle", "kind: nonsense"))
    put("list.csv", as_csv([["name", "handout"], ["Ann", "sleep"], ["Bill", "broken"]]))
    done = run("batch", "list.csv", "-o", "out")
    assert (done.code, done.out) == (3, "")
    assert done.messages[-1].startswith("library/broken/en-GB.md:6: ")
    assert not (clinic_here / "out").exists()


def test_a_text_that_cannot_be_typeset_costs_the_rows_that_ask_for_it(clinic_here: Path, put: Put, run: Run) -> None:
    put("library/wide/en-GB.md", HANDOUT.replace("Sleep well.", "Zuckermayer" * 20))
    assert batch(run, *(["Ann", one, "", "", ""] for one in ("sleep", "wide", "sleep + wide")), put=put) == 4
    assert pdfs(clinic_here / "out") == ["0001-sleep-en-GB.pdf"]
    assert reasons(clinic_here / "out").keys() == {2, 3}
    assert all("wider than its place" in reason for reason in reasons(clinic_here / "out").values())
    put("list.csv", as_csv([["name", "handout"], ["Ann", "wide"]]))
    done = run("batch", "list.csv", "-o", "none")
    assert (done.code, done.out) == (3, "")
    assert not (clinic_here / "none").exists()


def test_spreadsheet_and_csv_give_the_same_leaflets(clinic_here: Path, put: Put, run: Run) -> None:
    from tests.patient.lists import xlsx

    table = patients(3)
    put("list.csv", as_csv(table))
    put("list.xlsx", xlsx(*table))
    for kind in ("csv", "xlsx"):
        assert run("batch", f"list.{kind}", "--handout", "sleep", "-o", kind).code == 0
    assert contents(clinic_here / "csv") == contents(clinic_here / "xlsx")


NIGHTS = """\
better-nights:
  title: {en-GB: Better nights, fr: Nuits}
  handouts: [walking, sleep]
"""
PACKED = ["name", "handout", "pack", "language"]


def test_a_row_may_name_a_pack(clinic_here: Path, put: Put, run: Run) -> None:
    put("packs.yaml", NIGHTS)
    rows = [
        ["Ann Other", "", "better-nights", ""],
        ["Bill", "", "Better nights", "en-GB"],
        ["Cid", "sleep", "", ""],
        ["Dot", "walking + sleep", "", ""],
    ]
    assert batch(run, *rows, put=put, header=PACKED) == 0
    folder = clinic_here / "out"
    stems = ["pack-better-nights", "pack-better-nights", "sleep", "pack-walking-sleep"]
    assert pdfs(folder) == [f"{row:04}-{stem}-en-GB.pdf" for row, stem in enumerate(stems, 1)]
    assert [entry.handouts for entry in record(folder)] == [("walking", "sleep")] * 2 + [
        ("sleep",),
        ("walking", "sleep"),
    ]
    covers = [text(folder / name)[0] for name in pdfs(folder)]
    assert ["Better nights" in cover for cover in covers] == [True, True, False, False]
    put("ann.json", json.dumps({"name": "Ann Other"}))
    assert run("render", "better-nights", "--patient", "ann.json", "-o", "ann.pdf").code == 0
    assert (clinic_here / "ann.pdf").read_bytes() == (folder / pdfs(folder)[0]).read_bytes()


def test_what_a_row_names_goes_before_the_pack_of_the_command(clinic_here: Path, put: Put, run: Run) -> None:
    put("packs.yaml", NIGHTS + "other:\n  title: {en-GB: Other}\n  handouts: [sleep, walking]\n")
    rows = [["Ann", "", "", ""], ["Bill", "sleep", "", ""], ["Cid", "", "other", ""]]
    assert batch(run, *rows, put=put, header=PACKED, options=("--pack", "better-nights")) == 0
    stems = ["pack-better-nights", "sleep", "pack-other"]
    assert pdfs(clinic_here / "out") == [f"{row:04}-{stem}-en-GB.pdf" for row, stem in enumerate(stems, 1)]


def test_rows_whose_pack_cannot_be_made(clinic_here: Path, put: Put, run: Run) -> None:
    put("packs.yaml", NIGHTS)
    put("library/sleep/fr.md", HANDOUT.replace("language: en-GB", "language: fr"))
    rows = [
        ["Ann", "sleep", "better-nights", ""],
        ["Bill", "", "better-night", ""],
        ["Cid", "", "better-nights", "fr"],
        ["Dot", "better-nights", "", ""],
        ["Eve", "", "sleep", ""],
        ["Fay", "", "", ""],
        ["Gus", "sleep", "", ""],
    ]
    assert batch(run, *rows, put=put, header=PACKED) == 4
    assert pdfs(clinic_here / "out") == ["0007-sleep-en-GB.pdf"]
    not_there = "The pack is not in the library, or not in the language asked for."
    names = reasons(clinic_here / "out")
    assert names[1] == "The row has both `handout` and `pack`. Keep one."
    assert names[2] == f"{not_there} There is no pack `better-night`. Did you mean `better-nights`?"
    assert names[3].startswith(f"{not_there} The pack `better-nights` is not whole in `fr`: there is no `walking`.")
    assert names[4] == f"{NOT_THERE} `better-nights` is a pack, not a handout. Name it under `pack`, or with --pack."
    assert names[5].startswith(f"{not_there} There is no pack `sleep`.")
    assert names[6] == "The row names no handout. Write one under `handout` or `pack`, or add --handout or --pack."


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (["--pack", "better-night"], 3, "There is no pack `better-night`. Did you mean `better-nights`?"),
        (
            ["--handout", "better-nights"],
            3,
            "`better-nights` is a pack, not a handout. Name it under `pack`, or with --pack.",
        ),
        (
            ["--pack", "better-nights", "--handout", "sleep"],
            2,
            "--handout and --pack both say what is made. Use one of them.",
        ),
    ],
)
def test_a_command_that_names_no_pack(
    options: list[str], code: int, message: str, clinic_here: Path, put: Put, run: Run
) -> None:
    put("packs.yaml", NIGHTS)
    put("list.csv", as_csv([["name"], ["Ann"]]))
    done = run("batch", "list.csv", "-o", "out", *options)
    assert (done.code, done.messages[-1]) == (code, message)
    assert not (clinic_here / "out").exists()


def test_a_sensitive_handout_in_a_pack_waits_too(clinic_here: Path, put: Put, run: Run) -> None:
    put("library/news/en-GB.md", HANDOUT.replace("kind: lifestyle", "kind: lifestyle\nsensitive: true"))
    put("packs.yaml", "hard:\n  title: {en-GB: Hard}\n  handouts: [sleep, news]\n")
    assert batch(run, ["Ann", "hard", ""], ["Bill", "hard", "yes"], put=put, header=["name", "pack", "discussed"]) == 4
    assert pdfs(clinic_here / "out") == ["0002-pack-hard-en-GB.pdf"]


def test_a_run_of_a_pack_goes_on_as_it_was_begun(clinic_here: Path, put: Put, run: Run) -> None:
    put("packs.yaml", NIGHTS)
    put("list.csv", as_csv([["name"], ["Ann"], ["Bill"]]))
    assert run("batch", "list.csv", "-o", "out", "--pack", "better-nights").code == 0
    first, second = pdfs(clinic_here / "out")
    before = (clinic_here / "out" / second).read_bytes()
    (clinic_here / "out" / second).unlink()
    assert run("batch", "list.csv", "-o", "out", "--resume").code == 0
    assert (clinic_here / "out" / second).read_bytes() == before
    for changed in (
        NIGHTS.replace("en-GB: Better", "en-GB: Other"),
        NIGHTS.replace("walking, sleep", "sleep, walking"),
    ):
        put("packs.yaml", changed)
        done = run("batch", "list.csv", "-o", "out", "--resume")
        assert (done.code, "have been changed since: 1-2." in done.messages[-1]) == (3, True)
    assert first in pdfs(clinic_here / "out")
