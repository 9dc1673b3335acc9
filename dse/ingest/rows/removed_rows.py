"""Rows already there that the files take away: of a scope a line speaks for, of a complete file, or of a year of numbered lines."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

import schemas
from dse.ingest.forms.definitions import LINE, Form, Rows
from dse.ingest.rows import numbered_lines
from dse.ingest.rows.batch import Batch
from dse.ingest.rows.gathering import array_of, join_key_columns
from dse.ingest.rows.row_building import Current


def find_removed_rows(
    table: str, batches: Sequence[Batch], forms: Sequence[Form], current: Current
) -> pa.Array:
    """Of each current row of a table, whether the files take it away. Rows that a file gives included.

    `forms` are those whose files are complete and that do not number their lines.
    """
    rows = current(table)
    is_removed = pa.repeat(False, rows.num_rows)
    for batch in (block for block in batches if block.table == table):
        is_removed = pc.or_(is_removed, _rows_replaced(batch, batch.rows.replaces, rows))
        if batch.form in forms:
            is_removed = pc.or_(is_removed, _rows_replaced(batch, batch.rows.replaces_when_complete, rows))
    for form in forms:
        about = find_subjects(form, batches)
        for block in (block for block in form.rows if block.table == table):
            is_removed = pc.or_(is_removed, _rows_not_spoken_of(form, block, about, batches, current))
    return is_removed


def _rows_replaced(batch: Batch, columns: Sequence[str], rows: pa.Table) -> pa.Array:
    if not columns or not set(columns) <= set(batch.spoken_for):
        return pa.repeat(False, rows.num_rows)
    spoken = pa.table(
        {name: array_of(batch.spoken_for[name], schemas.column(batch.table, name).type) for name in columns}
    )
    return pc.is_in(join_key_columns(rows, columns), value_set=join_key_columns(spoken, columns).drop_null())


def _rows_not_spoken_of(
    form: Form, block: Rows, about: pa.Array, batches: Sequence[Batch], current: Current
) -> pa.Array:
    """Rows about what no complete file is about, whichever columns the files have.

    For a period, only what dates from a year of the files.
    """
    rows, owners = current(block.table), owner_columns(form, block)
    if len(owners) < len(form.identity):
        return pa.repeat(False, rows.num_rows)
    subjects = join_key_columns(rows, owners)
    is_removed = pc.and_(_like_constants(block, rows), pc.is_valid(subjects))
    is_removed = pc.and_(is_removed, pc.invert(pc.is_in(subjects, value_set=about)))
    if form.semantics == "periode":
        is_removed = pc.and_(is_removed, pc.is_in(subjects, value_set=_of_the_years(form, batches, current)))
    return is_removed


def list_numbering_forms(batches: Sequence[Batch]) -> list[Form]:
    """Forms that number their lines, of which a file is more than lines to correct that come back."""
    forms = {
        batch.form.name: batch.form
        for batch in batches
        if batch.form.key == LINE and not batch.sheet.is_given_back
    }
    return [*forms.values()]


def list_continued_forms(batches: Sequence[Batch]) -> list[Form]:
    """Forms that number their lines, of which all files are lines to correct that come back."""
    replaced = list_numbering_forms(batches)
    forms = {batch.form.name: batch.form for batch in batches if batch.form.key == LINE}
    return [form for form in forms.values() if form not in replaced]


def find_numbered_rows(table: str, batches: Sequence[Batch], current: Current) -> pa.Array:
    """Of each row of a table, whether a form that numbers its lines gave it for a year of the files, which replace it whole."""
    rows = current(table)
    is_numbered = pa.repeat(False, rows.num_rows)
    for form in list_numbering_forms(batches):
        about = find_subjects(form, batches)
        for block in (block for block in form.rows if block.table == table):
            if owners := owner_columns(form, block):
                numbered = _are_numbered_like(join_key_columns(rows, owners), about)
                is_numbered = pc.or_(is_numbered, pc.and_(_like_constants(block, rows), numbered))
    return is_numbered


def blank_numbered_rows(table: str, rows: pa.Table, is_numbered: pa.Array, forms: Sequence[Form]) -> pa.Table:
    """The rows, where those that a form numbered keep only what it never gives: the line of a number may be another one now."""
    names = {name for form in forms for block in form.rows if block.table == table for name in block.columns}
    for name in names.difference(schemas.key(table)):
        values = pc.if_else(is_numbered, pa.scalar(None, rows.schema.field(name).type), rows[name])
        rows = rows.set_column(rows.column_names.index(name), rows.schema.field(name), values)
    return rows


def _are_numbered_like(subjects: pa.Array, about: pa.Array) -> pa.Array:
    """Identifiers with the form and the year of one of those that a form numbers."""
    stems = {numbered_lines.get_stem(identifier) for identifier in about.to_pylist()}
    return pa.array(
        [numbered_lines.get_stem(identifier or "") in stems for identifier in subjects.to_pylist()],
        pa.bool_(),
    )


def owner_columns(form: Form, block: Rows) -> list[str]:
    """Columns of a block that say what its line is about."""
    by_header = {source.header: name for name, source in block.columns.items() if source.header}
    return [by_header[header] for header in form.identity if header in by_header]


def _like_constants(block: Rows, rows: pa.Table) -> pa.Array:
    """Rows that this block could have made: a mark of an activity is no mark of an accompaniment."""
    is_like = pa.repeat(True, rows.num_rows)
    for name, source in block.columns.items():
        if source.constant is not None and name in schemas.key(block.table):
            same = pc.equal(rows[name].combine_chunks().cast(pa.string()), source.constant)
            is_like = pc.and_(is_like, same)
    return is_like


def _first(form: Form, batches: Sequence[Batch]) -> list[Batch]:
    return [batch for batch in batches if batch.form == form and batch.rows is form.rows[0]]


def find_subjects(form: Form, batches: Sequence[Batch]) -> pa.Array:
    """What the files of a form are about."""
    owners = owner_columns(form, form.rows[0])
    kinds = {name: schemas.column(form.rows[0].table, name).type for name in owners}
    pieces = [
        join_key_columns(
            pa.table({name: array_of(batch.columns[name], kinds[name]) for name in owners}), owners
        )
        for batch in _first(form, batches)
    ]
    return pa.concat_arrays([pa.array([], pa.string()), *pieces]).drop_null()


def _of_the_years(form: Form, batches: Sequence[Batch], current: Current) -> pa.Array:
    """What the current version knows that dates from a year of the files."""
    first = form.rows[0]
    dated = next(name for name, source in first.columns.items() if source.header == form.period)
    days = [day for batch in _first(form, batches) for day in batch.columns.get(dated, ())]
    years = sorted({day.year for day in days if day is not None})
    rows = current(first.table)
    inside = rows.filter(pc.is_in(pc.year(rows[dated]), value_set=pa.array(years, pa.int64())))
    return join_key_columns(inside, owner_columns(form, first))
