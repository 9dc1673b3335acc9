"""What a file itself settles about cells, once their texts are parsed: numbers beyond doubt, cells not to be read."""

from __future__ import annotations

from collections.abc import Iterator

from dse.ingest.files.cells import Sheet
from dse.ingest.issues import CellIssue
from dse.ingest.values.converted_cells import converted
from dse.ingest.values.numbers import THOUSANDS
from dse.ingest.values.parsing import ParsedColumn
from schemas.columns import Column


def decimal_sign(header: str, column: Column) -> str:
    """The sign before decimals in files that we write: a point under a column's name, a comma under its title."""
    return "." if header == column.name else ","


def apply_cell_evidence(
    parsed: ParsedColumn, sheet: Sheet, place: int, sign: str | None = None, *, is_identifier: bool = False
) -> ParsedColumn:
    """A parsed column, its spoilt cells without a value, and no doubt about a number that the file makes sure.

    A spoilt cell that is only doubtful keeps its value.

    `sign` is the one before decimals where the file is known to be one of ours.
    """
    spoilt = dict(converted(parsed, sheet, place, is_identifier=is_identifier)) | dict(
        find_spoilt_lines(sheet, place)
    )
    doubted = [line for line, fault in parsed.faults.items() if fault.code == THOUSANDS]
    sure = {line for line in doubted if _is_sure(sheet, line, place, sign)}
    if not spoilt and not sure:
        return parsed
    lost = {line: fault for line, fault in spoilt.items() if not fault.doubtful}
    values = [None if line in lost else value for line, value in enumerate(parsed.values)]
    faults = {line: fault for line, fault in parsed.faults.items() if line not in sure}
    return ParsedColumn(values, {**spoilt, **faults, **lost})


def find_spoilt_lines(sheet: Sheet, place: int) -> Iterator[tuple[int, CellIssue]]:
    """Lines, from 0, whose cell in a column cannot be read or is doubtful whatever its text, with the reason."""
    if sheet.spoilt:
        for line, row in enumerate(sheet.numbers):
            if fault := sheet.spoilt.get((row, place)):
                yield line, fault


def _is_sure(sheet: Sheet, line: int, place: int, sign: str | None) -> bool:
    typed = (sheet.numbers[line], place) in sheet.typed
    return typed or (sign is not None and sign in sheet.columns[place][line])
