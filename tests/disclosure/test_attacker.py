"""Nobody who keeps all that a public is shown finds a hidden answer; and the attacker is able, where a rule is taken away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import attack
import pandas as pd
import pytest
from attack import AUDIENCES, Attacker
from attack_figures import Reading, selections
from survey_figures import FIGURES, survey

from dse import figures
from dse.disclosure import cells, groups
from dse.figures import figure as of_figures
from dse.figures.figure import Figure
from dse.query import Query, Selection

pytestmark = pytest.mark.long

SURVEYS = 200
TWO_WAVES = 5
EACH = 10
SPANS = ((1, 9999), (2016, 2016), (2019, 2019))


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    for figure in FIGURES:
        monkeypatch.setitem(figures.REGISTRY, figure.id, figure)


def attacked(seed: int, waves: int = 1, spans: tuple[tuple[int, int], ...] = SPANS[:1]) -> Attacker:
    """Both audiences have the same tables, as a test below holds: most surveys are attacked through one of them.

    Charts are slow to make, and draw the same tables: one survey in twenty is read from its charts too.
    """
    audiences = AUDIENCES if seed % 10 == 0 else AUDIENCES[seed % 2 :][:1]
    choices = [each for audience in audiences for each in selections(audience, spans)]
    engine = survey(seed, waves)
    return Attacker(engine, Reading(engine, reads_charts=seed % 20 == 0)).collect(choices, FIGURES)


@pytest.mark.parametrize("first", range(0, SURVEYS, EACH))
def test_no_hidden_answer_is_found(first: int) -> None:
    for seed in range(first, first + EACH):
        attacker = attacked(seed)
        assert len(attacker.facts) >= 8, "the attacker was shown too little to be one"
        assert attacker.recovered() == [], seed


@pytest.mark.parametrize("seed", range(1000, 1000 + TWO_WAVES))
def test_years_add_nothing(seed: int) -> None:
    assert attacked(seed, 2, SPANS).recovered() == []


def test_both_audiences_have_the_same_counts_and_marks() -> None:
    for seed in range(5):
        engine = survey(seed)
        for figure in FIGURES:
            projected, published = (
                of_figures.answer(figure, Query(engine, Selection(audience=each)), 1, None).table
                for each in AUDIENCES
            )
            exact = [each.name for each in figure.columns if not each.name.endswith("_pct")]
            pd.testing.assert_frame_equal(projected[exact], published[exact])


def recovered_facts() -> Iterator[str]:
    return (each for seed in range(1, 10) for each in attacked(seed).recovered())


def test_hiding_one_row_without_another_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "_protect_one_another", lambda *_: True)
    assert next(recovered_facts(), None)


def test_groups_that_are_not_merged_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "merge", lambda members, _: {group.code: group.code for group in members})
    assert next(recovered_facts(), None)


def test_answers_that_are_not_merged_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "finest", lambda *_: 0)
    assert next(recovered_facts(), None)


def test_a_finding_made_before_the_rule_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_early(figure: Figure, query: Query, version: int, as_of: object) -> object:
        finding = figure.finding(figure.rows(query))
        return replace(answer(figure, query, version, as_of), finding=finding)

    answer = attack.answer
    monkeypatch.setattr(attack, "answer", too_early)
    assert next(recovered_facts(), None)


def test_an_answer_of_a_subset_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Figure, "accepts", lambda self, _: self.breakdowns)
    assert next(recovered_facts(), None)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_second_breakdown_and_a_filter_of_people_are_never_reached(audience: str) -> None:
    engine = survey(0)
    for figure in FIGURES:
        for each in selections(audience)[:4]:
            said = of_figures.answer(figure, Query(engine, each), 1, None)
            assert said.selection.families == said.selection.regions == ()
            assert said.table.empty or figure.rule.breakdown != "regions"


def test_what_is_protected_still_says_something() -> None:
    """A rule that hid everything would pass all the above."""
    shown = {figure.id: 0 for figure in FIGURES}
    for seed in range(10):
        engine = survey(seed)
        for figure in FIGURES:
            said = of_figures.answer(figure, Query(engine, Selection(audience="diffusion")), 1, None)
            shown[figure.id] += not said.table.empty and not said.is_masked
    assert shown.pop("by_region") == 0
    assert min(shown.values()) >= 5, shown
