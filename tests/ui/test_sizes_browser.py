"""Pages on a laptop: the first chart is in sight."""

from __future__ import annotations

from pathlib import Path

import pytest
import screen_texts
from browser_session import Server, settle
from playwright.sync_api import Page

from dse.figures import SECTIONS
from dse.ui.frame import menu

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
pytest_plugins = ("browser_session",)

LEAST_SEEN = 120  # pixels of a chart, or all of it where it is lower: enough to see what it compares
ADDRESSES = [
    address
    for slug, _ in menu.PAGES
    for address in (
        [f"{slug}?section={section}" for section in SECTIONS[slug]] if slug in SECTIONS else [slug]
    )
]
_IS_DRAWN = """() => !document.querySelector('[data-testid="stSkeleton"], .st-key-a_retenir_attendu')"""
WITHOUT_CHART = {
    "bilan",
    "membres",
    "suivi",
    "donnees",
    "enquetes?section=attentes",
    "reinterroger?section=decisions",
    "changement?section=liste",
}


def test_on_a_laptop_the_first_chart_of_each_page_is_in_sight_even_under_the_banner_of_the_demo(
    page: Page, tmp_path: Path
) -> None:
    server, hidden = Server(tmp_path / "store"), []
    try:
        for address in ADDRESSES:
            page.goto(server.address(address))
            settle(page)
            page.wait_for_function(_IS_DRAWN)
            assert page.get_by_text("Données de démonstration, fictives").first.is_visible()
            chart = screen_texts.measure_first_chart(page)
            if chart is None:
                assert address in WITHOUT_CHART
            elif chart.seen < min(LEAST_SEEN, chart.height):
                hidden.append((address, chart))
    finally:
        server.stop()
    assert hidden == []
