"""Need, request, service, satisfaction: counted again by hand over the demo's tables, and over every choice."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest
import scipy.stats
from counted_store import commit_tables
from halves import round_as_read
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from satisfaction_by_subject import GENERAL

import schemas
from dse import figures, stats
from dse.disclosure import marks
from dse.figures import REGISTRY, Answer, offer
from dse.figures.offer import segments
from dse.figures.offer.needs import find_needs
from dse.figures.offer.subjects import SUPPORT, THEME, Subject
from dse.query import Query, Selection, open_version
from dse.store import Store
from schemas import codelists

WAVE, FIRST, LAST = "membres-2021", 2019, 2021
FAVOURABLE = (3, 4)  # of the four steps of a need
BOUNDED_THEMES, SILENT_THEMES = ("CLIMAT", "GENRE"), ("JEUNESSES", "POUVOIR_AGIR")
# Questions on these themes: how many do not say the need, and whether no more than eight answer.
HIDDEN_NEEDS = (
    ("besoin-climat", 3, False),
    ("besoin-genre", 0, False),
    ("besoin-jeunesses", 6, True),
    ("besoin-pouvoir-agir", 0, True),
)
OFFER = tuple(each.id for each in figures.of_page("reinterroger"))


@pytest.fixture(scope="module")
def tables(demo_store: Store) -> Callable[[str], list[dict]]:
    version = demo_store.current()
    return lambda name: demo_store.read(version, name).to_pylist()


def answer_figure(store: Store, figure_id: str, **choice: object) -> Answer:
    return figures.answer(store, store.current().number, REGISTRY[figure_id], Selection(**choice))


def find_row(answer: Answer, **where: str) -> pd.Series:
    rows = answer.table
    for name, value in where.items():
        rows = rows[rows[name] == value]
    assert len(rows) == 1
    return rows.iloc[0]


def members(tables: Callable) -> set[str]:
    """Members on the day the wave of 2021 closed."""
    (closed,) = {each["closed_on"] for each in tables("survey_waves") if each["wave_id"] == WAVE}
    return {
        each["organisation_id"]
        for each in tables("memberships")
        if each["joined_on"] <= closed and (each["left_on"] is None or each["left_on"] >= closed)
    }


def needs(tables: Callable, question: str) -> dict[str, float]:
    """How far each member says a need: the share of its respondents whose answer is favourable."""
    inside = members(tables)
    whose = {
        each["respondent_id"]: each["organisation_id"]
        for each in tables("survey_respondents")
        if each["wave_id"] == WAVE and not each["is_partner"] and each["status"] in ("partial", "complete")
    }
    told = defaultdict(list)
    for each in tables("survey_answers"):
        asked = (each["wave_id"], each["question_id"]) == (WAVE, question)
        if asked and each["value"] is not None and whose.get(each["respondent_id"]) in inside:
            told[whose[each["respondent_id"]]].append(each["value"] in FAVOURABLE)
    return {member: sum(values) / len(values) for member, values in told.items()}


def carried(
    tables: Callable, day: str, theme: str | None = None, kind: str | None = None
) -> dict[str, list[dict]]:
    """The accompaniments that each organisation carries, dated by `day` in the three years, on a theme or of a kind."""
    leaves = {theme} | {each.code for each in codelists.load("themes") if each.parent == theme}
    aimed = {
        each["subject_id"]
        for each in tables("theme_marks")
        if each["subject"] == "accompaniment" and each["theme"] in leaves and each["score"] > 0
    }
    chosen = {
        each["accompaniment_id"]: each
        for each in tables("accompaniments")
        if each[day]
        and FIRST <= each[day].year <= LAST
        and (each["accompaniment_id"] in aimed or theme is None)
        and kind in (None, each["kind"])
    }
    found = defaultdict(list)
    for role in tables("accompaniment_organisations"):
        if role["role"] in ("PORTEUR", "CO_PORTEUR") and role["accompaniment_id"] in chosen:
            found[role["organisation_id"]].append(chosen[role["accompaniment_id"]])
    return found


def visited(tables: Callable, theme: str | None = None, kind: str | None = None) -> set[str]:
    """The organisations of which somebody came, in the three years, to an activity on a theme or of a kind."""
    leaves = {theme} | {each.code for each in codelists.load("themes") if each.parent == theme}
    aimed = {
        each["subject_id"]
        for each in tables("theme_marks")
        if each["subject"] == "activity" and each["theme"] in leaves and each["score"] > 0
    }
    held = {
        each["activity_id"]
        for each in tables("activities")
        if FIRST <= each["held_on"].year <= LAST
        and (each["activity_id"] in aimed or theme is None)
        and kind in (None, each["kind"])
    }
    return {
        each["organisation_id"]
        for each in tables("participations")
        if each["activity_id"] in held and each["participants"] > 0
    }


@pytest.mark.parametrize(
    ("theme", "question"), [("AGROECO", "besoin-agroecologie"), ("CLIMAT", "besoin-climat")]
)
def test_a_theme_is_counted_as_by_hand(
    demo_store: Store, tables: Callable, theme: str, question: str
) -> None:
    row, inside = find_row(answer_figure(demo_store, "gaps_by_theme"), theme=theme), members(tables)
    need = needs(tables, question)
    asked, accompanied = (
        inside & carried(tables, day, theme=theme).keys() for day in ("requested_on", "started_on")
    )
    met = accompanied | (inside & visited(tables, theme=theme))
    assert row["base"] == len(need)
    assert row["members"] == len(inside)
    in_need = math.floor(sum(need.values()) + 0.5)  # whole members, a half to the favourable side
    assert row["favourable"] == in_need
    assert row["need_pct"] == pytest.approx(100 * in_need / len(need))
    counts = len(asked), len(accompanied), len(met)
    assert (row["asked_by"], row["accompanied"], row["met"]) == counts
    for served, gap in ((accompanied, "accompanied_gap"), (met, "gap")):
        share = 100 * len(served) / len(inside)
        need_and_bounds = row[["need_low_pct", "need_pct", "need_high_pct"]].astype(float)
        found = [row[f"{gap}_low_points"], row[f"{gap}_points"], row[f"{gap}_high_points"]]
        assert found == pytest.approx(list(need_and_bounds - share), abs=1e-4)


def test_a_form_of_support_is_counted_as_by_hand(demo_store: Store, tables: Callable) -> None:
    answer, inside = answer_figure(demo_store, "gaps_by_support"), members(tables)
    row = find_row(answer, support="SUIVI_EVALUATION")
    carriers = inside & carried(tables, "started_on", kind="SUIVI_EVALUATION").keys()
    assert row["accompanied"] == row["met"] == len(carriers)
    formation = find_row(answer, support="FORMATION")
    assert formation["met"] == len(inside & visited(tables, kind="FORMATION"))
    assert pd.isna(formation["accompanied"]), "nobody is accompanied by a training"
    assert pd.isna(formation["asked_by"]), "one comes to a training without asking"


def test_the_planted_gaps_come_first(demo_store: Store) -> None:
    themes, supports = (
        answer_figure(demo_store, "gaps_by_theme"),
        answer_figure(demo_store, "gaps_by_support"),
    )
    assert themes.table["theme"].iloc[0] == "AGROECO"
    assert supports.table["support"].iloc[0] == "SUIVI_EVALUATION"
    assert themes.table["away"].iloc[0] == supports.table["away"].iloc[0] == "PLUS"
    assert "Agroécologie" in themes.finding.sentence
    assert themes.finding.weight > 0.5
    assert answer_figure(demo_store, "behind_needs_by_theme").table["theme"].iloc[0] == "AGROECO"


def test_members_behind_a_gap_are_those_that_the_numbers_count(demo_store: Store, tables: Callable) -> None:
    need = {member for member, value in needs(tables, "besoin-agroecologie").items() if value >= 0.5}
    accompanied = carried(tables, "started_on", theme="AGROECO").keys()
    came = visited(tables, theme="AGROECO") - accompanied
    names = {each["organisation_id"]: each["name"] for each in tables("organisations")}
    listed = answer_figure(demo_store, "behind_needs_by_theme").table
    listed = listed[listed["theme"] == "AGROECO"]
    assert set(listed["name"]) == {names[each] for each in need - accompanied}
    assert set(listed[listed["outcome"] == "VENU"]["name"]) == {names[each] for each in need & came}
    waiting = listed[listed["outcome"] == "SANS_SUITE"]
    assert len(waiting)
    assert set(waiting["status"]) <= {"REFUSE", "ABANDONNE"}
    assert waiting["days_since"].notna().all()


CHOICES = st.builds(
    Selection,
    first_year=st.sampled_from([1, 2013, 2016, 2019, 2022]),
    last_year=st.sampled_from([2014, 2015, 2018, 2021, 9999]),
    families=st.sampled_from([(), ("ONG",), ("COLLECTIVITE", "ONG"), ("SYNDICAT",), ("PUBLIC_AUTRE",)]),
    regions=st.sampled_from([(), ("11",), ("02",)]),
    kinds=st.sampled_from([(), ("EVALUATION",), ("FORMATION", "AOC"), ("POST_EVALUATION",)]),
    themes=st.sampled_from([(), ("AGROECO",), ("CLIMAT", "GENRE"), ("MIGRATIONS",)]),
    audience=st.sampled_from(["equipe", "projection", "diffusion"]),
)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHOICES)
def test_every_figure_answers_a_few_choices(demo_store: Store, choice: Selection) -> None:
    check_answers(demo_store, choice)


@pytest.mark.long
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHOICES)
def test_every_figure_answers_many_choices(demo_store: Store, choice: Selection) -> None:
    check_answers(demo_store, choice)


def check_answers(demo_store: Store, choice: Selection) -> None:
    """Each figure says a sentence, without a number that is none, and draws what it has."""
    for figure_id in OFFER:
        answer = figures.answer(demo_store, demo_store.current().number, REGISTRY[figure_id], choice)
        assert answer.finding.sentence.endswith((".", "!"))
        assert not re.search(r"\bnan\b", answer.finding.sentence.lower())
        if len(answer.table) and REGISTRY[figure_id].chart and not answer.is_masked:
            assert figures.draw(REGISTRY[figure_id], answer).to_dict()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHOICES)
def test_counts_and_lists_agree_for_every_choice(demo_store: Store, choice: Selection) -> None:
    choice = Selection(**{**choice.__dict__, "audience": "equipe"})
    for name in ("theme", "support"):
        counted, listed = (
            answer_figure(demo_store, f"{figure}_{name}", **choice.__dict__).table
            for figure in ("needs_after", "needs_to_follow")
        )
        last = counted[counted["wave"] == counted["wave"].iloc[-1]] if len(counted) else counted
        for row in last.to_dict("records"):
            assert (listed[name] == row[name]).sum() == row["needing"]
        assert len(listed) == last["needing"].sum()


def test_families_partition_the_members_behind_a_need(demo_store: Store) -> None:
    whole = answer_figure(demo_store, "behind_needs_by_theme").table
    parts = [
        answer_figure(demo_store, "behind_needs_by_theme", families=(code,)).table
        for code in codelists.codes("actor_families")
    ]
    assert sum(map(len, parts)) == len(whole)
    assert set(pd.concat(parts)["name"]) == set(whole["name"])


def test_a_public_sees_no_name_and_no_masked_gap(demo_store: Store) -> None:
    for audience in ("projection", "diffusion"):
        for figure_id in OFFER:
            answer = answer_figure(demo_store, figure_id, audience=audience)
            if REGISTRY[figure_id].rule and REGISTRY[figure_id].rule.form == "rows":
                assert answer.table.empty
        row = find_row(answer_figure(demo_store, "gaps_by_theme", audience=audience), theme="AGROECO")
        hidden = [
            "need_pct",
            "gap_points",
            "gap_low_points",
            "accompanied_gap_points",
            "satisfied_pct",
            "away",
        ]
        assert row[hidden].isna().all()
        assert (row["accompanied"], row["met"]) == (10, 38), "what the register says is not masked"


def test_the_subject_that_is_named_has_the_widest_gap_of_those_that_stand_out_or_are_shown(
    demo_store: Store,
) -> None:
    for audience in ("equipe", "diffusion"):
        for figure_id, column, listed in (
            ("gaps_by_theme", "theme", "themes"),
            ("gaps_by_support", "support", None),
        ):
            answer = answer_figure(demo_store, figure_id, first_year=2016, last_year=2018, audience=audience)
            shown = answer.table.dropna(subset=["need_pct", "met_pct"])
            is_clear = (shown["away"] == "PLUS") & (shown["gap_low_points"] > 0)
            clear = shown[is_clear.fillna(False)]
            rows = clear if len(clear) else shown
            widest = rows.loc[(rows["need_pct"] - rows["met_pct"]).astype(float).idxmax()]
            labels = codelists.labels(listed) if listed else {}
            name = labels.get(widest[column], widest[column])
            if listed:
                assert f"Le thème {name} " in answer.finding.sentence, (audience, figure_id)
            shares = ("need_pct", "accompanied_pct", "met_pct") if listed else ("need_pct", "met_pct")
            numbers = [f"{round_as_read(widest[each])}\u202f%" for each in shares]
            assert all(each in answer.finding.sentence for each in numbers), (audience, figure_id)


@pytest.mark.parametrize("audience", ["projection", "diffusion"])
@pytest.mark.parametrize("years", [(2016, 2018), (2019, 2021)])
@pytest.mark.parametrize("figure_id", ["gaps_by_theme", "gaps_by_support"])
def test_a_public_is_not_told_a_gap_more_surely_than_the_team(
    demo_store: Store, figure_id: str, years: tuple[int, int], audience: str
) -> None:
    """What is clear is the team's: a public reads which gap is the first one, and that nothing is said of its standing out."""
    choice = {"first_year": years[0], "last_year": years[1]}
    told, team = (
        answer_figure(demo_store, figure_id, **choice, audience=each).finding for each in (audience, "equipe")
    )
    assert told.subject == team.subject
    assert re.search("sans qu’on dise ici s(’il|i elle) se détache des autres", told.sentence)
    assert "nettement" not in told.sentence


