"""Spreadsheets: the lines as they are numbered on the screen, nothing dropped, and none that takes all memory."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handouts.errors import Refused
from handouts.patient.entry import Entry
from handouts.patient.list import read_list
from handouts.patient.table import read_table
from tests.conftest import Put
from tests.patient.lists import (
    changed,
    complaints,
    entries,
    inline,
    ods,
    refusal,
    row,
    sheet_xml,
    table,
    value,
    workbook,
    xlsx,
)

TOO_LARGE = "The spreadsheet reaches further than 200 columns or 20,000,000 cells. Copy the list alone into a new file: something stands far out, or far too much is an error."
DAMAGED = "The spreadsheet is damaged, or is none. Open it and save it anew. Save it as .xlsx or as CSV UTF-8."
LOCKED = "The file is protected by a password. Save it without the password."
ERROR = "holds an error of the spreadsheet, such as #REF!, or a formula without result. Open the list in the spreadsheet program, mend the cell and save it."
SHEET = "xl/worksheets/sheet1.xml"


def test_the_lines_of_an_xlsx_file(put: Put) -> None:
    """From the first row and column, where these are empty too."""
    rows = [[], [], ["", "name", "dob"], [], ["", "Siân O’Neill", date(1961, 8, 6)], ["", "B", "x"]]
    path = put("list.xlsx", xlsx(*rows))
    assert list(read_table(path).lines()) == [
        (1, ("", "", "")),
        (2, ("", "", "")),
        (3, ("", "name", "dob")),
        (4, ("", "", "")),
        (5, ("", "Siân O’Neill", date(1961, 8, 6))),
        (6, ("", "B", "x")),
    ]
    patients = read_list(path, {}, numbered=False)
    assert patients.columns == (None, "name", "date_of_birth")
    assert [(one.number, one.line) for one in patients.rows()] == [(1, 5), (2, 6)]
    assert patients.empty_lines == (4,)
    assert list(patients.rows()) == list(patients.rows())
    assert (patients.table.notes, patients.table.delimiter) == ((), ",")


def test_the_lines_of_an_ods_file(put: Put) -> None:
    rows = [
        row("", more='table:number-rows-repeated="2"'),
        row("", "name", "dob", "note"),
        row("", "Siân", value("date", 'office:date-value="1961-08-06"'), "a", more='table:number-rows-repeated="2"'),
        row('<table:table-cell table:number-columns-repeated="16384"/>', more='table:number-rows-repeated="2"'),
        row("", "B", value("date", 'office:date-value="1961-08-06T00:00:00"')),
        row('<table:table-cell table:number-columns-repeated="16384"/>', more='table:number-rows-repeated="1048000"'),
    ]
    path = put("list.ods", ods(table(*rows)))
    patients = read_list(path, {}, numbered=False)
    assert [(one.number, one.line, one.cells) for one in patients.rows()] == [
        (1, 4, ("", "Siân", date(1961, 8, 6), "a")),
        (2, 5, ("", "Siân", date(1961, 8, 6), "a")),
        (3, 8, ("", "B", datetime(1961, 8, 6), "")),
    ]
    assert patients.empty_lines == (6, 7)
    assert patients.table.notes == ()
    assert [one.slip.date_of_birth for one in entries(path) if isinstance(one, Entry)] == [date(1961, 8, 6)] * 3


def test_kinds_of_ods_cells(put: Put) -> None:
    cells = [
        value("float", 'office:value="12"'),
        value("boolean", 'office:boolean-value="true"'),
        value("time", 'office:time-value="PT09H30M00S"'),
        "a & <b>",
        '<table:table-cell office:value-type="string"><text:p>a<text:span>b</text:span></text:p><text:p>c</text:p></table:table-cell>',
    ]
    [(_, found)] = read_table(put("list.ods", ods(table(row(*cells))))).lines()
    assert found == (12.0, True, time(9, 30), "a & <b>", "ab\nc")


@pytest.mark.parametrize("sign", ["<text:tab/>", "<text:line-break/>"])
def test_what_the_reader_would_drop_of_an_ods_cell(put: Put, sign: str) -> None:
    cell = f'<table:table-cell office:value-type="string"><text:p>Zbigniew{sign}Quux</text:p></table:table-cell>'
    path = put("list.ods", ods(table(row("name", "note"), row(cell, "x"))))
    assert complaints(path) == ["`name` has a tab in it. Put a space in its place."]
    comment = f'<table:table-cell office:value-type="string"><office:annotation><text:p>Q{sign}</text:p></office:annotation><text:p>A</text:p></table:table-cell>'
    [entry] = entries(put("list.ods", ods(table(row("name"), row(comment)))))
    assert isinstance(entry, Entry)
    assert entry.slip.name == "A"


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A2" t="e"><v>#REF!</v></c>',
        '<c r="A2" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
        '<c t="e"><v>#REF!</v></c>',
        '<c r="a2" t="e"><v>#REF!</v></c>',
        '<c r="A2"><f>B1</f></c>',
        '<c r="A2"><f>B1</f><v></v></c>',
        '<c r="A2" t="str"><v>#N/A</v></c>',
    ],
)
@pytest.mark.parametrize("beside", ["x", ""])
def test_errors_in_an_xlsx_file(put: Put, cell: str, beside: str) -> None:
    rows = f'<row r="1">{inline("A1", "name")}{inline("B1", "note")}</row><row r="2">{cell}{inline("B2", beside) if beside else ""}</row>'
    assert complaints(put("list.xlsx", sheet_xml(rows))) == [f"`name` {ERROR}"]


def test_a_formula_with_a_result(put: Put) -> None:
    rows = (
        f'<row r="1">{inline("A1", "name")}{inline("B1", "note")}{inline("C1", "discussed")}</row>'
        '<row r="2"><c r="A2" t="str"><f>"A"</f><v>A</v></c><c r="B2" t="str"><f>""</f><v></v></c>'
        '<c r="C2" t="b"><f>TRUE()</f><v>1</v></c></row>'
    )
    [entry] = entries(put("list.xlsx", sheet_xml(rows)))
    assert isinstance(entry, Entry)
    assert (entry.slip.name, entry.slip.note, entry.discussed) == ("A", None, True)


@pytest.mark.parametrize(
    "cell",
    [
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error" xmlns:calcext="urn:c"><text:p>#DIV/0!</text:p></table:table-cell>',
        '<table:table-cell office:value-type="float" office:value="0" calcext:value-type="error" xmlns:calcext="urn:c"><text:p>#REF!</text:p></table:table-cell>',
        '<table:table-cell table:formula="of:=[.A1]"/>',
        "<table:table-cell><text:p>Zbigniew</text:p></table:table-cell>",
        "Err:508",
    ],
)
@pytest.mark.parametrize("beside", ["x", ""])
def test_errors_in_an_ods_file(put: Put, cell: str, beside: str) -> None:
    path = put("list.ods", ods(table(row("name", "note"), row(cell, beside, more='table:number-rows-repeated="2"'))))
    assert [[one.what + " " + one.remedy for one in found] for found in entries(path) if isinstance(found, tuple)] == [
        [f"`name` {ERROR}"]
    ] * 2


def far(place: str) -> bytes:
    return sheet_xml(
        f'<row r="1">{inline("A1", "name")}</row><row r="2">{inline("A2", "A")}</row><row>{inline(place, "x")}</row>'
    )


def repeated(rows: int, columns: int) -> str:
    cell = f'<table:table-cell office:value-type="string" table:number-columns-repeated="{columns}"><text:p>x</text:p></table:table-cell>'
    return row(cell, more=f'table:number-rows-repeated="{rows}"')


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("list.xlsx", far("XFD1048576")),
        ("list.xlsx", far("GS3")),
        ("list.xlsx", far("gs3")),
        ("list.xlsx", far("GR1000000")),
        ("list.xlsx", far("ZZZZZZ4294967295")),
        ("list.xlsx", sheet_xml('<row r="1048576">' + "<c><v>1</v></c>" * 200 + "</row>")),
        ("list.xlsx", sheet_xml("<row>" + "<c/>" * 200 + "<c><v>1</v></c></row>")),
        (
            "list.xlsx",
            sheet_xml(
                '<!-- <row> --><x:row xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:c y=">" r="XFD1048576" t="n">\n<x:v>1</x:v></x:c></x:row>'
            ),
        ),
        (
            "list.xlsx",
            sheet_xml(
                "".join(
                    f'<row r="{number}"><c r="A{number}" t="e"><v>#N/A</v></c></row>' for number in range(1, 10_003)
                )
            ),
        ),
        ("list.ods", ods(table(repeated(1, 201)))),
        ("list.ods", ods(table(repeated(1_000_000, 100)))),
        ("list.ods", ods(table(repeated(10**12, 1)))),
        ("list.ods", ods(table(row("a")) + table(repeated(1_000_000, 200), style="b"))),
        (
            "list.ods",
            ods(
                table(
                    row("a"),
                    row("", more='table:number-rows-repeated="1048574"'),
                    row('<table:table-cell table:number-columns-repeated="16383"/>', "x"),
                )
            ),
        ),
    ],
    ids=[*"abcdefghijklmn"],
)
def test_a_cell_far_out(put: Put, name: str, data: bytes) -> None:
    """Read without a look at it first, most of these end the program: there is no memory for the rectangle."""
    assert refusal(put(name, data)) == [f"{name}: {TOO_LARGE}"]


def test_formats_far_out_do_not_matter(put: Put) -> None:
    path = put(
        "list.xlsx",
        sheet_xml(
            f'<row r="1">{inline("A1", "name")}</row><row r="2">{inline("A2", "A")}</row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
        ),
    )
    assert [one.line for one in read_list(path, {}, numbered=False).rows()] == [2]


def test_a_sheet_in_the_last_allowed_column(put: Put) -> None:
    path = put("list.xlsx", far("GR3"))
    [message] = refusal(path)
    assert message.startswith(
        "list.xlsx:1: There is no heading above column 200 (GR), which holds something in line 3."
    )


def test_larger_than_512_mb(put: Put) -> None:
    made = io.BytesIO(xlsx(["name"], ["A"]))
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/media/x", "w") as part:
        for _ in range(513):
            part.write(bytes(1024 * 1024))
    what = "The spreadsheet is larger than 512 MB when unpacked. Copy the list alone into a new file."
    assert refusal(put("list.xlsx", made.getvalue())) == [f"list.xlsx: {what}"]


OTHERS = "Only the first visible sheet is read; others hold something too."


def test_the_first_visible_sheet(put: Put) -> None:
    def two(book: xlsxwriter.Workbook, first: Any) -> None:
        first.write_string(0, 0, "Zbigniew")
        first.hide()
        second = book.add_worksheet("Quux")
        second.activate()
        second.write_column(0, 0, ["name", "A"])
        book.add_worksheet("empty")

    read = read_table(put("list.xlsx", workbook(two)))
    assert [cells for _, cells in read.lines()] == [("name",), ("A",)]
    assert read.notes == (OTHERS,)
    style = (
        '<style:style style:name="h" style:family="table"><style:table-properties table:display="false"/></style:style>'
    )
    data = ods(table(row("Zbigniew"), style="h"), table(row("name"), row("A"), style="v"), styles=style)
    read = read_table(put("list.ods", data))
    assert [cells for _, cells in read.lines()] == [("name",), ("A",)]
    assert read.notes == (OTHERS,)
    [message] = refusal(put("list.ods", ods(table(row("name"), row("A"), style="h"), styles=style)))
    assert message == "list.ods: The spreadsheet has no visible sheet with cells. Show the sheet that holds the list."


def test_hidden_rows(put: Put) -> None:
    def hide(*hidden: int) -> Any:
        def fill(book: xlsxwriter.Workbook, sheet: Any) -> None:
            sheet.write_column(0, 0, ["name", "A", "B", "C"])
            for number in (*hidden, 9):
                sheet.set_row(number, None, None, {"hidden": True})

        return fill

    assert read_table(put("list.xlsx", workbook(hide()))).notes == ()
    assert read_table(put("list.xlsx", workbook(hide(1)))).notes == (
        "1 row of the sheet is hidden or filtered out, but read and printed all the same.",
    )
    path = put("list.xlsx", workbook(hide(1, 3)))
    assert read_table(path).notes == (
        "2 rows of the sheet are hidden or filtered out, but read and printed all the same.",
    )
    assert len(entries(path)) == 3
    rows = [
        row("name"),
        row("A", more='table:visibility="filter"'),
        row("B", more='table:visibility="collapse" table:number-rows-repeated="2"'),
        row("", more='table:visibility="collapse" table:number-rows-repeated="9"'),
    ]
    assert read_table(put("list.ods", ods(table(*rows)))).notes == (
        "3 rows of the sheet are hidden or filtered out, but read and printed all the same.",
    )


HIDDEN = "is hidden, but read and printed all the same."


def notes(path: Path) -> tuple[str, ...]:
    return read_list(path, {}, numbered=False).table.notes


def test_hidden_columns_of_an_xlsx_file(put: Put) -> None:
    """Only those that are ours and are printed matter."""

    def hide(*hidden: str) -> bytes:
        def fill(_: xlsxwriter.Workbook, sheet: Any) -> None:
            sheet.write_row(1, 1, ["name", "dob", "note", "", "row", "error"])
            sheet.write_row(2, 1, ["A", "1961-08-06", "x", "", "1", "y"])
            for letters in hidden:
                sheet.set_column(letters, None, None, {"hidden": True})

        return workbook(fill)

    assert notes(put("list.xlsx", hide())) == ()
    assert notes(put("list.xlsx", hide("D:D"))) == (f"Column 4 (D) {HIDDEN}",)
    path = put("list.xlsx", hide("A:A", "C:D", "E:G", "H:XFD"))
    assert notes(path) == (f"Column 3 (C) {HIDDEN}", f"Column 4 (D) {HIDDEN}")
    assert len(entries(path)) == 1


def test_ranges_of_hidden_columns(put: Put) -> None:
    rows = f'<row r="1">{inline("A1", "name")}{inline("B1", "note")}</row><row r="2">{inline("A2", "A")}</row>'
    for ranges, hidden in (
        ('<col hidden="true" min="1" max="1"/><col hidden="0" min="2" max="2"/>', ("Column 1 (A)",)),
        ('<col hidden="1" min="-999999999999" max="999999999999"/>', ("Column 1 (A)", "Column 2 (B)")),
        ('<col hidden="1" min="2" max="1"/>', ()),
    ):
        data = changed(
            sheet_xml(rows),
            SHEET,
            lambda xml, cols=ranges: xml.replace(b"<sheetData>", f"<cols>{cols}</cols><sheetData>".encode()),  # type: ignore[misc]
        )
        assert notes(put("list.xlsx", data)) == tuple(f"{one} {HIDDEN}" for one in hidden)
    data = changed(
        sheet_xml(rows), SHEET, lambda xml: xml.replace(b"<sheetData>", b'<cols><col hidden="1"/></cols><sheetData>')
    )
    assert refusal(put("list.xlsx", data)) == [f"list.xlsx: {DAMAGED}"]


def test_hidden_columns_of_an_ods_file(put: Put) -> None:
    def column(more: str = "") -> str:
        return f"<table:table-column {more}/>"

    collapsed, filtered = 'table:visibility="collapse"', 'table:visibility="filter"'
    rows = (row("", "name", "dob", "note"), row("", "A", "1961-08-06", "x"))
    two = 'table:number-columns-repeated="2"'
    for columns, hidden in (
        ("", ()),
        (column() * 4, ()),
        (column(two) + column(collapsed) + column(), ("Column 3 (C)",)),
        (column(f"{two} {collapsed}") + column() + column(filtered), ("Column 2 (B)", "Column 4 (D)")),
        (
            f"<table:table-header-columns>{column(two)}</table:table-header-columns>"
            + column(f'{collapsed} table:number-columns-repeated="16382"'),
            ("Column 3 (C)", "Column 4 (D)"),
        ),
    ):
        path = put("list.ods", ods(table(columns, *rows), table(column(collapsed) * 9, style="b")))
        assert notes(path) == tuple(f"{one} {HIDDEN}" for one in hidden)
        assert len(entries(path)) == 1
    path = put("list.ods", ods(table(column('table:number-columns-repeated="0"'), *rows)))
    assert refusal(path) == [f"list.ods: {DAMAGED}"]


GOOD = xlsx(["name"], ["A"])
OWN = ods(table(row("name"), row("A")))
SPACES = (
    '<table:table-cell office:value-type="string"><text:p>A<text:s text:c="4000000000"/></text:p></table:table-cell>'
)
ENCRYPTED = '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("list.xlsx", GOOD[:-30], DAMAGED),
        ("list.xlsx", GOOD[:400], DAMAGED),
        ("list.ods", b"PK\x03\x04" + bytes(100), DAMAGED),
        ("list.xlsx", changed(GOOD, SHEET, lambda xml: xml[:-20]), DAMAGED),
        (
            "list.xlsx",
            changed(
                GOOD, SHEET, lambda xml: xml.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1)
            ),
            DAMAGED,
        ),
        ("list.xlsx", changed(GOOD, SHEET, lambda xml: xml.replace(b'r="A1"', b'r="Zbigniew"')), DAMAGED),
        ("list.xlsx", changed(GOOD, SHEET, lambda xml: xml.replace(b"<v>1</v>", b"<v>99</v>")), DAMAGED),
        (
            "list.xlsx",
            changed(GOOD, "xl/_rels/workbook.xml.rels", lambda xml: xml.replace(b"sheet1", b"sheet7")),
            DAMAGED,
        ),
        ("list.xlsx", changed(GOOD, "xl/_rels/workbook.xml.rels", lambda xml: xml.replace(b"rId1", b"rId77")), DAMAGED),
        ("list.ods", changed(OWN, "content.xml", lambda xml: xml[:-20]), DAMAGED),
        ("list.ods", ods(table(row("name", more='table:number-rows-repeated="-2"'))), DAMAGED),
        (
            "list.xlsx",
            changed(
                GOOD, "xl/sharedStrings.xml", lambda xml: xml.replace(b'uniqueCount="2"', b'uniqueCount="99999999999"')
            ),
            DAMAGED,
        ),
        (
            "list.xlsx",
            changed(
                GOOD, "xl/styles.xml", lambda xml: xml.replace(b'<cellXfs count="1"', b'<cellXfs count="99999999999"')
            ),
            DAMAGED,
        ),
        ("list.ods", ods(table(row("name"), row(SPACES))), DAMAGED),
        ("list.ods", changed(OWN, "content.xml", lambda xml: xml.replace(b"UTF-8", b"UTF-0")), DAMAGED),
        ("list.ods", GOOD, "This is an .xlsx file, though its name ends in .ods. Let its name end in .xlsx."),
        ("list.xlsx", OWN, "This is an .ods file, though its name ends in .xlsx. Let its name end in .ods."),
        ("list.ods", ods(table(row("name")), manifest=ENCRYPTED), LOCKED),
    ],
)
def test_faulty_spreadsheets(put: Put, name: str, data: bytes, message: str) -> None:
    assert refusal(put(name, data)) == [f"{name}: {message}"]


def test_one_text_used_often(put: Put) -> None:
    assert len(entries(put("list.xlsx", xlsx(["name"], *[["A"]] * 2000)))) == 2000


def test_a_locked_part(put: Put) -> None:
    """Bit 0 of the flags of a zip file's part says that it is encrypted."""
    data = bytearray(GOOD)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + flags] |= 1
            place = data.find(mark, place + 1)
    assert refusal(put("list.xlsx", bytes(data))) == [f"list.xlsx: {LOCKED}"]


