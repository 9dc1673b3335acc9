"""The projector in a real Chromium: keys, links, sizes, and what a room would see."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browser_session import Server, charts, outside, settle
from playwright.sync_api import Browser, Page

from dse import decisions, running_orders, slides
from dse.demo.refresh import refresh_demo
from dse.disclosure.audiences import PROJECTION
from dse.running_orders import RunningOrder
from dse.slides import FigureSlide, TitleSlide
from dse.store import Store
from dse.ui.frame import menu

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
pytest_plugins = ("browser_session",)

SCREENS = ((1280, 720), (1920, 1080), (1024, 768))
LEAST, TITLE = (
    2.49,
    5.0,
)  # percent of the screen's height; a hundredth is lost in rounding the size of a canvas
# Every visible text, in HTML and in charts: its size in percent of the screen's height, and where it ends.
TEXTS = """() => {
  const height = window.innerHeight, found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode, parent = text.parentElement;
    if (!text.textContent.trim() || ["STYLE", "SCRIPT", "NOSCRIPT"].includes(parent.tagName)) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect(), style = getComputedStyle(parent);
    if (box.width < 1 || box.height < 1 || style.visibility === "hidden" || style.opacity === "0") continue;
    if (parent.closest('[data-testid="stMarkdownContainer"]')?.clientWidth === 1) continue; // for screen readers
    const matrix = parent.getScreenCTM ? parent.getScreenCTM() : null;
    const scale = matrix ? Math.hypot(matrix.a, matrix.b) : 1;
    found.push({
      text: text.textContent.trim(),
      size: 100 * scale * parseFloat(style.fontSize) / height,
      is_inside: box.left >= -1 && box.top >= -1 && box.right <= window.innerWidth + 1 && box.bottom <= height + 1,
    });
  }
  return found;
}"""
# How many slides each page has.
SHOWN = {page: len(slides.of_page(page, PROJECTION).slides) for page in slides.PAGES}


def require_readable(page: Page) -> None:
    """No text too small, none cut by the screen, no scrollbar, a title that is one."""
    texts = page.evaluate(TEXTS)
    assert texts
    assert [each for each in texts if each["size"] < LEAST] == []
    assert [each for each in texts if not each["is_inside"]] == []
    title = page.locator("h1").first.inner_text()
    assert all(each["size"] >= TITLE for each in texts if each["text"] in title and len(each["text"]) > 8)
    overflow = "() => [document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]"
    assert max(page.evaluate(overflow)) <= 0
    clear = """() => {
      const foot = document.querySelector(".st-key-pied").getBoundingClientRect();
      const chart = document.querySelector(".st-key-diapo");
      return !chart || chart.getBoundingClientRect().bottom <= foot.top + 2;
    }"""
    assert page.evaluate(clear), "the foot covers the slide"


def press(page: Page, key: str) -> None:
    page.keyboard.press(key)
    settle(page)


def slide_of(page: Page) -> str:
    return re.search(r"diapo=([0-9]+)", page.url).group(1)


def require_readable_on(page: Page, screens: tuple[tuple[int, int], ...]) -> None:
    """The slide that is open can be read on each of these screens."""
    for width, height in screens:
        page.set_viewport_size({"width": width, "height": height})
        settle(page)
        require_readable(page)
        drawn = charts(page)
        assert all(drawn) and len(drawn) <= 1
        assert page.locator('[data-testid="stAlertContentError"], [data-testid="stException"]').count() == 0


@pytest.mark.parametrize("slug", slides.PAGES)
def test_the_first_slide_of_each_page_can_be_read_from_the_back_of_a_room(
    server: Server, page: Page, slug: str
) -> None:
    page.goto(server.address(f"projection?page={slug}&diapo=1"))
    require_readable_on(page, SCREENS)
    assert outside(page) == []


@pytest.mark.long
@pytest.mark.parametrize("slug", [slug for slug, slides_shown in SHOWN.items() if slides_shown > 1])
def test_every_other_slide_can_be_read_from_the_back_of_a_room(server: Server, page: Page, slug: str) -> None:
    """As a presenter comes to them: one after the other."""
    page.goto(server.address(f"projection?page={slug}&diapo=2"))
    require_readable_on(page, SCREENS[:2])
    for rank in range(3, SHOWN[slug] + 1):
        press(page, "ArrowRight")
        assert slide_of(page) == str(rank)
        require_readable_on(page, SCREENS[:2])
    assert outside(page) == []


def test_a_presenter_walks_through_a_page_and_comes_back_with_her_filters(server: Server, page: Page) -> None:
    page.goto(server.address("recours?annees=2016-2018"))
    settle(page)
    page.get_by_role("button", name="Projeter").first.click()
    settle(page)
    assert "/projection?" in page.url and "version=1" in page.url and slide_of(page) == "1"
    assert page.locator('[data-testid="stSidebar"]').is_hidden()
    first = page.locator("h1").inner_text()
    for key, rank in (("ArrowRight", "2"), ("PageDown", "3"), ("PageUp", "2"), ("ArrowLeft", "1")):
        press(page, key)
        assert slide_of(page) == rank, key
    assert page.locator("h1").inner_text() == first
    press(page, "f")
    page.get_by_label("Familles d’acteurs").first.click()
    page.get_by_role("option", name="Collectivité territoriale").click()
    settle(page)
    assert "familles=COLLECTIVITE" in page.url
    require_readable(page)
    press(page, "Escape")
    assert page.get_by_label("Familles d’acteurs").count() == 0 and "/projection?" in page.url
    press(page, "ArrowRight")
    assert "familles=COLLECTIVITE" in page.url and slide_of(page) == "2"
    press(page, "Escape")
    assert "/recours?" in page.url and "familles=COLLECTIVITE" in page.url and "version=" not in page.url
    assert page.locator('[data-testid="stSidebar"]').is_visible()
    assert page.get_by_label("Public").first.is_visible()
    assert "public=" not in page.url
    assert page.evaluate("() => getComputedStyle(document.documentElement).fontSize") == "16px"


def test_a_slide_survives_a_reload_going_back_another_browser_and_a_restart(
    browser: Browser, fresh_server: Server, page: Page, demo_store: Store
) -> None:
    page.goto(fresh_server.address("projection?page=tendances&diapo=3&annees=2016-2018&themes=GENRE,CLIMAT"))
    settle(page)
    title = page.locator("h1").inner_text()
    press(page, "ArrowRight")
    page.go_back()
    settle(page)
    assert page.locator("h1").inner_text() == title
    page.reload()
    settle(page)
    assert page.locator("h1").inner_text() == title and "themes=GENRE" in page.url
    link = page.url
    fresh_server.stop()
    again = Server(demo_store.path)
    try:
        other = browser.new_page()
        other.goto(re.sub(r"127\.0\.0\.1:[0-9]+", f"127.0.0.1:{again.port}", link))
        settle(other)
        assert other.locator("h1").inner_text() == title
        assert "Genre" in other.locator(".st-key-pied").inner_text()
        press(other, "Escape")
        assert "/tendances?" in other.url and "themes=GENRE" in other.url
        other.close()
    finally:
        again.stop()


def test_leaving_leads_to_the_part_of_the_slide_shown(server: Server, page: Page) -> None:
    page.goto(server.address("enquetes?section=satisfaction"))
    settle(page)
    page.get_by_role("button", name="Projeter").first.click()
    settle(page)
    assert "satisfaits" in page.locator("h1").inner_text()
    press(page, "Home")
    press(page, "Escape")
    assert "/enquetes?" in page.url and "section=" not in page.url


def test_a_public_lowered_on_the_page_comes_back_up_there_and_on_no_slide(server: Server, page: Page) -> None:
    way_up = page.get_by_text("Revenir à « Équipe »".replace("« ", "«\u00a0").replace(" »", "\u00a0»"))
    page.goto(server.address("recours?annees=2016-2018"))
    settle(page)
    audience = page.get_by_role("combobox", name="Public")
    audience.scroll_into_view_if_needed()  # a list closes when what is around it scrolls
    settle(page)
    audience.click()
    page.get_by_role("option", name="Projection").click()
    settle(page)
    assert way_up.count() == 1
    page.get_by_role("button", name="Projeter").first.click()
    settle(page)
    assert way_up.count() == 0 and "public=projection" in page.url
    press(page, "Escape")
    way_up.click()
    page.get_by_role("button", name="Oui, tout montrer").click()
    settle(page)
    assert way_up.count() == 0
    assert "public=" not in page.url and "annees=2016-2018" in page.url


def test_a_figure_is_projected_from_its_card(server: Server, page: Page) -> None:
    page.goto(server.address("recours?section=profils"))
    settle(page)
    page.locator(".st-key-projeter_uptake_by_size button").first.click()
    settle(page)
    assert page.locator("h1").inner_text().startswith("Accompagnons-nous autant les petites")


def test_a_jump_closes_the_list_and_keys_go_on(server: Server, page: Page) -> None:
    page.goto(server.address("projection?page=tendances&diapo=1"))
    settle(page)
    page.get_by_text("1 / ").click()
    page.locator(".st-key-aller_4 button").first.click()
    settle(page)
    assert slide_of(page) == "4" and page.locator(".st-key-aller_4").count() == 0
    press(page, "ArrowRight")
    assert slide_of(page) == "5"


@pytest.fixture
def own(tmp_path: Path, network: str):
    """A dashboard over a store of its own, with a running order."""
    store = Store(tmp_path / "store")
    refresh_demo(store)
    chosen = (
        TitleSlide("Où en sommes-nous ?", "Séminaire de septembre"),
        FigureSlide("uptake_by_year"),
        FigureSlide("themes_by_year", "annees=2016-2018"),
    )
    running_orders.save(store, RunningOrder("Séminaire", chosen))
    server = Server(store.path)
    yield server, store
    server.stop()


def test_a_running_order_is_opened_from_any_page_and_by_link(own: tuple[Server, Store], page: Page) -> None:
    server, _ = own
    page.goto(server.address("tendances"))
    settle(page)
    page.locator('[data-testid="stSidebar"]').get_by_text("Diaporamas").click()
    page.locator('[data-testid="stPopoverBody"]').get_by_role("button", name="Séminaire").click()
    settle(page)
    assert "deroule=1" in page.url and page.locator("h1").inner_text().startswith("Où en sommes-nous")
    require_readable(page)
    press(page, "PageDown")
    press(page, "PageDown")
    assert "2016-2018" in page.locator(".st-key-pied").inner_text()
    require_readable(page)
    page.reload()
    settle(page)
    assert slide_of(page) == "3"
    assert outside(page) == []


def test_a_running_order_is_composed_by_hand_and_projected(own: tuple[Server, Store], page: Page) -> None:
    server, store = own
    page.goto(server.address("tendances"))
    settle(page)
    page.locator('[data-testid="stSidebar"]').get_by_text("Diaporamas").click()
    page.get_by_text("Préparer un diaporama").click()
    settle(page)
    page.get_by_label("Titre du diaporama").fill("Comité")
    page.get_by_label("Grand titre").fill("Bienvenue")
    page.locator(".st-key-ajouter_titre button").first.click()
    settle(page)
    page.locator(".st-key-enregistrer_deroule button").first.click()
    page.get_by_text("Le diaporama est enregistré").wait_for()
    settle(page)
    (kept,) = running_orders.listed(store).values()
    assert kept.title == "Comité" and kept.slides[-1] == TitleSlide("Bienvenue") and kept.number == 1
    page.locator(".st-key-projeter_deroule button").first.click()
    settle(page)
    assert "deroule=1" in page.url
    press(page, "Escape")
    assert "/deroules" in page.url


def test_a_lead_is_written_down_in_two_clicks_and_the_slide_stays(
    own: tuple[Server, Store], page: Page
) -> None:
    server, store = own
    page.goto(server.address("projection?page=recours&diapo=1"))
    settle(page)
    page.locator(".st-key-icone_consigner button").first.click()
    page.get_by_role("dialog").wait_for()
    page.get_by_label("Ce qui est décidé").fill("Revenir en mars.")
    page.get_by_role("dialog").get_by_role("button", name="Consigner", exact=True).dblclick()
    page.get_by_text("La piste est consignée").wait_for()
    settle(page)
    assert page.get_by_role("dialog").count() == 0
    (mine,) = (each for each in decisions.recorded(store) if each.decision == "Revenir en mars.")
    assert (mine.figure_id, mine.store_version) == ("uptake_by_year", 1) and mine.value_then
    assert "version=1" in page.url and store.current().number == 2
    press(page, "ArrowRight")
    assert slide_of(page) == "2"


def test_escape_closes_the_form_of_a_lead_and_not_the_projection(server: Server, page: Page) -> None:
    page.goto(server.address("projection?page=recours&diapo=2"))
    settle(page)
    page.locator(".st-key-icone_consigner button").first.click()
    page.get_by_label("Ce qui est décidé").fill("Ébauche")
    press(page, "Escape")
    assert "/projection?" in page.url and page.get_by_role("dialog").count() == 0
    press(page, "ArrowRight")
    assert slide_of(page) == "3"


@pytest.mark.parametrize("slug", [slug for slug, _ in menu.HIDDEN])
def test_pages_out_of_the_menu_open_by_link_on_a_fresh_server(
    fresh_server: Server, page: Page, slug: str
) -> None:
    page.goto(fresh_server.address(f"{slug}?annees=2016-2018&page=recours"))
    settle(page)
    assert page.locator("h1").first.is_visible()
    assert page.locator('[data-testid="stAlertContentError"], [data-testid="stException"]').count() == 0
    assert page.locator('[role="dialog"]').count() == 0
