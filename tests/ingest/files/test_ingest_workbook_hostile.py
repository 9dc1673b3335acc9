"""Files that must not be read: each refused with one French sentence, and the process that asked lives on."""

from __future__ import annotations

import struct
import subprocess
import sys
import zlib

import pytest
import workbooks
from conftest import shared
from workbooks import MAIN, ods, only, packed, parts, refusal, table, text, worksheet, xlsx

from dse import paths
from dse.ingest.files import archive, archive_xml, workbook_process, workbook_scan

pytestmark = pytest.mark.usefixtures("reader_of_its_own")

ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
HEADER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CHILDREN = "tests.fixtures.children"


@pytest.mark.parametrize(
    ("cells", "cell_name"),
    [
        ('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "XFD1048576"),
        ('<row r="1048576"><c r="AD1048576" t="s"><v>0</v></c></row>', "AD1048576"),
        ('<row r="100001"><c r="A100001"><f>A1</f></c></row>', "A100001"),
        ('<row r="2"><c r="KO2"><v>1</v></c></row>', "KO2"),
        ("<row>" + "<c><v>1</v></c>" * 40_000 + "</row>", "KO2"),
        ("<row/>" * 100_000 + "<row><c><v>1</v></c></row>", "A100002"),
        ('<row r="20000"><c r="A20000"/><c r="DA20000"><v>1</v></c></row>', "DA20000"),
    ],
)
def test_a_sheet_too_vast_is_refused_with_the_cell_named(cells: str, cell_name: str) -> None:
    content = xlsx(ONE + cells, texts=[" "])
    assert refusal(content) == "IMP-134"
    assert f"la cellule {cell_name} contient une valeur" in only(content).problems[0].reason


def test_limits_are_those_said() -> None:
    last = "".join(
        f'<row r="{row}"><c r="{column}{row}"><v>1</v></c></row>' for row, column in ((1, "KN"), (6666, "A"))
    )
    assert only(xlsx(last)).numbers == (6666,)
    sheet = only(
        xlsx('<row r="1"><c r="A1"><v>1</v></c></row><row r="100000"><c r="T100000"><v>1</v></c></row>')
    )
    assert sheet.numbers == (100_000,)


def test_sheets_together_are_limited_too() -> None:
    far = '<row r="60000"><c r="T60000"><v>1</v></c></row>'
    assert refusal(packed(parts({"A": ONE + far, "B": ONE + far}))) == "IMP-134"


@pytest.mark.parametrize(
    ("rows", "cell_name"),
    [
        ('<table:table-row table:number-rows-repeated="1048576">{x}</table:table-row>', "A1048577"),
        (
            '<table:table-row table:number-rows-repeated="1048576"/><table:table-row>{x}</table:table-row>',
            "A1048578",
        ),
    ],
)
def test_a_value_repeated_without_end_is_refused(rows: str, cell_name: str) -> None:
    content = ods(table(f"<table:table-row>{text('a')}</table:table-row>{rows.format(x=text('x'))}"))
    assert refusal(content, "f.ods") == "IMP-134" and cell_name in only(content).problems[0].reason


def test_a_column_repeated_without_end_is_refused() -> None:
    cell = text("x", 'table:number-columns-repeated="16384"')
    assert refusal(ods(table(f"<table:table-row>{cell}</table:table-row>"))) == "IMP-134"


def test_one_long_text_in_many_cells_is_counted_as_often_as_it_stands() -> None:
    cells = ("<row>" + '<c t="s"><v>0</v></c>' * 100 + "</row>") * 200
    assert refusal(xlsx(cells, texts=["x" * 30_000])) == "IMP-130"
    cell = text("x" * 30_000, 'table:number-columns-repeated="100"')
    rows = f'<table:table-row table:number-rows-repeated="200">{cell}</table:table-row>'
    assert refusal(ods(table(rows))) == "IMP-130"


def test_a_bomb_is_counted_while_it_is_read() -> None:
    content = xlsx("", **{"xl/worksheets/sheet1.xml": b" " * (archive.LARGEST_INSIDE + 1)})
    assert refusal(content) == "IMP-130"


def test_the_size_that_an_archive_pretends_is_not_believed() -> None:
    """The declared sizes are set to one byte: what is unpacked is counted all the same."""
    member = b" " * (archive.LARGEST_INSIDE + 2**20)
    content = bytearray(packed({"xl/workbook.xml": member}))
    declared = struct.pack("<I", len(member))
    assert content.count(declared) == 2
    lying = bytes(content).replace(declared, struct.pack("<I", 1))
    lying = lying.replace(struct.pack("<I", zlib.crc32(member)), struct.pack("<I", zlib.crc32(b" ")))
    assert refusal(lying) == "IMP-130"


def test_a_file_of_eleven_megabytes_is_not_even_given_to_the_child() -> None:
    content = xlsx(ONE) + b"\0" * archive.LARGEST_FILE
    assert workbook_process.read_in_child(content, child="no.such.module") is archive.TOO_LARGE
    assert refusal(content) == "IMP-130"


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/x", "C:\\x.xml", "xl\\sheet.xml", "a/../../b"])
def test_dangerous_names_are_refused(name: str) -> None:
    assert refusal(xlsx(ONE, **{name: "x"})) == "IMP-133"


def test_two_members_of_one_name_and_too_many_members_are_refused() -> None:
    assert refusal(xlsx(ONE, **{"XL/Workbook.xml": "<workbook/>"})) == "IMP-131"
    assert refusal(xlsx(ONE, **{f"a{number}": "x" for number in range(200)})) == "IMP-130"


@pytest.mark.parametrize(
    ("member", "code"),
    [
        ("xl/vbaProject.bin", "IMP-133"),
        ("xl/macrosheets/sheet1.xml", "IMP-133"),
        ("xl/externalLinks/externalLink1.xml", "IMP-133"),
    ],
)
def test_macros_and_links_are_refused(member: str, code: str) -> None:
    assert refusal(xlsx(ONE, **{member: "<a/>"})) == code


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("member", ["xl/worksheets/sheet1.xml", "xl/theme/theme1.xml", "docProps/x.bin"])
def test_a_document_type_is_refused_in_any_encoding_and_any_part(encoding: str, member: str) -> None:
    declared = f'<?xml version="1.0" encoding="{encoding[:6].rstrip("-")}"?>'.replace("utf-8", "UTF-8")
    content = f"{declared}{LAUGHS}<worksheet xmlns='{MAIN}'><sheetData/></worksheet>".encode(encoding)
    assert refusal(xlsx(ONE, **{member: content})) == "IMP-133"


@pytest.mark.parametrize("before", range(2**16 - 12, 2**16 + 1))
def test_a_document_type_cut_by_a_chunk_is_refused(before: int) -> None:
    padding = f"<!--{' ' * (before - 7)}-->"
    opened_archive = archive.open_archive(packed({"a.xml": f"{padding}{LAUGHS}<a/>"}))
    with pytest.raises(archive.UnreadableWorkbook) as refused:
        archive_xml.require_plain(opened_archive)
    assert refused.value.issue.code == "IMP-133"


def test_a_drawing_may_declare_its_type() -> None:
    assert only(xlsx(ONE, **{"xl/media/logo.svg": f"{LAUGHS}<svg/>"})).headers


def test_a_truncated_file_is_refused_wherever_it_is_cut() -> None:
    whole = workbooks.render_xlsx({"F": [["Activité"], *[[f"A{number}"] for number in range(200)]]})
    for share in (0.1, 0.5, 0.9, 0.99):
        assert refusal(whole[: int(len(whole) * share)]) == "IMP-131"
    spoilt = bytearray(whole)
    spoilt[len(whole) // 3] ^= 255
    assert refusal(bytes(spoilt)) == "IMP-131"


@pytest.mark.parametrize(
    ("content", "code", "reason"),
    [
        (HEADER + b"\0" * 600 + "Workbook\0".encode("utf-16-le") + b"\0" * 99, "IMP-102", "(.xls)"),
        (
            HEADER + b"\0" * 600 + "EncryptedPackage\0".encode("utf-16-le") + b"\0" * 99,
            "IMP-132",
            "mot de passe",
        ),
        (HEADER + b"\0" * 600 + "WordDocument\0".encode("utf-16-le"), "IMP-102", "ancien fichier Office"),
        (packed({"xl/workbook.bin": "x"}), "IMP-102", "(.xlsb)"),
        (packed({"word/document.xml": "<a/>"}), "IMP-102", "Word"),
        (packed({"ppt/presentation.xml": "<a/>"}), "IMP-102", "présentation"),
        (packed({"Index/Document.iwa": "x"}), "IMP-102", "Numbers"),
        (packed({"mimetype": "application/vnd.oasis.opendocument.text"}), "IMP-102", "(.odt)"),
        (packed({"membres.csv": "a;b"}), "IMP-102", "(.zip)"),
        (packed({}), "IMP-102", "(.zip)"),
        (b"<html><table><tr><td>Nom</td></tr></table></html>", "IMP-102", "page web"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "IMP-102", "en XML"),
        (b"%PDF-1.7", "IMP-102", "PDF"),
    ],
)
def test_what_a_file_is_is_told_by_its_content(content: bytes, code: str, reason: str) -> None:
    assert refusal(content) == code
    assert reason in only(content).problems[0].reason


def test_protected_files_are_told_from_damaged_ones() -> None:
    locked = '<manifest xmlns="x"><file-entry><encryption-data/></file-entry></manifest>'
    assert refusal(ods("", **{"META-INF/manifest.xml": locked})) == "IMP-132"
    flagged = bytearray(xlsx(ONE))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        flagged[flagged.index(mark) + at] |= 1
    assert refusal(bytes(flagged)) == "IMP-132"


def test_csv_named_xlsx_and_xlsx_named_csv_are_read() -> None:
    assert only(b"Activit\xc3\xa9;Organisation\nA;B\n", "f.xlsx").columns == (("A",), ("B",))
    assert only(workbooks.render_xlsx({"F": [["Activité"], ["A"]]}), "f.csv").columns == (("A",),)


def test_real_old_workbooks_are_refused_with_what_to_do() -> None:
    for file in sorted(shared("betagouv_api_subventions_asso").glob("*.xls")):
        assert refusal(file.read_bytes(), file.name) == "IMP-102"
        assert ".xlsx" in only(file.read_bytes(), file.name).problems[0].advice


def test_a_sheet_that_is_not_well_formed_is_refused() -> None:
    for broken in (
        "<row><c>",
        '<row r="x"><c><v>1</v></c></row>',
        '<c r="1A"><v>1</v></c>',
        '<c t="s"><v>x</v></c>',
    ):
        assert refusal(xlsx("", **{"xl/worksheets/sheet1.xml": worksheet(broken)})) == "IMP-131"


def test_a_child_that_hangs_is_given_up() -> None:
    fault = workbook_process.read_in_child(xlsx(ONE), child=f"{CHILDREN}.hanging", seconds=1)
    assert fault is workbook_process._TOO_SLOW and "secondes" in fault.reason


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded on Linux only")
@pytest.mark.parametrize("child", ["dying", "greedy"])
def test_a_child_that_dies_or_wants_too_much_leaves_its_parent_alive(child: str) -> None:
    content = xlsx(ONE + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    assert workbook_process.read_in_child(content, child=f"{CHILDREN}.{child}") is workbook_process._FAILED


def test_the_child_starts_without_arrow_nor_pandas() -> None:
    told = "import sys, dse.ingest.files.workbook_child; print(*(name for name in ('pyarrow', 'pandas', 'python_calamine') if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, cwd=paths.ROOT, check=True)
    assert done.stdout.strip() == b""


def test_limits_stand_in_the_sentence() -> None:
    advice = workbook_scan._describe_vast_sheet("F", 1, 1).advice
    said = [
        f"{number:,}".replace(",", " ")
        for number in (workbook_scan.MOST_ROWS, workbook_scan.MOST_COLUMNS, workbook_scan.MOST_CELLS)
    ]
    assert all(number in advice.replace("\u202f", " ").replace("\u00a0", " ") for number in said)
