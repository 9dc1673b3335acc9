"""Typing in a browser: what is wrong is read in the box, closing it loses nothing, a double click saves once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser_session import Server, settle
from playwright.sync_api import Page

from dse.store import Store

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
pytest_plugins = ("browser_session",)

SHEET = "activite?id=ACT-2013-01"


@pytest.fixture
def own_server(network: str, own_demo: Store) -> Iterator[Server]:
    server = Server(own_demo.path)
    yield server
    server.stop()


def send(page: Page) -> None:
    page.get_by_role("button", name="Voir ce qui changera").click()
    settle(page)


def test_what_is_wrong_is_read_in_the_box_and_a_double_click_saves_once(
    own_server: Server, page: Page
) -> None:
    page.goto(own_server.address(SHEET))
    settle(page)
    page.get_by_role("button", name="Corriger").first.click()
    box = page.get_by_role("dialog")
    box.get_by_role("textbox", name="Places").fill("beaucoup")
    send(page)
    box.get_by_text("Quelque chose ne va pas").wait_for()
    assert box.get_by_role("textbox", name="Places").input_value() == "beaucoup"
    page.keyboard.press("Escape")
    page.get_by_text("À enregistrer : 1 activité").wait_for()
    settle(page)
    page.get_by_role("button", name="Reprendre").click()
    box.wait_for()
    settle(page)
    assert box.get_by_role("textbox", name="Places").input_value() == "beaucoup"
    box.get_by_role("textbox", name="Places").fill("17")
    send(page)
    box.wait_for(state="hidden")
    page.get_by_role("button", name="Enregistrer").dblclick()
    page.get_by_text("Enregistré : 1 activité, version").wait_for()
    settle(page)
    page.get_by_text("Annuler cette saisie").click()
    page.get_by_role("button", name="Confirmer l’annulation").click()
    settle(page)
    page.get_by_text("9 places prises sur 15").wait_for()
