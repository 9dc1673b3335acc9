"""A part begins with its questions: each leads to a card that is there, and one alone needs no list."""

from __future__ import annotations

import re

import pytest
from app_session import open_page
from browser_session import Server, settle
from playwright.sync_api import Page
from streamlit.testing.v1 import AppTest

from dse.figures import SECTIONS, of_page
from dse.store import Store
from dse.ui.card import question_list

pytest_plugins = ("browser_session",)


@pytest.fixture(autouse=True)
def team_store(demo_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DSE_STORE", str(demo_store.path))


def list_targets(test: AppTest) -> list[str]:
    """The cards that the list leads to; none where there is no list."""
    begins = (f":small[{question_list.OF_PAGE[:-2]}", f":small[{question_list.OF_SECTION[:-2]}")
    lists = [text.value for text in test.markdown if text.value.startswith(begins)]
    assert len(lists) <= 1
    return re.findall(r"\]\(#(\w+)\)", "".join(lists))


@pytest.mark.parametrize("slug", SECTIONS)
def test_the_first_part_of_a_page_lists_the_cards_below_it(slug: str) -> None:
    test = open_page(slug)
    cards = [title.anchor for title in test.subheader]
    assert len(cards) > 1 and list_targets(test) == cards


def test_a_page_without_parts_lists_its_cards() -> None:
    targets = list_targets(open_page("cadre-de-suivi"))
    assert targets == [figure.id for figure in of_page("cadre-de-suivi")]


def test_the_landing_page_lists_its_cards() -> None:
    test = open_page("vue-ensemble")
    targets = list_targets(test)
    assert len(targets) == 4 and set(targets) <= {title.anchor for title in test.subheader}


def test_a_part_of_one_figure_has_no_list() -> None:
    assert list_targets(open_page("reinterroger", section="decisions", public="projection")) == []


def test_a_figure_without_rows_is_not_in_the_list() -> None:
    test = open_page("enquetes", section="attentes", annees="2015")
    cards = [title.anchor for title in test.subheader]
    assert list_targets(test) == (cards if len(cards) > 1 else [])


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_a_question_brings_its_card_again_and_again(server: Server, page: Page) -> None:
    page.goto(server.address("recours"))
    settle(page)
    link = page.locator('a[href="#uptake_any_by_year"]').first
    for _ in range(2):
        link.click()
        page.wait_for_function(
            "() => document.querySelector('#uptake_any_by_year').getBoundingClientRect().top < window.innerHeight / 2"
        )
        page.locator('[data-testid="stMain"]').evaluate("main => main.scrollTo(0, 0)")
