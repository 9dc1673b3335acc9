"""What the store promises: one pandera model a table, one declaration a column."""

from __future__ import annotations

import hashlib
import json
from copy import copy
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pandas as pd
import pandera.pandas as pandera
import pyarrow as pa

from schemas import codelists, migrations, register, results, row_keys, services, surveys
from schemas.columns import SUBJECT_TABLES, WITHOUT_ORGANISATION, Column, Table

__all__ = [
    "SUBJECT_TABLES",
    "TABLES",
    "WITHOUT_ORGANISATION",
    "Column",
    "Failure",
    "arrow_schema",
    "codelists",
    "column",
    "columns",
    "description",
    "failures",
    "fingerprint",
    "key",
    "migrations",
    "structure",
    "structure_fingerprint",
    "title",
]

# In the order in which tables refer to one another: a table only refers to those above it.
TABLES: dict[str, type[Table]] = {
    "organisations": register.Organisations,
    "organisation_aliases": register.OrganisationAliases,
    "organisation_profiles": register.OrganisationProfiles,
    "memberships": register.Memberships,
    "offers": services.Offers,
    "accompaniments": services.Accompaniments,
    "accompaniment_organisations": services.AccompanimentOrganisations,
    "activities": services.Activities,
    "participations": services.Participations,
    "partnerships": services.Partnerships,
    "changes": results.Changes,
    "theme_marks": services.ThemeMarks,
    "change_contributions": results.ChangeContributions,
    "survey_waves": surveys.SurveyWaves,
    "survey_respondents": surveys.SurveyRespondents,
    "survey_questions": surveys.SurveyQuestions,
    "survey_items": surveys.SurveyItems,
    "survey_options": surveys.SurveyOptions,
    "survey_answers": surveys.SurveyAnswers,
    "indicators": results.Indicators,
    "indicator_baselines": results.IndicatorBaselines,
    "indicator_periods": results.IndicatorPeriods,
    "decisions": results.Decisions,
}


_ROWS_AT_ONCE = 500_000


@dataclass(frozen=True)
class Failure:
    """One value that breaks a check. `row` counts from 0; `column` is empty for a check on the whole row."""

    column: str | None
    row: int | None
    value: Any
    check: str

    @property
    def is_structural(self) -> bool:
        """Whether it breaks the structure itself: columns, types, empty cells where there may be none, keys."""
        return self.row is None or self.check in ("not_nullable", "multiple_fields_uniqueness")


@cache
def columns(table: str) -> tuple[Column, ...]:
    """Columns of a table in the order of declaration."""
    return tuple(_column(table, name, declared) for name, declared in _schema(table).columns.items())


def column(table: str, name: str) -> Column:
    """One column. KeyError if the table has none of that name."""
    return {each.name: each for each in columns(table)}[name]


@cache
def key(table: str) -> tuple[str, ...]:
    """Names of the columns that together identify a row."""
    return tuple(each.name for each in columns(table) if each.role == "key")


def title(table: str) -> str:
    """French title of a table."""
    return TABLES[table].Config.title


def description(table: str) -> str:
    """French description of a table."""
    return TABLES[table].Config.description


@cache
def arrow_schema(table: str) -> pa.Schema:
    """Names, types and nullability as they stand in Parquet."""
    return pa.schema([pa.field(each.name, each.type, nullable=each.nullable) for each in columns(table)])


def structure(table: str) -> dict[str, Any]:
    """What only a migration changes: of each column its type, whether it is of the key, may be empty, and what it refers to."""
    return {
        each.name: {
            "type": str(each.type),
            "key": each.role == "key",
            "nullable": each.nullable,
            "references": each.references,
        }
        for each in columns(table)
    }


@cache
def structure_fingerprint(table: str) -> str:
    """SHA-256 over the structure of a table: a file written under it need not be looked at again."""
    return hashlib.sha256(json.dumps(structure(table), ensure_ascii=False).encode("utf-8")).hexdigest()


def fingerprint(table: str) -> str:
    """SHA-256 over types, checks and allowed codes: changes when rows must be checked again."""
    parts = [
        [each.name, str(each.type), each.role, each.nullable, _checks(table, each.name), _allowed(each)]
        for each in columns(table)
    ]
    whole = [parts, sorted(str(check) for check in _schema(table).checks)]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False).encode("utf-8")).hexdigest()


def failures(table: str, rows: pa.Table) -> list[Failure]:
    """Everything that breaks the schema of a table. Empty when the rows are right.

    Rows are looked at some at a time: what pandera needs beside them does not grow with the table.
    """
    suspects = _find_suspects(table, rows)
    if suspects is None or (suspects and rows.num_rows <= _ROWS_AT_ONCE):
        return _validate(_schema(table), rows)
    if not suspects:
        return []
    found = _validate(_schema(table), rows.take(pa.array(suspects, pa.int64())))
    return [
        failure if failure.row is None else replace(failure, row=suspects[failure.row]) for failure in found
    ]


def _find_suspects(table: str, rows: pa.Table) -> list[int] | None:
    """Rows that break a check, and those whose key comes again. None where the columns are not those of the table."""
    suspects: set[int] = set()
    schema = copy(_schema(table))
    schema.unique = None
    for start in range(0, max(1, rows.num_rows), _ROWS_AT_ONCE):
        for failure in _validate(schema, rows.slice(start, _ROWS_AT_ONCE)):
            if failure.row is None:
                return None
            suspects.add(start + failure.row)
    suspects.update(row_keys.find_repeated(row_keys.number_keys(rows, key(table))).tolist())
    return sorted(suspects)


def _validate(schema: pandera.DataFrameSchema, rows: pa.Table) -> list[Failure]:
    try:
        schema.validate(rows.to_pandas(types_mapper=pd.ArrowDtype), lazy=True)
    except pandera.errors.SchemaErrors as errors:
        return [_failure(case) for case in errors.failure_cases.to_dict("records")]
    return []


@cache
def _schema(table: str) -> pandera.DataFrameSchema:
    schema = TABLES[table].to_schema()
    schema.unique = [name for name, declared in schema.columns.items() if declared.metadata["role"] == "key"]
    return schema


def _column(table: str, name: str, declared: pandera.Column) -> Column:
    metadata = dict(declared.metadata)
    return Column(
        table=table,
        name=name,
        title=declared.title,
        description=declared.description,
        type=declared.dtype.type.pyarrow_dtype,
        nullable=declared.nullable,
        **metadata,
    )


def _checks(table: str, name: str) -> list[str]:
    return sorted(str(check) for check in _schema(table).columns[name].checks)


def _allowed(declared: Column) -> list[str]:
    return [code for name in declared.codelists for code in codelists.allowed(name)]


def _failure(case: dict[str, Any]) -> Failure:
    row = case["index"]
    return Failure(
        column=case["column"] if case["schema_context"] == "Column" else None,
        row=None if pd.isna(row) else int(row),
        value=case["failure_case"],
        check=str(case["check"]),
    )
