"""An address opens a card: its page, its part, the filters kept; in a browser it is scrolled to and marked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from app_session import go_to_page, open_page
from browser_session import Server, settle
from playwright.sync_api import Page
from streamlit.testing.v1 import AppTest

from dse import decisions, figures, french
from dse.export.dossier.workbook import single_figure
from dse.export.files import svg_image
from dse.figures import REGISTRY, SECTIONS
from dse.query import Selection
from dse.store import Store
from dse.ui.card import figure_card
from dse.ui.frame import filters, menu
from dse.ui.frame.data import DataSource
from dse.ui.frame.prose import format_sentence
from schemas import renamed

pytest_plugins = ("browser_session",)
IN_LAST_SECTION = next(reversed(SECTIONS["recours"].values())).figures[0]
LAST_SECTION = next(reversed(SECTIONS["recours"]))


@pytest.fixture
def app(demo_store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DSE_STORE", str(demo_store.path))

    return open_page


def get_section(test: AppTest) -> str:
    return test.session_state[filters.get_section_key("recours")]


def test_an_address_opens_the_part_of_a_figure_and_keeps_the_filters(app) -> None:
    test = app("recours", figure=IN_LAST_SECTION.id, annees="2016-2018", familles="ONG")
    assert not test.exception and not test.warning
    assert get_section(test) == LAST_SECTION
    assert test.query_params["figure"] == IN_LAST_SECTION.id
    assert test.query_params["annees"] == "2016-2018" and test.query_params["familles"] == "ONG"


def test_the_figure_stays_in_the_address_until_another_part_or_page_is_chosen(app) -> None:
    test = app("recours", figure=IN_LAST_SECTION.id)
    test.multiselect(key="familles").set_value(["ONG"]).run()
    assert test.query_params["figure"] == IN_LAST_SECTION.id and get_section(test) == LAST_SECTION
    test.session_state[filters.get_section_key("recours")] = next(iter(SECTIONS["recours"]))
    test.run()
    assert "figure" not in test.query_params and test.query_params["familles"] == "ONG"


@pytest.mark.parametrize("page", ["tendances", "donnees"])
def test_another_page_forgets_the_figure(app, page: str) -> None:
    test = go_to_page(app("recours", figure=IN_LAST_SECTION.id), page)
    assert "figure" not in test.query_params
    assert "figure" not in go_to_page(test, "recours").query_params


def test_a_figure_of_another_page_opens_its_page(app) -> None:
    test = app("tendances", figure=IN_LAST_SECTION.id, familles="ONG")
    assert [title.value for title in test.title] == [dict(menu.PAGES)["recours"]]
    assert get_section(test) == LAST_SECTION and test.query_params["familles"] == "ONG"


def test_a_former_name_opens_the_figure_of_today(app, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(renamed.RENAMED_FIGURES, "ancien_nom", renamed.Renaming(IN_LAST_SECTION.id, "9.0.0"))
    test = app("recours", figure="ancien_nom")
    assert get_section(test) == LAST_SECTION and test.query_params["figure"] == IN_LAST_SECTION.id


@pytest.mark.parametrize("page", ["recours", "donnees"])
def test_a_figure_that_there_is_not_is_said(app, page: str) -> None:
    test = app(page, figure="<b>rien</b>")
    assert any("une figure qui n’existe pas" in box.value for box in test.warning)
    assert not any("<b>" in box.value for box in test.warning)
    assert "figure" not in test.query_params


@pytest.mark.parametrize("page", ["recours", "tendances"])
def test_a_figure_of_names_is_said_to_be_the_teams(app, page: str) -> None:
    test = app(page, figure="never_reached", public="projection")
    said = "Cette figure nomme des membres : elle est réservée à l’équipe."
    assert [box.value for box in test.warning] == [format_sentence(said)]
    assert not app(page, figure="never_reached").warning


def test_a_decision_leads_to_the_card_of_its_figure(app) -> None:
    test = app("reinterroger", section="decisions", annees="2016-2018")
    links = [link.proto for link in test.page_link if "figure=" in link.proto.query_string]
    assert links
    for link in links:
        params = dict(pair.split("=") for pair in link.query_string.split("&"))
        assert params["figure"] in REGISTRY
        assert params["annees"] == "2016-2018" and "section" not in params


def test_each_finding_to_remember_leads_to_the_card_that_says_it(app, demo_store: Store) -> None:
    test = app("recours", annees="2013-2021", section=LAST_SECTION)
    links = [link for link in test.page_link if "figure=" in link.proto.query_string]
    assert links
    for link in links:
        params = dict(pair.split("=") for pair in link.proto.query_string.split("&"))
        answer = figures.answer(
            demo_store, demo_store.current().number, REGISTRY[params["figure"]], Selection(2013, 2021)
        )
        assert link.label == format_sentence(answer.finding.sentence)
        assert params["annees"] == "2013-2021" and "section" not in params


def test_of_two_figures_that_ask_the_same_a_decision_leads_to_its_own(
    app, demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = decisions.find_figures(demo_store, demo_store.current().number)
    question = REGISTRY[next(iter(taken.values()))].question
    monkeypatch.setitem(
        REGISTRY, IN_LAST_SECTION.id, replace(REGISTRY[IN_LAST_SECTION.id], question=question)
    )
    test = app("reinterroger", section="decisions")
    assert sum(link.label.startswith("Voir la figure") for link in test.page_link) == len(taken)


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("figure_id", ["uptake_by_family", IN_LAST_SECTION.id, "gaps_by_support"])
def test_the_card_of_an_address_is_in_sight_and_marked(server: Server, page: Page, figure_id: str) -> None:
    figure = REGISTRY[figure_id]
    page.goto(server.address(f"{figure.page}?figure={figure_id}"))
    settle(page)
    top = page.locator(f"#{figure_id}").evaluate("title => title.getBoundingClientRect().top")
    assert 0 <= top < page.viewport_size["height"] / 2
    marked = [
        each.id
        for each in figures.of_page(figure.page)
        if page.locator(f".st-key-carte_{each.id}").count()
        and page.locator(f".st-key-carte_{each.id}").evaluate("card => getComputedStyle(card).outlineStyle")
        == "solid"
    ]
    assert marked == [figure_id]
    assert page.evaluate("document.activeElement.id") == figure_id


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_a_decision_follows_by_itself_the_number_of_the_finding(server: Server, page: Page) -> None:
    page.goto(server.address("reinterroger?figure=gaps_by_theme"))
    settle(page)
    page.locator(".st-key-consigner_gaps_by_theme button").click()
    form = page.get_by_role("dialog")
    form.get_by_text("chiffre suivi").wait_for()
    told = form.inner_text()
    assert "points (écart entre le besoin et ce qui est servi)" in told and "Agroécologie" in told


def test_the_workbook_and_the_picture_of_a_card_say_the_same_of_the_demo(
    demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = DataSource(demo_store.path, demo_store.current(), is_demo=True)
    chosen = Selection(2013, 2021, families=("COLLECTIVITE",))
    answer = figures.answer(demo_store, source.version.number, REGISTRY["uptake_by_year"], chosen)
    feet: list[str] = []
    monkeypatch.setattr(single_figure, "render_figure", lambda _, foot, __: feet.append(foot))
    monkeypatch.setattr(
        svg_image,
        "render_spec_png",
        lambda spec: feet.append(" ".join(spec["title"]["subtitle"])),
    )
    figure_card._render_workbook(source, answer)
    figure_card._render_png(source, answer)
    workbook, picture = feet
    assert "données fictives au" in workbook and workbook.endswith("2013-2021, Collectivité territoriale")
    assert picture.endswith(french.typeset(workbook))
