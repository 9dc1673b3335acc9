"""One click on a title opens its sheet in the same tab, whatever the order of the table."""

from __future__ import annotations

import pytest
from browser_session import Server, settle
from playwright.sync_api import Page

from dse.ui.card import tables

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
pytest_plugins = ("browser_session",)


@pytest.mark.parametrize("sorted_first", [False, True])
def test_a_title_in_a_table_opens_its_sheet(server: Server, page: Page, sorted_first: bool) -> None:
    page.goto(server.address("tendances?figure=themes_accompaniments"))
    settle(page)
    table = page.locator('.st-key-carte_themes_accompaniments [data-testid="stDataFrame"]')
    table.wait_for()
    settle(page)
    box = table.bounding_box()
    if sorted_first:
        page.mouse.click(box["x"] + 20, box["y"] + tables.ROW_HEIGHT // 2)
        settle(page)
    page.mouse.click(box["x"] + 130, box["y"] + tables.ROW_HEIGHT + 20)
    page.wait_for_url("**/accompagnement?**id=**")
    page.get_by_role("heading", name="Étapes et coûts").wait_for()
    year = page.locator(".st-key-etapes table tr:nth-child(3) td").nth(1).inner_text()[-4:]
    assert (year == "2013") is sorted_first
    assert len(page.context.pages) == 1


def test_what_to_follow_up_leads_to_its_sheet_and_back(server: Server, page: Page) -> None:
    page.goto(server.address("suivi?etape=demande"))
    settle(page)
    page.locator(".st-key-lignes_relance_decision a").first.click()
    page.get_by_text("jours sans décision").first.wait_for()
    settle(page)
    page.get_by_role("link", name="Tout le suivi").click()
    page.get_by_text("4 lignes").wait_for()
    assert "etape=demande" in page.url and "id=" not in page.url
