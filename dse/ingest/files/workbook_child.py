"""A program apart: a workbook on standard input, its cells as JSON on standard output.

What reads it may die of what it reads (calamine allocates without asking); the server that started it lives on.
It imports little, to start quickly: neither Arrow nor pandas.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from dse.ingest.files import archive_kinds, workbook_ods, workbook_values, workbook_xlsx
from dse.ingest.files.archive import DAMAGED, Unfit, opened
from dse.ingest.files.archive_xml import require_plain
from dse.ingest.files.spreadsheet_errors import mark_error
from dse.ingest.files.workbook_scan import Marks

LARGEST_MEMORY = 500 * 2**20
# Of the processor: a few for any file, and more for one that is large once unpacked, up to a million cells and over.
LEAST_SECONDS = 5
BYTES_A_SECOND = 5 * 2**20


def main() -> None:
    """Read, and answer: the sheets, or why there are none."""
    _limit()
    content = sys.stdin.buffer.read()
    try:
        answer = _answer(content)
    except Unfit as unfit:
        answer = {"fault": [unfit.fault.code, unfit.fault.reason, unfit.fault.advice]}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8"))


def _limit() -> None:
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


def _answer(content: bytes) -> dict[str, Any]:
    archive = opened(content)
    _limit_time(archive.size)
    kind = archive_kinds.kind(archive)
    require_plain(archive)
    since_1904 = False
    if kind == archive_kinds.XLSX:
        found, since_1904 = workbook_xlsx.scan(archive)
    else:
        found = workbook_ods.scan(archive)
    return {"since_1904": since_1904, "sheets": _sheets(content, {marks.name: marks for marks in found})}


def _sheets(content: bytes, found: Mapping[str, Marks]) -> list[dict[str, Any]]:
    # Imported where used, after the archive has been looked through: nothing else may reach it.
    import python_calamine as calamine

    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [
            _sheet(workbook.get_sheet_by_name(each.name), found[each.name], each.visible)
            for each in workbook.sheets_metadata
            if each.typ == calamine.SheetTypeEnum.WorkSheet and each.name in found
        ]
    except calamine.CalamineError as failure:
        raise Unfit(DAMAGED) from failure


def _sheet(sheet: Any, marks: Marks, visible: Any) -> dict[str, Any]:
    """Rows that hold something: the number of each, then its cells, as places in a table of their texts."""
    texts = _Texts()
    errors: dict[int, list[tuple[int, str]]] = {}
    for row, column, text in marks.errors:
        errors.setdefault(row, []).append((column, mark_error(text)))
    rows = []
    waiting = {row for row, _ in marks.uncalculated}
    found = sheet.to_python(skip_empty_area=False)
    found.extend([] for _ in range(marks.rows - len(found)))
    for row, column, width in marks.padded:
        found[row - 1][column] = workbook_values.padded(found[row - 1][column], width)
    for number, values in enumerate(found, 1):
        for column, text in errors.get(number, ()):
            values.extend([""] * (column + 1 - len(values)))
            values[column] = text
        while values and values[-1] == "":
            values.pop()
        if number in waiting or any(not isinstance(value, str) or value.strip() for value in values):
            rows.append([number, texts.of(values)])
    return {
        "name": marks.name,
        "is_hidden": str(visible).rpartition(".")[2] != "Visible",
        "texts": texts.texts,
        "kinds": "".join(texts.kinds),
        "rows": rows,
        "uncalculated": marks.uncalculated,
        "merged": marks.merged,
        "percentages": marks.percentages,
        "partial": marks.partial,
        "hidden": marks.hidden,
        "currencies": marks.currencies,
        "struck": marks.struck,
        "noted": marks.noted,
    }


class _Texts:
    """Texts of the cells of a sheet, each kept once, a number apart from a text that reads the same."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.kinds: list[str] = []
        self._known: dict[type, _Places] = {}

    def of(self, values: Sequence[workbook_values.Value]) -> list[int]:
        """Where the text of each value stands."""
        for kind in {value.__class__ for value in values} - self._known.keys():
            self._known[kind] = _Places(self)
        return [self._known[value.__class__][value] for value in values]

    def add(self, value: workbook_values.Value) -> int:
        """Where the text of a new value will stand."""
        self.kinds.append(workbook_values.kind(value))
        self.texts.append(workbook_values.text(value))
        return len(self.texts) - 1


class _Places(dict[workbook_values.Value, int]):
    """Where values of one type stand; True and 1.0 are the same key only to each other's type."""

    def __init__(self, texts: _Texts) -> None:
        super().__init__()
        self._texts = texts

    def __missing__(self, value: workbook_values.Value) -> int:
        place = self[value] = self._texts.add(value)
        return place


if __name__ == "__main__":
    main()
