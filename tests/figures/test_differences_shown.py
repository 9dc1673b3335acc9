"""A difference that a reader sees is that of the two numbers that stand beside it, in every exit."""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from drawn_selections import list_answers
from halves import round_as_read
from pptx.util import Inches

from dse import charts, cli, figures, theme
from dse.export.dossier import cells
from dse.export.files import delimited_text
from dse.export.slides import deck
from dse.export.slides.deck_text import LEFT, TextBox
from dse.figures import REGISTRY, Answer, Figure
from dse.figures import headlines_words as words
from dse.store import Store
from dse.ui.card import tables

pytestmark = pytest.mark.xdist_group("drawn answers")
# Each difference of a table, with the later and the earlier number; of waves, the earlier is that of the row of the wave before.
DIFFERENCES = {
    "headlines": ("value_change", "value", "value_before"),
    "themes_triennials": ("difference_points", "share_after_pct", "share_before_pct"),
    "themes_requested_delivered": ("difference_points", "delivered_pct", "requested_pct"),
    "gaps_by_theme": ("gap_points", "need_pct", "met_pct"),
    "gaps_by_support": ("gap_points", "need_pct", "met_pct"),
    "answers_weighted": ("shift_points", "weighted_pct", "share_pct"),
    "paired_expertise": ("change", "mean_after", "mean_before"),
    "paired_effect": ("change", "mean_after", "mean_before"),
    **{name: ("change_points", "share_pct", "") for name in REGISTRY if name.startswith("waves_")},
}
# Needs have a gap with each of the two measures of what is served.
SECOND = {
    name: ("accompanied_gap_points", "need_pct", "accompanied_pct")
    for name in ("gaps_by_theme", "gaps_by_support")
}
# Of these names, those of no difference whose two numbers stand beside: bounds, a score, what stands alone.
ALONE = re.compile(r"_(low|high)_points$|^(score|largest_gap|paired)_points$|_(low|high)$")
DRAWN = (("met", "need"), ("share_before_pct", "share_after_pct"), ("requested_pct", "delivered_pct"))
POINTS = re.compile(r"([+−]?)(\d+)\u00a0points?\b")


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(slice(5), id="few"),
        pytest.param(slice(None), id="all", marks=pytest.mark.long),
    ],
)
def answers(demo_store: Store, request: pytest.FixtureRequest) -> list[tuple[Figure, Answer]]:
    """Every figure over the twenty selections and all years, where it says something."""
    return list_answers(demo_store, request.param)


def test_every_difference_of_a_table_is_among_those_read() -> None:
    names = re.compile(r"_points$|(^|_)(change|difference|gap)$")
    present = {
        (figure.id, column.name)
        for figure in REGISTRY.values()
        for column in figure.columns
        if names.search(column.name) and not ALONE.search(column.name) and column.role == "measure"
    }
    assert present == {(name, columns[0]) for name, columns in (*DIFFERENCES.items(), *SECOND.items())}
    assert {
        (figure.id, column.name)
        for figure in REGISTRY.values()
        for column in figure.columns
        if column.difference_of
    } == present


def _earlier(
    figure: Figure, answer: Answer, rows: list[dict[str, Any]], row: dict[str, Any], before: str
) -> Any:
    if before:
        return row[before]
    codes = answer.table[["question_id", "wave_id", "wave_before"]].to_dict("records")
    own = codes[rows.index(row)]
    for place, other in enumerate(codes):
        if (other["question_id"], other["wave_id"]) == (own["question_id"], own["wave_before"]):
            return rows[place]["share_pct"]
    return None


def _number(text: Any) -> float | None:
    """A number of a cell; None for what is hidden or not known."""
    if isinstance(text, str):
        text = text.strip().replace("\u202f", "").replace(",", ".")
        return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None
    return None if pd.isna(text) else float(text)


def _check(figure: Figure, answer: Answer, rows: list[dict[str, Any]], exit_: str) -> int:
    checked = 0
    differences = [DIFFERENCES[figure.id], *([SECOND[figure.id]] if figure.id in SECOND else [])]
    for row, (difference, after, before) in itertools.product(rows, differences):
        values = [row[difference], row[after], _earlier(figure, answer, rows, row, before)]
        gap, late, early = map(_number, values)
        if None not in (gap, late, early):
            assert gap == pytest.approx(late - early, abs=1e-9), (figure.id, exit_, row)
            checked += 1
    return checked


