"""Booklets and trifolds, measured on the finished PDF: what stands where on the sheets, and what is refused."""

from __future__ import annotations

import json
import stat
from functools import cache
from io import BytesIO
from itertools import pairwise, product
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import ImageStat

from handouts.check.reading import Box, fold, read_pages
from handouts.clinic.edition import Edition
from handouts.content.words import words
from handouts.page.impose import impose
from handouts.page.output import compose_all, make
from handouts.page.typeset import Leaflet, typeset_all
from handouts.patient.slip import read_slip
from tests.conftest import Put, Run
from tests.page import pdf as pdfs
from tests.page.pdf import NAMES, PATIENT, RIVERSIDE, clinic, handout, open_pdf, pictures, read_aloud
from tests.page.test_conformance import is_accessible
from tests.page.test_text import expected

MM = 72 / 25.4
NEAR = 0.1
"""Millimetres by which a place may differ."""
FOOD, LONG = "vitamin-b12-and-food", "low-b12-and-ms"
SHEET = {"A4": (297.0, 210.0), "Letter": (279.4, 215.9)}
PANEL = {"A4": 99.667, "Letter": 93.8}
"""Width in mm of the cover: a + a + (a - 2) is the sheet's."""


@cache
def typeset(name: str, kind: str, paper: str, *, base: str = "standard", patient: bool = False) -> Leaflet:
    """The pages of a folded leaflet before they are imposed."""
    slip = read_slip(json.dumps(PATIENT), nhs_number=True) if patient else None
    return typeset_all(compose_all([handout(name)], clinic("svg"), Edition(base, paper, fold=kind), slip))


@cache
def folded(name: str, kind: str, paper: str, *, base: str = "standard", patient: bool = False) -> bytes:
    """The sheets of a folded leaflet."""
    slip = read_slip(json.dumps(PATIENT), nhs_number=True) if patient else None
    edition = Edition(base, paper, fold=kind)
    return make([handout(name)], clinic("svg"), edition, slip, "pdf", Path("x.pdf"), is_extract=False)[0][1]


@cache
def lettered(kind: str, paper: str, pages: int) -> bytes:
    """Pages of the size that the fold wants, which say nothing but their number, and this as a letter: A, B, C."""
    width, height = SHEET[paper]
    size = f"{width / 2 if kind == 'booklet' else PANEL[paper] - 2}mm {height}mm"
    import weasyprint

    style = f"@page {{ size: {size}; margin: 50mm 10mm }} p {{ margin: 0; break-after: page }}"
    body = "".join(f"<p>{chr(65 + number)}</p>" for number in range(pages))
    html = f"<html lang='en'><head><title>T</title><style>{style}</style></head><body>{body}</body></html>"
    pdf: bytes = weasyprint.HTML(string=html).write_pdf()
    return pdf


@cache
def numbered(kind: str, paper: str, pages: int) -> bytes:
    """The sheets of these pages."""
    return impose(Leaflet(lettered(kind, paper, pages), pages), Edition(paper=paper, fold=kind)).pdf


def shifts(kind: str, paper: str, pages: int) -> list[dict[str, float]]:
    """By how many mm each page's letter stands further right on its side of the sheet than on the page alone."""
    alone = {letter: box for page in letters(lettered(kind, paper, pages)) for letter, box in page}
    sides = letters(numbered(kind, paper, pages))
    for side in sides:
        for letter, box in side:
            assert box[1] == pytest.approx(alone[letter][1], abs=NEAR), "neither higher nor lower"
            assert box[2] - box[0] == pytest.approx(alone[letter][2] - alone[letter][0], abs=0.01), "as wide"
    return [{letter: box[0] - alone[letter][0] for letter, box in side} for side in sides]


def letters(pdf: bytes) -> list[list[tuple[str, Box]]]:
    """Every letter of each side with its box in mm from the left and from below."""
    return [
        [
            (letter.text, tuple(side / MM for side in letter.box))
            for letter in side.letters
            if not letter.text.isspace() and letter.text != "\x00"
        ]
        for side in read_pages(pdf)
    ]


