"""Figures on surveys: numbers counted by hand, what each audience is shown, and the page."""

from __future__ import annotations

import itertools
import json
import re
from datetime import date
from functools import partial
from pathlib import Path

import app_session
import pandas as pd
import pytest
from counted_store import answer_figure, chart_data, commit_tables, figure_table
from halves import round_as_read
from streamlit.testing.v1 import AppTest
from survey_rows import Row, answer_row, item_row, parse_replies, register_tables, scale_rows, wave_row

from dse import disclosure, figures, french, theme
from dse.disclosure import groups, marks
from dse.export.files import delimited_text
from dse.figures import REGISTRY, of_page
from dse.figures.surveys import SECTIONS, wording
from dse.query import Query, Selection, open_version
from dse.stats import weighting
from dse.store import Store
from dse.ui.frame import prose
from dse.ui.surveys import filter_rows

FIGURES = of_page("enquetes")
IDS = [each.id for each in FIGURES]
PUBLICS = ("projection", "diffusion")
TODAY = date(2021, 10, 15)
BEFORE, AFTER = date(2018, 6, 30), date(2021, 6, 30)
FIVE = ("Très mauvais", "Mauvais", "Ni l’un ni l’autre", "Bon", "Très bon")


# Seven members on each closing day: M7 had left by the second, M8 had not joined by the first. X1 never was one.
MEMBERS = """
M1 ONG 2010-01-01
M2 ONG 2010-01-01
M3 ONG 2010-01-01
M4 COLLECTIVITE 2010-01-01
M5 COLLECTIVITE 2010-01-01
M6 ESS 2010-01-01
M7 ONG 2010-01-01 2020-01-01
M8 ONG 2019-01-01
X1 FONDATION
"""
# Respondent, organisation, status, satisfaction on the five-step scale. M6 had not to answer the second wave.
REPLIES = {
    "V18": """
    R1 M1 complete 4
    R2 M2 complete 4
    R3 M3 complete 5
    R4 M4 complete 2
    R5 M5 partial 4
    R7 M7 complete 5
    """,
    "V21": """
    R1 M1 complete 5
    R1b M1 complete 2
    R2 M2 complete 4
    R3 M3 partial 3
    R4 M4 invited
    R5 M5 complete NSP
    R6 M6 ineligible
    R8 M8 complete 1
    P2 M2 complete 5 partner
    N1 - complete 4
    X1 X1 complete 4
    """,
}


def small_tables() -> dict[str, list[Row]]:
    everyone = [each for wave_id, lines in REPLIES.items() for each in parse_replies(wave_id, lines)]
    answers = [
        answer_row(who["wave_id"], who["respondent_id"], "sat", told if told.isalpha() else int(told))
        for who, told in everyone
        if told
    ]
    last = [
        who for who, _ in everyone if who["wave_id"] == "V21" and who["status"] in ("complete", "partial")
    ]
    notes = {"R1": 10, "R1b": 8, "R2": 9, "R3": 7, "R5": 0, "R8": 3}
    people = {"R1": 2, "R1b": 4, "R2": 10, "R3": 1, "R5": 20, "R8": 5}
    ticked = {"R1": "a", "R1b": "ab", "R2": "b", "R3": "", "R8": "a"}
    texts = {"R1": "Plus d’ateliers près de chez nous", "R2": "Rien à dire", "P2": "Un guide"}
    for who in (each["respondent_id"] for each in last):
        answers += [answer_row("V21", who, "nps", notes[who])] if who in notes else []
        answers += [answer_row("V21", who, "etp", people[who])] if who in people else []
        answers += (
            [
                answer_row("V21", who, "envies", who in ticked and letter in ticked[who], letter)
                for letter in "ab"
            ]
            if who in ticked
            else []
        )
        answers += [answer_row("V21", who, "mots", texts[who])] if who in texts else []
    asked = [
        ("nps", "nps", None),
        ("etp", "number", None),
        ("envies", "multiple", "SE"),
        ("mots", "text", None),
    ]
    return register_tables(MEMBERS) | {
        "survey_waves": [wave_row("V18", BEFORE), wave_row("V21", AFTER)],
        "survey_respondents": [who for who, _ in everyone],
        "survey_questions": [
            {"question_id": "sat", "dimension": "satisfaction"},
            *({"question_id": name, "dimension": "profile"} for name, _, _ in asked),
        ],
        "survey_items": [
            item_row("V18", "sat", "Êtes-vous satisfait·e ?"),
            item_row("V21", "sat", "Êtes-vous satisfait·e ?"),
            *(
                item_row("V21", name, f"Question {name} ?", kind, scale_id, 2)
                for name, kind, scale_id in asked
            ),
        ],
        "survey_options": [
            *scale_rows("S5", FIVE),
            *(
                {"scale_id": "SE", "option": each, "label": f"Choix {each}", "rank": at}
                for at, each in enumerate("ab")
            ),
        ],
        "survey_answers": answers,
    }


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return commit_tables(tmp_path_factory.mktemp("small"), TODAY, small_tables())


# --- counted by hand on the small store ---


def test_the_register_of_a_wave_is_that_of_its_closing_day(small: Store) -> None:
    query = Query(open_version(small, 1), Selection())
    known = query(
        "select wave_id, string_agg(organisation_id, ' ' order by organisation_id) as who from survey_registers group by 1 order by 1"
    )
    assert known["who"].tolist() == ["M1 M2 M3 M4 M5 M6 M7", "M1 M2 M3 M4 M5 M6 M8"]
    ruled_out = query(
        "select organisation_id from survey_registers where wave_id = 'V21' and not is_eligible"
    )
    assert ruled_out["organisation_id"].tolist() == ["M6"]


def test_a_member_of_two_respondents_counts_once_and_partners_not_at_all(small: Store) -> None:
    rows = figure_table(small, "response_rate", "wave_id answered members rate_pct invited partial")
    assert rows == [("V18", 6, 7, 85.71, 6, 1), ("V21", 5, 6, 83.33, 6, 1)]
    assert (
        "5\u00a0membres sur 6 ont répondu à l’enquête de 2021, soit 83"
        in answer_figure(small, "response_rate").finding.sentence
    )