def test_a_difference_of_a_table_is_that_of_the_numbers_shown(answers: list[tuple[Figure, Answer]]) -> None:
    checked = {name: 0 for name in DIFFERENCES}
    for figure, answer in answers:
        if figure.id not in DIFFERENCES:
            continue
        names = [column.name for column in figure.columns]
        on_screen = tables.prepare(answer.table, figure.columns, figure.replacements(answer)).frame
        checked[figure.id] += _check(figure, answer, on_screen.to_dict("records"), "screen")
        printed = list(cells.display_rows(figure, answer))
        texts = [
            dict(zip(names, map(cells.format_cell, row, figure.columns), strict=True)) for row in printed
        ]
        checked[figure.id] += _check(figure, answer, texts, "report")
        in_workbook = [dict(zip(names, row, strict=True)) for row in printed]
        checked[figure.id] += _check(figure, answer, in_workbook, "workbook")
        content = delimited_text.render_figure_csv(answer, delimited_text.FRENCH).decode("utf-8-sig")
        lines = list(csv.reader(content.splitlines(), delimiter=";"))[1:]
        if len(lines) == len(answer.table):
            in_file = [dict(zip(names, line, strict=True)) for line in lines]
            checked[figure.id] += _check(figure, answer, in_file, "CSV for Excel")
    # The demo has no two waves of it that may be compared.
    assert [name for name, count in checked.items() if not count] == ["waves_expectation"]


def test_a_file_for_machines_keeps_its_decimals(answers: list[tuple[Figure, Answer]]) -> None:
    answer = next(
        answer
        for figure, answer in answers
        if figure.id == "themes_triennials" and answer.table["difference_points"].notna().any()
    )
    content = delimited_text.render_figure_csv(answer, delimited_text.MACHINE).decode()
    values = [
        float(row["difference_points"])
        for row in csv.DictReader(content.splitlines())
        if row["difference_points"]
    ]
    assert values == pytest.approx(answer.table["difference_points"].dropna().tolist())
    assert any(round(value, 1) != value for value in values)


