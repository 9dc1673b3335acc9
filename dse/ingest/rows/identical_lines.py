"""Lines that are the same as another in every cell: kept once, and said, where the form allows it."""

from __future__ import annotations

from dataclasses import replace

from dse.ingest.files.cells import Sheet
from dse.ingest.files.dictionary_column import DictionaryColumn
from dse.ingest.issues import CellIssue, Issue


def remove_identical_lines(sheet: Sheet) -> tuple[Sheet, tuple[Issue, ...]]:
    """The sheet with each line once, and a notice for every line left out."""
    first: dict[tuple[str, ...], int] = {}
    kept, notices = [], []
    for line, cells in enumerate(zip(*sheet.columns, strict=True)):
        same = first.setdefault(cells, line)
        if same == line:
            kept.append(line)
        else:
            notices.append(sheet.problem(_same_as(sheet.numbers[same]), line))
    columns = tuple(DictionaryColumn.encode(column[line] for line in kept) for column in sheet.columns)
    return replace(sheet, columns=columns, numbers=tuple(sheet.numbers[line] for line in kept)), tuple(
        notices
    )


def _same_as(number: int) -> CellIssue:
    reason = f"Cette ligne est la même que la ligne {number} : elle ne compte qu’une fois."
    return CellIssue("IMP-408", reason, "Rien à faire si c’est voulu.")
