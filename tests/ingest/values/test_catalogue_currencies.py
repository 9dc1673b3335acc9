"""Inputs beside the catalogue: amounts that a workbook shows in another currency than the column's."""

from __future__ import annotations

import io

import catalogue
import pytest
import workbooks
import xlsxwriter
from catalogue import grid, is_accepted, is_asked, letter

from dse.ingest import Upload
from dse.store import Store

NAME, HEADER, ROW = "accompagnements", "Coût (€)", 2
PLACE = letter(NAME, HEADER)


def in_xlsx(number_format: str) -> Upload:
    """The clean accompaniments in an .xlsx, the cost of the first a number of this format."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet, money = book.add_worksheet(), book.add_format({"num_format": number_format})
        for row, cells in enumerate(grid(NAME), 1):
            for column, cell in enumerate(cells):
                sheet.write_string(row - 1, column, cell)
        sheet.write_number(ROW - 1, grid(NAME)[0].index(HEADER), 12500.50, money)
    return Upload(f"{NAME}.xlsx", content.getvalue())


def in_ods(currency: str) -> Upload:
    """The same in an .ods, the cost an amount of this currency."""
    cells = catalogue.put(grid(NAME), ROW, HEADER, "@@")
    held = f'office:value-type="currency" office:currency="{currency}" office:value="12500.5"'
    cell = f"<table:table-cell {held}><text:p>12 500,50</text:p></table:table-cell>"
    lines = ["".join(cell if each == "@@" else catalogue.ods_cell(each) for each in line) for line in cells]
    rows = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
    return Upload(f"{NAME}.ods", workbooks.ods(workbooks.table(rows)))


@pytest.mark.parametrize(
    "number_format",
    [
        "[$CHF] #,##0.00",
        '#,##0.00 "CHF"',
        "[$$-409]#,##0.00",
        "#,##0 [$FCFA]",
        "[$£-809]#,##0",
        '"US$" #,##0',
    ],
)
def test_another_currency_of_an_xlsx_asks(clean_store: Store, number_format: str) -> None:
    proposal = is_asked(clean_store, [("IMP-230", ROW, PLACE)], in_xlsx(number_format))
    assert "Convertissez-le" in proposal.doubts[0].advice


@pytest.mark.parametrize("currency", ["CHF", "USD", "XOF", "GBP"])
def test_another_currency_of_an_ods_asks(clean_store: Store, currency: str) -> None:
    is_asked(clean_store, [("IMP-230", ROW, PLACE)], in_ods(currency))


@pytest.mark.parametrize(
    "file", [in_xlsx("#,##0.00 [$€-40C]"), in_xlsx('#,##0.00 "€"'), in_xlsx('#,##0" euros"'), in_ods("EUR")]
)
def test_euros_say_nothing(clean_store: Store, file: Upload) -> None:
    is_accepted(clean_store, file)
