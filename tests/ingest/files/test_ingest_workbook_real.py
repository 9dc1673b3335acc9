"""Workbooks of the State, cell by cell against independent readers: openpyxl, odfpy, LibreOffice."""

from __future__ import annotations

import math
import subprocess
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from conftest import shared, tool
from odf import opendocument
from odf.namespaces import OFFICENS, TABLENS
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.teletype import extractText
from odf.text import P

from dse.ingest.files import workbook_process

Cells = dict[str, dict[tuple[int, int], str]]
SUBSIDIES, BAROMETER = "betagouv_api_subventions_asso", "barometre_resultats"


def ours(path: Path) -> Cells:
    """Text of each cell by sheet, row from 1 and column from 0; sheets without any left out."""
    told = workbook_process.read_in_child(path.read_bytes())
    assert isinstance(told, dict), told
    return {
        sheet["name"]: {
            (row, column): sheet["texts"][place]
            for row, cells in sheet["rows"]
            for column, place in enumerate(cells)
            if sheet["texts"][place]
        }
        for sheet in told["sheets"]
        if sheet["rows"]
    }


def same(text: str | None, value: object) -> bool:
    """Whether our text says a value of openpyxl."""
    if isinstance(value, bool):
        return text == ("oui" if value else "non")
    if isinstance(value, int | float):
        return text is not None and "e" not in text and math.isclose(float(text), value, rel_tol=1e-15)
    if isinstance(value, datetime):
        return text is not None and datetime.fromisoformat(text) == value
    return text == value


@pytest.mark.parametrize(
    ("folder", "name", "count"),
    [
        (SUBSIDIES, "chorus_export.xlsx", 282),
        (SUBSIDIES, "fonjep.xlsx", 160),
        (SUBSIDIES, "fonjep_new.xlsx", 230),
        (SUBSIDIES, "osiris_suivi_actions_evaluation.xlsx", 79),
        (SUBSIDIES, "scdl_with_exercice_alt.xlsx", 60),
        (SUBSIDIES, "subventia.xlsx", 735),
        (BAROMETER, "barometre-resultats-departements-synthese.xlsx", 83_985),
    ],
)
def test_every_cell_is_the_one_that_openpyxl_reads(folder: str, name: str, count: int) -> None:
    path = shared(folder) / name
    found = ours(path)
    book = openpyxl.load_workbook(path, data_only=True)
    wanted = {
        sheet.title: {
            (cell.row, cell.column - 1): cell.value
            for cells in sheet.iter_rows()
            for cell in cells
            if cell.value is not None
        }
        for sheet in book
    }
    assert list(found) == [title for title, cells in wanted.items() if cells]
    for title, cells in found.items():
        assert cells.keys() == wanted[title].keys()
        wrong = [place for place, text in cells.items() if not same(text, wanted[title][place])]
        assert not wrong, (title, wrong[:5])
    assert sum(map(len, found.values())) == count


def by_odfpy(path: Path) -> Cells:
    """Cells of an .ods as odfpy has them: the typed value where there is one, else the text."""
    found: Cells = {}
    for sheet in opendocument.load(path).getElementsByType(Table):
        cells, row = {}, 1
        for line in sheet.getElementsByType(TableRow):
            column = 0
            for cell in [each for each in line.childNodes if each.qname[1].endswith("table-cell")]:
                text = _by_odfpy(cell)
                times = int(cell.attributes.get((TABLENS, "number-columns-repeated"), 1))
                if text:
                    cells |= {(row, column + each): text for each in range(times)}
                column += times
            row += int(line.attributes.get((TABLENS, "number-rows-repeated"), 1))
        found[sheet.getAttribute("name")] = cells
    return found


def _by_odfpy(cell: TableCell | CoveredTableCell) -> str:
    if day := cell.attributes.get((OFFICENS, "date-value")):
        return date.fromisoformat(day[:10]).isoformat() if "T" not in day else day
    if number := cell.attributes.get((OFFICENS, "value")):
        return f"{float(number):.15g}"
    return "\n".join(extractText(each) for each in cell.getElementsByType(P))


def test_every_cell_of_an_ods_is_the_one_that_odfpy_reads() -> None:
    path = shared(SUBSIDIES) / "helios.ods"
    found = ours(path)
    assert found == by_odfpy(path)
    assert sum(map(len, found.values())) > 50


def test_libreoffice_makes_of_an_xlsx_an_ods_with_the_same_cells(tmp_path: Path) -> None:
    names = ["fonjep", "fonjep_new", "subventia", "chorus_export", "osiris_suivi_actions_evaluation"]
    paths = [shared(SUBSIDIES) / f"{name}.xlsx" for name in names]
    program = tool("soffice", "libreoffice")
    subprocess.run(
        [
            program,
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "ods",
            "--outdir",
            str(tmp_path),
            *map(str, paths),
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )
    for path in paths:
        assert ours(tmp_path / f"{path.stem}.ods") == ours(path), path.name
