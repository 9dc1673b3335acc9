"""Slides: which figures are, in which order, with how many categories, on a canvas whose text can be read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from dse import charts, figures, french, slides, theme
from dse.charts import canvas
from dse.disclosure.audiences import PROJECTION, PUBLICATION, TEAM
from dse.figures import REGISTRY, SECTIONS
from dse.figures.paging import MOST, Paging, largest, page_of
from dse.query import Selection
from dse.slides import FigureSlide
from dse.store import Store
from schemas import codelists

WIDTH, HEIGHT = 950, 330  # pixels of a canvas under a title and a finding of two lines each
FAMILIES = pd.DataFrame(
    {
        "family": [*"aabbcc"],
        "year": [2017, 2018] * 3,
        "count": [1, 2, 9, 1, 3, 8],
        "share": [5.0, -70, 20, 2, 1, None],
    }
)


@pytest.mark.parametrize("page", slides.PAGES)
def test_the_slides_of_a_page_are_its_figures_in_the_order_of_its_parts(page: str) -> None:
    deck = slides.of_page(page, PROJECTION)
    shown = [each.figure_id for each in deck.slides]
    parts = [figure.id for part in SECTIONS.get(page, {}).values() for figure in part.figures]
    assert shown and set(shown) <= {figure.id for figure in figures.of_page(page)}
    assert shown == [each for each in parts or [f.id for f in figures.of_page(page)] if each in shown]
    assert len(shown) + deck.left_out == len({*parts, *(figure.id for figure in figures.of_page(page))})


def test_lists_rows_of_members_and_what_is_the_team_s_are_no_slides() -> None:
    every = {each.figure_id for page in slides.PAGES for each in slides.of_page(page, PROJECTION).slides}
    assert not every & {
        "never_reached",
        "verbatims",
        "uptake_member_years",
        "quadrant_by_theme",
        "behind_needs_by_theme",
    }
    assert {"uptake_by_region", "answers_need", "gaps_by_theme"} <= every
    assert slides.can_be_shown(REGISTRY["quadrant_by_theme"], TEAM)
    assert not slides.can_be_shown(REGISTRY["quadrant_by_theme"], PUBLICATION)


def nominal(spec: Any) -> Iterator[list[str]]:
    """The categories of every axis and every legend of a chart."""
    if isinstance(spec, list):
        for each in spec:
            yield from nominal(each)
    elif isinstance(spec, Mapping):
        for channel, coded in spec.get("encoding", {}).items():
            if channel in ("y", "color") and isinstance(coded, Mapping):
                if isinstance(coded.get("sort"), list):
                    yield coded["sort"]
                if coded.get("type") == "nominal" and isinstance(coded.get("scale"), Mapping):
                    yield coded["scale"].get("domain", [])
        for name, each in spec.items():
            if name not in ("data", "datasets", "encoding"):
                yield from nominal(each)


def fonts(spec: Any) -> Iterator[float]:
    if isinstance(spec, list):
        for each in spec:
            yield from fonts(each)
    elif isinstance(spec, Mapping):
        for name, each in spec.items():
            if name.lower().endswith("fontsize"):
                yield each
            elif name not in ("data", "datasets"):
                yield from fonts(each)


@pytest.mark.parametrize("page", slides.PAGES)
def test_every_slide_fits_a_room_with_seven_categories_at_most(demo_store: Store, page: str) -> None:
    number = demo_store.current().number
    drawn = 0
    for each in slides.of_page(page, PROJECTION).slides:
        figure = REGISTRY[each.figure_id]
        said = figures.answer(demo_store, number, figure, Selection(audience=PROJECTION))
        if said.table.empty or said.is_masked:
            continue
        most = figures.rows_per_screen(figure, said, HEIGHT)
        chart, shown = figures.draw_page(figure, said, most, 1)
        spec = canvas.on_canvas(theme.french(chart).to_dict(), WIDTH, HEIGHT)
        assert all(len(names) <= MOST for names in nominal(spec)), figure.id
        assert min(fonts(spec)) >= canvas.LEAST, figure.id
        assert spec["height"] <= HEIGHT and spec["width"] <= WIDTH, figure.id
        assert spec["width"] >= canvas.NARROW, figure.id
        assert shown.last <= shown.total
        drawn += 1
    assert drawn


def test_a_chart_that_draws_only_some_questions_is_given_no_more_of_them(demo_store: Store) -> None:
    figure = REGISTRY["need_by_family"]
    said = figures.answer(demo_store, 1, figure, Selection(audience=PROJECTION))
    most = figures.rows_per_screen(figure, said, 2_000)
    chart, shown = figures.draw_page(figure, said, most, 1)
    assert (shown.first, shown.last) == (1, figure.paging.most)
    assert "s’écartent le plus" not in json.dumps(chart.to_dict(), ensure_ascii=False)
    assert "s’écartent le plus" in json.dumps(figures.draw(figure, said).to_dict(), ensure_ascii=False)


def test_the_first_screens_hold_all_categories_once() -> None:
    paging = Paging(("family",))
    screens = [page_of(FAMILIES, paging, 2, screen) for screen in (1, 2, 3)]
    assert [list(each.table["family"].unique()) for each in screens] == [["a", "b"], ["c"], ["c"]]
    assert [(each.first, each.last, each.total) for each in screens] == [(1, 2, 3), (3, 3, 3), (3, 3, 3)]
    assert not screens[0].is_all and page_of(FAMILIES, paging, 3, 1).is_all
    assert page_of(FAMILIES, None, 2, 1).is_all


@pytest.mark.parametrize("figure_id", ["indicators_progress", "answers_need", "partnerships"])
def test_each_category_is_on_one_slide_where_rows_are_of_many_heights(
    demo_store: Store, figure_id: str
) -> None:
    said = figures.answer(demo_store, 1, REGISTRY[figure_id], Selection(audience=PROJECTION))
    most = figures.rows_per_screen(REGISTRY[figure_id], said, 300)
    _, shown = figures.draw_page(REGISTRY[figure_id], said, most, 1)
    assert shown.first == 1 and shown.last < shown.total
    for screen in range(2, shown.total + 1):
        last = shown.last
        _, shown = figures.draw_page(REGISTRY[figure_id], said, most, screen)
        assert shown.first == last + 1
        if shown.last == shown.total:
            return
    pytest.fail("the last of the categories is on no slide")


SCALED = ("x", "x2", "size", "color")


def scales(part: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """By their place in a chart: where its axes, its sizes and its tones begin and end, and the order of its columns."""
    items = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for name, value in items:
        if name in ("data", "datasets", "config"):
            continue
        if name in SCALED and isinstance(value, dict):
            own = value.get("scale") or {}
            is_named = value.get("type") == "nominal" and name == "color"
            yield (
                f"{path}/{name}",
                str((None if is_named else own.get("domain"), value.get("datum"), value.get("sort"))),
            )
        yield from scales(value, f"{path}/{name}")


CROWDED = [each.id for each in REGISTRY.values() if each.paging and not each.paging.counts and each.chart]


@pytest.mark.parametrize("figure_id", CROWDED)
def test_all_screens_of_a_figure_have_one_scale(demo_store: Store, figure_id: str) -> None:
    figure = REGISTRY[figure_id]
    said = figures.answer(demo_store, 1, figure, Selection(audience=PROJECTION))
    if said.table.empty or said.is_masked:
        pytest.skip("the demo has nothing to draw of it")
    found: dict[str, set[str]] = {}
    screen, last, whole = 1, 0, 1
    while last < whole:
        chart, shown = figures.draw_page(figure, said, 2, screen)
        for place, scale in scales(chart.to_dict()):
            found.setdefault(place, set()).add(scale)
        screen, last, whole = screen + 1, shown.last, shown.total
    assert {place: scales for place, scales in found.items() if len(scales) > 1} == {}


@pytest.mark.parametrize(
    ("total", "sizes"), [(7, [7]), (8, [4, 4]), (13, [7, 6]), (15, [5, 5, 5]), (16, [6, 5, 5])]
)
def test_no_category_is_left_alone_on_a_last_screen(total: int, sizes: list[int]) -> None:
    table = pd.DataFrame({"family": [f"f{each}" for each in range(total)]})
    screens = [page_of(table, Paging(("family",)), MOST, each + 1) for each in range(len(sizes))]
    assert [len(each.table) for each in screens] == sizes
    assert [name for each in screens for name in each.table["family"]] == list(table["family"])
    assert [(each.first, each.last) for each in screens][-1] == (total - sizes[-1] + 1, total)


def test_the_weightiest_categories_come_first_whatever_their_sign() -> None:
    shown = page_of(FAMILIES, Paging(("family",), largest("share")), 2, 1)
    assert list(shown.table["family"].unique()) == ["a", "b"]
    assert list(page_of(FAMILIES, Paging(("family",), largest("count")), 1, 1).table["family"].unique()) == [
        "b"
    ]


def test_the_categories_that_the_finding_names_come_first() -> None:
    def first_of(*first_values: str, has_own_order: bool = False) -> list[str]:
        paging = Paging(("family",), has_own_order=has_own_order)
        return list(page_of(FAMILIES, paging, 1, 1, first_values).table["family"].unique())

    assert first_of() == ["a"]
    assert first_of("c") == ["c"]
    assert first_of("c", has_own_order=True) == ["a"]


@pytest.mark.parametrize(
    "figure_id", ["themes_examined", "offers_by_year", "indicators_progress", "answers_need"]
)
def test_the_first_screen_shows_what_the_finding_names(demo_store: Store, figure_id: str) -> None:
    figure = REGISTRY[figure_id]
    said = figures.answer(demo_store, 1, figure, Selection(audience=PROJECTION))
    said_named = list({said.finding.subject, *said.finding.named} - {""})
    named = said.table[list(figure.paging.categories)].isin(said_named).any(axis=1)
    most = figures.rows_per_screen(figure, said, slides.measure_room(said))
    _, shown = figures.draw_page(figure, said, most, 1)
    category = list(figure.paging.categories)
    first = {tuple(row) for row in shown.table[category].itertuples(index=False)}
    assert named.any() and shown.last < shown.total
    assert {tuple(row) for row in said.table.loc[named, category].itertuples(index=False)} <= first


@pytest.mark.parametrize("audience", [TEAM, PROJECTION])
def test_the_order_of_slides_does_not_hang_on_the_words_of_a_finding(
    demo_store: Store, audience: str
) -> None:
    """« Suivi-évaluation » names no row « Évaluation », and a phrase that is corrected moves no bar."""
    figure = REGISTRY["gaps_by_support"]
    said = figures.answer(demo_store, 1, figure, Selection(audience=audience))
    _, shown = figures.draw_page(figure, said, 1, 1)
    assert list(shown.table["support"]) == [said.finding.subject] == ["SUIVI_EVALUATION"]
    reworded = replace(said, finding=replace(said.finding, sentence="La forme d’appui « Évaluation »."))
    for screen in (1, 2):
        before, after = (figures.draw_page(figure, each, 1, screen)[1].table for each in (said, reworded))
        assert before.equals(after)


def test_a_question_too_long_to_be_quoted_whole_is_named_all_the_same(demo_store: Store) -> None:
    figure = REGISTRY["waves_need"]
    said = figures.answer(demo_store, 1, figure, Selection())
    long = said.table["wording"] + " : une question bien longue" * 10
    assert figure.finding(said.table.assign(wording=long)).named == said.finding.named != ()


@pytest.mark.parametrize("figure_id", sorted(each.id for each in REGISTRY.values() if each.paging))
@pytest.mark.parametrize("audience", [TEAM, PROJECTION])
def test_a_finding_names_only_rows_that_are_shown(demo_store: Store, figure_id: str, audience: str) -> None:
    figure = REGISTRY[figure_id]
    said = figures.answer(demo_store, 1, figure, Selection(audience=audience))
    shown = set(said.table[list(figure.paging.categories)].to_numpy().ravel().tolist())
    assert {said.finding.subject, *said.finding.named} - {""} <= shown


def test_counts_are_added_up_into_one_category_more_and_none_is_lost() -> None:
    paging = Paging(("family",), counts=("count",))
    frame = FAMILIES.drop(columns="share")
    shown = page_of(frame, paging, 2, 1)
    assert list(shown.table.itertuples(index=False, name=None)) == [
        ("a", 2017, 1),
        ("a", 2018, 2),
        ("Autres (2)", 2017, 12),
        ("Autres (2)", 2018, 9),
    ]
    assert (shown.last, shown.total) == (1, 3) and shown.table["count"].sum() == frame["count"].sum()


def test_categories_put_together_keep_their_name_on_a_chart() -> None:
    column = REGISTRY["countries_by_year"].columns[0]
    frame = pd.DataFrame({column.name: ["ML", "Autres (16)", "Autres (n=12)", "Autres"]})
    assert list(charts.labelled(frame, (column,))[column.name])[1:] == [
        "Autres (16)",
        "Autres (12 réponses)",
        "Non renseigné",
    ]


def test_a_low_chart_is_enlarged_and_one_whose_rows_are_in_pixels_is_never_cut() -> None:
    low = canvas.on_canvas({"height": 150, "layer": []}, 950, 300)
    assert (low["width"], low["height"]) == (canvas.NARROW, round(300 * canvas.NARROW / 950))
    rows = {"height": 400, "layer": [{"encoding": {"y": {"field": "spot", "scale": None}}}]}
    assert canvas.on_canvas(rows, 950, 300)["height"] == 400
    assert canvas.on_canvas({"height": 900, "layer": []}, 950, 300)["height"] == 300


def test_text_is_raised_to_what_can_be_read_and_data_are_left_alone() -> None:
    spec = {
        "mark": {"fontSize": 11},
        "config": {"axis": {"labelFontSize": 20}},
        "datasets": {"a": [{"fontSize": 3}]},
    }
    sized = canvas.on_canvas(spec, 900, 300)
    assert sized["mark"]["fontSize"] == canvas.LEAST and sized["config"]["axis"]["labelFontSize"] == 20
    assert sized["datasets"] == spec["datasets"] and spec["mark"]["fontSize"] == 11


def test_a_slide_s_own_choice_gives_way_part_by_part_to_one_made_live() -> None:
    slide = FigureSlide("uptake_by_year", "annees=2016-2018&familles=ONG&themes=GENRE")
    every = (2013, 2021)
    live = Selection(2013, 2021, families=("ESS",), audience=PROJECTION)
    assert slides.chosen(slide, live, every) == Selection(
        2016, 2018, families=("ESS",), themes=("GENRE",), audience=PROJECTION
    )
    assert slides.chosen(slide, Selection(2020, 2021), every).first_year == 2020
    assert slides.chosen(FigureSlide("uptake_by_year"), live, every) == live


def test_many_filters_are_counted_in_the_line_of_a_slide_and_named_behind_it(demo_store: Store) -> None:
    regions = tuple(codelists.codes("regions"))[:9]
    said = figures.answer(
        demo_store, 1, REGISTRY["uptake_by_year"], Selection(2016, 2018, regions=regions, families=("ONG",))
    )
    line = slides.describe_base(said, 1, lambda text: len(text) < 100, is_fictional=True)
    assert line.endswith(f"2016-2018, ONG, 9{french.NO_BREAK}régions") and len(line) < 100
    behind = slides.explain(said, "version 1", "", is_fictional=True)[0]
    assert all(codelists.labels("regions")[code] in behind for code in regions)