def words_between(pdf: bytes, side: int, left: float, right: float) -> str:
    """The words of a side between two distances in mm from its left edge."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return fold(document[side].get_textpage().get_text_bounded(left=left * MM, right=right * MM))
    finally:
        document.close()


def placed(pdf: bytes) -> list[list[tuple[float, ...]]]:
    """The matrices under which the pages are drawn on each side, from the left."""
    with open_pdf(pdf) as document:
        return [
            sorted(
                (tuple(float(number) for number in one.operands) for one in pikepdf.parse_content_stream(page)
                 if str(one.operator) == "cm"),
                key=lambda matrix: matrix[4],
            )
            for page in document.pages
        ]  # fmt: skip


def marks(pdf: bytes) -> list[set[tuple[float, float, float]]]:
    """The lines drawn on each side outside its pages, in mm: distance from the left, lower and upper end."""
    found = []
    with open_pdf(pdf) as document:
        for page in document.pages:
            lines, start = set(), (0.0, 0.0)
            for one in pikepdf.parse_content_stream(page):
                if str(one.operator) in ("m", "l"):
                    x, y = (round(float(number) / MM, 2) for number in one.operands)
                    if str(one.operator) == "l":
                        assert x == start[0], "a fold mark is upright"
                        lines.add((x, start[1], y))
                    start = (x, y)
            found.append(lines)
    return found


@pytest.mark.parametrize(("paper", "pages"), list(product(SHEET, range(1, 14))))
def test_a_booklet_is_read_in_order_once_it_is_folded(paper: str, pages: int) -> None:
    """Turned over on the short edge, a back's left page lies behind its front's right one."""
    pdf, middle = numbered("booklet", paper, pages), SHEET[paper][0] / 2
    halves = [
        (words_between(pdf, side, 0, middle), words_between(pdf, side, middle, 999))
        for side in range(len(letters(pdf)))
    ]
    fronts, backs = halves[::2], halves[1::2]
    assert len(fronts) == len(backs) == -(-pages // 4)
    read = [page for front, back in zip(fronts, backs, strict=True) for page in (front[1], back[0])]
    read += [page for front, back in reversed(list(zip(fronts, backs, strict=True))) for page in (back[1], front[0])]
    assert read == [chr(65 + number) for number in range(pages)] + [""] * (-pages % 4)


def test_a_booklet_of_eight_pages() -> None:
    pdf, middle = numbered("booklet", "A4", 8), 148.5
    found = [words_between(pdf, side, 0, middle) + words_between(pdf, side, middle, 999) for side in range(4)]
    assert found == ["HA", "BG", "FC", "DE"]


@pytest.mark.parametrize(("kind", "paper"), list(product(("booklet", "trifold"), SHEET)))
def test_the_sheets_lie_on_their_side_and_nothing_is_enlarged_or_turned(kind: str, paper: str) -> None:
    with open_pdf(folded(FOOD, kind, paper)) as pdf:
        assert len(pdf.pages) == 2
        for page in pdf.pages:
            assert [float(one) / MM for one in page.MediaBox] == pytest.approx([0, 0, *SHEET[paper]], abs=NEAR)
            assert "/Rotate" not in page
            assert "/UserUnit" not in page
    for side in placed(folded(FOOD, kind, paper)):
        assert {matrix[:4] for matrix in side} == {(1.0, 0.0, 0.0, 1.0)}
        assert {matrix[5] for matrix in side} == {0.0}


@pytest.mark.parametrize("paper", SHEET)
def test_the_two_pages_of_a_booklets_side_meet_in_the_middle(paper: str) -> None:
    width, height = SHEET[paper]
    for side in placed(folded(LONG, "booklet", paper)):
        assert [matrix[4] / MM for matrix in side] == pytest.approx([0, width / 2], abs=NEAR)
    with open_pdf(typeset(LONG, "booklet", paper).pdf) as pdf:
        for page in pdf.pages:
            assert [float(one) / MM for one in page.MediaBox] == pytest.approx([0, 0, width / 2, height], abs=NEAR)
    front, back = shifts("booklet", paper, 4)
    assert front == pytest.approx({"D": 0, "A": width / 2}, abs=NEAR)
    assert back == pytest.approx({"B": 0, "C": width / 2}, abs=NEAR)


@pytest.mark.parametrize(
    ("pages", "outside", "inside"),
    [(6, "EFA", "BCD"), (5, " EA", "BCD"), (4, "  A", "BCD"), (3, "  A", "BC "), (2, "  A", "B  "), (1, "  A", "   ")],
)
@pytest.mark.parametrize("paper", SHEET)
def test_which_panel_a_page_of_a_trifold_stands_on(paper: str, pages: int, outside: str, inside: str) -> None:
    """Outside, from the left: flap, back, cover. Inside: behind the cover, behind the back, behind the flap."""
    (width, _), panel = SHEET[paper], PANEL[paper]
    pdf = numbered("trifold", paper, pages)
    for side, edges, wanted in (
        (0, (0, width - 2 * panel, width - panel, width), outside),
        (1, (0, panel, 2 * panel, width), inside),
    ):
        found = [words_between(pdf, side, *edges[number : number + 2]) for number in range(3)]
        assert found == [one.strip() for one in wanted]
        flap = 2 * side
        for letter, shift in shifts("trifold", paper, pages)[side].items():
            number = wanted.index(letter)
            assert shift == pytest.approx(edges[number] + (0 if number == flap else 1), abs=NEAR)
    lefts = [[matrix[4] / MM for matrix in side] for side in placed(numbered("trifold", paper, 6))]
    assert lefts[0] == pytest.approx([0, width - 2 * panel + 1, width - panel + 1], abs=NEAR)
    assert lefts[1] == pytest.approx([1, panel + 1, 2 * panel], abs=NEAR)


@pytest.mark.parametrize("paper", SHEET)
def test_the_flap_is_two_millimetres_narrower_and_the_marks_show_where_to_fold(paper: str) -> None:
    (width, height), panel = SHEET[paper], PANEL[paper]
    outside, inside = marks(folded(FOOD, "trifold", paper))
    assert outside == set(), "the marks are inside, where one folds"
    folds = sorted({x for x, _, _ in inside})
    assert folds == pytest.approx([panel, 2 * panel], abs=NEAR)
    assert (folds[1] - folds[0]) - (width - folds[1]) == pytest.approx(2, abs=NEAR)
    for x in folds:
        ends = sorted((low, high) for at, low, high in inside if at == x)
        assert [one for pair in ends for one in pair] == pytest.approx([4.5, 7, height - 7, height - 4.5], abs=NEAR)
    with open_pdf(typeset(FOOD, "trifold", paper).pdf) as pdf:
        for page in pdf.pages:
            assert [float(one) / MM for one in page.MediaBox] == pytest.approx([0, 0, panel - 2, height], abs=NEAR)
    assert marks(folded(FOOD, "booklet", paper)) == [set(), set()]


@pytest.mark.parametrize(("paper", "patient"), list(product(SHEET, (False, True))))
def test_no_letter_of_a_trifold_is_within_seven_millimetres_of_a_fold_or_an_edge(paper: str, patient: bool) -> None:
    (width, height), panel = SHEET[paper], PANEL[paper]
    for side, folds in enumerate(([width - 2 * panel, width - panel], [panel, 2 * panel])):
        found = letters(folded(FOOD, "trifold", paper, patient=patient))[side]
        assert len(found) > 100
        for letter, (left, bottom, right, top) in found:
            for edge in (0, *folds, width):
                assert right <= edge - 7 + NEAR or left >= edge + 7 - NEAR, (letter, left, right, edge)
            assert bottom >= 7 - NEAR and top <= height - 7 + NEAR, (letter, bottom, top)


@pytest.mark.parametrize(
    ("name", "paper", "base"), [(FOOD, "A4", "standard"), (LONG, "Letter", "standard"), (LONG, "A4", "large-print")]
)
def test_no_letter_of_a_booklet_is_near_the_fold_or_where_printers_do_not_print(
    name: str, paper: str, base: str
) -> None:
    width, height = SHEET[paper]
    for found in letters(folded(name, "booklet", paper, base=base)):
        for letter, (left, bottom, right, top) in found:
            assert left >= 7 and right <= width - 7, (letter, left, right)
            assert right <= width / 2 - 7 or left >= width / 2 + 7, (letter, left, right)
            assert bottom >= 25.4 / 6 and top <= height - 25.4 / 6, (letter, bottom, top)


@pytest.mark.parametrize("patient", [False, True])
def test_the_food_leaflet_as_a_trifold(patient: bool) -> None:
    """What each panel holds on A4: the cover on the right, urgent help whole behind it."""
    pdf, panel = folded(FOOD, "trifold", "A4", patient=patient), PANEL["A4"]
    front, of_page = handout(FOOD).front, words("en-GB")
    parts = expected(FOOD, "large-print").parts
    cover = words_between(pdf, 0, 297 - panel, 297)
    for one in (clinic("svg").file.name, front.title, front.summary, parts[0], of_page.slip.name):
        assert one in cover
    corner = pictures(pdf, 72)[0].crop(tuple(int(one * MM) for one in (297 - panel + 8, 8, 297 - panel + 23, 23)))
    assert 60 < ImageStat.Stat(corner).mean[0] < 160, "the logo stands at the head of the cover"
    assert of_page.about_leaflet in words_between(pdf, 0, 297 - 2 * panel, 297 - panel)
    assert parts[1] in " ".join(words_between(pdf, 1, 0, panel).replace("•", " ").replace("! ", " ").split())
    for side, edges in ((0, (297 - 2 * panel, 297 - panel, 297)), (1, (0, panel, 2 * panel, 297))):
        for left, right in pairwise(edges):
            assert of_page.draft in words_between(pdf, side, left, right)


@pytest.mark.parametrize(
    ("name", "kind", "paper"),
    [(FOOD, "trifold", "A4"), (FOOD, "trifold", "Letter"), (LONG, "booklet", "A4"), (LONG, "booklet", "Letter")],
)
def test_nothing_is_left_out(name: str, kind: str, paper: str) -> None:
    found = read_aloud(typeset(name, kind, paper).pdf)
    wanted = expected(name, "large-print" if kind == "trifold" else "standard")
    front, place = handout(name).front, 0
    for part in [front.title, front.summary, *wanted.parts, *wanted.sources]:
        assert part in found[place:], part
        place = found.index(part, place) + len(part)


@pytest.mark.parametrize(("kind", "paper"), list(product(("booklet", "trifold"), SHEET)))
def test_each_page_is_drawn_on_the_sheet_as_it_was_typeset(kind: str, paper: str) -> None:
    pages, sheets = typeset(FOOD, kind, paper), folded(FOOD, kind, paper)
    with open_pdf(pages.pdf) as source, open_pdf(sheets) as target:
        forms = {name: form for page in target.pages for name, form in page.Resources.XObject.items()}
        assert sorted(forms) == [f"/P{number}" for number in range(1, pages.pages + 1)]
        for number, page in enumerate(source.pages, 1):
            form = forms[f"/P{number}"]
            assert form.read_bytes() == page.Contents.read_bytes()
            assert sorted(form.Resources.Font.keys()) == sorted(page.Resources.Font.keys())
    everything = [letter for side in letters(sheets) for letter, _ in side]
    assert sorted(everything) == sorted(letter for page in letters(pages.pdf) for letter, _ in page)


@pytest.mark.parametrize(
    ("kind", "paper", "base"),
    [*product(("booklet",), SHEET, ("standard", "large-print")), *product(("trifold",), SHEET, ("standard",)), *product(("none",), ("A5",), ("standard", "large-print"))],
)  # fmt: skip
@pytest.mark.parametrize("patient", [False, True])
def test_the_pages_conform_and_have_letters_of_twelve_points(
    kind: str, paper: str, base: str, patient: bool, tmp_path: Path
) -> None:
    """Before they are imposed they are accessible, and small letters are 12 pt high (18 in large print)."""
    pdf = typeset(FOOD, kind, paper, base=base, patient=patient).pdf
    assert is_accessible(pdf, tmp_path)
    sizes = {round(one.size, 1) for page in read_pages(pdf) for one in page.letters if one.text.isalnum()}
    assert min(sizes) == (18 if base == "large-print" else 12)
    assert max(sizes) > min(sizes)


@pytest.mark.parametrize(("kind", "patient"), list(product(("booklet", "trifold"), (False, True))))
def test_what_an_imposed_file_says_of_itself(kind: str, patient: bool) -> None:
    with open_pdf(folded(FOOD, kind, "A4", patient=patient)) as pdf:
        assert str(pdf.docinfo.Title) == f"Vitamin B12 and food ({kind} for the printer: flip on the short edge)"
        assert sorted(pdf.docinfo.keys()) == ["/Author", "/Title"]
        assert str(pdf.Root.Lang) == "en-GB"
        assert pdf.Root.ViewerPreferences.Duplex == "/DuplexFlipShortEdge"
        assert pdf.Root.ViewerPreferences.PrintScaling == "/None"
        assert "/StructTreeRoot" not in pdf.Root
        assert "/Metadata" not in pdf.Root, "nothing claims that it is accessible"
        kept = repr(pdf.Root.ViewerPreferences) + repr(pdf.docinfo)
        assert not [value for value in PATIENT.values() if value in kept]
        assert sorted(pdf.Root.keys()) == ["/Lang", "/Pages", "/Type", "/ViewerPreferences"]


@pytest.mark.parametrize("kind", ["booklet", "trifold"])
def test_two_processes_impose_the_same_bytes(kind: str, tmp_path: Path) -> None:
    made = []
    for number, (seed, zone) in enumerate([("1", "UTC"), ("2", "Pacific/Kiritimati")]):
        target = tmp_path / f"{number}.pdf"
        done = pdfs.run(
            "-c", str(RIVERSIDE), "render", FOOD, "--fold", kind, "-o", str(target), PYTHONHASHSEED=seed, TZ=zone
        )
        assert done.returncode == 0, done.stderr
        made.append(target.read_bytes())
    assert made[0] == made[1] == folded(FOOD, kind, "A4")


def test_the_command_says_what_the_printer_needs_to_know(run: Run) -> None:
    done = run("render", FOOD, "--fold", "booklet", "-o", "out/")
    assert (done.code, done.out) == (0, f"out/{FOOD}-en-GB-booklet.pdf\n")
    assert done.messages == [
        "For the printer: print on both sides, flip on the short edge, at actual size; fold the sheets together in half and staple them in the fold.",
        "This file is for paper alone; the leaflet made without --fold is the accessible one.",
    ]
    done = run("render", FOOD, "--fold", "trifold", "-o", "out/")
    assert (done.code, done.out) == (0, f"out/{FOOD}-en-GB-trifold.pdf\n")
    assert done.messages[0] == (
        "For the printer: print on both sides, flip on the short edge, at actual size; lay the inside up, fold the right panel inwards at the marks, then the left one over it."
    )
    assert run("render", FOOD, "-o", "out/").messages == []


@pytest.mark.parametrize("kind", ["booklet", "trifold"])
def test_a_patients_folded_leaflet_is_for_its_owner_alone(run: Run, put: Put, kind: str) -> None:
    put("p.json", json.dumps(PATIENT))
    done = run("-c", str(RIVERSIDE), "render", FOOD, "--fold", kind, "--draft", "--patient", "p.json", "-o", "new/")
    assert done.code == 0
    (made,) = Path("new").iterdir()
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert made.name == f"{FOOD}-en-GB-{kind}.pdf"
    text = "".join(letter for side in letters(made.read_bytes()) for letter, _ in side)
    assert "".join(PATIENT["note"].split()) in text


def test_a_booklet_holds_a_pack(run: Run) -> None:
    assert run("render", *NAMES, "--fold", "booklet", "-o", "pack.pdf").code == 0
    pdf = Path("pack.pdf").read_bytes()
    assert words("en-GB").pack_title in words_between(pdf, 0, 148.5, 297)
    assert len(letters(pdf)) % 2 == 0


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ("--fold booklet --format html", 2, "A booklet is for the printer, and cannot be HTML. Leave out --format, or leave out --fold."),
        ("--fold trifold --format png", 2, "A trifold is for the printer, and cannot be PNG. Leave out --format, or leave out --fold."),
        (f"{LONG} --fold trifold", 2, "A trifold holds one handout, not a pack. Fold each by itself, or use --fold booklet."),
        ("--fold trifld", 3, "There is no fold `trifld`. Did you mean `trifold`?"),
        ("--fold booklet --paper A5", 3, "A booklet is not folded from A5, which is too small. Use --paper A4 or Letter."),
        ("--fold trifold --edition large-print", 3, "Large print does not go on the narrow panels of a trifold. Use --fold booklet, or no fold."),
    ],
)  # fmt: skip
def test_what_cannot_be_folded(run: Run, here: Path, arguments: str, code: int, message: str) -> None:
    done = run("render", FOOD, *arguments.split(), "-o", "new/")
    assert (done.code, done.out, done.messages) == (code, "", [message])
    assert list(here.iterdir()) == []


def test_too_much_for_six_panels_is_refused_with_what_would_fit(run: Run, here: Path) -> None:
    done = run("-c", str(RIVERSIDE), "render", LONG, "--fold", "trifold", "-o", "out/")
    assert (done.code, done.out) == (3, "")
    (message,) = done.messages
    pages = typeset(LONG, "trifold", "A4").pages
    start = f"A trifold of {LONG} needs {pages} panels and there are 6; about "
    assert message.startswith(start)
    count, rest = message.removeprefix(start).split(" ", 1)
    feet = 14 * (pages - 6)
    beyond = sum(len(page.body) for page in pdfs.pages(typeset(LONG, "trifold", "A4").pdf)[6:]) / 5.5
    assert beyond - feet <= int(count) <= beyond
    fitting = rest.removeprefix("words too many. Use --fold booklet, or --only ").removesuffix(", which fits.")
    assert len(fitting.split(",")) > 1
    assert run("-c", str(RIVERSIDE), "render", LONG, "--fold", "trifold", "--only", fitting, "-o", "out/").code == 0
    assert run("-c", str(RIVERSIDE), "render", LONG, "--fold", "booklet", "-o", "out/").code == 0
    assert {path.name for path in (here / "out").iterdir()} == {
        f"{LONG}-en-GB-{kind}.pdf" for kind in ("trifold", "booklet")
    }


def test_a_reader_can_open_the_sheets() -> None:
    """Nothing in them is damaged: qpdf finds no fault."""
    for kind in ("booklet", "trifold"):
        with pikepdf.open(BytesIO(folded(FOOD, kind, "A4"))) as pdf:
            assert pdf.check_pdf_syntax() == []
