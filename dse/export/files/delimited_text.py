"""The one writer of text files: both CSV dialects, for tables and for figures.

Every field is quoted, and escaped where a spreadsheet would read a formula; the import reads the same values back.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

import schemas
from dse import formula, french, indicator_status
from dse.disclosure import Replacements, marks
from dse.disclosure.replacements import find_unbounded
from dse.store import Store
from schemas import Column, codelists

if TYPE_CHECKING:
    from dse.figures import Answer

BATCH_ROWS = 32_768
WORKERS = 2
NO_REPLACEMENTS = Replacements()
REPEATED = 2  # rows for each distinct value, from which on formatting distinct values is quicker


@dataclass(frozen=True)
class Dialect:
    """How a CSV is written. `french` gives French headers, labels, dates and decimals."""

    separator: str
    newline: str
    mark: bytes
    french: bool


MACHINE = Dialect(separator=",", newline="\r\n", mark=b"", french=False)
FRENCH = Dialect(separator=";", newline="\r\n", mark=b"\xef\xbb\xbf", french=True)
DIALECTS = {"csv": MACHINE, "csv-fr": FRENCH}  # by the name of the format


def render_figure_csv(answer: Answer, dialect: Dialect) -> bytes:
    """The table of a figure's answer as CSV."""
    from dse.figures import REGISTRY  # a table needs none of them, and they are slow to load

    figure = REGISTRY[answer.figure_id]
    if dialect.french:
        columns, arrays = _write_counts(answer.table, figure.columns)
    else:
        columns = figure.columns
        arrays = [_round(_to_arrow(answer.table[column.name], column)) for column in columns]
    table = pa.Table.from_arrays(arrays, names=[column.name for column in columns])
    return b"".join(render_csv(columns, table.to_batches(BATCH_ROWS), dialect, figure.replacements(answer)))


def _write_counts(
    table: pd.DataFrame, columns: Sequence[Column]
) -> tuple[tuple[Column, ...], list[pa.Array]]:
    """The columns of a figure for readers, those with a count in place of a percentage as texts."""
    from dse.figures.readable import list_columns, make_readable

    readable = make_readable(table, columns)
    written = []
    for column in list_columns(columns):
        values = _to_arrow(readable.numbers[column.name], column)
        if column.name not in readable.counts:
            written.append((column, values))
            continue
        counts = pa.Array.from_pandas(readable.counts[column.name], type=pa.string())
        texts = pc.coalesce(counts, _format_in_french(values, column))
        written.append(
            (replace(column, type=pa.string(), unit=None, decimals=None, title=column.label), texts)
        )
    declared, arrays = zip(*written, strict=True)
    return declared, list(arrays)


def render_table_csv(store: Store, number: int, name: str, dialect: Dialect) -> Iterator[bytes]:
    """A table of a version as CSV, in pieces. StoreError if a file is missing or damaged."""
    batches = store.batches(store.version(number), name, BATCH_ROWS)
    return render_csv(schemas.columns(name), batches, dialect)


def render_texts_csv(titles: Sequence[str], cells: Sequence[Sequence[str]]) -> bytes:
    """Rows of texts under titles, as a CSV for French Excel."""
    columns = [
        Column("texts", f"column_{index}", title, title, pa.string(), "text", nullable=True)
        for index, title in enumerate(titles)
    ]
    arrays = [pa.array([line[index] for line in cells], pa.string()) for index in range(len(titles))]
    table = pa.Table.from_arrays(arrays, names=[column.name for column in columns])
    return b"".join(render_csv(columns, table.to_batches(), FRENCH))


def render_csv(
    columns: Sequence[Column],
    batches: Iterable[pa.RecordBatch],
    dialect: Dialect,
    replacements: Replacements = NO_REPLACEMENTS,
) -> Iterator[bytes]:
    """The bytes of a CSV: the header, then one piece a batch, with `replacements` for hidden numbers."""
    headers = [column.label if dialect.french else column.name for column in columns]
    yield dialect.mark + _join_fields(
        [_quote(formula.escape(pa.array([header]))) for header in headers], dialect
    )
    render = partial(_render_batch, columns, dialect, replacements)
    yield from _map_ahead(render, (batch for batch in batches if batch.num_rows))


def _render_batch(
    columns: Sequence[Column], dialect: Dialect, replacements: Replacements, batch: pa.RecordBatch
) -> bytes:
    find = _find_replacements(dialect, replacements, batch)
    fields = [
        _format_field(batch.column(column.name), column, dialect, find(column.name)) for column in columns
    ]
    return _join_fields(fields, dialect)


def _map_ahead(
    render: Callable[[pa.RecordBatch], bytes], batches: Iterable[pa.RecordBatch]
) -> Iterator[bytes]:
    """The pieces in their order, a few of them at work at a time: Arrow works without the lock of Python."""
    with ThreadPoolExecutor(WORKERS) as pool:
        pieces: deque[Future[bytes]] = deque()
        for batch in batches:
            pieces.append(pool.submit(copy_context().run, render, batch))  # the lists of codes of this run
            if len(pieces) > WORKERS:
                yield pieces.popleft().result()
        while pieces:
            yield pieces.popleft().result()


def _join_fields(fields: list[pa.Array], dialect: Dialect) -> bytes:
    """The lines of a batch. Arrow joins them: a text of Python for each row would take most of the time."""
    rows = pc.binary_join_element_wise(*fields, dialect.separator)
    lines = pc.binary_join(pa.ListArray.from_arrays([0, len(rows)], rows), dialect.newline)
    return lines[0].as_buffer().to_pybytes() + dialect.newline.encode()


