"""Program of the child process: a workbook on standard input, its cells as JSON on standard output.

It may die of what it reads (calamine allocates without limit); the server that started it lives on.
It imports little, to start quickly: neither Arrow nor pandas.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from dse.ingest.files import archive_kinds, workbook_ods, workbook_values, workbook_xlsx
from dse.ingest.files.archive import DAMAGED, UnreadableWorkbook, open_archive
from dse.ingest.files.archive_xml import require_plain
from dse.ingest.files.spreadsheet_errors import mark_error
from dse.ingest.files.workbook_scan import SheetScan

LARGEST_MEMORY = 500 * 2**20
# Of the processor: a few for any file, and more for one that is large once unpacked, up to a million cells and over.
LEAST_SECONDS = 5
BYTES_A_SECOND = 5 * 2**20


def main() -> None:
    """Read, and answer: the sheets, or why there are none."""
    _limit_resources()
    content = sys.stdin.buffer.read()
    try:
        answer = _read_workbook(content)
    except UnreadableWorkbook as failure:
        issue = failure.issue
        answer = {"error": {"code": issue.code, "reason": issue.reason, "advice": issue.advice}}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8"))


def _limit_resources() -> None:
    """Bound memory and time where the system can; elsewhere the parent's patience is the bound."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (LARGEST_MEMORY, LARGEST_MEMORY))
    _limit_time(0)


def _limit_time(size: int) -> None:
    """Seconds of the processor for a file of so many bytes once unpacked."""
    if sys.platform == "linux":
        import resource

        seconds = LEAST_SECONDS + size // BYTES_A_SECOND
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, most))


def _read_workbook(content: bytes) -> dict[str, Any]:
    archive = open_archive(content)
    _limit_time(archive.size)
    kind = archive_kinds.identify_kind(archive)
    require_plain(archive)
    since_1904 = False
    if kind == archive_kinds.XLSX:
        scans, since_1904 = workbook_xlsx.scan_sheets(archive)
    else:
        scans = workbook_ods.scan_sheets(archive)
    return {"since_1904": since_1904, "sheets": _read_sheets(content, {scan.name: scan for scan in scans})}


def _read_sheets(content: bytes, scans: Mapping[str, SheetScan]) -> list[dict[str, Any]]:
    # Imported where used, after the archive has been looked through: nothing else may reach it.
    import python_calamine as calamine

    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [
            _read_sheet(workbook.get_sheet_by_name(sheet.name), scans[sheet.name], sheet.visible)
            for sheet in workbook.sheets_metadata
            if sheet.typ == calamine.SheetTypeEnum.WorkSheet and sheet.name in scans
        ]
    except calamine.CalamineError as failure:
        raise UnreadableWorkbook(DAMAGED) from failure


def _read_sheet(sheet: Any, scan: SheetScan, visible: Any) -> dict[str, Any]:
    """Rows that are not empty: the number of each, then its cells, as indices in a table of their texts."""
    texts = _TextTable()
    errors: dict[int, list[tuple[int, str]]] = {}
    for row, column, text in scan.errors:
        errors.setdefault(row, []).append((column, mark_error(text)))
    rows = []
    uncalculated = {row for row, _ in scan.uncalculated}
    lines = sheet.to_python(skip_empty_area=False)
    lines.extend([] for _ in range(scan.rows - len(lines)))
    for row, column, width in scan.zero_padded:
        lines[row - 1][column] = workbook_values.pad_zeros(lines[row - 1][column], width)
    for number, values in enumerate(lines, 1):
        for column, text in errors.get(number, ()):
            values.extend([""] * (column + 1 - len(values)))
            values[column] = text
        while values and values[-1] == "":
            values.pop()
        if number in uncalculated or any(not isinstance(value, str) or value.strip() for value in values):
            rows.append([number, texts.add_all(values)])
    return {
        "name": scan.name,
        "is_hidden": str(visible).rpartition(".")[2] != "Visible",
        "texts": texts.texts,
        "kinds": "".join(texts.kinds),
        "rows": rows,
        "uncalculated": scan.uncalculated,
        "merged": scan.merged,
        "percentages": scan.percentages,
        "partial_dates": scan.partial_dates,
        "hidden_rows": scan.hidden_rows,
        "hidden_columns": scan.hidden_columns,
        "currencies": scan.currencies,
        "struck_cells": scan.struck_cells,
        "commented_cells": scan.commented_cells,
    }


class _TextTable:
    """Distinct texts of the cells of a sheet; a number and a text that read the same are two."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.kinds: list[str] = []
        self._indices_by_type: dict[type, _TextIndices] = {}

    def add_all(self, values: Sequence[workbook_values.Value]) -> list[int]:
        """Index of the text of each value, added where it is new."""
        for kind in {value.__class__ for value in values} - self._indices_by_type.keys():
            self._indices_by_type[kind] = _TextIndices(self)
        return [self._indices_by_type[value.__class__][value] for value in values]

    def add(self, value: workbook_values.Value) -> int:
        """Index of the text of a new value."""
        self.kinds.append(workbook_values.find_kind(value))
        self.texts.append(workbook_values.format_value(value))
        return len(self.texts) - 1


class _TextIndices(dict[workbook_values.Value, int]):
    """Index of the text by value, for values of one type: True and 1.0 would be one key."""

    def __init__(self, texts: _TextTable) -> None:
        super().__init__()
        self._texts = texts

    def __missing__(self, value: workbook_values.Value) -> int:
        index = self[value] = self._texts.add(value)
        return index


if __name__ == "__main__":
    main()
