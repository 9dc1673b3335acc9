"""The first finding of Réinterroger is the first everywhere, on the table of each audience."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from counted_store import answer_figure

from dse.export import dossier
from dse.export.dossier import Choice
from dse.export.dossier.printed_chapters import list_findings
from dse.figures import REGISTRY, SECTIONS, Answer, Finding, highlights, strongest
from dse.query import Selection, open_versions_once
from dse.store import Store

AUDIENCES = ("equipe", "projection", "diffusion")
YEARS = {"2013-2021": (2013, 2021), "2016-2018": (2016, 2018), "2019-2021": (2019, 2021)}
GAPS = SECTIONS["reinterroger"]["ecarts"].figures


def say(figure_id: str, weight: float, members: int = 0) -> Answer:
    finding = Finding(figure_id, weight, members=members)
    return Answer(figure_id, Selection(), 1, None, None, finding, "")


def sort_ids(*answers: Answer) -> list[str]:
    return [answer.figure_id for answer in strongest.order(answers)]


def test_gaps_stand_before_all_else_and_record_keeping_after() -> None:
    others = [say("waves_satisfaction", 0.4), say("changes_backed", 0.9), say("indicators_progress", 0.5)]
    gaps = [say("quadrant_by_theme", 0.3), say("gaps_by_support", 0.1), say("gaps_by_theme", 0.2)]
    assert sort_ids(*others, *gaps, say("waves_need", 0.0)) == [
        "quadrant_by_theme", "gaps_by_theme", "gaps_by_support", "indicators_progress", "waves_satisfaction", "changes_backed",
    ]  # fmt: skip


def test_equal_points_as_they_are_shown_stand_by_the_members_behind() -> None:
    few, many = say("gaps_by_support", 0.524, 20), say("gaps_by_theme", 0.515, 53)
    assert sort_ids(few, many) == ["gaps_by_theme", "gaps_by_support"], "52 points both"
    wider = say("gaps_by_support", 0.526, 20)
    assert sort_ids(wider, many) == ["gaps_by_support", "gaps_by_theme"], "53 points and 52"


def test_all_that_compares_gaps_is_known_to_the_order() -> None:
    assert {figure.id for figure in GAPS if figure.compares} == {*strongest.GAPS}
    assert {*strongest.RECORD_KEEPING} <= set(REGISTRY)


def ask(store: Store, figures: Iterable, audience: str, years: tuple[int, int]) -> list[Answer]:
    choice = {"audience": audience, "first_year": years[0], "last_year": years[1]}
    with open_versions_once():
        return [answer_figure(store, figure.id, **choice) for figure in figures]


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("years", YEARS)
def test_the_first_of_the_landing_page_is_that_of_the_questions_on_the_offer(
    demo_store: Store, audience: str, years: str
) -> None:
    candidates = strongest.list_candidates(REGISTRY.values())
    ranked = strongest.rank(ask(demo_store, candidates, audience, YEARS[years]))
    own = highlights(ask(demo_store, GAPS, audience, YEARS[years]))
    assert ranked[0].figure_id not in strongest.RECORD_KEEPING
    is_silent = audience != "equipe" and years == "2016-2018"
    assert bool(own) != is_silent, "nothing is bounded in 2018: before a public nothing of it ranks"
    assert is_silent or ranked[0].sentence == own[0].sentence


@pytest.mark.parametrize("audience", ["equipe", "diffusion"])
@pytest.mark.parametrize("triennial", ["2016-2018", "2019-2021"])
def test_the_review_opens_on_the_same(demo_store: Store, audience: str, triennial: str) -> None:
    number = demo_store.current().number
    held = dossier.gather(demo_store, number, Choice(triennial, audience=audience))
    candidates = strongest.list_candidates(REGISTRY.values())
    ranked = strongest.rank(ask(demo_store, candidates, audience, YEARS[triennial]))
    assert list_findings(held)[0] == held.highlights()[""][0] == ranked[0].sentence


def test_the_members_behind_a_gap_are_counted_for_the_team_alone(demo_store: Store) -> None:
    """53 of the 56 that answered say that they need agroecology."""
    found = {name: answer_figure(demo_store, "gaps_by_theme", audience=name).finding for name in AUDIENCES}
    assert [found[name].members for name in AUDIENCES] == [53, 0, 0]
