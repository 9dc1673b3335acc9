"""A figure for the public with a filter, after a publication: the questions that the filter leaves out are no difference, all others are."""

from __future__ import annotations

from pathlib import Path

import pytest
from counted_store import answer_figure, commit_next, commit_tables
from survey_rows import register_tables
from test_published_options import (
    ANSWERED,
    CHOICES,
    MEMBERS,
    PUBLIC,
    SUPPORT,
    THEMES,
    TODAY,
    list_answers,
    list_options,
    list_respondents,
    list_tables,
    publish,
)

from dse import publication
from dse.errors import Refused
from dse.figures import REGISTRY
from dse.publication.rows import tells_of_answers
from dse.store import Store

pytestmark = pytest.mark.long
FILTERS = (
    {"themes": ("CLIMAT",)},
    {"themes": ("MIGRATIONS",)},
    {"themes": ("GENRE", "MIGRATIONS")},
    {"kinds": ("EVALUATION",)},
    {"kinds": ("FORMATION", "RENCONTRE")},
)
FAMILIES = ("ONG", "COLLECTIVITE")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store whose options are needs, and were told as such."""
    tables = list_tables(FAMILIES) | {"survey_options": list_options(THEMES, SUPPORT)}
    store = commit_tables(tmp_path / "store", TODAY, tables)
    publish(store)
    assert not find_refused(store, {})
    return store


def find_refused(store: Store, *filters: dict[str, tuple[str, ...]]) -> set[str]:
    """The figures that are refused with one of some filters."""
    refused = set()
    for figure in filter(tells_of_answers, REGISTRY.values()):
        for filter_ in filters:
            answer = answer_figure(store, figure.id, **PUBLIC, **filter_)
            try:
                publication.require_as_published(answer, store)
            except Refused:
                refused.add(figure.id)
    return refused


def test_no_figure_is_refused_for_what_its_filter_leaves_out(store: Store) -> None:
    filtered = [
        answer_figure(store, "answers_need", **PUBLIC, **filter_).table["question_id"].nunique()
        for filter_ in ({}, *FILTERS[:3])
    ]
    assert filtered[0] > max(filtered[1:]) and min(filtered[1:]) > 0
    assert not find_refused(store, *FILTERS)


def test_a_question_withdrawn_is_a_difference_with_a_filter_too(store: Store) -> None:
    asked = [row for row in list_tables(FAMILIES)["survey_items"] if row["question_id"] != "note"]
    answers = [row for row in list_answers(CHOICES) if row["question_id"] != "note"]
    commit_next(store, TODAY, {"survey_items": asked, "survey_answers": answers})
    assert {"answers_need", "gaps_by_theme"} <= find_refused(store, {"themes": ("GENRE", "MIGRATIONS")})


def test_one_more_answer_is_a_difference_with_a_filter_too(store: Store) -> None:
    more = {scale: {name: count + 1 for name, count in CHOICES[scale].items()} for scale in CHOICES}
    came = {
        "survey_respondents": list_respondents(ANSWERED + 1),
        "survey_answers": list_answers(more, ANSWERED + 1),
    }
    commit_next(store, TODAY, came)
    assert {"answers_need", "gaps_by_theme"} <= find_refused(store, {"themes": ("GENRE",)})


def test_groups_put_together_otherwise_are_a_difference_with_a_filter_too(store: Store) -> None:
    register = "\n".join(f"M{number} ONG 2010-01-01" for number in range(MEMBERS))
    commit_next(store, TODAY, register_tables(register))
    assert "need_by_family" in find_refused(store, {"themes": ("MIGRATIONS",)})