def test_response_by_family_is_that_of_the_last_wave(small: Store) -> None:
    assert figure_table(small, "response_by_family", "wave_id actor_family answered members") == [
        ("V21", "ONG", 4, 4),
        ("V21", "COLLECTIVITE", 1, 2),
    ]


def test_who_has_not_answered_is_named(small: Store) -> None:
    assert figure_table(small, "not_answered", "name actor_family was_invited members") == [
        ("Nom M4", "COLLECTIVITE", True, 6)
    ]


def test_each_answer_counts_organisations_and_populations_stand_apart(small: Store) -> None:
    found = figure_table(small, "answers_satisfaction", "population answer voices base members")
    members = [row for row in found if row[0] == "MEMBRE"]
    # One of them has two respondents, who said the second and the last: the tie goes to the most favourable.
    assert [row[2] for row in members] == [1, 0, 1, 1, 1]
    assert {row[3:] for row in members} == {(4, 6)}
    assert {row[0] for row in found} == {"MEMBRE", "PARTENAIRE", "SANS_ORGANISATION", "HORS_REGISTRE"}
    apart = [row for row in found if row[0] != "MEMBRE"]
    assert {row[4] for row in apart} == {None} and sum(row[2] for row in apart) == 3


def test_missing_answers_are_told_and_never_in_the_base(small: Store) -> None:
    rows = figure_table(
        small, "answers_satisfaction", "population top_two_pct dont_know not_concerned no_answer not_asked"
    )
    assert rows[0] == ("MEMBRE", 50, 1, 0, 0, 0)
    spec = (
        REGISTRY["answers_satisfaction"].chart(answer_figure(small, "answers_satisfaction").table).to_dict()
    )
    assert chart_data(spec, "written", "note") == [
        ("Êtes-vous satisfait·e\u202f?", "4\u00a0réponses\u202f; 1 sans avis")
    ]


def test_the_answers_fill_a_bar_from_the_most_favourable(small: Store) -> None:
    spec = (
        REGISTRY["answers_satisfaction"].chart(answer_figure(small, "answers_satisfaction").table).to_dict()
    )
    parts = chart_data(spec, "answer", "start", "end")
    assert [row[0] for row in parts] == list(reversed(FIVE))
    assert parts[0][1] == 0 and parts[-1][2] == pytest.approx(100)
    assert all(before[2] == after[1] for before, after in itertools.pairwise(parts))


@pytest.mark.parametrize("audience", PUBLICS)
def test_answers_of_which_the_side_is_not_told_are_drawn_on_none(audience: str, demo_store: Store) -> None:
    """They fill the bar after the favourable ones; nothing marks a middle."""
    answer = answer_figure(demo_store, "answers_satisfaction", audience=audience)
    spec = REGISTRY["answers_satisfaction"].chart(answer.table).to_dict()
    parts = chart_data(spec, "key", "answer", "start", "end")
    others = [row for row in parts if row[1] == "Autres réponses"]
    favourable = {row[0]: row[2:] for row in parts if row[1] == "Réponses favorables"}
    assert others and all(row[2] == favourable[row[0]][1] and favourable[row[0]][0] == 0 for row in others)
    assert all(row[3] == pytest.approx(100) for row in others)
    assert "strokeDash" not in json.dumps(spec)


def test_waves_are_told_on_all_and_too_few_pairs_are_not_compared(small: Store) -> None:
    found = figure_table(
        small,
        "waves_satisfaction",
        "wave_id favourable base members share_pct change_points tendency pairs paired_points why_not",
    )
    assert found[0] == ("V18", 5, 6, 7, 83.33, None, None, None, None, None)
    # Six and four answers: a standard error of 30 points, z = 1.1.
    assert found[1][:9] == ("V21", 2, 4, 6, 50, -33.33, "AUCUNE", 3, None)
    assert found[1][9] == "trop peu de répondants communs pour comparer les deux enquêtes, moins de 5"


def test_answers_put_together_before_a_public_say_that_they_are_about_a_need(demo_store: Store) -> None:
    answer = answer_figure(demo_store, "answers_need", audience="projection")
    drawn = json.dumps(REGISTRY["answers_need"].chart(answer.table).to_dict(), ensure_ascii=False)
    assert "Disent en avoir besoin" in drawn
    assert "Réponses favorables" not in drawn


def test_satisfaction_is_a_named_scalar_of_the_last_wave(small: Store) -> None:
    figure = REGISTRY["satisfaction"]
    assert figure.scalars["share_pct"](answer_figure(small, "satisfaction").table) == 50
    assert figure.scalars["share_pct"](
        answer_figure(small, "satisfaction", last_year=2018).table
    ) == pytest.approx(500 / 6)


def test_several_choices_are_several_questions(small: Store) -> None:
    rows = [
        row[1:]
        for row in figure_table(small, "choices", "population answer voices base share_pct")
        if row[0] == "MEMBRE"
    ]
    assert rows == [("Choix a", 2, 4, 50), ("Choix b", 2, 4, 50)]


def test_numbers_are_those_of_organisations(small: Store) -> None:
    (row,) = figure_table(small, "numbers", "base median lower_quartile upper_quartile lowest highest")
    assert row == (5, 5, 3, 10, 1, 20)  # 1, 3 (the mean of 2 and 4), 5, 10, 20


def test_the_recommendation_score_is_promoters_less_detractors(small: Store) -> None:
    (row,) = figure_table(small, "recommendation", "promoters passives detractors base score_points")
    assert row == (2, 1, 2, 5, 0)


def test_free_answers_are_searched_without_accents(small: Store) -> None:
    found = answer_figure(small, "verbatims").table
    assert len(found) == 3
    assert filter_rows(found, "ATELIERS pres")["text"].tolist() == ["Plus d’ateliers près de chez nous"]
    assert len(filter_rows(found, "")) == 3 and filter_rows(found, "jamais").empty


