"""What was never recorded is not zero: all figures, over stores that record less (docs/dev/decisions/0167)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from conftest import keep_accompaniments, keep_carriers, keep_visits
from counted_store import TODAY, answer_figure, commit_tables, small_tables
from unread_numbers import read_reason

from dse import decisions, figures, french
from dse.figures import REGISTRY, Answer
from dse.figures.framework import measured
from dse.figures.records import (
    ACCOMPANIMENTS,
    CARRIERS,
    MEMBERSHIPS,
    OUTCOMES,
    Records,
    read_records,
)
from dse.query import Query, Selection, open_version
from dse.review.commentary import numbers
from dse.review.commentary.numbers import ABSENT, NOT_COMPUTED
from dse.store import Store
from schemas import codelists

# What may not be said where it is not recorded at all: of accompaniments, of visits.
OF_ACCOMPANIMENTS = r"jamais (?:été )?accompagné|(?:n’a|n’ont|n’est|aucun) (?:pas )?(?:été )?accompagné|n’a pas servi|seulement venu|rien reçu"
OF_VISITS = (
    r"jamais venu|(?:n’est|ne sont) (?:pas )?venu|seulement|[^s] venus à une activité|n’y (?:est|sont)"
)
OF_MEMBERS = r"\b[Mm]embres?\b"
SAID_OF_NONE = {"without_memberships": OF_MEMBERS, "without_accompaniments": OF_ACCOMPANIMENTS, "without_carriers": OF_ACCOMPANIMENTS, "without_visits": OF_VISITS, "visits_since_2020": None, "outputs_since_2020": None}  # fmt: skip
# A count of none, or that nobody ever did.
NONE = re.compile(r"\b0[\u00a0\u202f]|\b[Aa]ucune?\b|[Jj]amais|[Nn]i l’un ni l’autre|touchée?s?\b")
# Of what others say: how many indicators, targets and decisions are where; of tables, how full they are.
OF_OTHER_FIGURES = {"indicators_progress", "indicators_behind", "indicators_by_breakdown", "indicators_periods", "targets_progress", "targets_by_year", "completeness", "freshness", "decisions_followed"}  # fmt: skip
AUDIENCES = ("equipe", "diffusion")
FEWEST_KNOWN = 10  # numbers for comments, of some sixty


@cache
def answer(
    store: Store, figure_id: str, audience: str = "equipe", years: tuple[int, int] | None = None
) -> Answer:
    return answer_figure(store, figure_id, audience=audience, **(period(years) if years else {}))


def period(years: tuple[int, int]) -> dict[str, int]:
    return {"first_year": years[0], "last_year": years[1]}


OFTEN = ("without_accompaniments", "visits_since_2020")  # what all tests of every commit look at


@pytest.fixture(
    scope="module",
    params=[pytest.param(name, marks=() if name in OFTEN else pytest.mark.long) for name in SAID_OF_NONE],
)
def store(request: pytest.FixtureRequest) -> Store:
    """A store that records less than the demo."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def forbidden(store: Store, request: pytest.FixtureRequest) -> str | None:
    """What its figures may not say."""
    name = next(name for name in SAID_OF_NONE if request.getfixturevalue(name) is store)
    return SAID_OF_NONE[name]


def leave_notes_out(sentence: str) -> str:
    """A sentence without those that say what is not recorded, and without the title of the figure that reads it."""
    texts = " ".join(text for text in re.split(r"(?<=\.) ", sentence) if "enregistré" not in text)
    return re.sub(r"voyez « [^»]+ », page [\w ]+", "voyez", texts.replace("\u00a0", " "))


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("figure_id", [name for name in REGISTRY if name not in OF_OTHER_FIGURES])
def test_no_sentence_says_none_of_what_is_not_recorded(
    demo_store: Store, store: Store, forbidden: str | None, figure_id: str, audience: str
) -> None:
    sentence = answer(store, figure_id, audience).finding.sentence
    complete = answer(demo_store, figure_id, audience).finding.sentence
    said = leave_notes_out(sentence)
    is_let_through = said == complete and forbidden != OF_MEMBERS
    assert forbidden is None or is_let_through or not re.search(forbidden, said)
    new = set(NONE.findall(said)) - set(NONE.findall(complete))
    assert not new, f"{sentence} (complete: {complete})"


def find_counts(frame: pd.DataFrame) -> dict[str, pd.Series]:
    """The columns of numbers of a table, but for its years."""
    return {
        name: frame[name].dropna()
        for name in frame
        if pd.api.types.is_numeric_dtype(frame[name])
        and not pd.api.types.is_bool_dtype(frame[name])
        and name not in ("year", "segment")
    }


def keep_before(frame: pd.DataFrame, year: int) -> pd.DataFrame:
    return frame[frame["year"] < year] if "year" in frame else frame


@pytest.mark.parametrize("figure_id", [name for name in REGISTRY if name not in OF_OTHER_FIGURES])
def test_no_column_is_zero_of_what_is_not_recorded(demo_store: Store, store: Store, figure_id: str) -> None:
    found, complete = answer(store, figure_id).table, answer(demo_store, figure_id).table
    for year in (9999, 2020):
        own, full = (find_counts(keep_before(table, year)) for table in (found, complete))
        zero = [name for name, values in own.items() if len(values) and (values == 0).all()]
        assert not [name for name in zero if (full[name] != 0).any()], f"before {year}"


@pytest.mark.parametrize("figure_id", [name for name in REGISTRY if REGISTRY[name].chart])
def test_every_chart_is_drawn_of_what_is_recorded(store: Store, figure_id: str) -> None:
    drawn = answer(store, figure_id)
    if not drawn.table.empty:
        figures.draw(REGISTRY[figure_id], drawn).to_dict()


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize(
    "years",
    [
        (2013, 2021),
        pytest.param((2019, 2021), marks=pytest.mark.long),
        pytest.param((2016, 2018), marks=pytest.mark.long),
    ],
)
def test_a_comment_takes_a_number_that_is_complete_or_none(
    demo_store: Store, store: Store, audience: str, years: tuple[int, int]
) -> None:
    # What activities left is no less known.
    left_out = {*OF_OTHER_FIGURES, "outputs_by_year"}
    known = 0
    for number in numbers.list_numbers():
        if number.figure_id in left_out:
            continue
        found, full = (answer(each, number.figure_id, audience, years) for each in (store, demo_store))
        reading = numbers.read(number, found)
        assert reading in (numbers.read(number, full), read_reason(found)), number.code
        known += reading.text != NOT_COMPUTED
    assert known >= FEWEST_KNOWN, "no more is left out than is not recorded"


# --- what a note names, and what is compared ---


@pytest.mark.parametrize(
    ("figure_id", "is_named"),
    [
        ("opening_by_year", False),
        ("joining_by_year", False),
        ("communities_followed", False),
        ("wishes_and_coming", False),
        ("never_reached", True),
    ],
)
def test_a_note_names_no_year_after_those_chosen_but_of_today(
    without_visits_of_2017_2019: Store, figure_id: str, is_named: bool
) -> None:
    sentence = answer_figure(without_visits_of_2017_2019, figure_id, **period((2013, 2015))).finding.sentence
    assert ("2017, 2018 et 2019" in sentence) == is_named


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("years", [(2013, 2021), (2019, 2021)])
def test_a_triennial_is_compared_with_none_of_which_years_are_not_recorded(
    accompaniments_since_2018: Store, audience: str, years: tuple[int, int]
) -> None:
    found = answer_figure(accompaniments_since_2018, "themes_triennials", audience=audience, **period(years))
    assert found.table.empty and "que depuis 2018" in found.finding.sentence


