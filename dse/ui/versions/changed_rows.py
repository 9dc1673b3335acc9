"""Changed rows on screen: how many by table, then the rows of one table, before and after side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

import schemas
from dse import french
from dse.store.difference import Detail, TableDiff
from dse.ui.card import tables
from dse.ui.frame.prose import format_sentence
from schemas import Column, codelists

MAX_ROWS = 200
NAME_COLUMNS = ("name", "title")  # columns that tell a reader which row it is
KINDS = {"changed": "Modifiées", "added": "Ajoutées", "removed": "Retirées"}
COUNT_TITLES = ["Table", "Ajoutées", "Modifiées", "Retirées", "Lignes ensuite"]
CELL_TITLES = ["Ligne", "Colonne", "Avant", "Après"]
EMPTY = "(vide)"


def show_counts(diffs: Mapping[str, TableDiff], key: str) -> None:
    """One line a table: rows added, changed, removed, and left; nothing where there is none."""
    lines = [
        (
            schemas.title(table),
            *(_format_count(count) for count in (diff.added, diff.changed, diff.removed, diff.rows)),
        )
        for table, diff in diffs.items()
    ]
    tables.show_text(pd.DataFrame(lines, columns=COUNT_TITLES), key=key)


def _format_count(count: int) -> str:
    return french.number(count) if count else ""


def show_rows(diffs: Mapping[str, TableDiff], read_detail: Callable[[str], Detail], key: str) -> None:
    """Choose a table, then added, changed or removed rows, and read them."""
    changed_tables = [table for table, diff in diffs.items() if not diff.is_empty]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        table = st.selectbox(
            "Table", changed_tables, format_func=schemas.title, key=f"{key}_table", width=300
        )
        counts = _count_kinds(diffs[table])
        kind = st.segmented_control(
            "Lignes",
            list(counts),
            default=next(iter(counts)),
            required=True,
            format_func=lambda kind: f"{KINDS[kind]} ({french.number(counts[kind])})",
            key=f"{key}_lignes_{table}",
        )
    _show_kind(read_detail(table), table, kind, counts[kind], f"{key}_{kind}")


def _count_kinds(diff: TableDiff) -> dict[str, int]:
    return {kind: getattr(diff, kind) for kind in KINDS if getattr(diff, kind)}


def _show_kind(detail: Detail, table: str, kind: str, count: int, key: str) -> None:
    if count > MAX_ROWS:
        st.caption(f"Les {MAX_ROWS} premières lignes sur {french.number(count)}, dans l’ordre des clés.")
    if kind == "changed":
        tables.show_text(list_changed_cells(detail, table).map(format_sentence), key=key)
        return
    rows = detail.added if kind == "added" else detail.removed
    frame = rows.slice(0, MAX_ROWS).to_pandas(types_mapper=pd.ArrowDtype)
    tables.show(frame, schemas.columns(table), key=key)


def list_changed_cells(detail: Detail, table: str) -> pd.DataFrame:
    """One line a changed cell of the first changed rows, as French readers write it. Columns: `CELL_TITLES`."""
    rows_before = detail.before.slice(0, MAX_ROWS).to_pylist()
    rows_after = detail.after.slice(0, MAX_ROWS).to_pylist()
    lines = [
        (
            describe_row(after, table),
            column.label,
            format_value(before[column.name], column),
            format_value(after[column.name], column),
        )
        for before, after in zip(rows_before, rows_after, strict=True)
        for column in schemas.columns(table)
        if before[column.name] != after[column.name]
    ]
    return pd.DataFrame(lines, columns=CELL_TITLES)


def describe_row(row: Mapping[str, object], table: str) -> str:
    """A row's key, and its name where it has one: `ACC-12 · Évaluation finale`."""
    by_name = {column.name: column for column in schemas.columns(table)}
    names = [*schemas.key(table), *(name for name in NAME_COLUMNS if row.get(name))]
    return " · ".join(format_value(row[name], by_name[name]) for name in names)


def format_value(value: Any, column: Column) -> str:
    """A value as French readers write it: labels, dates, decimal commas, yes and no."""
    if value is None:
        return EMPTY
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, int | Decimal):
        return french.number(value, 0 if value == int(value) else 2)
    if isinstance(value, float):
        return french.number(value) if value.is_integer() else french.number(value, 6).rstrip("0")
    labels = (codelists.labels(name).get(value) for name in column.codelists)
    return next((label for label in labels if label), str(value))
