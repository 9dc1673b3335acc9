"""A click on a mark chooses the filter that it stands for: which figures, which marks, and what they say of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from dse import figures
from dse.figures import REGISTRY, Answer, draw, pointed
from dse.figures.pointed import Pointed
from dse.filters import FILTERS
from dse.query import Selection
from dse.selections import YEARS
from dse.store import Store
from dse.ui.card.chart_clicks import find_clicked_mark
from schemas import codelists

CHARTED = [each.id for each in REGISTRY.values() if each.chart]
OFFERED = {each.url_key: codelists.labels(each.codelists[0]) for each in FILTERS}
# Figures whose table has a code of a filter, and no mark for it: what their marks stand for instead, and why.
OTHERWISE = {
    "uptake_member_years": (set(), "a row is a member"),
    "offers_satisfaction": (set(), "a row is an offer at a wave"),
    "kinds_satisfaction": (set(), "a row is a kind at a wave"),
    "offers_by_year": ({YEARS}, "a row is an offer"),
    "wishes_by_family": (set(), "a row is a family and a kind, named together"),
    "wishes_and_coming": (set(), "its kinds are activities, which the page does not filter"),
}


@cache
def said_by(store: Store, figure_id: str, selection: Selection) -> Answer:
    return figures.answer(store, store.current().number, REGISTRY[figure_id], selection)


@cache
def drawn_of(store: Store, figure_id: str, selection: Selection) -> dict[str, Any]:
    figure, said = REGISTRY[figure_id], said_by(store, figure_id, selection)
    return pointed.with_clicks(draw(figure, said).to_dict(), figure, said.selection)


def spec_of(store: Store, figure_id: str, **choice: object) -> dict[str, Any]:
    return drawn_of(store, figure_id, Selection(**choice))


def stated(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for rows in spec["datasets"].values() for row in rows if pointed.NAME in row]


def layers(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield part
    for each in part.get("layer", ()):
        yield from layers(each)


@pytest.mark.parametrize("figure_id", CHARTED)
def test_a_mark_stands_for_what_its_row_says(demo_store: Store, figure_id: str) -> None:
    accepted = {each.url_key for each in FILTERS if each.field in REGISTRY[figure_id].breakdowns}
    for row in stated(spec_of(demo_store, figure_id)):
        meant = pointed.read(row[pointed.NAME])
        if meant is None:
            continue
        if meant.word == YEARS:
            assert meant.codes == (str(row["year"]),)
            continue
        assert meant.word in accepted
        for code in meant.codes:
            assert {code, OFFERED[meant.word][code]} & {
                each for each in row.values() if isinstance(each, str)
            }


@pytest.mark.parametrize("figure_id", CHARTED)
def test_a_figure_that_shows_a_filter_can_be_clicked(demo_store: Store, figure_id: str) -> None:
    figure = REGISTRY[figure_id]
    said = said_by(demo_store, figure_id, Selection())
    shown = {
        each.url_key
        for each in FILTERS
        for column in figure.columns
        if each.codelists[0] in column.codelists
        and said.table[column.name].isin(list(OFFERED[each.url_key])).any()
    }
    spec = spec_of(demo_store, figure_id)
    words = {each.word for row in stated(spec) if (each := pointed.read(row[pointed.NAME]))}
    assert words == OTHERWISE[figure_id][0] if figure_id in OTHERWISE else shown <= words
    assert pointed.has_clicks(spec) is bool(stated(spec))


@pytest.mark.parametrize("figure_id", CHARTED)
def test_a_chart_has_one_parameter_and_no_year_along_a_line(demo_store: Store, figure_id: str) -> None:
    """A line is one mark for all its years: under the pointer it would be the first of them."""
    spec = spec_of(demo_store, figure_id)
    parameters = [each["name"] for layer in layers(spec) for each in layer.get("params", ())]
    assert parameters == [pointed.NAME] * pointed.has_clicks(spec)
    years = any(str(row[pointed.NAME]).startswith(YEARS) for row in stated(spec))
    along = [each for each in layers(spec) if "mark" in each and each["mark"]["type"] in ("line", "area")]
    assert not years or all("tooltip" not in each["encoding"] for each in along)


def test_the_words_under_the_pointer_say_what_a_click_does(demo_store: Store) -> None:
    told = {row[pointed.NAME]: row["pointed_told"] for row in stated(spec_of(demo_store, "uptake_by_family"))}
    assert told["familles=ONG"] == "pour filtrer\u00a0: ONG"
    (row,) = stated(spec_of(demo_store, "uptake_by_family", families=("ONG",)))
    assert row["pointed_told"] == "pour retirer le filtre\u00a0: ONG"
    (row,) = stated(spec_of(demo_store, "uptake_any_by_year", first_year=2017, last_year=2017))
    assert (row[pointed.NAME], row["pointed_told"]) == ("annees=2017", "pour retirer le filtre\u00a0: 2017")


def test_a_kind_that_the_page_does_not_offer_is_no_filter(demo_store: Store) -> None:
    rows = {row["row"]: row for row in stated(spec_of(demo_store, "gaps_by_support"))}
    assert rows["Évaluation"][pointed.NAME] == "types=EVALUATION"
    others = [row for label, row in rows.items() if label in codelists.labels("activity_kinds").values()]
    assert others and all((row[pointed.NAME], row["pointed_told"]) == (None, "sans effet") for row in others)


def test_before_a_public_no_mark_chooses_who_answers(demo_store: Store) -> None:
    assert pointed.has_clicks(spec_of(demo_store, "satisfaction_by_family"))
    figure = REGISTRY["satisfaction_by_family"]
    before_a_room = Selection(audience="projection")
    assert "families" not in figure.accepts("projection")
    assert not pointed.has_clicks(
        spec_of(demo_store, "satisfaction_by_family", audience=before_a_room.audience)
    )


def test_a_cell_of_two_families_stands_for_both(demo_store: Store) -> None:
    meant = {pointed.read(row[pointed.NAME]) for row in stated(spec_of(demo_store, "families_met"))}
    assert {Pointed("familles", ("ONG",)), Pointed("familles", ("ONG", "COLLECTIVITE"))} <= meant
    assert pointed.is_chosen(
        Pointed("familles", ("COLLECTIVITE", "ONG")), Selection(families=("ONG", "COLLECTIVITE"))
    )


@pytest.mark.parametrize("text", [None, "", "familles", 3])
def test_what_stands_for_nothing_is_read_as_nothing(text: object) -> None:
    assert pointed.read(text) is None


def test_what_was_clicked_came_into_the_selection_of_the_chart_or_went_out_of_it() -> None:
    assert find_clicked_mark([], ["a"]) == find_clicked_mark(["a"], []) == "a"
    assert find_clicked_mark(["a"], ["a", "b"]) == "b" and find_clicked_mark(["a", "b"], ["b"]) == "a"
    assert find_clicked_mark(["a"], ["b"]) == "b" and find_clicked_mark(["a"], ["a"]) is None
