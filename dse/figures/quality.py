"""What the data hold: how full each column of each table is."""

from __future__ import annotations

import pandas as pd

import schemas
from dse import french
from dse.figures import columns as c
from dse.figures.figure import Figure, Finding
from dse.query import Ask

PAGE = "donnees"


def completeness(ask: Ask) -> pd.DataFrame:
    """One row a column of each table that has rows: rows, filled cells, share filled in percent."""
    filled = [row for table in schemas.TABLES for row in _filled(ask, table)]
    names = [column.name for column in _COLUMNS]
    return pd.DataFrame(filled, columns=names)


def _filled(ask: Ask, table: str) -> list[tuple[str, str, int, int, float]]:
    declared = schemas.columns(table)
    counts = ", ".join(f"count({column.name}) as {column.name}" for column in declared)
    found = ask(f"select count(*) as every_row, {counts} from {table}").iloc[0]
    rows = int(found["every_row"])
    return [
        (
            schemas.title(table),
            column.title,
            rows,
            int(found[column.name]),
            100.0 * int(found[column.name]) / rows,
        )
        for column in declared
        if rows
    ]


def _finding(frame: pd.DataFrame) -> Finding:
    tables = frame.drop_duplicates("table_title")
    partial = frame[frame["filled"] < frame["rows"]]
    return Finding(
        f"{french.count(len(tables), 'table remplie', 'tables remplies')}, {french.number(tables['rows'].sum())} lignes ; "
        f"{french.count(len(partial), 'colonne a', 'colonnes ont')} des cases vides."
    )


_COLUMNS = (
    c.TABLE_TITLE,
    c.COLUMN_TITLE,
    c.ROWS,
    c.FILLED,
    c.FILLED_SHARE,
)

FIGURES = (
    Figure(
        id="completeness",
        page=PAGE,
        question="Que manque-t-il dans les données ?",
        rows=completeness,
        columns=_COLUMNS,
        finding=_finding,
        method="Cases remplies de chaque colonne, rapportées aux lignes de sa table. Une case vide peut être normale : un accompagnement en cours n’a pas de date de fin.",
        source="Toutes les tables",
        breakdowns=(),
        size=lambda frame: french.count(int(frame.drop_duplicates("table_title")["rows"].sum()), "ligne"),
    ),
)
