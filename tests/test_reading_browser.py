"""Reading the dashboard in a real Chromium: marks that filter, addresses that last, and what a first visit finds."""

from __future__ import annotations

import pytest
from browsing import Server, settle
from playwright.sync_api import Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
pytest_plugins = ("browsing",)


def marks(page: Page, figure_id: str, kind: str = "rect") -> Locator:
    """The marks of the chart of a card."""
    return page.locator(f".st-key-carte_{figure_id} .mark-{kind}.role-mark path")


def chips(page: Page) -> list[str]:
    """What the chips say; Streamlit draws a button with a help twice, once out of sight."""
    return list(dict.fromkeys(page.locator(".st-key-filtres_choisis button p").all_inner_texts()))


def test_a_click_on_a_bar_filters_the_page_and_its_chip_clears_it(server: Server, page: Page) -> None:
    page.goto(server.address("recours"))
    settle(page)
    families, regions = (marks(page, f"uptake_by_{each}").count() for each in ("family", "region"))
    assert families > 1 and chips(page) == []
    marks(page, "uptake_by_family").nth(2).hover()
    assert "pour filtrer\u00a0: Collectivité territoriale" in page.locator("#vg-tooltip-element").inner_text()
    marks(page, "uptake_by_family").nth(2).click()
    page.get_by_text("Un second clic, ou sa puce").wait_for()
    settle(page)
    assert "familles=COLLECTIVITE" in page.url and chips(page) == ["Collectivité territoriale"]
    assert marks(page, "uptake_by_family").count() == 1
    assert marks(page, "uptake_by_region").count() < regions
    page.locator(".st-key-puce_familles button").first.click()
    settle(page)
    assert "familles=" not in page.url and chips(page) == []
    assert marks(page, "uptake_by_family").count() == families


def test_a_second_click_on_a_mark_clears_what_the_first_chose(server: Server, page: Page) -> None:
    """The chart of one year has other layers than that of all: what it had selected must outlive them."""
    page.goto(server.address("recours?annees=2013-2021"))
    settle(page)
    for rank, address in ((3, "annees=2016"), (0, "annees=2013-2021")):
        marks(page, "uptake_by_year", "symbol").nth(rank).click()
        settle(page)
        assert page.url.endswith(address)