def test_only_figures_that_compare_word_a_gap(demo_store: Store) -> None:
    comparing = {each.id for each in offer.FIGURES if each.compares}
    for choice in ({}, {"families": ("ONG",)}, {"first_year": 2016, "last_year": 2018}):
        weighty = {each for each in OFFER if answer_figure(demo_store, each, **choice).finding.weight > 0}
        assert weighty <= comparing
        assert weighty


def test_offers_are_counted_as_by_hand(demo_store: Store, tables: Callable) -> None:
    row = find_row(
        answer_figure(demo_store, "offers", first_year=FIRST, last_year=LAST), title="Fonds d’études genre"
    )
    mine = [
        each for each in tables("accompaniments") if each["offer_id"] == "OFF-GENRE" and each["started_on"]
    ]
    mine = [each for each in mine if FIRST <= each["started_on"].year <= LAST]
    assert row["uses"] == len(mine)
    assert row["filled_pct"] == pytest.approx(100 * len(mine) / (3 * 4))
    could = {
        each["organisation_id"]
        for each in tables("memberships")
        if each["joined_on"] <= date(LAST, 12, 31)
        and (each["left_on"] is None or each["left_on"] >= date(FIRST, 1, 1))
    }
    assert row["could"] == len(could)
    carriers = {
        each["organisation_id"]
        for each in tables("accompaniment_organisations")
        if each["accompaniment_id"] in {one["accompaniment_id"] for one in mine}
        and each["role"] in ("PORTEUR", "CO_PORTEUR")
    }
    assert row["users"] == len(carriers & could)
    by_year = answer_figure(demo_store, "offers_by_year").table
    transversal = by_year[by_year["title"] == "Fonds d’études transversales"]
    assert list(transversal[transversal["is_open"]]["year"]) == list(range(2013, 2018)), (
        "closed at the end of 2017"
    )


