"""What the store promises: one class a table, one declaration a column; pandera checks rows against them."""

from __future__ import annotations

import hashlib
import json
from copy import copy
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from schemas import codelists, contacts, migrations, register, results, row_keys, services, surveys
from schemas.columns import SUBJECT_TABLES, WITHOUT_ORGANISATION, Column, Declaration, Table

if TYPE_CHECKING:
    from pandera.pandas import DataFrameSchema

__all__ = [
    "SUBJECT_TABLES",
    "TABLES",
    "WITHOUT_ORGANISATION",
    "Column",
    "Failure",
    "Reference",
    "arrow_schema",
    "codelists",
    "column",
    "columns",
    "description",
    "failures",
    "fingerprint",
    "is_confidential",
    "key",
    "list_figure_tables",
    "list_references",
    "list_typed_tables",
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
    "outputs": services.Outputs,
    "service_targets": services.ServiceTargets,
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
    "contacts": contacts.Contacts,
    "notes": contacts.Notes,
    "next_steps": contacts.NextSteps,
}


_ROWS_AT_ONCE = 500_000
_FINGERPRINTS_KEPT = 512


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
    return tuple(
        _build_column(table, name, *rest) for name, rest in TABLES[table].list_declarations().items()
    )


def column(table: str, name: str) -> Column:
    """One column. KeyError if the table has none of that name."""
    return {each.name: each for each in columns(table)}[name]


@cache
def key(table: str) -> tuple[str, ...]:
    """Names of the columns that together identify a row."""
    return tuple(each.name for each in columns(table) if each.role == "key")


@dataclass(frozen=True)
class Reference:
    """A column of which values are identifiers of another table: all of them, or those beside a `subject` in another column."""

    table: str
    column: Column
    target: str
    subject_column: str = ""
    subject: str = ""

    @property
    def cited_key(self) -> str:
        """The column of the target of the same name, or else its key: a successor is an organisation too."""
        keys = key(self.target)
        return self.column.name if self.column.name in keys else keys[0]


@cache
def list_references() -> tuple[Reference, ...]:
    """Everything by which a row cites another."""
    return tuple(
        reference for table in TABLES for each in columns(table) for reference in _list_references_of(each)
    )


def _list_references_of(column: Column) -> list[Reference]:
    if subject_column := _find_subject_column(column):
        return [
            Reference(column.table, column, target, subject_column, subject)
            for subject, target in SUBJECT_TABLES.items()
        ]
    return [Reference(column.table, column, column.references)] if column.references else []


def _find_subject_column(column: Column) -> str | None:
    """The column that says which table one cites, where not all its values are of one; what respondents answered about came later."""
    if column.references == "subject":
        return "subject"
    return "about" if (column.table, column.name) == ("survey_respondents", "about_id") else None


def has_titles(table: str) -> bool:
    """Whether rows of a table have a title, by which others may cite them."""
    return any(each.name == "title" for each in columns(table))


def title(table: str) -> str:
    """French title of a table."""
    return TABLES[table].Config.title


def description(table: str) -> str:
    """French description of a table."""
    return TABLES[table].Config.description


def is_confidential(table: str) -> bool:
    """Whether a table is for the team alone, and in no figure and no exit but its own."""
    return getattr(TABLES[table].Config, "is_confidential", False)


def list_figure_tables() -> list[str]:
    """The tables that figures may read: all but those for the team alone."""
    return [table for table in TABLES if not is_confidential(table)]


def list_typed_tables() -> list[str]:
    """The tables that the team writes day by day on the pages: going back to an older version leaves them, unless asked."""
    return [table for table in TABLES if table == "decisions" or is_confidential(table)]


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


@cache
def _describe_checks(table: str) -> tuple[dict[str, list[str]], list[str]]:
    """The checks on each column of a table, and those on whole rows, as text."""
    rules = TABLES[table].list_rules()
    by_column = {
        name: sorted(
            [*declared.describe_checks(), *(rule.describe() for rule in rules if rule.column == name)]
        )
        for name, (_, declared) in TABLES[table].list_declarations().items()
    }
    return by_column, sorted(rule.describe() for rule in rules if rule.column is None)


def fingerprint(table: str) -> str:
    """SHA-256 over types, checks and allowed codes: changes when rows must be checked again."""
    with_lists = (each for each in columns(table) if each.codelists)
    return _hash_rules(table, tuple(tuple(_allowed(each)) for each in with_lists))


@lru_cache(maxsize=_FINGERPRINTS_KEPT)
def _hash_rules(table: str, allowed: tuple[tuple[str, ...], ...]) -> str:
    checks, row_checks = _describe_checks(table)
    codes = iter(allowed)
    parts = [
        [
            each.name,
            str(each.type),
            each.role,
            each.nullable,
            checks[each.name],
            next(codes) if each.codelists else (),
        ]
        for each in columns(table)
    ]
    return hashlib.sha256(json.dumps([parts, row_checks], ensure_ascii=False).encode("utf-8")).hexdigest()


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


def _validate(schema: DataFrameSchema, rows: pa.Table) -> list[Failure]:
    from pandera.errors import SchemaErrors  # slow to import

    try:
        schema.validate(rows.to_pandas(types_mapper=pd.ArrowDtype), lazy=True)
    except SchemaErrors as errors:
        return [_failure(case) for case in errors.failure_cases.to_dict("records")]
    return []


@cache
def _schema(table: str) -> DataFrameSchema:
    schema = TABLES[table].to_schema()
    schema.unique = [name for name, declared in schema.columns.items() if declared.metadata["role"] == "key"]
    return schema


def _build_column(table: str, name: str, kind: pd.ArrowDtype, declared: Declaration) -> Column:
    return Column(
        table=table,
        name=name,
        title=declared.title,
        description=declared.description,
        type=kind.pyarrow_dtype,
        nullable=declared.nullable,
        **declared.metadata,
    )


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
