"""Workbooks made by hand, cell by cell or tag by tag, and what is read of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter

from dse import paths
from dse.ingest import Upload
from dse.ingest.files import reader
from dse.ingest.files.cells import Sheet
from dse.ingest.recognition import form_matching

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGED = "http://schemas.openxmlformats.org/package/2006/relationships"
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
NAMESPACES = (
    " ".join(f'xmlns:{each}="{OASIS}:{each}:1.0"' for each in ("office", "table", "text", "style"))
    + ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)


def read(
    content: bytes, name: str = "f.xlsx", fitness: Callable[..., float] | None = None
) -> tuple[Sheet, ...]:
    """Sheets of a file, titles sought among the built-in forms unless told otherwise."""
    forms = form_matching.load_known_forms(paths.FORMS)
    return reader.read_sheets(
        Upload(name, content), fitness or (lambda headers: form_matching.best_likeness(headers, forms))
    )


def only(content: bytes, name: str = "f.xlsx") -> Sheet:
    """The only sheet of a file."""
    (sheet,) = read(content, name)
    return sheet


def refusal(content: bytes, name: str = "f.xlsx") -> str:
    """Code of the one sentence for which a file is not read; the sentence is short and has no English."""
    (problem,) = only(content, name).problems
    assert not only(content, name).headers
    assert len(problem.sentence) <= 300 and not problem.sentence.endswith("…")
    words = set(problem.sentence.lower().replace(".", " ").split())
    assert not words & {"the", "file", "error", "invalid", "failed", "zip", "not", "is", "cell", "sheet"}
    return problem.code


def packed(members: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these members."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return content.getvalue()


def members(content: bytes) -> dict[str, str | bytes]:
    """Members of an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def parts(sheets: Mapping[str, str], book: str = "", texts: Sequence[str] = ()) -> dict[str, str | bytes]:
    """Members of an .xlsx whose sheets are given as the XML of their rows; `book` comes before the sheets."""
    numbered = list(enumerate(sheets.items(), 1))
    listed = "".join(f'<sheet name="{name}" sheetId="{at}" r:id="r{at}"/>' for at, (name, _) in numbered)
    related = "".join(
        f'<Relationship Id="r{at}" Type="{RELATED}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at, _ in numbered
    )
    found: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGED}"><Relationship Id="r1" Type="{RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATED}">{book}<sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGED}">{related}</Relationships>',
    }
    for at, (_, rows) in numbered:
        found[f"xl/worksheets/sheet{at}.xml"] = worksheet(rows)
    if texts:
        shared = "".join(f'<si><t xml:space="preserve">{text}</t></si>' for text in texts)
        found["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{shared}</sst>'
    return found


def worksheet(rows: str, after: str = "") -> str:
    """XML of a sheet."""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def xlsx(rows: str, book: str = "", texts: Sequence[str] = (), **members: str | bytes) -> bytes:
    """An .xlsx of one sheet, Feuille, given as the XML of its rows, and of other members by name."""
    return packed({**parts({"Feuille": rows}, book, texts), **members})


def ods(tables: str, styles: str = "", **members: str | bytes) -> bytes:
    """An .ods whose tables are given in XML."""
    document = (
        f'<office:document-content {NAMESPACES} office:version="1.2">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return packed({"mimetype": kind, "content.xml": document, "META-INF/manifest.xml": manifest, **members})


def table(rows: str, name: str = "Feuille") -> str:
    """XML of a table of an .ods."""
    return f'<table:table table:name="{name}">{rows}</table:table>'


def text(value: str, more: str = "") -> str:
    """XML of a cell of an .ods that holds a text."""
    return f'<table:table-cell office:value-type="string" {more}><text:p>{value}</text:p></table:table-cell>'


def render_xlsx(
    sheets: Mapping[str, Iterable[Sequence[Any]]], hidden: Sequence[str] = (), **options: object
) -> bytes:
    """An .xlsx written by XlsxWriter, from lines of values; days have a date format."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(
        content,
        {"in_memory": True, "strings_to_formulas": False, "default_date_format": "dd/mm/yyyy", **options},
    )
    for name, lines in sheets.items():
        sheet = book.add_worksheet(name)
        if name in hidden:
            sheet.hide()
        for row, line in enumerate(lines):
            for column, value in enumerate(line):
                if value is not None:
                    sheet.write(row, column, value)
    book.close()
    return content.getvalue()
