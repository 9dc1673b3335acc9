"""What is planted in the survey is worded by the figures, and what is not planted is not.

Counts of yes are by hand from the raw files: members whose respondents call themselves « Confirmé·e » or more, or are satisfied, each
respondent being a part of their member, to the nearest member.
"""

from __future__ import annotations

import pandas as pd
import pytest
from counted_store import answer_figure

from dse.store import Store

COLUMNS = ["favourable", "base", "tendency"]
SKILLS = {
    "expertise-evaluation": [(3, 58, None), (15, 53, "HAUSSE"), (29, 48, "HAUSSE")],
    "expertise-capitalisation": [(5, 56, None), (19, 52, "HAUSSE"), (28, 50, "AUCUNE")],
    "expertise-changement": [(6, 56, None), (15, 52, "AUCUNE"), (32, 51, "HAUSSE")],
}
WELCOME = [(23, 26, None), (20, 24, "AUCUNE"), (10, 24, "BAISSE")]


def read_waves(table: pd.DataFrame, question: str) -> list[tuple[int, int, str | None]]:
    """How many of how many said yes in each wave, and the word of the change since the one before."""
    rows = table[table["question_id"] == question].sort_values("wave_id")
    return [
        (int(yes), int(base), None if pd.isna(word) else word)
        for yes, base, word in rows[COLUMNS].itertuples(index=False)
    ]


@pytest.mark.parametrize("question", SKILLS)
def test_growth_of_expertise_is_found_among_all_respondents(demo_store: Store, question: str) -> None:
    assert read_waves(answer_figure(demo_store, "waves_expertise").table, question) == SKILLS[question]


def test_growth_of_expertise_is_found_among_the_same_members_and_no_partners(demo_store: Store) -> None:
    table = answer_figure(demo_store, "paired_expertise").table
    words = {who: rows["tendency"].tolist() for who, rows in table.groupby("population")}
    assert words == {"MEMBRE": ["HAUSSE"] * 3, "PARTENAIRE": ["AUCUNE"] * 3}


def test_satisfaction_with_an_accompaniment_falls_as_the_wait_grows(demo_store: Store) -> None:
    answer = answer_figure(demo_store, "waves_satisfaction")
    assert read_waves(answer.table, "satisfaction-accompagnement") == WELCOME
    assert "l’accompagnement reçu ? » en baisse" in answer.finding.sentence
    others = answer.table[answer.table["question_id"] != "satisfaction-accompagnement"]
    assert set(others["tendency"].dropna()) == {"AUCUNE"}


def test_only_the_need_for_agroecology_is_worded(demo_store: Store) -> None:
    table = answer_figure(demo_store, "waves_need").table
    worded = table[table["tendency"].isin(["HAUSSE", "BAISSE"])]
    assert worded[["wave_id", "question_id", "tendency"]].to_numpy().tolist() == [
        ["membres-2021", "besoin-agroecologie", "HAUSSE"]
    ]
