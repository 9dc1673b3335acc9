"""Organisations are counted in whole numbers before every audience, and team and public read the same ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import attack_surveys
import pandas as pd
import pytest

from dse import disclosure
from dse.disclosure import marks
from dse.figures.figure import Figure, answer
from dse.figures.registry import REGISTRY
from dse.query import Query, Selection

COUNTED = [
    figure
    for figure in REGISTRY.values()
    if figure.rule and figure.rule.counts and figure.rule.form in ("distribution", "options", "statistic")
]
SEEDS = (3, 10, 20)  # the last two have two waves
Ask = Callable[[Figure, Selection], pd.DataFrame]


@pytest.fixture(scope="module", params=["demo", *SEEDS])
def ask(request: pytest.FixtureRequest, demo_store) -> Ask:
    """The table of a figure, over the demo or a survey whose members have several respondents."""
    if request.param == "demo":
        from dse.query.versions import open_version

        engine = open_version(demo_store, demo_store.current().number)
    else:
        engine = attack_surveys.survey(request.param, waves=1 + (request.param % 10 == 0))
    return lambda figure, selection: answer(figure, Query(engine, selection), 1, None).table


def keys_of(figure: Figure, table: pd.DataFrame) -> list[tuple[object, ...]]:
    rule = figure.rule
    names = [*rule.strata, *([rule.group] if rule.group else []), *rule.category[:1]]
    names += [name for name in ("theme", "support") if name in table and name not in names]
    return list(map(tuple, table[names].astype(object).where(table[names].notna(), None).to_numpy()))


def rows_by_key(figure: Figure, table: pd.DataFrame) -> dict[tuple[object, ...], dict[str, object]]:
    names = [name for name in (*figure.rule.counts, figure.rule.base, *figure.rule.derived) if name in table]
    shown = table[~table[marks.MARK].map(marks.hides).astype(bool)]
    return dict(zip(keys_of(figure, shown), shown[names].to_dict("records"), strict=True))


def shown_to_both(figure: Figure, ask: Ask) -> Iterator[tuple[dict[str, object], dict[str, object]]]:
    """What the team and a room read on the same row."""
    of_team = rows_by_key(figure, ask(figure, Selection()))
    of_room = rows_by_key(figure, ask(figure, Selection(audience="projection")))
    yield from ((of_team[key], row) for key, row in of_room.items() if key in of_team)


@pytest.mark.parametrize("figure", COUNTED, ids=lambda figure: figure.id)
def test_no_part_of_an_organisation_is_counted(figure: Figure, ask: Ask) -> None:
    for choice in ({}, {"families": ("ONG",)}, {"regions": ("11",)}):
        table = ask(figure, Selection(**choice))
        for name in figure.rule.counts:
            if name in table:
                numbers = table[name].dropna().astype(float)
                assert (numbers == numbers.round()).all(), (figure.id, name, choice)


@pytest.mark.parametrize("figure", COUNTED, ids=lambda figure: figure.id)
def test_team_and_room_read_one_number(figure: Figure, ask: Ask) -> None:
    withheld = set(figure.rule.withheld)
    for of_team, of_room in shown_to_both(figure, ask):
        for name in of_room.keys() - withheld:
            if pd.notna(of_room[name]):
                number = of_room[name]
                expected = number if isinstance(number, str) else pytest.approx(number, abs=1e-9)
                assert of_team[name] == expected, (figure.id, name)


def test_families_put_together_share_out_what_the_public_reads(ask: Ask) -> None:
    """The number of « Autres » is that of its families, and all families make the total of the question."""
    figure = REGISTRY["need_by_family"]
    of_team = ask(figure, Selection())
    of_room = ask(figure, Selection(audience="projection"))
    totals = ask(REGISTRY["waves_need"], Selection()).set_index(["wave_id", "question_id"])["favourable"]
    for (wave, question), rows in of_team.groupby(["wave_id", "question_id"]):
        assert rows["favourable"].sum() == totals[wave, question]
        room = of_room[(of_room["wave_id"] == wave) & (of_room["question_id"] == question)]
        gathered = room[room["actor_family"].map(marks.is_name).astype(bool)]
        alone = set(room["actor_family"]) - set(gathered["actor_family"])
        for count in gathered["favourable"].dropna():
            assert rows[~rows["actor_family"].isin(alone)]["favourable"].sum() == count


def test_parts_are_rounded_in_the_groups_of_a_public_first() -> None:
    """A, B and C have 14.4, 11.6 and 11.6: as a public reads them, A and « Autres », 15 and 23; one by one they would be 14, 12 and 12. Of B and C, equal, the
    first by its code is rounded up, wherever it stands."""
    rule = disclosure.Rule(
        "statistic",
        base="base",
        counts=("favourable", "others"),
        strata=("wave_id",),
        wave="wave_id",
        group="family",
        breakdown="families",
    )
    table = pd.DataFrame(
        {
            "wave_id": "V",
            "family": ["C", "A", "B"],
            "favourable": [11.6, 14.4, 11.6],
            "others": [18.4, 25.6, 18.4],
            "base": [30, 40, 30],
        }
    )
    waves = {"V": {"A": "A", "B": "Autres (n=60)", "C": "Autres (n=60)"}}
    team = disclosure.protect(table, rule, disclosure.audience("equipe"), waves).table
    assert team["family"].tolist() == ["C", "A", "B"]
    assert team["favourable"].tolist() == [11, 15, 12] and team["others"].tolist() == [19, 25, 18]
    room = disclosure.protect(table, rule, disclosure.audience("projection"), waves)
    assert room.table["favourable"].tolist() == [15, 23]
