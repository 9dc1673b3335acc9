"""The app as Streamlit runs it: every page, direct links, filters, the demo, an empty choice, an import."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from app_session import go_to_page, open_page
from streamlit.testing.v1 import AppTest

import dse
from dse import figures, french, paths
from dse.errors import Conflict
from dse.figures import REGISTRY, SECTIONS, of_page
from dse.query import Selection
from dse.store import Store
from dse.ui.frame import address, menu, shell
from dse.ui.frame.prose import escape_markdown, format_sentence, link_web_address
from dse.ui.next_steps.box import TITLE as NEXT_STEPS


@pytest.fixture
def app(demo_store: Store, monkeypatch: pytest.MonkeyPatch):
    """The app over a store of the demo's data, taken for the team's."""
    monkeypatch.setenv("DSE_STORE", str(demo_store.path))

    return open_page


def no_error(test: AppTest) -> None:
    assert not test.exception
    assert [box.value for box in test.error] == []


@pytest.mark.parametrize("page", [word for word, _ in menu.PAGES])
def test_every_page_opens(app, page: str) -> None:
    test = go_to_page(app("donnees"), page)
    no_error(test)
    assert [title.value for title in test.title] == [dict(menu.PAGES)[page]]


@pytest.mark.parametrize("page", [word for word, _ in (*menu.PAGES, *menu.HIDDEN)])
def test_every_page_but_a_slide_names_the_release_at_the_foot_of_its_sidebar(app, page: str) -> None:
    named = [each for each in app(page).sidebar.button if dse.__version__ in each.label]
    assert len(named) == (0 if page == menu.PROJECTION else 1)


def test_the_name_of_the_release_leads_to_what_is_new(app) -> None:
    test = app()
    test.button(key="nouveautes").click().run()
    no_error(test)
    assert any(f"## {dse.__version__}" in text.value for text in test.markdown)


@pytest.mark.parametrize("page", figures.PAGES)
def test_every_chart_of_a_page_is_that_of_its_figure(app, demo_store: Store, page: str) -> None:
    # Enquêtes membres shows one section at a time, in the order of the registry.
    shown = [app(page, section=word) for word in SECTIONS.get(page, ("",))]
    drawn = [json.loads(each.proto.spec) for test in shown for each in test.get("vega_lite_chart")]
    number, years = demo_store.current().number, Selection(2013, 2021)
    answers = [(figure, figures.answer(demo_store, number, figure, years)) for figure in of_page(page)]
    # A figure that is silent is named at the end of its part, with the reason.
    told = [each for each in answers if not each[1].table.empty]
    assert len(drawn) == len([figure for figure, _ in told if figure.chart])
    titles = [box.value for test in shown for box in test.subheader]
    questions = [title for title in titles if title != NEXT_STEPS]
    assert questions == [french.typeset(figure.question) for figure, _ in told]
    texts = [text.value for test in shown for text in test.markdown]
    for figure, answer in told:
        if figure.chart:
            assert any(format_sentence(answer.finding.sentence) in text for text in texts), figure.id


@pytest.mark.parametrize("page", [*figures.PAGES, "donnees"])
def test_a_direct_link_runs_the_page_inside_the_app(demo_store: Store, monkeypatch, page: str) -> None:
    monkeypatch.setenv("DSE_STORE", str(demo_store.path))
    test = open_page(page)
    no_error(test)
    assert [title.value for title in test.title] == [dict(menu.PAGES)[page]]
    assert len(test.multiselect) == (0 if page in shell.WITHOUT_FILTERS else 4)


def test_filters_come_from_the_address_and_stay_when_the_page_changes(app) -> None:
    test = app("tendances", annees="2016-2018", familles="COLLECTIVITE", themes="GENRE,CLIMAT")
    no_error(test)
    assert test.multiselect(key="familles").value == ["COLLECTIVITE"]
    assert test.selectbox(key="periode").value == "Triennal 2016-2018"
    go_to_page(test, "recours")
    assert test.multiselect(key="familles").value == ["COLLECTIVITE"]
    assert test.query_params["annees"] == "2016-2018"
    assert test.query_params["familles"] == "COLLECTIVITE"


def test_filters_are_kept_across_a_page_that_does_not_draw_them(app) -> None:
    test = app("donnees", annees="2016-2018", familles="COLLECTIVITE")
    assert len(test.multiselect) == 0
    go_to_page(test, "tendances")
    assert test.multiselect(key="familles").value == ["COLLECTIVITE"]
    assert test.selectbox(key="periode").value == "Triennal 2016-2018"
    test.multiselect(key="familles").set_value(["ONG"]).run()
    go_to_page(test, "donnees")
    go_to_page(test, "recours")
    assert test.multiselect(key="familles").value == ["ONG"]
    no_error(test)


def test_a_filter_changes_the_figures_and_the_address(app, demo_store: Store) -> None:
    test = app("recours")
    test.multiselect(key="familles").set_value(["ONG"]).run()
    no_error(test)
    assert test.query_params["familles"] == "ONG"
    answer = figures.answer(
        demo_store, demo_store.current().number, REGISTRY["never_reached"], Selection(families=("ONG",))
    )
    assert any(format_sentence(answer.finding.sentence) in text.value for text in test.markdown)


@pytest.mark.parametrize(("label", "code"), [("Collectivités", "COLLECTIVITE"), ("Réseaux", "COLLECTIF_OSC")])
def test_one_click_reads_a_page_for_local_authorities_or_for_networks_alone(
    app, label: str, code: str
) -> None:
    test = app("reseau", familles="ONG,ESS")
    at_hand = test.button_group(key="une_famille")
    assert label in at_hand.options and at_hand.value is None
    at_hand.set_value(code).run()
    no_error(test)
    assert test.multiselect(key="familles").value == [code]
    assert test.query_params["familles"] == code
    test.button_group(key="une_famille").set_value(None).run()
    assert test.multiselect(key="familles").value == []


def test_words_that_mean_nothing_are_left_out(app) -> None:
    test = app("tendances", annees="abc", familles="NIMPORTE,ONG", regions="<script>")
    no_error(test)
    assert test.multiselect(key="familles").value == ["ONG"]
    assert test.selectbox(key="periode").value == "Toutes les années"


def test_without_the_team_s_data_the_demo_is_shown_and_says_so(
    monkeypatch, tmp_path: Path, demo_store: Store
) -> None:
    monkeypatch.setenv("DSE_STORE", str(tmp_path / "empty"))
    monkeypatch.setattr(paths, "DEMO_STORE", demo_store.path)
    test = open_page()
    no_error(test)
    assert any("fictives" in box.value for box in test.warning)
    assert not (tmp_path / "empty").exists()


@pytest.mark.parametrize("version", ["999", "²"])
def test_a_version_that_does_not_exist_gives_way_to_the_current_one(app, version: str) -> None:
    test = app(version=version)
    no_error(test)
    assert len(test.warning) == 1
    assert any("Version 1" in text.value for text in test.caption)


def test_the_version_asked_for_stays_when_the_page_changes(own_demo: Store, monkeypatch) -> None:
    own_demo.commit({"offers": []}, parent=1, author="test", message="sans offre")
    monkeypatch.setenv("DSE_STORE", str(own_demo.path))
    test = open_page("donnees", version="1")
    go_to_page(test, "recours")
    assert test.query_params["version"] == "1"
    assert any("Version 1" in text.value for text in test.caption)


def test_years_chosen_by_hand_give_way_when_the_data_change(app) -> None:
    test = app("tendances", annees="2014-2015")
    assert test.selectbox(key="periode").value == "Années choisies"
    test.session_state["annees"] = (1999, 2003)
    test.run()
    no_error(test)


def test_what_a_link_asks_for_in_vain_is_said(app) -> None:
    test = app(annees="1950-1960", familles="LICORNE")
    assert any("LICORNE" in box.value and "1950" in box.value for box in test.warning)


def test_an_unexpected_failure_shows_no_traceback(app, monkeypatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret value")

    monkeypatch.setattr("dse.ui.card.figure_pages.show_grid", broken)
    test = app("tendances")
    assert not test.exception
    (box,) = test.error
    assert "imprévue" in box.value and "secret" not in box.value


def test_text_from_data_is_shown_literally() -> None:
    nasty = "zoe@exemple.invalid www.exemple.invalid ![x](http://a.b) $E=mc^2$ :red[x] <script> **gras** [a](javascript:1) `c` ~~b~~ :material/home:"
    shown = escape_markdown(nasty)
    assert all(f"\\{sign}" in shown for sign in "![($:<*`~")
    assert shown.replace("\\", "").replace("\u2060", "") == nasty
    # Streamlit makes links of whole addresses and pictures of names, whatever is escaped in them.
    assert not re.search(r"\w@|://|www\.|:material", shown.replace("\\", ""), re.IGNORECASE)


def test_a_web_address_of_the_data_is_a_link_and_nothing_else_is() -> None:
    shown = link_web_address("https://www.exemple.org/rapport-(1).pdf?v=2#p3")
    assert shown.endswith("](https://www.exemple.org/rapport-%281%29.pdf?v=2#p3)") and "\u2060" not in shown
    for text in (
        "javascript:alert(1)",
        r"\\serveur\partage",
        "https://a.b/x y",
        "voir https://a.b",
        "file:///c",
    ):
        assert link_web_address(text) == escape_markdown(text)
    hostile = link_web_address("https://a.b/)[x](javascript:1)<b>$y$")
    assert hostile.endswith("](https://a.b/%29%5Bx%5D%28javascript:1%29%3Cb%3E%24y%24)")


@pytest.mark.parametrize(
    ("words", "years"),
    [
        ("2016-2018", (2016, 2018)),
        ("2017", (2017, 2017)),
        ("2018-2016", (2016, 2018)),
        ("1900-2999", (2013, 2021)),
        ("2016-2018-2020", (2013, 2021)),
        ("", (2013, 2021)),
        ("1999", (2013, 2021)),
    ],
)
def test_years_of_an_address(words: str, years: tuple[int, int]) -> None:
    assert address.decode({"annees": words}, 2013, 2021)["annees"] == years


def test_an_address_says_what_it_was_made_from() -> None:
    chosen = {
        "annees": (2016, 2018),
        "familles": ["ONG", "ESS"],
        "regions": [],
        "types": [],
        "themes": ["GENRE"],
    }
    words = address.encode(chosen, version=4)
    assert words == {"annees": "2016-2018", "familles": "ONG,ESS", "themes": "GENRE", "version": "4"}
    assert address.decode(words, 2013, 2021) == chosen


def test_what_the_start_imported_is_left_out_of_later_collections(app) -> None:
    import gc

    app()
    assert gc.get_freeze_count() > 100_000


def test_someone_else_s_import_meanwhile_is_told_in_french(app, demo_store: Store, monkeypatch) -> None:
    def late(*_: object, **__: object) -> None:
        raise Conflict("Quelqu’un a importé entre-temps. Relancez l’aperçu.")

    monkeypatch.setattr(Store, "undo", late)
    test = app("donnees")
    test.session_state["partie"] = "Versions"
    test.run().button(key="annuler").click().run()
    assert not test.exception
    assert any("a importé" in box.value for box in test.error)


def test_a_newest_version_that_cannot_be_read_is_said_on_every_page(own_demo: Store, monkeypatch) -> None:
    own_demo.commit({"offers": []}, parent=1, author="test", message="sans offre")
    newest = next(own_demo.path.rglob("00000002.json"))
    newest.write_bytes(newest.read_bytes()[:-9])
    monkeypatch.setenv("DSE_STORE", str(own_demo.path))
    test = open_page()
    no_error(test)
    assert any("version 2 ne se lit plus" in box.value for box in test.warning)
    go_to_page(test, "donnees")
    assert any("2" in box.value for box in test.warning)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"public": ""}, "un public sans dire lequel"),
        ({"public": ["diffusion", "equipe"]}, "un public inconnu, public=diffusion&public=equipe"),
        ({"public": ["equipe", "equipe"]}, "un public inconnu, public=equipe&public=equipe"),
        ({"public": "Equipe"}, "un public inconnu, Equipe"),
        ({"PUBLIC": "equipe"}, "un public inconnu, PUBLIC=equipe"),
        ({"public": "equipe", "Public": "projection"}, "un public inconnu, public=equipe&Public=projection"),
    ],
)
def test_a_public_asked_for_in_another_way_counts_as_the_lowest(
    query: dict[str, str | list[str]], words: str, demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSE_STORE", str(demo_store.path))
    page = open_page("recours", **query)
    assert page.query_params["public"] == "diffusion" and "PUBLIC" not in page.query_params
    assert any(words in warning.value.replace("\\", "") for warning in page.warning)
