"""Lines that are the same as another in every cell: kept once, with a notice, where the form allows it."""

from __future__ import annotations

from dataclasses import replace

from dse.ingest.files.cells import Sheet
from dse.ingest.files.dictionary_column import DictionaryColumn
from dse.ingest.issues import Issue
from dse.ingest.recognition.sheet_checks import describe_left_out_double


def remove_identical_lines(sheet: Sheet) -> tuple[Sheet, tuple[Issue, ...]]:
    """The sheet with each line once, and a notice for every line left out."""
    first_lines: dict[tuple[str, ...], int] = {}
    lines, notices = [], []
    for line, cells in enumerate(zip(*sheet.columns, strict=True)):
        first = first_lines.setdefault(cells, line)
        if first == line:
            lines.append(line)
        else:
            reason = (
                f"Cette ligne est la même que la ligne {sheet.numbers[first]} : elle ne compte qu’une fois."
            )
            issue = describe_left_out_double(reason, "Rien à faire si c’est voulu.")
            notices.append(sheet.problem(issue, line))
    columns = tuple(DictionaryColumn.encode(column[line] for line in lines) for column in sheet.columns)
    numbers = tuple(sheet.numbers[line] for line in lines)
    return replace(sheet, columns=columns, numbers=numbers), tuple(notices)
