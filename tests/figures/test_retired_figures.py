"""What names a retired figure is read, says which one to see instead, and stops nothing: over the stores of past releases."""

from __future__ import annotations

import itertools
import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from app_session import open_page
from counted_store import answer_figure

from dse import cli, decisions, disclosure, figures, paths, publication, review_plans, running_orders, slides
from dse.figures import REGISTRY
from dse.figures.framework import measured
from dse.query import Query, Selection, open_version
from dse.review import Comment, Plan, PlannedChapter
from dse.review.anchors import figure_anchor
from dse.running_orders import RunningOrder
from dse.slides import FigureSlide
from dse.store import Store
from dse.store.records.sealing import seal
from dse.ui.frame import menu
from dse.ui.frame.prose import format_sentence
from schemas import renamed, sources
from schemas.renamed import Renaming
from schemas.retired import RETIRED_COLUMNS, RETIRED_FIGURES, Retired

NAME, SUCCESSOR = "needs_followed_by_theme", "needs_after_theme"
STORES = sorted(each for each in (paths.ROOT / "tests" / "fixtures" / "stores").iterdir() if each.name.isdigit())  # fmt: skip
ROW = {"wave_id": "membres-2018", "question_id": "besoin-climat", "base": 40, "favourable": 20, "mark": None}


# What each release wrote in a record of a dossier: the first one not by whom.
RELEASES = ({}, {"release": "1.1.0"})


@pytest.fixture(params=itertools.product(STORES, RELEASES), ids=["1.0", "1.1.0"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A copy of a store that an earlier release wrote, whose dossier, plan, running order and a decision name the figure."""
    store = Store(shutil.copytree(request.param[0], tmp_path / "store"))
    monkeypatch.setenv("DSE_STORE", str(store.path))
    record = store.path / "exports" / "00000001.json"
    fields = json.loads(record.read_text(encoding="utf-8"))
    told = {"figures": fields["figures"] | {NAME: [ROW]}, "merged": fields["merged"] | {NAME: []}}
    fields |= told | request.param[1] | {"asked": [NAME, "answers_need"]}
    record.write_bytes(seal({name: value for name, value in fields.items() if name != "sha256"}))
    anchor = {figure_anchor(NAME): Comment("Un mot.", "Camille", date(2021, 1, 12))}
    plan = Plan((PlannedChapter("offre", (NAME, "offers")),), "Bilan 2019-2021", "2019-2021", anchor)
    review_plans.save_plan(store, plan)
    running_orders.save(store, RunningOrder("Séance", (FigureSlide(NAME), FigureSlide("offers"))))
    (first, *_) = decisions.recorded(store)
    decisions.amend(store, first.decision_id, "Camille", figure_id=NAME)
    return store


def notice() -> str:
    return f"Figure retirée, voir « {REGISTRY[SUCCESSOR].question} »"


def test_a_dossier_that_tells_of_it_is_compared_without_it(store: Store) -> None:
    published = publication.read(store)
    assert {figure_id for figure_id, _ in published.rows} and NAME not in {name for name, _ in published.rows}
    answer = answer_figure(store, "answers_need", audience="diffusion")
    publication.compared(published, [answer], disclosure.audience("diffusion").thresholds)


def test_a_column_that_is_no_more_is_left_out_of_what_was_told(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    (record,) = store.exports()
    record = json.loads(json.dumps(dict(record)))
    record["figures"]["waves_need"][0]["cost"] = 3
    with pytest.raises(Exception, match="la colonne « cost »"):
        publication.told([record])
    monkeypatch.setitem(RETIRED_COLUMNS, ("waves_need", "cost"), Retired("1.2.0", "", None))
    rows = [row for (name, _), rows in publication.told([record]).rows.items() for row in rows if name == "waves_need"]  # fmt: skip
    assert rows and not any("cost" in row for row in rows)


def test_a_running_order_is_read_and_says_it_on_its_slide(store: Store) -> None:
    (order,) = (each for each in running_orders.listed(store).values() if each.title == "Séance")
    for audience in ("equipe", "projection"):
        words = slides.in_words(order.slides[0], audience)
        assert words == slides.TitleSlide(notice(), slides.NO_FIGURE)
    test = open_page("deroules")
    assert not test.exception and not test.error
    assert any(format_sentence(notice()) in each.value for each in test.markdown)


def test_a_plan_is_read_keeps_it_and_says_it(store: Store) -> None:
    (plan,) = review_plans.list_plans(store).values()
    assert plan.list_figures() == [NAME, "offers"] and plan.as_of_today().list_figures() == ["offers"]
    test = open_page("bilan", triennal="2019-2021")
    assert not test.exception
    assert any(format_sentence(notice()) in each.value for each in (*test.warning, *test.info, *test.caption))


def test_a_decision_says_it_and_opens_what_is_in_its_place(store: Store) -> None:
    table = answer_figure(store, "decisions_followed").table
    (row,) = table[table["question"] == notice()].to_dict("records")
    assert row["why_not"] == f"{notice()} : son chiffre ne se suit plus."
    test = open_page("reinterroger", section="decisions")
    assert not test.exception
    links = [each.proto for each in test.get("page_link")]
    assert any(format_sentence(notice()) in link.label and SUCCESSOR in link.query_string for link in links)


@pytest.mark.parametrize("page", ["reinterroger", "recours"])
def test_an_address_opens_what_is_in_its_place_and_says_it(store: Store, page: str) -> None:
    test = open_page(page, figure=NAME)
    assert not test.exception
    assert [title.value for title in test.title] == [dict(menu.PAGES)[REGISTRY[SUCCESSOR].page]]
    assert [box.value for box in test.warning] == [format_sentence(f"{notice()}.")]
    assert test.query_params["figure"] == SUCCESSOR


def test_a_command_says_it_with_the_id_to_ask_for(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["figure", NAME, "--store", str(store.path)]) == 2
    assert f" : {SUCCESSOR}." in capsys.readouterr().err.replace("\u00a0", " ")


def test_an_indicator_is_read_and_says_it_in_place_of_its_value(store: Store) -> None:
    query = Query(open_version(store, store.current().number), Selection())
    assert sources.fault(f"{NAME}:needing", ["indicator_sources"]) is None
    with pytest.raises(measured.CannotBeComputed, match="figure retirée, voir « "):
        measured.value(query, f"{NAME}:needing", (2016, 2018), "-")


def test_one_that_was_renamed_before_is_retired_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(renamed.RENAMED_FIGURES, "older", Renaming(NAME, "1.1.0"))
    assert running_orders._slide({"figure_id": "older"}) == FigureSlide(NAME)


def test_one_without_a_figure_in_its_place_is_said_to_be_retired(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RETIRED_FIGURES, NAME, replace(RETIRED_FIGURES[NAME], successor=None))
    assert figures.name_figure(NAME) == "Figure retirée" and figures.find_successor(NAME) is None
    assert figures.name_figure("never_heard_of") == "never_heard_of"
