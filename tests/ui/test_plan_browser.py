"""The plan of a review in a browser: what a click of the menu of a plan falls on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser_session import Server, settle
from playwright.sync_api import Dialog, Page

from dse import review_plans
from dse.review import Plan, PlannedChapter
from dse.store import Store

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
pytest_plugins = ("browser_session",)


@pytest.fixture
def own_server(network: str, own_demo: Store) -> Iterator[Server]:
    for title in ("Bilan du comité", "Bilan court"):
        review_plans.save_plan(
            own_demo, Plan((PlannedChapter("offre", ("uptake_by_year",)),), title, "2019-2021")
        )
    server = Server(own_demo.path)
    yield server
    server.stop()


@pytest.mark.parametrize("pause", [0, 2_500])
def test_a_second_click_on_delete_does_not_delete_the_next_plan(
    own_server: Server, own_demo: Store, page: Page, pause: int
) -> None:
    page.goto(own_server.address("bilan"))
    settle(page)
    page.locator("[class*=st-key-plan_menu]").get_by_role("button").click()
    button = page.get_by_role("button", name="Supprimer")
    place = button.bounding_box()
    button.click()
    page.wait_for_timeout(pause)
    page.mouse.click(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    page.get_by_text("« Bilan court » est supprimé").wait_for()
    settle(page)
    assert [plan.title for plan in review_plans.list_plans(own_demo).values()] == ["Bilan du comité"]
    assert not button.is_visible(), "the menu is closed"


def test_a_text_that_is_being_typed_is_not_lost_when_the_page_is_loaded_again(
    own_server: Server, own_demo: Store, new_tab: Page
) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    new_tab.on("dialog", stay)
    new_tab.goto(own_server.address("bilan"))
    settle(new_tab)
    box = new_tab.locator("textarea").first
    box.fill("Un premier mot.")
    box.blur()
    new_tab.get_by_role("button", name="Enregistrer le commentaire").click()
    new_tab.get_by_text("Vous signez").wait_for()
    settle(new_tab)
    box.click()
    box.press("End")
    new_tab.keyboard.type(" Puis un autre.")
    new_tab.evaluate("location.reload()")
    settle(new_tab)
    assert asked == ["beforeunload"]
    saved = [plan.comments for plan in review_plans.list_plans(own_demo).values() if plan.comments]
    assert [comment.text for comments in saved for comment in comments.values()] == [
        "Un premier mot. Puis un autre."
    ]
