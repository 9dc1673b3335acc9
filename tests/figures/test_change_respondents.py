"""The same respondents from one wave to the next: counted by hand on eight members and three partners, then in the demo."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from counted_store import answer_figure, chart_data, commit_tables, draw_chart, figure_table
from scipy import stats as oracle
from survey_rows import answer_row, item_row, parse_replies, register_tables, scale_rows, wave_row

from dse import french, stats
from dse.figures.change import paired_told, transitions
from dse.figures.change.paired import NOBODY
from dse.figures.change.same_people import ASKED_ONCE
from dse.figures.surveys.waves import BROKEN
from dse.store import Store

DAYS = {"V15": date(2015, 6, 1), "V18": date(2018, 6, 1), "V21": date(2021, 6, 1)}
MEMBERS = "\n".join(
    f"M{number} {'COLLECTIVITE' if number > 6 else 'ONG'} 2010-01-01" for number in range(1, 9)
)
# Respondent, organisation, standing, then the degree said in 2015, 2018 and 2021 ('-' nothing).
PEOPLE = """
R1  M1 member  1 2 4
R1b M1 member  2 2 -
R2  M2 member  2 3 3
R3  M3 member  - 3 4
R4  M4 member  3 3 -
R5  M5 member  2 1 -
R6  M6 member  2 4 NSP
R7  M7 member  1 1 -
R8  M8 member  5 - -
P1  M1 partner 2 2 2
P2  M2 partner 3 - 4
P3  M3 partner 4 3 -
"""
LABELS = ("Aucune", "Peu", "Assez", "Bonne", "Grande")


def commit_answers(
    folder: Path,
    *,
    anonymous: str = "",
    reworded: bool = False,
    waves: tuple[str, ...] = tuple(DAYS),
    people: str = PEOPLE,
    members: str = MEMBERS,
) -> Store:
    lines_of = [line.split() for line in people.strip().splitlines()]
    answers = [
        answer_row(name, who, "Q", said_there if said_there == "NSP" else float(said_there))
        for who, _, _, *answered in lines_of
        for name, said_there in zip(DAYS, answered, strict=True)
        if said_there != "-" and name in waves
    ]
    asked = [(each["wave_id"], each["respondent_id"]) for each in answers]
    lines = {
        name: "\n".join(
            f"{who} {of} complete {standing}" for who, of, standing, *_ in lines_of if (name, who) in asked
        )
        for name in waves
    }
    wordings = {name: "Que savez-vous faire ?" for name in waves}
    wordings |= {"V21": "Que savez-vous faire, vraiment ?"} if reworded else {}
    tables = register_tables(members) | {
        "survey_waves": [wave_row(name, DAYS[name], name == anonymous) for name in waves],
        "survey_respondents": [row for name in waves for row, _ in parse_replies(name, lines[name])],
        "survey_questions": [{"question_id": "Q", "dimension": "expertise"}],
        "survey_items": [item_row(name, "Q", wordings[name]) for name in waves],
        "survey_options": scale_rows("S5", LABELS),
        "survey_answers": answers,
    }
    return commit_tables(folder / "store", date(2021, 12, 31), tables)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return commit_answers(tmp_path_factory.mktemp("expertise"))


def test_transitions_count_the_people_who_answered_both(small: Store) -> None:
    """« Ne sait pas », and a wave that somebody skipped, make no step: P2 and R8 are nowhere."""
    rows = figure_table(
        small, "transitions_expertise", "population first_wave rank_before rank_after respondents"
    )
    found = {(who, at, before, after): n for who, at, before, after, n in rows if n}
    assert found == {
        ("MEMBRE", "Vague 2015", 1, 2): 1,
        ("MEMBRE", "Vague 2015", 2, 2): 1,
        ("MEMBRE", "Vague 2015", 2, 3): 1,
        ("MEMBRE", "Vague 2015", 3, 3): 1,
        ("MEMBRE", "Vague 2015", 2, 1): 1,
        ("MEMBRE", "Vague 2015", 2, 4): 1,
        ("MEMBRE", "Vague 2015", 1, 1): 1,
        ("MEMBRE", "Vague 2018", 2, 4): 1,
        ("MEMBRE", "Vague 2018", 3, 3): 1,
        ("MEMBRE", "Vague 2018", 3, 4): 1,
        ("PARTENAIRE", "Vague 2015", 2, 2): 1,
        ("PARTENAIRE", "Vague 2015", 4, 3): 1,
        ("PARTENAIRE", "Vague 2018", 2, 2): 1,
    }
    labels = figure_table(small, "transitions_expertise", "rank_before level_before")
    assert {LABELS[rank - 1] == label for rank, label in labels} == {True}
    sentence = (
        answer_figure(small, "transitions_expertise")
        .finding.sentence.replace("\u202f", " ")
        .replace("\u00a0", " ")
    )
    assert sentence == (
        "Voici comment les mêmes personnes changent de réponse d’une enquête à la suivante. Membres : 50 % de réponses plus hautes et "
        "10 % plus basses (10 réponses). Partenaires : sur 3 réponses, 0 plus haute et 1 plus basse. Ce sont de simples comptes : aucun "
        "test ne dit ce qui tient au hasard."
    )


def test_the_change_of_members_is_that_of_organisations(small: Store) -> None:
    """M1 is the mean of its three steps: from (1, 2, 2) to (2, 2, 4). All eight members could answer twice."""
    rows = answer_figure(small, "paired_expertise").table.set_index("population")
    before = np.array([5 / 3, 2.5, 3, 3, 2, 2, 1])  # M1 to M7
    after = np.array([8 / 3, 3, 4, 3, 1, 4, 1])
    change = after - before
    row = rows.loc["MEMBRE"]
    assert (row["pairs"], row["year_before"], row["year"]) == (7, 2015, 2021)
    assert row["mean_before"] == pytest.approx(before.mean())
    assert row["mean_after"] == pytest.approx(after.mean())
    assert row["change"] == pytest.approx(change.mean())
    assert row["tendency"] == "NON_CALCULABLE", "seven are too few for a word"
    assert row[["change_low", "change_high"]].isna().all(), "nor for an interval"


def test_partners_too_few_are_not_compared(small: Store) -> None:
    row = answer_figure(small, "paired_expertise").table.set_index("population").loc["PARTENAIRE"]
    assert row["pairs"] == 2
    assert row["why_not"] == "trop peu de répondants communs pour comparer les deux enquêtes, moins de 5"
    assert row[["change", "change_low", "mean_before"]].isna().all()


def test_the_interval_of_a_change_holds_with_those_of_its_family(demo_store: Store) -> None:
    """Counted again from the demo's tables: Student on the changes, for three questions and two populations."""
    question = "expertise-capitalisation"
    version = demo_store.current()
    rows = {
        name: demo_store.read(version, name).to_pylist() for name in ("survey_respondents", "survey_answers")
    }
    partners = {
        (each["wave_id"], each["respondent_id"])
        for each in rows["survey_respondents"]
        if each["is_partner"] and each["status"] in ("partial", "complete")
    }
    said_at = {
        (each["wave_id"], each["respondent_id"]): each["value"]
        for each in rows["survey_answers"]
        if each["question_id"] == question and each["value"] is not None
    }
    steps = defaultdict(list)
    for first, last in (("membres-2015", "membres-2018"), ("membres-2018", "membres-2021")):
        for at, who in partners:
            if at == first and (last, who) in partners and {(first, who), (last, who)} <= said_at.keys():
                steps[who].append(said_at[last, who] - said_at[first, who])
    change = np.array([np.mean(each) for each in steps.values()])
    found = answer_figure(demo_store, "paired_expertise").table
    row = found[(found["question_id"] == question) & (found["population"] == "PARTENAIRE")].iloc[0]
    bounds = oracle.t(len(change) - 1, loc=change.mean(), scale=oracle.sem(change)).interval(
        1 - stats.LEVEL / 6
    )
    assert (row["pairs"], row["change"]) == (len(change), pytest.approx(change.mean()))
    assert (row["change_low"], row["change_high"]) == pytest.approx(bounds)


