"""Current data as lines of a form: the import read backwards, so that it would make exactly these rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa

import schemas
from dse.export.templates.layout_blocks import Block, Record, build_blocks
from dse.export.templates.layout_cells import Cell, Cells
from dse.ingest.forms.definitions import Form


@dataclass(frozen=True)
class Layout:
    """Lines of cells under the headers of a form.

    `left_out` are identities without a line, since the data lack a value that every line of this form must have.
    """

    headers: tuple[str, ...]
    lines: tuple[tuple[Cell, ...], ...]
    left_out: tuple[str, ...] = ()


@dataclass
class Line:
    """A line being filled: its cells by header, and the numbers of the blocks whose row it has."""

    cells: Record
    blocks: set[int] = field(default_factory=set)

    def agrees(self, record: Record) -> bool:
        """Whether a row has the same values under the headers already filled."""
        return all(name not in self.cells or self.cells[name] == value for name, value in record.items())

    def take(self, number: int, record: Record) -> None:
        """Add the row of a block."""
        self.cells |= record
        self.blocks.add(number)


def lay_out_rows(form: Form, read: Callable[[str], pa.Table], cells: Cells) -> Layout:
    """The rows of the tables that `read` gives, as lines of a form.

    Refused if the form cannot be read backwards, Unwritable if a value has no cell of its own.
    """
    first, *others = build_blocks(form, read)
    indexes = [_index_records(block) for block in others]
    columns = _columns_by_header([first, *others])
    lines: list[tuple[Cell, ...]] = []
    left_out: list[str] = []
    for record in first.records:
        owned = _build_lines(record, others, indexes)
        if owned is None:
            left_out.append(" ".join(str(record[name]) for name in form.identity))
            continue
        lines += [_write_line(form, line, columns, cells) for line in owned]
    return Layout(tuple(form.headers), tuple(lines), tuple(left_out))


Index = dict[tuple[Any, ...], list[Record]]


def _index_records(block: Block) -> Index:
    index: Index = defaultdict(list)
    for record in block.records:
        index[_values_under(record, block.joined or block.beside)].append(record)
    return index


def _values_under(record: Record, names: Iterable[str]) -> tuple[Any, ...]:
    return tuple(record.get(name) for name in names)


def _columns_by_header(blocks: Sequence[Block]) -> dict[str, schemas.Column]:
    """The column that each header feeds, the first of them where it feeds several."""
    return {
        name: schemas.column(block.rows.table, column)
        for block in reversed(blocks)
        for name, column in block.columns.items()
    }


def _build_lines(first: Record, others: Sequence[Block], indexes: Sequence[Index]) -> list[Line] | None:
    """Lines for one row of the first block. None if a block that every line needs has no row for it."""
    lines = [Line(dict(first))]
    placed: list[tuple[int, Block, list[Record]]] = []
    for number, (block, index) in enumerate(zip(others, indexes, strict=True)):
        records = _find_records(first, lines, block, index)
        placed.append((number, block, records))
        _place_records(first, lines, number, block, records)
        for placement in placed:
            if not _repeat_record(lines, *placement):
                return None
    return lines


def _find_records(first: Record, lines: Sequence[Line], block: Block, index: Index) -> list[Record]:
    if block.joined:
        return index.get(_values_under(first, block.joined), [])
    keys = dict.fromkeys(_values_under(line.cells, block.beside) for line in lines)
    return [record for key in keys for record in index.get(key, ())]


def _place_records(
    first: Record, lines: list[Line], number: int, block: Block, records: Sequence[Record]
) -> None:
    """Each row on a line of its own, on a line with the same day if there is one."""
    waiting = []
    for record in records:
        line = next(
            (
                free_line
                for free_line in _find_free_lines(lines, number, record)
                if _has_same_day(free_line, record)
            ),
            None,
        )
        if line is None:
            waiting.append(record)
        else:
            line.take(number, record)
    for record in waiting:
        free = _find_free_lines(lines, number, record)
        (
            free[0] if free else _insert_line(first, lines, _values_under(record, block.beside), block.beside)
        ).take(number, record)


def _find_free_lines(lines: Sequence[Line], number: int, record: Record) -> list[Line]:
    return [line for line in lines if number not in line.blocks and line.agrees(record)]


def _has_same_day(line: Line, record: Record) -> bool:
    days = {value for value in line.cells.values() if isinstance(value, date)}
    return any(isinstance(value, date) and value in days for value in record.values())


def _insert_line(first: Record, lines: list[Line], values: tuple[Any, ...], beside: tuple[str, ...]) -> Line:
    """One more line, after the last with the same values under the headers `beside`."""
    line = Line(dict(first))
    near = [number for number, other in enumerate(lines) if _values_under(other.cells, beside) == values]
    lines.insert(near[-1] + 1 if near else len(lines), line)
    return line


def _repeat_record(lines: Sequence[Line], number: int, block: Block, records: Sequence[Record]) -> bool:
    """Copy the last fitting row of a repeated block to lines without one; false if a line that needs one finds none."""
    if not block.is_repeated:
        return True
    for line in (other for other in lines if number not in other.blocks):
        fitting = [record for record in records if line.agrees(record)]
        if fitting:
            line.take(number, fitting[-1])
        elif block.is_required:
            return False
    return True


def _write_line(form: Form, line: Line, columns: dict[str, schemas.Column], cells: Cells) -> tuple[Cell, ...]:
    return tuple(
        cells.write(name, columns[name], line.cells.get(name)) if name in columns else None
        for name in form.headers
    )