def _find_replacements(
    dialect: Dialect, replacements: Replacements, batch: pa.RecordBatch
) -> Callable[[str], pa.Array | None]:
    """Of a column, the text that replaces a hidden cell, by row; None if the table has no suppression column."""
    if marks.MARK not in batch.schema.names:
        return lambda _: None
    row_marks = batch.column(marks.MARK).to_pylist()
    if dialect.french and any(map(marks.bound, set(row_marks))):
        return lambda name: pa.array(
            replacements.find(row_marks, name, lambda less: batch.column(less).to_pylist()), pa.string()
        )
    # The same text for all columns: made once, as lists of members are long.
    texts = {
        is_withheld: pa.array(find_unbounded(row_marks, is_withheld=is_withheld), pa.string())
        for is_withheld in (False, True)
    }
    if dialect.french:
        texts = {is_withheld: _say_marks(values) for is_withheld, values in texts.items()}
    return lambda name: texts[name in replacements.withheld]


def _format_field(
    values: pa.Array, column: Column, dialect: Dialect, replacement: pa.Array | None
) -> pa.Array:
    if replacement is not None:
        return _quote(pc.fill_null(pc.coalesce(_format_values(values, column, dialect), replacement), ""))
    encoded = values.dictionary_encode(null_encoding="encode")
    if len(encoded.dictionary) * REPEATED > len(values):
        return _quote(pc.fill_null(_format_values(values, column, dialect), ""))
    # Most columns repeat few values: each is formatted and escaped once a batch.
    distinct = _quote(pc.fill_null(_format_values(encoded.dictionary, column, dialect), ""))
    return distinct.take(encoded.indices)


def _format_values(values: pa.Array, column: Column, dialect: Dialect) -> pa.Array:
    return _format_in_french(values, column) if dialect.french else _format_for_machines(values)


def _format_for_machines(values: pa.Array) -> pa.Array:
    if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
        return formula.escape(values.cast(pa.string()))
    return values.cast(pa.string())


def _format_in_french(values: pa.Array, column: Column) -> pa.Array:
    shown = _round_as_shown(values, column)
    for is_of_type, format_values in _FRENCH_FORMATS:
        if is_of_type(values.type):
            return _replace_far_progress(values, format_values(shown), column)
    return formula.escape(_say_marks(_replace_codes_by_labels(values.cast(pa.string()), column)))


_FRENCH_FORMATS: tuple[tuple[Callable[[pa.DataType], bool], Callable[[pa.Array], pa.Array]], ...] = (
    (pa.types.is_boolean, lambda values: pc.if_else(values, "oui", "non")),
    (pa.types.is_date, lambda values: pc.strftime(values.cast(pa.timestamp("s")), format="%d/%m/%Y")),
    (pa.types.is_integer, lambda values: values.cast(pa.string())),
    (
        lambda kind: pa.types.is_floating(kind) or pa.types.is_decimal(kind),
        lambda values: pc.replace_substring(values.cast(pa.string()), ".", ","),
    ),
)


def _round_as_shown(values: pa.Array, column: Column) -> pa.Array:
    if column.decimals is None or not pa.types.is_floating(values.type):
        return values
    rounded = french.round_as_shown(values.to_numpy(zero_copy_only=False), column.decimals)
    return pa.array(rounded, values.type, mask=values.is_null().to_numpy(zero_copy_only=False))


def _replace_far_progress(values: pa.Array, texts: pa.Array, column: Column) -> pa.Array:
    """The progress of an indicator in words where a percentage would say little."""
    if column.name != indicator_status.PROGRESS:
        return texts
    words = map(indicator_status.describe_progress, values.to_pylist())
    return pc.coalesce(pa.array(words, pa.string()), texts)


def _replace_codes_by_labels(values: pa.Array, column: Column) -> pa.Array:
    labels = codelists.labels_in(column.codelists)
    if not labels:
        return values
    indices = pc.index_in(values, value_set=pa.array(list(labels)))
    return pc.coalesce(pc.take(pa.array(list(labels.values())), indices), values)


def _say_marks(texts: pa.Array) -> pa.Array:
    """The texts with what stands in place of a number, or of a name, as people read it."""
    encoded = texts.dictionary_encode()
    words = pa.array(list(map(marks.to_words, encoded.dictionary.to_pylist())), pa.string())
    return words.take(encoded.indices)


def _quote(values: pa.Array) -> pa.Array:
    doubled = pc.replace_substring(values, '"', '""')
    return pc.binary_join_element_wise('"', doubled, '"', "")


def _to_arrow(values: object, column: Column) -> pa.Array:
    kind = pa.decimal128(38, 2) if pa.types.is_decimal(column.type) else column.type
    return pa.Array.from_pandas(values, type=kind)


def _round(values: pa.Array) -> pa.Array:
    """Numbers to twelve digits and twelve decimals: what comes after them says in which order an engine added.

    Each number is rounded once, under one by its decimals: rounded twice, 75,505 050 505 050 5 was now below a half, now
    above. Not those that are rounded for the eye: they may differ from the page.
    """
    if not pa.types.is_floating(values.type):
        return values
    numbers = values.to_numpy(zero_copy_only=False)
    rounded = np.where(np.abs(numbers) < 1, np.round(numbers, 12), numbers) + 0.0  # which makes of -0 a 0
    return pa.array(np.char.mod("%.12g", rounded).astype(np.float64), values.type, from_pandas=True)
