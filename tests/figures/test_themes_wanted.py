"""The place of the most wanted theme among requests and what starts."""

from __future__ import annotations

from dse import figures
from dse.figures import REGISTRY
from dse.query import Selection
from dse.store import Store


def test_a_place_is_said_to_be_shared_where_the_share_is(demo_store: Store) -> None:
    figure = REGISTRY["themes_wanted"]
    table = figures.answer(demo_store, demo_store.current().number, figure, Selection()).table
    alike = figure.finding(table.assign(requested_pct=50.0, delivered_pct=[*range(len(table))]))
    assert "1er à égalité dans les demandes" in alike.sentence
    assert "à égalité dans les accompagnements démarrés" not in alike.sentence
    assert f"Sur les {len(table)} thèmes comparés ici" in alike.sentence.replace("\u202f", " ").replace(
        "\xa0", " "
    )
