"""A half is rounded one way wherever a reader sees a number: in a sentence, a table, a file and a chart."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
import pyarrow as pa
import pytest

from dse import charts, figures, french, paths, sentences
from dse.export.dossier import cells
from dse.export.dossier.workbook import single_figure
from dse.export.files import delimited_text
from dse.figures import REGISTRY, Answer, Figure
from dse.figures import columns as c
from dse.figures.readable import make_readable
from dse.query import Selection
from dse.store import Store
from dse.ui.card import tables
from schemas import Column

# What is computed, the decimals that are shown, and what is read. 57.49999999999999 is 100 * 0.575 for a machine.
HALVES = [
    (62.5, 0, "63"),
    (0.5, 0, "1"),
    (1.5, 0, "2"),
    (2.5, 0, "3"),
    (-0.5, 0, "-1"),
    (-2.5, 0, "-3"),
    (-0.4, 0, "0"),
    (1000.5, 0, "1001"),
    (57.49999999999999, 0, "58"),
    (57.5, 0, "58"),
    (57.499, 0, "57"),
    (62.25, 1, "62,3"),
    (-0.05, 1, "-0,1"),
    (2.675, 2, "2,68"),
    (1.005, 2, "1,01"),
]
each_half = pytest.mark.parametrize(("value", "decimals", "read"), HALVES)
WHOLE = [(value, read) for value, decimals, read in HALVES if not decimals]


def make_column(decimals: int) -> Column:
    return Column("figures", "value", "Valeur", "Une valeur.", pa.float64(), "measure", decimals=decimals)


def plain(text: str) -> str:
    """A number as it is typed: without spaces, zeros that end it, or the sign of typographers."""
    number = re.sub(r"\s", "", text).replace("−", "-")
    return number.rstrip("0").rstrip(",") if "," in number else number


@pytest.fixture
def one_figure(
    demo_store: Store, monkeypatch: pytest.MonkeyPatch, value: float, decimals: int
) -> tuple[Figure, Answer]:
    """A figure of one number, and its answer."""
    demo = figures.answer(demo_store, demo_store.current().number, REGISTRY["uptake_by_year"], Selection())
    figure = replace(REGISTRY["uptake_by_year"], columns=(make_column(decimals),))
    monkeypatch.setitem(REGISTRY, figure.id, figure)
    table = pd.DataFrame({"value": pd.Series([value], dtype="double[pyarrow]")})
    return figure, replace(demo, table=table)


@each_half
def test_a_sentence(value: float, decimals: int, read: str) -> None:
    spec = f":.{decimals}" if decimals else ""
    assert plain(sentences.say(f"{{value{spec}}}", value=value)) == read


@each_half
def test_a_table_of_a_page(one_figure: tuple[Figure, Answer], read: str) -> None:
    figure, answer = one_figure
    (shown,) = tables.prepare(answer.table, figure.columns).frame["value"]
    assert plain(f"{shown:g}".replace(".", ",")) == read


@each_half
def test_a_csv_for_readers(one_figure: tuple[Figure, Answer], read: str) -> None:
    _, answer = one_figure
    content = delimited_text.render_figure_csv(answer, delimited_text.FRENCH).decode("utf-8-sig")
    _, (shown,) = csv.reader(io.StringIO(content), delimiter=";")
    assert plain(shown) == read


@each_half
def test_a_workbook_and_the_report(one_figure: tuple[Figure, Answer], decimals: int, read: str) -> None:
    figure, answer = one_figure
    content = single_figure.render_figure(answer, "", datetime(2020, 1, 1, tzinfo=UTC))
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    (shown,) = re.findall(r"<c [^>]*><v>(-?[\d.]+)</v></c></row></sheetData>", sheet)
    assert plain(shown.replace(".", ",")) == read
    ((cell,),) = cells.display_rows(figure, answer)
    assert plain(cells.format_cell(cell, figure.columns[0])) == read


def draw_needs(demo: Store, value: float) -> charts.Chart:
    answer = figures.answer(demo, demo.current().number, REGISTRY["gaps_by_theme"], Selection())
    shares = (
        "need_pct",
        "need_low_pct",
        "need_high_pct",
        "asked_pct",
        "accompanied_pct",
        "met_pct",
        "satisfied_pct",
    )
    shown = answer.table.head(1).assign(**dict.fromkeys(shares, value), satisfied_base=20)
    return REGISTRY["gaps_by_theme"].chart(shown)


def draw_pairs(_: Store, value: float) -> charts.Chart:
    row = {"theme": "CLIMAT", "difference_points": 0.0, "tendency": "SEMBLABLE"}
    row |= {"share_before_pct": value, "share_after_pct": value, "examined_before": 20, "examined_after": 20}
    bases = (c.EXAMINED_BEFORE, c.EXAMINED_AFTER)
    return charts.dumbbell(
        pd.DataFrame([row]), c.THEME, c.SHARE_BEFORE, c.SHARE_AFTER, bases, c.DIFFERENCE_WORD, ("", "")
    )


@pytest.mark.parametrize(("value", "read"), WHOLE)
@pytest.mark.parametrize("draw", [draw_needs, draw_pairs])
def test_what_comes_up_under_the_pointer(
    demo_store: Store, draw: Callable[[Store, float], charts.Chart], value: float, read: str
) -> None:
    """Vega writes what binary makes of a number, so that 57.49999999999999 was 57: it is given texts."""
    spec = json.dumps(draw(demo_store, value).to_dict(), ensure_ascii=False)
    assert {plain(text) for text in re.findall(r'"([^"]*\d\u202f%)[^"]*"', spec)} == {f"{read}%"}


def test_no_number_with_decimals_is_rounded_by_vega() -> None:
    for path in (paths.ROOT / "dse" / "charts").glob("*.py"):
        assert 'format=".' not in path.read_text(encoding="utf-8"), path.name


@pytest.mark.parametrize(("value", "read"), WHOLE)
def test_a_chart(value: float, read: str) -> None:
    frame = pd.DataFrame({"share_pct": [value], "base": [20]})
    (shown,) = charts.labels.share_texts(frame, c.SHARE, None)
    assert plain(shown) == f"{read}%"


def test_a_column_is_rounded_as_each_of_its_numbers() -> None:
    for decimals in (0, 1, 2):
        numbers = [number / 1000 for number in range(-3000, 3000, 5)]
        expected = [
            float(Decimal(str(number)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))
            for number in numbers
        ]
        assert french.round_as_shown(pd.Series(numbers), decimals).tolist() == expected
        assert [french.round_as_shown(number, decimals) for number in numbers] == expected


def test_a_count_of_few_is_that_of_its_sentence() -> None:
    table = pd.DataFrame({"share_pct": [62.5, 12.5], "base": [4, 4]})
    counts = make_readable(table, (replace(c.SHARE, share_of=("base",)),)).counts["share_pct"]
    assert counts.tolist() == [french.share(62.5, 4), french.share(12.5, 4)] == ["3 sur 4", "1 sur 4"]


def test_a_difference_is_that_of_what_is_read() -> None:
    assert french.points_between(31.5, 62.5) == "+31\u00a0points"  # 63 less 32
    assert french.points_between(62.5, 31.5) == "−31\u00a0points"
    assert french.points_between(57.5, 57.49999999999999) == "0\u00a0point"
    assert french.points(-0.5) == "−1\u00a0point"
