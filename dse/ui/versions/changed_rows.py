"""Changed rows on screen: how many by table, then the rows of one table, before and after side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

import pandas as pd
import streamlit as st

import schemas
from dse import french
from dse.store.difference import Detail, TableDiff
from dse.ui.card import tables
from dse.ui.frame.prose import sentence
from schemas import Column, codelists

ROWS_SHOWN = 200
NAMING = ("name", "title")  # columns that tell a reader which row it is
KINDS = {"changed": "Modifiées", "added": "Ajoutées", "removed": "Retirées"}


COUNTED = ["Table", "Ajoutées", "Modifiées", "Retirées", "Lignes ensuite"]
CELLS = ["Ligne", "Colonne", "Avant", "Après"]
EMPTY = "(vide)"


def show_counts(diffs: Mapping[str, TableDiff], key: str) -> None:
    """One line a table: rows added, changed, removed, and left; nothing where there is none."""
    lines = [
        (
            schemas.title(table),
            *(_number(each) for each in (diff.added, diff.changed, diff.removed, diff.rows)),
        )
        for table, diff in diffs.items()
    ]
    tables.read(pd.DataFrame(lines, columns=COUNTED), key=key)


def _number(count: int) -> str:
    return french.number(count) if count else ""


def show_rows(diffs: Mapping[str, TableDiff], read: Callable[[str], Detail], key: str) -> None:
    """Choose a table, then added, changed or removed rows, and read them."""
    touched = [table for table, diff in diffs.items() if not diff.is_empty]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        table = st.selectbox("Table", touched, format_func=schemas.title, key=f"{key}_table", width=300)
        counted = _counted(diffs[table])
        kind = st.segmented_control(
            "Lignes",
            list(counted),
            default=next(iter(counted)),
            required=True,
            format_func=lambda each: f"{KINDS[each]} ({french.number(counted[each])})",
            key=f"{key}_lignes_{table}",
        )
    _show_kind(read(table), table, kind, counted[kind], f"{key}_{kind}")


def _counted(diff: TableDiff) -> dict[str, int]:
    return {kind: getattr(diff, kind) for kind in KINDS if getattr(diff, kind)}


def _show_kind(detail: Detail, table: str, kind: str, count: int, key: str) -> None:
    if count > ROWS_SHOWN:
        st.caption(f"Les {ROWS_SHOWN} premières lignes sur {french.number(count)}, dans l’ordre des clés.")
    if kind == "changed":
        tables.read(cells(detail, table).map(sentence), key=key)
        return
    rows = detail.added if kind == "added" else detail.removed
    frame = rows.slice(0, ROWS_SHOWN).to_pandas(types_mapper=pd.ArrowDtype)
    tables.show(frame, schemas.columns(table), key=key)


def cells(detail: Detail, table: str) -> pd.DataFrame:
    """One line a changed cell of the first changed rows, as French readers write it. Columns `CELLS`."""
    before = detail.before.slice(0, ROWS_SHOWN).to_pylist()
    after = detail.after.slice(0, ROWS_SHOWN).to_pylist()
    lines = [
        (row_name(new, table), column.label, shown(old[column.name], column), shown(new[column.name], column))
        for old, new in zip(before, after, strict=True)
        for column in schemas.columns(table)
        if old[column.name] != new[column.name]
    ]
    return pd.DataFrame(lines, columns=CELLS)


def row_name(row: Mapping[str, object], table: str) -> str:
    """A row's key, and its name where it has one: `ACC-12 · Évaluation finale`."""
    by_name = {column.name: column for column in schemas.columns(table)}
    names = [*schemas.key(table), *(name for name in NAMING if row.get(name))]
    return " · ".join(shown(row[name], by_name[name]) for name in names)


def shown(value: object, column: Column) -> str:
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
