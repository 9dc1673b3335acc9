"""What a public reads where the first of several cannot be told: which they may be, and what else may come before them."""

from __future__ import annotations

import pandas as pd
import pytest
from counted_store import answer_figure

from dse import french
from dse.disclosure import marks
from dse.figures import REGISTRY, Figure, highlights, offer, surveys
from dse.store import Store


def bound_rows(demo_store: Store, figure_id: str, column: str, bounds: dict[str, str]) -> pd.DataFrame:
    """The rows of a figure as a room reads them, those of some codes bounded."""
    figure = REGISTRY[figure_id]
    table = answer_figure(demo_store, figure_id, audience="projection").table
    hidden = {*figure.rule.measures, *figure.rule.withheld} - {figure.rule.base}
    for code, mark in bounds.items():
        is_bounded = (table[column] == code).astype(bool)
        assert is_bounded.any(), code
        table.loc[is_bounded, sorted(hidden & set(table.columns))] = None
        table.loc[is_bounded, "mark"] = mark
    return table


def read_sentence(demo_store: Store, figure_id: str, column: str, bounds: dict[str, str]) -> str:
    return REGISTRY[figure_id].finding(bound_rows(demo_store, figure_id, column, bounds)).sentence


def test_questions_of_which_one_satisfies_most_are_no_ranking(demo_store: Store) -> None:
    """What is said of the accompaniment lies between 84 and 100 %, what is said of the guides at 88 %."""
    found = answer_figure(
        demo_store, "answers_satisfaction", audience="projection", first_year=2013, last_year=2015
    )
    assert found.finding.sentence == french.typeset(
        "Dans l’enquête de 2015, la mieux notée des questions montrées est soit « Êtes-vous satisfait·e des guides et des "
        "outils que le réseau publie ? », 88\u202f% (56\u00a0réponses), soit « Globalement, êtes-vous satisfait·e de "
        "l’accompagnement reçu ? », au moins 84\u202f% (26\u00a0réponses)."
    )


def test_a_public_is_not_told_that_the_questions_drawn_moved_most(demo_store: Store) -> None:
    """A bounded share has no change to show, which may be clearer than any that is drawn."""
    for audience, words in (("projection", "l’écart montré"), ("equipe", "l’écart")):
        table = answer_figure(demo_store, "waves_need", audience=audience).table
        title = str(REGISTRY["waves_need"].chart(table).to_dict()).replace("\\n", " ")
        assert f"Les 6 questions où {words} avec l’enquête précédente est le plus net, sur " in title


@pytest.mark.parametrize("audience", ["equipe", "projection"])
def test_questions_that_no_wave_compares_are_not_said_to_move_most(demo_store: Store, audience: str) -> None:
    table = answer_figure(demo_store, "waves_need", audience=audience, first_year=2019, last_year=2021).table
    assert table["change_points"].isna().all() and table["question_id"].nunique() > 6
    title = str(REGISTRY["waves_need"].chart(table).to_dict())
    assert "Les 6 premières questions, sur " in title and "écart" not in title


def test_of_two_bounded_needs_either_is_the_most_shared(demo_store: Store) -> None:
    sentence = read_sentence(demo_store, "themes_wanted", "theme", {"CLIMAT": marks.at_least(88)})
    assert sentence.startswith(
        "Dans l’enquête de 2021, le besoin le plus partagé est soit Agroécologie, au moins 90\u202f% (56\u00a0réponses), soit Climat, au moins 88\u202f% ("
    )


def test_of_two_bounded_answers_either_is_the_most_frequent(demo_store: Store) -> None:
    question = french.typeset("« À quoi souhaitez-vous prendre part dans les trois prochaines années ? »")
    bounds = {"Une formation": marks.at_least(90)}
    sentence = read_sentence(demo_store, "choices", "answer", bounds)
    first = f"«\u00a0Une formation\u00a0» à {question}, au moins 90\u202f% (53\u00a0réponses)"
    assert sentence == f"Dans l’enquête de 2021, la réponse la plus choisie est {first}."
    bounds["Une communauté de pratiques"] = marks.at_least(88)
    sentence = read_sentence(demo_store, "choices", "answer", bounds)
    assert sentence.startswith(
        f"Dans l’enquête de 2021, la réponse la plus choisie est soit {first}, soit «\u00a0Une commu"
    )


