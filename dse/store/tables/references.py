"""Rows that cite a row that is not there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

import schemas
from dse import french
from schemas import Reference

Read = Callable[[str, tuple[str, ...]], pa.Table]  # some columns of a table
# A decision records what was known then: it may outlive the offer it speaks of.
MAY_OUTLIVE = frozenset({"decisions"})
_MOST_NAMED = 5


@dataclass(frozen=True, order=True)
class Missing:
    """An identifier that rows of a table cite and that its target does not have."""

    table: str
    target: str
    identifier: str


def count_missing(altered: Collection[str], read: Read) -> Counter[Missing]:
    """How many rows cite each missing one, looking only at references from or to an altered table."""
    counts: Counter[Missing] = Counter()
    for reference in schemas.list_references():
        if reference.table in altered or reference.target in altered:
            counts.update(_count_missing_of(reference, read))
    return counts


def describe(counts: Counter[Missing]) -> list[str]:
    """For each table and target, how many rows cite what is no longer there, and what, in French."""
    groups: dict[tuple[str, str], list[Missing]] = {}
    for missing in sorted(counts):
        if missing.table not in MAY_OUTLIVE:
            groups.setdefault((missing.table, missing.target), []).append(missing)
    return [
        f"« {schemas.title(table)} » garde {_count_rows(sum(counts[one] for one in group))} de ce qui n’est plus dans "
        f"« {schemas.title(target)} » : {_list_first([one.identifier for one in group])}."
        for (table, target), group in groups.items()
    ]


def _count_rows(rows: int) -> str:
    return french.count(rows, "ligne qui parle", "lignes qui parlent")


def _list_first(identifiers: Sequence[str]) -> str:
    others = len(identifiers) - _MOST_NAMED
    named = [*identifiers[:_MOST_NAMED], *([french.count(others, "autre", "autres")] if others > 0 else [])]
    return french.listed(named)


def list_cited_tables(tables: Collection[str]) -> set[str]:
    """The tables that rows of some tables cite."""
    return {reference.target for reference in schemas.list_references() if reference.table in tables}


def _count_missing_of(reference: Reference, read: Read) -> Counter[Missing]:
    cited = _read_cited(reference, read)
    if not len(cited):  # the target need not be read
        return Counter()
    there = read(reference.target, (reference.cited_key,))[reference.cited_key].combine_chunks()
    allowed = pa.array(reference.column.also_allowed, cited.type)
    is_there = pc.or_(pc.is_in(cited, value_set=there), pc.is_in(cited, value_set=allowed))
    counts = pc.value_counts(cited.filter(pc.invert(is_there)).combine_chunks()).to_pylist()
    return Counter(
        {Missing(reference.table, reference.target, count["values"]): count["counts"] for count in counts}
    )


def _read_cited(reference: Reference, read: Read) -> pa.ChunkedArray:
    name, subject_column = reference.column.name, reference.subject_column
    rows = read(reference.table, (name, subject_column) if subject_column else (name,))
    if subject_column:
        rows = rows.filter(pc.equal(rows[subject_column], reference.subject))
    return rows[name].drop_null()
