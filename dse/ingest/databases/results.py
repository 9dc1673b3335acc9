"""Read the result of a query as a sheet of cells, with source and query in place of file and sheet."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dse import formula
from dse.errors import Refused
from dse.ingest.databases.kinds import Kind, number
from dse.ingest.files.cells import (
    LONGEST_CELL,
    Sheet,
    find_null_signs,
    find_repeated_headers,
    has_three_decimals,
)
from dse.ingest.files.file_checks import refuse_long_cell, refuse_no_lines
from dse.ingest.issues import CellIssue, Issue
from dse.ingest.spelling import clean
from dse.store import SourceFile

# Far above a network's data: a join gone wrong is stopped before memory is full.
MOST_ROWS = 1_000_000
LARGEST_TEXT = 500 * 2**20  # signs of all cells together

_FIRST_ROW = 2  # as in a spreadsheet, whose titles are row 1
_NO_ROWS = refuse_no_lines(
    "La requête ne rend aucune ligne.", "Vérifiez ses conditions, et les droits de l’utilisateur."
)
_TOO_LONG = refuse_long_cell("Le texte de la cellule est trop long.", "Raccourcissez-le.")

Chunk = tuple[list[str], list[Kind], Sequence[Sequence[Any]]]


@dataclass(frozen=True)
class Result:
    """A sheet, and its provenance for the manifest: names, size and hash of what the server gave."""

    sheet: Sheet
    provenance: SourceFile


def build_failed_result(source: str, query: str, issue: CellIssue) -> Result:
    """The result of a query that the server did not answer."""
    empty = Sheet(source, name=query)
    return Result(
        replace(empty, problems=(empty.problem(issue),)), SourceFile(_name_file(source, query), "", 0)
    )


def read_result(source: str, query: str, chunks: Iterable[Chunk]) -> Result:
    """Cells of every row, in the order of the server. Refused if there are too many."""
    hashed, size = hashlib.sha256(), 0
    names: list[str] = []
    kinds: list[Kind] = []
    lines: list[list[str]] = []
    issues: dict[tuple[int, int], CellIssue] = {}
    for chunk in chunks:
        names, kinds, rows = chunk
        for row in rows:
            cells = [kind(value) for kind, value in zip(kinds, row, strict=True)]
            row_number = len(lines) + _FIRST_ROW
            issues |= {
                (row_number, column): cell for column, cell in enumerate(cells) if isinstance(cell, CellIssue)
            }
            lines.append(["" if isinstance(cell, CellIssue) else cell for cell in cells])
            content = json.dumps(lines[-1], ensure_ascii=False).encode()
            hashed.update(content)
            size += len(content)
        _require_bounded(source, query, len(lines), size)
    hashed.update(json.dumps(names, ensure_ascii=False).encode())
    sheet = _build_sheet(Sheet(source, name=query), names, kinds, lines, issues)
    return Result(sheet, SourceFile(_name_file(source, query), hashed.hexdigest(), size))


def _name_file(source: str, query: str) -> str:
    return f"{source} / {query}"


def _require_bounded(source: str, query: str, rows: int, size: int) -> None:
    if rows > MOST_ROWS or size > LARGEST_TEXT:
        raise Refused(
            f"Source « {source} », requête « {query} » : son résultat est trop grand (plus de {MOST_ROWS} lignes, ou de "
            f"{LARGEST_TEXT >> 20} Mo). Vérifiez ses jointures : une condition manque sans doute."
        )


def _build_sheet(
    empty: Sheet,
    names: Sequence[str],
    kinds: Sequence[Kind],
    lines: Sequence[Sequence[str]],
    issues: Mapping[tuple[int, int], CellIssue],
) -> Sheet:
    columns = tuple(zip(*lines, strict=True)) or tuple(() for _ in names)
    rows = range(_FIRST_ROW, len(lines) + _FIRST_ROW)
    sheet = replace(
        empty,
        headers=tuple(map(clean, names)),
        columns=tuple(tuple(map(_escape, column)) for column in columns),
        numbers=tuple(rows),
        numeric_cells=_find_numeric_cells(kinds, lines),
        cell_issues=issues,
    )
    return replace(sheet, problems=(*find_repeated_headers(sheet), *_check_sheet(sheet)))


def _find_numeric_cells(kinds: Sequence[Kind], lines: Sequence[Sequence[str]]) -> frozenset[tuple[int, int]]:
    """Cells of numbers that would be doubtful if they were texts."""
    columns = [column for column, kind in enumerate(kinds) if kind is number]
    return frozenset(
        (row, column)
        for row, line in enumerate(lines, _FIRST_ROW)
        for column in columns
        if has_three_decimals(line[column])
    )


def _escape(text: str) -> str:
    """The text with one more apostrophe where it begins with one before a formula: reading takes one away, as in a file."""
    return f"'{text}" if text.startswith("'") and formula.NEEDS_ESCAPE.match(text) else text


def _check_sheet(sheet: Sheet) -> Iterator[Issue]:
    if not sheet.numbers:
        yield sheet.problem(_NO_ROWS)
    yield from find_null_signs(sheet)
    for column, cells in enumerate(sheet.columns):
        for line in (line for line, text in enumerate(cells) if len(text) > LONGEST_CELL):
            yield sheet.problem(_TOO_LONG, line, column)
