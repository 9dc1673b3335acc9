"""Of fewer than five, a sentence or a label gives a count, never a percentage."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
import pyarrow as pa
import pytest
from counted_store import answer_figure, chart_data

from dse import figures, french, theme
from dse.export.dossier import cells
from dse.export.files import delimited_text
from dse.figures import REGISTRY, Answer, Figure
from dse.query import Selection, open_versions_once
from dse.store import Store
from dse.ui.card import tables
from schemas import codelists

PERCENTAGE = re.compile(r"\d\u202f%")
LEVELS = re.compile(
    r"(au seuil de|à|Intervalles à) (95|98,5|1,5)[\u202f\u00a0 ]%"
)  # of intervals and of tests
# Their sentences give shares of all years, meetings or groups together.
GROUPS = ("family", "region", "size", "seniority")
ADDED_UP = (
    *("joining_by_family", "communities_followed", "outputs_by_support", "women_by_kind", "women_by_family"),
    *(f"uptake_by_{name}" for name in GROUPS),
)
YEARS = ((2013, 2015), (2016, 2016), (2016, 2018), (2018, 2018), (2019, 2021), (2021, 2021))


def small_selections() -> Iterator[Selection]:
    families, regions = codelists.codes("actor_families"), codelists.codes("regions")
    for index, (family, region) in enumerate(itertools.product(families, regions)):
        first, last = YEARS[index % len(YEARS)]
        yield Selection(first, last, families=(family,), regions=(region,))
    for index, (family, kind) in enumerate(
        itertools.product(families, codelists.codes("accompaniment_kinds"))
    ):
        first, last = YEARS[index % len(YEARS)]
        yield Selection(first, last, families=(family,), kinds=(kind,))


def counts(figure: Figure, answer: Answer) -> list[int]:
    """Every count of a table: integers that are no year, no rank and no number of days."""
    names = [
        column.name
        for column in figure.columns
        if column.role == "measure"
        and column.unit in (None, "années")
        and pa.types.is_integer(column.type)
        and not re.search("segment|rank|position|^year|steps", column.name)
    ]
    if figure.id in ADDED_UP:
        return [int(answer.table[name].sum()) for name in names]
    return [int(value) for name in names for value in answer.table[name].dropna()]


def texts(figure: Figure, answer: Answer) -> Iterator[str]:
    yield answer.finding.sentence
    yield answer.size
    if figure.chart is not None and not answer.is_masked:
        spec = theme.french(figures.draw(figure, answer)).to_dict()
        for row in itertools.chain.from_iterable(spec.get("datasets", {}).values()):
            if "foot" not in row:  # an axis
                yield from (value for value in row.values() if isinstance(value, str))


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(slice(0, None, 4), id="few"),
        pytest.param(slice(None), id="all", marks=pytest.mark.long),
    ],
)
def answers(demo_store: Store, request: pytest.FixtureRequest) -> list[tuple[Figure, Answer]]:
    number = demo_store.current().number
    with open_versions_once(), pytest.MonkeyPatch.context() as patch:
        # Left out below, and what helps there takes as long to find as all that is looked at.
        patch.setattr(Figure, "explain_empty", lambda *arguments: "")
        every = [
            (figure, figures.answer(demo_store, number, figure, selection))
            for selection in list(small_selections())[::7][request.param]
            for figure in REGISTRY.values()
            if {"families"} <= set(figure.accepts(selection.audience))
        ]
    return [(figure, answer) for figure, answer in every if not answer.table.empty]


def test_no_percentage_is_said_where_every_count_is_under_five(answers: list[tuple[Figure, Answer]]) -> None:
    wrong: dict[str, str] = {}
    checked = set()
    for figure, answer in answers:
        numbers = counts(figure, answer)
        if not numbers or max(numbers) >= french.FEWEST:
            continue
        checked.add(figure.id)
        for text in texts(figure, answer):
            if PERCENTAGE.search(LEVELS.sub("", text)):
                wrong.setdefault(figure.id, text)
    assert not wrong, "\n".join(f"{name}: {text}" for name, text in wrong.items())
    assert len(checked) > 60, checked


# What is said of a percentage whose base does not stand in the same table.
WITHOUT_BASE = {
    *("elapsed_pct", "progress_pct", "filled_pct of offers", "optional_pct"),
    *("members_part_pct", "served_part_pct", "yearly_all_pct", "others_pct"),  # of years
    *("any_yearly_pct", "any_others_pct"),
}


def test_every_percentage_has_its_base_beside_it_or_is_listed() -> None:
    names = {
        (figure.id, column.name)
        for figure in REGISTRY.values()
        for column in figure.columns
        if column.unit == "%" and not {*column.share_of} & {other.name for other in figure.columns}
    }
    listed = {
        (figure, name)
        for figure, name in names
        if name in WITHOUT_BASE or f"{name} of {figure}" in WITHOUT_BASE
    }
    assert names == listed


def read_tables(figure: Figure, answer: Answer) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """The rows of an answer as texts, in every exit for readers."""
    names = [column.name for column in figure.columns]
    on_screen = tables.prepare(answer.table, figure.columns, figure.replacements(answer)).frame
    yield "screen", on_screen.astype(object).where(on_screen.notna(), "").astype(str).to_dict("records")
    printed = [  # the report, and the workbook
        dict(zip(names, map(cells.format_cell, row, figure.columns), strict=True))
        for row in cells.display_rows(figure, answer)
    ]
    yield "report", printed
    content = delimited_text.render_figure_csv(answer, delimited_text.FRENCH).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(content, newline=""), delimiter=";"))[1:]
    yield "CSV for Excel", [dict(zip(names, line, strict=True)) for line in lines]


def small_cells(figure: Figure, answer: Answer) -> Iterator[tuple[int, str, str]]:
    """Row, column and base of each percentage of fewer than five."""
    rows = answer.table.to_dict("records")
    for (index, row), column in itertools.product(enumerate(rows), figure.columns):
        base = next((name for name in column.share_of if name in row), None)
        is_percentage = column.unit == "%" or row.get("value_unit") == "%"
        if base and is_percentage and not pd.isna(row[column.name]) and row[base] < french.FEWEST:
            yield index, column.name, base


def test_no_table_for_readers_has_a_percentage_of_fewer_than_five(
    answers: list[tuple[Figure, Answer]],
) -> None:
    wrong: dict[tuple[str, str, str], str] = {}
    checked = set()
    for figure, answer in answers:
        small = list(small_cells(figure, answer))
        if not small:
            continue
        for exit_, rows in read_tables(figure, answer):
            for index, name, base in small:
                if index >= len(rows):  # on screen, the first rows
                    continue
                base_text = rows[index][base].removesuffix(".0")
                if not re.fullmatch(rf"(\d+ sur {base_text})?", rows[index][name]):
                    wrong[figure.id, exit_, name] = rows[index][name]
                checked.add((exit_, figure.id))
    assert wrong == {}
    assert len(checked) > 100, len(checked)


def test_counts_differences_and_bounds_of_a_small_base(demo_store: Store) -> None:
    number = demo_store.current().number
    figure = REGISTRY["headlines"]
    answer = figures.answer(demo_store, number, figure, Selection(families=("COLLECTIVITE",)))
    for _, rows in read_tables(figure, answer):
        genre = rows[answer.table["theme"].astype(object).fillna("").tolist().index("GENRE")]
        assert (genre["value"], genre["value_change"]) == ("2 sur 2", "")
        assert genre["value_unit"] in ("nombre", "% ou nombre")
    figure = REGISTRY["response_by_family"]
    answer = figures.answer(demo_store, number, figure, Selection())
    few = answer.table["members"] < french.FEWEST
    assert few.any() and not few.all()
    for exit_, rows in read_tables(figure, answer):
        texts = [row["rate_pct"] for row in rows]
        assert [" sur " in text for text in texts] == few.tolist(), exit_
    on_screen = tables.prepare(answer.table, figure.columns).frame["rate_pct"]
    in_order = [*answer.table["rate_pct"][~few].sort_values(), *[None] * few.sum()]
    for text, value in zip(sorted(on_screen), in_order, strict=True):
        assert " sur " in text if value is None else text.strip() == french.number(value)
    machine = delimited_text.render_figure_csv(answer, delimited_text.MACHINE).decode()
    assert " sur " not in machine


def test_a_sentence_of_one_row_is_read_as_of_one_row(answers: list[tuple[Figure, Answer]]) -> None:
    wrong = {
        figure.id: text
        for figure, answer in answers
        for text in (answer.finding.sentence, answer.size)
        if re.search(r"\b([Ll]es|[Cc]es|[Dd]es|[Aa]ux) 1[\u00a0\u202f ](?!sur)", text)
    }
    assert wrong == {}


# « 0 seulement accompagnés », « 1 seulement venus », « 1 changement sur 1 », « De 0 à 1 pays ».
CLUMSY = re.compile(
    r"(?<![\d,\u202f.-])(?<!sur )([01][\u00a0\u202f ](seulement[\u00a0 ])?\w+(és|ées|enus|ues)\b|0[\u00a0\u202f ]seulement\b"
    r"|[01][\u00a0\u202f ][^\W\d]+ sur 1 sans\b)|\bDe 0 à"
)


def test_a_sentence_leaves_out_what_there_is_none_of_and_agrees_with_one(
    answers: list[tuple[Figure, Answer]],
) -> None:
    wrong = {
        figure.id: answer.finding.sentence
        for figure, answer in answers
        if CLUMSY.search(answer.finding.sentence)
    }
    assert not wrong, "\n".join(f"{name}: {text}" for name, text in wrong.items())


def test_a_progress_far_from_its_way_is_said_in_words_in_every_exit(demo_store: Store) -> None:
    figure = REGISTRY["indicators_periods"]
    answer = figures.answer(demo_store, demo_store.current().number, figure, Selection())
    progress = answer.table["progress_pct"].copy()
    progress.iloc[:4] = [-1000.0, 160.0, 42.0, 150.0]
    answer = replace(answer, table=answer.table.assign(progress_pct=progress))
    said = ["s’éloigne", "cible dépassée", "42", "150"]
    place = [column.name for column in figure.columns].index("progress_pct")
    on_screen = tables.prepare(answer.table, figure.columns).frame["progress_pct"]
    assert list(on_screen[:4]) == said
    column = figure.columns[place]
    printed = [cells.format_cell(row[place], column) for row in cells.display_rows(figure, answer)]
    assert printed[:4] == said
    content = delimited_text.render_figure_csv(answer, delimited_text.FRENCH).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(content, newline=""), delimiter=";"))[1:5]
    assert [line[place].removesuffix(",0") for line in lines] == [text.removesuffix(",0") for text in said]
    machine = delimited_text.render_figure_csv(answer, delimited_text.MACHINE).decode()
    assert next(csv.DictReader(io.StringIO(machine, newline="")))["progress_pct"] == "-1000"
    drawn = figures.draw(REGISTRY["indicators_progress"], answer)
    texts = [row["said"] for rows in drawn.to_dict()["datasets"].values() for row in rows if "said" in row]
    assert texts[0].endswith("s’éloigne") and texts[1].endswith("cible dépassée")


def test_the_least_and_the_most_that_a_sentence_names_are_those_of_the_groups_it_speaks_of(
    demo_store: Store,
) -> None:
    """Groups of fewer than five are drawn too, and one of them may have less than what is called the least."""
    answer = figures.answer(
        demo_store, demo_store.current().number, REGISTRY["response_by_family"], Selection()
    )
    assert answer.table["members"].min() < french.FEWEST
    assert "Seuls comptent les groupes d’au moins 5 membres." in answer.finding.sentence


FOUNDATIONS = {"families": ("FONDATION",)}  # two members, one of whom answered


@pytest.mark.parametrize("subject", ["theme", "support"])
def test_no_gap_of_a_few_answers_is_named_the_largest(demo_store: Store, subject: str) -> None:
    answer = answer_figure(demo_store, f"gaps_by_{subject}", **FOUNDATIONS)
    assert len(answer.table) > 2 and answer.table["base"].max() < french.FEWEST
    assert answer.finding.sentence.startswith(
        "Dans l’enquête de 2021, trop peu de membres ont répondu (1\u00a0réponse) pour dire"
    )
    assert "%" not in answer.finding.sentence


def test_gaps_are_ranked_among_those_of_enough_answers(demo_store: Store) -> None:
    answer = answer_figure(demo_store, "gaps_by_theme", families=("COLLECTIVITE",))
    few = answer.table["base"] < french.FEWEST
    assert few.any() and not few.all()
    assert "le moins couvert (besoins d’au moins 5 réponses)" in answer.finding.sentence


def test_one_chosen_group_is_not_said_to_have_too_few_members(demo_store: Store) -> None:
    sentence = answer_figure(demo_store, "uptake_by_family", families=("ONG",)).finding.sentence
    assert sentence.startswith("Une seule famille dans ce choix, donc rien à comparer\u00a0: en moyenne, ")


def test_a_group_of_a_few_members_has_counts_and_no_bar(demo_store: Store) -> None:
    table = answer_figure(demo_store, "uptake_by_family").table
    bars = {
        shown: rate
        for rate, shown in chart_data(
            REGISTRY["uptake_by_family"].chart(table).to_dict(), "yearly_pct", "shown"
        )
    }
    few = [shown for shown in bars if shown.endswith("trop peu pour un taux")]
    assert few == ["3\u00a0membres sur 3, trop peu pour un taux"] and bars[few[0]] == 0
    assert sum(rate > 0 for rate in bars.values()) == len(bars) - 1


def test_a_quadrant_of_a_few_answers_is_not_said_to_be_near_the_middle(asking_by_subject: Store) -> None:
    sentence = answer_figure(asking_by_subject, "quadrant_by_theme", families=("ESS",)).finding.sentence
    assert sentence == "Trop peu de membres ont répondu pour dire si ces thèmes satisfont."
    every = answer_figure(asking_by_subject, "quadrant_by_support").finding.sentence
    assert "Sur 6 en tout, 2 ont trop peu de réponses et 3 sont trop près du milieu pour conclure." in every


BOUNDS = ("low", "high", "wanted_low_pct", "wanted_high_pct", "x_low", "x_high", "y_low", "y_high")
WITH_INTERVALS = (
    "gaps_by_theme",
    "gaps_by_support",
    "themes_wanted",
    "satisfaction",
    "recommendation",
    "need_by_family",
)


@pytest.mark.parametrize("figure_id", WITH_INTERVALS)
def test_no_interval_is_drawn_around_a_few_answers(demo_store: Store, figure_id: str) -> None:
    answer = answer_figure(demo_store, figure_id, **FOUNDATIONS)
    assert len(answer.table) and (answer.table["base"].fillna(0) < french.FEWEST).all()
    tables = figures.draw(REGISTRY[figure_id], answer).to_dict()["datasets"].values()
    rows = [row for table in tables for row in table if set(BOUNDS) & set(row)]
    assert all(row[name] is None for row in rows for name in BOUNDS if name in row)
    complete = figures.draw(REGISTRY[figure_id], answer_figure(demo_store, figure_id)).to_dict()
    assert any(
        row.get(name) is not None
        for table in complete["datasets"].values()
        for row in table
        for name in BOUNDS
    )
