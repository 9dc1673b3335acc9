"""What accompaniments cost, before a public: read nowhere but in the one figure that the rule of amounts protects."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from counted_store import TODAY, Row, commit_tables, small_tables

from dse import figures
from dse.figures import REGISTRY
from dse.query import Selection, open_versions_once
from dse.store import Store

pytestmark = pytest.mark.long
AUDIENCES = ("projection", "diffusion")
# One organisation, one kind, one year, one theme: what a public may choose, and what would single out a cost.
CHOICES: tuple[Row, ...] = (
    {},
    {"first_year": 2017, "last_year": 2017},
    {"families": ("ESS",)},
    {"regions": ("84",)},
    {"kinds": ("CAPITALISATION",)},
    {"themes": ("GENRE",)},
)


def list_readings(store: Store, audience: str) -> Iterator[tuple[str, tuple[object, ...]]]:
    """All that a public reads of each figure that no rule of amounts protects, choice after choice; what it is asked alike, once."""
    choices = [Selection(audience=audience, **choice) for choice in CHOICES]
    with open_versions_once():
        for figure in REGISTRY.values():
            if figure.rule is None or figure.rule.form != "amounts":
                for choice in dict.fromkeys(each.keeping(figure.accepts(audience)) for each in choices):
                    answer = figures.answer(store, store.current().number, figure, choice)
                    yield f"{figure.id} {choice}", (answer.table.to_csv(), answer.finding, answer.size)


def with_other_amounts(tables: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """The same accompaniments, each at its own other cost and co-financing."""
    rows = [
        row | {name: row[name] and row[name] * 7 + place for name in ("cost_eur", "cofinancing_eur")}
        for place, row in enumerate(tables["accompaniments"])
    ]
    return tables | {"accompaniments": rows}


def cofinanced_tables() -> dict[str, list[Row]]:
    tables = small_tables()
    for row in tables["accompaniments"]:
        row["cofinancing_eur"] = row["cost_eur"] and row["cost_eur"] / Decimal(2)
    return tables


@pytest.mark.parametrize("audience", AUDIENCES)
def test_no_other_figure_depends_on_what_accompaniments_cost(tmp_path: Path, audience: str) -> None:
    tables = cofinanced_tables()
    one = commit_tables(tmp_path / "one", TODAY, tables)
    other = commit_tables(tmp_path / "other", TODAY, with_other_amounts(tables))
    after = dict(list_readings(other, audience))
    moved = [about for about, said in list_readings(one, audience) if said != after[about]]
    assert not moved
