"""A sentence that compares two means stands over a chart that draws them."""

from __future__ import annotations

import re

import pytest
from counted_store import answer_figure

from dse import charts
from dse.figures import REGISTRY
from dse.store import Store

SHARES = ("themes_by_year", "uptake_by_year", "uptake_any_by_year", "opening_by_year", "joining_by_year")
CHOICES = (
    {},
    {"families": ("ONG",)},
    {"families": ("COLLECTIVITE",)},
    {"first_year": 2014, "last_year": 2020},
)
# « de 16 % en 2013-2015 à 34 % en 2019-2021 »
_COMPARED = re.compile(r"de (\d+)\s% en ([\d-]+) à (\d+)\s% en ([\d-]+)")


def chart_texts(store: Store, figure_id: str, **choice: object) -> set[str]:
    answer = answer_figure(store, figure_id, **choice)
    rows = [
        row for data in REGISTRY[figure_id].chart(answer.table).to_dict()["datasets"].values() for row in data
    ]
    return {re.sub(r"\s", "", str(row["text"])).replace("\u2011", "-") for row in rows if "text" in row}


@pytest.mark.parametrize("figure_id", SHARES)
def test_the_chart_draws_the_means_that_the_sentence_compares(demo_store: Store, figure_id: str) -> None:
    for choice in CHOICES:
        answer = answer_figure(demo_store, figure_id, **choice)
        compared = _COMPARED.findall(answer.finding.sentence)
        assert bool(compared) == answer.table["tendency"].isin(charts.CLEAR).any()
        drawn = chart_texts(demo_store, figure_id, **choice)
        for before, early, after, late in compared:
            assert any(f"{early}:{before}%" in text or f"moy.{before}%" in text for text in drawn)
            assert any(f"{late}:{after}%" in text or f"moy.{after}%" in text for text in drawn)


# The chart of this one is of counts: its sentence gives none but those that the bars of the years add up to.
def test_the_bars_add_up_to_the_counts_that_the_sentence_compares(demo_store: Store) -> None:
    figure = REGISTRY["changes_unforeseen"]
    table = answer_figure(demo_store, figure.id).table.assign(unforeseen_tendency="HAUSSE")
    sentence = figure.finding(table).sentence
    assert "%" not in sentence
    sets = figure.chart(table).to_dict()["datasets"].values()
    bars = [row for rows in sets for row in rows if "part" in row]
    unforeseen = {column.title for column in figure.columns if column.name.startswith("unforeseen_")}
    compared = re.findall(r"(\d+) sur (\d+) en (\d+)-(\d+)", sentence)
    assert len(compared) == 2
    for part, base, first, last in compared:
        inside = [row for row in bars if int(first) <= row["year"] <= int(last)]
        assert sum(row["count"] for row in inside) == int(base)
        assert sum(row["count"] for row in inside if row["part"] in unforeseen) == int(part)


def test_some_sentence_compares_two_means(demo_store: Store) -> None:
    sentences = [answer_figure(demo_store, name).finding.sentence for name in SHARES]
    assert sum(bool(_COMPARED.search(sentence)) for sentence in sentences) >= 2
