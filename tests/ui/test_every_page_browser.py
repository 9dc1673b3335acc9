"""Every page, opened once and then looked at in turn: its charts are painted, it has no grave fault of access, half a screen is enough."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import screen_texts
from access import find_grave_faults
from browser_session import CHART, LAPTOP, Server, charts, open_tab, outside, settle, wait_for_drawn_charts
from playwright.sync_api import Browser, Page, expect

from dse import figures, slides
from dse.disclosure.audiences import PROJECTION
from dse.figures import REGISTRY, SECTIONS, of_page
from dse.query import Selection
from dse.store import Store
from dse.ui.frame import menu

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
pytest_plugins = ("browser_session",)

HALF_SCREEN = {"width": 800, "height": 900}
SPOKEN = f"{CHART} [aria-label]:not(.role-title-text)"  # Vega lets no chart silence its title
HOME = menu.PAGES[0][0]
SLIDE = f"{menu.PROJECTION}?page=recours&diapo=2"
# The figures of each address.
SHOWN = {"": of_page(HOME)} | {slug: of_page(slug) for slug, _ in menu.PAGES if slug not in (HOME, *SECTIONS)}
SHOWN |= {
    f"{page}?section={slug}": section.figures
    for page, sections in SECTIONS.items()
    for slug, section in sections.items()
}
SHOWN |= {
    menu.ORDERS: (),
    SLIDE: (REGISTRY[slides.of_page("recours", PROJECTION).slides[1].figure_id],),
}
# The page, and its charts, which the server makes.
IS_OF_SCHEME = """([scheme, chart]) => {
  const app = getComputedStyle(document.querySelector('[data-testid="stApp"]'));
  const grounds = [...document.querySelectorAll(`${chart} svg`)].map(each => getComputedStyle(each).backgroundColor);
  return app.colorScheme === scheme && grounds.every(each => each === app.backgroundColor);
}"""
SCHEME = "matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'"
# What each element is called, and its colours.
LOOK = """() => [...document.querySelectorAll('[data-testid="stApp"] *')].map(each => {
  const style = getComputedStyle(each);
  return [each.tagName, each.ariaLabel, style.color, style.backgroundColor, style.fill].join(" ");
})"""


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """The tab of a French browser."""
    tab = open_tab(browser, locale="fr-FR")
    yield tab
    tab.context.close()


@pytest.fixture(scope="module", params=SHOWN)
def address(request: pytest.FixtureRequest) -> str:
    """Each in turn: pytest runs all the tests of one before those of the next."""
    return request.param


@pytest.fixture(scope="module")
def opened(server: Server, tab: Page, address: str) -> Iterator[Page]:
    """The page of an address, on half a screen; each test then shows it as it needs."""
    tab.asked.clear()
    tab.refused.clear()
    open_as(tab, server.address(address), HALF_SCREEN)
    yield tab
    assert tab.refused == []


def open_as(tab: Page, address: str, size: dict[str, int], scheme: str = "light") -> None:
    tab.emulate_media(color_scheme=scheme)
    tab.set_viewport_size(size)
    tab.goto(address)
    settle(tab)


def show(tab: Page, size: dict[str, int], scheme: str = "light") -> None:
    """An open page, once the system is light or dark and its window of that size."""
    tab.set_viewport_size(size)
    if scheme != tab.evaluate(SCHEME):
        tab.emulate_media(color_scheme=scheme)
        settle(tab)
        tab.keyboard.press("r")  # Streamlit tells the server when it runs the page again
    tab.wait_for_function(IS_OF_SCHEME, arg=[scheme, CHART])
    settle(tab)


def test_on_half_a_screen_no_text_covers_another(opened: Page) -> None:
    show(opened, HALF_SCREEN)
    height = opened.locator('[data-testid="stMain"]').evaluate("main => main.scrollHeight")
    show(opened, HALF_SCREEN | {"height": height + 20})
    assert screen_texts.find_overlaps(opened) == []


def test_every_page_paints_its_charts_and_asks_nobody_else(
    demo_store: Store, opened: Page, address: str
) -> None:
    show(opened, LAPTOP)
    # On the landing page each measure has its own small chart.
    measures = 0 if address else opened.locator('[data-testid="stMetric"]').count()
    number = demo_store.current().number
    expected = [
        figure
        for figure in SHOWN[address]
        if figure.chart and not figures.answer(demo_store, number, figure, Selection()).table.empty
    ]
    expect(opened.locator(CHART)).to_have_count(measures + len(expected))
    if expected:
        wait_for_drawn_charts(opened)
    drawn = charts(opened)
    assert len(drawn) == measures + len(expected)
    assert bool(measures) is (address == "")
    assert all(drawn)
    assert opened.locator('[data-testid="stAlertContentError"], [data-testid="stException"]').count() == 0
    assert outside(opened) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_has_no_grave_fault_of_access(opened: Page, scheme: str) -> None:
    show(opened, LAPTOP, scheme)
    assert find_grave_faults(opened) == []
    names = opened.eval_on_selector_all(CHART, "all => all.map(each => each.ariaLabel)")
    assert all(names)
    assert opened.locator(SPOKEN).count() == 0, "Vega tells it in English"
    opened.wait_for_function("document.documentElement.lang === 'fr'")
    buttons = opened.locator(
        f'[data-testid="stFullScreenFrame"]:has({CHART}) [data-testid="stElementToolbar"]'
    )
    assert not any(each.is_visible() for each in buttons.all()), "Streamlit's own buttons, in English"


@pytest.mark.parametrize("page", ["recours?section=profils", SLIDE])
def test_a_page_that_turns_dark_is_as_one_that_opens_so(server: Server, tab: Page, page: str) -> None:
    open_as(tab, server.address(page), HALF_SCREEN)
    light = tab.evaluate(LOOK)
    show(tab, LAPTOP, "dark")
    dark = tab.evaluate(LOOK)
    open_as(tab, server.address(page), LAPTOP, "dark")
    assert dark == tab.evaluate(LOOK) != light
