"""Satisfaction is told of a subject only where a survey asks it about that subject, and a page tells one subject one way."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import uploads
from counted_store import answer_figure
from satisfaction_by_subject import ask_by_subject

from dse.figures import of_page
from dse.figures.surveys import silence
from dse.ingest.surveys.draft.form_draft import draft_from_file
from dse.store import Store
from schemas import codelists

SUBJECTS = {"theme": "theme", "support": "kind_asked_about"}
# A clause that says that a need is met, or that it is not, of whatever it names.
WORSE = re.compile(r"moins couvert|mal satisfait|moins satisfaits|déçoit")
BETTER = re.compile(r"bien satisfait|plus satisfaits|satisfait nettement|convient")


def list_directions(store: Store) -> dict[str, set[int]]:
    """Each subject that the findings of Réinterroger name, and the directions in which they tell it."""
    lists = ("themes", "accompaniment_kinds", "activity_kinds")
    labels = {label for name in lists for label in codelists.labels(name).values()}
    directions: dict[str, set[int]] = {}
    for figure in of_page("reinterroger"):
        sentence = answer_figure(store, figure.id).finding.sentence
        for clause in re.split(r"[;.]|, (?=les plus)", sentence):
            tells = [way for way, words in ((-1, WORSE), (1, BETTER)) if words.search(clause)]
            for label in labels:
                if tells and re.search(rf"\b{re.escape(label.casefold())}\b", clause.casefold()):
                    directions.setdefault(label, set()).update(tells)
    return directions


def test_the_demo_tells_each_subject_one_way_and_agroecology_as_the_least_covered(demo_store: Store) -> None:
    directions = list_directions(demo_store)
    assert directions["Agroécologie"] == {-1} and directions["Suivi-évaluation"] == {-1}
    assert all(len(ways) == 1 for ways in directions.values()), directions


@pytest.mark.parametrize(("name", "column"), SUBJECTS.items())
def test_where_no_question_is_about_a_subject_nobody_is_satisfied_and_the_question_is_told(
    demo_store: Store, name: str, column: str
) -> None:
    assert answer_figure(demo_store, f"gaps_by_{name}").table["satisfied_base"].isna().all()
    answer = answer_figure(demo_store, f"quadrant_by_{name}")
    assert answer.table.empty
    to_ask = silence.read_dimension("satisfaction", column).to_ask
    assert answer.finding.sentence.endswith(f"{to_ask}.") and "l’enquête de 2021" in answer.finding.sentence


@pytest.mark.parametrize(
    ("change", "worse"),
    [(lambda value: value, False), (lambda value: 6 - value, True)],
    ids=["as is", "reversed"],
)
def test_a_wave_that_asks_by_theme_has_its_quadrant_and_reversed_answers_reverse_the_sentence(
    tmp_path: Path, demo_tables: dict, change: Callable[[float], float], worse: bool
) -> None:
    store = ask_by_subject(tmp_path, demo_tables, change)
    quadrant = answer_figure(store, "quadrant_by_theme")
    assert set(quadrant.table["theme"]) >= {"AGROECO", "CLIMAT"}
    assert ("déçoit nettement, pour" in quadrant.finding.sentence) == worse
    assert ("Agroécologie" in quadrant.finding.sentence) == worse
    directions = list_directions(store)
    assert directions["Agroécologie"] == {-1}
    assert all(len(ways) == 1 for ways in directions.values()), directions


@pytest.mark.parametrize("dimension", ["need", "satisfaction"])
def test_the_question_to_ask_is_read_as_what_it_asks(dimension: str) -> None:
    to_ask = silence.read_dimension(dimension, "theme").to_ask
    wording = re.search(r"«\s(.+)\s»", to_ask)[1]
    answers = ("Pas du tout satisfait·e", "Plutôt satisfait·e", "Très satisfait·e")
    lines = [f"Structure {rank};{answer};{answer}" for rank, answer in enumerate(answers * 3)]
    export = uploads.build_upload("e.csv", f"Structure;{wording} [Genre];{wording} [Agroécologie]", *lines)
    questions = draft_from_file(export).survey.questions
    read = {(question.dimension, question.theme) for question in questions if question.theme}
    assert read == {(dimension, "GENRE"), (dimension, "AGROECO")}
