"""The current data as the lines of a form: what its import would read to make exactly these rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa

import schemas
from dse.export.templates.layout_blocks import Block, Record, blocks
from dse.export.templates.layout_cells import Cell, Cells
from dse.ingest.forms.definitions import Form


@dataclass(frozen=True)
class Layout:
    """Lines of cells under the headers of a form.

    `left_out` are the identities of what has no line: the data lack what a line of this form has to say of it.
    """

    headers: tuple[str, ...]
    lines: tuple[tuple[Cell, ...], ...]
    left_out: tuple[str, ...] = ()


@dataclass
class Line:
    """A line being filled: what stands under its headers, and the blocks of which it holds a row."""

    cells: Record
    held: set[int] = field(default_factory=set)

    def agrees(self, record: Record) -> bool:
        """Whether a row puts nothing else under the headers already filled."""
        return all(name not in self.cells or self.cells[name] == value for name, value in record.items())

    def take(self, number: int, record: Record) -> None:
        """Hold a row of a block."""
        self.cells |= record
        self.held.add(number)


def laid_out(form: Form, read: Callable[[str], pa.Table], cells: Cells) -> Layout:
    """The rows of the tables that `read` gives, as lines of a form.

    Refused if the form cannot be read backwards, Unwritable if a value has no cell of its own.
    """
    first, *others = blocks(form, read)
    found = [_index(block) for block in others]
    columns = _columns([first, *others])
    lines: list[tuple[Cell, ...]] = []
    left_out: list[str] = []
    for record in first.records:
        owned = _lines(record, others, found)
        if owned is None:
            left_out.append(" ".join(str(record[name]) for name in form.identity))
            continue
        lines += [_written(form, line, columns, cells) for line in owned]
    return Layout(tuple(form.headers), tuple(lines), tuple(left_out))


Index = dict[tuple[Any, ...], list[Record]]


def _index(block: Block) -> Index:
    found: Index = defaultdict(list)
    for record in block.records:
        found[_of(record, block.joined or block.beside)].append(record)
    return found


def _of(record: Record, names: Iterable[str]) -> tuple[Any, ...]:
    return tuple(record.get(name) for name in names)


def _columns(every: Sequence[Block]) -> dict[str, schemas.Column]:
    """The column that each header feeds, the first of them where it feeds several."""
    return {
        name: schemas.column(block.rows.table, column)
        for block in reversed(every)
        for name, column in block.columns.items()
    }


def _lines(first: Record, others: Sequence[Block], found: Sequence[Index]) -> list[Line] | None:
    """Lines about one row of the first block. None where a block that every line needs has nothing of it."""
    lines = [Line(dict(first))]
    placed: list[tuple[int, Block, list[Record]]] = []
    for number, (block, index) in enumerate(zip(others, found, strict=True)):
        records = _records_of(first, lines, block, index)
        placed.append((number, block, records))
        _place(first, lines, number, block, records)
        for each in placed:
            if not _repeat(lines, *each):
                return None
    return lines


def _records_of(first: Record, lines: Sequence[Line], block: Block, index: Index) -> list[Record]:
    if block.joined:
        return index.get(_of(first, block.joined), [])
    keys = dict.fromkeys(_of(line.cells, block.beside) for line in lines)
    return [record for key in keys for record in index.get(key, ())]


def _place(first: Record, lines: list[Line], number: int, block: Block, records: Sequence[Record]) -> None:
    """Each row on a line of its own, one about the same day where there is one."""
    waiting = []
    for record in records:
        line = next((each for each in _free(lines, number, record) if _same_day(each, record)), None)
        if line is None:
            waiting.append(record)
        else:
            line.take(number, record)
    for record in waiting:
        free = _free(lines, number, record)
        (free[0] if free else _new(first, lines, _of(record, block.beside), block.beside)).take(
            number, record
        )


def _free(lines: Sequence[Line], number: int, record: Record) -> list[Line]:
    return [line for line in lines if number not in line.held and line.agrees(record)]


def _same_day(line: Line, record: Record) -> bool:
    days = {value for value in line.cells.values() if isinstance(value, date)}
    return any(isinstance(value, date) and value in days for value in record.values())


def _new(first: Record, lines: list[Line], told: tuple[Any, ...], beside: tuple[str, ...]) -> Line:
    """One more line, after the last that tells the same."""
    line = Line(dict(first))
    near = [number for number, each in enumerate(lines) if _of(each.cells, beside) == told]
    lines.insert(near[-1] + 1 if near else len(lines), line)
    return line


def _repeat(lines: Sequence[Line], number: int, block: Block, records: Sequence[Record]) -> bool:
    """Give the lines without a row of a repeated block its last; false where one that needs it has none."""
    if not block.is_repeated:
        return True
    for line in (each for each in lines if number not in each.held):
        fitting = [record for record in records if line.agrees(record)]
        if fitting:
            line.take(number, fitting[-1])
        elif block.is_obliged:
            return False
    return True


def _written(form: Form, line: Line, columns: dict[str, schemas.Column], cells: Cells) -> tuple[Cell, ...]:
    return tuple(
        cells.write(name, columns[name], line.cells.get(name)) if name in columns else None
        for name in form.headers
    )
