"""Earlier structures, each with the migration that leads to today's: what a release may have changed, one of each kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import later_schemas
import pyarrow as pa
import pyarrow.compute as pc
from later_schemas import Reshape, Rows

from dse.store import Store
from schemas.columns import Text
from schemas.migrations import Migration, Tables


@dataclass(frozen=True)
class Past:
    """How a store was before a migration: its tables, and today's rows as they stood then."""

    migration: Migration
    change: Callable[[Rows], Rows]
    reshapes: dict[str, Reshape] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def rewrite(self, store: Store, folder: Path) -> Store:
        """A store as it was before the migration."""
        return later_schemas.written_before(store, folder, self.change, self.reshapes, self.names)


def _renamed(table: str, old: str, new: str) -> Past:
    def forward(tables: Tables) -> Tables:
        return {table: _with_names(tables[table], {old: new})}

    return Past(
        Migration(2, f"{old} s’appelle {new}", (table,), forward),
        lambda rows: rows | {table: _with_names(rows[table], {new: old})} if table in rows else rows,
        {table: lambda schema: schema.rename_columns({new: old})},
    )


def _split() -> Past:
    """First and last day of an activity stood in one cell."""
    table, cut = "activities", "/"

    def forward(tables: Tables) -> Tables:
        rows = tables[table]
        parts = pc.split_pattern(rows["days"].combine_chunks(), cut)
        first = pc.list_element(parts, 0).cast(pa.date32())
        texts = [days.split(cut)[1] or None for days in rows["days"].to_pylist()]
        last = pa.array(texts, pa.string()).cast(pa.date32())
        return {
            table: rows.drop_columns("days").append_column("held_on", first).append_column("ended_on", last)
        }

    def back(rows: Rows) -> Rows:
        if table not in rows:
            return rows
        days = [
            f"{first}{cut}{last or ''}"
            for first, last in zip(
                rows[table]["held_on"].to_pylist(), rows[table]["ended_on"].to_pylist(), strict=True
            )
        ]
        older = rows[table].drop_columns(["held_on", "ended_on"]).append_column("days", pa.array(days))
        return rows | {table: older}

    def reshape(schema):
        schema.checks = []
        return schema.remove_columns(["held_on", "ended_on"]).add_columns(
            {"days": later_schemas.column(Text, nullable=False)}
        )

    return Past(
        Migration(2, "les jours d’une activité se séparent", (table,), forward), back, {table: reshape}
    )


def _recoded() -> Past:
    """Kinds of accompaniment had other codes."""
    table = "accompaniments"

    def recode(rows: pa.Table, pattern: str, replacement: str) -> pa.Table:
        codes = pc.replace_substring_regex(rows["kind"], pattern, replacement)
        return rows.set_column(rows.column_names.index("kind"), "kind", codes)

    def free(schema):
        schema.columns["kind"].checks = []
        return schema

    return Past(
        Migration(
            2, "codes sans « V1_ »", (table,), lambda tables: {table: recode(tables[table], "^V1_", "")}
        ),
        lambda rows: rows | {table: recode(rows[table], "^", "V1_")} if table in rows else rows,
        {table: free},
    )


def _moved() -> Past:
    """The college of a membership stood with the organisation, from which it moves to another table."""

    def forward(tables: Tables) -> Tables:
        organisations = tables.get("organisations")
        if organisations is None:
            return tables
        moved = {"organisations": organisations.drop_columns("college")}
        if "memberships" in tables:
            college = dict(
                zip(
                    organisations["organisation_id"].to_pylist(),
                    organisations["college"].to_pylist(),
                    strict=True,
                )
            )
            of_members = [
                college.get(member) for member in tables["memberships"]["organisation_id"].to_pylist()
            ]
            moved["memberships"] = tables["memberships"].append_column(
                "college", pa.array(of_members, pa.string())
            )
        return moved

    def back(rows: Rows) -> Rows:
        if "organisations" not in rows:
            return rows
        members = rows["memberships"]
        college = dict(
            zip(members["organisation_id"].to_pylist(), members["college"].to_pylist(), strict=True)
        )
        theirs = [college.get(each) for each in rows["organisations"]["organisation_id"].to_pylist()]
        return rows | {
            "organisations": rows["organisations"].append_column("college", pa.array(theirs, pa.string())),
            "memberships": members.drop_columns("college"),
        }

    return Past(
        Migration(2, "le collège est celui de l’adhésion", ("organisations", "memberships"), forward),
        back,
        {
            "organisations": lambda schema: schema.add_columns({"college": later_schemas.column()}),
            "memberships": lambda schema: schema.remove_columns(["college"]),
        },
    )


def _persons() -> Past:
    """Respondents were called persons: who is forgotten must be found under that name."""
    names = {"respondent_id": "person"}
    tables = ("survey_respondents", "survey_answers")

    def forward(tables: Tables) -> Tables:
        return {table: _with_names(rows, {"person": "respondent_id"}) for table, rows in tables.items()}

    return Past(
        Migration(
            2, "une personne est un·e répondant·e", tables, forward, {table: "person" for table in tables}
        ),
        lambda rows: rows | {table: _with_names(rows[table], names) for table in tables if table in rows},
        {table: lambda schema: schema.rename_columns(names) for table in tables},
    )


def _table_renamed() -> Past:
    """Partnerships were called alliances."""
    old, new = "alliances", "partnerships"

    def moved(tables: Tables, start: str, end: str) -> Rows:
        rest = {name: rows for name, rows in tables.items() if name != start}
        return rest | ({end: tables[start]} if start in tables else {})

    return Past(
        Migration(2, "une alliance est un partenariat", (old, new), lambda tables: moved(tables, old, new)),
        lambda rows: moved(rows, new, old),
        names={new: old},
    )


def _with_names(rows: pa.Table, names: dict[str, str]) -> pa.Table:
    return rows.rename_columns([names.get(name, name) for name in rows.column_names])


PASTS = {
    "renamed": _renamed("accompaniments", "secteur_cad", "sector"),
    "split": _split(),
    "recoded": _recoded(),
    "moved": _moved(),
    "persons": _persons(),
    "table renamed": _table_renamed(),
}
