"""What the data hold and lack: how full each column is year by year, how far each table reaches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

import schemas
from dse import charts, disclosure, french, sentences
from dse.figures import columns as c
from dse.figures.figure import Figure, Finding
from dse.query import Query

_SAY = sentences.read(__file__)

DAYS_NAMED = 4


@dataclass(frozen=True)
class Dated:
    """The column that says when a row of a table was, and what its last one is called."""

    column: str
    last: str


# The date of each table's own rows; a table that is not here has none.
DATES = {
    "organisation_profiles": Dated("valid_from", "dernier profil"),
    "memberships": Dated("joined_on", "dernière adhésion"),
    "offers": Dated("opened_on", "dernière offre ouverte"),
    "accompaniments": Dated("requested_on", "dernière demande"),
    "activities": Dated("held_on", "dernière activité"),
    "partnerships": Dated("started_on", "dernier partenariat"),
    "changes": Dated("observed_on", "dernier changement observé"),
    "survey_waves": Dated("opened_on", "dernière enquête"),
    "survey_respondents": Dated("submitted_on", "dernière réponse"),
    "indicator_baselines": Dated("observed_on", "dernière valeur de départ"),
    "indicator_periods": Dated("period_start", "dernière période d’indicateur"),
    "decisions": Dated("decided_on", "dernière décision"),
}
NOT_TOLD = (_SAY("detail.not_told"),)
# What happens, as opposed to what is described or planned: their last day says how fresh the data are.
HAPPENS = (
    "memberships",
    "accompaniments",
    "activities",
    "partnerships",
    "changes",
    "survey_respondents",
)


def completeness(query: Query) -> pd.DataFrame:
    """One row a column and year of each table that has rows: rows, filled cells, share filled in percent.

    The year is that of the table's own date; empty where the table has none, or the row.
    """
    tables = _tables(query)
    parts = " union all ".join(_count_filled(table) for table in tables)
    counts = query.read(f"select * from ({parts}) order by rank, year nulls last").to_pylist()
    rows = [
        row for table in tables for row in _filled(table, [row for row in counts if row["name"] == table])
    ]
    frame = pd.DataFrame(rows, columns=[column.name for column in _COMPLETENESS])
    return frame.assign(year=frame["year"].astype("Int64").astype(pd.ArrowDtype(c.YEAR.type)))


def _count_filled(table: str) -> str:
    """A row a year of a table: its rows, and in how many of them each column is filled."""
    rank = list(schemas.TABLES).index(table)
    filled = ", ".join(f"count({column.name})" for column in schemas.columns(table))
    return f"select {rank} as rank, '{table}' as name, {_year(table)} as year, count(*) as rows, [{filled}] as filled from {table} group by 3"


def _filled(table: str, counts: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    return [
        (
            schemas.title(table),
            column.title,
            row["year"],
            row["rows"],
            row["filled"][place],
            100.0 * row["filled"][place] / row["rows"],
        )
        for place, column in enumerate(schemas.columns(table))
        for row in counts
    ]


def _tables(query: Query) -> list[str]:
    """The tables that an audience is told of. How many rows a survey has tells, from one version to the next, what one
    respondent answered."""
    is_public = disclosure.audience(query.selection.audience).is_public
    return [
        table for table in schemas.list_figure_tables() if not (is_public and table.startswith("survey_"))
    ]


def _year(table: str) -> str:
    dated = DATES.get(table)
    return f"cast(extract(year from {dated.column}) as bigint)" if dated else "cast(null as bigint)"


def _completeness_finding(frame: pd.DataFrame) -> Finding:
    totals = frame.groupby(["table_title", "column_title"], sort=False)[["rows", "filled"]].sum()
    rows = totals.groupby("table_title")["rows"].max()
    partial = totals[totals["filled"] < totals["rows"]]
    return Finding(_SAY("completeness.filled", n=len(rows), rows=int(rows.sum()), columns=len(partial)))


def _rows_of_all(frame: pd.DataFrame) -> int:
    return int(frame.drop_duplicates(["table_title", "year"])["rows"].sum())


def tables_of(frame: pd.DataFrame) -> list[str]:
    """Titles of the tables in a table of completeness, in its order."""
    return list(dict.fromkeys(frame["table_title"]))


def of_table(frame: pd.DataFrame, title: str) -> pd.DataFrame:
    """The rows of a table of completeness about one table, by its title."""
    return frame[frame["table_title"] == title].reset_index(drop=True)


def by_column(frame: pd.DataFrame, title: str) -> charts.Chart:
    """How full each column of one table is: a cell a column and year; `Sans date` where a row has no year."""
    mine = of_table(frame, title)
    years = ["Sans date" if pd.isna(year) else str(int(year)) for year in mine["year"]]
    return charts.heat(mine.assign(year=years), x=c.YEAR, y=c.COLUMN_TITLE, value=c.FILLED_SHARE)


def freshness(query: Query) -> pd.DataFrame:
    """One row a table that has rows: rows, first and last date, rows of the last year known, optional cells filled."""
    parts = " union all ".join(_table_line(table) for table in _tables(query))
    lines = query(f"select * from ({parts}) as lines where lines.rows > 0 order by lines.rank")
    return lines.assign(table_title=[schemas.title(table) for table in lines["table_name"]])


def _table_line(table: str) -> str:
    dated = DATES.get(table)
    day = dated.column if dated else "cast(null as date)"
    rank = list(schemas.TABLES).index(table)
    optional = [f"count({column.name})" for column in schemas.columns(table) if column.nullable]
    share = (
        f"cast(100 as double) * ({' + '.join(optional)}) / (count(*) * {len(optional)})"
        if optional
        else "null"
    )
    in_last_year = (
        f"case when max(reference.as_of) is not null then "
        f"count(case when extract(year from {day}) = extract(year from reference.as_of) then 1 end) end"
    )
    return f"""
    select '{table}' as table_name, {rank} as rank, count(*) as rows,
        min({day}) as first_day, max(case when {day} <= reference.known_on then {day} end) as last_day,
        {in_last_year if dated else "cast(null as bigint)"} as last_year_rows,
        case when count(*) > 0 then cast({share} as double) end as optional_pct
    from {table} cross join reference
    """


def _freshness_finding(frame: pd.DataFrame) -> Finding:
    names = {schemas.title(table): DATES[table].last for table in HAPPENS}
    dated = frame[frame["last_day"].notna() & frame["table_title"].isin(names)].sort_values("last_day")
    if dated.empty:
        return Finding(_SAY("freshness.undated", n=int(frame["rows"].sum()), tables=len(frame)))
    texts = [
        _SAY("freshness.last", name=names[title], day=french.day(day))
        for title, day in zip(dated["table_title"], dated["last_day"], strict=True)
    ]
    return Finding(_SAY("freshness.days", days=texts[:DAYS_NAMED]))


_COMPLETENESS = (c.TABLE_TITLE, c.COLUMN_TITLE, c.YEAR, c.ROWS, c.FILLED, c.FILLED_SHARE)
_FRESHNESS = (c.TABLE_TITLE, c.ROWS, c.FIRST_DAY, c.LAST_DAY, c.LAST_YEAR_ROWS, c.OPTIONAL_SHARE)

FIGURES = (
    Figure(
        id="completeness",
        page="donnees",
        question="Que manque-t-il dans les données ?",
        rows=completeness,
        columns=_COMPLETENESS,
        finding=_completeness_finding,
        method=_SAY("completeness.method"),
        detail=(_SAY("completeness.detail"), *NOT_TOLD),
        source="Toutes les tables",
        breakdowns=(),
        size=lambda frame: french.count(_rows_of_all(frame), "ligne"),
    ),
    Figure(
        id="freshness",
        page="vue-ensemble",
        question="Jusqu’où vont les données, et sont-elles complètes ?",
        rows=freshness,
        columns=_FRESHNESS,
        finding=_freshness_finding,
        method=_SAY("freshness.method"),
        detail=(_SAY("freshness.detail"), *NOT_TOLD),
        source="Toutes les tables",
        breakdowns=(),
        size=lambda frame: french.count(int(frame["rows"].sum()), "ligne"),
    ),
)