def test_an_offer_for_some_families_counts_only_them(demo_store: Store) -> None:
    row = find_row(answer_figure(demo_store, "offers"), title="Formations pour les territoires")
    assert row["for_whom"] == "Collectivité territoriale"
    assert 0 < row["could"] < 30


def test_four_quadrants_need_four_points(asking_by_subject: Store) -> None:
    assert len(answer_figure(asking_by_subject, "quadrant_by_theme").table) == 6
    few = answer_figure(asking_by_subject, "quadrant_by_theme", themes=("AGROECO", "CLIMAT", "GENRE"))
    assert few.table.empty
    assert (
        few.finding.sentence == "Le filtre «\u00a0Thèmes\u00a0» ne laisse rien à montrer\u00a0: retirez-le."
    )


def test_what_opened_and_closed_is_on_the_charts_by_year(demo_store: Store) -> None:
    for figure_id in (
        "themes_by_year",
        "uptake_by_year",
        "uptake_any_by_year",
        "accompaniments_by_year",
        "request_delays",
    ):
        answer = answer_figure(demo_store, figure_id)
        assert (date(2019, 1, 1), "Ouverture : Fonds d’études genre") in answer.annotations
        assert "Fonds d’études transversales" in str(figures.draw(REGISTRY[figure_id], answer).to_dict())
    assert answer_figure(demo_store, "uptake_by_year", kinds=("AOC",)).annotations == (
        (date(2014, 1, 6), "Ouverture : Accompagnement des démarches AOC"),
    )
    assert answer_figure(demo_store, "uptake_by_family").annotations == ()


def test_the_needs_of_an_earlier_wave_are_those_of_its_three_years(
    demo_store: Store, demo: Callable[..., Query]
) -> None:
    row = find_row(
        answer_figure(demo_store, "gaps_by_theme", first_year=2016, last_year=2018), theme="AGROECO"
    )
    assert row["wave"] == "Enquête auprès des membres 2018"
    pairs = demo(first_year=2016, last_year=2018)
    assert pairs.selection.last_year == 2018
    assert row["need_pct"] == pytest.approx(61.8, abs=0.1)


