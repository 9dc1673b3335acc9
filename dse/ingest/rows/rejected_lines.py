"""Lines that keep an import from being done, with their cells: to be sent to whoever typed them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dse.ingest.files.cells import Sheet
from dse.ingest.issues import Issue


@dataclass(frozen=True)
class RejectedLines:
    """Lines of a sheet that have a problem: spreadsheet row, cells under each header, problems."""

    file: str
    sheet: str | None
    headers: tuple[str, ...]
    lines: tuple[tuple[int, tuple[str, ...], tuple[Issue, ...]], ...]


def list_rejected_lines(sheets: Iterable[Sheet], problems: Sequence[Issue]) -> tuple[RejectedLines, ...]:
    """The rejected lines of each sheet that has any, in their order.

    A line that could not be cut into columns has the cells it was cut into, or none.
    """
    found: dict[tuple[str, str | None], dict[int, list[Issue]]] = defaultdict(lambda: defaultdict(list))
    for each in problems:
        if each.row is not None:
            found[each.file, each.sheet][each.row].append(each)
    rejected = [_rejected_lines_of_sheet(sheet, found[sheet.file, sheet.name]) for sheet in sheets]
    return tuple(each for each in rejected if each.lines)


def _rejected_lines_of_sheet(sheet: Sheet, found: dict[int, list[Issue]]) -> RejectedLines:
    places = {number: line for line, number in enumerate(sheet.numbers) if number in found}
    lines = tuple(
        (row, _cells(sheet, places.get(row), row), tuple(problems))
        for row, problems in sorted(found.items())
        if row != sheet.header_row
    )
    return RejectedLines(sheet.file, sheet.name, sheet.headers, lines)


def _cells(sheet: Sheet, line: int | None, row: int) -> tuple[str, ...]:
    width = len(sheet.headers)
    if line is None:
        return (*sheet.broken.get(row, ()), *[""] * width)[:width]
    return tuple(column[line] for column in sheet.columns[:width])
