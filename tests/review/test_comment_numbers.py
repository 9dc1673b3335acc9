"""Numbers that comments take from figures: each reads as its figure says it, for each audience, and nothing more."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from counted_store import commit_tables
from unread_numbers import read_reason

from dse import figures, french
from dse.disclosure import marks
from dse.figures import REGISTRY, Answer
from dse.figures.surveys.wording import find_told, identify_wording, main, say_point, shorten_questions
from dse.query import Selection
from dse.review.commentary import numbers
from dse.review.commentary.grammar import Block, Bullets, Paragraph, Text, list_lone_brackets
from dse.review.commentary.insertion import describe_absent, describe_unknown, fill, list_figures
from dse.review.commentary.numbers import (
    ABSENT,
    HIDDEN,
    MASKED,
    NOT_COMPUTED,
    OF_FEW,
    RESERVED,
    SHARE_OF_FEW,
    TOO_EARLY,
    NamedNumber,
    Reading,
)
from dse.store import Store
from schemas import codelists

# Of what others say: how many indicators and targets are reached, of those that can be computed.
OF_OTHER_NUMBERS = ("indicators_progress", "targets_progress")
AUDIENCES = ("equipe", "projection", "diffusion")
YEARS, LATER = (2019, 2021), (2030, 2031)
ASKED = [*((audience, YEARS) for audience in AUDIENCES), ("equipe", LATER)]
SCALARS = [(figure.id, scalar) for figure in REGISTRY.values() for scalar in figure.scalars]
# Which show the share of each theme over a period, and none as a scalar.
SHARES_OF_THEMES = {
    "themes_triennials": "share_after_pct",
    "themes_requested_delivered": "delivered_pct",
    "themes_wanted": "delivered_pct",
}
# Where a survey prints the needs that a name is of.
NEEDS = {
    "wanted_pct": ("answers_need", "waves_need", "gaps_by_theme"),
    "need_pct": ("answers_need", "waves_need"),
}
OF_QUESTIONS = {
    number.figure_id: number.also_in for number in numbers.list_declared() if numbers.QUESTION in number.name
}
NAMED = {(number.figure_id, number.scalar) for number in numbers.list_declared()}
SHARES_OF_MEMBERS = {
    ("uptake_of_period", "rate_pct"),
    ("uptake_by_year", "rate_pct"),
    ("uptake_any_by_year", "rate_pct"),
    ("gaps_by_theme", "accompanied_pct"),
    ("gaps_by_theme", "met_pct"),
    ("gaps_by_support", "served_pct"),
}
# The same number as another that has a name: two names of one number would make a reader look for the difference.
SAME = {
    ("headlines", "uptake_pct"): ("uptake_of_period", "rate_pct"),
    ("headlines", "delivered"): ("accompaniments_by_year", "delivered"),
    **{
        (f"uptake_by_{group}", "yearly_pct"): ("uptake_by_family", "yearly_pct")
        for group in ("seniority", "size", "region")
    },
}


def answer_all(store: Store, selection: Selection) -> dict[str, Answer]:
    return {
        figure_id: figures.answer(store, store.current().number, REGISTRY[figure_id], selection)
        for figure_id in dict.fromkeys(figure_id for figure_id, _ in SCALARS)
    }


@pytest.fixture(scope="module")
def answers(demo_store: Store) -> dict[tuple[str, tuple[int, int]], dict[str, Answer]]:
    """By audience and years."""
    return {
        (audience, years): answer_all(demo_store, Selection(*years, audience=audience))
        for audience, years in ASKED
    }


def test_every_scalar_of_every_figure_has_one_name_or_that_of_the_same_number() -> None:
    assert set(SCALARS) == NAMED | set(SAME) and not NAMED & set(SAME) and set(SAME.values()) <= NAMED
    names = [numbers.normalize(number.name) for number in numbers.list_numbers()]
    codes = [number.code for number in numbers.list_numbers()]
    assert len(set(names)) == len(names) and len(set(codes)) == len(codes)
    assert not any({"[", "]", "*", "\n"} & set(name) for name in names)
    also = {
        (figure_id, number.figure_id)
        for number in numbers.list_numbers()
        if number.scalar not in NEEDS
        for figure_id in number.also_in.split()
    }
    same = {(figure_id, named_in) for (figure_id, _), (named_in, _) in SAME.items()}
    assert also == same | {(figure_id, "headlines") for figure_id in SHARES_OF_THEMES}


def test_the_figures_said_to_show_the_share_of_a_theme_show_it(demo_store: Store) -> None:
    figure_ids, version = ("headlines", *SHARES_OF_THEMES), demo_store.current().number
    answers = {
        figure_id: figures.answer(demo_store, version, REGISTRY[figure_id], Selection(*YEARS))
        for figure_id in figure_ids
    }
    read = numbers.make_reader(answers)
    for number in numbers.list_numbers():
        if (number.figure_id, number.scalar) == ("headlines", "theme_pct") and not read(number).why:
            for figure_id, column in SHARES_OF_THEMES.items():
                table = answers[figure_id].table
                (share,) = table.loc[table["theme"] == number.theme, column]
                assert french.percent(share) == read(number).text, (number.name, figure_id)


def test_a_name_is_that_of_one_row_by_its_label_or_by_its_code() -> None:
    for number in list_all():
        assert numbers.find_number(number.name) == number == numbers.find_code(number.code)
        if number.row:
            labels = {
                code: label
                for names in numbers.ROWS.values()
                for code, label in codelists.labels_in(names).items()
            }
            by_code = number.name.replace(labels[number.row[1]], number.row[1])
            assert numbers.find_number(by_code) == number, by_code
    for formerly, code in (
        ("part des membres qui ont besoin du thème Climat", "themes_wanted:wanted_pct?theme=CLIMAT"),
        ("part des membres qui ont besoin du thème CLIMAT", "themes_wanted:wanted_pct?theme=CLIMAT"),
        ("Part des membres qui ont besoin de la forme d'appui Formation", "gaps_by_support:need_pct?support=FORMATION"),
        ("part des membres qui ont besoin du thème Genre (2016-2018)", "themes_wanted:wanted_pct?theme=GENRE&triennial=2016-2018"),
    ):  # fmt: skip
        assert numbers.find_number(formerly).code == code
    for unfinished in ("la forme d’appui", "la forme d’appui (2016-2018)"):
        name = f"besoin de {unfinished}"
        assert numbers.find_number(name) is None and list(describe_unknown(f"[[{name}]]"))


def answer_questions(store: Store, audience: str, years: tuple[int, int]) -> dict[str, Answer]:
    figure_ids = {*OF_QUESTIONS, *(also for each in OF_QUESTIONS.values() for also in each.split())}
    selection = Selection(*years, audience=audience)
    return {
        figure_id: figures.answer(store, store.current().number, REGISTRY[figure_id], selection)
        for figure_id in figure_ids
    }


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("years", [YEARS, (2016, 2018)])
def test_what_is_answered_to_a_question_reads_as_the_figures_print_it(
    demo_store: Store, audience: str, years: tuple[int, int]
) -> None:
    answers = answer_questions(demo_store, audience, years)
    read, told = numbers.make_reader(answers), defaultdict(list)
    listed = [number for number in numbers.list_numbers(answers=answers) if number.question]
    for number in listed:
        assert numbers.find_number(number.name) == number == numbers.find_code(number.code, answers)
        question = number.question.upper().replace("’", "'").replace(" ?", "?").replace(",", " ")
        typed = number.name.replace(number.question, question)
        assert numbers.find_number(typed).code == number.code == numbers.find_code(number.code).code
        table = main(answers[number.also_in].table)
        (wording,) = find_told(table["wording"], number.question)
        (row,) = [row for _, row in table.iterrows() if row["wording"] == wording]
        assert read(number).text == say_point(row, "share_pct"), number.name
        told[number.figure_id].append(read(number).text)
    assert len(listed) >= 8
    for figure_id, texts in told.items():
        sentence = answers[figure_id].finding.sentence
        printed = [text for text in texts if text in sentence]
        assert len(printed) >= len(answers[figure_id].finding.named) > 0, sentence
    bounds = [text for texts in told.values() for text in texts if text.startswith("au moins")]
    assert bool(bounds) == (audience != "equipe" and years != YEARS)


def test_a_question_is_named_by_its_last_words_and_by_all_of_them(demo_store: Store) -> None:
    """Only those that no other question of the two triennials has; texts that name it whole, as formerly, are still read."""
    answers = answer_questions(demo_store, "equipe", YEARS)
    before = answer_questions(demo_store, "equipe", (2016, 2018))
    both = answers | {numbers.get_answer_key(name, "2016-2018"): answer for name, answer in before.items()}
    read = numbers.make_reader(both)
    named = {number.name for number in numbers.list_numbers(answers=both) if number.question}
    assert {
        "satisfaction, « l’accompagnement reçu »",
        "satisfaction, « ce que le réseau vous apporte »",
        "effet, « Cet accompagnement a changé durablement les pratiques de votre équipe »",
        "expertise, « Capitaliser une expérience »",
    } <= named
    earlier = {number.name for number in numbers.list_numbers("2016-2018", both) if number.question}
    assert "effet, « Cet accompagnement a été utile à votre équipe » (2016-2018)" in earlier
    for period in ("", " (2016-2018)"):
        question = "Globalement, êtes-vous satisfait·e de l’accompagnement reçu ?"
        whole = f"satisfaction, réponses favorables à « {question} » à la dernière enquête{period}"
        formerly, today = map(
            numbers.find_number, (whole, f"satisfaction, « l’accompagnement reçu »{period}")
        )
        assert read(formerly) == read(today) and not read(today).why
    told_by_two = numbers.find_number("expertise, « satisfait·e »")
    assert read(told_by_two).why and numbers.find_number("expertise, «  »") is None


def test_a_question_typed_otherwise_from_one_survey_to_the_next_is_one_question(
    demo_tables: dict, tmp_path: Path
) -> None:
    """Straight apostrophes before 2019, and a capital: its numbers of both triennials have one name, and are found."""
    closed_on = {wave["wave_id"]: wave["closed_on"] for wave in demo_tables["survey_waves"]}
    items = [
        item | {"wording": item["wording"].replace("’", "'").replace("partenaires", "Partenaires")}
        if closed_on[item["wave_id"]].year < 2019
        else item
        for item in demo_tables["survey_items"]
    ]
    store = commit_tables(tmp_path, date(2022, 1, 3), {**demo_tables, "survey_items": items})
    answers = answer_questions(store, "equipe", YEARS)
    before = answer_questions(store, "equipe", (2016, 2018))
    both = answers | {numbers.get_answer_key(name, "2016-2018"): answer for name, answer in before.items()}
    read = numbers.make_reader(both)
    own, earlier = (
        {number.code.partition("&triennial=")[0]: number for number in listed if number.question}
        for listed in (numbers.list_numbers("", both), numbers.list_numbers("2016-2018", both))
    )
    assert len(own.keys() & earlier.keys()) >= 6
    for code in own.keys() & earlier.keys():
        assert earlier[code].name == f"{own[code].name} (2016-2018)"
        for number in (own[code], earlier[code]):
            assert numbers.find_code(number.code, both) == number and not read(number).why


@pytest.mark.parametrize(
    ("question", "other", "name"),
    [
        ("Êtes-vous satisfait de l’appui ?", "Êtes-vous satisfait du suivi ?", "l’appui"),
        ("Êtes-vous satisfait de la durée des visites ?", "Êtes-vous satisfait de la durée des ateliers ?", "la durée des visites"),
        ("Êtes-vous satisfait des échanges avec les pairs ?", "Êtes-vous satisfait des échanges avec le réseau ?", "des échanges avec les pairs"),
        ("Êtes-vous satisfait de l’appui à distance ?", "Êtes-vous satisfait de l’appui ?", "l’appui à distance"),
        ("Êtes-vous satisfait (sur 2018) de tout ?", "Êtes-vous satisfait (sur 2019) de tout ?", ""),
        ("Êtes-vous insatisfait de l’appui ?", "Êtes-vous insatisfait du suivi ?", ""),
        ("Avez-vous assez profité de l’appui ?", "Avez-vous assez profité du suivi ?", ""),
        ("N’avez-vous pas vu les guides ?", "N’avez-vous pas vu les outils ?", ""),
        ("Avez-vous réduit vos coûts ?", "Avez-vous réduit vos délais ?", ""),
        ("Nous avons moins de difficultés", "Nous avons moins de doutes", ""),
        ("Nous ne travaillons plus seuls", "Nous ne travaillons plus sans suivi", ""),
        ("Le réseau fait-il trop de visites ?", "Le réseau fait-il trop de formations ?", ""),
        ("L’appui n’a pas amélioré nos suivis", "L’appui n’a pas renforcé nos liens", ""),
    ],
)  # fmt: skip
def test_a_short_name_of_a_question_says_what_the_question_says(question: str, other: str, name: str) -> None:
    """What is left out neither denies nor measures, and the rest is what is asked about; else the name is the question."""
    shortened = shorten_questions([question, other])[identify_wording(question)]
    assert shortened == (name or question.removesuffix(" ?"))
    assert find_told([question, other], shortened) == [question]


@pytest.mark.parametrize(
    ("words", "is_told"),
    [("l’accompagnement reçu", True), ("reçu", True), ("çu", False), ("compagnement reçu", False)],
)
def test_a_question_is_told_by_its_last_words_whole(words: str, is_told: bool) -> None:
    question = "Êtes-vous satisfait·e de l’accompagnement reçu ?"
    assert find_told([question], words) == ([question] if is_told else [])


def test_words_that_two_questions_end_with_are_told_as_neither(demo_store: Store) -> None:
    """The text may have meant the other one."""
    answers = answer_questions(demo_store, "equipe", YEARS)
    name = "satisfaction, « l’accompagnement reçu »"
    code = numbers.find_number(name).code
    answer = answers["answers_satisfaction"]
    (other, *_) = (each for each in answer.table["wording"].unique() if "accompagnement" not in each)
    table = answer.table.replace({other: "Et du suivi après l’accompagnement reçu ?"})
    both = {**answers, "answers_satisfaction": replace(answer, table=table)}
    found = numbers.find_code(code, both)
    assert (found.name, found.code) == (name, code)
    assert numbers.make_reader(both)(found) == numbers.NOT_ASKED


def test_the_needs_that_a_survey_prints_are_those_that_have_a_name(demo_store: Store) -> None:
    figure_ids, version = (
        ("themes_wanted", "gaps_by_support", *NEEDS["wanted_pct"]),
        demo_store.current().number,
    )
    for audience in AUDIENCES:
        selection = Selection(*YEARS, audience=audience)
        answers = {id_: figures.answer(demo_store, version, REGISTRY[id_], selection) for id_ in figure_ids}
        read, found = numbers.make_reader(answers), 0
        tables = {id_: answers[id_].table for id_ in figure_ids}
        for number in numbers.list_numbers():
            if number.scalar in NEEDS and not read(number).why:
                own = tables[number.figure_id]
                (question_id,) = own.loc[own[number.row[0]] == number.row[1], "question_id"]
                for also in NEEDS[number.scalar]:
                    rows = main(tables[also]) if "population" in tables[also] else tables[also]
                    rows = rows[rows["question_id"] == question_id]
                    columns = ("top_two_pct", "share_pct", "need_pct")
                    column = next(name for name in columns if name in rows)
                    texts = {say_point(row, column) for _, row in rows.iterrows()}
                    assert read(number).text in texts, (number.name, also)
                    found += 1
        assert found > 20


def test_a_question_that_no_survey_asks_or_that_a_handful_answered_has_no_number(demo_store: Store) -> None:
    answers = answer_questions(demo_store, "equipe", YEARS)
    number = next(number for number in numbers.list_numbers(answers=answers) if number.question)
    text = f"Soit [[{number.name.replace(number.question, 'Rien de tel')}]]."
    read = numbers.make_reader(answers)
    assert write_plain(fill(text, read)) == [f"Soit {NOT_COMPUTED}."] and not list(describe_unknown(text))
    (why,) = describe_absent(text, read)
    assert "aucune enquête de ces années ne pose cette question" in why
    table = answers[number.figure_id].table
    few = replace(answers[number.figure_id], table=table.assign(base=table["base"] * 0 + 4))
    assert numbers.read(number, few) == OF_FEW, "its page says how many, and no share"
    both = replace(answers[number.figure_id], table=table.assign(wording=number.question))
    assert numbers.read(number, both).why, "of two questions of the same words none is meant"
    named = table.assign(wording="Un [[essai]] de plus")
    offered = numbers.list_numbers(answers={number.figure_id: replace(few, table=named)})
    assert not any(each.question for each in offered), "no comment could name it"


def list_all() -> list[NamedNumber]:
    triennials = [triennial.code for triennial in codelists.triennials()]
    return [number for triennial in ("", *triennials) for number in numbers.list_numbers(triennial)]


def test_a_number_is_called_as_it_is_among_the_sources_of_indicators() -> None:
    labels = codelists.labels("indicator_sources")
    for number in numbers.list_numbers():
        label = labels.get(number.code)
        if label and number.figure_id != "uptake_by_family":
            assert numbers.normalize(number.name) == numbers.normalize(label)


@pytest.mark.parametrize(("audience", "years"), ASKED)
def test_the_same_number_is_the_same(answers: dict, audience: str, years: tuple[int, int]) -> None:
    own = answers[audience, years]
    for (figure_id, scalar), (other_id, other) in SAME.items():
        both = [
            numbers.read(NamedNumber("", id_, name), own[id_])
            for id_, name in ((figure_id, scalar), (other_id, other))
        ]
        assert both[0].text == both[1].text, figure_id


def expect(demo: Store, number: NamedNumber, answer: Answer) -> str | None:
    """The number as the page that is filtered on its theme or its family has it; None where it says none."""
    theme = (number.theme,) if number.theme else ()
    if theme and number.theme not in answer.table["theme"].dropna().tolist():
        return None
    is_count = answer.is_refused and REGISTRY[number.figure_id].rule is None
    audience = "equipe" if is_count else answer.selection.audience
    family = (number.actor_family,) if number.actor_family else ()
    asked = replace(answer.selection, themes=theme, families=family, audience=audience)
    table = figures.answer(demo, answer.version, REGISTRY[number.figure_id], asked).table
    if number.support:  # the page has no filter of kinds of activities
        table = table[table["support"] == number.support]
    if table.empty:
        return None
    value = REGISTRY[number.figure_id].scalars[number.scalar](table)
    if value is None or pd.isna(value):
        return None
    unit = number.scalar.rpartition("_")[2]
    rounded = abs(french.round_as_shown(value))
    day = "jour" if rounded < 2 else "jours"
    written = {"pct": f"{rounded:.0f} %", "days": f"{rounded:.0f} {day}"}.get(unit, f"{rounded:.0f}")
    return f"−{written}" if value < 0 and rounded else written


@pytest.mark.parametrize(("audience", "years"), ASKED)
def test_every_number_is_the_one_of_the_page(
    demo_store: Store, answers: dict, audience: str, years: tuple[int, int]
) -> None:
    own, told = answers[audience, years], defaultdict(int)
    for number in numbers.list_numbers():
        reading = numbers.read(number, own[number.figure_id])
        expected = expect(demo_store, number, own[number.figure_id])
        plain = re.sub(r"\s", " ", reading.text).replace(" ", "")
        if expected is not None:
            assert (plain, reading.why) == (expected.replace(" ", ""), ""), number.code
        else:
            assert reading.text in (HIDDEN, NOT_COMPUTED) or reading.text.startswith("au "), number.code
        told[bool(reading.why)] += 1
    if years == YEARS:
        assert told[False] > 30


def test_what_a_public_does_not_see_is_masked_and_what_nearly_all_say_is_bounded(answers: dict) -> None:
    team, public = answers["equipe", YEARS], answers["diffusion", YEARS]
    reserved = NamedNumber("", "decisions_overdue", "decisions")
    assert numbers.read(reserved, team["decisions_overdue"]).why == ""
    assert numbers.read(reserved, public["decisions_overdue"]) == RESERVED
    need = NamedNumber("", "themes_wanted", "wanted_pct", "AGROECO")
    row = public["themes_wanted"].table.set_index("theme").loc["AGROECO"]
    bound = marks.bound(row["mark"])
    assert bound is not None and numbers.read(need, public["themes_wanted"]) == Reading(
        f"au moins {french.percent(bound.percent)}"
    )
    exact = team["themes_wanted"].table.set_index("theme").loc["AGROECO", "wanted_pct"]
    assert (
        numbers.read(need, team["themes_wanted"]).text
        == french.percent(exact)
        != french.percent(bound.percent)
    )


@pytest.mark.parametrize("audience", AUDIENCES)
def test_how_many_members_were_never_reached_is_one_number_for_all(
    demo_store: Store, answers: dict, audience: str
) -> None:
    """The indicator prints it for a public, whom the figure does not name them."""
    indicator = figures.answer(
        demo_store,
        demo_store.current().number,
        REGISTRY["indicators_progress"],
        Selection(*YEARS, audience=audience),
    ).table
    printed = indicator[indicator["origin"].str.startswith("Membres jamais touchés")]["actual"].item()
    reached = NamedNumber("", "never_reached", "members")
    assert numbers.read(reached, answers[audience, YEARS]["never_reached"]) == Reading(f"{printed:.0f}")


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_number_that_counts_visits_is_none_where_none_is_recorded(
    without_visits: Store, answers: dict, audience: str
) -> None:
    found = answer_all(without_visits, Selection(*YEARS, audience=audience))
    unknown = set()
    for number in numbers.list_numbers():
        if number.figure_id in OF_OTHER_NUMBERS:
            continue
        reading, complete = (
            numbers.read(number, own[number.figure_id]) for own in (found, answers[audience, YEARS])
        )
        assert reading in (complete, read_reason(found[number.figure_id])), number.code
        if reading != complete:
            unknown.add(number.name)
    assert unknown >= {
        "membres jamais touchés",
        "taux de recours tous services, dernière année",
        "participations aux activités (personnes)",
    }


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("years", [YEARS, (2016, 2018)])
def test_counts_that_a_sentence_prints_can_be_taken(
    demo_store: Store, audience: str, years: tuple[int, int]
) -> None:
    """`13 arrivées, 1 retour et 11 départs`: each number before the word that the sentence has for it."""
    printed = {
        "arrivées, sur la période": "NUMBER arrivées?",
        "retours, sur la période": "NUMBER retours?",
        "départs, sur la période": "NUMBER départs?",
        "pays des accompagnements démarrés": "dans NUMBER pays",
        "demandes refusées": "NUMBER (a|ont) été refusées?",
        "demandes abandonnées avant de démarrer": "NUMBER abandonnées? avant de démarrer",
        "demandes qui attendent encore": "NUMBER attend(ent)? encore",
        "indicateurs en bonne voie": "NUMBER en bonne voie",
        "indicateurs en retard": "NUMBER en retard",
        "indicateurs non atteints": "NUMBER non atteints?",
    }
    for name, words in printed.items():
        number = numbers.find_number(name)
        answer = figures.answer(
            demo_store, 1, REGISTRY[number.figure_id], Selection(*years, audience=audience)
        )
        text, sentence = numbers.read(number, answer).text, answer.finding.sentence.replace("\u00a0", " ")
        pattern = words.replace("NUMBER", rf"\b{'aucune' if text == '0' else text}")
        is_left_out = text == "0" and number.figure_id == "indicators_progress"
        assert re.search(pattern.replace("attend(ent)?", "(n’)?attend(ent)?"), sentence) or is_left_out, name


@pytest.mark.parametrize("audience", AUDIENCES)
def test_members_of_the_families_are_all_members(demo_store: Store, answers: dict, audience: str) -> None:
    answer = answers[audience, YEARS]["composition_by_family"]
    listed = [number for number in numbers.list_numbers() if number.figure_id == answer.figure_id]
    of_all, *of_families = (numbers.read(number, answer) for number in listed)
    found = [int(reading.text) for reading in of_families if not reading.why]
    assert sum(found) == int(of_all.text) and len(found) == 7
    assert {reading for reading in of_families if reading.why} == {ABSENT}, "no such member in these years"
    assert f"ONG ({found[0]})" in answer.finding.sentence
    of_family = numbers.find_number("membres de la famille COLLECTIVITE, fin de la dernière année")
    assert of_family.code == "composition_by_family:members?actor_family=COLLECTIVITE"
    assert numbers.find_number("membres de la famille , fin de la dernière année") is None


def test_places_taken_are_read_by_the_name_that_they_had() -> None:
    for period in ("", " (2016-2018)"):
        number = numbers.find_number(f"Places prises{period}")
        assert number.name == f"places prises, toutes activités{period}"


def test_what_is_served_is_told_beside_its_need_and_is_never_the_bound_of_it(demo_store: Store) -> None:
    """The sentence says both: « au moins 90 % …, 11 % ont été accompagnés, et 43 % … »."""
    served = {
        name: numbers.find_number(f"part des membres accompagnés {name}, en trois ans")
        for name in (
            "sur le thème Agroécologie",
            "ou venus sur le thème Agroécologie",
            "ou venus pour la forme d’appui Suivi-évaluation",
            "ou venus pour la forme d’appui Formation",
        )
    }
    for audience in AUDIENCES:
        selection = Selection(*YEARS, audience=audience)
        answers = {
            figure_id: figures.answer(demo_store, 1, REGISTRY[figure_id], selection)
            for figure_id in ("gaps_by_theme", "gaps_by_support")
        }
        shown = [numbers.read(number, answers[number.figure_id]).text for number in served.values()]
        sentences = " ".join(answer.finding.sentence for answer in answers.values())
        assert all(text in sentences for text in shown[:3]) and not any(
            text.startswith("«") for text in shown
        )
        coming = answers["gaps_by_support"].table.set_index("support").loc["FORMATION", "met_pct"]
        assert shown[3] == french.percent(coming)
    of_theme = served["sur le thème Agroécologie"]
    found = answers["gaps_by_theme"]
    assert marks.bound(found.table.set_index("theme").loc["AGROECO", "mark"])
    unknown = replace(found, table=found.table.assign(accompanied_pct=pd.NA))
    assert numbers.read(of_theme, unknown) == ABSENT
    hidden = replace(found, table=found.table.assign(mark=marks.fewer(5)))
    assert numbers.read(of_theme, hidden) == MASKED
    few = replace(found, table=found.table.assign(base=4))
    assert numbers.read(of_theme, few).text == shown[0], "of all members, whoever answered"


def test_what_a_handful_answered_is_no_share_nor_score_and_says_so(
    demo_store: Store, demo_tables: dict, tmp_path: Path
) -> None:
    """Three members of the last survey: the page writes « 1 sur 3 », and no share of them."""
    wave = "membres-2021"
    of_wave = [row for row in demo_tables["survey_respondents"] if row["wave_id"] == wave]
    members = [row for row in of_wave if row["status"] == "complete" and not row["is_partner"]]
    left_out = {row["respondent_id"] for row in of_wave} - {row["respondent_id"] for row in members[:3]}
    few = {
        name: [
            row for row in demo_tables[name] if row["wave_id"] != wave or row["respondent_id"] not in left_out
        ]
        for name in ("survey_respondents", "survey_answers")
    }
    store = commit_tables(tmp_path, date(2022, 1, 3), {**demo_tables, **few})
    answers = answer_all(store, Selection(*YEARS, audience="equipe"))
    of_survey = [
        number
        for number in numbers.list_numbers(answers=answers)
        if (rule := REGISTRY[number.figure_id].rule) and rule.base == "base" and number.scalar in rule.derived
    ]
    readings = {number.name: numbers.read(number, answers[number.figure_id]) for number in of_survey}
    assert len([reading for reading in readings.values() if reading == OF_FEW]) > 15
    assert set(readings.values()) <= {OF_FEW, ABSENT}
    public = answer_all(store, Selection(*YEARS, audience="diffusion"))
    assert {numbers.read(number, public[number.figure_id]) for number in of_survey} <= {MASKED, ABSENT}


def test_a_share_of_a_handful_of_members_is_none_and_says_so(demo_tables: dict, tmp_path: Path) -> None:
    """A network of four members, all of whom answered: its figures write « 1 sur 4 »."""
    answered = {
        row["organisation_id"]
        for row in demo_tables["survey_respondents"]
        if row["wave_id"] == "membres-2021" and row["status"] == "complete" and not row["is_partner"]
    }
    staying = sorted(row["organisation_id"] for row in demo_tables["memberships"] if not row["left_on"])
    few = [organisation for organisation in staying if organisation in answered][:4]
    memberships = [row for row in demo_tables["memberships"] if row["organisation_id"] in few]
    store = commit_tables(tmp_path, date(2022, 1, 3), {**demo_tables, "memberships": memberships})
    read = numbers.make_reader(answer_all(store, Selection(*YEARS)))
    of_members = [
        number for number in numbers.list_numbers() if (number.figure_id, number.scalar) in SHARES_OF_MEMBERS
    ]
    readings = {number.name: read(number) for number in of_members}
    assert {reading.text for reading in readings.values()} == {NOT_COMPUTED}
    told = [name for name, reading in readings.items() if reading == SHARE_OF_FEW]
    assert len(told) > 12 and {"taux de recours, sur la période", "taux de recours, dernière année"} <= {
        *told
    }
    assert not read(numbers.find_number("membres, dernière année")).why, "a count is told"


@pytest.mark.parametrize("audience", AUDIENCES)
def test_what_is_known_of_the_last_day_alone_is_no_number_of_a_period_before(
    demo_store: Store, audience: str
) -> None:
    number = demo_store.current().number
    before = Selection(2016, 2018, audience=audience)
    for figure_id, scalar in (("never_reached", "members"), ("decisions_overdue", "decisions")):
        reading = numbers.read(
            NamedNumber("", figure_id, scalar),
            figures.answer(demo_store, number, REGISTRY[figure_id], before),
        )
        assert reading == TOO_EARLY and reading.text == NOT_COMPUTED


@pytest.mark.parametrize(
    "figure_id", [figure.id for figure in REGISTRY.values() if figure.scalars and figure.rule]
)
def test_a_masked_row_gives_no_number(answers: dict, figure_id: str) -> None:
    """Every row of a figure of answers masked: the mark, and no error."""
    answer = answers["projection", YEARS][figure_id]
    rule = REGISTRY[figure_id].rule
    if answer.table.empty or rule.form == "reserved":
        return
    nothing = {
        name: pd.array([pd.NA] * len(answer.table), answer.table[name].dtype)
        for name in rule.measures
        if name in answer.table
    }
    hidden = replace(answer, table=answer.table.assign(**nothing, mark=marks.fewer(5)))
    for number in numbers.list_numbers():
        is_of_row = number.theme in ("", "CLIMAT") and number.support in ("", "EVALUATION")
        if number.figure_id == figure_id and is_of_row:
            assert numbers.read(number, hidden) == MASKED


def test_numbers_are_put_in_and_bold_stays(answers: dict) -> None:
    read = numbers.make_reader(answers["equipe", YEARS])
    rate = read(NamedNumber("", "uptake_of_period", "rate_pct")).text
    text = (
        "Soit **[[Taux de recours, sur la période]]** des membres.\n- [[part du thème GENRE, dernière année]]"
    )
    paragraph, bullets = fill(text, read)
    assert paragraph == Paragraph((Text("Soit "), Text(rate, is_bold=True), Text(" des membres.")))
    assert isinstance(bullets, Bullets)
    assert write_plain((paragraph, bullets))[0] == f"Soit {rate} des membres."
    assert list_figures(text) == ["uptake_of_period", "themes_by_year"]
    assert list(describe_absent(text, read)) == []


def test_what_begins_a_sentence_begins_with_a_capital(answers: dict) -> None:
    read = numbers.make_reader(answers["diffusion", YEARS])
    need = "[[besoin du thème Agroécologie à la dernière enquête]]"
    (line,) = write_plain(fill(f"{need} en ont besoin. **{need}** oui, {need} non", read))
    assert re.findall("[Aa]u moins", line) == ["Au moins", "Au moins", "au moins"]
    assert write_plain(fill(f"- {need}", read))[0].startswith("• Au moins")
    (line,) = write_plain(fill(f"Le besoin **monte** {need} ; soit {need} {need}", read))
    assert "Au moins" not in line


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("De [[DAYS]] jours, puis", "De 171 jours, puis"),
        ("**[[DAYS]]** jours ouvrés", "171 jours ouvrés"),
        ("[[DAYS]] **jours** !", "171 jours !"),
        ("[[DAYS]] jour", "171 jours"),
        ("[[DAYS]] jour après jour", "171 jours jour après jour"),
        ("[[DAYS]], jours ouvrés", "171 jours, jours ouvrés"),
        ("[[DAYS]] journaux", "171 jours journaux"),
        ("[[DAYS]] [[DAYS]] jours", "171 jours 171 jours"),
        ("[[RATE]] % et [[RATE]]%", "38 % et 38 %"),
        ("[[RATE]] pour cent", "38 %"),
        ("[[RATE]] de 20 %", "38 % de 20 %"),
        ("[[COUNT]] %, [[COUNT]] jours", "« masqué » %, « masqué » jours"),
    ],
)
def test_a_unit_typed_again_after_its_number_is_printed_once(typed: str, printed: str) -> None:
    names = {
        "DAYS": "délai médian, sur la période",
        "RATE": "taux de recours, sur la période",
        "COUNT": "partenaires",
    }
    readings = {"headlines": "171\u00a0jours", "uptake_of_period": "38\u202f%", "partnerships": HIDDEN}
    for word, name in names.items():
        typed = typed.replace(word, name)
    (line,) = write_plain(fill(typed, lambda number: Reading(readings[number.figure_id])))
    assert " ".join(line.split()) == printed


def test_a_number_that_is_no_more_is_said_in_one_sentence() -> None:
    text = "Soit [[un nombre d’avant]] et [[membres jamais touchés]]."
    public = numbers.make_reader({})
    assert write_plain(fill(text, public)) == [f"Soit [[un nombre d’avant]] et {ABSENT.text}."]
    (bold,) = describe_absent("Un **gras.", public)
    assert "astérisques" in bold and not list(describe_absent("Un **gras**.", public))
    unknown, absent = describe_absent(text, public)
    assert "un nombre d’avant" in unknown and "choisissez-en un autre" in unknown
    assert NOT_COMPUTED in absent
    assert list_figures(text) == ["never_reached"]


NAME = "taux de recours, dernière année"


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        (f"Soit [[{NAME}].", f"[[{NAME}]"),
        (f"Soit [[{NAME}.", f"[[{NAME}"),
        (f"Soit [{NAME}]].", f"[{NAME}]]"),
        (f"Soit {NAME}]].", f"Soit {NAME}]]"),
        (f"[[{NAME}]] puis [[ et rien.", "[[ et rien"),
        (f"[[{NAME}", f"[[{NAME}"),
        (f"- [[taux de\n- recours, [[{NAME}]]", "[[taux de"),
        (f"[[taux **de** recours]] [[{NAME}]]", "[[taux de recours]]"),
        ("Soit [[]].", "[[]]"),
        (f"Soit [ [{NAME}]].", f"[{NAME}]]"),
        (f"Soit [12 [{NAME}]].", f"[{NAME}]]"),
        ("Soit [a [b]].", "[b]]"),
        (f"{'a' * 300}]]", "]]"),
        ("[[" * 2000, "[["),
    ],
)
def test_brackets_that_lack_one_are_said_with_the_words_beside_them(text: str, quoted: str) -> None:
    (sentence,) = describe_unknown(text)
    assert sentence.startswith(f"« {quoted} » : ces crochets")
    assert sentence in describe_absent(text, numbers.make_reader({}))


@pytest.mark.parametrize(
    "text",
    [
        "Soit [sic] et [x",
        f"[[[{NAME}]]]",
        f"[[{NAME}]][1]",
        "a] b]",
        "[ [a] ]",
        "[voir [2]]",
        "[voir [2, 4–7] plus bas]",
        "[a [b] c]",
    ],
)
def test_a_bracket_alone_is_a_sign(text: str) -> None:
    assert not list(describe_unknown(text))


def test_a_name_that_has_another_bracket_within_is_no_reference() -> None:
    assert list_lone_brackets("Soit [[taux [de recours]] ici.") == ["[[taux", "[de recours]]"]
    assert list_lone_brackets("Soit [[taux [2]] ici.") == ["[[taux", "[2]]"]


def write_plain(blocks: tuple[Block, ...]) -> list[str]:
    """Each line of filled blocks; those of a list behind a bullet."""
    return [
        "• " * isinstance(block, Bullets) + "".join(run.text for run in line.runs)
        for block in blocks
        for line in (block.items if isinstance(block, Bullets) else (block,))
    ]
