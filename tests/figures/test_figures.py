"""Figures against independent counts, planted effects, and what no figure may do."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from datetime import date
from functools import cache

import pandas as pd
import pytest
from counted_store import chart_data

from dse import figures, french, indicator_status
from dse.disclosure import marks
from dse.errors import Refused
from dse.export.files import chart_image, delimited_text
from dse.figures import REGISTRY, Answer, highlights, of_page
from dse.figures.readable import list_columns, make_readable
from dse.figures.themes.marks import last_series
from dse.query import Selection
from dse.store import Store
from schemas import codelists

NOBODY = Selection(first_year=1900, last_year=1901, families=("SYNDICAT",), regions=("01",))
CHOICES = {
    "all": Selection(),
    "triennial": Selection(2016, 2018),
    "one year": Selection(2017, 2017),
    "a family": Selection(families=("COLLECTIVITE",)),
    "a kind and a leaf theme": Selection(kinds=("EVALUATION",), themes=("CLIMAT_ADAPTATION", "GENRE")),
    "nobody": NOBODY,
}
FIRST_CHOICES = ("all", "a family", "nobody")  # the others are among the long tests


def answer_figure(store: Store, figure_id: str, choice: Selection = Selection()) -> Answer:
    return figures.answer(store, store.current().number, REGISTRY[figure_id], choice)


said = cache(answer_figure)  # of the demo, which does not change


@pytest.fixture(scope="module")
def tables(demo_store: Store) -> dict[str, list[dict[str, object]]]:
    """The demo's tables as plain rows: the independent way to every number."""
    version = demo_store.current()
    return {name: demo_store.read(version, name).to_pylist() for name in version.tables}


@pytest.mark.parametrize(
    "choice",
    [
        pytest.param(choice, id=name, marks=() if name in FIRST_CHOICES else pytest.mark.long)
        for name, choice in CHOICES.items()
    ],
)
@pytest.mark.parametrize("figure_id", REGISTRY)
def test_every_figure_answers_every_selection(demo_store: Store, figure_id: str, choice: Selection) -> None:
    answer = said(demo_store, figure_id, choice)
    figure = REGISTRY[figure_id]
    assert list(answer.table.columns) == [column.name for column in figure.columns]
    assert answer.finding.sentence.endswith(".")
    if figure.chart and not answer.table.empty:
        assert figure.chart(answer.table).to_dict()["$schema"]


@pytest.mark.parametrize("figure_id", REGISTRY)
def test_every_figure_is_documented(figure_id: str) -> None:
    figure = REGISTRY[figure_id]
    assert figure.question.endswith("?")
    has_bounds = figure.rule is not None and bool(figure.rule.bounds)
    assert any("« au plus" in detail for detail in figure.list_details()) == has_bounds
    assert figure.source
    assert figure.page in [*figures.PAGES, "vue-ensemble", "donnees"]
    assert all(column.title and column.description.endswith(".") for column in figure.columns)


@pytest.mark.parametrize("figure_id", REGISTRY)
@pytest.mark.parametrize(
    "dialect", [delimited_text.MACHINE, delimited_text.FRENCH], ids=["machine", "french"]
)
def test_the_file_says_what_the_page_shows(
    demo_store: Store, figure_id: str, dialect: delimited_text.Dialect
) -> None:
    answer = said(demo_store, figure_id)
    content = delimited_text.render_figure_csv(answer, dialect).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(content, newline=""), delimiter=dialect.separator))
    assert len(read) == 1 + len(answer.table)
    figure = REGISTRY[figure_id]
    columns = list_columns(figure.columns) if dialect.french else figure.columns
    table = make_readable(answer.table, figure.columns).cells if dialect.french else answer.table
    for position, column in enumerate(columns):
        assert read[0][position] == (column.label if dialect.french else column.name)
        for row, value in zip(read[1:], table[column.name], strict=True):
            assert _same(row[position], value, column, dialect.french), (
                figure_id,
                column.name,
                row[position],
                value,
            )


def _same(text: str, value: object, column: object, french: bool) -> bool:
    if pd.isna(value):
        return text == ""
    if isinstance(value, bool):
        return text == (("non", "oui") if french else ("false", "true"))[value]
    if isinstance(value, date):
        return text == (f"{value:%d/%m/%Y}" if french else value.isoformat())
    if isinstance(value, str):
        labels = {code: label for name in column.codelists for code, label in codelists.labels(name).items()}
        return text == (marks.to_words(labels.get(value, value)) if french else value)
    if french and column.name == "progress_pct" and (word := indicator_status.describe_progress(value)):
        return text == word
    shown = 10.0**-column.decimals / 2 if french and column.decimals is not None else 0.0
    return float(text.replace(",", ".")) == pytest.approx(float(value), rel=1e-11, abs=shown + 1e-12)


