"""Forty texts that a spreadsheet might run, in cells and in titles of every file of a dossier: none becomes a formula."""

from __future__ import annotations

import io
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import docx
import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
from conftest import tool
from formulas import DANGEROUS

from dse import figures, formula
from dse.export.dossier import Contents, Entry
from dse.export.dossier.report.document import render_report
from dse.export.dossier.report.review_document import render_review
from dse.export.dossier.workbook import figures_workbook
from dse.export.files import delimited_text
from dse.review import Plan, PlannedChapter
from schemas import Column

pytestmark = pytest.mark.xdist_group("few pages")

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
MORE = [
    '=HYPERLINK("http://exemple.invalid","x")',
    "=cmd|'/C calc'!A0",
    "=SUM(1;1)",
    "={1;2}",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "=\t1",
    "\x0c=1",
    "\u2028=1",
    "\u3000=1",
    "\x85=1",
    "  @x",
    "'@x",
    "%2B1",
    "=A1\n=B1",
    '=IMPORTXML("http://exemple.invalid","//a")',
]
PAYLOADS = [*DANGEROUS, *MORE]
FILTERS = {"csv-fr": "CSV:59,34,76,1,,1036,false,false", "csv": "CSV:44,34,76,1,,1033,false,false"}


@pytest.fixture(scope="module")
def hostile(few_pages: Contents) -> Contents:
    """One figure whose texts and titles are all dangerous."""
    chapter = few_pages.chapters[-1]
    (entry,) = [each for each in chapter.entries if each.figure.id == "indicators_progress"]
    strings = [
        column for column in entry.figure.columns if not column.codelists and str(column.type) == "string"
    ]
    (title,) = [column for column in strings if column.name == "title"]
    numbers = pd.array(range(len(PAYLOADS)), "double[pyarrow]")
    cells = pd.DataFrame({title.name: pd.array(PAYLOADS, "string[pyarrow]"), "progress_pct": numbers})
    table = pd.concat([entry.answer.table.iloc[:1]] * len(PAYLOADS), ignore_index=True).assign(**cells)
    columns = tuple(
        replace(column, title=PAYLOADS[at % len(PAYLOADS)]) for at, column in enumerate(entry.figure.columns)
    )
    changed = replace(entry.figure, columns=columns, question="=1+1 ?")
    answer = replace(entry.answer, table=table, finding=figures.Finding("=2+2"))
    bad = Entry(changed, 1, answer, None)
    return replace(few_pages, chapters=(replace(chapter, entries=(bad,)),), notices=("=3+3",))


def render_dangerous_csv(dialect: delimited_text.Dialect) -> bytes:
    """A CSV whose title and cells are dangerous, a column each."""
    columns = [Column("t", f"c{at}", payload, "", pa.string(), "text") for at, payload in enumerate(PAYLOADS)]
    batch = pa.record_batch({f"c{at}": pa.array([payload]) for at, payload in enumerate(PAYLOADS)})
    return b"".join(delimited_text.render_csv(columns, [batch], dialect))


def formulas(document: Path, folder: Path, *options: str) -> tuple[int, int]:
    """How many formulas LibreOffice sees in a file, and how many cells."""
    command = [
        tool("soffice", "libreoffice"),
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        *options,
    ]
    subprocess.run(
        [*command, "--convert-to", "ods", "--outdir", str(folder), str(document)],
        check=True,
        capture_output=True,
        timeout=240,
    )
    with zipfile.ZipFile(folder / f"{document.stem}.ods") as ods:
        cells = list(ElementTree.fromstring(ods.read("content.xml")).iter(f"{TABLE}table-cell"))
    return sum(1 for each in cells if each.get(f"{TABLE}formula")), len(cells)


def test_there_are_forty() -> None:
    assert len(PAYLOADS) == len(set(PAYLOADS)) == 40
    assert all(formula.NEEDS_ESCAPE.match(each) for each in PAYLOADS)


def test_the_workbook_has_no_formula(hostile: Contents) -> None:
    book = openpyxl.load_workbook(io.BytesIO(figures_workbook.render_workbook(hostile)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    told = {str(cell.value) for cell in cells}
    assert {"=1+1", "=cmd|'/C calc'!A0", "=3+3"} <= told


def test_the_report_carries_them_as_words(hostile: Contents) -> None:
    document = docx.Document(io.BytesIO(render_report(hostile, {})))
    words = [line for row in document.tables[0].rows for cell in row.cells for line in cell.text.split("\n")]
    assert {"=1+1", "@nom", "＝1+1"} <= set(words)
    assert "=3+3" in [paragraph.text for paragraph in document.paragraphs]


def test_the_review_carries_them_as_words(hostile: Contents) -> None:
    plan = Plan((PlannedChapter("essentiel", ()), PlannedChapter("cadre", ("indicators_progress",))))
    document = docx.Document(io.BytesIO(render_review(hostile, plan, {})))
    words = [line for row in document.tables[0].rows for cell in row.cells for line in cell.text.split("\n")]
    assert {"=1+1", "@nom", "＝1+1"} <= set(words)
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert "=3+3" in texts and texts.count("=2+2") == 1
    assert "fldSimple" not in document.element.xml


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "dialect"), [("csv-fr", delimited_text.FRENCH), ("csv", delimited_text.MACHINE)]
)
def test_libreoffice_sees_no_formula_in_a_csv(
    name: str, dialect: delimited_text.Dialect, tmp_path: Path
) -> None:
    (tmp_path / f"{name}.csv").write_bytes(render_dangerous_csv(dialect))
    found, cells = formulas(tmp_path / f"{name}.csv", tmp_path, f"--infilter={FILTERS[name]}")
    assert not found and cells >= len(PAYLOADS)


@pytest.mark.long
def test_libreoffice_sees_no_formula_in_the_workbook(hostile: Contents, tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_bytes(figures_workbook.render_workbook(hostile))
    found, cells = formulas(tmp_path / "t.xlsx", tmp_path)
    assert not found and cells > len(PAYLOADS)
