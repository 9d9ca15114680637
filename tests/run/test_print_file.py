"""The print file of a run: every patient on a new sheet, as in the separate files, after a list for the desk."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from handouts.run.cache import user_cache
from tests.conftest import HANDOUT, Done, Put, Run
from tests.page.test_book import on_sheets, shown
from tests.run.runs import NO_DATE, as_csv, contents, end, patients, pdfs, recorded, start, until

PRINT = "print.pdf"
LONG = "\n\nSleep well, and long, and often. " * 12
SCRIPTS = ["Agnieszka Wójcik", "Ŵyn Ŷ", "Ελένη Παπά", "Жанна Ёлкина", "Nguyễn Thị Ánh", "İpek Şahin"]


def texts(pdf: Path) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


def batch(run: Run, *more: str, patients: str = "list.csv") -> Done:
    return run("batch", patients, "--handout", "sleep", "-o", "out", *more)


def resume(run: Run, *more: str, patients: str = "list.csv") -> Done:
    return run("batch", patients, "-o", "out", "--resume", *more)


def desk_pages(folder: Path, name: str = PRINT) -> list[str]:
    """The words of the pages of the list."""
    found = texts(folder / name)
    kept = [json.loads(line) for line in (folder / "desk.jsonl").read_text("utf-8").splitlines()]
    return found[: min(one["page"] for one in kept) - 1]


def kept(folder: Path) -> dict[int, dict[str, object]]:
    lines = (folder / "desk.jsonl").read_text("utf-8").splitlines()
    return {one["row"]: one for one in map(json.loads, lines)}


@pytest.fixture
def printed(clinic_here: Path, put: Put, run: Run) -> Path:
    """A run of leaflets of two, three and five pages, in several papers."""
    for place, (name, parts) in enumerate({"two": 3, "three": 6, "five": 12}.items()):
        more = "".join(f"\n\n## More {part} {{#{part}}}{LONG}" for part in ("causes", "symptoms", "diagnosis")[:place])
        text = HANDOUT.replace("title: Sleep", f"title: {name.title()}").replace("G47.0", f"G47.{place}")
        put(f"library/{name}/en-GB.md", text + LONG * parts + more + "\n")
    rows = ["name,date_of_birth,handout,paper,edition"]
    rows += ["Anna,1961-08-06,three,,", "Bert,1961-08-07,two,,", "Carl,,five,,", "Dora,1961-08-09,three,A5,large-print"]
    put("list.csv", "\n".join(rows) + "\n")
    assert run("batch", "list.csv", "-o", "out", "--print-file").code == 0
    return clinic_here / "out"


def test_each_leaflet_begins_on_a_new_sheet_with_its_own_page_numbers(printed: Path) -> None:
    alone = [printed / name for name in pdfs(printed) if name != PRINT]
    counts = [len(texts(path)) for path in alone]
    assert any(count % 2 for count in counts)
    assert any(count % 2 == 0 for count in counts)
    words = texts(printed / PRINT)
    assert len(words) % 2 == 0
    for number, count in zip(kept(printed), counts, strict=True):
        first = kept(printed)[number]["page"]
        assert isinstance(first, int)
        assert first % 2 == 1
        for page in range(count):
            assert f"Page {page + 1} of {count}" in words[first - 1 + page]
        assert "".join(words[first - 1 + count : first - 1 + count + count % 2]) == ""


def test_every_page_is_the_separate_file_s_to_the_pixel(printed: Path) -> None:
    expected = [page for name in pdfs(printed) if name != PRINT for page in on_sheets((printed / name).read_bytes())]
    assert shown((printed / PRINT).read_bytes())[2:] == expected


def test_the_list_says_who_gets_what(printed: Path) -> None:
    first, back = desk_pages(printed)
    assert back == ""
    for words in (
        "Confidential: names of patients. Destroy after use.",
        "Patients 1 to 4 of 4",
        "1 Anna Three 6 August 1961 2",
        "3 Carl Five –",
        "4 Dora Three, large print, A5 9 August 1961",
    ):
        assert words in first.replace("Page 1 of 1", ""), first


def test_the_file_is_its_owner_s_and_names_nobody(printed: Path) -> None:
    for name in (PRINT, "desk.jsonl"):
        assert (printed / name).stat().st_mode & 0o777 == 0o600
    with pikepdf.open(printed / PRINT) as pdf:
        said = " ".join(map(str, [*pdf.docinfo.values(), pdf.Root.unparse()]))
        assert pdf.check_pdf_syntax() == []
        assert not re.search("Anna|Bert|1961", said)
        assert "/Metadata" not in pdf.Root
        widths = {round(float(page.mediabox[2])) for page in pdf.pages}
        assert widths == {595, 420}


def test_what_is_told_has_no_names(clinic_here: Path, put: Put, run: Run) -> None:
    put("list.csv", as_csv(patients(3, bad=[2])))
    done = batch(run, "--print-file")
    assert done.code == 4
    assert f"out/{PRINT}: 2 patients on 2 sheets, after 1 sheet of the list for the desk." in done.messages
    assert "Not in it: row 2." in done.messages
    assert "Patient 0" not in " ".join(done.messages)
    assert recorded(clinic_here / "out") == [1, 3]


def test_names_in_every_script_and_of_any_length_are_in_the_list(clinic_here: Path, put: Put, run: Run) -> None:
    """Pages that can be filled in, and between them such as are typeset; no name is lost or out of its place."""
    count = 25 * 4 + 3
    names = [f"Patient {row:03}" for row in range(1, count + 1)]
    names[30:36] = SCRIPTS
    names[80] = "Maximilian Alexander von Hohenzollern und zu Sigmaringen"
    put("list.csv", as_csv([["name"], *([name] for name in names)]))
    assert batch(run, "--print-file").code == 0
    folder = clinic_here / "out"
    words = " ".join(desk_pages(folder))
    places = [words.find(name) for name in names]
    assert -1 not in places, [name for name, place in zip(names, places, strict=True) if place < 0]
    assert places == sorted(places)
    assert [f"Page {page} of 5" in words for page in range(1, 6)] == [True] * 5


def test_separators_and_order(clinic_here: Path, put: Put, run: Run) -> None:
    put("list.csv", "name,edition\nAnna,large-print\nBert,\nCarl,large-print\nDora,\n")
    assert batch(run, "--print-file", "--separators", "--sort", "edition").code == 0
    folder = clinic_here / "out"
    words = texts(folder / PRINT)
    separators = [page for page in words if page.startswith("Row ")]
    assert [page.split()[1] for page in separators] == ["1", "3", "2", "4"]
    assert "large print, A4" in separators[0]
    assert not any(name in page for page in separators for name in ("Anna", "Sleep"))
    listed = words[0]
    assert sorted(["Anna", "Carl", "Bert", "Dora"], key=listed.find) == ["Anna", "Carl", "Bert", "Dora"]
    for row, one in kept(folder).items():
        assert isinstance(one["page"], int)
        assert words[one["page"] - 1].startswith(f"Row {row} ")


def test_separators_are_of_a_print_file(begun: Path, put: Put, run: Run) -> None:
    put("list.csv", as_csv(patients(5)))
    done = resume(run, "--separators")
    assert (done.code, done.messages[-1]) == (2, "--separators and --sort are about print.pdf. Add --print-file.")


def test_a_resumed_run_tells_which_pages_are_new(clinic_here: Path, put: Put, run: Run) -> None:
    put("list.csv", as_csv(patients(5, bad=[2, 4])))
    assert batch(run, "--print-file").code == 4
    folder = clinic_here / "out"
    calm = as_csv(patients(5))
    failed = (folder / "failed.csv").read_text("utf-8-sig")
    put("out/failed.csv", failed.replace(NO_DATE, "1961-08-03", 1))
    done = resume(run, patients="out/failed.csv")
    assert "New in it since it was made last: pages 1-2, 5-6." in done.messages
    put("out/failed.csv", (folder / "failed.csv").read_text("utf-8-sig").replace(NO_DATE, "1961-08-05"))
    assert "New in it since it was made last: pages 1-2, 9-10." in resume(run, patients="out/failed.csv").messages
    put("list.csv", calm)
    assert "Nothing in it is new since it was made last." in resume(run).messages
    mended = contents(folder)
    assert run("batch", "list.csv", "--handout", "sleep", "-o", "calm", "--print-file").code == 0
    for name in (PRINT, "desk.jsonl", "record.jsonl"):
        assert mended[name] == contents(clinic_here / "calm")[name], name


def test_a_name_that_nobody_knows_is_asked_for(clinic_here: Path, put: Put, run: Run) -> None:
    put("list.csv", as_csv(patients(3, bad=[2])))
    assert batch(run).code == 4
    folder = clinic_here / "out"
    put("out/failed.csv", (folder / "failed.csv").read_text("utf-8-sig").replace(NO_DATE, "1961-08-03"))
    done = resume(run, "--print-file", patients="out/failed.csv")
    assert done.code == 3
    what = "The list for the desk needs the names of these rows: 1, 3."
    assert f"out/{PRINT}: {what} Resume with the whole list; what was made is kept." in done.messages
    assert not (folder / PRINT).exists()
    done = resume(run)  # the list still has row 2 as it was: its name is kept from the mended one
    assert done.code == 0
    assert "2 Patient 0002 3 August 1961" in desk_pages(folder)[0]


def test_a_name_that_was_cut_off_is_read_from_the_list(clinic_here: Path, put: Put, run: Run) -> None:
    put("list.csv", as_csv(patients(3)))
    assert batch(run, "--print-file").code == 0
    folder = clinic_here / "out"
    before = contents(folder)
    (folder / "desk.jsonl").write_bytes(before["desk.jsonl"][:-12])
    (folder / PRINT).unlink()
    assert resume(run).code == 0
    assert contents(folder) == before


def test_the_last_line_of_a_row_says_who_it_is(clinic_here: Path, put: Put, run: Run) -> None:
    """A row may have been mended after the program was stopped between its name and its record."""
    put("list.csv", as_csv(patients(3)))
    assert batch(run, "--print-file").code == 0
    desk = clinic_here / "out/desk.jsonl"
    line = {"row": 2, "name": "Mended Name", "date_of_birth": None, "page": None}
    desk.write_text(f"{desk.read_text('utf-8')}{json.dumps(line)}\n", "utf-8")
    assert "New in it since it was made last: pages 1-2, 5-6." in resume(run).messages
    assert "2 Mended Name –" in desk_pages(clinic_here / "out")[0]
    assert len(kept(clinic_here / "out")) == len(desk.read_text("utf-8").splitlines()) == 3


def test_the_pages_of_the_list_are_kept_without_their_patients(clinic_here: Path, put: Put, run: Run) -> None:
    """A second print file needs no typesetter for what the first one made for nobody yet."""
    made, cached = [], []
    for name in ("Quux", "Quuz", "Quux"):
        put("list.csv", as_csv([["name"], *([f"{name}{row:03}"] for row in range(60))]))
        assert batch(run, "--print-file", "--separators", "--force").code == 0
        made.append((clinic_here / "out" / PRINT).read_bytes())
        cached.append({path.name: path.read_bytes() for path in user_cache().folder.iterdir()})
        assert f"{name}059" in " ".join(desk_pages(clinic_here / "out"))
    assert made[0] == made[2] != made[1]
    assert len(cached[0]) == 4, "a leaflet for nobody, its master, and those of the list and the separator"
    assert cached[0] == cached[1] == cached[2]


def test_a_killed_run_ends_with_the_same_bytes(clinic_here: Path, put: Put, run: Run) -> None:
    put("list.csv", as_csv(patients(12)))
    asked = ("batch", "list.csv", "--handout", "sleep", "--print-file", "--separators", "-o")
    assert run(*asked, "calm").code == 0
    process = start(*asked, "out", cwd=clinic_here)
    record = clinic_here / "out/record.jsonl"
    until(lambda: record.exists() and record.read_bytes().count(b"\n") > 3)
    end(process)
    assert not (clinic_here / "out" / PRINT).exists()
    assert resume(run).code == 0
    assert contents(clinic_here / "out") == contents(clinic_here / "calm")


def test_rows_made_again_have_a_print_file_of_their_own(clinic_here: Path, put: Put, run: Run) -> None:
    put("list.csv", as_csv(patients(6)))
    assert batch(run, "--print-file").code == 0
    folder = clinic_here / "out"
    before = contents(folder)
    assert batch(run, "--rows", "2,4-5").code == 0
    assert contents(folder).items() - before.items() == {("print-2,4-5.pdf", (folder / "print-2,4-5.pdf").read_bytes())}
    words = texts(folder / "print-2,4-5.pdf")
    assert len(words) == 8
    assert "Patients 1 to 3 of 3" in words[0]
    assert batch(run, "--force", "--rows", "1").code == 0
    assert pdfs(folder) == ["0001-sleep-en-GB.pdf"]


def test_a_leaflet_that_was_changed_is_made_anew_first(clinic_here: Path, put: Put, run: Run) -> None:
    put("list.csv", as_csv(patients(3)))
    assert batch(run).code == 0
    file = clinic_here / "out/0002-sleep-en-GB.pdf"
    good = file.read_bytes()
    file.write_bytes(good.replace(b"%PDF-1.7", b"%PDF-1.6"))
    assert resume(run, "--print-file").code == 0
    assert file.read_bytes() == good
    assert len(pikepdf.open(BytesIO((clinic_here / "out" / PRINT).read_bytes())).pages) == 8


def test_a_dry_run_makes_none(clinic_here: Path, put: Put, run: Run) -> None:
    put("list.csv", as_csv(patients(3)))
    assert batch(run, "--print-file", "--dry-run").code == 0
    assert not (clinic_here / "out").exists()
