"""A difference between two periods has one word and the same values wherever it is told."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd
import pytest

from dse import decisions, figures, selections
from dse.figures import REGISTRY, Answer
from dse.query import Selection
from dse.store import Store
from schemas import codelists

SEED = 20
SELECTIONS = 20
CLEAR = {"HAUSSE", "BAISSE"}


@dataclass(frozen=True)
class Statement:
    """What some place says of a measure, under the filters that it accepts, between two periods."""

    subject: tuple[object, ...]
    before: str
    after: str
    values: tuple[float | None, float | None]
    tendency: str | None
    source: str


def draw_selections() -> list[Selection]:
    """Choices at random, the same at each run; every fourth before a public."""
    chance = random.Random(SEED)
    drawn = []
    for place in range(SELECTIONS):
        years = sorted(chance.sample(range(2013, 2022), 2))
        pick = {
            name: tuple(sorted(chance.sample(sorted(codes), chance.choice((0, 0, 1, 2)))))
            for name, codes in (
                ("families", ("ONG", "COLLECTIVITE", "ESS")),
                ("kinds", ("EVALUATION", "AOC")),
                ("themes", codelists.tops("themes")),
            )
        }
        audience = ("equipe", "projection", "equipe", "diffusion")[place % 4]
        drawn.append(Selection(*years, audience=audience, **pick))
    return [
        Selection(),
        Selection(2013, 2021, families=("ONG",)),
        Selection(2016, 2021, families=("ONG",)),
        *drawn,
    ]


CHOICES = draw_selections()
PLACES = ("themes_triennials", "headlines")  # figures that compare two periods of the register
WAVES = tuple(name for name in REGISTRY if name.startswith("waves_"))
FOLLOWED = (
    (2016, 2018),
    (2020, 2020),
)  # years in front of which decisions are taken: what follows them is compared elsewhere too
NAMED_THEMES = ("CLIMAT", "GENRE", "AGROECO")


def filters_of(choice: Selection, *names: str) -> tuple[tuple[str, ...], ...]:
    return tuple(getattr(choice, name) for name in ("families", "regions", "kinds", *names))


def from_triennials(table: pd.DataFrame, choice: Selection, source: str) -> Iterator[Statement]:
    for row in table.itertuples():
        values = row.share_before_pct, row.share_after_pct
        subject = ("THEME", row.theme, *filters_of(choice))
        yield state(subject, row.period_before, row.period_after, values, row.tendency, source)


def from_headlines(table: pd.DataFrame, choice: Selection, source: str) -> Iterator[Statement]:
    for row in table[table["period_before"].notna()].itertuples():
        theme = None if pd.isna(row.theme) else row.theme
        subject = (row.measure, theme, *filters_of(choice))
        values = row.value_before, row.value
        yield state(subject, row.period_before, row.period_after, values, row.tendency, source)


def from_decisions(store: Store) -> Iterator[Statement]:
    followed = {each.decision_id: each for each in decisions.recorded(store)}
    answer = figures.answer(store, store.current().number, REGISTRY["decisions_followed"], Selection())
    for row in answer.table[answer.table["since_years"].notna()].itertuples():
        decision = followed[row.decision_id]
        choice = selections.read(decision.selection)
        measure = {"themes_by_year": "THEME", "request_delays": "DELAI"}.get(
            decision.figure_id, decision.figure_id
        )
        theme = choice.themes[0] if measure == "THEME" else None
        before = selections.told(
            replace(Selection(), first_year=choice.first_year, last_year=choice.last_year)
        )
        values = row.value_again, row.value_since
        yield state(
            (measure, theme, *filters_of(choice)), before, row.since_years, values, row.tendency, "décisions"
        )


def from_waves(answer: Answer, choice: Selection) -> Iterator[Statement]:
    """A public may see nothing of a wave, and has groups of its own: its word is the team's, or none."""
    for row in answer.table[answer.table["wave_before"].notna()].itertuples():
        subject = (
            answer.figure_id,
            row.question_id,
            row.population,
            choice.audience,
            *filters_of(choice, "themes"),
        )
        values = row.change_points, row.share_pct
        yield state(subject, row.wave_before, row.wave_id, values, row.tendency, answer.figure_id)


def state(
    subject: tuple[object, ...],
    before: str,
    after: str,
    values: tuple[object, object],
    tendency: object,
    source: str,
) -> Statement:
    shown = tuple(None if pd.isna(value) else round(float(value), 6) for value in values)
    return Statement(subject, before, after, shown, None if pd.isna(tendency) else tendency, source)


@pytest.fixture(scope="module")
def decided(demo_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The demo, with decisions in front of themes and delays under the filters of every selection."""
    import shutil

    store = Store(shutil.copytree(demo_store.path, tmp_path_factory.mktemp("decided") / "demo"))
    choices = {filters_of(choice, "themes"): choice for choice in CHOICES}.values()
    taken = [
        decisions.Decision(
            date(2021, 12, 1), "Séance", "Constat.", figure_id, selections.written(again), 1, "Agir."
        )
        for choice in choices
        for first, last in FOLLOWED
        for figure_id, theme in (
            *(("themes_by_year", (code,)) for code in choice.themes or NAMED_THEMES),
            ("request_delays", ()),
        )
        for again in [replace(choice, first_year=first, last_year=last, themes=theme, audience="equipe")]
    ]
    numbered = [replace(each, decision_id=f"DEC-2030-{place:03d}") for place, each in enumerate(taken)]
    current = store.current()
    decisions._save(store, current, [*decisions.recorded(store), *numbered], "test", "décisions")
    return store


@pytest.fixture(scope="module")
def statements(demo_store: Store, decided: Store) -> list[Statement]:
    """Every statement about two periods over the selections; those of decisions beside few others, and beside many."""
    number = decided.current().number
    readers = {"themes_triennials": from_triennials, "headlines": from_headlines}
    collected = [*from_decisions(demo_store), *from_decisions(decided)]
    for choice in CHOICES:
        for name, read in readers.items():
            answer = figures.answer(decided, number, REGISTRY[name], choice)
            collected += read(answer.table, choice, name)
        for name in WAVES:
            collected += from_waves(figures.answer(decided, number, REGISTRY[name], choice), choice)
    return collected


def group(statements: list[Statement]) -> dict[tuple[object, ...], list[Statement]]:
    groups = defaultdict(list)
    for each in statements:
        groups[each.subject, each.before, each.after].append(each)
    return groups


def test_a_difference_has_one_word_wherever_it_is_told(statements: list[Statement]) -> None:
    several = {key: each for key, each in group(statements).items() if len({one.source for one in each}) > 1}
    assert len({key[0][0] for key in several}) >= 2, "themes and delays are told in several places"
    words = {key: {one.tendency for one in each} for key, each in group(statements).items()}
    assert {key: found for key, found in words.items() if len(found) > 1} == {}


def test_a_difference_has_one_pair_of_values(statements: list[Statement]) -> None:
    values = {key: {one.values for one in each} for key, each in group(statements).items()}
    assert {key: found for key, found in values.items() if len(found) > 1} == {}
