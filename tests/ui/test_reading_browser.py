"""Reading the dashboard in a real Chromium: marks that filter, addresses that last, and what a first visit finds."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest
import uploads
from browser_session import Server, settle
from playwright.sync_api import Browser, Locator, Page

from dse import paths
from dse.demo.refresh import refresh_demo
from dse.export.dossier.workbook import figure_sheet
from dse.ingest import Upload
from dse.store import Store

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
pytest_plugins = ("browser_session",)


def marks(page: Page, figure_id: str, kind: str = "rect") -> Locator:
    """The marks of the chart of a card."""
    return page.locator(f".st-key-carte_{figure_id} .mark-{kind}.role-mark path")


def chips(page: Page) -> list[str]:
    """What the chips say; Streamlit draws a button with a help twice, once out of sight."""
    return list(dict.fromkeys(page.locator(".st-key-filtres_choisis button p").all_inner_texts()))


def list_questions_and_findings(page: Page) -> list[str]:
    """Every question and what is found."""
    return page.locator('[class*="st-key-carte_"] h3, [class*="st-key-carte_"] p > strong').all_inner_texts()


def one_more_version(store: Store) -> None:
    """Import the offer of the demo with another name in it."""
    text = (paths.DEMO / "offre.csv").read_text(encoding="utf-8-sig")
    changed = text.replace("Fonds d’évaluation", "Fonds des évaluations")
    uploads.accepted(store, Upload("offre.csv", changed.encode()))


def test_a_click_on_a_bar_filters_the_page_and_its_chip_clears_it(server: Server, page: Page) -> None:
    page.goto(server.address("recours?section=profils"))
    settle(page)
    regions = marks(page, "uptake_by_region").count()
    page.get_by_role("radio", name="Membres accompagnés").click()
    settle(page)
    families = marks(page, "uptake_by_family").count()
    assert families > 1 and chips(page) == []
    marks(page, "uptake_by_family").nth(2).hover()
    assert "pour filtrer\u00a0: Collectivité territoriale" in page.locator("#vg-tooltip-element").inner_text()
    marks(page, "uptake_by_family").nth(2).click()
    page.get_by_text("Un second clic, ou sa puce").wait_for()
    settle(page)
    assert "familles=COLLECTIVITE" in page.url and chips(page) == ["Collectivité territoriale"]
    assert marks(page, "uptake_by_family").count() == 1
    page.get_by_role("radio", name="Profils").click()
    settle(page)
    assert marks(page, "uptake_by_region").count() < regions
    page.get_by_role("radio", name="Membres accompagnés").click()
    settle(page)
    page.locator(".st-key-puce_familles button").first.click()
    settle(page)
    assert "familles=" not in page.url and chips(page) == []
    assert marks(page, "uptake_by_family").count() == families


def test_a_click_on_a_mark_leaves_its_chart_where_it_was(server: Server, page: Page) -> None:
    for part, figure, rank in (("servis", "uptake_by_family", 2), ("profils", "uptake_by_region", 1)):
        page.goto(server.address(f"recours?section={part}"))
        settle(page)
        marks(page, figure).nth(rank).scroll_into_view_if_needed()
        settle(page)
        card = page.locator(f".st-key-carte_{figure}")
        before = card.bounding_box()["y"]
        marks(page, figure).nth(rank).click()
        page.get_by_text("Un second clic, ou sa puce").wait_for()
        settle(page)
        assert len(chips(page)) == 1
        assert abs(card.bounding_box()["y"] - before) < 5


def test_what_moves_the_page_under_a_clicked_chart_is_taken_back(server: Server, page: Page) -> None:
    """As charts above do, where they are drawn anew on a busy machine."""
    page.goto(server.address("recours?section=servis"))
    settle(page)
    mark = marks(page, "uptake_by_family").nth(2)
    mark.scroll_into_view_if_needed()
    settle(page)
    card = page.locator(".st-key-carte_uptake_by_family")
    before = card.bounding_box()["y"]
    mark.click()
    page.locator('[data-testid="stMain"]').evaluate("main => main.scrollBy(0, 300)")
    settle(page)
    assert abs(card.bounding_box()["y"] - before) < 5


def test_a_page_is_one_step_back(fresh_server: Server, new_tab: Page) -> None:
    """A tab of its own: a browser counts no more than fifty steps."""

    def count_steps() -> int:
        return new_tab.evaluate("history.length")

    before = count_steps()
    new_tab.goto(fresh_server.address("vue-ensemble?public=public"))
    settle(new_tab)
    assert count_steps() == before + 1 and "annees=" in new_tab.url
    for title in ("Recours aux accompagnements", "Enquêtes membres"):
        before = count_steps()
        address = new_tab.url
        new_tab.get_by_role("link", name=title, exact=True).first.click()
        new_tab.wait_for_url(lambda url, address=address: url != address)
        settle(new_tab)
        assert count_steps() == before + 1, title


def test_a_chip_takes_no_line_of_its_own(server: Server, page: Page) -> None:
    tops = []
    for address in ("recours", "recours?familles=COLLECTIVITE"):
        page.goto(server.address(address))
        settle(page)
        tops.append(page.locator(".st-key-a_retenir").bounding_box()["y"])
    assert abs(tops[1] - tops[0]) < 5


def test_a_second_click_on_a_mark_clears_what_the_first_chose(server: Server, page: Page) -> None:
    """The chart of one year has other layers than that of all: what it had selected must outlive them."""
    page.goto(server.address("recours?annees=2013-2021"))
    settle(page)
    for rank, address in ((3, "annees=2016"), (0, "annees=2013-2021")):
        marks(page, "uptake_by_year", "symbol").nth(rank).click()
        settle(page)
        assert page.url.endswith(address)


def test_filters_part_and_public_come_back_with_the_back_button_and_go_forward_again(
    server: Server, page: Page
) -> None:
    page.goto(server.address("enquetes?annees=2013-2021&section=besoins"))
    settle(page)
    page.get_by_text("Collectivités", exact=True).click()
    settle(page)
    page.get_by_text("Satisfaction", exact=True).click()
    settle(page)
    both = "familles=COLLECTIVITE&section=satisfaction"
    assert both in page.url
    page.go_back()
    settle(page)
    assert "familles=COLLECTIVITE&section=besoins" in page.url and chips(page) == [
        "Collectivité territoriale"
    ]
    assert page.locator('[data-testid="stMain"] [aria-checked="true"]').first.inner_text() == "Besoins"
    page.go_back()
    settle(page)
    assert "familles=" not in page.url and chips(page) == []
    page.go_forward()
    settle(page)
    assert chips(page) == ["Collectivité territoriale"]


def test_an_address_shows_the_same_in_another_browser_after_a_restart_and_an_import(
    network: str, browser: Browser, page: Page, tmp_path: Path
) -> None:
    store = Store(tmp_path / "store")
    refresh_demo(store)
    first = Server(store.path)
    words = "enquetes?annees=2016-2018&familles=ONG&section=besoins&public=projection&version=1"
    try:
        page.goto(first.address(words))
        settle(page)
        link, seen = page.url, list_questions_and_findings(page)
        page.reload()
        settle(page)
        assert (page.url, list_questions_and_findings(page)) == (link, seen)
    finally:
        first.stop()
    one_more_version(store)
    again = Server(store.path)
    try:
        other = browser.new_page()
        other.goto(link.replace(str(first.port), str(again.port)))
        settle(other)
        assert other.url.endswith(words) and list_questions_and_findings(other) == seen
        assert other.get_by_text("Vous regardez la version 1").is_visible()
        other.get_by_role("button", name="Revenir à la version actuelle").click()
        settle(other)
        assert (
            "version=" not in other.url and "familles=ONG" in other.url and "public=projection" in other.url
        )
        other.close()
    finally:
        again.stop()


def test_a_first_visit_finds_the_theme_that_rose_and_who_was_never_reached_and_takes_the_list_away(
    network: str, browser: Browser, page: Page, tmp_path: Path
) -> None:
    """Nothing imported, nothing known: two pages, by their names in the menu, and what is written on the screen."""
    server = Server(tmp_path / "store")
    try:
        page.goto(server.address())
        settle(page)
        assert page.get_by_text("Données de démonstration, fictives").first.is_visible()
        page.get_by_role("link", name="Tendances thématiques").first.click()
        settle(page)
        rose = page.locator(".st-key-carte_themes_triennials p > strong").inner_text()
        assert "2016-2018" in rose and "2019-2021" in rose and "Genre, de 31" in rose
        page.get_by_role("link", name="Recours aux accompagnements").first.click()
        settle(page)
        card = page.locator(".st-key-carte_never_reached")
        assert card.get_by_role("heading", name="Quels membres n’avons-nous jamais touchés").is_visible()
        count = int(card.locator("p > strong").inner_text().split("\u00a0")[0])
        with page.expect_download() as caught:
            card.get_by_role("button", name="Excel").click()
        assert re.fullmatch(r"membres-jamais-touches-\d{4}-\d\d-\d\d\.xlsx", caught.value.suggested_filename)
        sheet = openpyxl.load_workbook(io.BytesIO(Path(caught.value.path()).read_bytes())).worksheets[0]
        rows = list(sheet.iter_rows(min_row=figure_sheet.FIRST_ROW + 1, max_col=1, values_only=True))
        assert len(rows) == count and all(name for (name,) in rows)
    finally:
        server.stop()
