"""One click on the name of an organisation opens its sheet in the same tab, from a table and from the list."""

from __future__ import annotations

from itertools import pairwise

import pytest
from browser_session import Server, settle
from playwright.sync_api import Page

from dse.ui.card import tables

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
pytest_plugins = ("browser_session",)

NEVER_REACHED_FIRST = "Graines de Zélandrie"


def test_a_name_in_a_table_opens_its_sheet(server: Server, page: Page) -> None:
    page.goto(server.address("recours?figure=never_reached"))
    settle(page)
    table = page.locator('.st-key-carte_never_reached [data-testid="stDataFrame"]')
    table.wait_for()
    settle(page)
    box = table.bounding_box()
    page.mouse.click(box["x"] + 60, box["y"] + tables.ROW_HEIGHT + 20)
    page.wait_for_url("**/membre?**id=**")
    page.get_by_role("heading", name=NEVER_REACHED_FIRST, level=1).wait_for()
    assert len(page.context.pages) == 1


def test_a_name_in_the_list_opens_its_sheet_and_the_list_is_as_it_was(server: Server, page: Page) -> None:
    page.goto(server.address("membres?situation=jamais&tri=adhesion"))
    settle(page)
    link = page.get_by_role("link", name=NEVER_REACHED_FIRST)
    assert link.locator("p").evaluate("text => getComputedStyle(text).textDecorationLine") == "underline"
    link.click()
    page.get_by_role("heading", name=NEVER_REACHED_FIRST, level=1).wait_for()
    settle(page)
    page.get_by_role("link", name="Toutes les organisations").click()
    page.get_by_text("11 organisations").wait_for()
    settle(page)
    assert "situation=jamais" in page.url and "tri=adhesion" in page.url and "id=" not in page.url
    assert len(page.context.pages) == 1


def test_names_of_two_lines_do_not_touch_on_half_a_screen(server: Server, page: Page) -> None:
    page.set_viewport_size({"width": 800, "height": 1000})
    page.goto(server.address("membres"))
    settle(page)
    names = page.locator(".st-key-lignes_membres a p")
    boxes = [name.bounding_box() for name in names.all()]
    assert len(boxes) > 10
    assert all(box["y"] + box["height"] + 2 < after["y"] for box, after in pairwise(boxes))