def test_a_new_wording_breaks_the_series_and_an_anonymous_wave_pairs_with_nobody(tmp_path: Path) -> None:
    reworded = commit_answers(tmp_path / "a", reworded=True)
    row = answer_figure(reworded, "paired_expertise").table.iloc[0]
    assert (row["pairs"], row["year_before"], row["year"], row["why_not"]) == (6, 2015, 2018, BROKEN)
    waves = Counter(figure_table(reworded, "transitions_expertise", "first_wave"))
    assert set(waves) == {("Vague 2015",)}
    anonymous = commit_answers(tmp_path / "b", anonymous="V18")
    assert answer_figure(anonymous, "transitions_expertise").table.empty
    assert "anonyme" in answer_figure(anonymous, "paired_expertise").table["why_not"].iloc[0]


def test_one_wave_alone_says_why_nothing_is_compared(small: Store, tmp_path: Path) -> None:
    answer = answer_figure(small, "paired_expertise", first_year=2020)
    assert answer.table["why_not"].tolist() == [ASKED_ONCE]
    assert answer.finding.sentence.endswith(f"{ASKED_ONCE}.") and answer.finding.weight == 0
    assert answer_figure(small, "transitions_expertise", first_year=2020).table.empty
    far_apart = commit_answers(tmp_path, waves=("V15", "V21"))
    assert answer_figure(far_apart, "paired_expertise").table["pairs"].tolist() == [2, 2]


