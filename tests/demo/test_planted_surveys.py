"""What is planted in the survey is worded by the figures where it is large enough, and what is not planted is not.

Planted and not worded: the need for gender, that for agroecology before 2018, two of six rises of a skill (decision 0113).

Counts of yes are by hand from the raw files: members whose respondents call themselves « Confirmé·e » or more, or are satisfied, each
respondent being a part of their member, to the nearest member.
"""

from __future__ import annotations

import pandas as pd
import pytest
from counted_store import answer_figure

from dse import stats
from dse.stats import comparison
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
    assert "l’accompagnement reçu\u202f?\u00a0» reculent" in answer.finding.sentence
    others = answer.table[answer.table["question_id"] != "satisfaction-accompagnement"]
    assert set(others["tendency"].dropna()) == {"AUCUNE"}


def test_a_rise_of_a_need_is_worded_where_it_is_large_enough(demo_store: Store) -> None:
    """Among some fifty members a wave, at the level of the family, it takes 33 to 35 points: gender rises by 15 and 23, as planted."""
    table = answer_figure(demo_store, "waves_need").table
    assert read_waves(table, "besoin-agroecologie") == [
        (21, 53, None),
        (34, 55, "AUCUNE"),
        (53, 56, "HAUSSE"),
    ]
    assert read_waves(table, "besoin-genre") == [(13, 48, None), (21, 50, "AUCUNE"), (34, 52, "AUCUNE")]
    others = table[~table["question_id"].isin(["besoin-agroecologie", "besoin-genre"])]
    assert set(others["tendency"].dropna()) == {"AUCUNE"}


@pytest.mark.parametrize(
    ("before", "base", "comparisons", "smallest"),
    [((21, 53), 55, 22, (40, 38)), ((21, 50), 52, 24, (40, 38))],
)
def test_the_smallest_rise_that_is_worded(
    before: tuple[int, int], base: int, comparisons: int, smallest: tuple[int, int]
) -> None:
    """How many must say yes after: at the level of the project, and at 5 %. The numbers of `methods.md`."""
    for level, least in zip((stats.LEVEL, 0.05), smallest, strict=True):
        is_worded = [
            comparison.unpaired_shares(before, (yes, base), 1 - level / comparisons).low > 0
            for yes in range(base + 1)
        ]
        assert is_worded.index(True) == least