def test_a_triennial_after_the_last_accompaniment_is_not_compared(disjoint: Store) -> None:
    assert answer_figure(disjoint, "themes_triennials").table.empty


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize(
    "figure_id",
    [
        "supports_cited",
        "supports_cited_by_theme",
        "changes_backed",
        "paths_to_change",
        "outputs_by_support",
        "offers_satisfaction",
        "kinds_satisfaction",
    ],
)
def test_what_counts_accompaniments_says_that_they_are_not_recorded(
    without_accompaniments: Store, accompaniments_since_2018: Store, figure_id: str, audience: str
) -> None:
    found = answer(without_accompaniments, figure_id, audience)
    if found.is_refused:
        return
    missing = found.finding.sentence
    assert "Les accompagnements ne sont pas enregistrés." in missing
    assert "que depuis 2018" in answer(accompaniments_since_2018, figure_id, audience).finding.sentence


@pytest.mark.parametrize(
    "name", ["visits_since_2020", "disjoint", "accompaniments_since_2018", "without_visits"]
)
def test_who_is_listed_is_said_never_reached_as_far_as_it_is_recorded(
    name: str, request: pytest.FixtureRequest
) -> None:
    found = answer(request.getfixturevalue(name), "never_reached")
    said = leave_notes_out(found.finding.sentence)
    assert "jamais" not in said and "parmi ce qui est enregistré" in found.finding.sentence


@pytest.mark.parametrize("figure_id", ["wishes_and_coming", "wishes_by_family", "wished_never_came"])
@pytest.mark.parametrize("name", ["visits_since_2020", "disjoint", "without_visits_of_2017_2019"])
def test_who_wishes_is_never_said_never_to_have_come_but_of_a_record_of_each_year(
    demo_store: Store, name: str, figure_id: str, request: pytest.FixtureRequest
) -> None:
    found, complete = (answer(store, figure_id) for store in (request.getfixturevalue(name), demo_store))
    sentence = found.finding.sentence
    assert "jamais" in complete.finding.sentence and len(found.table)
    assert "sans participation enregistrée" in sentence
    assert not re.search("jamais|ne sont venus|n’est venu", sentence)
    if (figure := REGISTRY[figure_id]).chart:
        drawn = str(figures.draw(figure, found).to_dict())
        assert "Sans participation enregistrée" in drawn and "Jamais venus" not in drawn
        assert found.table["never_came"].isna().all() and complete.table["never_came"].notna().all()
    else:
        assert not found.table["has_visits"].any() and complete.table["has_visits"].all()


@pytest.mark.parametrize("figure_id", ["wishes_and_coming", "wishes_by_family", "wished_never_came"])
def test_what_is_asked_of_wishes_and_how_says_never_of_nobody(figure_id: str) -> None:
    figure = REGISTRY[figure_id]
    assert "jamais" not in f"{figure.question} {figure.method}"


@pytest.mark.parametrize("subject", ["theme", "support"])
@pytest.mark.parametrize("name", ["without_visits_of_2017_2019", "visits_since_2020"])
def test_no_need_is_told_of_as_never_reached_but_of_a_record_of_each_year(
    demo_store: Store, name: str, subject: str, request: pytest.FixtureRequest
) -> None:
    listed = f"behind_needs_by_{subject}"
    assert "JAMAIS_TOUCHE" in set(answer(demo_store, listed).table["outcome"])
    outcomes = answer(request.getfixturevalue(name), listed).table["outcome"]
    assert len(outcomes) and "JAMAIS_TOUCHE" not in set(outcomes)


UNTIL = "ccompagnements ne sont enregistrés que jusqu’en 2016"


@pytest.mark.parametrize("audience", AUDIENCES)
def test_years_after_the_last_one_recorded_are_left_out(disjoint: Store, audience: str) -> None:
    found = answer(disjoint, "uptake_by_year", audience)
    assert found.table["year"].max() == 2016
    assert "2021" not in found.finding.sentence and UNTIL in found.finding.sentence
    (rate,) = [each for each in numbers.list_numbers() if each.code == "uptake_by_year:rate_pct"]
    assert numbers.read(rate, found).why == f"les a{UNTIL}"


@pytest.mark.parametrize("figure_id", ["uptake_any_by_year", "joining_by_year"])
def test_no_trend_runs_over_years_in_which_nothing_is_recorded(
    without_visits_of_2017_2019: Store, figure_id: str
) -> None:
    found = answer(without_visits_of_2017_2019, figure_id)
    assert set(found.table["tendency"]) == {"NON_CALCULABLE"} and "nettement" not in found.finding.sentence
    assert "2017, 2018 et 2019" in found.finding.sentence


def test_a_number_of_the_last_year_is_none_where_that_year_is_not_recorded(
    without_visits_of_2017_2019: Store,
) -> None:
    (rate,) = [each for each in numbers.list_numbers() if each.code == "uptake_any_by_year:rate_pct"]
    for last in (2016, 2018, 2021):
        found = answer_figure(without_visits_of_2017_2019, rate.figure_id, **period((2013, last)))
        why = numbers.read(rate, found).why
        assert (why == read_reason(found).why) if last == 2018 else not why


@pytest.mark.parametrize(
    ("scalar", "years", "why"),
    [
        ("uptake_by_year:rate_pct", (2021, 2021), f"les a{UNTIL}"),
        ("uptake_of_period:rate_pct", (2013, 2021), f"les a{UNTIL}"),
        ("opening_first_and_again:first_time", (2015, 2021), "que depuis 2018"),
    ],
)
def test_an_indicator_says_which_years_are_not_recorded(
    disjoint: Store, scalar: str, years: tuple[int, int], why: str
) -> None:
    query = Query(open_version(disjoint, 1), Selection())
    with pytest.raises(measured.CannotBeComputed, match=why):
        measured.value(query, scalar, years, measured.WHOLE)


def test_an_indicator_of_a_hole_says_that_these_years_are_not_recorded(
    without_visits_of_2017_2019: Store,
) -> None:
    query = Query(open_version(without_visits_of_2017_2019, 1), Selection())
    with pytest.raises(measured.CannotBeComputed, match="pour ces années"):
        measured.value(query, "uptake_any_by_year:rate_pct", (2018, 2018), measured.WHOLE)


def test_a_target_of_a_year_after_the_last_accompaniment_recorded_is_not_missed(disjoint: Store) -> None:
    found = answer(disjoint, "targets_by_year")
    of_studies = found.table[found.table["note"].str.contains(UNTIL).fillna(False)]
    assert len(of_studies) and set(of_studies["status"]) == {"NON_CALCULABLE"}
    assert not (found.table["actual"] == 0).any()


