"""The plan that a review is proposed: figures of the registry, the strongest first, each once."""

from __future__ import annotations

from dataclasses import replace

import dossiers
import pytest
from counted_store import answer_figure

from dse.export.dossier import Contents
from dse.figures import REGISTRY, Answer
from dse.figures.strongest import SAME_FACT
from dse.review import CHAPTERS, propose
from dse.review.plan import CLEAR
from dse.store import Store


@pytest.fixture(scope="module")
def network(demo_store: Store) -> Contents:
    return dossiers.of_pages(demo_store, ("vue-ensemble", "reseau", "tendances"))


def weighed(answer: Answer, weight: float) -> Answer:
    return replace(answer, finding=replace(answer.finding, weight=weight))


def test_chapters_take_figures_that_there_are() -> None:
    assert len({chapter.key for chapter in CHAPTERS}) == len(CHAPTERS) == 9
    for chapter in CHAPTERS:
        figure_ids = chapter.list_figures()
        assert set(figure_ids) <= set(REGISTRY) and len(set(figure_ids)) == len(figure_ids)
        assert not chapter.title.endswith(".")


def test_what_is_clear_comes_before_what_is_usual(network: Contents) -> None:
    answers = [weighed(entry.answer, 0.0) for entry in network.entries()]
    (chapter,) = [each for each in CHAPTERS if each.key == "reseau"]
    planned = {each.key: each.figure_ids for each in propose(answers).chapters}
    assert planned["reseau"] == chapter.usual
    strong = [
        weighed(answer, {"families_met": 0.4, "countries": 0.6}.get(answer.figure_id, CLEAR / 2))
        for answer in answers
    ]
    planned = {each.key: each.figure_ids for each in propose(strong).chapters}
    assert planned["reseau"] == ("countries", "families_met", chapter.usual[0])


@pytest.mark.parametrize("is_masked", [False, True])
def test_what_is_always_said_is_proposed_beside_the_others_and_says_why_where_it_shows_nothing(
    demo_store: Store, is_masked: bool
) -> None:
    answer = replace(answer_figure(demo_store, "accompaniment_costs"), is_masked=is_masked)
    others = [
        replace(answer, figure_id=figure_id, is_masked=False)
        for figure_id in ("uptake_by_year", "requests_funnel", "accompaniments_by_year")
    ]
    planned = {each.key: each.figure_ids for each in propose([*others, answer]).chapters}
    assert planned["offre"] == (*(each.figure_id for each in others), "accompaniment_costs")
    empty = replace(answer, table=answer.table.iloc[:0])
    assert "accompaniment_costs" not in propose([*others, empty]).list_figures()


def test_a_figure_and_a_fact_stand_once_and_none_that_says_nothing(network: Contents) -> None:
    answers = [weighed(entry.answer, 0.5) for entry in network.entries()]
    plan = propose(answers)
    listed = plan.list_figures()
    assert len(listed) == len(set(listed))
    assert all(len(set(group) & set(listed)) <= 1 for group in SAME_FACT)
    assert all(
        len(planned.figure_ids) <= chapter.most + len(chapter.always)
        for planned, chapter in zip(plan.chapters, CHAPTERS, strict=True)
    )
    empty = [
        replace(answer, table=answer.table.iloc[:0]) if answer.figure_id in listed[:3] else answer
        for answer in answers
    ]
    assert not {*listed[:3]} & {*propose(empty).list_figures()}
    assert propose([]).list_figures() == []


def test_a_fact_stands_where_it_is_said_most_strongly(network: Contents) -> None:
    """The first chapter that could say it took it, so that what is asked and not started gave way to a need that had grown by less."""
    answer = next(entry.answer for entry in network.entries())
    said = {"waves_need": 0.3, "themes_requested_delivered": 0.5}
    answers = [weighed(replace(answer, figure_id=name), weight) for name, weight in said.items()]
    planned = {each.key: each.figure_ids for each in propose(answers).chapters}
    assert (planned["besoins"], planned["themes"]) == ((), ("themes_requested_delivered",))
    answers = [weighed(replace(answer, figure_id=name), 0.8 - weight) for name, weight in said.items()]
    planned = {each.key: each.figure_ids for each in propose(answers).chapters}
    assert (planned["besoins"], planned["themes"]) == (("waves_need",), ())


def test_a_fact_that_its_own_chapter_has_no_room_for_stands_in_another(network: Contents) -> None:
    answer = next(entry.answer for entry in network.entries())
    said = {
        "waves_need": 0.3,
        "themes_requested_delivered": 0.5,
        "themes_levels": 0.8,
        "themes_examined": 0.7,
        "themes_by_year": 0.6,
    }
    answers = [weighed(replace(answer, figure_id=name), weight) for name, weight in said.items()]
    planned = {each.key: each.figure_ids for each in propose(answers).chapters}
    assert planned["themes"] == ("themes_levels", "themes_examined", "themes_by_year")
    assert planned["besoins"] == ("waves_need",)


def test_a_gap_is_proposed_before_all_that_weighs_more(network: Contents) -> None:
    """What is to be remembered first of a page is the first of the summary, which says only what is proposed."""
    answer = next(entry.answer for entry in network.entries())
    said = {"gaps_by_theme": 0.2, "waves_need": 0.9, "themes_levels": 0.8, "themes_examined": 0.7}
    answers = [weighed(replace(answer, figure_id=name), weight) for name, weight in said.items()]
    planned = {each.key: each.figure_ids for each in propose(answers).chapters}
    assert planned["themes"] == ("gaps_by_theme", "themes_levels", "themes_examined")
    assert planned["besoins"] == ()