def list_voices(tables: Callable, question: str = "") -> dict[str, float]:
    """How favourable each member is in the latest wave: the mean over the questions on satisfaction that it answered, or one of them."""
    inside = members(tables)
    questions = {
        each["question_id"]
        for each in tables("survey_questions")
        if each["dimension"] == "satisfaction" and question in ("", each["question_id"])
    }
    scales = {
        each["question_id"]
        for each in tables("survey_items")
        if each["wave_id"] == WAVE and each["kind"] == "likert"
    }
    top = {each: {4, 5} for each in questions & scales}
    whose = {
        each["respondent_id"]: each["organisation_id"]
        for each in tables("survey_respondents")
        if each["wave_id"] == WAVE and not each["is_partner"] and each["status"] in ("partial", "complete")
    }
    given = defaultdict(lambda: defaultdict(list))
    for each in tables("survey_answers"):
        known = each["wave_id"] == WAVE and each["question_id"] in top and each["value"] is not None
        if known and whose.get(each["respondent_id"]) in inside:
            given[whose[each["respondent_id"]]][each["question_id"]].append(
                each["value"] in top[each["question_id"]]
            )
    return {
        member: sum(sum(each) / len(each) for each in answers.values()) / len(answers)
        for member, answers in given.items()
    }


def test_satisfaction_is_that_of_the_members_served(asking_by_subject: Store, tables: Callable) -> None:
    """Each member's answers to the question on the theme, which are those on the network here: of those served alone."""
    row = find_row(answer_figure(asking_by_subject, "gaps_by_theme"), theme="GENRE")
    voices = list_voices(tables, GENERAL)
    accompanied = carried(tables, "started_on", theme="GENRE").keys()
    served = [member for member in voices if member in accompanied | visited(tables, theme="GENRE")]
    assert row["satisfied_base"] == len(served)
    assert row["satisfied_pct"] == pytest.approx(
        100 * sum(voices[each] for each in served) / len(served), abs=1e-4
    )


@pytest.mark.parametrize("kind", ["EVALUATION", "FORMATION", "RENCONTRE"])
def test_the_satisfied_of_a_kind_are_the_members_that_it_reached(
    demo_store: Store, tables: Callable, kind: str
) -> None:
    row, voices = find_row(answer_figure(demo_store, "kinds_satisfaction"), support=kind), list_voices(tables)
    reached = carried(tables, "started_on", kind=kind).keys() | visited(tables, kind=kind)
    answering = [voices[member] for member in voices if member in reached]
    assert row["satisfied_base"] == len(answering)
    assert round(row["satisfied_pct"] * len(answering) / 100) == pytest.approx(sum(answering), abs=0.5)
    assert row["met"] >= len(answering)


def test_segments_are_counted_against_the_others(demo_store: Store, tables: Callable) -> None:
    frame = answer_figure(demo_store, "segments_served").table
    row = find_row(answer_figure(demo_store, "segments_served"), segment_name="Collectivité territoriale")
    families = answer_figure(demo_store, "uptake_by_family").table.set_index("actor_family")
    served = families["yearly_pct"] * families["membership_years"] / 100
    others = families.index != "COLLECTIVITE"
    assert row["others_pct"] == pytest.approx(
        100 * served[others].sum() / families["membership_years"][others].sum()
    )
    p, q = row["yearly_pct"] / 100, row["others_pct"] / 100
    assert row["standardised"] == pytest.approx((p - q) / ((p * (1 - p) + q * (1 - q)) / 2) ** 0.5)
    assert row["standing"] == "MOINS"
    for cut, rows in frame.groupby("cut"):
        assert rows["members_part_pct"].sum() == pytest.approx(100), cut
        assert rows["served_part_pct"].sum() == pytest.approx(100), cut


def test_the_standardised_difference_is_that_of_the_published_example() -> None:
    """Austin (2009): prevalences of 0.5 and 0.4 are 0.2 standard deviations apart, rounded as he tells them."""
    assert segments.standardised(0.5, 0.4) == pytest.approx(0.1 / (0.49 / 2) ** 0.5)
    assert segments.standardised(0.0, 0.0) == 0


@pytest.mark.parametrize("name", ["theme", "support"])
@pytest.mark.parametrize(
    "choice",
    [
        {},
        {"families": ("COLLECTIVITE",)},
        {"families": ("ONG",)},
        {"regions": ("11",)},
        {"first_year": 2016, "last_year": 2018},
    ],
)
def test_gaps_are_ranked_and_in_order_as_they_are_shown(demo_store: Store, name: str, choice: dict) -> None:
    table = answer_figure(demo_store, f"gaps_by_{name}", **choice).table
    of_all = table["gap_points"].astype(float)
    assert of_all.is_monotonic_decreasing
    for codelist in REGISTRY[f"gaps_by_{name}"].columns[0].codelists:
        rows = table[table[name].isin(codelists.codes(codelist))]
        ranks = rows["gap_points"].astype(float).rank(method="min", ascending=False)
        assert rows["gap_rank"].tolist() == ranks.astype(int).tolist()


def find_side(places: np.ndarray) -> int:
    """Which side of the middle a mean is on, by scipy's interval of answers drawn from many; 0 where it does not tell."""
    places = places[~np.isnan(places)]
    if len(places) < 8:
        return 0
    error = places.std(ddof=1) / math.sqrt(len(places))
    low, high = scipy.stats.t.interval(1 - stats.LEVEL, len(places) - 1, places.mean(), error)
    return 0 if low <= 0 <= high else (1 if low > 0 else -1)


SIDES = {(1, 1): "POURSUIVRE", (1, -1): "RENFORCER", (-1, 1): "ALLEGER", (-1, -1): "SECONDAIRE"}


@pytest.mark.parametrize("subject", [THEME, SUPPORT], ids=["theme", "support"])
@pytest.mark.parametrize("choice", [{}, {"families": ("COLLECTIVITE",)}, {"families": ("ONG",)}], ids=str)
def test_a_quadrant_is_named_where_chance_does_not_explain_both_sides(
    asking_by_subject: Store, subject: Subject, choice: dict
) -> None:
    figure_id = f"quadrant_by_{subject.cut.replace('kind', 'support')}"
    table = answer_figure(asking_by_subject, figure_id, **choice).table
    needs = find_needs(Query(open_version(asking_by_subject, 1), Selection(**choice)), subject)
    for _, row in table.iterrows():
        column = needs.codes.index(row[subject.column.name])
        served = needs.performance[needs.served[:, column], column]
        sides = find_side(needs.importance[:, column]), find_side(served)
        assert row["quadrant"] == SIDES.get(sides, "INCERTAIN"), row[subject.column.name]


