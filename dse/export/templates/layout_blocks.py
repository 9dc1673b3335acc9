"""The blocks of a form read backwards: rows of its tables as what stands under its headers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

import pyarrow as pa

import schemas
from dse.errors import Refused
from dse.ingest.forms.definitions import Form, Rows, Source
from dse.ingest.values import parsing
from dse.ingest.values.cell_format import CellFormat

Record = dict[str, Any]  # what one row puts under each header; a tuple where a cell holds several values

_KNOWN_SOURCES = {"header", "constant", "otherwise"}


@dataclass(frozen=True)
class Block:
    """A block of a form with the rows that it could have made.

    `joined` are headers that it shares with the first block, `beside` those that it shares with others before it.
    """

    rows: Rows
    columns: dict[str, str]
    cut: str | None
    records: tuple[Record, ...]
    joined: tuple[str, ...]
    beside: tuple[str, ...]

    @property
    def is_required(self) -> bool:
        """Whether every line makes a row of it: an empty cell would clear a value."""
        return self.rows.when is None and self.cut is None

    @property
    def is_repeated(self) -> bool:
        """Whether it stands on every line of its owner."""
        return self.is_required or (self.cut is not None and bool(self.rows.repeats))


def build_blocks(form: Form, read: Callable[[str], pa.Table]) -> list[Block]:
    """Every block of a form, with rows from `read`. Refused if the form cannot be read backwards."""
    _require_headers(form)
    blocks: list[Block] = []
    for rows in form.rows:
        _require_sources(form, rows)
        blocks.append(_build_block(form, rows, read(rows.table), blocks))
    return blocks


def _build_block(form: Form, rows: Rows, table: pa.Table, before: Sequence[Block]) -> Block:
    columns = {source.header: name for name, source in rows.columns.items() if source.header}
    cut = next((source.header for source in rows.columns.values() if form.is_split(source)), None)
    first = before[0].columns if before else {}
    joined = tuple(name for name in columns if name in first)
    earlier = {name for block in before for name in block.columns}
    beside = tuple(name for name in columns if name in earlier and name not in first)
    if before and not joined and not beside:
        raise _refusal(form, f"rien ne relie « {schemas.title(rows.table)} » au reste")
    return Block(rows, columns, cut, tuple(_read_records(rows, columns, cut, table)), joined, beside)


def _read_records(rows: Rows, columns: dict[str, str], cut: str | None, table: pa.Table) -> Iterator[Record]:
    constants = {
        name: _parse_constant(rows, name, source)
        for name, source in rows.columns.items()
        if not source.header
    }
    several: dict[tuple[Any, ...], Record] = {}
    gathered: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for row in table.select(list(rows.columns)).to_pylist():
        if any(row[name] != value for name, value in constants.items()):
            continue
        record = {header: row[name] for header, name in columns.items()}
        if cut is None:
            yield record
            continue
        value = record.pop(cut)
        owner = tuple(record.values())
        several.setdefault(owner, record)
        gathered[owner].append(value)
    yield from ({**record, cut: tuple(gathered[owner])} for owner, record in several.items())


def _parse_constant(rows: Rows, name: str, source: Source) -> Any:
    column = schemas.column(rows.table, name)
    return parsing.column_parser(column, CellFormat())(source.constant or "")[0]


def _require_headers(form: Form) -> None:
    for header in form.headers.values():
        codes = [code for _, code in header.values]
        if header.match != "exact" or len(set(codes)) < len(codes):
            raise _refusal(form, f"plusieurs textes de « {header.name} » y ont le même sens")


def _require_sources(form: Form, rows: Rows) -> None:
    fed = {name for block in form.rows for name in block.source_headers()}
    if rows.when is not None and rows.when not in fed:
        raise _refusal(form, f"ce qui était sous « {rows.when} » n’est pas gardé")
    for name, source in rows.columns.items():
        fields_set = [item.name for item in fields(Source) if getattr(source, item.name) != item.default]
        if not set(fields_set) <= _KNOWN_SOURCES or (source.header is None and source.constant is None):
            title = schemas.column(rows.table, name).title
            raise _refusal(form, f"« {title} » ne se reconstitue pas à partir des données")


def _refusal(form: Form, reason: str) -> Refused:
    return Refused(
        f"Le formulaire « {form.title} » ne peut pas être téléchargé pour corriger : {reason}. "
        "Corrigez plutôt votre fichier d’origine."
    )