def test_years_choose_the_wave(small: Store) -> None:
    assert {row[0] for row in figure_table(small, "answers_satisfaction", "wave_id", last_year=2018)} == {
        "V18"
    }
    assert answer_figure(small, "answers_satisfaction", first_year=2019, last_year=2020).table.empty


def test_a_family_is_read_alone_by_the_team(small: Store) -> None:
    rows = figure_table(small, "answers_satisfaction", "population voices base members", families=("ONG",))
    assert {row[2:] for row in rows if row[0] == "MEMBRE"} == {(4, 4)}


@pytest.fixture(scope="module")
def unasked(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """One member, and no survey."""
    return commit_tables(tmp_path_factory.mktemp("unasked"), TODAY, register_tables("M1 ONG 2010-01-01"))


@pytest.mark.parametrize("figure_id", IDS)
@pytest.mark.parametrize("audience", ["equipe", *PUBLICS])
def test_an_empty_store_says_how_to_fill_it(unasked: Store, figure_id: str, audience: str) -> None:
    answer = answer_figure(unasked, figure_id, audience=audience)
    assert answer.table.empty and answer.size == ""
    assert answer.finding.sentence.endswith(".")
    if REGISTRY[figure_id].chart:
        assert REGISTRY[figure_id].chart(answer.table).to_dict()["layer"]


# --- forty members, thirty answers, two waves ---

FAMILIES = ["ONG"] * 20 + ["COLLECTIVITE"] * 12 + ["ESS"] * 8
SIZES = ["MOINS_10", "DE_10_A_49"] * 20
ANSWERING = [*range(18), *range(20, 28), *range(32, 36)]


def forty_tables(
    satisfied: tuple[int, int] = (10, 22),
    again: str = "Êtes-vous satisfait·e ?",
    rare: int = 3,
    answering: list[int] = ANSWERING,
) -> dict[str, list[Row]]:
    """`satisfied` of those who answered are so in each wave; `rare` of them are not content with the tools."""
    members = "\n".join(
        f"O{at:02} {family} 2010-01-01 - 11 {size}"
        for at, (family, size) in enumerate(zip(FAMILIES, SIZES, strict=True))
    )
    waves = {"V18": BEFORE, "V21": AFTER}
    respondents, answers = [], []
    for wave_id, yes in zip(waves, satisfied, strict=True):
        for at in range(40):
            status = "complete" if at in answering else "invited"
            respondents.append(
                {
                    "wave_id": wave_id,
                    "respondent_id": f"R{at}",
                    "organisation_id": f"O{at:02}",
                    "status": status,
                }
            )
        for place, at in enumerate(answering):
            answers.append(answer_row(wave_id, f"R{at}", "sat", 4 if place < yes else 2))
            answers.append(answer_row(wave_id, f"R{at}", "outils", 1 if place < rare else 5))
            answers.append(answer_row(wave_id, f"R{at}", "nps", 10 if place < 12 else 8 if place < 20 else 2))
            answers += [
                answer_row(wave_id, f"R{at}", "envies", place < count, letter)
                for letter, count in (("a", 15), ("b", rare))
            ]
    questions = {"sat": "satisfaction", "outils": "satisfaction", "nps": "profile", "envies": "expectation"}
    return register_tables(members) | {
        "survey_waves": [wave_row(name, day) for name, day in waves.items()],
        "survey_respondents": respondents,
        "survey_questions": [{"question_id": name, "dimension": each} for name, each in questions.items()],
        "survey_items": [
            *(item_row(name, "sat", "Êtes-vous satisfait·e ?" if name == "V18" else again) for name in waves),
            *(item_row(name, "outils", "Et des outils ?", position=2) for name in waves),
            *(item_row(name, "nps", "Recommanderiez-vous ?", "nps", None, 3) for name in waves),
            *(item_row(name, "envies", "Vos envies ?", "multiple", "SE", 4) for name in waves),
        ],
        "survey_options": [
            *scale_rows("S5", FIVE),
            *(
                {"scale_id": "SE", "option": each, "label": f"Choix {each}", "rank": at}
                for at, each in enumerate("ab")
            ),
        ],
        "survey_answers": answers,
    }


@pytest.fixture(scope="module")
def forty(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return commit_tables(tmp_path_factory.mktemp("forty"), TODAY, forty_tables())


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The same but for what no public is told: two instead of three are not content."""
    return commit_tables(tmp_path_factory.mktemp("other"), TODAY, forty_tables(rare=2))


def test_a_clear_rise_is_told_on_all_and_on_the_same_respondents(forty: Store) -> None:
    found = figure_table(
        forty,
        "waves_satisfaction",
        "question_id wave_id change_points tendency pairs paired_points paired_tendency",
    )
    assert found[1] == ("sat", "V21", 40, "HAUSSE", 30, 40, "HAUSSE")
    assert found[3] == ("outils", "V21", 0, "AUCUNE", 30, 0, "AUCUNE")
    sentence = answer_figure(forty, "waves_satisfaction").finding.sentence
    assert (
        "progressent" in sentence
        and "des 30\u00a0réponses" in sentence
        and re.search(
            "en hausse de 40\u00a0points \\(marge d’erreur\u00a0: .* à .*\\) chez les 30 qui avaient déjà répondu",
            sentence,
        )
    )
    assert (
        sentence.startswith(
            french.typeset(
                "Dans l’enquête de 2021, les réponses favorables à « Êtes-vous satisfait·e ? » progressent nettement : 73"
            )
        )
        and "depuis 2018" in sentence
    )


def test_the_domain_of_a_question_is_said_where_the_question_does_not_tell_it(demo_store: Store) -> None:
    """« Observer et analyser les changements » is a line of a grid, of which a sentence quotes nothing else."""
    sentence = answer_figure(demo_store, "waves_expertise").finding.sentence
    assert sentence.startswith(
        french.typeset(
            "Dans l’enquête de 2021, sur la maîtrise que chaque répondant se reconnaît, les réponses favorables à « Observer et analyser les changements »"
        )
    )


def test_the_other_questions_that_moved_for_sure_are_told_too(demo_store: Store) -> None:
    """The chart marks two, and the sentence told one."""
    for audience in ("equipe", *PUBLICS):
        found = answer_figure(demo_store, "waves_expertise", audience=audience)
        assert found.finding.sentence.endswith(
            french.typeset(" De même pour « Commander et piloter une évaluation ».")
        )
        assert len(found.finding.named) == 2
    figure, table = REGISTRY["waves_expertise"], found.table
    last = table.index[table["closed_on"] == table["closed_on"].max()]
    (quiet,) = (at for at in last if table["tendency"][at] == "AUCUNE")
    for way, sentence in (
        ("HAUSSE", " De même pour 2 autres questions."),
        (
            "BAISSE",
            f" De même pour « Commander et piloter une évaluation ». À {wording.quoted(table['wording'][quiet])}, elles reculent nettement.",
        ),
    ):
        table.loc[quiet, "tendency"] = way
        assert figure.finding(table).sentence.endswith(french.typeset(sentence))


def tell_with(
    demo_store: Store, figure_id: str, question_id: str, audience: str = "equipe", **cells: str | None
) -> str:
    """The sentence of a figure where the last row of a question has other words."""
    table = answer_figure(demo_store, figure_id, audience=audience).table
    last = (table["closed_on"] == table["closed_on"].max()) & (table["question_id"] == question_id)
    assert last.sum() == 1
    for name, cell in cells.items():
        table.loc[last, name] = cell
    return REGISTRY[figure_id].finding(table).sentence


@pytest.mark.parametrize(
    ("figure_id", "question_id", "way", "others"),
    [
        ("waves_satisfaction", "satisfaction-reseau", "BAISSE", "De même pour {}."),
        ("waves_satisfaction", "satisfaction-reseau", "HAUSSE", "À {}, elles progressent nettement."),
        ("waves_need", "besoin-climat", "HAUSSE", "De même pour {}."),
        ("waves_need", "besoin-climat", "BAISSE", "À {}, elle recule nettement."),
    ],
)
def test_another_question_that_moved_is_told_beside_the_way_of_the_widest(
    demo_store: Store, figure_id: str, question_id: str, way: str, others: str
) -> None:
    """The widest of satisfaction falls, that of needs rises."""
    table = answer_figure(demo_store, figure_id).table
    asked = table.loc[table["question_id"] == question_id, "wording"].iloc[-1]
    sentence = tell_with(demo_store, figure_id, question_id, tendency=way)
    assert sentence.endswith(french.typeset(f" {others.format(wording.quoted(asked))}"))


def test_a_public_is_told_of_another_question_of_which_a_bound_alone_says_that_it_moved(
    demo_store: Store,
) -> None:
    """Two themes that more members need, each shown as a bound."""
    hidden = dict.fromkeys(("share_pct", "change_points", "tendency")) | {"mark": marks.at_least(90)}
    sentence = tell_with(demo_store, "waves_need", "besoin-genre", "projection", **hidden)
    assert "à «\u00a0Genre" in sentence and sentence.endswith(
        french.typeset(" De même pour « Agroécologie ».")
    )


def test_a_score_above_zero_has_its_sign_and_its_scale(forty: Store) -> None:
    # 12 tens and 10 twos of 30.
    sentence = answer_figure(forty, "recommendation").finding.sentence
    assert re.search(
        "le score de recommandation, qui va de −100 à \\+100, est de \\+7 \\(30.réponses.; marge d’erreur.: −\\d+ à \\+\\d+\\)\\.",
        sentence,
    )


def test_who_was_invited_and_did_not_answer_is_of_its_group_where_members_are_not_imported(
    tmp_path: Path,
) -> None:
    """Or each group would be of those alone who answered, and no group could be shown."""
    tables = forty_tables(answering=[*range(12), *range(20, 32)]) | {"memberships": []}
    families = {f"R{at}": "ONG" if at < 20 else "COLLECTIVITE" for at in range(40)}
    replies = [row | {"actor_family": families[row["respondent_id"]]} for row in tables["survey_respondents"]]
    store = commit_tables(tmp_path, TODAY, tables | {"survey_respondents": replies})
    query = Query(open_version(store, 1), Selection())
    shown = groups.blocks(query, "families", disclosure.audience("diffusion").thresholds)
    assert shown["V21"] == {"ONG": "ONG", "COLLECTIVITE": "COLLECTIVITE"}


def test_a_public_is_not_told_that_a_rise_of_the_same_respondents_alone_is_none(tmp_path: Path) -> None:
    """From 13 to 23 of 30: the ten who changed their minds are clear on the same ones, and the team alone compares those."""
    store = commit_tables(tmp_path, TODAY, forty_tables(satisfied=(13, 23)))
    found = figure_table(store, "waves_satisfaction", "question_id wave_id tendency paired_tendency")
    assert found[1] == ("sat", "V21", "AUCUNE", "HAUSSE")

    def read(audience: str) -> tuple[str, str]:
        answer = answer_figure(store, "waves_satisfaction", audience=audience)
        drawn = REGISTRY["waves_satisfaction"].chart(answer.table).to_dict()
        return answer.finding.sentence, json.dumps(drawn, ensure_ascii=False)

    sentence, drawn = read("equipe")
    assert "progresse" in sentence and "chez les 30" in sentence and "▲" in drawn
    for audience in PUBLICS:
        sentence, drawn = read(audience)
        assert "▲" not in drawn
        assert (
            "aucune des parts montrées n’a nettement changé, sur tous les répondants, depuis l’enquête précédente"
            in sentence
        )


def test_what_the_team_reads_is_not_of_the_questions_shown(tmp_path: Path) -> None:
    """In two anonymous waves nobody is paired, and nothing is hidden from the team."""
    tables = forty_tables(satisfied=(14, 16))
    for wave in tables["survey_waves"]:
        wave["is_anonymous"] = True
    sentence = answer_figure(commit_tables(tmp_path, TODAY, tables), "waves_satisfaction").finding.sentence
    assert "aucune part n’a nettement changé" in sentence and "montrées" not in sentence


def test_a_rise_before_a_public_is_that_of_all_respondents(forty: Store) -> None:
    for audience in PUBLICS:
        answer = answer_figure(forty, "waves_satisfaction", audience=audience)
        assert (
            "depuis 2018" in answer.finding.sentence and "avaient déjà répondu" not in answer.finding.sentence
        )
        drawn = REGISTRY["waves_satisfaction"].chart(answer.table).to_dict()
        assert "écart net, que" in json.dumps(drawn, ensure_ascii=False)


def test_a_small_rise_is_not_worded(tmp_path: Path) -> None:
    store = commit_tables(tmp_path, TODAY, forty_tables(satisfied=(14, 16)))
    assert "aucune part n’a nettement changé" in answer_figure(store, "waves_satisfaction").finding.sentence
    assert answer_figure(store, "waves_satisfaction").finding.weight == 0


def test_a_changed_wording_is_a_break_that_nothing_crosses(tmp_path: Path) -> None:
    store = commit_tables(tmp_path, TODAY, forty_tables(again="Êtes-vous content·e ?"))
    found = figure_table(
        store, "waves_satisfaction", "question_id segment change_points paired_points tendency why_not"
    )
    assert found[1] == ("sat", 1, None, None, None, "libellé ou échelle modifiés : pas de comparaison")
    spec = REGISTRY["waves_satisfaction"].chart(answer_figure(store, "waves_satisfaction").table).to_dict()
    assert len(chart_data(spec, "text", "spot")) == 1
    assert "à d’autres questions" in answer_figure(store, "satisfaction").finding.sentence


def anonymous_second_wave(**changes: object) -> dict[str, list[Row]]:
    tables = forty_tables(**changes)
    tables["survey_waves"][1]["is_anonymous"] = True
    for row in tables["survey_respondents"]:
        if row["wave_id"] == "V21":
            row["organisation_id"] = None
    return tables


def test_an_anonymous_wave_is_no_changed_wording(tmp_path: Path) -> None:
    store = commit_tables(tmp_path, TODAY, anonymous_second_wave())
    columns = "question_id population segment change_points paired_points why_not"
    found = figure_table(store, "waves_satisfaction", columns)
    why = "l’une au moins des deux enquêtes est anonyme, et les mêmes répondants ne s’y retrouvent pas"
    assert found[1] == ("sat", "SANS_ORGANISATION", 0, None, None, why)
    assert found[0][1] == "MEMBRE" and found[0][-1] is None
    assert (
        "aucune question ne peut être comparée à l’enquête précédente"
        in answer_figure(store, "waves_satisfaction").finding.sentence
    )


def test_numbers_of_persons_without_an_organisation_are_not_told_as_those_of_organisations(
    tmp_path: Path,
) -> None:
    tables = anonymous_second_wave()
    tables["survey_questions"].append({"question_id": "etp", "dimension": "profile"})
    tables["survey_items"].append(item_row("V21", "etp", "Combien de salariés ?", "number", None, 5))
    tables["survey_answers"] += [answer_row("V21", f"R{at}", "etp", at % 7) for at in ANSWERING]
    store = commit_tables(tmp_path, TODAY, tables)
    answer = answer_figure(store, "numbers")
    assert set(answer.table["population"]) == {"SANS_ORGANISATION"}
    assert "la moitié des réponses sont entre" in answer.finding.sentence
    assert "organisation" not in answer.finding.sentence


def test_an_anonymous_wave_with_another_wording_is_a_changed_wording(tmp_path: Path) -> None:
    store = commit_tables(tmp_path, TODAY, anonymous_second_wave(again="Êtes-vous content·e ?"))
    found = figure_table(store, "waves_satisfaction", "question_id segment why_not")
    assert found[1] == ("sat", 1, "libellé ou échelle modifiés : pas de comparaison")


def hidden_middle() -> dict[str, list[Row]]:
    """Three waves, of which a public may not see the second: all but two were satisfied."""
    tables = forty_tables(satisfied=(10, 28))
    last = date(2021, 9, 30)
    tables["survey_waves"].append(wave_row("V21b", last))
    for name in ("survey_respondents", "survey_items", "survey_answers"):
        tables[name] += [row | {"wave_id": "V21b"} for row in tables[name] if row["wave_id"] == "V18"]
    return tables


@pytest.mark.parametrize("audience", PUBLICS)
def test_nothing_is_compared_across_a_masked_wave(tmp_path: Path, audience: str) -> None:
    store = commit_tables(tmp_path, TODAY, hidden_middle())
    columns = "question_id wave_id wave_before share_pct change_points"
    seen = [
        row
        for row in figure_table(store, "waves_satisfaction", columns, audience=audience)
        if row[0] == "sat"
    ]
    assert [row[3] is None for row in seen] == [False, True, False]
    assert seen[2][2] == "V21" and [row[4] for row in seen] == [None, None, None]
    sentence = answer_figure(store, "waves_satisfaction", audience=audience).finding.sentence
    assert "33\u202f% (30\u00a0réponses), contre au moins 86\u202f% (30\u00a0réponses)" in sentence, (
        "the masked wave is bounded"
    )
    team = [row for row in figure_table(store, "waves_satisfaction", columns) if row[0] == "sat"]
    assert [row[4] is None for row in team] == [True, False, False]


@pytest.mark.parametrize("audience", ["equipe", *PUBLICS])
def test_an_earlier_wave_is_named_by_its_year(tmp_path: Path, audience: str) -> None:
    store = commit_tables(tmp_path, TODAY, hidden_middle())
    assert "% en 2021" in answer_figure(store, "response_rate", audience=audience).finding.sentence
    tables = hidden_middle()
    answering = {f"R{at}" for at in ANSWERING[:7]}
    for row in tables["survey_respondents"]:
        if row["wave_id"] == "V21" and row["respondent_id"] not in answering:
            row["status"] = "invited"
    few = commit_tables(tmp_path / "few", TODAY, tables)
    year = "2021" if audience == "equipe" else "2018"
    assert f"% en {year}" in answer_figure(few, "response_rate", audience=audience).finding.sentence


@pytest.mark.parametrize("audience", ["equipe", PUBLICS[0]])
def test_an_answer_rate_is_compared_with_that_of_the_same_survey(tmp_path: Path, audience: str) -> None:
    tables = hidden_middle()
    tables["survey_waves"][1]["series"] = "suivi"
    store = commit_tables(tmp_path, TODAY, tables)
    assert "% en 2018" in answer_figure(store, "response_rate", audience=audience).finding.sentence
    tables["survey_waves"][0]["series"] = "suivi"
    alone = commit_tables(tmp_path / "alone", TODAY, tables)
    assert "contre" not in answer_figure(alone, "response_rate", audience=audience).finding.sentence


def test_a_wording_typed_otherwise_is_no_break(tmp_path: Path) -> None:
    store = commit_tables(tmp_path, TODAY, forty_tables(again=" êtes-vous  satisfait·e ? "))
    assert [row[0] for row in figure_table(store, "waves_satisfaction", "segment")] == [0, 0, 0, 0]


def test_one_wave_has_nothing_to_be_compared_with(forty: Store) -> None:
    answer = answer_figure(forty, "waves_satisfaction", first_year=2021)
    assert len(answer.table) == 2 and "aucune enquête précédente" in answer.finding.sentence
    assert (
        answer_figure(forty, "satisfaction", first_year=2021).finding.sentence.count("vague précédente") == 0
    )


def test_weighted_is_hidden_under_an_effective_size_of_thirty(forty: Store) -> None:
    found = figure_table(forty, "answers_weighted", "question_id share_pct weighted_pct why_not")
    assert [(row[0], row[1], row[2]) for row in found] == [("sat", 73.33, None), ("outils", 90.0, None)]
    assert all(row[3].endswith("réponses bien réparties, et il en faut au moins 30") for row in found)
    assert (
        "seules les réponses telles que reçues" in answer_figure(forty, "answers_weighted").finding.sentence
    )


def test_weighted_gives_each_family_its_share_of_the_register(tmp_path: Path) -> None:
    # 20 ONG of 20, 9 local authorities of 12, 6 of the social economy of 8; all ONG are satisfied and nobody else.
    answering = [*range(20), *range(20, 29), *range(32, 38)]
    store = commit_tables(tmp_path, TODAY, forty_tables(satisfied=(20, 20), answering=answering))
    row = figure_table(store, "answers_weighted", "question_id share_pct weighted_pct shift_points")[0]
    # The social economy has under ten members: merged with the local authorities, 20 of 40 members.
    assert (
        row[:2] == ("sat", 57.14)
        and row[2] == pytest.approx(50, abs=0.01)
        and row[3] == pytest.approx(-7.14, abs=0.01)
    )


def test_weights_that_cannot_reach_the_register_are_told(tmp_path: Path, monkeypatch) -> None:
    answering = [*range(20), *range(20, 29), *range(32, 38)]
    store = commit_tables(tmp_path, TODAY, forty_tables(satisfied=(20, 20), answering=answering))
    assert {row[0] for row in figure_table(store, "answers_weighted", "largest_gap_points")} == {0}
    assert "Rééquilibrage incomplet" not in answer_figure(store, "answers_weighted").finding.sentence
    # Twenty of thirty-five are ONG; a weight of at least 0.95 leaves them over 54 % where the register has 50.
    near = partial(weighting.rake, bounds=(0.95, 1.05))
    monkeypatch.setattr("dse.figures.surveys.weighted.weighting.rake", near)
    (gap,) = {row[0] for row in figure_table(store, "answers_weighted", "largest_gap_points")}
    assert gap > 100 * (20 * 0.95 / 35 - 0.5)
    sentence = answer_figure(store, "answers_weighted").finding.sentence
    assert f"reste à {round_as_read(gap)}\u00a0points de sa part du registre" in sentence
    before_a_public = answer_figure(store, "answers_weighted", audience="projection")
    assert before_a_public.table["largest_gap_points"].isna().all()
    spec = REGISTRY["answers_weighted"].chart(before_a_public.table).to_dict()
    assert "le plus" not in json.dumps(spec, ensure_ascii=False)


def test_an_option_not_put_to_somebody_is_not_left_by_them(tmp_path: Path) -> None:
    tables = forty_tables()
    offered = [{"scale_id": "AVEC", "option": name, "label": name, "rank": None} for name in ("seul", "amis")]
    tables["survey_options"] += offered
    tables["survey_questions"].append({"question_id": "avec", "dimension": "profile"})
    tables["survey_items"].append(item_row("V21", "avec", "Venu ?", "multiple", "AVEC", 9))
    people = [
        row["respondent_id"]
        for row in tables["survey_respondents"]
        if row["wave_id"] == "V21" and row["status"] == "complete"
    ]
    for at, who in enumerate(people):
        alone = at < 10
        tables["survey_answers"] += [
            answer_row("V21", who, "avec", 1 if alone else 0, "seul"),
            answer_row("V21", who, "avec", "NP" if alone else at % 2, "amis"),
        ]
    store = commit_tables(tmp_path, TODAY, tables)
    found = figure_table(store, "choices", "answer voices base not_asked share_pct")
    asked_of = len(people) - 10
    told = {row[0]: row[1:] for row in found}
    assert told["seul"] == (10, len(people), 0, pytest.approx(1000 / len(people), abs=0.01))
    friends = sum(at % 2 for at in range(10, len(people)))
    assert told["amis"] == (friends, asked_of, 10, pytest.approx(100 * friends / asked_of, abs=0.01))
    spec = REGISTRY["choices"].chart(answer_figure(store, "choices").table).to_dict()
    assert "non posée à 10" in json.dumps(spec, ensure_ascii=False).replace("\\n", " ")


def test_a_public_is_not_told_that_what_it_sees_is_the_most_of_all(forty: Store) -> None:
    assert "questions montrées" not in answer_figure(forty, "answers_satisfaction").finding.sentence
    for audience in PUBLICS:
        sentence = answer_figure(forty, "answers_satisfaction", audience=audience).finding.sentence
        assert "la mieux notée des questions montrées" in sentence


def test_the_only_question_is_told_without_a_rank(tmp_path: Path) -> None:
    tables = forty_tables()
    for name in ("survey_questions", "survey_items", "survey_answers"):
        tables[name] = [row for row in tables[name] if row["question_id"] != "outils"]
    store = commit_tables(tmp_path, TODAY, tables)
    for audience in ("equipe", *PUBLICS):
        sentence = answer_figure(store, "answers_satisfaction", audience=audience).finding.sentence
        assert "« Êtes-vous satisfait·e ? » : 73" in sentence.replace("\u00a0", " ").replace("\u202f", " ")
        assert "notée" not in sentence


def test_answers_put_together_have_a_name_of_their_own(forty: Store) -> None:
    spec = (
        REGISTRY["answers_satisfaction"]
        .chart(answer_figure(forty, "answers_satisfaction", audience="projection").table)
        .to_dict()
    )
    drawn = {row[0] for row in chart_data(spec, "answer", "start")}
    together = {each for each in drawn if each.endswith(("favorables", "Autres réponses"))}
    assert together and together <= {row[0] for row in chart_data(spec, "name", "left")}


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Enquête auprès des membres 2021", "Dans l’enquête de 2021"),
        ("Vague 2018", "Dans l’enquête de 2018"),
        ("Ce que les membres attendent du réseau", "Dans « Ce que les membres attendent du réseau »"),
    ],
)
def test_a_long_wave_that_ends_with_its_year_is_named_by_it(title: str, name: str) -> None:
    assert wording.name_wave(title).replace("\u00a0", " ") == name


def test_questions_are_drawn_from_the_most_favourable(forty: Store) -> None:
    # Wilson at 117 answers in effect, kept within what is possible: three of forty said no, eight of forty.
    spec = (
        REGISTRY["answers_satisfaction"].chart(answer_figure(forty, "answers_satisfaction").table).to_dict()
    )
    assert chart_data(spec, "written", "said") == [
        ("Et des outils\u202f?", "90\u202f% (83 à 93\u202f%)"),
        ("Êtes-vous satisfait·e\u202f?", "73\u202f% (65 à 80\u202f%)"),
    ]


def test_the_finding_names_the_most_and_the_least_favourable(forty: Store) -> None:
    sentence = answer_figure(forty, "answers_satisfaction").finding.sentence
    assert french.typeset("la question la mieux notée est « Et des outils ? » : 90") in sentence
    assert (
        french.typeset("« Êtes-vous satisfait·e ? » en reçoit la plus faible part : 73") in sentence
        and "30\u00a0réponses" in sentence
    )


def test_a_question_of_a_grid_is_named_by_what_tells_it_apart() -> None:
    assert wording.short("Quel besoin sur chacun de ces thèmes ? [Climat]") == "Climat"
    assert wording.short("Êtes-vous [vraiment] satisfait·e ?") == "Êtes-vous [vraiment] satisfait·e ?"
    assert len(wording.quoted("mot " * 60)) < 120


def test_families_are_counted_apart(forty: Store) -> None:
    found = figure_table(forty, "satisfaction_by_family", "question_id actor_family favourable base members")
    assert found[:3] == [
        ("sat", "ONG", 18, 18, 20),
        ("sat", "COLLECTIVITE", 4, 8, 12),
        ("sat", "ESS", 0, 4, 8),
    ]


# --- audiences ---


def leaving(store: Store, figure_id: str, audience: str) -> str:
    """All that leaves a figure: its sentence, its size, its file, its picture."""
    answer = answer_figure(store, figure_id, audience=audience)
    figure = REGISTRY[figure_id]
    drawn = (
        theme.french(figure.chart(answer.table)).to_dict() if figure.chart and not answer.is_masked else {}
    )
    whole = {
        "said": [answer.finding.sentence, answer.finding.weight, answer.size],
        "file": delimited_text.render_figure_csv(answer, delimited_text.MACHINE).decode("utf-8"),
        "data": sorted(
            json.dumps(rows, sort_keys=True, default=str) for rows in drawn.get("datasets", {}).values()
        ),
        "scalars": {name: _scalar(each, answer.table) for name, each in figure.scalars.items()},
    }
    return json.dumps(whole, ensure_ascii=False, default=str)


def _scalar(scalar: object, frame: pd.DataFrame) -> float | None:
    return None if frame.empty else scalar(frame)


@pytest.mark.parametrize("audience", PUBLICS)
@pytest.mark.parametrize("figure_id", IDS)
def test_what_is_masked_changes_nothing_that_leaves(
    forty: Store, other: Store, figure_id: str, audience: str
) -> None:
    assert leaving(forty, figure_id, audience) == leaving(other, figure_id, audience)


def test_the_team_sees_what_the_others_do_not(forty: Store, other: Store) -> None:
    seen = {each for each in IDS if leaving(forty, each, "equipe") != leaving(other, each, "equipe")}
    # Not satisfaction as a whole: the two stores are within half an organisation of one another.
    assert {"answers_satisfaction", "waves_satisfaction", "satisfaction_by_family", "choices"} <= seen


@pytest.mark.parametrize("audience", PUBLICS)
def test_what_can_be_shown_is(forty: Store, audience: str) -> None:
    rows = figure_table(forty, "waves_satisfaction", "question_id base share_pct mark", audience=audience)
    assert rows[0][:2] == ("sat", 30) and rows[0][2] in (33, 33.33)
    assert [row[1:] for row in rows if row[0] == "outils"] == [(30, None, "[masqué, ≥ 86 %]")] * 2
    assert (
        "des 30\u00a0réponses"
        in answer_figure(forty, "waves_satisfaction", audience=audience).finding.sentence
    )


@pytest.mark.parametrize("audience", PUBLICS)
@pytest.mark.parametrize("figure_id", ["not_answered", "verbatims", "response_by_size", "response_by_region"])
def test_lists_and_second_breakdowns_are_for_the_team(small: Store, figure_id: str, audience: str) -> None:
    answer = answer_figure(small, figure_id, audience=audience)
    assert answer.table.empty and answer.hidden[0].kind == "refused"
    assert not answer_figure(small, figure_id).table.empty


@pytest.mark.parametrize("audience", PUBLICS)
def test_a_public_never_sees_pairs_weights_nor_extremes(forty: Store, small: Store, audience: str) -> None:
    assert answer_figure(forty, "waves_satisfaction", audience=audience).table["pairs"].isna().all()
    assert answer_figure(forty, "answers_weighted").table["effective_n"].notna().all()
    weighted = answer_figure(forty, "answers_weighted", audience=audience).table
    assert weighted[["weighted_pct", "effective_n", "why_not"]].isna().all().all()
    assert answer_figure(small, "numbers", audience=audience).table[["lowest", "highest"]].isna().all().all()


@pytest.mark.parametrize("audience", PUBLICS)
def test_no_filter_chooses_who_answers_before_a_public(forty: Store, audience: str) -> None:
    whole = leaving(forty, "answers_satisfaction", audience)
    answer = figures.answer(
        forty, 1, REGISTRY["answers_satisfaction"], Selection(families=("ONG",), audience=audience)
    )
    assert answer.selection.families == () and answer.finding.sentence in whole


# --- the page ---


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch):
    def over(store: Store, **words: str) -> AppTest:
        monkeypatch.setenv("DSE_STORE", str(store.path))
        test = app_session.open_page("enquetes", **words)
        assert not test.exception
        assert [box.value for box in test.error] == []
        return test

    return over


@pytest.mark.parametrize("slug", SECTIONS)
def test_a_section_shows_what_has_something_to_say_and_names_the_rest(
    opened, small: Store, slug: str
) -> None:
    test = opened(small, section=slug)
    answers = [(each, answer_figure(small, each.id)) for each in SECTIONS[slug].figures]
    shown = [figure for figure, answer in answers if not answer.table.empty]
    assert [box.value for box in test.subheader] == [french.typeset(each.question) for each in shown]
    assert len(test.get("vega_lite_chart")) == len([each for each in shown if each.chart])
    left = "\n".join(each.value for each in [*test.caption, *test.info])
    silent = [(figure, answer) for figure, answer in answers if answer.table.empty]
    for figure, answer in silent:
        assert (
            prose.format_sentence(figure.question) in left
            and prose.format_sentence(answer.finding.sentence) in left
        )


def test_every_figure_of_the_page_is_in_one_section() -> None:
    placed = [figure.id for section in SECTIONS.values() for figure in section.figures]
    assert sorted(placed) == sorted(IDS) and len(set(placed)) == len(placed) > 20


def test_only_figures_that_compare_have_findings_to_remember(forty: Store, demo_store: Store) -> None:
    comparing = {figure.id for figure in FIGURES if figure.compares}
    for store in (forty, demo_store):
        telling = {each for each in IDS if answer_figure(store, each).finding.weight > 0}
        assert telling and telling <= comparing


def test_the_search_keeps_the_rows_that_hold_the_words(opened, small: Store) -> None:
    test = opened(small, section="autres")
    test.text_input(key="recherche_reponses").set_value("guide").run()
    assert any("1\u00a0réponse sur 3" in each.value for each in test.caption)


def test_the_page_of_a_public_names_nobody(opened, small: Store) -> None:
    for word in SECTIONS:
        test = opened(small, public="diffusion", section=word)
        everything = "\n".join(each.value for each in [*test.markdown, *test.caption, *test.info])
        assert "Nom M4" not in everything and "ateliers" not in everything
        assert "recherche_reponses" not in [box.key for box in test.text_input]
        lists = {"not_answered", "verbatims"} & {each.id for each in SECTIONS[word].figures}
        assert ("réservé à l’équipe" in everything.replace("\\", "")) >= bool(lists)


def test_without_a_survey_the_page_says_once_how_to_import_one(opened, tmp_path: Path) -> None:
    test = opened(commit_tables(tmp_path, TODAY, register_tables("M1 ONG 2010-01-01")))
    (box,) = test.info
    assert "LimeSurvey" in box.value and len(test.subheader) == 0


def test_a_wave_after_the_last_accompaniment_is_among_the_years(opened, small: Store) -> None:
    assert "2018-2021" in opened(small).query_params["annees"]


@pytest.mark.parametrize("low", [62.499999999999986, 62.5, 62.500000000000014])
def test_the_last_digit_of_a_sum_changes_no_interval(low: float) -> None:
    assert wording.interval(low, 79.2) == f"(63 à 79{french.NARROW}%)"


def test_the_size_of_several_surveys_names_the_year_that_it_is_of() -> None:
    rows = [
        {"wave_id": f"m-{year}", "population": "MEMBRE", "base": base, "members": 88, "year": year}
        for year, base in ((2018, 54), (2021, 24), (2021, 50))
    ]
    text = wording.size(pd.DataFrame(rows)).replace("\u00a0", " ")
    assert text == "En 2021, 24 à 50 membres ayant répondu, sur 88 au jour de l’enquête"
    assert (
        wording.size(pd.DataFrame(rows[1:])).replace("\u00a0", " ")
        == "24 à 50 membres ayant répondu, sur 88 au jour de l’enquête"
    )
