"""What a comment was written in front of is kept with it, and said where it has changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dse import figures
from dse.figures import REGISTRY, Answer, Finding
from dse.query import Selection
from dse.review.commentary import since
from dse.store import Store
from schemas import renamed
from schemas.renamed import Renaming

FIGURES = (
    "uptake_of_period",
    "uptake_by_family",
    "composition_by_family",
    "requests_funnel",
    "themes_triennials",
)


@pytest.fixture(scope="module")
def answers(demo_store: Store) -> dict[str, Answer]:
    number = demo_store.current().number
    return {
        figure_id: figures.answer(demo_store, number, REGISTRY[figure_id], Selection(2019, 2021))
        for figure_id in FIGURES
    }


def change(answers: dict[str, Answer], figure_id: str, **cells: float) -> dict[str, Answer]:
    """The same answers, one of which has another number in all rows of some columns."""
    answer = answers[figure_id]
    table = answer.table.assign(
        **{name: answer.table[name].astype("Float64") * 0 + value for name, value in cells.items()}
    )
    return {**answers, figure_id: replace(answer, table=table)}


def test_numbers_inserted_and_the_headline_are_kept_as_they_read(answers: dict[str, Answer]) -> None:
    text = "[[taux de recours, sur la période]] et [[inconnu]]"
    kept = since.record(text, "requests_funnel", answers)
    assert kept == {
        "uptake_of_period:rate_pct": "38\u202f%",
        "requests_funnel:started_pct": "56\u202f%",
    }
    assert since.describe_changes(kept, answers) == []


def test_a_number_that_changed_is_said_with_both(answers: dict[str, Answer]) -> None:
    kept = since.record("[[taux de recours, sur la période]]", None, answers)
    (sentence,) = since.describe_changes(kept, change(answers, "uptake_of_period", rate_pct=58.2))
    assert (
        sentence
        == "Écrit quand « taux de recours, sur la période » était 38\u202f% ; c’est 58\u202f% à présent."
    )
    assert since.describe_changes(kept, change(answers, "uptake_of_period", rate_pct=38.4)) == []


def test_the_sentence_stands_for_a_figure_without_number(answers: dict[str, Answer]) -> None:
    kept = since.record("Un constat.", "themes_triennials", answers)
    before = answers["themes_triennials"]
    assert kept == {"finding:themes_triennials": before.finding.sentence}
    now = {**answers, "themes_triennials": replace(before, finding=Finding("Autre chose."))}
    (sentence,) = since.describe_changes(kept, now)
    assert before.finding.sentence in sentence and since.describe_changes(kept, answers) == []


def test_what_can_no_longer_be_compared_has_not_changed(
    answers: dict[str, Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert since.describe_changes({"gone:rate_pct": "1 %", "finding:gone": "Rien."}, answers) == []
    monkeypatch.setitem(renamed.RENAMED_FIGURES, "before", Renaming("uptake_of_period", ""))
    assert len(since.describe_changes({"before:rate_pct": "1 %"}, answers)) == 1