def test_families_choose_who_is_compared(small: Store) -> None:
    row = answer_figure(small, "paired_expertise", families=("COLLECTIVITE",)).table.iloc[0]
    assert (row["population"], row["pairs"]) == ("MEMBRE", 1)
    assert answer_figure(small, "paired_expertise", families=("SYNDICAT",)).table.empty


def test_nobody_in_common_is_said(tmp_path: Path) -> None:
    store = commit_answers(tmp_path, people="R1 M1 member 1 - -\nR2 M2 member - 2 -")
    answer = answer_figure(store, "paired_expertise")
    assert answer.table["why_not"].tolist() == [NOBODY] and answer.table["pairs"].tolist() == [0]
    assert NOBODY in answer.finding.sentence


# Who says what in 2015, 2018 and 2021: of twelve members, four answered three times.
GROWING = "\n".join(
    f"R{n} M{n} member {1 + n % 2} {3 if n % 4 else 2} {4 if n < 5 else '-'}" for n in range(1, 13)
)
TWELVE = "\n".join(f"M{number} ONG 2010-01-01" for number in range(1, 13))


def test_the_steps_between_waves_are_not_told_as_one_from_the_first_to_the_last(tmp_path: Path) -> None:
    store = commit_answers(tmp_path, people=GROWING, members=TWELVE)
    answer = answer_figure(store, "paired_expertise")
    row = answer.table.iloc[0]
    assert (row["waves"], row["pairs"], row["tendency"]) == ("2015, 2018, 2021", 12, "HAUSSE")
    low, high = (paired_told._bound(row[name]) for name in ("change_low", "change_high"))
    assert "d’une enquête à la suivante (2015, 2018 et 2021)" in answer.finding.sentence
    assert low.startswith("+") and f"marge d’erreur\u00a0: {low} à {high})" in answer.finding.sentence
    ((name, text),) = chart_data(draw_chart(store, "paired_expertise"), "row", "said")[:1]
    assert name == "Membres, 2015, 2018, 2021"
    assert text == f"+{french.number(row['change'], 1)} (12\u00a0réponses) ▲"


def test_five_pairs_are_no_headline(tmp_path: Path) -> None:
    people = "\n".join(f"R{n} M{n} member 1 3 -" for n in range(1, 6))
    store = commit_answers(tmp_path, people=people)
    answer = answer_figure(store, "paired_expertise")
    assert answer.table["tendency"].tolist() == ["NON_CALCULABLE"] and answer.finding.weight == 0
    assert answer.finding.sentence.startswith("Trop peu de personnes ont répondu deux fois")
    ((text,),) = chart_data(draw_chart(store, "paired_expertise"), "said")[:1]
    assert text == "+2,0 (5\u00a0réponses, trop peu)"


def test_the_chart_says_for_how_many_comparisons_its_intervals_hold() -> None:
    frame = pd.DataFrame(
        {"tendency": ["AUCUNE", "AUCUNE", "NON_CALCULABLE"], "pairs": [9, 9, 5], "comparisons": 6}
    )
    assert "élargie pour 6 comparaisons à la fois." in paired_told._title(frame)
    assert "(6\u00a0comparaisons, " in paired_told._nothing_clear(frame)
    assert "6 comparaisons" in paired_told._title(frame.iloc[1:]), "however few rows are shown"
    assert "comparaisons" not in paired_told._title(frame.assign(comparisons=1))
    assert "comparaisons" not in paired_told._nothing_clear(frame.iloc[2:])
    assert "comparaisons" not in paired_told._title(frame.iloc[2:]), "where no interval is drawn"


def test_two_scales_of_as_many_degrees_are_not_drawn_as_one() -> None:
    """Three questions: two on the same words, one on others as many, and the larger count is drawn."""

    def rows(question: str, labels: tuple[str, ...], people: int) -> pd.DataFrame:
        return pd.DataFrame(
            {
                "population": "MEMBRE",
                "question_id": question,
                "level_before": labels,
                "level_after": labels,
                "respondents": people,
                "rank_before": range(1, 6),
                "rank_after": range(1, 6),
                "scale": ", ".join(labels),
            }
        )

    often = ("Jamais", "Rarement", "Parfois", "Souvent", "Toujours")
    frame = pd.concat([rows("Q", often, 2), rows("R", LABELS, 2), rows("S", LABELS, 1)])
    cells = chart_data(transitions._chart(frame).to_dict(), "row", "shown")
    assert {name for name, _ in cells} == {f"{rank} {label}" for rank, label in enumerate(LABELS, 1)}
    assert sorted(number for _, number in cells if number) == ["3"] * 5
    told_of = transitions._finding(frame).sentence
    assert told_of.endswith(
        "1\u00a0question d’une autre échelle est dans le tableau, et non sur le graphique."
    )
    assert "échelle" not in transitions._finding(frame[frame["question_id"] != "Q"]).sentence
