"""A change between two waves, or a gap between two families, has one verdict: what is chosen, shown or masked does not change it."""

from __future__ import annotations

import math
from collections.abc import Callable

import attack_figures
import attack_surveys
import pandas as pd
import pytest
from counted_store import answer_figure

from dse.disclosure import marks
from dse.figures.figure import answer
from dse.figures.registry import REGISTRY
from dse.query import Query, Selection
from dse.store import Store

DIMENSIONS = ("need", "satisfaction", "effect", "expertise")
CHANGE = ("change_points", "change_low_points", "change_high_points", "tendency", "comparisons")
PAIRED = ("paired_points", "paired_low_points", "paired_high_points", "paired_tendency")
Rows = dict[tuple[str, str, str], dict[str, object]]


def verdicts(table: pd.DataFrame) -> Rows:
    """What is said of each question between two waves."""
    keys = zip(table["question_id"], table["wave_before"], table["wave_id"], strict=True)
    columns = [*CHANGE, *PAIRED]
    rows = table[columns].astype(object).where(table[columns].notna(), None).to_dict("records")
    return {key: row for key, row in zip(keys, rows, strict=True) if row["change_points"] is not None}


@pytest.mark.parametrize("dimension", DIMENSIONS)
@pytest.mark.parametrize("people", [{}, {"families": ("ONG",)}, {"regions": ("11",)}])
def test_years_and_subjects_change_no_verdict(demo_store: Store, dimension: str, people: dict) -> None:
    """ONG, agroécologie from 2018 to 2021, as over nine years so over six; and with one theme or one kind alone."""
    figure_id = f"waves_{dimension}"
    complete = verdicts(answer_figure(demo_store, figure_id, **people).table)
    for choice in (
        {"first_year": 2016, "last_year": 2021},
        {"last_year": 2018},
        {"themes": ("AGROECO",)},
        {"kinds": ("EVALUATION",)},
    ):
        chosen = verdicts(answer_figure(demo_store, figure_id, **people, **choice).table)
        assert chosen == {key: complete[key] for key in chosen}, choice


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_a_word_says_that_its_interval_excludes_zero(demo_store: Store, dimension: str) -> None:
    for choice in ({}, {"families": ("ONG",)}, {"first_year": 2016}):
        for row in verdicts(answer_figure(demo_store, f"waves_{dimension}", **choice).table).values():
            for low, high, word in (
                (row["change_low_points"], row["change_high_points"], row["tendency"]),
                (row["paired_low_points"], row["paired_high_points"], row["paired_tendency"]),
            ):
                if low is not None:
                    expected = "HAUSSE" if low > 0 else "BAISSE" if high < 0 else "AUCUNE"
                    assert word == expected


@pytest.mark.parametrize("seed", [10, 20, 30])
def test_a_public_reads_the_same_word_or_none(seed: int) -> None:
    engine = attack_surveys.survey(seed, waves=2)

    def rows(figure_id: str, audience: str) -> Rows:
        query = Query(engine, Selection(audience=audience))
        return verdicts(answer(REGISTRY[figure_id], query, 1, None).table)

    for dimension in DIMENSIONS:
        team = rows(f"waves_{dimension}", "equipe")
        for key, row in rows(f"waves_{dimension}", "projection").items():
            assert {name: row[name] for name in CHANGE} == pytest.approx(
                {name: team[key][name] for name in CHANGE}
            )


def test_a_sentence_on_waves_has_one_number_for_each_people(demo_store: Store) -> None:
    """Each with its interval, which excludes zero; nothing that is « peu net »."""
    for dimension in DIMENSIONS:
        for choice in ({}, {"families": ("ONG",)}, {"last_year": 2018}):
            sentence = answer_figure(demo_store, f"waves_{dimension}", **choice).finding.sentence
            assert "peu net" not in sentence
            assert sentence.count("(marge d’erreur\u00a0: ") == sentence.count("point")
            assert "(marge d’erreur\u00a0: −" not in sentence or "à −" in sentence


