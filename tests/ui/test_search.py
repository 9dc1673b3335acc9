"""The search of the sidebar: on every page, two clicks to a card; nothing of the store before a public."""

from __future__ import annotations

import pytest
from app_session import get_sent_bytes, go_to_page, open_page
from browser_session import Server, settle
from playwright.sync_api import Page
from streamlit.testing.v1 import AppTest

from dse.disclosure.audiences import PROJECTION, PUBLICATION, TEAM
from dse.figures import REGISTRY
from dse.figures.figure import find_refusal
from dse.search import entries, software, words
from dse.store import Store
from dse.ui.frame import menu
from dse.ui.frame.data import DataSource
from dse.ui.search import search_box

pytest_plugins = ("browser_session",)
# As a new user would ask, none of them in a title.
ASKED = {
    "attente": "request_delays",
    "NPS": "recommendation",
    "budget": "accompaniment_costs",
    "verbatims": "verbatims",
    "prospects": "non_members_to_approach",
    "petites associations": "uptake_by_size",
    "refus": "requests_funnel",
    "fidélité": "repeat_use",
    "carte": "countries",
    "compétences": "answers_expertise",
}


@pytest.fixture
def source(demo_store: Store, monkeypatch: pytest.MonkeyPatch) -> DataSource:
    monkeypatch.setenv("DSE_STORE", str(demo_store.path))
    return DataSource(demo_store.path, demo_store.current(), is_demo=True)


def test_what_is_searched_is_made_beforehand_only_where_it_is_not_long(
    source: DataSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[DataSource] = []
    monkeypatch.setattr(search_box, "_list_network_indexes", lambda source: made.append(source) or [])
    open_page("recours")
    assert [each.version for each in made] == [source.version]
    monkeypatch.setattr(search_box, "MOST_PREPARED", search_box._count_things(source.version) - 1)
    open_page("recours")
    assert len(made) == 1


def search(test: AppTest, query: str) -> AppTest:
    return test.text_input(key=search_box.QUERY).set_value(query).run()


def list_links(test: AppTest) -> list[tuple[str, dict[str, str]]]:
    """Pages and queries of the links of the sidebar, the first hit first."""
    links = [link.proto for link in test.sidebar.get("page_link")]
    return [
        (link.page, dict(pair.split("=") for pair in link.query_string.split("&") if pair)) for link in links
    ]


@pytest.mark.parametrize("slug", [slug for slug in menu.SLUGS if slug != menu.PROJECTION])
def test_every_page_but_the_projection_has_the_box(source: DataSource, slug: str) -> None:
    assert search_box.QUERY in [box.key for box in open_page(slug).text_input]


def test_a_projection_has_none(source: DataSource) -> None:
    test = open_page(menu.PROJECTION, page="recours")
    assert search_box.QUERY not in [box.key for box in test.text_input]


@pytest.mark.parametrize(("query", "figure_id"), ASKED.items(), ids=ASKED)
def test_a_figure_is_found_from_an_everyday_word_in_two_clicks(
    source: DataSource, query: str, figure_id: str
) -> None:
    """One in the box, one on the first hit, which opens the card."""
    page, params = list_links(search(open_page("vue-ensemble"), query))[0]
    assert params["figure"] == figure_id and page == REGISTRY[figure_id].page
    opened = open_page(page, **params)
    assert figure_id in [title.anchor for title in opened.subheader]


def test_a_member_is_found_by_a_misspelt_name_and_its_sheet_opens(source: DataSource) -> None:
    page, params = list_links(search(open_page("tendances"), "kalimbe dévelopement"))[0]
    assert page == menu.MEMBER and params["id"] == "ORG-003"


def test_the_box_is_empty_once_a_hit_is_opened(source: DataSource) -> None:
    test = search(open_page("vue-ensemble"), "attente")
    assert list_links(test)
    opened = go_to_page(test, "recours")
    assert opened.text_input(key=search_box.QUERY).value == "" and not list_links(opened)


def test_the_box_keeps_its_words_while_the_page_stays(source: DataSource) -> None:
    test = search(open_page("recours"), "attente").run()
    assert test.text_input(key=search_box.QUERY).value == "attente" and list_links(test)


def test_what_finds_nothing_says_what_to_try(source: DataSource) -> None:
    test = search(open_page("recours"), "zzzz")
    assert any("Rien pour" in text.value and "Essayez" in text.value for text in test.caption)


@pytest.mark.parametrize(("query", "part"), [("importer un fichier", "Importer"), ("sauvegarde", "Versions")])
def test_a_part_of_the_data_page_is_opened_also_from_itself(
    source: DataSource, query: str, part: str
) -> None:
    page, params = list_links(search(open_page("recours"), query))[0]
    assert page == "donnees" and params["partie"] == part
    test = open_page("donnees", **params)
    assert test.session_state["partie"] == part and "partie" not in test.query_params


def test_a_word_of_the_dictionary_is_looked_for_there(source: DataSource) -> None:
    page, params = list_links(search(open_page("recours"), "cofinancement"))[0]
    assert page == "donnees"
    test = open_page("donnees", partie=params["partie"], mot="Cofinancement")
    assert test.text_input(key="mot_dictionnaire").value == "Cofinancement"


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_an_activity_opens_its_sheet_and_a_help_is_read_in_a_window(server: Server, page: Page) -> None:
    page.goto(server.address("recours"))
    settle(page)
    box = page.get_by_placeholder("Chercher").first
    box.fill("comment projeter")
    page.locator(".st-key-trouve").get_by_role("button", name="Projeter").first.click()
    page.get_by_role("dialog").get_by_text("Échap ramène").first.wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    box.fill("journée du réseau 2019")
    page.locator(".st-key-trouve").get_by_role("link", name="Journée du réseau (2019)").first.click()
    page.get_by_role("heading", name="Qui est venu").wait_for()


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("width", [800, 1280])
def test_hits_stand_in_place_of_the_menu_and_open_the_card(server: Server, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 720})
    page.goto(server.address("vue-ensemble"))
    settle(page)
    box = page.get_by_placeholder("Chercher").first
    box.press_sequentially("attente")
    first = page.locator(".st-key-trouve a").first
    first.wait_for()
    assert page.locator('[data-testid="stSidebarNav"]').is_hidden() and box.evaluate(
        "box => box === document.activeElement"
    )
    first.click()
    page.locator(".st-key-carte_request_delays").wait_for()
    settle(page)
    assert "figure=request_delays" in page.url and box.input_value() == ""
    assert page.locator('[data-testid="stSidebarNav"]').is_visible()


