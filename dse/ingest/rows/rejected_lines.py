"""Lines that keep an import from being done, with their cells: to be sent to whoever typed them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from dse.ingest.files.cells import Sheet
from dse.ingest.issues import Issue

RejectedLine: TypeAlias = tuple[int, tuple[str, ...], tuple[Issue, ...]]  # spreadsheet row, cells, issues


@dataclass(frozen=True)
class RejectedLines:
    """Lines of a sheet that have a problem: spreadsheet row, cells under each header, problems.

    `form` is the name of its form, `file_hash` the hash of the file. Cells of the rows in `whole_rows` may be corrected;
    the lines of those in `cut_rows`, which do not fit the titles, can only be set aside.
    """

    file: str
    sheet: str | None
    headers: tuple[str, ...]
    lines: tuple[RejectedLine, ...]
    form: str = ""
    file_hash: str = ""
    whole_rows: frozenset[int] = frozenset()
    cut_rows: frozenset[int] = frozenset()


def list_rejected_lines(
    sheets: Iterable[Sheet], issues: Sequence[Issue], *, form: str = "", file_hash: str = ""
) -> tuple[RejectedLines, ...]:
    """The rejected lines of each sheet that has any, in their order.

    A line that could not be cut into columns has the cells it was cut into, or none.
    """
    issues_by_row: dict[tuple[str, str | None], dict[int, list[Issue]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for item in issues:
        if item.row is not None:
            issues_by_row[item.file, item.sheet][item.row].append(item)
    rejected = [_rejected_lines_of_sheet(sheet, issues_by_row[sheet.file, sheet.name]) for sheet in sheets]
    return tuple(replace(item, form=form, file_hash=file_hash) for item in rejected if item.lines)


def _rejected_lines_of_sheet(sheet: Sheet, issues_by_row: dict[int, list[Issue]]) -> RejectedLines:
    lines_by_row = {number: line for line, number in enumerate(sheet.numbers) if number in issues_by_row}
    lines = tuple(
        (row, _cells(sheet, lines_by_row.get(row), row), tuple(problems))
        for row, problems in sorted(issues_by_row.items())
        if row != sheet.header_row
    )
    rows = {row for row, *_ in lines}
    return RejectedLines(
        sheet.file,
        sheet.name,
        sheet.headers,
        lines,
        whole_rows=frozenset(rows & lines_by_row.keys()),
        cut_rows=frozenset(rows & sheet.misaligned_lines.keys()),
    )


def _cells(sheet: Sheet, line: int | None, row: int) -> tuple[str, ...]:
    width = len(sheet.headers)
    if line is None:
        return (*sheet.misaligned_lines.get(row, ()), *[""] * width)[:width]
    return tuple(column[line] for column in sheet.columns[:width])
