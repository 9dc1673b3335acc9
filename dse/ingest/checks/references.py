"""References across all tables as they would be after the import, the current version included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

import schemas
from dse.ingest.issues import ALL_FILES, CellIssue, Issue, count_noun, quoted_list, shorten
from dse.ingest.rows.gathering import Gathered, joined
from dse.ingest.rows.merge import Merged
from dse.ingest.rows.row_building import Current
from dse.ingest.spelling import nearest
from schemas.columns import Column

RESEMBLANCE = 0.75  # of two references, from which one may be the other misspelt
MOST_COMPARED = 20  # references for which the nearest known one is looked for: it takes time


def orphans(
    gathered: Mapping[str, Gathered],
    unkeyed: Mapping[str, Gathered],
    merged: Mapping[str, Merged],
    current: Current,
) -> Iterator[Issue]:
    """Rows that would point to nothing: those of the files, with or without a whole key, then those left behind by a removal."""
    for table in schemas.TABLES:
        for column in (each for each in schemas.columns(table) if each.references):
            for target, only in _targets(column):
                if table in gathered:
                    for rows in (gathered[table], unkeyed[table]):
                        if _points(rows.rows, column, only):  # else the target need not be read
                            yield from _of_files(rows, column, target, only, _known(target, merged, current))
                if target in merged and merged[target].diff.removed:
                    yield from _left_behind(
                        merged[target], column, only, _kept(table, gathered, merged, current)
                    )


def _targets(column: Column) -> Iterator[tuple[str, str | None]]:
    """Tables a column may point to; a polymorphic one to one table for each value of its subject."""
    if column.references != "subject":
        yield column.references, None
        return
    for subject, table in schemas.SUBJECT_TABLES.items():
        yield table, subject


def _known(target: str, merged: Mapping[str, Merged], current: Current) -> pa.Array:
    rows = merged[target].content if target in merged else current(target)
    return rows[schemas.key(target)[0]].combine_chunks()


def _kept(
    table: str, gathered: Mapping[str, Gathered], merged: Mapping[str, Merged], current: Current
) -> pa.Table:
    """Rows that stay though no file gives them."""
    rows = merged[table].content if table in merged else current(table)
    if table not in gathered:
        return rows
    given = pc.is_in(joined(rows, schemas.key(table)), value_set=gathered[table].keys)
    return rows.filter(pc.invert(given))


def _points(rows: pa.Table, column: Column, only: str | None) -> bool:
    """Whether a row cites anything by a column."""
    cites = pc.is_valid(rows[column.name])
    if only is not None:
        cites = pc.and_(cites, pc.fill_null(pc.equal(rows["subject"], only), False))
    return pc.any(cites, min_count=0).as_py()


def _pointing(rows: pa.Table, column: Column, only: str | None, known: pa.Array) -> pa.Array:
    """Row numbers whose value is not known."""
    values = rows[column.name]
    allowed = pa.concat_arrays([known, pa.array(column.also_allowed, pa.string())])
    lost = pc.and_(pc.is_valid(values), pc.invert(pc.is_in(values, value_set=allowed)))
    if only is not None:
        lost = pc.and_(lost, pc.fill_null(pc.equal(rows["subject"], only), False))
    return pc.indices_nonzero(lost)


def _of_files(
    gathered: Gathered, column: Column, target: str, only: str | None, known: pa.Array
) -> Iterator[Issue]:
    for number, row in enumerate(_pointing(gathered.rows, column, only, known).to_pylist()):
        if gathered.is_faulty(row, column.name):
            continue
        missing = shorten(gathered.rows[column.name][row].as_py())
        reason = f"« {missing} » n’est pas dans la table « {schemas.title(target)} »."
        near = nearest(missing, known.to_pylist(), 1, RESEMBLANCE) if number < MOST_COMPARED else []
        first = f"Écrivez {quoted_list(near)} si c’est elle" if near else "Corrigez la référence"
        fault = CellIssue("IMP-404", reason, f"{first}, ou importez aussi ce qu’elle désigne.")
        yield gathered.problem(fault, row, column.name)


def _left_behind(target: Merged, column: Column, only: str | None, rows: pa.Table) -> Iterator[Issue]:
    gone = target.detail.removed[schemas.key(target.table)[0]].combine_chunks()
    pointing = rows.filter(pc.is_in(rows[column.name], value_set=gone))
    if only is not None:
        pointing = pointing.filter(pc.equal(pointing["subject"], only))
    counts = pc.value_counts(pointing[column.name].combine_chunks()).to_pylist()
    for count in sorted(counts, key=lambda each: each["values"]):
        depends = "en dépend" if count["counts"] == 1 else "en dépendent"
        reason = (
            f"« {shorten(count['values'])} » disparaît de « {schemas.title(target.table)} », mais "
            f"{count_noun(count['counts'], 'ligne')} de « {schemas.title(column.table)} » {depends}."
        )
        yield Issue("IMP-405", ALL_FILES, reason, "Remettez-la dans le fichier, ou retirez aussi ces lignes.")
