"""Keys of many rows as whole numbers, in the order of the keys: they sort and compare in little memory."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Numbers = npt.NDArray[np.int64]

_LARGEST = 2**62


def number_keys(rows: pa.Table, names: Sequence[str]) -> Numbers:
    """A number a row, in the order of some columns, an empty cell last; rows of the same number have the same cells there."""
    numbers = np.zeros(rows.num_rows, np.int64)
    count = 1
    for name in names if rows.num_rows else ():  # Arrow has no dictionary of days of no piece
        codes, codes_count = _number_values(rows[name])
        if count * codes_count > _LARGEST:
            numbers, count = _close_gaps(numbers)
        numbers *= codes_count
        numbers += codes
        count *= codes_count
    return numbers


def is_ascending(numbers: Numbers) -> bool:
    """Whether no number is before a smaller one."""
    return bool((numbers[1:] >= numbers[:-1]).all())


def find_repeated(numbers: Numbers) -> Numbers:
    """Positions of numbers that stand at two places or more, in their order."""
    ordered = numbers if is_ascending(numbers) else np.sort(numbers)
    repeated = ordered[1:][ordered[1:] == ordered[:-1]]
    return np.flatnonzero(np.isin(numbers, repeated)) if len(repeated) else np.empty(0, np.int64)


def _number_values(column: pa.ChunkedArray) -> tuple[npt.NDArray[np.int32], int]:
    """The rank of each value among the distinct ones, and how many there are."""
    encoded = pc.dictionary_encode(column, null_encoding="encode").combine_chunks()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = pa.concat_arrays(encoded.chunks)
    order = pc.sort_indices(encoded.dictionary).to_numpy()
    ranks = np.empty(len(order), np.int32)
    ranks[order] = np.arange(len(order), dtype=np.int32)
    return ranks[encoded.indices.to_numpy()], max(1, len(order))


def _close_gaps(numbers: Numbers) -> tuple[Numbers, int]:
    """The same order with numbers from 0 on, and how many there are."""
    distinct, closed = np.unique(numbers, return_inverse=True)
    return closed.astype(np.int64, copy=False), max(1, len(distinct))
