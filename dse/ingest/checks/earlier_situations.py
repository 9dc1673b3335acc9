"""Situations that begin before one already known: they hold until it does, and what is known after them stays as it was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import schemas
from dse.ingest.checks.confirmations import format_value
from dse.ingest.checks.context import RowContext
from dse.ingest.issues import CellIssue, Issue, shorten
from dse.ingest.registry import QUESTION, cells, check
from dse.ingest.rows.gathering import DATED, join_key_columns

_MOST_NAMED = 3
Row = Mapping[str, Any]


@check(
    "IMP-543",
    level=QUESTION,
    title="Situation datée d’avant une autre",
    explanation=(
        "La famille, la taille ou la région d’un membre valent à partir d’une date, jusqu’à la situation suivante. Celle du fichier commence "
        "avant une situation déjà connue, qui dit autre chose et que le fichier ne donne pas : elle s’arrêterait la veille de celle-ci."
    ),
    advice=(
        "Confirmez si la situation suivante reste vraie ; si le changement vaut aussi après, ajoutez au fichier la ligne de cette situation, corrigée."
    ),
    trips=cells("membres", {"Région": "84", "Situation depuis le": "01/01/2012"}),
    passes=cells("membres", {"Région": "84", "Situation depuis le": "01/01/2020"}),
    on_rows=True,
)
def find_earlier_situations(context: RowContext) -> Iterator[Issue]:
    """New rows that hold from a day on, whose owner has a later one that says something else and that the files do not give."""
    for table in context.merged.keys() & context.gathered.keys() & DATED.keys():
        yield from _find_in_table(context, table)


def _find_in_table(context: RowContext, table: str) -> Iterator[Issue]:
    gathered, added = context.gathered[table], context.merged[table].detail.added
    if not context.current(table).num_rows or not added.num_rows:
        return
    index = {key: row for row, key in enumerate(gathered.keys.to_pylist())}
    listed_keys = _list_keys(context, table)
    content = context.content(table)
    keys = join_key_columns(content, schemas.key(table)).to_pylist()
    by_owner: dict[tuple[Any, ...], list[tuple[date, str, Row]]] = defaultdict(list)
    for key, row in zip(keys, content.to_pylist(), strict=True):
        by_owner[_owner(table, row)].append((row[DATED[table]], key, row))
    for key, row in zip(
        join_key_columns(added, schemas.key(table)).to_pylist(), added.to_pylist(), strict=True
    ):
        later = [other for other in by_owner[_owner(table, row)] if other[0] > row[DATED[table]]]
        if not later:
            continue
        since, next_key, following = min(later, key=lambda other: other[0])
        if next_key not in listed_keys and (difference := _describe_difference(table, row, following)):
            reason = f"Cette situation s’arrêterait le {since - timedelta(1):%d/%m/%Y} : celle du {since:%d/%m/%Y}, déjà connue, dit {difference}."
            advice = f"Confirmez si celle-ci reste vraie ; si le changement vaut aussi après, donnez aussi celle du {since:%d/%m/%Y}, corrigée."
            yield gathered.problem(CellIssue(reason, advice), index[key], DATED[table])


def _list_keys(context: RowContext, table: str) -> set[str]:
    """Keys that the files say; only those they change where they must repeat all that an owner has, which then says nothing."""
    must_repeat = any(batch.rows.table == table and batch.rows.replaces for batch in context.batches)
    rows = (context.changed if must_repeat else context.gathered)[table]
    return {*rows.keys.to_pylist()}


def _owner(table: str, row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in schemas.key(table) if name != DATED[table])


def _describe_difference(table: str, row: Row, following: Row) -> str:
    """`« Région » : Bretagne`: what the next one says otherwise; nothing where it says the same."""
    columns = [
        column
        for column in schemas.columns(table)
        if column.name != DATED[table] and row[column.name] != following[column.name]
    ]
    named = [
        f"« {column.title} » : {shorten(format_value(following[column.name], column))}"
        for column in columns[:_MOST_NAMED]
    ]
    return " ; ".join(named)