def test_a_decision_says_which_years_are_not_recorded(disjoint: Store) -> None:
    why = answer(disjoint, "decisions_followed").table["why_not"].dropna()
    assert why.str.contains(UNTIL).any() and not why.str.contains("depuis 2013").any()


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("figure_id", ["outputs_by_support", "outputs_delays"])
def test_what_ended_before_the_first_output_recorded_did_not_leave_nothing(
    demo_store: Store, outputs_since_2020: Store, figure_id: str, audience: str
) -> None:
    found = answer(outputs_since_2020, figure_id, audience)
    complete = answer_figure(demo_store, figure_id, audience=audience, **period((2020, 2021)))
    ended = "ended" if figure_id == "outputs_by_support" else "followed"
    assert found.table[ended].sum() == complete.table[ended].sum()
    assert "Les productions ne sont enregistrées que depuis 2020." in found.finding.sentence
    assert found.unrecorded.is_cut


def test_of_outputs_that_are_not_recorded_one_sentence_says_what_to_import(
    demo_tables: dict, tmp_path_factory: pytest.TempPathFactory
) -> None:
    tables = {**demo_tables, "outputs": []}
    store = commit_tables(tmp_path_factory.mktemp("without-outputs"), TODAY, tables)
    for figure_id in ("outputs_by_support", "outputs_delays"):
        sentence = answer_figure(store, figure_id).finding.sentence
        assert (
            sentence
            == "Aucune production n’est enregistrée\u00a0: importez les productions sur la page Données."
        )


NEEDS = ["gaps_by_theme", "behind_needs_by_theme"]


@pytest.mark.parametrize("figure_id", NEEDS)
def test_a_survey_that_asks_of_needs_is_not_said_to_be_missing_where_accompaniments_are(
    accompaniments_since_2018: Store, disjoint: Store, figure_id: str
) -> None:
    early = answer_figure(accompaniments_since_2018, figure_id, **period((2016, 2018)))
    assert early.table.empty
    assert early.finding.sentence == "Les accompagnements ne sont enregistrés que depuis 2018."
    late = answer(disjoint, figure_id)
    assert late.table.empty and late.finding.sentence == f"Les a{UNTIL}."


def test_what_no_survey_asks_is_said_before_what_is_not_recorded(
    accompaniments_since_2018: Store, without_memberships: Store
) -> None:
    """The demo asks of satisfaction in general, so that no year and no import would tell it by theme."""
    early = answer_figure(accompaniments_since_2018, "quadrant_by_theme", **period((2016, 2018)))
    for found in (early, answer(without_memberships, "quadrant_by_support")):
        assert found.table.empty and "sont posées sans dire à propos de quel" in found.finding.sentence


def test_a_need_that_cannot_be_told_without_accompaniments_says_so(accompaniments_since_2018: Store) -> None:
    (need,) = [
        each for each in numbers.list_numbers() if each.code == "gaps_by_support:need_pct?support=FORMATION"
    ]
    found = answer_figure(accompaniments_since_2018, need.figure_id, **period((2016, 2018)))
    reading = numbers.read(need, found)
    assert reading.text == NOT_COMPUTED
    assert reading.why == "les accompagnements ne sont enregistrés que depuis 2018"


@pytest.mark.parametrize("figure_id", NEEDS[:1])
def test_needs_of_which_all_years_are_recorded_are_not_doubted_for_those_before(
    demo_store: Store, accompaniments_since_2018: Store, figure_id: str
) -> None:
    found, complete = (answer(store, figure_id) for store in (accompaniments_since_2018, demo_store))
    pd.testing.assert_frame_equal(found.table, complete.table)
    assert found.finding.sentence == complete.finding.sentence and not found.unrecorded.is_cut


def test_what_is_recorded_goes_back_as_far_as_data_that_have_no_year() -> None:
    assert Records((), (), {MEMBERSHIPS: (2015, 2016)}).reaches_back(MEMBERSHIPS)
    assert not Records((2013, 2014), (), {MEMBERSHIPS: (2015, 2016)}).reaches_back(MEMBERSHIPS)


# --- a network that has not imported its members ---


# What is of members, or of who is none, and what is of whoever answered.
OF_MEMBERS_ALONE = ["opening_by_year", "opening_first_and_again", "opening_by_family", "non_members_to_approach", "experiments_joined", "uptake_by_year", "uptake_of_period", "never_reached", "response_rate", "response_by_size", "not_answered", "answers_weighted", "gaps_by_theme", "behind_needs_by_theme", "needs_after_theme", "needs_to_follow_support", "segments_served", "offers_satisfaction", "composition_by_family", "network_movers", "wishes_by_family", "wished_never_came"]  # fmt: skip
OF_WHO_ANSWERED = {"paired_expertise": "les mêmes répondants progressent", "transitions_expertise": " Répondants : ", "satisfaction": "des réponses d’un répondant sont favorables (54 organisations)"}  # fmt: skip


@pytest.mark.parametrize("figure_id", OF_MEMBERS_ALONE)
def test_what_is_of_members_says_that_they_are_not_imported(
    without_memberships: Store, figure_id: str
) -> None:
    found = answer(without_memberships, figure_id)
    assert found.table.empty
    assert found.finding.sentence == (
        "Aucune adhésion n’est enregistrée\u00a0: importez les membres sur la page Données."
    )


@pytest.mark.parametrize("figure_id", OF_WHO_ANSWERED)
def test_who_answered_is_said_to_be_neither_a_member_nor_none_where_members_are_not_imported(
    without_memberships: Store, figure_id: str
) -> None:
    found = answer(without_memberships, figure_id)
    sentence = found.finding.sentence.replace("\u00a0", " ")
    assert OF_WHO_ANSWERED[figure_id] in sentence and not re.search(OF_MEMBERS, sentence)
    assert not {"MEMBRE", "HORS_REGISTRE"} & set(found.table["population"])
    assert ("Les adhésions ne sont pas enregistrées." in sentence) == (figure_id != "satisfaction")


def test_one_reply_without_organisation_hides_no_organisation_where_members_are_not_imported(
    demo_tables: dict, without_memberships: Store, tmp_path_factory: pytest.TempPathFactory
) -> None:
    said = next(
        row
        for row in demo_tables["survey_respondents"]
        if row["wave_id"] == "membres-2021" and row["status"] == "complete" and not row["is_partner"]
    )
    anonymous = {"respondent_id": "R-ANONYME"}
    answers = [
        row | anonymous
        for row in demo_tables["survey_answers"]
        if (row["wave_id"], row["respondent_id"]) == (said["wave_id"], said["respondent_id"])
    ]
    tables = {
        **demo_tables,
        "memberships": [],
        "survey_respondents": [
            *demo_tables["survey_respondents"],
            said | anonymous | {"organisation_id": None},
        ],
        "survey_answers": [*demo_tables["survey_answers"], *answers],
    }
    store = commit_tables(tmp_path_factory.mktemp("anonymous"), date(2022, 1, 3), tables)
    for figure_id in ("satisfaction", "answers_need", "recommendation", "choices"):
        found, without = (answer(each, figure_id) for each in (store, without_memberships))
        assert found.finding.sentence == without.finding.sentence


