"""Which tables would cite rows that are not there."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

import schemas

Read = Callable[[str], pa.Table]


def find_dangling_tables(altered: set[str], read: Read) -> set[str]:
    """Tables of which a row cites a missing row, looking only at references from or to an altered table."""
    return {
        table
        for table in schemas.TABLES
        for column in schemas.columns(table)
        if column.references and _is_dangling(column, altered, read)
    }


def list_cited_tables(tables: set[str]) -> set[str]:
    """The tables that rows of some tables cite."""
    return {
        target
        for table in tables
        for column in schemas.columns(table)
        for target in _cited_tables(column).values()
    }


def _cited_tables(column: schemas.Column) -> dict[str | None, str]:
    """Table cited for each value of the row's `subject`; one table, under None, for a plain reference."""
    if column.references == "subject":
        return dict(schemas.SUBJECT_TABLES.items())
    return {None: column.references} if column.references else {}


def _is_dangling(column: schemas.Column, altered: set[str], read: Read) -> bool:
    return any(
        _cites_missing(column, subject, target, read)
        for subject, target in _cited_tables(column).items()
        if column.table in altered or target in altered
    )


def _cites_missing(column: schemas.Column, subject: str | None, target: str, read: Read) -> bool:
    rows = read(column.table)
    if subject is not None:
        rows = rows.filter(pc.equal(rows["subject"], subject))
    cited = rows[column.name].drop_null()
    if not len(cited):  # the target need not be read
        return False
    there = read(target)[_cited_key(column, target)].combine_chunks()
    allowed = pa.array(column.also_allowed, cited.type)
    is_cited_there = pc.or_(pc.is_in(cited, value_set=there), pc.is_in(cited, value_set=allowed))
    return not pc.all(is_cited_there, min_count=0).as_py()


def _cited_key(column: schemas.Column, target: str) -> str:
    """The column of the same name, or else the key: a successor is an organisation too."""
    keys = schemas.key(target)
    return column.name if column.name in keys else keys[0]
