"""Cells that stand for another value, identifiers told apart, and lines that are the same in every cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dse.ingest import Proposal, Upload, confirm, propose
from dse.ingest.forms.form_files import FormError, build_form
from dse.store import Store

FORM = """
title = "Résultats"
{top}

[[rows]]
table = "indicators"
repeats = ["Lieu"]

[rows.columns]
indicator_id = {{ header = "Code", also = ["Titre"] }}
objective = "Mesure"
title = "Titre"
level = {{ constant = "9" }}
measure = {{ constant = "1" }}
unit = "Unité"
source = {{ constant = "typed" }}

[rows.columns.direction]
header = "Code"
values = {{ "délai" = "BAISSE" }}
otherwise = [{{ constant = "HAUSSE" }}]

[[rows]]
table = "indicator_periods"

[rows.columns]
indicator_id = {{ header = "Code", also = ["Titre"] }}
breakdown = "Lieu"
period_start = {{ constant = 2019-01-01 }}
period_end = {{ constant = 2021-12-31 }}
actual = "Valeur"
"""
HEAD = "Code;Titre;Mesure;Unité;Lieu;Valeur\n"


def proposed(tmp_path: Path, lines: str, top: str = "") -> tuple[Store, Proposal]:
    """What some lines would make of an empty store."""
    form = tmp_path / "resultats.toml"
    form.write_text(FORM.format(top=top), encoding="utf-8")
    store = Store(tmp_path / "store")
    return store, propose([Upload("resultats.csv", (HEAD + lines).encode("utf-8"))], store, form=form)


def rows(tmp_path: Path, lines: str) -> dict[str, list[dict[str, Any]]]:
    """The tables that some lines make."""
    store, proposal = proposed(tmp_path, lines)
    assert proposal.status == "ready", [each.sentence for each in proposal.problems]
    version = confirm(proposal, store, code=None, author="Essai", message="Essai")
    return {name: store.read(version, name).to_pylist() for name in ("indicators", "indicator_periods")}


def test_a_cell_stands_for_the_value_its_table_gives_and_for_the_other_source_elsewhere(
    tmp_path: Path,
) -> None:
    lines = "ventes;Ventes;Vendre;unités;Ain;3\nDELAI;Délai;Servir;jours;Ain;4\n"
    assert {row["title"]: row["direction"] for row in rows(tmp_path, lines)["indicators"]} == {
        "Ventes": "HAUSSE",
        "Délai": "BAISSE",
    }


def test_one_code_under_two_titles_makes_two_identifiers(tmp_path: Path) -> None:
    lines = "a;L’accueil;M;u;Ain;1\na;L’accueil;M;u;Doubs;2\na;La vente;M;u;Ain;3\n"
    ids = [row["indicator_id"] for row in rows(tmp_path, lines)["indicator_periods"]]
    assert len(ids) == 3 and len(set(ids)) == 2 and all(each.startswith("a-") for each in ids)


def test_a_title_typed_otherwise_is_the_same_indicator(tmp_path: Path) -> None:
    _, proposal = proposed(tmp_path, "a;L’accueil;M;u;Ain;1\na;L'ACCUEIL ;M;u;Doubs;2\n")
    assert [(each.code, each.header) for each in proposal.problems] == [("IMP-403", "Titre")]


def test_a_line_the_same_in_every_cell_counts_once_where_the_form_says_so(tmp_path: Path) -> None:
    line = "a;Accueil;M;u;Ain;1\n"
    _, refused = proposed(tmp_path, line * 2)
    assert {each.code for each in refused.problems} == {"IMP-401"}
    (tmp_path / "told").mkdir()
    _, told = proposed(tmp_path / "told", line + line.replace(";1", ";1 ") + line, "drops_identical = true")
    assert [(each.code, each.row) for each in told.problems] == [("IMP-401", 3)]
    (tmp_path / "same").mkdir()
    _, same = proposed(tmp_path / "same", line * 3, "drops_identical = true")
    assert same.status == "ready" and same.diffs["indicator_periods"].added == 1
    assert [(each.code, each.row) for each in same.notices] == [("IMP-408", 3), ("IMP-408", 4)]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ({"header": "Code", "values": {"x": "AILLEURS"}}, "la constante « AILLEURS » ne va pas"),
        ({"header": "Code", "values": "x"}, "values de « direction » doit être"),
        ({"header": "Code", "also": "Titre"}, "also de « direction » doit être"),
    ],
)
def test_a_source_badly_written_is_named(source: dict[str, Any], words: str) -> None:
    columns = {"indicator_id": "Code", "direction": source}
    with pytest.raises(FormError, match=words):
        build_form("essai", {"rows": [{"table": "indicators", "columns": columns}]})
