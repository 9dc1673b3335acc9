"""What becomes of needs where something is not recorded: a hole is said, one measure is compared, and « à suivre » is what is to come."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from conftest import keep_accompaniments, keep_visits
from counted_store import Row, answer_figure, commit_tables, figure_table
from survey_rows import answer_row, item_row
from test_needs_after_by_hand import three_waves

from dse.figures import REGISTRY, draw
from dse.figures.offer import sequels
from dse.figures.offer.after_rows import CROSSED
from dse.query import Query, Selection, open_version
from dse.store import Store

TODAY = date(2022, 1, 3)
AUDIENCES = ("equipe", "projection")


def keep_years(tables: dict[str, list[Row]], first: int, last: int) -> dict[str, list[Row]]:
    """The tables with what started, was asked for without starting, or was come to in these years."""
    kept = {
        row["accompaniment_id"]
        for row in tables["accompaniments"]
        if first <= (row["started_on"] or row["requested_on"]).year <= last
    }
    own = {
        name: [row for row in tables[name] if row["accompaniment_id"] in kept]
        for name in ("accompaniments", "accompaniment_organisations")
    }
    return tables | own | keep_visits(tables, range(first, last + 1))


def read_sentence(store: Store, figure_id: str, audience: str = "equipe") -> str:
    return answer_figure(store, figure_id, audience=audience).finding.sentence.replace("\u00a0", " ")


def test_years_that_are_over_and_of_which_nothing_is_recorded_are_a_hole(tmp_path: Path) -> None:
    store = commit_tables(tmp_path, date(2019, 12, 31), keep_years(three_waves(), 2013, 2015))
    followed = figure_table(
        store, "needs_after_theme", "year after_years asked_after accompanied_after came_after needing_rest"
    )
    assert followed == [
        (2013, "2014-2015", 2, 1, None, 2),
        (2016, "2017-2018", None, None, None, None),
        (2019, None, None, None, None, None),
    ]
    sentence = read_sentence(store, "needs_after_theme")
    assert sentence.startswith("Dans l’enquête de 2013, 4 membres")
    assert (
        "On ne sait pas ce que sont devenus les besoins dits dans l’enquête de 2016 : rien n’est enregistré"
        in sentence
    )
    assert "Les besoins dits dans l’enquête de 2019 sont à suivre" in sentence


def test_a_last_wave_in_a_hole_is_not_to_follow(tmp_path: Path) -> None:
    """Activities were held up to 2022, and nobody noted who came since 2018."""
    tables = keep_years(three_waves(), 2011, 2018)
    tables["activities"] = [*tables["activities"], tables["activities"][0] | {"activity_id": "T9", "held_on": date(2022, 5, 1)}]  # fmt: skip
    store = commit_tables(tmp_path, date(2023, 6, 1), tables)
    assert figure_table(store, "needs_after_theme", "year after_years met_after")[-1] == (
        2019,
        "2020-2022",
        None,
    )
    assert figure_table(store, "needs_to_follow_theme", "name since_survey") == [("Nom M3", "Non enregistré")]
    for figure_id in ("needs_after_theme", "needs_to_follow_theme"):
        sentence = read_sentence(store, figure_id)
        assert "à suivre" not in sentence and "On ne sait pas ce qu" in sentence


def test_nothing_is_said_to_be_to_follow_of_a_wave_before_the_last(tmp_path: Path) -> None:
    store = commit_tables(tmp_path, date(2019, 12, 31), keep_years(three_waves(), 2000, 2000))
    sentence = read_sentence(store, "needs_after_theme")
    hole, _, rest = sentence.partition(". ")
    assert "besoins dits dans l’enquête de 2013 et l’enquête de 2016 : rien n’est enregistré" in hole
    assert rest.startswith("Les besoins dits dans l’enquête de 2019 sont à suivre")


# --- one measure ---

# What is recorded, and what is told of members, before and after.
MEASURES = {
    "visits since 2019": ((2013, 2021), range(2019, 2022), "ont été accompagnés sur ce thème", "accompanied"),
    "visits up to 2018": ((2013, 2021), range(2013, 2019), "ont été accompagnés sur ce thème", "accompanied"),
    "accompaniments since 2019": (
        (2019, 2021),
        range(2013, 2022),
        "sont venus à une activité sur ce thème",
        "came",
    ),
    "all": (
        (2013, 2021),
        range(2013, 2022),
        "ont été accompagnés sur ce thème ou sont venus à une activité",
        "met",
    ),
}


def record_years(demo_tables: dict, folder: Path, years: tuple[int, int], visits: range) -> Store:
    tables = demo_tables | keep_accompaniments(demo_tables, *years)
    return commit_tables(folder, TODAY, tables | keep_visits(tables, visits))


@pytest.mark.parametrize("name", MEASURES)
def test_one_measure_is_compared_before_and_after(demo_tables: dict, tmp_path: Path, name: str) -> None:
    years, visits, words, measure = MEASURES[name]
    store = record_years(demo_tables, tmp_path, years, visits)
    answer = answer_figure(store, "needs_after_theme", audience="projection")
    table = answer.table[(answer.table["year"] == 2018) & (answer.table["theme"] == "CLIMAT")]
    before, after = (table[f"{measure}_{when}"].item() for when in ("before", "after"))
    assert (
        f"Sur 88 membres au jour de l’enquête, {before} {words} en 2016-2018, puis {after} en 2019-2021."
        in read_sentence(store, "needs_after_theme", "projection")
    )


def test_what_is_known_before_by_one_measure_and_after_by_another_is_not_compared(
    demo_tables: dict, tmp_path: Path
) -> None:
    store = record_years(demo_tables, tmp_path, (2013, 2018), range(2019, 2022))
    sentence = read_sentence(store, "needs_after_theme", "projection")
    assert "sont venus à une activité sur ce thème en 2019-2021" in sentence
    assert "ce qui a précédé n’est pas enregistré" in sentence and "accompagnés" not in sentence
    table = answer_figure(store, "needs_after_theme").table
    assert table["met_before"].isna().all() and table["met_after"].isna().all()


# --- one definition ---


def test_who_is_accompanied_is_the_same_of_all_members_and_of_those_who_say_the_need(tmp_path: Path) -> None:
    """What was asked for in these years and began later, or on a day that is not known, is asked for and no more."""
    tables = three_waves()
    for row in tables["accompaniments"]:
        if row["accompaniment_id"] == "A1":
            row |= {"started_on": date(2018, 3, 1), "ended_on": date(2018, 6, 1)}
    store = commit_tables(tmp_path, date(2019, 12, 31), tables)
    names = "asked_after accompanied_after needing_accompanied needing_came needing_asked needing_rest"
    assert figure_table(store, "needs_after_theme", names)[0] == (2, 0, 0, 1, 2, 1)
    listed = figure_table(store, "needs_to_follow_theme", "name since_survey", last_year=2013)
    assert listed == [
        ("Nom M4", "À suivre"),
        ("Nom M1", "Demandé"),
        ("Nom M2", "Demandé sans suite"),
        ("Nom M3", "Venu à une activité seulement"),
    ]


@pytest.mark.parametrize("name", ["theme", "support"])
def test_no_more_of_those_who_say_a_need_are_served_than_of_all_members(demo_store: Store, name: str) -> None:
    table = answer_figure(demo_store, f"needs_after_{name}").table
    for part, of_all in (("accompanied", "accompanied"), ("came", "came"), ("asked", "asked")):
        known = table[table[f"needing_{part}"].notna()]
        assert len(known) and (known[f"needing_{part}"] <= known[f"{of_all}_after"]).all()


# --- what is read once, and what titles say ---


def test_what_follows_needs_is_read_once_for_all_who_ask(
    demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    waves_read: list[str] = []
    read_waves = sequels._read_waves
    monkeypatch.setattr(
        sequels, "_read_waves", lambda query, subject: (waves_read.append(subject.cut), read_waves(query, subject))[1]
    )  # fmt: skip
    version = Store(demo_store.path)
    query = Query(open_version(version, version.current().number), Selection(regions=("84",)))
    for _ in range(2):
        for name in ("needs_after_theme", "needs_to_follow_theme", "needs_after_support", "needs_to_follow_support"):  # fmt: skip
            assert len(REGISTRY[name].rows(query))
    assert sorted(waves_read) == ["kind", "theme"]


def ask_over_other_years(tables: dict[str, list[Row]], years: int) -> dict[str, list[Row]]:
    """The tables with a second need in the first wave, over as many years; nobody is served on it but M1, in 2014."""
    tables["survey_questions"].append({"question_id": "r", "dimension": "need", "theme": "ECSI"})
    tables["survey_items"].append(item_row("w1", "r", "Besoin d’ECSI ?", position=3) | {"horizon_years": years})  # fmt: skip
    tables["survey_answers"] += [answer_row("w1", f"w1{who}", "r", 5) for who in ("M1", "M2")]
    return tables


@pytest.mark.parametrize(("years", "titles"), [(3, {"Accompagnés ou venus ensuite (2014-2016)"}), (1, {"Accompagnés ou venus ensuite"})])  # fmt: skip
def test_a_title_says_the_years_that_all_needs_share_and_else_each_need_its_own(
    tmp_path: Path, years: int, titles: set[str]
) -> None:
    tables = ask_over_other_years(three_waves(), years)
    tables["participations"].append(tables["participations"][0] | {"activity_id": "T9"})
    tables["activities"].append(tables["activities"][0] | {"activity_id": "T9", "held_on": date(2014, 5, 1)})
    store = commit_tables(tmp_path, date(2019, 12, 31), tables)
    answer = answer_figure(store, "needs_after_theme", last_year=2013)
    of_public = answer.table.assign(**dict.fromkeys((column.name for column in CROSSED), pd.NA))
    drawn = json.dumps(REGISTRY["needs_after_theme"].chart(of_public).to_dict(), ensure_ascii=False)
    texts = drawn.replace("\u00a0", " ").replace("\\n", " ")
    assert set(re.findall(r'"(Accompagnés[^"]* ensuite[^"]*)"', texts)) == titles
    assert ("Genre (ensuite : 2014-2016)" in texts) == (years == 1)


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize(
    "recorded", ["demo_store", "without_visits", "accompaniments_since_2018", "disjoint"]
)
def test_of_forms_of_support_nobody_comes_to_a_study_nor_is_one_a_theme(
    recorded: str, audience: str, request: pytest.FixtureRequest
) -> None:
    """Words of themes and of visits stay with these, in the sentence, the titles of columns and the drawing."""
    store, figure = request.getfixturevalue(recorded), REGISTRY["needs_after_support"]
    for kind in ("EVALUATION", "FORMATION"):
        answer = answer_figure(store, figure.id, audience=audience, kinds=(kind,))
        drawn = json.dumps(draw(figure, answer).to_dict(), ensure_ascii=False)
        first, *_ = answer.finding.sentence.partition(" Les besoins dits")
        assert not re.search(r"sujet|thème|[Aa]ccompagnés? ou venu", f"{first} {drawn}")
        assert kind == "FORMATION" or not re.search(r"\bvenus? à", first)
    titles = " ".join(column.title for column in figure.columns)
    assert "Accompagnés ou venus" not in titles and "Ont reçu cet appui avant" in titles
