"""What the store knows of one thing, as lines of its form: the texts that would be typed to say it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

import schemas
from dse.data_entry import block_rows
from dse.data_entry.block_rows import Line
from dse.errors import Refused
from dse.export.templates.layout import Layout, lay_out_rows
from dse.export.templates.layout_cells import Cell, Cells, Unwritable, cell_text
from dse.ingest.forms.definitions import Form, Rows
from dse.ingest.issues import shorten
from dse.ingest.organisations.resolution import Organisations
from dse.ingest.rows.removed_rows import owner_columns
from dse.ingest.rows.row_building import Current
from dse.ingest.values import parsing
from dse.store import Store, Version


@dataclass(frozen=True)
class Records:
    """What one version says of things, each table read once."""

    store: Store
    version: Version | None

    def read(self, table: str) -> pa.Table:
        """A table, empty where there is no version."""
        if table not in self._tables:
            empty = schemas.arrow_schema(table).empty_table()
            read = self.store.read(self.version, table).combine_chunks() if self.version else empty
            self._tables[table] = read
        return self._tables[table]

    @cached_property
    def _tables(self) -> dict[str, pa.Table]:
        return {}

    @cached_property
    def organisations(self) -> Organisations:
        """Those that names lead to."""
        return Organisations.from_tables(self.read)

    def find_lines(self, form: Form, identity: Mapping[str, str]) -> tuple[Line, ...]:
        """The lines of one thing, by the values that its form is known by; none where there is no such thing.

        Refused if a value of it has no text that would be read as the same value.
        """
        own = _select_own_rows(form, identity, self.read)
        try:
            layout = _lay_out(form, own, self._cells(form))
        except Unwritable as error:
            raise Refused(
                f"Cette fiche ne se corrige pas ici : sous « {error.name} », « {shorten(str(error.value))} » n’y serait pas relu à "
                "l’identique. Corrigez-la par un import."
            ) from None
        lines = [dict(zip(layout.headers, map(write_text, cells), strict=True)) for cells in layout.lines]
        return block_rows.repeat_stays(form, lines)

    def read_identity(self, form: Form, line: Line) -> dict[str, str]:
        """The values by which a typed line is known; without those that no text of it leads to."""
        values = {title: self._parse(form, title, line.get(title, "")) for title in form.identity}
        return {title: value for title, value in values.items() if value is not None}

    def spell_line(self, form: Form, line: Line) -> Line:
        """The line with each text as the store would give it back, so that two spellings of a value are no change."""
        return {title: self._spell(form, title, text.strip()) for title, text in line.items()}

    def _spell(self, form: Form, title: str, text: str) -> str:
        value = self._parse(form, title, text)
        if value is None:
            return text
        ordered = tuple(sorted(set(value))) if isinstance(value, tuple) else value
        try:
            return write_text(self._cells(form).write(title, _find_column(form, title), ordered))
        except Unwritable:
            return text

    def _cells(self, form: Form) -> Cells:
        """Writes organisations by their identifiers, which stay when names change."""
        unnamed = copy(self.organisations)
        unnamed.names = {}
        return Cells(form, unnamed)

    def _parse(self, form: Form, title: str, text: str) -> Any:
        header, column = form.headers[title], _find_column(form, title)
        inner = (
            self.organisations.finder(column.also_allowed)
            if header.organisation
            else parsing.column_parser(column, header)
        )
        return parsing.cell_parser(header, inner)(text)[0]


def _find_column(form: Form, title: str) -> schemas.Column:
    """The first column that a title fills."""
    return next(
        schemas.column(rows.table, name)
        for rows in form.rows
        for name, source in rows.columns.items()
        if source.header == title
    )


def _lay_out(form: Form, read: Current, cells: Cells) -> Layout:
    """The lines, without what the thing has no row of: an organisation whose situation nobody ever said has a line too."""
    layout = lay_out_rows(form, read, cells)
    if not layout.left_out:
        return layout
    filled = tuple(rows for rows in form.rows if read(rows.table).num_rows)
    return lay_out_rows(replace(form, rows=filled), read, cells)


def _select_own_rows(form: Form, identity: Mapping[str, str], read: Current) -> Current:
    """The rows of each table that are about one thing."""
    owners = {rows.table: _find_owner(form, rows, identity) for rows in form.rows}

    @cache
    def select(table: str) -> pa.Table:
        rows = read(table)
        for column, value in owners[table].items():
            rows = rows.filter(pc.equal(rows[column], value))
        return rows.combine_chunks()

    return select


def _find_owner(form: Form, rows: Rows, identity: Mapping[str, str]) -> dict[str, str]:
    """The columns of a block that say what its rows are about, with the values of one thing."""
    headers = {column: rows.columns[column].header or "" for column in owner_columns(form, rows)}
    return {column: identity[header] for column, header in headers.items() if header in identity}


def write_text(cell: Cell) -> str:
    """The text of a cell as it is typed in French: a comma before decimals, and none that say nothing."""
    if isinstance(cell, Decimal | float):
        number = format(cell.normalize() if isinstance(cell, Decimal) else Decimal(repr(cell)), "f")
        return number.replace(".", ",")
    return cell_text(cell)