def test_one_point_is_no_quadrant(asking_by_subject: Store) -> None:
    assert (answer_figure(asking_by_subject, "quadrant_by_support").table["quadrant"] == "INCERTAIN").any()
    assert answer_figure(asking_by_subject, "quadrant_by_theme", themes=("AGROECO",)).table.empty


def test_members_who_say_a_need_bear_another_name_than_its_share(demo_store: Store) -> None:
    """Half of the answers of a member is not the part of them: two numbers, which nobody may take for one."""
    gap = find_row(answer_figure(demo_store, "gaps_by_theme"), theme="GENRE")
    answer = answer_figure(demo_store, "needs_after_theme", themes=("GENRE",))
    needing = answer.table["needing"].iloc[-1]
    assert (gap["favourable"], needing) == (34, 36)
    assert read_plain(answer).startswith(
        "Dans l’enquête de 2018, 23 membres disaient un besoin sur le thème Genre"
    )
    assert "membres ont un besoin" in answer_figure(demo_store, "behind_needs_by_theme").finding.sentence


@pytest.fixture(scope="module")
def against_the_codelist(
    demo_store: Store, tables: Callable, tmp_path_factory: pytest.TempPathFactory
) -> Store:
    """The demo where two themes have one bound and two others are silent, whose needs grow along the codelist. Nothing serves them."""
    lone = Counter(row["organisation_id"] for row in tables("survey_respondents") if row["wave_id"] == WAVE)
    alone = {
        row["respondent_id"]
        for row in tables("survey_respondents")
        if (row["wave_id"], row["status"], lone[row["organisation_id"]]) == (WAVE, "complete", 1)
        and row["organisation_id"] in members(tables)
        and not row["is_partner"]
    }
    answers = tables("survey_answers")
    for question, dissent, is_silent in HIDDEN_NEEDS:
        rows = [row for row in answers if (row["wave_id"], row["question_id"]) == (WAVE, question)]
        rows = [row for row in rows if row["value"] is not None]
        inside = [row for row in rows if row["respondent_id"] in alone]
        for row in rows:
            row["value"] = None if is_silent and row not in inside[:8] else 4.0
        for row in inside[:dissent]:
            row["value"] = 1.0
    folder = tmp_path_factory.mktemp("against-the-codelist")
    whole = {name: tables(name) for name in schemas.TABLES}
    themes = (*BOUNDED_THEMES, *SILENT_THEMES)
    served = [row for row in tables("theme_marks") if not row["theme"].startswith(themes)]
    return commit_tables(
        folder, date(2022, 1, 3), {**whole, "survey_answers": answers, "theme_marks": served}
    )


@pytest.mark.parametrize("audience", ["projection", "diffusion"])
def test_before_a_public_no_hidden_gap_has_a_part_in_the_order(
    against_the_codelist: Store, audience: str
) -> None:
    team = answer_figure(against_the_codelist, "gaps_by_theme").table.set_index("theme")
    public = answer_figure(against_the_codelist, "gaps_by_theme", audience=audience).table
    for one, other in (BOUNDED_THEMES, SILENT_THEMES):
        assert team.loc[one, "gap_points"] < team.loc[other, "gap_points"], (
            "against the codelist, if it were shown"
        )
        hidden = public[public["theme"].isin([one, other])]
        assert hidden["mark"].map(marks.hides).all() and hidden["mark"].nunique() == 1
        assert (marks.bound(hidden["mark"].iloc[0]) is None) == ((one, other) == SILENT_THEMES)
        assert hidden["theme"].tolist() == [one, other], "in the order of the codelist"