def _rows(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from itertools.chain.from_iterable(spec.get("datasets", {}).values())


def test_a_difference_drawn_is_that_of_the_numbers_drawn(answers: list[tuple[Figure, Answer]]) -> None:
    checked = 0
    for figure, answer in answers:
        if figure.chart is None or answer.is_masked:
            continue
        checked += _check_drawn(figure, theme.french(figures.draw(figure, answer)).to_dict())
    assert checked > 100


def _check_drawn(figure: Figure, spec: dict[str, Any]) -> int:
    checked = 0
    for row in _rows(spec):
        texts = [text for text in row.values() if isinstance(text, str) and POINTS.match(text)]
        if not texts or figure.id in ("recommendation",):
            continue
        sides = next(pair for pair in DRAWN if pair[0] in row)
        early, late = (round_as_read(row[name]) for name in sides)
        for text in texts:
            assert _points(text) == late - early, (figure.id, row)
            checked += 1
    return checked


def test_a_difference_drawn_is_one_that_its_table_shows(answers: list[tuple[Figure, Answer]]) -> None:
    """Not +23 beside a file that says 23,6."""
    checked = 0
    for figure, answer in answers:
        if figure.id not in DIFFERENCES or figure.chart is None or answer.is_masked:
            continue
        names = [column.name for column in figure.columns]
        shown = [dict(zip(names, row, strict=True)) for row in cells.display_rows(figure, answer)]
        columns = [each[figure.id][0] for each in (DIFFERENCES, SECOND) if figure.id in each]
        tabled = {_number(row[name]) for row in shown for name in columns} - {None}
        drawn = {
            _points(text)
            for row in _rows(theme.french(figures.draw(figure, answer)).to_dict())
            for text in row.values()
            if {"met", "share_before_pct", "requested_pct"} & set(row)
            and isinstance(text, str)
            and POINTS.match(text)
        }
        assert drawn <= tabled, (figure.id, answer.selection, drawn - tabled)
        checked += len(drawn)
    assert checked > 20


def test_percentages_and_differences_are_whole_wherever_they_are_read() -> None:
    """As in sentences and charts; the bounds of a difference keep a decimal, which says on which side of zero they are."""
    columns = {column for figure in REGISTRY.values() for column in figure.columns}
    decimals = {column.name: column.decimals for column in columns if column.unit in ("%", "points")}
    is_bound = re.compile(r"_(low|high)_points$")
    del decimals["largest_gap_points"]  # « moins d’un point » is no zero, which says that there is none
    assert len(decimals) > 60
    assert {name: count for name, count in decimals.items() if count != bool(is_bound.search(name))} == {}


def test_a_change_of_degrees_is_said_and_drawn_as_its_table_has_it(
    answers: list[tuple[Figure, Answer]],
) -> None:
    checked = 0
    for figure, answer in answers:
        if not figure.id.startswith("paired_"):
            continue
        names = [column.name for column in figure.columns]
        for row in cells.display_rows(figure, answer):
            cell = dict(zip(names, row, strict=True))["change"]
            if cell is None:
                continue
            drawn = {
                float(each["said"].partition(" ")[0].replace("−", "-").replace(",", "."))
                for each in _rows(theme.french(figures.draw(figure, answer)).to_dict())
                if re.match(r"[+−]?\d", each.get("said") or "")
            }
            assert cell in drawn, (figure.id, cell, drawn)
            checked += 1
    assert checked


def test_a_difference_of_a_slide_is_that_of_the_numbers_on_it(answers: list[tuple[Figure, Answer]]) -> None:
    room = TextBox(LEFT, Inches(2), Inches(12), Inches(4.5))
    checked = sum(
        _check_drawn(figure, spec)
        for figure, answer in answers
        if figure.chart is not None and figure.id in DIFFERENCES and not answer.is_masked
        for _, spec in deck._draw_screens(answer, room, is_first_only=False)
    )
    assert checked > 100


def test_a_difference_that_the_command_line_writes_for_excel_is_that_of_the_numbers_beside(
    demo_store: Store, answers: list[tuple[Figure, Answer]], tmp_path: Path
) -> None:
    checked = 0
    for name in ("headlines", "themes_triennials", "gaps_by_theme", "answers_weighted", "waves_need"):
        answer = next(answer for figure, answer in answers if figure.id == name)
        years = ["--from", str(answer.selection.first_year), "--to", str(answer.selection.last_year)]
        file = tmp_path / f"{name}.csv"
        command = ["figure", name, *years, "--format", "csv-fr", "--out", str(file)]
        assert cli.main(["--store", str(demo_store.path), *command]) == 0
        lines = csv.reader(file.read_text("utf-8-sig").splitlines()[1:], delimiter=";")
        names = [column.name for column in REGISTRY[name].columns]
        rows = [dict(zip(names, line, strict=True)) for line in lines]
        assert len(rows) == len(answer.table)
        checked += _check(REGISTRY[name], answer, rows, "command line")
    assert checked > 50


def _points(text: str) -> int:
    sign, size = POINTS.search(text).groups()
    return -int(size) if sign == "−" else int(size)


def test_a_difference_in_a_sentence_is_that_of_the_numbers_shown(
    answers: list[tuple[Figure, Answer]],
) -> None:
    checked = 0
    for figure, answer in answers:
        text = answer.finding.sentence
        if not figure.id.startswith("waves_") or not (
            depuis := re.search(r"en (hausse|baisse) de (\d+)\u00a0points? depuis (\d+)", text)
        ):
            continue
        share = int(re.search(r"(\d+)\u202f%", text)[1])
        table = answer.table
        before = {
            round_as_read(value)
            for value, year in zip(table["share_pct"], table["year"], strict=True)
            if year == int(depuis[3]) and not pd.isna(value)
        }
        assert share - {"hausse": 1, "baisse": -1}[depuis[1]] * int(depuis[2]) in before
        checked += 1
    assert checked


def test_a_change_of_the_overview_is_that_of_the_values_shown(answers: list[tuple[Figure, Answer]]) -> None:
    checked = 0
    for figure, answer in answers:
        if figure.id != "headlines":
            continue
        for row in answer.table[answer.table["value_change"].notna()].to_dict("records"):
            now, then = (
                int(re.sub(r"\D", "", words.describe_value(row[name], row["value_unit"])))
                for name in ("value", "value_before")
            )
            text = words.change(row["value_before"], row["value"], row["value_unit"])
            size = int(re.sub(r"\D", "", text) or 0)
            assert (-size if text.startswith("−") else size) == now - then
            checked += 1
    assert checked > 20


def test_genre_moves_by_what_a_room_finds() -> None:
    frame = pd.DataFrame(
        {
            "theme": ["GENRE"],
            "examined_before": [36],
            "examined_after": [24],
            "share_before_pct": [30.6],
            "share_after_pct": [54.2],
            "difference_points": [23.6],
            "tendency": ["HAUSSE"],
        }
    )
    columns = {column.name: column for column in REGISTRY["themes_triennials"].columns}
    chart = charts.dumbbell(
        frame,
        columns["theme"],
        columns["share_before_pct"],
        columns["share_after_pct"],
        (columns["examined_before"], columns["examined_after"]),
        columns["tendency"],
        ("avant", "après"),
    )
    (row,) = {row["shown"] for row in _rows(theme.french(chart).to_dict()) if "shown" in row}
    assert row == "+23\u00a0points"
    assert words.change(30.6, 54.2, words.PERCENT) == "+23\u00a0pts"
    assert words.change(19.6, 17.4, words.PERCENT) == "−3\u00a0pts"
