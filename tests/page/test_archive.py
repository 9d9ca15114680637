"""Every PDF that goes to a person can be archived (PDF/A-3a), and reads well aloud (the repairs of the tags)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import product
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pikepdf
import pydyf
import pytest
from PIL import Image

from handouts.errors import Refused
from handouts.page.assets import BASE, Asset
from handouts.page.compose import Composed
from handouts.page.streams import compress_once, ends_like_a_line
from handouts.page.typeset import typeset, typeset_all
from tests.conftest import Run
from tests.page.pdf import BASES, NAMES, PAPERS, RIVERSIDE, leaflet, open_pdf, pages

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
PDFUA = "{http://www.aiim.org/pdfua/ns/id/}"
PROPERTY = "{http://www.aiim.org/pdfa/ns/property#}"
FOOT = "@page { @bottom-center { content: 'Foot' } }"
CLAIMS = (b"pdfaid", b"pdfuaid", b"GTS_PDFA")


def composed(body: str, style: str = "", language: str = "en-GB", assets: tuple[Asset, ...] = ()) -> Composed:
    html = (
        f"<!doctype html><html lang='{language}'><title>Title</title><style>{style}</style><body>{body}</body></html>"
    )
    return Composed("Title", language, html, assets)


def made(body: str, style: str = "", assets: tuple[Asset, ...] = ()) -> pikepdf.Pdf:
    return open_pdf(typeset(composed(body, style, assets=assets)).pdf)


def elements(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """Every element of the structure in the order of reading; what is not in the tree is not found."""

    def walk(element: pikepdf.Dictionary) -> Iterator[pikepdf.Dictionary]:
        if "/S" in element:
            yield element
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary):
                yield from walk(kid)

    yield from walk(pdf.Root.StructTreeRoot)


def of_kind(pdf: pikepdf.Pdf, kind: str) -> list[pikepdf.Dictionary]:
    return [element for element in elements(pdf) if str(element.S) == f"/{kind}"]


def images(pdf: pikepdf.Pdf) -> list[pikepdf.Stream]:
    return [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"]


def links(pdf: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    return [one for page in pdf.pages for one in page.get("/Annots", []) if one.Subtype == "/Link"]


def everything(pdf: pikepdf.Pdf) -> list[tuple[str, str]]:
    """Each key of each dictionary of the file, and its value in short."""
    return [
        (key, str(value) if not isinstance(value, (pikepdf.Dictionary, pikepdf.Array, pikepdf.Stream)) else "")
        for one in pdf.objects
        if isinstance(one, (pikepdf.Dictionary, pikepdf.Stream))
        for key, value in one.items()
    ]


ALL = [*product([(name,) for name in NAMES], BASES, PAPERS), *product([tuple(NAMES)], BASES, PAPERS[:1])]


@pytest.mark.parametrize(("names", "base", "paper"), ALL)
def test_a_leaflet_says_that_it_is_both_and_why(names: tuple[str, ...], base: str, paper: str) -> None:
    with open_pdf(leaflet(*names, base=base, paper=paper, patient=True)) as pdf:
        assert "/Filter" not in pdf.Root.Metadata
        root = fromstring(pdf.Root.Metadata.read_bytes())
        whole = root.findall(f"{RDF}RDF")
        assert len(whole) == 1
        said = {key: value for part in whole[0] for key, value in part.attrib.items()}
        assert (said[f"{PDFA}part"], said[f"{PDFA}conformance"], said[f"{PDFUA}part"]) == ("3", "A", "1")
        assert [one.text for one in root.iter(f"{PROPERTY}name")] == ["part"], "what PDF/A does not know is described"
        intent = pdf.Root.OutputIntents[0]
        assert (intent.S, intent.DestOutputProfile.N) == ("/GTS_PDFA1", 3)
        assert intent.DestOutputProfile.read_bytes()[16:20] == b"RGB "
        assert len(pdf.trailer.ID) == 2
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.Root.Lang) == "en-GB"
        assert {str(page.Tabs) for page in pdf.pages} == {"/S"}


@pytest.mark.parametrize(("names", "base", "paper"), ALL)
def test_a_leaflet_holds_nothing_that_an_archive_forbids(names: tuple[str, ...], base: str, paper: str) -> None:
    with open_pdf(leaflet(*names, base=base, paper=paper, patient=True)) as pdf:
        found = everything(pdf)
        keys = {key for key, _ in found}
        assert not keys & {"/JS", "/AA", "/OpenAction", "/EF", "/EmbeddedFiles", "/AF", "/Encrypt", "/TR", "/OPI"}
        assert not keys & {"/CreationDate", "/ModDate"}, "no clock"
        assert not {value for _, value in found} & {"/JavaScript", "/Launch", "/DeviceCMYK", "/LZWDecode", "/PS"}
        for font in (one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font"):
            if font.Subtype == "/Type0":
                assert "/ToUnicode" in font
            else:
                assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(font.FontDescriptor.keys())
        for link in links(pdf):
            assert link.F == 4, "printed"
            assert "/StructParent" in link


@pytest.mark.parametrize(("names", "base", "paper"), ALL)
def test_each_piece_of_a_page_is_in_the_tree_or_set_aside(names: tuple[str, ...], base: str, paper: str) -> None:
    with open_pdf(leaflet(*names, base=base, paper=paper, patient=True)) as pdf:
        tree = list(elements(pdf))
        held = {
            (element.Pg.objgen, int(kid))
            for element in tree
            for kid in element.get("/K", [])
            if not isinstance(kid, pikepdf.Dictionary)
        }
        drawn = set()
        for page in pdf.pages:
            depth = 0
            for operands, operator in pikepdf.parse_content_stream(page):
                match str(operator):
                    case "BDC" | "BMC":
                        depth += 1
                        if operands[0] != "/Artifact":
                            drawn.add((page.objgen, int(operands[1].MCID)))
                    case "EMC":
                        depth -= 1
                    case "Tj" | "TJ" | "f" | "S" | "Do" | "sh":
                        assert depth, "neither tagged nor an artifact"
        assert drawn == held
        parents = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        for number, page in enumerate(pdf.pages):
            for mark, parent in enumerate(parents[parents.index(number) + 1]):
                assert (parent is not None) == ((page.objgen, mark) in held)
        assert sum(1 for key, value in everything(pdf) if (key, value) == ("/Type", "/StructElem")) == len(tree)
        for element in tree:
            for kid in element.get("/K", []):
                if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                    assert kid.P.objgen == element.objgen


def picture(mode: str, kind: str) -> Asset:
    stream = BytesIO()
    image = Image.linear_gradient("L").resize((40, 20))
    if mode == "P with a clear colour":
        image.quantize(8).save(stream, kind, transparency=3)
    else:
        image.convert(mode).save(stream, kind)
    name = f"logo.{kind.lower()}"
    return Asset(name, f"image/{kind.lower()}", stream.getvalue())


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        *product(("RGB", "RGBA", "L", "LA", "P", "P with a clear colour", "1"), ("PNG",)),
        *product(("RGB", "L"), ("JPEG",)),
    ],
)
def test_no_picture_is_smoothed(mode: str, kind: str) -> None:
    asset = picture(mode, kind)
    pdf = made(f"<h1>Title</h1><p><img src='{asset.url}' alt='Logo'>", assets=(asset,))
    found = images(pdf)
    assert len(found) == 2 if mode in ("RGBA", "LA", "P with a clear colour") else len(found) == 1
    assert [one.Interpolate for one in found] == [False] * len(found)
    assert {str(one.ColorSpace) for one in found} <= {"/DeviceRGB", "/DeviceGray"}


@pytest.mark.parametrize("style", ["color: device-cmyk(0 1 0 0)", "border: 1pt solid device-cmyk(0 1 0 0)"])
def test_a_colour_in_inks_is_refused(style: str) -> None:
    with pytest.raises(Refused, match="A colour is given in inks"):
        made("<h1>Title</h1>", f"h1 {{ {style} }}")


TABLE = """<h1>T</h1><table><thead><tr><th scope="col">A</th><th>B</th></tr></thead>
<tbody><tr><th scope="row">C</th><td>D</td></tr></tbody></table>"""


def test_a_header_cell_says_what_it_heads() -> None:
    pdf = made(TABLE)
    assert [str(cell.A.Scope) for cell in of_kind(pdf, "TH")] == ["/Column", "/Column", "/Row"]


def test_the_header_that_a_cell_names_is_found() -> None:
    pdf = made(TABLE * 11)  # names of one and of two digits
    names = list(pdf.Root.StructTreeRoot.IDTree.Names)
    index = dict(zip(map(str, names[::2]), names[1::2], strict=True))
    assert [str(name) for name in names[::2]] == sorted(index), "a name tree is sorted"
    cells = of_kind(pdf, "TD")
    assert len(cells) == 11
    assert {len(cell.A.Headers) for cell in cells} == {2}
    assert {index[str(name)].S for cell in cells for name in cell.A.Headers} == {"/TH"}
    assert {str(cell.ID) for cell in of_kind(pdf, "TH")} == set(index)


@pytest.mark.parametrize(
    ("tag", "style", "mark"),
    [
        ("ul", "", "/Disc"),
        ("ul", "none", "/None"),
        ("ol", "", "/Decimal"),
        ("ol", "lower-roman", "/LowerRoman"),
        ("ol", "upper-alpha", "/UpperAlpha"),
    ],
)
@pytest.mark.parametrize("columns", ["auto", "2"])
def test_a_list_says_what_marks_its_items(tag: str, style: str, mark: str, columns: str) -> None:
    rule = f"{tag} {{ columns: {columns}; {f'list-style: {style}' if style else ''} }}"
    pdf = made(f"<h1>T</h1><{tag}><li>a<li>b<li>c</{tag}>", rule)
    lists = of_kind(pdf, "L")
    assert [(str(one.A.O), str(one.A.ListNumbering)) for one in lists] == [("/List", mark)]


def test_a_mark_that_pdf_has_no_name_for_is_not_called_another() -> None:
    pdf = made("<h1>T</h1><ul style='list-style: \"x \"'><li>a</ul>")
    lists = of_kind(pdf, "L")
    assert ["/A" in one for one in lists] == [False]


def test_lists_in_columns_are_one_list_and_lists_in_lists_are_two() -> None:
    pdf = made(
        "<h1>T</h1><ul style='columns: 3'><li>a<li>b<li>c<li>d<li>e<li>f</ul><ol><li>g<ul style='list-style: disc'><li>h</ul></ol>"
    )
    found = of_kind(pdf, "L")
    assert len(found) == 3
    assert [str(kid.S) for kid in found[0].K] == ["/LI"] * 6
    assert {str(element.P.S) for element in of_kind(pdf, "LI")} == {"/L"}


def test_a_heading_of_two_lines_is_one_heading() -> None:
    pdf = made("<h1>Head: <span class='tail'>tail</span></h1><h2>Next</h2>", ".tail { display: block }")
    assert [str(element.S) for element in elements(pdf) if re.match("/H[1-6]", str(element.S))] == ["/H1", "/H2"]


def test_a_part_in_another_language_says_so() -> None:
    body = "<h1>T</h1><p>x <span lang='pl'>y <em>z</em> <b lang='en-GB'>back</b></span><p lang='cy'>w<p lang='en-GB'>v"
    pdf = made(body)
    said = [(str(element.S), str(element.Lang)) for element in elements(pdf) if "/Lang" in element]
    assert said == [("/Span", "pl"), ("/NonStruct", "en-GB"), ("/P", "cy")]
    assert str(pdf.Root.Lang) == "en-GB"


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("<a href='https://www.nice.org.uk/guidance/ng239?a=b#c'>B12  in\nadults</a>", "B12 in adults (nice.org.uk)"),
        ("<a href='https://nice.org.uk/'>nice.org.uk</a>", "nice.org.uk"),
        ("<a href='mailto:a@b.example'>Write to us</a>", "Write to us (a@b.example)"),
        ("<a href='tel:01632%20960001'>01632 960001</a>", "01632 960001"),
        ("<a href='#there'>1</a>", "1 (NICE: B12 in adults)"),
        ("<a href='#part'>treatment</a>", "treatment (How it is treated)"),
        ("<a href='#part'>How it is treated</a>", "How it is treated"),
    ],
)
def test_a_link_is_called_by_its_words_and_where_it_leads(link: str, words: str) -> None:
    body = "<ol><li id='there'>NICE: <b>B12</b> in adults</ol><section id='part'><h2>How it is treated</h2><p>Text</section>"
    pdf = made(f"<h1>T</h1><p>{link}</p>{body}")
    found = links(pdf)
    assert [str(one.Contents) for one in found] == [words]


def test_a_link_over_two_lines_is_called_the_same_on_both() -> None:
    pdf = made("<h1>T</h1><p style='width: 3cm'><a href='https://x.example/'>words and more words</a>")
    found = links(pdf)
    assert [str(one.Contents) for one in found] == ["words and more words (x.example)"] * 2


def test_the_links_of_a_leaflet_name_its_sources() -> None:
    with open_pdf(leaflet(NAMES[0])) as pdf:
        said = {str(one.Contents) for one in links(pdf)}
    assert not [one for one in said if "://" in one or "source-" in one]
    assert [one for one in said if re.match(r"1 \(.+: .+\)$", one)]


def test_the_place_of_a_figure_is_counted_from_below() -> None:
    asset = Asset("x.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'/>")
    style = "@page { size: 400pt 300pt; margin: 0 } body { margin: 0 } h1 { height: 100pt; margin: 0 } img { width: 60pt; height: 40pt; display: block }"
    pdf = made(f"<h1>T</h1><img src='{BASE}x.svg' alt='x'>", style, (asset,))
    [figure] = of_kind(pdf, "Figure")
    assert [float(side) for side in figure.A.BBox] == pytest.approx([0, 160, 60, 200], abs=0.01)


def test_the_foot_is_drawn_and_not_read() -> None:
    pdf = typeset(composed("<h1>Title</h1><p>Words</p>", FOOT)).pdf
    [page] = pages(pdf)
    assert (page.text, page.foot_text) == ("Title Words", "Foot")
    with open_pdf(pdf) as file:
        aside = [
            operands[1]
            for operands, operator in pikepdf.parse_content_stream(file.pages[0])
            if str(operator) == "BDC" and operands[0] == "/Artifact"
        ]
        assert [str(one.Type) for one in aside] == ["/Pagination"]


def test_the_pages_of_a_pack_are_numbered_as_their_feet_say() -> None:
    one = composed("<h1>One</h1><p style='break-before: page'>two<p style='break-before: page'>three")
    with open_pdf(typeset_all([one, one]).pdf) as pdf:
        assert [page.label for page in pdf.pages] == ["1", "2", "3", "4", "1", "2", "3"], "with an empty page between"
    with open_pdf(typeset(one).pdf) as pdf:
        assert "/PageLabels" not in pdf.Root


def test_tags_of_another_page_are_not_mended() -> None:
    """Should the typesetter make its tags in another way, no tag is given what belongs to its neighbour."""
    import weasyprint
    from weasyprint.formatting_structure import boxes

    from handouts.page.finish import finish

    def laid_out(body: str) -> weasyprint.Document:
        return weasyprint.HTML(string=f"<html lang=en><title>T</title>{body}").render(pdf_variant="pdf/ua-1")

    short, long = laid_out("<p>a"), laid_out("<p>a<p>b")
    for own, other, word in ((short, long, "fewer"), (long, short, "more")):
        with pytest.raises(RuntimeError, match=f"made {word} tags"):
            own.write_pdf(pdf_variant="pdf/ua-1", finisher=lambda _, pdf, other=other: finish(other, pdf, boxes))


@pytest.mark.parametrize(("fold", "names"), [("booklet", NAMES[:1]), ("booklet", NAMES), ("trifold", NAMES[-1:])])
def test_sheets_for_the_printer_claim_nothing(fold: str, names: list[str], run: Run) -> None:
    only = ["--only", "about,lifestyle"] if fold == "trifold" else []
    assert run("-c", str(RIVERSIDE), "render", *names, *only, "--fold", fold, "-o", "sheets.pdf").code == 0
    with pikepdf.open("sheets.pdf") as pdf:
        assert not {"/Metadata", "/OutputIntents", "/StructTreeRoot", "/MarkInfo"} & set(pdf.Root.keys())
        streams = [one.read_bytes() for one in pdf.objects if isinstance(one, pikepdf.Stream)]
    for claim in CLAIMS:
        assert claim not in Path("sheets.pdf").read_bytes()
        assert not [one for one in streams if claim in one]


@pytest.mark.parametrize("last", ["\r", "\n", "x"])
def test_the_end_of_a_stream_is_not_taken_for_the_end_of_a_line(last: str) -> None:
    """Readers that look for `endstream` take one end of a line off what is before it."""
    pdf = pydyf.PDF()
    pdf.add_object(pydyf.Stream([f"words{last}"]))
    compress_once(pdf)
    data = pdf.objects[-1].data
    body, _, _ = data.partition(b"stream\n")[2].rpartition(b"endstream")
    found = re.sub(rb"(\r\n|\n|\r)\Z", b"", body)
    assert found == f"words{last}".encode()


def test_a_file_one_of_whose_streams_ends_like_a_line_is_written_otherwise() -> None:
    """The streams that hold the file's own objects end by chance as any byte: in one of 128 files with CR."""
    held = b"/Length 3>>\nstream\nab\r\nendstream"
    assert ends_like_a_line(held)
    assert not ends_like_a_line(held.replace(b"b\r", b"bc"))
    assert not ends_like_a_line(held.replace(b"\nendstream", b"\r\nendstream"))
    for number in range(120):
        assert not ends_like_a_line(typeset(composed(f"<h1>Title {number}</h1>")).pdf)
