"""No chart holds more marks than can be seen, whatever the size of the store; what is left out is said."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest

from dse import charts, figures
from dse.charts import transport
from dse.charts.vega import Layer, field, layer
from dse.figures import REGISTRY, Answer, figure
from dse.figures.most_marks import MOST_MARKS, draw_first_categories
from dse.figures.paging import Paging

MOST_BYTES = 500_000
FEW_MARKS = MOST_MARKS // 8  # in place of MOST_MARKS, so that tables may be short
CLOSED = {
    "headlines_by_year",
    "uptake_concentration",
    "paths_to_change",
    "countries",
}  # of categories that are ours, or those of the world: 249
ROWS = pd.DataFrame({"name": [f"n{rank}" for rank in range(3_000)], "count": 1})


def list_categories(answer: Answer) -> tuple[str, ...]:
    """The columns that tell a row of a chart from another."""
    declared = REGISTRY[answer.figure_id]
    if declared.paging is None:
        return (declared.columns[0].name,)
    names = declared.paging.categories + tuple(filter(None, (declared.paging.across,)))
    coded = {column.name for column in declared.columns if column.codelists}
    return tuple(name for name in names if name not in coded) or names


def lengthen(answer: Answer) -> pd.DataFrame:
    """The table of an answer several times over, each time under other names."""
    names = list_categories(answer)
    times = 2 * FEW_MARKS // len(answer.table) + 2
    return pd.concat(
        [
            answer.table.assign(
                **{name: answer.table[name].map(lambda text, rank=rank: f"{text} {rank}") for name in names}
            )
            for rank in range(times)
        ],
        ignore_index=True,
    )


def has_free_categories(answer: Answer) -> bool:
    """Whether a chart has a row a name, and not a year or a number of times, of which there are never many."""
    names = list_categories(answer)
    return answer.figure_id not in CLOSED and all(
        pd.api.types.is_string_dtype(answer.table[name].dtype) for name in names
    )


def estimate_bytes(spec: dict[str, object], times: float) -> float:
    """What a chart weighs on its way to the page if its rows are as many times more; the outlines of a map stay the same."""
    ready = transport.for_page(spec)
    outlines = [layer["data"] for layer in spec["layer"] if "values" in layer.get("data", {})]
    fixed = len(json.dumps(outlines))
    rows = sum(table.nbytes for table in ready["datasets"].values())
    return fixed + times * (len(json.dumps(ready | {"datasets": {}})) - fixed + rows)


@pytest.mark.xdist_group("charts")
@pytest.mark.parametrize(
    "part",
    [
        pytest.param(slice(0, None, 4), id="few"),
        pytest.param(slice(None), id="all", marks=pytest.mark.long),
    ],
)
def test_far_too_many_rows_make_no_more_marks_than_can_be_seen(
    drawn_answers: dict[str, Answer], monkeypatch: pytest.MonkeyPatch, part: slice
) -> None:
    monkeypatch.setattr(figure, "MOST_MARKS", FEW_MARKS)
    long = {name: answer for name, answer in drawn_answers.items() if has_free_categories(answer)}
    assert len(long) > 50
    for name, answer in list(long.items())[part]:
        chart = figures.draw(REGISTRY[name], replace(answer, table=lengthen(answer)))
        assert 0 < chart.marks <= FEW_MARKS, name
        assert estimate_bytes(chart.to_dict(), MOST_MARKS / FEW_MARKS) <= MOST_BYTES, name


@pytest.mark.xdist_group("charts")
def test_only_the_years_of_all_members_are_too_many_for_the_demo(drawn_answers: dict[str, Answer]) -> None:
    cut = {
        name
        for name, answer in drawn_answers.items()
        if "premières lignes"
        in json.dumps(figures.draw(REGISTRY[name], answer).to_dict(), ensure_ascii=False)
    }
    assert cut == {"uptake_member_years"}


def draw(table: pd.DataFrame) -> charts.Chart:
    return layer(Layer(table).mark("bar").encode(x=field("count:Q")), height=100)


def test_the_first_categories_are_drawn_and_how_many_there_are_is_said() -> None:
    chart = draw_first_categories(draw, ROWS, Paging(("name",)))
    assert chart.marks == MOST_MARKS
    assert chart.options["title"]["text"] == [
        "Les 2\u202f000 premières lignes sur 3\u202f000\u202f; le tableau les contient toutes."
    ]
    assert chart.height > 100, "the note has its own room"


def test_those_that_add_up_are_put_together_and_need_no_note() -> None:
    chart = draw_first_categories(draw, ROWS, Paging(("name",), counts=("count",)))
    rows = next(iter(chart.to_dict()["datasets"].values()))
    assert rows[-1] == {"name": "Autres (1001)", "count": 1_001} and "title" not in chart.options


def test_a_chart_of_few_marks_is_drawn_of_all_its_rows() -> None:
    def add_up(table: pd.DataFrame) -> charts.Chart:
        return draw(pd.DataFrame({"count": [int(table["count"].sum())]}))

    chart = draw_first_categories(add_up, ROWS, Paging(("name",)))
    assert next(iter(chart.to_dict()["datasets"].values())) == [{"count": 3_000}]