@pytest.fixture
def gap(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """The sentence of the need by family of a frame of one question and three families."""
    figure = REGISTRY["need_by_family"]

    def sentence(*rows: tuple[str, int, int], comparisons: int = 3) -> str:
        frame = pd.DataFrame(rows, columns=["actor_family", "favourable", "base"])
        frame = frame.assign(
            wave="Vague 2021",
            wave_id="V21",
            question_id="Q",
            wording="Un appui ?",
            population="MEMBRE",
            members=50,
            comparisons=comparisons,
            share_pct=100 * frame["favourable"] / frame["base"],
            mark=None,
        )
        return figure.finding(frame).sentence

    return sentence


def test_the_gap_of_two_families_is_that_of_its_interval(gap: Callable[..., str]) -> None:
    clear = gap(("ONG", 18, 20), ("ESS", 4, 20), ("SYNDICAT", 10, 20))
    assert "20\u202f% disent en avoir besoin" in clear and "+70\u00a0points (marge d’erreur\u00a0: +" in clear
    assert "ne diffèrent pas nettement" in gap(("ONG", 18, 20), ("ESS", 4, 20), comparisons=10**12)
    assert "trop peu de réponses" in gap(("ONG", 8, 8), ("ESS", 0, 8)), (
        "under ten answers nothing is compared"
    )


def test_families_are_compared_by_who_answered_the_wave(demo_store: Store) -> None:
    """One family of the demo has ten organisations that answered: no filter and no mask makes another comparable."""
    for choice in ({}, {"themes": ("AGROECO",)}, {"audience": "projection"}, {"audience": "diffusion"}):
        found = answer_figure(demo_store, "need_by_family", **choice)
        assert found.table["comparisons"].isna().all()


@pytest.mark.parametrize("seed", [3, 5, 13, 20])
@pytest.mark.parametrize("figure_id", ["need_by_family", "satisfaction_by_family"])
def test_how_many_comparisons_follows_from_the_names_that_a_public_reads(figure_id: str, seed: int) -> None:
    """What counted those shown together would tell whether one of them has so many answers. The team reads the same number."""
    engine = attack_surveys.survey(seed, waves=1 + (seed % 10 == 0))

    def numbers(audience: str) -> tuple[pd.DataFrame, set[int]]:
        table = answer(REGISTRY[figure_id], Query(engine, Selection(audience=audience)), 1, None).table
        return table, set(table["comparisons"].dropna())

    table, counts = numbers("projection")
    names = [name for name in table["actor_family"].dropna().unique() if not marks.is_name(name)]
    expected = {table["question_id"].nunique() * math.comb(len(names), 2)} - {0}
    assert counts <= expected and numbers("equipe")[1] == expected
    assert numbers("diffusion")[1] == counts


def members_by_question(table: pd.DataFrame) -> list[dict[object, int]]:
    """Of each question, the members of each row."""
    return [
        dict(zip(rows["actor_family"].fillna("?"), rows["members"], strict=True))
        for _, rows in table.groupby("question_id")
    ]


@pytest.mark.parametrize("figure_id", ["need_by_family", "satisfaction_by_family"])
def test_members_of_families_are_the_register_s_whatever_the_question(
    demo_store: Store, figure_id: str
) -> None:
    """One that did not answer has its row; before a public, « Autres » are as many for every question, where they are shown."""
    whole, *others = members_by_question(answer_figure(demo_store, figure_id).table)
    assert others and all(other == whole for other in others)
    assert sum(whole.values()) == answer_figure(demo_store, "response_rate").table["members"].iloc[-1]
    for audience in ("projection", "diffusion"):
        public = answer_figure(demo_store, figure_id, audience=audience)
        rows = public.table.dropna(subset="members")
        (together,) = attack_figures.together(public).items()
        expected = whole | {together[0]: sum(whole[family] for family in together[1].split(", "))}
        assert together[0] in set(rows["actor_family"])
        assert all(
            expected[name] == count for name, count in zip(rows["actor_family"], rows["members"], strict=True)
        )


@pytest.mark.parametrize("figure_id", ["need_by_family", "satisfaction_by_family"])
def test_members_are_those_of_the_people_chosen(demo_store: Store, figure_id: str) -> None:
    chosen = {"regions": ("11",)}
    (whole, *_) = members_by_question(answer_figure(demo_store, figure_id, **chosen).table)
    register = answer_figure(demo_store, "response_by_family", **chosen).table
    assert whole == dict(zip(register["actor_family"].fillna("?"), register["members"], strict=True))


def test_those_who_are_no_members_have_no_number_of_members() -> None:
    """The wave of a survey sent by a link: its families are shown together, and nobody knows of how many."""
    engine = attack_surveys.survey(24)
    table = answer(REGISTRY["satisfaction_by_family"], Query(engine, Selection(audience="projection")), 1, None).table  # fmt: skip
    assert len(table) and table["members"].isna().all()


def test_of_a_few_answers_a_sentence_makes_no_share_and_no_order(demo_store: Store) -> None:
    """The two unions of the demo: one or two answers a question."""

    def sentence(figure_id: str) -> str:
        answered = answer_figure(demo_store, figure_id, families=("SYNDICAT",))
        return answered.finding.sentence.replace("\u00a0", " ")

    assert sentence("answers_expertise").endswith(
        "réponse favorable sur 1. Les autres questions en reçoivent autant."
    )
    assert "à égalité avec « Une formation »" in sentence("choices")
    assert "trop peu de réponses" in sentence("waves_need") and "écart" not in sentence("waves_need")
    assert "la moitié" not in sentence("numbers")
    assert "sur 2 réponses" in sentence("transitions_effect")
    assert not any(
        "%" in sentence(figure_id) for figure_id in ("answers_need", "waves_need", "choices", "numbers")
    )


@pytest.mark.parametrize("dimension", ["effect", "expertise"])
def test_years_change_no_number_of_comparisons_of_the_same_people(demo_store: Store, dimension: str) -> None:
    """A question that only waves outside the years asked belongs to the family all the same."""

    def numbers(**years: int) -> dict[object, object]:
        table = answer_figure(demo_store, f"paired_{dimension}", **years).table
        numbers = table.dropna(subset="comparisons")
        return dict(zip(numbers["population"], numbers["comparisons"], strict=True))

    complete = numbers()
    for years in ({"first_year": 2016}, {"last_year": 2018}):
        chosen = numbers(**years)
        assert chosen and chosen == {key: complete[key] for key in chosen}