def test_a_part_by_its_full_path(put: Put) -> None:
    """As openpyxl names it."""
    rels = "xl/_rels/workbook.xml.rels"
    data = changed(GOOD, rels, lambda xml: xml.replace(b'"worksheets/', b'"/xl/worksheets/'))
    assert len(entries(put("list.xlsx", data))) == 1
    data = changed(far("XFD1048576"), rels, lambda xml: xml.replace(b'"worksheets/', b'"/xl/worksheets/'))
    assert refusal(put("list.xlsx", data)) == [f"list.xlsx: {TOO_LARGE}"]


def test_a_sheet_whose_xml_is_utf_16(put: Put) -> None:
    """The look ahead reads it as the reader does."""
    data = changed(
        far("XFD1048576"),
        SHEET,
        lambda xml: xml.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16"),
    )
    assert refusal(put("list.xlsx", data)) == [f"list.xlsx: {TOO_LARGE}"]


CELL = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=8)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(st.lists(CELL, min_size=2, max_size=2), max_size=5))
def test_texts_are_read_as_they_were_written(tmp_path: Path, rows: list[list[str]]) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(xlsx(["name", "note"], *rows, ["end", "end"]))
    assert [list(cells) for _, cells in read_table(path).lines()] == [["name", "note"], *rows, ["end", "end"]]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.sampled_from([("list.xlsx", GOOD), ("list.ods", OWN)]), st.integers(0, 4000), st.binary(min_size=1, max_size=8)
)
def test_a_spoilt_spreadsheet_is_read_or_refused(
    tmp_path: Path, good: tuple[str, bytes], place: int, spoil: bytes
) -> None:
    name, data = good
    path = tmp_path / name
    place %= len(data)
    path.write_bytes(data[:place] + spoil + data[place + len(spoil) :])
    try:
        list(read_table(path).lines())
    except Refused as refused:
        assert "Zbigniew" not in str(refused)