@pytest.mark.parametrize("audience", [PROJECTION, PUBLICATION])
def test_the_index_of_a_public_has_figures_pages_and_helps_and_no_name(
    source: DataSource, audience: str
) -> None:
    indexes = search_box.get_indexes(source, audience)
    found = [entry for index in indexes for entry in index.entries]
    assert {entry.kind for entry in found} == {entries.FIGURE, entries.PAGE, entries.HELP}
    texts = " ".join(f"{entry.title} {entry.detail} {line.text}" for entry in found for line in entry.lines)
    version = source.version
    names = [
        *source.store.read(version, "organisations")["name"].to_pylist(),
        *source.store.read(version, "organisation_aliases")["alias"].to_pylist(),
        *source.store.read(version, "activities")["title"].to_pylist(),
    ]
    assert names and [name for name in names if name in texts] == []
    assert not [
        entry
        for entry in found
        if entry.kind == entries.FIGURE and find_refusal(REGISTRY[entry.target], audience)
    ]


def test_names_are_in_the_index_of_the_team(source: DataSource) -> None:
    found = {entry.title for index in search_box.get_indexes(source, TEAM) for entry in index.entries}
    assert "Solidarités Ouvélia" in found


@pytest.mark.parametrize("query", ["Solidarités Ouvélia", "SOLOUV", "journée du réseau", "ORG-001"])
def test_before_a_public_a_name_finds_nobody(source: DataSource, query: str) -> None:
    test = search(open_page("recours", public="projection"), query)
    sent = b" ".join(get_sent_bytes(test)).decode("utf-8", "replace")
    assert "membre?id" not in sent and not any(page == menu.MEMBER for page, _ in list_links(test))
    assert "Solidarités Ouvélia" not in sent.replace(query, "")


def test_every_line_of_the_list_of_words_names_something_that_there_is() -> None:
    titles = search_box.list_page_titles(TEAM)
    targets = {(entry.kind, entry.target) for entry in software.list_entries(titles, TEAM)}
    assert set(words.load_synonyms()) - targets == set()
    assert {figure_id for kind, figure_id in words.load_synonyms() if kind == entries.FIGURE} == set(REGISTRY)
