"""What a sheet says of cells beyond their texts: numbers that are sure, cells that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dse.ingest.files.cells import Sheet
from dse.ingest.issues import CellIssue
from dse.ingest.values import dates
from dse.ingest.values.converted_cells import check_converted_cells
from dse.ingest.values.date_checks import describe_assumed_date
from dse.ingest.values.number_checks import describe_possible_thousands
from dse.ingest.values.parsing import ParsedColumn
from schemas.columns import Column


def decimal_sign(header: str, column: Column) -> str:
    """The sign before decimals in files that we write: a point under a column's name, a comma under its title."""
    return "." if header == column.name else ","


def apply_cell_evidence(
    parsed: ParsedColumn, sheet: Sheet, column: int, sign: str | None = None, *, is_key: bool = False
) -> ParsedColumn:
    """A parsed column: cells that cannot be read lose their value, numbers that the sheet makes sure their question.

    A spoilt cell that is only doubtful keeps its value. `sign` is the decimal sign, where the file is one of ours.
    """
    spoilt = dict(check_converted_cells(parsed, sheet, column, is_key=is_key)) | dict(
        find_spoilt_lines(sheet, column)
    )
    doubtful = [
        line for line, fault in parsed.faults.items() if fault.code == describe_possible_thousands.code
    ]
    sure = {line for line in doubtful if _is_sure(sheet, line, column, sign)}
    if not spoilt and not sure:
        return parsed
    lost = {line: fault for line, fault in spoilt.items() if not fault.is_question}
    values = [None if line in lost else value for line, value in enumerate(parsed.values)]
    faults = {line: fault for line, fault in parsed.faults.items() if line not in sure}
    return ParsedColumn(values, {**spoilt, **faults, **lost})


def ask_about_month_first(parsed: ParsedColumn, sheet: Sheet, column: int) -> ParsedColumn:
    """A column of dates, with a question about each that may have its month first, as one had that a person corrected or set aside."""
    if not any(map(dates.is_month_first, sheet.texts_before.get(column, ()))):
        return parsed
    lines = zip(sheet.numbers, sheet.columns[column], parsed.values, strict=True)
    doubtful = {
        line: describe_assumed_date(
            f"D’autres dates de cette colonne avaient le mois avant le jour. Celle-ci est lue {day:%d/%m/%Y}.",
            "Confirmez, ou retapez-la, le jour avant le mois.",
        )
        for line, (row, text, day) in enumerate(lines)
        if isinstance(day, date)
        and (row, column) not in sheet.typed_cells
        and dates.may_be_month_first(text, day)
    }
    return ParsedColumn(parsed.values, {**doubtful, **dict(parsed.faults.items())})


def find_spoilt_lines(sheet: Sheet, column: int) -> Iterator[tuple[int, CellIssue]]:
    """Lines, from 0, whose cell in a column cannot be read or is doubtful, whatever its text, and the issue."""
    if sheet.cell_issues:
        for line, row in enumerate(sheet.numbers):
            if fault := sheet.cell_issues.get((row, column)):
                yield line, fault


def _is_sure(sheet: Sheet, line: int, column: int, sign: str | None) -> bool:
    typed = (sheet.numbers[line], column) in sheet.numeric_cells
    return typed or (sign is not None and sign in sheet.columns[column][line])
