"""The demonstration without its effects: a page that often words a difference there words too many.

A word is one of a table, a finding among « À retenir », or a sentence that takes a difference for more than chance, whatever its
weight. The landing page and the decisions count as any other page.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Hashable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from null_pages import FIRST_DRAWS, SELECTIONS, Reading, can_word, claims, open_null_demo, read_draw

from dse.figures import REGISTRY
from dse.figures.figure import answer
from dse.query import Query, Selection

SEEDS = range(int(os.environ.get("DSE_NULL_SEEDS", "200")))  # seven minutes of two processors
MOST_OF_A_PAGE = 0.10
MOST_OF_A_FIGURE = 0.09
# What is there all the same: a member that asks often goes on asking often, so that accompaniments are concentrated.
# `tests/figures/test_uptake_null.py` asks it of members that are all alike.
THERE = {"uptake_concentration"}
ASKED = [figure.id for figure in REGISTRY.values() if can_word(figure) and figure.id not in THERE]
OTHERS = [figure.id for figure in REGISTRY.values() if not can_word(figure)]
SEEDS_OF_OTHERS = SEEDS[:FIRST_DRAWS]


@pytest.fixture(scope="module")
def draws() -> list[list[Reading]]:
    """What the figures say in each draw."""
    figures = [ASKED + (OTHERS if seed in SEEDS_OF_OTHERS else []) for seed in SEEDS]
    with ProcessPoolExecutor(min(2, os.cpu_count() or 1), mp_context=get_context("spawn")) as pool:
        return list(pool.map(read_draw, SEEDS, figures, chunksize=5))


def count_draws(draws: list[list[Reading]], find_place: Callable[[Reading], Hashable]) -> Counter[Hashable]:
    """In how many draws something is read of each place; None is of none."""
    return Counter(place for readings in draws for place in {*map(find_place, readings)} - {None})


@pytest.mark.long
def test_no_page_often_words_what_is_not_there(draws: list[list[Reading]]) -> None:
    worded = count_draws(
        draws, lambda reading: (reading.selection, reading.page) if reading.has_word else None
    )
    rates = {place: count / len(SEEDS) for place, count in worded.items()}
    assert {place: rate for place, rate in rates.items() if rate > MOST_OF_A_PAGE} == {}


@pytest.mark.long
def test_no_figure_often_words_what_is_not_there(draws: list[list[Reading]]) -> None:
    """The year of joining leaves little time to ask: tested with the others, newcomers were called less served in a draw of five."""
    worded = count_draws(
        draws, lambda reading: (reading.selection, reading.figure_id) if reading.has_word else None
    )
    rates = {place: count / len(SEEDS) for place, count in worded.items()}
    assert {place: rate for place, rate in rates.items() if rate > MOST_OF_A_FIGURE} == {}


@pytest.mark.long
@pytest.mark.parametrize(
    "figure_id", ["opening_by_year", "joining_by_year", "women_by_year", "time_to_first"]
)
def test_what_says_nothing_has_compared(draws: list[list[Reading]], figure_id: str) -> None:
    """Over all years, in every draw: else nothing would be tested."""
    tested = count_draws(
        draws, lambda reading: (reading.selection, reading.figure_id) if reading.is_tested else None
    )
    assert tested["all years", figure_id] == len(SEEDS)


@pytest.mark.long
def test_some_words_are_said(draws: list[list[Reading]]) -> None:
    """Tests that never say anything would be broken, not quiet."""
    assert len(count_draws(draws, lambda reading: reading.figure_id if reading.has_word else None)) > 5


@pytest.mark.long
def test_what_does_not_compare_words_nothing(draws: list[list[Reading]]) -> None:
    read = [each for readings in draws[: len(SEEDS_OF_OTHERS)] for each in readings]
    assert [each for each in read if each.figure_id in OTHERS and each.has_word] == []


def test_decisions_follow_what_a_team_follows() -> None:
    """Or the draws would say nothing of them: the wait, a share, uptake, a need."""
    with open_null_demo(0) as engine:
        told = answer(REGISTRY["decisions_followed"], Query(engine, Selection()), 1, None).table
        decided = Query(engine, Selection())("select decision_id, figure_id from decisions")
    tested = told[told["tendency"].isin(["HAUSSE", "BAISSE", "AUCUNE"])].merge(decided, on="decision_id")
    assert Counter(tested["figure_id"]) == {
        "request_delays": 1,
        "themes_by_year": 2,
        "uptake_by_year": 3,
        "gaps_by_theme": 1,
    }


def test_each_page_that_compares_is_asked() -> None:
    assert {REGISTRY[name].page for name in ASKED} == {
        "vue-ensemble",
        "tendances",
        "recours",
        "enquetes",
        "reinterroger",
        "reseau",
        "changement",
    }
    assert set(SELECTIONS) == {"all years", "a triennial", "a family"}


@pytest.mark.parametrize(
    ("sentence", "is_claim"),
    [
        ("Ce qui a le plus bougé de 2016-2018 à 2019-2021 : part du thème Genre, de 33 % à 17 %.", True),
        ("3 décisions, 1 encore ouverte, chiffre nettement différent depuis pour 1.", True),
        ("L’attente entre demande et démarrage s’allonge : 180 jours en 2021, 90 en 2013.", True),
        ("Aucun écart net entre 2016-2018 et 2019-2021 ; le plus grand : Genre, de 33 % à 17 %.", False),
        ("Délai médian de 132 jours en 2021, sans tendance nette.", False),
        ("L’attente s’allonge nettement entre la demande et le démarrage : 182 jours contre 90.", True),
        ("Cette part monte nettement : 16 % en 2013-2015, 34 % en 2019-2021.", True),
        (
            "Le thème Agroécologie est nettement le moins couvert : 95 % des membres disent en avoir besoin.",
            True,
        ),
        ("Le thème Climat est le moins couvert, sans se détacher nettement des autres : 65 %.", False),
        ("Entre 2013 et 2021, cette part ne monte ni ne baisse nettement.", False),
        ("Le recours à l’accompagnement ne varie pas nettement selon la taille : en moyenne, 20 %.", False),
        (
            "Aucun appui dont le besoin est fort ne déçoit nettement ceux qui l’ont reçu.",
            False,
        ),
    ],
)
def test_a_claim_is_recognised(sentence: str, is_claim: bool) -> None:
    assert claims(sentence) is is_claim