@pytest.mark.parametrize(
    "figure_id",
    [
        pytest.param(figure.id, marks=pytest.mark.long if index % 3 else ())
        for index, figure in enumerate(figure for figure in REGISTRY.values() if figure.chart)
    ],
)
def test_every_chart_becomes_a_picture(demo_store: Store, figure_id: str) -> None:
    answer = said(demo_store, figure_id)
    if answer.table.empty:
        with pytest.raises(Refused):
            chart_image.render_svg(answer)
        return
    picture = chart_image.render_svg(answer).decode("utf-8")
    assert picture.startswith("<svg")
    assert REGISTRY[figure_id].question.split(" ")[0] in picture


def test_a_png_has_its_text(demo_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = said(demo_store, "uptake_by_year")
    with_title = chart_image.render_png(answer)
    monkeypatch.setattr("dse.french.typeset", lambda text: "")
    assert len(chart_image.render_png(answer)) < 0.97 * len(with_title), (
        "the letters of the title weigh nothing"
    )


def test_themes_by_year_equals_a_count_by_hand(demo_store: Store, tables) -> None:
    started = {
        row["accompaniment_id"]: row["started_on"].year
        for row in tables["accompaniments"]
        if row["started_on"]
    }
    best: dict[tuple[str, str], int] = {}
    parents = {code.code: code.parent or code.code for code in codelists.load("themes")}
    for mark in tables["theme_marks"]:
        if mark["subject"] == "accompaniment" and mark["subject_id"] in started:
            key = (mark["subject_id"], parents[mark["theme"]])
            best[key] = max(best.get(key, 0), mark["score"])
    expected = Counter((started[subject], theme, score) for (subject, theme), score in best.items())
    delivered = Counter(started.values())
    for row in said(demo_store, "themes_by_year").table.itertuples():
        scores = [expected[row.year, row.theme, score] for score in (0, 1, 2)]
        assert (row.delivered, row.examined, row.significant, row.principal) == (
            delivered[row.year],
            sum(scores),
            scores[1],
            scores[2],
        )
        assert row.is_hollow == (2 * sum(scores) < delivered[row.year])


def test_uptake_by_year_equals_a_count_by_hand(demo_store: Store, tables) -> None:
    started = {
        row["accompaniment_id"]: row["started_on"].year
        for row in tables["accompaniments"]
        if row["started_on"]
    }
    carriers = defaultdict(set)
    for row in tables["accompaniment_organisations"]:
        if row["role"] in ("PORTEUR", "CO_PORTEUR") and row["accompaniment_id"] in started:
            carriers[started[row["accompaniment_id"]]].add(row["organisation_id"])
    table = said(demo_store, "uptake_by_year").table
    assert table["year"].tolist() == sorted(table["year"])
    for row in table.itertuples():
        members = {
            stay["organisation_id"]
            for stay in tables["memberships"]
            if stay["joined_on"] <= date(row.year, 12, 31)
            and (stay["left_on"] or date.max) >= date(row.year, 1, 1)
        }
        assert (row.members, row.users) == (len(members), len(members & carriers[row.year]))
        assert row.rate_pct == pytest.approx(100 * row.users / row.members)


def test_a_triennial_counts_each_member_once(demo_store: Store, tables) -> None:
    started = {
        row["accompaniment_id"]: row["started_on"] for row in tables["accompaniments"] if row["started_on"]
    }
    span = range(2016, 2019)
    members = {
        stay["organisation_id"]
        for stay in tables["memberships"]
        if stay["joined_on"] <= date(2018, 12, 31) and (stay["left_on"] or date.max) >= date(2016, 1, 1)
    }
    served = {
        row["organisation_id"]
        for row in tables["accompaniment_organisations"]
        if row["role"] in ("PORTEUR", "CO_PORTEUR")
        and row["accompaniment_id"] in started
        and started[row["accompaniment_id"]].year in span
    }
    (row,) = said(demo_store, "uptake_of_period", Selection(2016, 2018)).table.itertuples()
    assert (row.members, row.users) == (len(members), len(members & served))


def test_families_partition_the_members(demo_store: Store) -> None:
    whole = said(demo_store, "uptake_by_year").table
    parts = [
        said(demo_store, "uptake_by_year", Selection(families=(family,))).table[["year", "members", "users"]]
        for family in codelists.codes("actor_families")
    ]
    summed = pd.concat(parts).groupby("year")[["members", "users"]].sum()
    assert summed["members"].tolist() == whole["members"].tolist()
    assert summed["users"].tolist() == whole["users"].tolist()


def test_never_reached_equals_a_search_by_hand(demo_store: Store, tables) -> None:
    started = {
        row["accompaniment_id"]: row["started_on"] for row in tables["accompaniments"] if row["started_on"]
    }
    held = {row["activity_id"]: row["held_on"] for row in tables["activities"]}
    met = defaultdict(list)
    for row in tables["accompaniment_organisations"]:
        if row["role"] in ("PORTEUR", "CO_PORTEUR") and row["accompaniment_id"] in started:
            met[row["organisation_id"]].append(started[row["accompaniment_id"]])
    for row in tables["participations"]:
        met[row["organisation_id"]].append(held[row["activity_id"]])
    as_of = said(demo_store, "never_reached").as_of
    names = {row["organisation_id"]: row["name"] for row in tables["organisations"]}
    expected = {
        names[stay["organisation_id"]]
        for stay in tables["memberships"]
        if stay["joined_on"] <= as_of <= (stay["left_on"] or date.max)
        and not any(day >= stay["joined_on"] for day in met[stay["organisation_id"]])
    }
    assert set(said(demo_store, "never_reached").table["name"]) == expected


def test_funnel_only_narrows_and_accounts_for_everyone(demo_store: Store) -> None:
    table = said(demo_store, "requests_funnel").table
    assert table["reached"].tolist() == sorted(table["reached"], reverse=True)
    started = table.set_index("step").loc["DEMARRE"]
    waiting = table.set_index("step").loc[["ACCORDE", "DEMARRE"], "pending"].sum()
    assert (
        started["reached"] + started["refused"] + started["abandoned"] + waiting == table["reached"].iloc[0]
    )


# --- planted effects (docs/demo.md), each found again through a figure ---


def tendencies(store: Store, **choice: object) -> dict[str, str]:
    table = said(store, "themes_by_year", Selection(**choice)).table
    return dict(zip(table["theme"], table["tendency"], strict=True))


def test_climate_and_gender_rise_and_the_controls_do_not(demo_store: Store) -> None:
    found = tendencies(demo_store)
    assert (found["CLIMAT"], found["GENRE"]) == ("HAUSSE", "HAUSSE")
    assert {
        found[code] for code in ("JEUNESSES", "POUVOIR_AGIR", "INTERCULTURALITE", "ECSI", "MIGRATIONS")
    } == {"AUCUNE"}
    assert "Climat" in said(demo_store, "themes_by_year").finding.sentence


def test_agroecology_is_asked_more_than_served(demo_store: Store) -> None:
    table = said(demo_store, "themes_requested_delivered").table.set_index("theme")
    assert table.loc["AGROECO", "demand_gap"] == "MOINS"
    assert table["difference_points"].idxmin() == "AGROECO"


def test_local_authorities_are_served_less(demo_store: Store) -> None:
    table = said(demo_store, "uptake_by_family").table.set_index("actor_family")
    assert table["standing"].to_dict() | {"COLLECTIVITE": "MOINS"} == table["standing"].to_dict()
    assert [code for code, word in table["standing"].items() if word == "MOINS"] == ["COLLECTIVITE"]


def test_the_wait_grows(demo_store: Store) -> None:
    table = said(demo_store, "request_delays").table
    assert set(table["tendency"]) == {"HAUSSE"}
    assert "s’allonge" in said(demo_store, "request_delays").finding.sentence


def test_those_never_reached_are_mostly_local_authorities(demo_store: Store) -> None:
    table = said(demo_store, "never_reached").table
    assert 10 <= len(table) <= 11
    assert table["actor_family"].value_counts().index[0] == "COLLECTIVITE"


# --- what no figure may do ---

WORDS_OF_THEMES = {
    "themes_by_year": "tendency",
    "themes_triennials": "tendency",
    "themes_requested_delivered": "demand_gap",
}


@pytest.mark.parametrize("choice", [{}, {"first_year": 2019, "last_year": 2021}, {"families": ("ONG",)}])
@pytest.mark.parametrize(("figure_id", "column"), WORDS_OF_THEMES.items())
def test_the_word_of_a_theme_is_the_same_whichever_themes_are_shown(
    demo_store: Store, figure_id: str, column: str, choice: dict[str, object]
) -> None:
    def words(*themes: str) -> dict[str, str]:
        table = said(demo_store, figure_id, Selection(**choice, themes=themes)).table
        return dict(zip(table["theme"], table[column], strict=True))

    whole, leaves = words(), words(*codelists.leaves("themes"))
    assert whole and set(whole) <= set(codelists.tops("themes"))
    for theme, word in whole.items():
        assert words(theme) == {theme: word}
    for theme, word in leaves.items():
        assert words(theme) == {theme: word}
        assert whole.get(theme, word) == word


@pytest.fixture
def gender_break(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = codelists.Break("theme:GENRE", date(2019, 1, 1), "Nouvelle échelle")
    monkeypatch.setattr(codelists, "breaks", lambda: (broken,))


@pytest.mark.usefixtures("gender_break")
def test_no_trend_is_worded_across_a_break(demo_store: Store) -> None:
    table = answer_figure(demo_store, "themes_by_year").table
    gender = table[table["theme"] == "GENRE"]
    assert gender.loc[gender["year"] < 2019, "segment"].eq(0).all()
    assert gender.loc[gender["year"] >= 2019, "segment"].eq(1).all()
    assert set(gender["tendency"]) == {"NON_CALCULABLE"}
    assert "Genre" not in answer_figure(demo_store, "themes_by_year").finding.sentence


@pytest.mark.usefixtures("gender_break")
def test_a_break_is_drawn_as_one(demo_store: Store) -> None:
    answer = answer_figure(demo_store, "themes_by_year", Selection(themes=("GENRE",)))
    spec = REGISTRY["themes_by_year"].chart(answer.table).to_dict()
    assert any(layer["mark"].get("type") == "rule" for layer in spec["layer"])
    texts = [row.get("text") for data in spec["datasets"].values() for row in data]
    assert "Rupture de série\u00a0: Genre" in texts
    lines = {row["line"] for data in spec["datasets"].values() for row in data if "line" in row}
    assert lines == {"GENRE/0", "GENRE/1"}


@pytest.mark.usefixtures("gender_break")
def test_triennials_on_both_sides_of_a_break_are_not_compared(demo_store: Store) -> None:
    table = answer_figure(demo_store, "themes_triennials").table.set_index("theme")
    assert table.loc["GENRE", "tendency"] == "RUPTURE"
    assert pd.isna(table.loc["GENRE", "difference_points"])
    alone = answer_figure(demo_store, "themes_triennials", Selection(themes=("GENRE",)))
    assert alone.finding.sentence.endswith(
        "aucun thème ne peut être comparé\N{NO-BREAK SPACE}: une rupture de série."
    )


def test_themes_that_are_not_compared_are_named_with_the_reason_and_get_no_difference(
    demo_store: Store,
) -> None:
    answer = answer_figure(demo_store, "themes_triennials", Selection(2016, 2018))
    table, sentence = answer.table, answer.finding.sentence
    uncompared = table[table["tendency"] == "PEU_EXAMINE_AVANT"]
    names = list(uncompared["theme"].map(codelists.labels("themes")))
    assert len(names) > 1 and "aucun thème comparé ne prend" in sentence
    examined = f" Non comparés, car trop peu examinés en 2013-2015\N{NO-BREAK SPACE}: {french.listed(names)}."
    assert sentence.endswith(examined) and "rupture" not in sentence
    assert uncompared["difference_points"].isna().all()
    drawn = chart_data(REGISTRY["themes_triennials"].chart(table).to_dict(), "row", "shown")
    assert {text for name, text in drawn if name in names} == {"trop peu examiné en 2013-2015"}
    all_compared = answer_figure(demo_store, "themes_triennials", Selection(2019, 2021))
    assert "comparé" not in all_compared.finding.sentence


def test_themes_that_are_as_often_the_principal_objective_are_all_named(demo_store: Store) -> None:
    table = said(demo_store, "themes_levels").table.assign(principal=3)
    found = REGISTRY["themes_levels"].finding(table)
    assert found.named == tuple(table["theme"]) and found.sentence.endswith(
        "3\N{NO-BREAK SPACE}accompagnements chacun."
    )
    assert all(codelists.labels("themes")[theme] in found.sentence for theme in found.named)


def test_a_year_mostly_unexamined_is_left_out_of_the_test(demo_store: Store) -> None:
    table = said(demo_store, "themes_by_year").table
    hollow = table[(table["theme"] == "AGROECO") & table["is_hollow"]]
    assert len(hollow)
    used = last_series(table[table["theme"] == "AGROECO"])
    assert not set(hollow["year"]) & set(used["year"])


def test_no_mark_is_never_zero(demo_store: Store) -> None:
    table = said(demo_store, "themes_levels").table
    parts = table[["principal", "significant", "untargeted", "unexamined"]].sum(axis=1)
    assert parts.nunique() == 1
    assert (table["unexamined"] > 0).any()


def test_the_strongest_findings_come_first_and_weak_ones_not_at_all(demo_store: Store) -> None:
    answers = [said(demo_store, figure.id) for figure in of_page("tendances")]
    kept = highlights(answers)
    assert 0 < len(kept) <= 3
    assert [each.weight for each in kept] == sorted((each.weight for each in kept), reverse=True)
    assert highlights([each for each in answers if each.finding.weight == 0]) == []


def test_the_figures_that_name_the_first_are_known_to() -> None:
    named = {figure.id for figure in REGISTRY.values() if figure.names_largest}
    assert named == {"themes_wanted", "gaps_by_theme", "gaps_by_support", "choices", "single_choices"}