@pytest.fixture(scope="module")
def memberships_since_2020(demo_tables: dict, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The demo of a network that has imported who joined since 2020."""
    late = [row for row in demo_tables["memberships"] if row["joined_on"].year >= 2020]
    folder = tmp_path_factory.mktemp("memberships-since-2020")
    return commit_tables(folder, date(2022, 1, 3), {**demo_tables, "memberships": late})


def test_nobody_is_said_not_to_have_been_a_member_before_the_first_membership(
    memberships_since_2020: Store,
) -> None:
    for years, population in (((2016, 2018), "SANS_REGISTRE"), ((2019, 2021), "MEMBRE")):
        found = answer_figure(memberships_since_2020, "satisfaction", **period(years)).table
        assert set(found["population"]) == {population}


@pytest.mark.parametrize("years", [(2013, 2021), (2016, 2018), (2019, 2019)])
def test_no_headline_counts_members_before_the_first_membership(
    memberships_since_2020: Store, years: tuple[int, int]
) -> None:
    rows = answer_figure(memberships_since_2020, "headlines", **period(years)).table.set_index("measure")
    is_known = years[1] >= 2020
    assert (rows.at["MEMBRES", "value"] == 9) if is_known else pd.isna(rows.at["MEMBRES", "value"])
    assert rows.at["MEMBRES", "tendency"] == ("AVANT_NON_CALCULABLE" if is_known else "NON_ENREGISTRE")
    assert pd.isna(rows.at["RECOURS", "value"]) and rows.at["RECOURS", "tendency"] == "NON_ENREGISTRE"
    by_year = answer_figure(memberships_since_2020, "headlines_by_year", **period(years)).finding.sentence
    assert "0\u00a0membre" not in by_year


def test_nobody_is_accompanied_in_a_year_known_by_what_was_asked_for_in_it(
    demo_store: Store, carriers_since_2018: Store
) -> None:
    """Those who carry it are known of 2018 on: some of what started then was asked for in 2017."""
    note = "Les organisations accompagnées ne sont enregistrées que depuis 2018."
    by_year = answer_figure(carriers_since_2018, "uptake_by_year")
    assert min(by_year.table["year"]) == 2018 and note in by_year.finding.sentence
    since = {"first_year": 2018, "last_year": 2021}
    for figure_id in ("uptake_by_family", "time_to_first"):
        (found, then), complete = (
            [answer_figure(carriers_since_2018, figure_id, **years) for years in ({}, since)],
            answer_figure(demo_store, figure_id),
        )
        assert note in found.finding.sentence and found.finding.sentence != complete.finding.sentence
        assert found.finding.sentence.startswith(then.finding.sentence.removesuffix(f" {note}"))
    query = Query(open_version(carriers_since_2018, 1), Selection())
    with pytest.raises(measured.CannotBeComputed):
        measured.value(query, "uptake_of_period:rate_pct", (2016, 2018), measured.WHOLE)


def test_accompaniments_of_a_family_are_none_where_nobody_is_known_to_carry_any(
    without_carriers: Store,
) -> None:
    choices = ({}, {"families": ("ONG",)}, {"regions": ("11",)})
    for choice in choices:
        rows = answer_figure(without_carriers, "headlines", **choice).table.set_index("measure")
        assert rows.at["RECOURS", "tendency"] == "SANS_PORTEUR"
        assert pd.isna(rows.at["ACCOMPAGNEMENTS", "value"]) == bool(choice)


# Of a family or a region, accompaniments are those that one of it carries.
OF_ACCOMPANIMENTS_OF_SOME = ["accompaniments_by_year", "requests_funnel", "request_delays", "themes_by_year", "themes_requested_delivered", "themes_levels", "themes_examined", "themes_accompaniments", "countries", "countries_by_year"]  # fmt: skip
ONLY_SINCE = "Les organisations accompagnées ne sont enregistrées que depuis 2018."


@pytest.mark.parametrize("choice", [{"families": ("ONG",)}, {"regions": ("11",)}])
@pytest.mark.parametrize("figure_id", OF_ACCOMPANIMENTS_OF_SOME)
def test_accompaniments_of_some_are_recorded_as_far_as_who_carries_them(
    demo_store: Store, carriers_since_2018: Store, figure_id: str, choice: dict
) -> None:
    found, since, of_all = (
        answer_figure(carriers_since_2018, figure_id, **chosen)
        for chosen in (choice, choice | period((2018, 2021)), {})
    )
    pd.testing.assert_frame_equal(found.table, since.table)
    complete = answer_figure(demo_store, figure_id, **choice, **period((2018, 2021)))
    pd.testing.assert_frame_equal(since.table, complete.table)
    assert ONLY_SINCE in found.finding.sentence and found.unrecorded.is_cut
    assert not since.unrecorded.is_cut and not of_all.unrecorded.is_cut and not of_all.unrecorded.note
    early = answer_figure(carriers_since_2018, figure_id, **choice, **period((2013, 2016)))
    assert early.table.empty and "pour ces années" in early.finding.sentence


# By the year in which accompaniments ended, or their outputs were delivered: that of 2018 and 2019 started from 2017 on.
BY_END = ["outputs_delays", "outputs_by_support", "outputs_by_year", "outputs_by_theme", "supports_cited", "supports_cited_by_theme"]  # fmt: skip


@pytest.mark.parametrize("choice", [{"families": ("ONG",)}, {"regions": ("11",)}])
@pytest.mark.parametrize("figure_id", BY_END)
def test_what_ended_and_had_started_before_carriers_were_noted_is_said_not_to_be_counted(
    demo_store: Store, carriers_since_2018: Store, figure_id: str, choice: dict
) -> None:
    for years, is_complete in (((2013, 2021), False), ((2018, 2021), False), ((2020, 2021), True)):
        found, complete = (
            answer_figure(store, figure_id, **choice, **period(years))
            for store in (carriers_since_2018, demo_store)
        )
        assert found.table.equals(complete.table) == is_complete, years
        note = "" if is_complete else f"{ONLY_SINCE[:-1]} : ce qui a démarré avant n’est pas compté."
        assert found.unrecorded.note == french.typeset(note), years
        assert found.finding.sentence.endswith(found.unrecorded.note)
        assert found.unrecorded.is_cut != is_complete
    of_all, complete = (answer_figure(store, figure_id) for store in (carriers_since_2018, demo_store))
    assert not of_all.unrecorded.note
    shown = [name for name in of_all.table if name != "standing"]  # a test of carriers
    pd.testing.assert_frame_equal(of_all.table[shown], complete.table[shown])


def test_no_trend_of_a_family_counts_what_started_before_carriers_were_noted(
    demo_store: Store, demo_tables: dict, tmp_path: Path
) -> None:
    carriers = keep_carriers(demo_tables, lambda year: year >= 2014)
    store = commit_tables(tmp_path, date(2022, 1, 3), {**demo_tables, **carriers})
    for first in (2013, 2014, 2015, 2016):
        choice = {"families": ("ONG",), **period((first, 2021))}
        found, complete = (answer_figure(each, "outputs_delays", **choice) for each in (store, demo_store))
        assert set(complete.table["tendency"]) == {"BAISSE"}
        assert set(found.table["tendency"]) == ({"BAISSE"} if first > 2014 else {"NON_CALCULABLE"}), first


@pytest.fixture(scope="module")
def without_carriers_of_2016(demo_tables: dict, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The demo of a network that did not note who carries what started in 2016."""
    carriers = keep_carriers(demo_tables, lambda year: year != 2016)
    folder = tmp_path_factory.mktemp("without-carriers-of-2016")
    return commit_tables(folder, date(2022, 1, 3), {**demo_tables, **carriers})


NOBODY_IN_2016 = "ucune organisation accompagnée n’est enregistrée en 2016"


@pytest.mark.parametrize("choice", [{}, {"families": ("ONG",)}])
def test_no_headline_counts_a_triennial_with_a_year_whose_carriers_are_unknown(
    demo_store: Store, without_carriers_of_2016: Store, choice: dict
) -> None:
    unknown = {"RECOURS", *(("ACCOMPAGNEMENTS", "DELAI", "THEME") if choice else ())}
    found, complete = (
        answer_figure(store, "headlines", **choice).table for store in (without_carriers_of_2016, demo_store)
    )
    is_unknown = found["measure"].isin(unknown)
    assert set(found.loc[is_unknown, "tendency"]) == {"AVANT_NON_CALCULABLE"}
    assert found.loc[is_unknown, "value_before"].isna().all() and complete["value_before"].notna().all()
    pd.testing.assert_frame_equal(found[~is_unknown], complete[~is_unknown])


@pytest.mark.parametrize(
    ("scalar", "breakdown"),
    [("accompaniments_by_year:delivered", "ONG"), ("uptake_of_period:rate_pct", measured.WHOLE)],
)
def test_no_number_counts_a_period_with_a_year_whose_carriers_are_unknown(
    demo_store: Store, without_carriers_of_2016: Store, scalar: str, breakdown: str
) -> None:
    found, complete = (
        Query(open_version(store, store.current().number), Selection())
        for store in (without_carriers_of_2016, demo_store)
    )
    with pytest.raises(measured.CannotBeComputed, match=NOBODY_IN_2016):
        measured.value(found, scalar, (2016, 2018), breakdown)
    for years in ((2013, 2015), (2017, 2018)):
        values = [measured.value(query, scalar, years, breakdown) for query in (found, complete)]
        assert values[0] == values[1]
    (number,) = [each for each in numbers.list_numbers() if each.code == scalar]
    choice = period((2016, 2018)) | ({"families": (breakdown,)} if breakdown != measured.WHOLE else {})
    reading = numbers.read(number, answer_figure(without_carriers_of_2016, number.figure_id, **choice))
    assert reading.text == NOT_COMPUTED and NOBODY_IN_2016 in reading.why


OF_ALL_ITS_YEARS = ["uptake_of_period", "uptake_by_family", "uptake_by_size", "uptake_by_region", "uptake_by_seniority", "uptake_concentration", "repeat_use", "time_to_first", "segments_served"]  # fmt: skip
OF_ALL_ITS_YEARS_BY_CARRIER = ["requests_funnel", "themes_levels", "themes_requested_delivered", "countries"]


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("figure_id", [*OF_ALL_ITS_YEARS, *OF_ALL_ITS_YEARS_BY_CARRIER])
def test_nothing_is_counted_over_years_of_which_one_has_unknown_carriers(
    demo_store: Store, without_carriers_of_2016: Store, figure_id: str, audience: str
) -> None:
    choice = {"families": ("ONG",)} if figure_id in OF_ALL_ITS_YEARS_BY_CARRIER else {}
    for years in ((2013, 2021), (2015, 2016), (2016, 2018), (2019, 2021)):
        found, complete = (
            answer_figure(store, figure_id, audience=audience, **choice, **period(years))
            for store in (without_carriers_of_2016, demo_store)
        )
        if years[0] > 2016:
            pd.testing.assert_frame_equal(found.table, complete.table)
            assert found.finding == complete.finding
        else:
            advice = " : importez qui porte les accompagnements, sur la page Données" * (audience == "equipe")
            assert found.table.empty
            assert found.finding.sentence == french.typeset(f"A{NOBODY_IN_2016}{advice}.")


BY_YEAR = ["uptake_by_year", "uptake_any_by_year", "uptake_member_years"]
BY_YEAR_OF_CARRIERS = ["accompaniments_by_year", "themes_by_year", "themes_examined", "countries_by_year"]


@pytest.mark.parametrize("figure_id", [*BY_YEAR, *BY_YEAR_OF_CARRIERS])
def test_a_year_whose_carriers_are_unknown_is_left_out_of_a_figure_by_year(
    demo_store: Store, without_carriers_of_2016: Store, figure_id: str
) -> None:
    choice = {"families": ("ONG",)} if figure_id in BY_YEAR_OF_CARRIERS else {}
    for years, left in (((2013, 2021), {2013, 2021}), ((2015, 2016), {2015}), ((2016, 2018), {2017, 2018})):
        found, complete = (
            answer_figure(store, figure_id, **choice, **period(years))
            for store in (without_carriers_of_2016, demo_store)
        )
        assert 2016 in set(complete.table["year"]) and left <= set(found.table["year"])
        assert 2016 not in set(found.table["year"]) and NOBODY_IN_2016 in found.finding.sentence
        if figure_id in BY_YEAR and "tendency" in found.table:  # themes: of those examined
            assert set(found.table["tendency"]) == {"NON_CALCULABLE"}
        if REGISTRY[figure_id].chart:
            figures.draw(REGISTRY[figure_id], found).to_dict()


@pytest.mark.parametrize(
    ("name", "years", "is_known"),
    [
        ("carriers_since_2018", (2018, 2018), False),
        ("carriers_since_2018", (2020, 2021), True),
        ("without_carriers_of_2016", (2013, 2021), False),
        ("without_carriers_of_2016", (2013, 2015), True),
    ],
)
def test_a_comment_takes_no_number_of_outputs_of_a_family_of_which_some_are_not_known(
    demo_store: Store, name: str, years: tuple[int, int], is_known: bool, request: pytest.FixtureRequest
) -> None:
    (number,) = [each for each in numbers.list_numbers() if each.code == "outputs_by_year:outputs"]
    found, complete = (
        answer_figure(store, "outputs_by_year", families=("ONG",), **period(years))
        for store in (request.getfixturevalue(name), demo_store)
    )
    reading = numbers.read(number, found)
    assert (reading == numbers.read(number, complete)) == is_known == (reading.text != NOT_COMPUTED)


@pytest.mark.parametrize(
    "name", ["carriers_since_2018", "without_carriers_of_2016", "without_accompaniments"]
)
def test_needs_beside_what_is_not_recorded_of_a_family_say_so(
    demo_store: Store, name: str, request: pytest.FixtureRequest
) -> None:
    store: Store = request.getfixturevalue(name)
    choice = {"families": ("ONG",)}
    found, complete = (answer_figure(each, "themes_wanted", **choice) for each in (store, demo_store))
    assert found.size != complete.size and found.unrecorded.note
    assert found.finding.sentence.endswith(f" {found.unrecorded.note}")
    if name != "without_accompaniments":
        of_all = answer_figure(store, "themes_wanted")
        assert not of_all.unrecorded.note and of_all.size == answer_figure(demo_store, "themes_wanted").size


def test_a_list_leaves_out_what_started_in_a_year_whose_carriers_are_unknown_and_says_so(
    without_carriers_of_2016: Store,
) -> None:
    found = answer_figure(without_carriers_of_2016, "themes_accompaniments", families=("ONG",))
    assert len(found.table) and NOBODY_IN_2016 in found.finding.sentence and found.unrecorded.is_cut


def test_a_decision_follows_no_number_of_years_of_which_one_has_unknown_carriers(
    demo_store: Store, without_carriers_of_2016: Store
) -> None:
    for years, is_known in (((2016, 2018), False), ((2017, 2018), True)):
        values = [
            decisions.value(store, answer_figure(store, "uptake_any_by_year", **period(years)))
            for store in (without_carriers_of_2016, demo_store)
        ]
        assert values[1] is not None and values[0] == (values[1] if is_known else None)


def test_a_year_in_which_nobody_is_known_to_carry_anything_is_a_hole_where_something_started() -> None:
    years = (2013, 2014, 2015, 2016)
    for outcomes, over, is_covered in (
        (years, years, False),
        ((2013, 2016), years, True),
        (years, (2013,), True),
    ):
        known = {ACCOMPANIMENTS: years, OUTCOMES: outcomes, CARRIERS: (2013, 2016)}
        records = Records(years, over, known)
        assert records.covers(CARRIERS, 2013, 2016) == is_covered
        lacking = records.describe_lacking(CARRIERS, 2013, 2016)
        assert lacking == (
            "" if is_covered else "aucune organisation accompagnée n’est enregistrée en 2014 et 2015"
        )
        assert records.covers(ACCOMPANIMENTS, 2013, 2016) and records.covers(CARRIERS, 2016, 2016)


@pytest.mark.parametrize("years", [(2013, 2021), (2019, 2021), (2021, 2021)])
@pytest.mark.parametrize("name", ["carriers_since_2018", "without_carriers_of_2016", "without_carriers"])
def test_triennials_of_a_family_advise_no_wider_years_where_carriers_are_not_recorded(
    name: str, years: tuple[int, int], request: pytest.FixtureRequest
) -> None:
    store: Store = request.getfixturevalue(name)
    found, of_all = (
        answer_figure(store, "themes_triennials", **choice, **period(years))
        for choice in ({"families": ("ONG",)}, {})
    )
    assert found.table.empty and "élargissez" not in found.finding.sentence
    assert "rganisation" in found.finding.sentence
    assert ("élargissez" in of_all.finding.sentence) == (years[0] == 2021) == of_all.table.empty


@pytest.mark.parametrize(
    ("is_known", "chosen"),
    [
        (lambda year: year <= 2018, (2017, 2018)),
        (lambda year: year != 2019, (2017, 2018)),
        (lambda year: year != 2019, (2013, 2015)),
    ],
)
def test_triennials_without_a_former_one_say_so_and_wider_years_compare_what_is_recorded(
    demo_tables: dict, tmp_path: Path, is_known: Callable[[int], bool], chosen: tuple[int, int]
) -> None:
    tables = {**demo_tables, **keep_carriers(demo_tables, is_known)}
    store = commit_tables(tmp_path, date(2022, 1, 3), tables)
    found, wider, last = (
        answer_figure(store, "themes_triennials", families=("ONG",), **period(years))
        for years in (chosen, (2013, 2018), (2013, 2021))
    )
    assert found.finding.sentence.startswith("Aucun triennal entier parmi les années choisies")
    assert len(wider.table) and not wider.unrecorded.note
    assert last.table.empty and "rganisation" in last.finding.sentence


def test_triennials_that_are_recorded_say_nothing_of_the_years_before_them(
    demo_store: Store, demo_tables: dict, tmp_path: Path
) -> None:
    carriers = keep_carriers(demo_tables, lambda year: year >= 2016)
    store = commit_tables(tmp_path, date(2022, 1, 3), {**demo_tables, **carriers})
    found, complete = (
        answer_figure(each, "themes_triennials", families=("ONG",)) for each in (store, demo_store)
    )
    pd.testing.assert_frame_equal(found.table, complete.table)
    assert found.finding.sentence == complete.finding.sentence


def test_triennials_of_a_family_are_not_compared_where_one_has_years_of_unknown_carriers(
    carriers_since_2018: Store,
) -> None:
    found, of_all = (
        answer_figure(carriers_since_2018, "themes_triennials", **choice)
        for choice in ({"families": ("ONG",)}, {})
    )
    assert found.table.empty and "que depuis 2018" in found.finding.sentence
    assert len(of_all.table)


@pytest.mark.parametrize(
    "scalar",
    ["accompaniments_by_year:delivered", "requests_funnel:started_pct", "countries:countries"],
)
def test_an_indicator_by_family_is_none_where_carriers_are_not_recorded_over_the_years(
    carriers_since_2018: Store, scalar: str
) -> None:
    query = Query(open_version(carriers_since_2018, 1), Selection())
    with pytest.raises(measured.CannotBeComputed, match="que depuis 2018"):
        measured.value(query, scalar, (2016, 2018), "ONG")
    assert measured.value(query, scalar, (2019, 2021), "ONG")[0]
    assert measured.value(query, scalar, (2016, 2018), measured.WHOLE)[0]


@pytest.mark.parametrize("figure_id", ["paths_to_change", "changes_backed"])
def test_what_changes_of_a_family_cite_is_known_whoever_carried_it(
    demo_store: Store, carriers_since_2018: Store, figure_id: str
) -> None:
    found, complete = (
        answer_figure(store, figure_id, families=("ONG",)) for store in (carriers_since_2018, demo_store)
    )
    assert found.finding.sentence == complete.finding.sentence


def test_a_year_of_requests_alone_is_recorded_of_a_family_where_all_carriers_are_known() -> None:
    years = {ACCOMPANIMENTS: (2013, 2014, 2015), OUTCOMES: (2014, 2015)}
    for known, first in (((2014, 2015), 2013), ((2015,), 2015), ((), None)):
        records = Records((2013, 2014, 2015), (2013, 2014, 2015), {**years, CARRIERS: known}, True)
        assert records.find_first(ACCOMPANIMENTS) == first
        assert records.name(ACCOMPANIMENTS) == (ACCOMPANIMENTS if first == 2013 else CARRIERS)
        assert records.find_first(OUTCOMES) == 2014 and records.name(OUTCOMES) == ACCOMPANIMENTS


def test_a_request_of_a_year_under_way_leaves_the_carriers_known() -> None:
    years = {ACCOMPANIMENTS: (2020, 2021, 2022), OUTCOMES: (2020, 2021, 2022), CARRIERS: (2020, 2021)}
    for over, name in (((2020, 2021), ACCOMPANIMENTS), ((2020, 2021, 2022), CARRIERS)):
        assert Records((2020, 2021, 2022), over, years, True).name(ACCOMPANIMENTS) == name


@pytest.mark.parametrize("figure_id", ["gaps_by_theme", "quadrant_by_theme"])
def test_rows_of_needs_are_none_where_carriers_are_not_recorded_over_the_three_years(
    carriers_since_2018: Store, figure_id: str
) -> None:
    """A decision reads the rows of the years chosen, without those that the figure asks of them first."""
    query = Query(open_version(carriers_since_2018, 1), Selection(2018, 2018))
    assert REGISTRY[figure_id].rows(query).empty


def test_numbers_of_the_network_before_the_first_membership_are_none(memberships_since_2020: Store) -> None:
    listed = [
        each
        for each in numbers.list_numbers()
        if each.figure_id in ("network_moves", "composition_by_family") and each.actor_family in ("", "ONG")
    ]
    for years, is_known in (((2019, 2019), False), ((2019, 2021), None), ((2020, 2021), True)):
        for number in listed:
            found = answer_figure(memberships_since_2020, number.figure_id, **period(years))
            is_of_last = number.figure_id == "composition_by_family"
            is_read = numbers.read(number, found).text != NOT_COMPUTED
            assert is_read == (is_of_last if is_known is None else is_known), (number.code, years)
    assert len(listed) == 5


def test_the_use_of_an_offer_by_members_is_unknown_where_memberships_begin_after_it_opened(
    memberships_since_2020: Store,
) -> None:
    table = answer(memberships_since_2020, "offers").table
    is_before = pd.Series([day.year < 2020 for day in table["opened_on"]], index=table.index)
    assert is_before.any() and table.loc[is_before, ["could", "users", "users_pct"]].isna().all(axis=None)
    assert table.loc[is_before, "uses"].notna().any()
    since = answer_figure(memberships_since_2020, "offers", **period((2020, 2021))).table
    assert since["could"].notna().all()


def test_who_joined_long_ago_is_recorded_as_a_member_in_each_year_since(
    demo_tables: dict, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Years in which nobody joined, nothing was done, and no survey was made."""
    names = (
        "organisations",
        "organisation_profiles",
        "survey_waves",
        "survey_respondents",
        "survey_questions",
    )
    early = [row for row in demo_tables["memberships"] if row["joined_on"].year <= 2010]
    tables = {name: demo_tables[name] for name in names} | {"memberships": early}
    store = commit_tables(tmp_path_factory.mktemp("members-of-old"), date(2022, 1, 3), tables)
    for figure_id in ("response_rate", "composition_by_family", "network_moves"):
        sentence = answer_figure(store, figure_id, **period((2016, 2017))).finding.sentence
        assert "adhésion n’est enregistrée" not in sentence
    records = read_records(Query(open_version(store, 1), Selection()))
    first = min(row["joined_on"].year for row in early)
    assert records.years[MEMBERSHIPS] == tuple(range(first, 2023))


# --- what is told of few years, and of the first one ---


@pytest.mark.parametrize("figure_id", ["themes_by_year", "changes_unforeseen"])
@pytest.mark.parametrize("years", [(2019, 2021), (2021, 2021)])
def test_of_too_few_years_for_a_trend_none_is_spoken_of(
    demo_store: Store, figure_id: str, years: tuple[int, int]
) -> None:
    sentence = answer_figure(demo_store, figure_id, **period(years)).finding.sentence
    assert not re.search(r"tendance|trop peu d’années|faute d’années", sentence)


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        ({}, "En 2021, le thème le plus présent dans les accompagnements examinés est Climat (63 %)."),
        (
            {"themes": ("GENRE",)},
            "En 2021, la part des accompagnements examinés qui visent le thème Genre est de 55 %.",
        ),
        (
            {"themes": ("GENRE", "AGROECO")},
            "En 2021, parmi les thèmes montrés, le plus présent dans les accompagnements examinés est Genre (55 %).",
        ),
        (
            {"families": ("COLLECTIVITE",)},
            "En 2021, trop peu d’accompagnements sont examinés pour dire quel thème est le plus présent.",
        ),
    ],
)
def test_a_theme_is_the_most_present_of_those_shown_and_of_enough_alone(
    demo_store: Store, choice: dict, sentence: str
) -> None:
    found = answer_figure(demo_store, "themes_by_year", **choice, **period((2019, 2021)))
    assert found.finding.sentence.replace("\u00a0", " ").replace("\u202f", " ") == sentence


def test_of_themes_that_are_examined_and_never_aimed_at_none_is_the_most_present(
    demo_tables: dict, tmp_path_factory: pytest.TempPathFactory
) -> None:
    marks = [{**row, "score": 0} for row in demo_tables["theme_marks"]]
    unaimed = commit_tables(
        tmp_path_factory.mktemp("unaimed"), date(2022, 1, 3), {**demo_tables, "theme_marks": marks}
    )
    for choice in ({}, {"themes": ("GENRE", "AGROECO")}):
        sentence = answer_figure(unaimed, "themes_by_year", **choice, **period((2019, 2021))).finding.sentence
        assert "connu pour être visé" in sentence and ("montrés" in sentence) == bool(choice)


def test_of_the_first_year_nobody_is_counted_as_coming_for_the_first_time(demo_store: Store) -> None:
    first = answer_figure(demo_store, "opening_by_family", **period((2013, 2013)))
    assert first.finding.sentence.startswith("C’est la première année connue")
    counted = answer_figure(demo_store, "opening_first_and_again", **period((2013, 2013)))
    (number,) = [each for each in numbers.list_numbers() if each.code == "opening_first_and_again:first_time"]
    assert numbers.read(number, counted) == ABSENT


# --- what is used of the offer ---


def test_an_offer_is_not_said_unused_in_years_of_which_nothing_is_recorded(
    demo_store: Store, disjoint: Store, without_visits_of_2017_2019: Store
) -> None:
    complete = answer(demo_store, "offers_by_year").table
    for store, unknown in ((disjoint, range(2017, 2022)), (without_visits_of_2017_2019, ())):
        table = answer(store, "offers_by_year").table
        is_study = ~table["kind"].isin(codelists.codes("activity_kinds"))
        years = table["year"].isin(unknown) if unknown else table["year"].isin((2017, 2018, 2019))
        assert table.loc[years & (is_study if unknown else ~is_study), "uses"].isna().all()
        assert len(table) <= len(complete)
    offers = answer(disjoint, "offers").table
    studies = offers[~offers["kind"].isin(codelists.codes("activity_kinds"))]
    assert studies["uses"].isna().all() and studies["users"].isna().all()


def test_the_use_of_an_offer_is_known_where_it_is_recorded_while_it_was_open(
    demo_tables: dict, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Of one that opened after visits were first noted, and of one that closed before accompaniments were no more."""
    is_activity = [row["kind"] in codelists.codes("activity_kinds") for row in demo_tables["offers"]]
    late, early = is_activity.index(True), is_activity.index(False)
    days = {late: {"opened_on": date(2019, 1, 1)}, early: {"closed_on": date(2015, 12, 31)}}
    tables = {
        **demo_tables,
        **keep_accompaniments(demo_tables, 2013, 2016),
        **keep_visits(demo_tables, range(2018, 2022)),
        "offers": [row | days.get(index, {}) for index, row in enumerate(demo_tables["offers"])],
    }
    store = commit_tables(tmp_path_factory.mktemp("opened-late"), date(2022, 1, 3), tables)
    uses = answer_figure(store, "offers").table.set_index("title")["uses"]
    for index, row in enumerate(demo_tables["offers"]):
        is_open_throughout = row["opened_on"].year <= 2013 and row["closed_on"] is None
        if index in days or is_open_throughout:
            assert pd.isna(uses[row["title"]]) != (index in days), row["title"]


def test_an_offer_is_not_said_unused_in_a_year_that_has_begun_without_any(
    demo_tables: dict, tmp_path_factory: pytest.TempPathFactory
) -> None:
    tables = {**demo_tables, **keep_visits(demo_tables, range(2013, 2021))}
    begun = commit_tables(tmp_path_factory.mktemp("begun"), date(2021, 6, 15), tables)
    for figure_id in ("offers", "offers_by_year"):
        table = answer_figure(begun, figure_id, **period((2021, 2021))).table
        of_activities = table[table["kind"].isin(codelists.codes("activity_kinds"))]
        assert len(of_activities) and of_activities["uses"].isna().all(), figure_id
    # Beside years that have some, nothing is what the year that has begun left so far.
    table = answer_figure(begun, "offers_by_year", **period((2020, 2021))).table
    is_begun = table["kind"].isin(codelists.codes("activity_kinds")) & (table["year"] == 2021)
    assert is_begun.any() and (table.loc[is_begun, "uses"] == 0).all()


# --- a network whose first year is not over ---


@pytest.fixture(scope="module")
def first_year(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """What a small store has of this year, and members who came before."""
    tables = small_tables()
    begun = {"activities": "held_on", "accompaniments": "requested_on"}
    for table, day in begun.items():
        tables[table] = [row for row in tables[table] if row[day].year == TODAY.year]
    kept = {row.get("accompaniment_id") or row["activity_id"] for table in begun for row in tables[table]}
    for table, subject in (
        ("participations", "activity_id"),
        ("accompaniment_organisations", "accompaniment_id"),
        ("theme_marks", "subject_id"),
    ):
        tables[table] = [row for row in tables[table] if row[subject] in kept]
    return commit_tables(tmp_path_factory.mktemp("first-year"), TODAY, tables)


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("figure_id", REGISTRY)
def test_every_figure_answers_of_a_first_year_that_is_not_over(
    first_year: Store, figure_id: str, audience: str
) -> None:
    for years in ({}, period((TODAY.year, TODAY.year))):
        assert answer_figure(first_year, figure_id, audience=audience, **years).finding.sentence


def test_a_first_year_that_is_not_over_is_recorded(first_year: Store) -> None:
    found = answer(first_year, "uptake_any_by_year")
    assert found.table["year"].tolist() == [TODAY.year] and not found.unrecorded.note


# --- by hand: visits of 2014, 2016 and 2021, accompaniments of 2013, 2014, 2016, 2017, 2018 and 2021 ---


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return commit_tables(tmp_path_factory.mktemp("small"), TODAY, small_tables())


SINCE = "Les participations aux activités ne sont enregistrées que depuis 2014."
HOLES = "Aucune participation à une activité n’est enregistrée en"


@pytest.mark.parametrize(
    ("years", "rows", "note"),
    [
        ((2013, 2021), range(2014, 2022), f"{SINCE} {HOLES} 2015, 2017, 2018, 2019 et 2020."),
        ((2013, 2014), [2014], SINCE),
        ((2014, 2014), [2014], ""),
        ((2015, 2016), [2015, 2016], f"{HOLES} 2015."),
        ((2021, 2021), [2021], ""),
    ],
)
def test_years_before_the_first_visit_are_left_out_and_those_without_any_are_named(
    small: Store, years: tuple[int, int], rows: list[int], note: str
) -> None:
    found = answer_figure(small, "uptake_any_by_year", **period(years))
    assert found.table["year"].tolist() == list(rows)
    sentence = found.finding.sentence
    assert sentence.endswith(note) and ("enregistré" in sentence) == bool(note)
    assert found.unrecorded.is_cut == (years[0] == 2013)


@pytest.mark.parametrize("years", [(2013, 2013), (2017, 2020)])
def test_of_years_without_any_visit_nothing_is_said(small: Store, years: tuple[int, int]) -> None:
    found = answer_figure(small, "uptake_any_by_year", **period(years))
    assert found.table.empty and found.finding.sentence == (
        "Aucune participation à une activité n’est enregistrée pour ces années\u00a0: élargissez-les, "
        "ou importez les présences qui manquent sur la page Données."
    )


# Nobody of the family came, or was accompanied: that others did says that it is recorded.
def test_none_of_the_members_chosen_is_a_count_where_others_are_recorded(small: Store) -> None:
    (row,) = answer_figure(small, "uptake_any_by_year", families=("ESS",), **period((2021, 2021))).table[
        "users"
    ]
    assert row == 0


def test_a_hole_that_is_all_of_a_period_is_not_zero_on_the_overview(small: Store) -> None:
    rows = answer_figure(small, "headlines_by_year").table
    people = rows[rows["measure"] == "PARTICIPATIONS"].set_index("year")
    assert people["value"].dropna().index.tolist() == [2014, 2016, 2021]
    assert set(people["reason"][[2013, 2015, 2017]]) == {"NON_ENREGISTRE"}


def test_a_decision_follows_no_year_before_the_first_visit(small: Store) -> None:
    early = answer_figure(small, "uptake_any_by_year", **period((2013, 2013)))
    assert decisions.value(small, early) is None
    since = answer_figure(small, "uptake_any_by_year", **period((2013, 2014)))
    assert decisions.years_followed(small, since) == (2014, 2014)


def test_a_number_over_years_of_which_some_are_not_recorded_is_none(visits_since_2020: Store) -> None:
    (first_time,) = [each for each in numbers.list_numbers() if each.scalar == "taken_pct"]
    reading = numbers.read(first_time, answer(visits_since_2020, "places_by_kind"))
    assert reading.text == NOT_COMPUTED and reading.why.endswith("ne sont enregistrées que depuis 2020")
    whole = answer_figure(visits_since_2020, "places_by_kind", **period((2020, 2021)))
    assert not numbers.read(first_time, whole).why


@pytest.mark.parametrize(
    ("figure_id", "scalar", "years", "why"),
    [
        ("uptake_any_by_year", "rate_pct", (2019, 2019), "que depuis 2020"),
        ("opening_first_and_again", "first_time", (2019, 2021), "que depuis 2020"),
        # Who came before 2020 would count as coming for the first time.
        ("opening_first_and_again", "first_time", (2020, 2021), "que depuis 2020"),
        ("uptake_by_year", "rate_pct", (2019, 2019), None),
    ],
)
def test_an_indicator_is_not_computed_of_years_before_the_first_recorded(
    visits_since_2020: Store, figure_id: str, scalar: str, years: tuple[int, int], why: str | None
) -> None:
    query = Query(open_version(visits_since_2020, 1), Selection())
    if why is None:
        assert measured.value(query, f"{figure_id}:{scalar}", years, measured.WHOLE)[0] >= 0
        return
    with pytest.raises(measured.CannotBeComputed, match=why):
        measured.value(query, f"{figure_id}:{scalar}", years, measured.WHOLE)