def test_each_gap_that_may_be_the_widest_says_whom_it_leaves_out(demo_store: Store) -> None:
    """A training is served by those who came, a form of accompaniment by those who were accompanied."""
    bounds = {"FORMATION": marks.at_least(80), "AOC": marks.at_most(45)}
    table = bound_rows(demo_store, "gaps_by_support", "support", bounds)
    sentence = REGISTRY["gaps_by_support"].finding(table[table["support"].isin(bounds)]).sentence
    assert sentence == (
        "En tête des formes d’appui les moins couvertes arrive soit Formation (au moins 25\u00a0points entre le besoin et la part des venus), "
        "soit Démarche AOC (au plus 36\u00a0points entre le besoin et la part des accompagnés). Le besoin est celui des membres qui ont répondu à "
        "l’enquête de 2021\u202f; la part, celle des 88\u00a0membres, porte sur les 3\u00a0années d’avant, jusqu’à celle de l’enquête."
    )


@pytest.mark.parametrize("audience", ["projection", "diffusion"])
def test_a_first_gap_is_said_without_a_caveat_where_no_row_is_silent(
    demo_store: Store, audience: str
) -> None:
    found = answer_figure(demo_store, "gaps_by_theme", audience=audience)
    assert not found.table["mark"].map(marks.is_silent).any()
    assert found.finding.sentence.startswith(
        "Le thème Agroécologie est le moins couvert (au moins 47\u00a0points d’écart), sans qu’on dise ici s’il se détache des autres\u00a0: dans l’enquête de 2021, au moins 90\u202f% des membres qui ont répondu disent"
    )


@pytest.mark.parametrize(
    ("bounds", "first"),
    [
        (
            {"GENRE": marks.HIDDEN},
            "le moins couvert des thèmes montrés (au moins 47\u00a0points d’écart), sans",
        ),
        ({"GENRE": marks.HIDDEN, "AGROECO": marks.HIDDEN}, "le moins couvert des thèmes montrés, sans"),
    ],
)
def test_a_first_gap_is_that_of_the_rows_shown_where_one_is_silent(
    demo_store: Store, bounds: dict[str, str], first: str
) -> None:
    assert first in read_sentence(demo_store, "gaps_by_theme", "theme", bounds)


@pytest.mark.parametrize("audience", ["projection", "diffusion"])
@pytest.mark.parametrize("room", [offer.FIGURES, surveys.FIGURES], ids=["offer", "surveys"])
def test_what_nearly_all_need_is_to_be_remembered(
    demo_store: Store, room: tuple[Figure, ...], audience: str
) -> None:
    answers = [answer_figure(demo_store, figure.id, audience=audience) for figure in room if figure.compares]
    sentences = [finding.sentence for finding in highlights(answers) if "Agroécologie" in finding.sentence]
    assert len(sentences) == 1 and "au moins 90\u202f%" in sentences[0]


def test_a_bound_below_what_others_show_is_not_to_be_remembered(demo_store: Store) -> None:
    bounds = {"SUIVI_EVALUATION": marks.at_most(45)}
    table = bound_rows(demo_store, "gaps_by_support", "support", bounds)
    assert REGISTRY["gaps_by_support"].finding(table).weight == 0


def test_a_bounded_need_is_named_beside_those_that_did_not_move(demo_store: Store) -> None:
    table = answer_figure(demo_store, "waves_need", audience="projection").table
    table["mark"] = table["mark"].replace(marks.at_least(90), marks.at_least(78))
    finding = REGISTRY["waves_need"].finding(table)
    assert finding.sentence == french.typeset(
        "Dans l’enquête de 2021, à « Agroécologie », au moins 78\u202f% disent en avoir besoin (56\u00a0réponses) ; le changement "
        "n’est pas montré. Pour le reste, aucune des parts montrées n’a nettement changé, sur tous les répondants, depuis l’enquête "
        "précédente (55\u00a0réponses au plus)."
    )
    tested = answer_figure(demo_store, "waves_expertise", audience="projection").finding
    assert 0 < finding.weight < tested.weight