@pytest.fixture(scope="module")
def with_unknown_regions(demo_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The demo where the region of every fifth organisation is not known."""
    version = demo_store.current()
    rows = {name: demo_store.read(version, name).to_pylist() for name in schemas.TABLES}
    unknown = {each["organisation_id"] for each in rows["organisations"][::5]}
    profiles = [
        each | ({"region": None} if each["organisation_id"] in unknown else {})
        for each in rows["organisation_profiles"]
    ]
    folder = tmp_path_factory.mktemp("unknown-regions")
    return commit_tables(folder, date(2022, 1, 3), {**rows, "organisation_profiles": profiles})


def test_the_others_of_a_segment_are_those_of_its_word(with_unknown_regions: Store) -> None:
    """Members whose region is not known are among the others that the test compares, and among those of the numbers."""
    segments = answer_figure(with_unknown_regions, "segments_served").table
    regions = answer_figure(with_unknown_regions, "uptake_by_region").table
    assert regions["region"].isna().any()
    hits = (regions["yearly_pct"] * regions["membership_years"]).astype(float)
    labels, years = codelists.labels("regions"), regions["membership_years"].astype(float)
    for index, code in regions["region"].dropna().items():
        row = segments[segments["segment_name"] == labels[code]].iloc[0]
        others = regions.index != index
        assert row["others_pct"] == pytest.approx(hits[others].sum() / years[others].sum())
        assert row["members_part_pct"] == pytest.approx(100 * years[index] / years.sum())


def test_words_hold_under_a_choice(demo_store: Store) -> None:
    genre = answer_figure(demo_store, "gaps_by_theme", themes=("GENRE",)).finding
    assert "Le besoin ne dépasse pas ce qui est servi" in genre.sentence
    climate = answer_figure(demo_store, "gaps_by_theme", themes=("CLIMAT",)).finding
    assert "l’écart ne se détache pas nettement des autres" in climate.sentence
    assert genre.weight == 0
    training = answer_figure(demo_store, "gaps_by_support", kinds=("FORMATION",))
    assert training.table["away"].tolist() == ["NON_CALCULABLE"], (
        "two gaps are as far from their mean as one another"
    )
    assert training.finding.weight == 0


@pytest.mark.parametrize(
    ("figure_id", "choice", "served"),
    [
        ("gaps_by_theme", {}, "11 % des 88 membres avaient été accompagnés à ce sujet, et 43 % en comptant"),
        ("gaps_by_theme", {"audience": "diffusion"}, "11 % des 88 membres avaient été accompagnés à ce sujet, et"),
        ("gaps_by_support", {}, "7 % des 88 membres avaient été accompagnés sous cette forme."),
        ("gaps_by_support", {"kinds": ("FORMATION",)}, "55 % des 88 membres étaient venus à une activité de ce type"),
        ("gaps_by_theme", {"families": ("FONDATION",), "themes": ("GENRE",)}, "1 membre sur 2 avait été accompagné à ce sujet, et 2 sur 2"),
    ],
)  # fmt: skip
def test_a_gap_is_told_with_its_survey_its_years_and_how_many_members(
    demo_store: Store, figure_id: str, choice: dict[str, object], served: str
) -> None:
    """A need is said in one survey, and those who are served are counted over three years among all the members."""
    sentence = read_plain(answer_figure(demo_store, figure_id, **choice))
    need, others = sentence.split(" ; ")
    assert re.search(r"dans l’enquête de 2021, .+ en avoir besoin", need)
    assert others.startswith(f"dans les 3 ans d’avant, {served}")


@pytest.mark.parametrize("figure_id", ["gaps_by_theme", "gaps_by_support"])
def test_a_gap_says_in_its_title_and_its_method_that_it_is_what_was_given_before(figure_id: str) -> None:
    figure = REGISTRY[figure_id]
    assert "avant l’enquête" in figure.question
    assert "avant, dans les" in figure.method and "laissait alors sans réponse" in figure.method


def read_plain(answer: Answer) -> str:
    return answer.finding.sentence.replace("\u202f", " ").replace("\u00a0", " ")


def test_an_old_request_that_still_waits_is_waiting(demo_store: Store) -> None:
    listed = answer_figure(demo_store, "behind_needs_by_theme").table
    waiting = listed[listed["status"].isin(["DEMANDE", "INSTRUCTION", "ACCORDE"])]
    assert set(waiting["outcome"]) == {"EN_ATTENTE", "VENU"}, (
        "who came meanwhile is not left without anything"
    )


@pytest.fixture(scope="module")
def without_starts(tables: Callable, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The demo where no first day of a finished accompaniment is known, and nobody came to an activity."""
    whole = {name: tables(name) for name in schemas.TABLES} | {"participations": []}
    for row in whole["accompaniments"]:
        if row["status"] == "TERMINE":
            row["started_on"] = None
    return commit_tables(tmp_path_factory.mktemp("without-starts"), date(2022, 1, 3), whole)


def test_what_is_finished_was_given_whether_or_not_its_first_day_is_known(
    without_starts: Store, tables: Callable
) -> None:
    listed = answer_figure(without_starts, "behind_needs_by_theme").table
    finished = listed[listed["status"] == "TERMINE"]
    assert set(finished["outcome"]) == {"SERVI_AVANT"}
    assert max(day.year for day in finished["requested_on"]) < FIRST
    started, requested = (carried(tables, day, "CLIMAT") for day in ("started_on", "requested_on"))
    needing = [member for member, part in needs(tables, "besoin-climat").items() if part >= 0.5]
    given = [
        member
        for member in needing
        if any(row["status"] != "TERMINE" for row in started[member])
        or (
            requested[member]
            and max(requested[member], key=lambda row: row["requested_on"])["status"]
            in ("EN_COURS", "TERMINE")
        )
    ]
    assert (listed["theme"] == "CLIMAT").sum() == len(needing) - len(given)


def test_an_offer_without_use_is_told_of_the_choice_alone(demo_store: Store) -> None:
    answer = answer_figure(demo_store, "offers_by_year", families=("COLLECTIVITE",))
    assert "Dans ce choix" in answer.finding.sentence
    assert answer_figure(demo_store, "offers", families=("COLLECTIVITE",)).table["filled_pct"].isna().all()
    assert "Formations pour les territoires" not in set(
        answer_figure(demo_store, "offers", families=("ONG",)).table["title"]
    )


def test_where_nobody_uses_an_offer_there_is_no_grid_of_zeros(demo_store: Store) -> None:
    choice = {"families": ("FONDATION",), "regions": ("04",)}
    assert answer_figure(demo_store, "offers_by_year", **choice).table.empty


def test_the_satisfied_of_an_offer_are_whole_members(demo_store: Store) -> None:
    table = answer_figure(demo_store, "offers_satisfaction").table
    counts = [
        float(share) * float(base) / 100
        for share, base in zip(table["satisfied_pct"], table["satisfied_base"], strict=True)
    ]
    assert counts == pytest.approx([round(count) for count in counts])


@pytest.mark.parametrize("last_year", [2014, 2019, 2021])
@pytest.mark.parametrize(
    ("view", "day"),
    [
        ("accompanied_subjects", "started_on"),
        ("served_subjects", "started_on"),
        ("requested_subjects", "requested_on"),
    ],
)
def test_the_latest_year_of_each_member_and_kind_stands_once(
    demo_store: Store, tables: Callable, view: str, day: str, last_year: int
) -> None:
    """Whoever asked, or was served by an accompaniment, up to a year: once for each kind, with the last year of it."""
    carriers = defaultdict(set)
    for role in tables("accompaniment_organisations"):
        if role["role"] in ("PORTEUR", "CO_PORTEUR"):
            carriers[role["accompaniment_id"]].add(role["organisation_id"])
    expected: dict[tuple[str, str], int] = {}
    for accompaniment in tables("accompaniments"):
        if accompaniment[day] and accompaniment[day].year <= last_year:
            for member in carriers[accompaniment["accompaniment_id"]]:
                key = member, accompaniment["kind"]
                expected[key] = max(accompaniment[day].year, expected.get(key, 0))
    query = Query(open_version(demo_store, demo_store.current().number), Selection())
    rows = query.with_parameters(upto=last_year)(f"""
        select organisation_id, subject, year from {view}
        where cut = 'kind' and year <= $upto and until_year >= $upto
        and subject in (select code from codelist_accompaniment_kinds)
    """)
    latest = {(row["organisation_id"], row["subject"]): row["year"] for row in rows.to_dict("records")}
    assert len(rows) == len(latest)
    assert latest == expected


def test_without_visits_gaps_are_told_of_the_accompanied_alone(
    without_visits: Store, demo_store: Store
) -> None:
    answer, complete = (answer_figure(store, "gaps_by_theme") for store in (without_visits, demo_store))
    assert answer.table[["met", "met_pct", "gap_points"]].isna().all(axis=None)
    for name in ("accompanied", "accompanied_gap_points", "accompanied_gap_low_points"):
        of_both = (table.set_index("theme")[name].sort_index() for table in (answer.table, complete.table))
        pd.testing.assert_series_equal(*of_both)
    assert "Les participations aux activités ne sont pas enregistrées." in answer.finding.sentence
    assert "est nettement le moins couvert" in answer.finding.sentence
    assert "sont venus" not in answer.finding.sentence
    drawn = str(figures.draw(REGISTRY["gaps_by_theme"], answer).to_dict())
    assert "seulement" not in drawn and "moins part accompagnée'" in drawn
    of_forms = answer_figure(without_visits, "gaps_by_support")
    assert "sous cette forme (sans compter les participations" in of_forms.finding.sentence
    for told in (answer, of_forms):
        served = r"dans les 3 ans d’avant, \d+ % des 88 membres avaient été accompagnés"
        assert re.search(served, read_plain(told))
    training = find_row(of_forms, support="FORMATION")
    assert training[["accompanied", "met", "gap_points", "accompanied_gap_points"]].isna().all()


@pytest.mark.parametrize(
    "figure_id",
    [
        "needs_after_theme",
        "needs_after_support",
        "behind_needs_by_theme",
        "segments_served",
        "never_reached",
        "uptake_any_by_year",
        "uptake_member_years",
    ],
)
def test_nobody_is_said_not_to_have_come_where_visits_are_not_recorded(
    without_visits: Store, demo_store: Store, figure_id: str
) -> None:
    sentence = answer_figure(without_visits, figure_id).finding.sentence
    assert not re.search(
        r"jamais ven|seulement|[^s] venus à une activité|accompagnés ou venus à|ni l’un ni l’autre",
        sentence,
    )
    assert answer_figure(demo_store, figure_id).finding.sentence != sentence


USES_OF_OFFERS = ["users", "users_pct", "uses", "filled_pct"]
ACTIVITY_KINDS = codelists.codes("activity_kinds")


def test_without_visits_the_use_of_an_activity_is_unknown_and_not_zero(
    without_visits: Store, demo_store: Store
) -> None:
    answer, complete = (answer_figure(store, "offers") for store in (without_visits, demo_store))
    is_activity = answer.table["kind"].isin(ACTIVITY_KINDS)
    assert is_activity.any() and answer.table.loc[is_activity, USES_OF_OFFERS].isna().all(axis=None)
    assert answer.table["could"].tolist() == complete.table["could"].tolist(), "members are known"
    pd.testing.assert_frame_equal(answer.table[~is_activity], complete.table[~is_activity])
    open_throughout = answer.table[~is_activity & answer.table["is_open_now"]]
    longest = open_throughout[open_throughout["open_years"] == answer.table["open_years"].max()]
    least = longest.loc[longest["users_pct"].astype(float).idxmin()]
    assert least["users"] > 0
    assert (
        f"dont l’usage est connu, « {least['title']} » est la moins utilisée par les membres visés : {least['users']}"
        in answer.finding.sentence.replace("\xa0", " ")
    )
    assert answer.finding.sentence.endswith("Les participations aux activités ne sont pas enregistrées.")
    assert "enregistrées" not in complete.finding.sentence


@pytest.mark.parametrize(
    ("used", "sentence"),
    [
        ([0, 0], "Les offres « Un » et « Deux » sont à égalité les moins utilisées par les membres visés : aucun membre ne s’en est servi."),
        ([3, 3, 3], "Les offres « Un », « Deux » et « Trois » sont à égalité les moins utilisées par les membres visés : 30 % de ceux qui le pourraient se sont servis de chacune."),
        ([0, 0, 0, 0], "4 offres sont à égalité les moins utilisées par les membres visés : aucun membre ne s’en est servi."),
        ([2, 3], "L’offre « Un » est la moins utilisée par les membres visés : 2 membres sur 10 s’en sont servis."),
    ],
)  # fmt: skip
def test_all_the_offers_that_are_least_used_are_named(
    demo_store: Store, used: list[int], sentence: str
) -> None:
    row = answer_figure(demo_store, "offers").table.iloc[0].to_dict()
    row |= {"could": 10, "open_years": 3, "is_open_now": True, "opened_on": date(2015, 1, 5)}
    names = ["Un", "Deux", "Trois", "Quatre"]
    rows = [
        row | {"title": name, "users": users, "uses": users, "users_pct": 10.0 * users}
        for name, users in zip(names, used, strict=False)
    ]
    rows.append(row | {"title": "Cinq", "users": 9, "uses": 9, "users_pct": 90.0})
    said = REGISTRY["offers"].finding(pd.DataFrame(rows)).sentence
    assert said.replace("\u00a0", " ").replace("\u202f", " ") == sentence, "all are compared"


def test_an_offer_that_only_others_use_is_told_without_a_gender(demo_store: Store) -> None:
    sentence = read_plain(answer_figure(demo_store, "offers", first_year=FIRST, last_year=LAST))
    assert sentence.endswith(
        "aucun membre sur 18 ne s’en est servi. Cette offre a servi 18 fois, à d’autres organisations."
    )


NEWER = {"opened_on": date(2018, 1, 8), "closed_on": None, "is_open_now": True}
CLOSED = {"opened_on": date(2011, 1, 3), "closed_on": date(2017, 12, 31), "is_open_now": False}
SHORT_LIVED = {"opened_on": date(2018, 1, 8), "closed_on": date(2019, 12, 31), "is_open_now": False}


@pytest.mark.parametrize(
    ("others", "sentence"),
    [
        ([], ""),
        ([NEWER], " L’offre « A » (ouverture en 2018) n’est pas comparée."),
        ([CLOSED], " L’offre « A » (fermeture en 2017) n’est pas comparée."),
        ([SHORT_LIVED], " L’offre « A » (fermeture en 2019) n’est pas comparée."),
        ([NEWER, CLOSED], " Les offres « A » (ouverture en 2018) et « B » (fermeture en 2017) ne sont pas comparées."),
        ([NEWER] * 4, " 4 offres ouvertes plus tard ne sont pas comparées."),
        ([NEWER, NEWER, CLOSED, NEWER], " 3 offres ouvertes plus tard et 1 offre fermée depuis ne sont pas comparées."),
    ],
)  # fmt: skip
def test_an_offer_that_is_not_compared_says_why(
    demo_store: Store, others: list[dict[str, object]], sentence: str
) -> None:
    row = answer_figure(demo_store, "offers").table.iloc[0].to_dict()
    row |= {"could": 10, "open_years": 3, "is_open_now": True, "users": 5, "users_pct": 50.0}
    row |= {"opened_on": date(2015, 1, 5), "closed_on": None}
    less = {"users": 0, "users_pct": 0.0, "open_years": 1}
    rows = [
        row,
        *(row | less | other | {"title": title} for title, other in zip("ABCD", others, strict=False)),
    ]
    alone, found = (
        REGISTRY["offers"].finding(pd.DataFrame(chosen)).sentence.replace("\u00a0", " ")
        for chosen in ([row], rows)
    )
    among = "Parmi les offres ouvertes le plus longtemps dans la période, " if others else ""
    assert found == f"{among}{alone.removeprefix('L’offre ') if others else alone}{sentence}"


def test_without_visits_no_year_of_an_activity_is_without_use(
    without_visits: Store, demo_store: Store
) -> None:
    answer, complete = (answer_figure(store, "offers_by_year") for store in (without_visits, demo_store))
    is_activity = answer.table["kind"].isin(ACTIVITY_KINDS)
    assert is_activity.any() and answer.table.loc[is_activity, "uses"].isna().all()
    is_study = ~complete.table["kind"].isin(ACTIVITY_KINDS)
    pd.testing.assert_frame_equal(answer.table[~is_activity], complete.table[is_study])
    unused = answer.table[~is_activity & (answer.table["uses"] == 0)]["title"].unique()
    sentence = answer.finding.sentence.replace("\xa0", " ")
    assert any(f"« {title} » n’a pas servi" in sentence for title in unused)
    assert answer.finding.sentence.endswith("Les participations aux activités ne sont pas enregistrées.")
    drawn = str(figures.draw(REGISTRY["offers_by_year"], answer).to_dict())
    assert all(
        (f"'{title}'" in drawn) == (kind not in ACTIVITY_KINDS)
        for title, kind in zip(answer.table["title"], answer.table["kind"], strict=True)
    )
    assert figures.count_screens(REGISTRY["offers_by_year"], answer, 7) == 2, "of eight studies"


def test_where_every_offer_is_of_visits_that_are_not_recorded_none_is_the_least_used(
    without_visits: Store,
) -> None:
    answer = answer_figure(without_visits, "offers", kinds=("FORMATION", "ATELIER"))
    assert len(answer.table) == 3 and answer.table[USES_OF_OFFERS].isna().all(axis=None)
    assert "moins utilisée" not in answer.finding.sentence
    assert answer.finding.sentence.endswith("Les participations aux activités ne sont pas enregistrées.")
    assert answer_figure(without_visits, "offers_by_year", kinds=("FORMATION", "ATELIER")).table.empty


def test_nobody_is_listed_as_not_given_an_activity_where_visits_are_not_recorded(
    without_visits: Store, demo_store: Store
) -> None:
    listed, complete = (
        set(answer_figure(store, "behind_needs_by_support").table["support"])
        for store in (without_visits, demo_store)
    )
    assert complete & set(ACTIVITY_KINDS) and listed == complete - set(ACTIVITY_KINDS)


def test_who_wishes_is_not_said_never_to_have_come_where_visits_are_not_recorded(
    without_visits: Store, demo_store: Store
) -> None:
    for figure_id in ("wishes_and_coming", "wishes_by_family", "wished_never_came"):
        answer = answer_figure(without_visits, figure_id)
        assert answer.table.empty and "jamais" not in answer.finding.sentence
        assert len(answer_figure(demo_store, figure_id).table)


@pytest.mark.parametrize("years", [(2013, 2015), (2016, 2018), (2019, 2021)])
def test_a_theme_stands_out_where_it_does_by_both_measures(demo_store: Store, years: tuple[int, int]) -> None:
    """One activity that many came to makes no word by itself."""
    table = answer_figure(demo_store, "gaps_by_theme", first_year=years[0], last_year=years[1]).table
    for word, sign in (("PLUS", 1), ("MOINS", -1)):
        rows = table[table["away"] == word]
        for gap in ("gap_points", "accompanied_gap_points"):
            assert (sign * (rows[gap] - table[gap].mean()) > 0).all()
    found = dict(zip(table["theme"], table["away"], strict=True))
    expected = {
        2013: {"CLIMAT": "PLUS"},
        2016: {"AGROECO": "PLUS"},  # an adjusted p-value of 1.2 %
        2019: {"AGROECO": "PLUS"},
    }
    assert {code: word for code, word in found.items() if word == "PLUS"} == expected[years[0]]
    if years[0] == 2016:
        assert found["GENRE"] == "SEMBLABLE", "fewer than the others by one of both measures alone"


def test_a_study_is_served_by_accompaniments_and_a_training_by_visits(demo_store: Store) -> None:
    sentences = {
        kind: answer_figure(demo_store, "gaps_by_support", kinds=(kind,)).finding.sentence
        for kind in ("SUIVI_EVALUATION", "FORMATION")
    }
    assert "est nettement la moins couverte" in sentences["SUIVI_EVALUATION"]
    assert "l’écart ne se détache pas nettement" in sentences["FORMATION"]
    assert "venus à une activité de ce type" in sentences["FORMATION"]
    assert "accompagn" not in sentences["FORMATION"]
