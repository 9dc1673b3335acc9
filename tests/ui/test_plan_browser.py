"""The plan of a review in a browser: what a click of the menu of a plan falls on."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from browser_session import Server, settle
from playwright.sync_api import Browser, Dialog, Page, expect

from dse import identity, review_plans
from dse.review import CHAPTERS, Comment, Plan, PlannedChapter, figure_anchor
from dse.store import Store
from dse.ui.review import comment_box

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


def test_a_plan_that_is_renamed_has_its_new_title_in_the_list_at_once(own_server: Server, page: Page) -> None:
    page.goto(own_server.address("bilan"))
    settle(page)
    page.locator("[class*=st-key-plan_menu]").get_by_role("button").click()
    page.get_by_label("Titre du plan").fill("Pour le comité")
    page.get_by_role("button", name="Renommer").click()
    page.get_by_text("s’appelle désormais").wait_for()
    settle(page)
    assert page.get_by_role("combobox", name="Plan", exact=True).input_value() == "Pour le comité"


def test_names_and_logo_saved_one_after_the_other_are_all_kept(
    own_server: Server, own_demo: Store, page: Page
) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><path d="M0 0h40v20z"/></svg>'
    page.goto(own_server.address("bilan"))
    settle(page)
    page.get_by_text("Documents", exact=True).click()
    page.get_by_role("button", name="Nom et logo").click()
    page.wait_for_function("() => document.activeElement.ariaLabel === 'Nom du réseau'")
    page.keyboard.type("Réseau Un")
    save = page.get_by_test_id("stForm").get_by_role("button", name="Enregistrer")
    expect(save).to_be_in_viewport(ratio=1)
    expect(page.get_by_text("Entrée pour valider")).not_to_be_visible()  # it lay over the name
    page.keyboard.press("Enter")
    page.get_by_text("« Réseau Un », sans logo").wait_for()
    settle(page)
    expect(save).not_to_be_visible()  # it lay over « Préparer le dossier »
    page.get_by_role("button", name="Nom et logo").click()
    assert page.get_by_label("Nom du réseau").input_value() == "Réseau Un"
    page.get_by_test_id("stForm").locator("input[type=file]").set_input_files(
        {"name": "logo.svg", "mimeType": "image/svg+xml", "buffer": drawing.encode()}
    )
    page.get_by_text("logo.svg").wait_for()
    save.click()
    page.get_by_text("« Réseau Un », avec votre logo").wait_for()
    written = tomllib.loads((own_demo.path / identity.FILE).read_text(encoding="utf-8"))
    assert written["reseau"] == "Réseau Un" and written["logo"].endswith(".svg")


def test_a_name_that_is_emptied_is_gone_from_the_browser(own_server: Server, new_tab: Page) -> None:
    kept = f"localStorage.getItem('{comment_box.KEPT_AUTHOR}')"
    signed = new_tab.get_by_role("button", name="Vous signez : Claire")
    new_tab.goto(own_server.address("bilan?section=offre"))
    settle(new_tab)
    for text in ("Claire", ""):
        new_tab.locator("[class*=st-key-bilan_signature]").get_by_role("button").click()
        new_tab.wait_for_function("() => document.activeElement.ariaLabel === 'Votre nom'")
        new_tab.keyboard.press("ControlOrMeta+a")
        new_tab.keyboard.press("Delete")
        new_tab.keyboard.type(text)
        new_tab.keyboard.press("Enter")
        signed.wait_for(state="visible" if text else "hidden")
        settle(new_tab)
        assert new_tab.evaluate(kept) == (text or None)
    new_tab.reload()
    settle(new_tab)
    assert not signed.is_visible() and not new_tab.evaluate(kept)


def test_the_page_keeps_its_place_and_the_name_of_who_writes(
    own_server: Server, own_demo: Store, new_tab: Page
) -> None:
    plan = review_plans.find_plan(own_demo, 2)
    assert plan is not None
    long = PlannedChapter("themes", ("themes_triennials", "themes_levels", "themes_by_year"))
    review_plans.save_plan(own_demo, replace(plan, chapters=(*plan.chapters, long)))

    def read_top(name: str) -> float:
        place = new_tab.get_by_role("heading", name=name).bounding_box()
        return float(place["y"])

    new_tab.goto(own_server.address("bilan?section=offre"))
    settle(new_tab)
    new_tab.locator("[class*=st-key-bilan_signature]").get_by_role("button").click()
    new_tab.wait_for_function("() => document.activeElement.ariaLabel === 'Votre nom'")
    new_tab.keyboard.type("Claire")
    new_tab.keyboard.press("Enter")
    new_tab.get_by_role("button", name="Vous signez : Claire").wait_for()
    settle(new_tab)
    new_tab.reload()
    new_tab.get_by_role("button", name="Vous signez : Claire").wait_for()
    settle(new_tab)
    assert "section=offre" in new_tab.url and new_tab.get_by_role("heading", name="2. Ce qui").is_visible()
    box, button = new_tab.locator("textarea").last, new_tab.locator(".st-key-bilan_suite_offre")
    before = button.bounding_box()["y"] - box.bounding_box()["y"]
    box.fill("Un mot.")
    box.blur()
    new_tab.get_by_text("Enregistré · Claire").wait_for()
    settle(new_tab)
    assert button.bounding_box()["y"] - box.bounding_box()["y"] == before, "nothing moves once it is saved"
    button.get_by_role("button").click()
    new_tab.get_by_role("heading", name="3. Les thèmes").wait_for()
    settle(new_tab)
    assert 0 < read_top("3. Les thèmes") < 400


def test_the_documents_open_at_their_top_however_the_page_grows_until_the_reader_moves(
    own_server: Server, page: Page
) -> None:
    main = "document.querySelector('[data-testid=stMain]')"
    page.set_viewport_size({"width": 1280, "height": 520})
    page.goto(own_server.address("bilan?section=offre&plan=2&triennal=2019-2021"))
    settle(page)
    page.mouse.move(900, 400)
    page.mouse.wheel(0, 10_000)
    settle(page)
    page.locator(".st-key-bilan_partie").get_by_text("Documents", exact=True).click()
    title = page.get_by_text("Dossier 2019-2021")
    title.wait_for()
    settle(page)
    expect(title).to_be_in_viewport(ratio=1)
    jump = f"{main}.scrollTo(0, 10_000)"  # as a browser does where something comes above what is in sight
    page.evaluate(jump)
    expect(title).to_be_in_viewport(ratio=1)
    page.mouse.wheel(0, 10_000)
    expect(title).not_to_be_in_viewport()
    settle(page)
    expect(title).not_to_be_in_viewport()
    page.go_back()
    page.get_by_role("heading", name="2. Ce qui").wait_for()
    settle(page)
    page.wait_for_timeout(3_000)
    page.evaluate(jump)  # as the browser's search does, and who reads by voice
    page.wait_for_timeout(500)
    expect(page.get_by_role("heading", name="2. Ce qui")).not_to_be_in_viewport()


def test_back_and_forward_lead_to_the_top_of_a_chapter(own_server: Server, new_tab: Page) -> None:
    new_tab.set_viewport_size({"width": 1280, "height": 520})
    new_tab.goto(own_server.address("bilan?section=offre&plan=2&triennal=2019-2021"))
    settle(new_tab)
    new_tab.locator(".st-key-bilan_partie").get_by_text("Documents", exact=True).click()
    for go, title in (
        (new_tab.go_back, new_tab.get_by_role("heading", name="2. Ce qui")),
        (new_tab.go_forward, new_tab.get_by_text("Dossier 2019-2021")),
    ):
        settle(new_tab)
        new_tab.mouse.move(900, 400)
        new_tab.mouse.wheel(0, 10_000)
        settle(new_tab)
        go()
        title.wait_for()
        settle(new_tab)
        expect(title).to_be_in_viewport(ratio=1)


def test_a_dossier_is_said_to_be_written_where_one_looks_and_is_there_when_the_page_is_loaded_again(
    own_server: Server, own_demo: Store, new_tab: Page, browser: Browser
) -> None:
    def is_in_sight(text: str) -> bool:
        place = window.get_by_text(text).bounding_box()
        return place is not None and 0 < place["y"] < window.viewport_size["height"] - 40

    window, plan = new_tab, review_plans.find_plan(own_demo, 2)
    assert plan is not None
    themes = PlannedChapter(
        "themes", ("themes_triennials", "themes_levels", "themes_by_year", "themes_wanted")
    )
    members = PlannedChapter("besoins", ("composition_by_family", "network_moves", "answers_need"))
    typed = {
        chapter.anchor: Comment("Près de 52 %, Mme Quatrefages.", "", date(2021, 1, 1))
        for chapter in CHAPTERS[1:]
    }
    review_plans.save_plan(
        own_demo, replace(plan, comments=typed, chapters=(members, *plan.chapters, themes))
    )
    window.set_viewport_size({"width": 1280, "height": 720})
    documents = own_server.address("bilan?section=documents&plan=2&triennal=2019-2021&pdf=non")
    window.goto(documents)
    settle(window)
    window.get_by_text("C’est un essai").click()
    settle(window)
    window.get_by_role("button", name="Préparer le dossier").click()
    to_read = window.get_by_text("Le dossier n’est pas encore fait").first
    to_read.wait_for()
    settle(window)
    assert 0 < to_read.bounding_box()["y"] < 120, "what is to be read is seen from its first line"
    window.get_by_text("J’ai tout relu").click()
    settle(window)
    window.get_by_role("button", name="Écrire le dossier").click()
    window.wait_for_function(
        """() => {
            const texts = [...document.querySelectorAll(".st-key-bilan_dossier p")];
            const line = texts.find((text) => text.innerText.startsWith("Le dossier s’écrit"));
            const place = line && line.getBoundingClientRect();
            return place && 0 < place.top && place.bottom < innerHeight
                && !texts.some((text) => text.innerText.startsWith("J’ai tout relu"));
        }"""
    )
    window.get_by_text("L’essai est prêt").wait_for()
    settle(window)
    assert is_in_sight("L’essai est prêt") and is_in_sight("Télécharger le dossier")
    window.reload()
    window.get_by_text("L’essai est prêt").wait_for()
    settle(window)
    with window.expect_download() as download:
        window.get_by_role("button", name="Télécharger le dossier").click()
    assert download.value.suggested_filename.endswith("-essai.zip")
    window.goto(documents)
    settle(window)
    assert not window.get_by_role("checkbox", name="C’est un essai").is_checked(), "a link says what it opens"
    kept = window.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('dse-'))")
    assert kept == ["dse-navigateur"], "docs/vie-privee.md says what a browser keeps"
    other = browser.new_context(locale="fr-FR").new_page()
    other.goto(documents + "&essai=oui")
    settle(other)
    assert not other.get_by_text("est prêt").is_visible()
    other.context.close()


def test_a_number_goes_where_the_cursor_was_and_typing_goes_on_behind_it(
    own_server: Server, own_demo: Store, page: Page
) -> None:
    def put_in(label: str) -> None:
        page.get_by_role("button", name=label).first.click()
        settle(page)
        page.wait_for_function("() => document.activeElement.tagName === 'TEXTAREA'")

    def read_text() -> str:
        (text,) = (
            comment.text
            for plan in review_plans.list_plans(own_demo).values()
            for comment in plan.comments.values()
        )
        return text

    page.goto(own_server.address("bilan?section=offre"))
    settle(page)
    page.locator("textarea").last.click()
    page.keyboard.type("Près de  🙂 membres.")
    expect(page.get_by_text("Entrée pour valider")).not_to_be_visible()  # it is saved all along
    for _ in "🙂 membres.":
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.locator("[class*=st-key-bilan_nombre_figure]").get_by_role("button").first.click()
    page.wait_for_function("() => document.activeElement.placeholder?.startsWith('Chercher : membres')")
    page.keyboard.type("Taux de recours en 2021")
    put_in("Taux de recours en 2021")
    assert read_text() == "Près de [[taux de recours, dernière année]] 🙂 membres."
    page.keyboard.type(" ou ")
    put_in("Taux de recours sur 2019-2021")  # saved twice, and nobody else wrote there
    number = "[[taux de recours, dernière année]] ou [[taux de recours, sur la période]]"
    assert read_text() == f"Près de {number} 🙂 membres."
    page.keyboard.type(" puis")
    for year in (2021, 2018):  # before the cursor is back in the text
        page.locator(".st-key-bilan_nombres").get_by_role("button", name=f"en {year}").first.click()
    settle(page)
    taux = "taux de recours, dernière année"
    assert read_text() == f"Près de {number} puis [[{taux}]] [[{taux} (2016-2018)]] 🙂 membres."


def test_a_figure_that_is_moved_stays_under_the_mouse(
    own_server: Server, own_demo: Store, page: Page
) -> None:
    plan = review_plans.find_plan(own_demo, 2)
    assert plan is not None
    chapters = (PlannedChapter("offre", ("uptake_by_year", "requests_funnel")),)
    review_plans.save_plan(own_demo, replace(plan, chapters=chapters))
    page.goto(own_server.address("bilan?section=offre&plan=2&triennal=2019-2021"))
    settle(page)
    arrow = page.locator(".st-key-icone_monter_requests_funnel")
    arrow.scroll_into_view_if_needed()
    settle(page)
    before = arrow.bounding_box()["y"]
    arrow.get_by_role("button").first.click()
    arrow.locator("button[disabled]").first.wait_for()
    settle(page)
    assert abs(arrow.bounding_box()["y"] - before) < 5
    page.mouse.move(1, before)
    page.mouse.down()  # as on a scroll bar
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollBy(0, -60)")
    settle(page)
    assert abs(arrow.bounding_box()["y"] - before - 60) < 5


def test_a_figure_that_is_added_is_brought_into_sight(own_server: Server, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(own_server.address("bilan?section=offre&plan=2&triennal=2019-2021"))
    settle(page)
    page.locator(".st-key-bilan_autres_offre summary").click()
    add = page.locator("[class*=st-key-bilan_garder_]").last
    add.wait_for()
    settle(page)
    key = next(name for name in add.get_attribute("class").split() if name.startswith("st-key-bilan_garder_"))
    add.get_by_role("button").click()
    card = page.locator(f".{key.replace('garder', 'figure')}")
    card.wait_for()
    settle(page)
    page.wait_for_timeout(1_000)
    assert 0 < card.bounding_box()["y"] < 360
    assert not page.locator("[class*=st-key-bilan_garder_]").first.is_visible()


def test_what_is_to_correct_is_brought_into_sight_with_the_cursor_in_it(
    own_server: Server, own_demo: Store, page: Page
) -> None:
    plan = review_plans.find_plan(own_demo, 2)
    assert plan is not None
    last = "requests_funnel"
    chapters = (PlannedChapter("offre", ("uptake_by_year", "accompaniments_by_year", last)),)
    comments = {figure_anchor(last): Comment("Soit [[]].", "", date(2021, 1, 1))}
    review_plans.save_plan(own_demo, replace(plan, chapters=chapters, comments=comments))
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(own_server.address("bilan?section=documents&plan=2&triennal=2019-2021&pdf=non"))
    settle(page)
    page.get_by_role("button", name="Préparer le dossier").click()
    page.get_by_role("button", name="Corriger dans").click()
    page.wait_for_function("() => document.activeElement.value === 'Soit [[]].'")
    settle(page)
    assert 0 < page.locator("textarea:focus").bounding_box()["y"] < 660


def test_the_list_of_numbers_is_in_sight_also_of_a_button_at_the_foot_of_the_window(
    own_server: Server, page: Page
) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(own_server.address("bilan?section=offre"))
    settle(page)
    button = page.locator("[class*=st-key-bilan_nombre_figure]").get_by_role("button").first
    button.evaluate("button => button.scrollIntoView({ block: 'end' })")
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollBy(0, 90)")  # room for a search alone
    settle(page)
    button.click()
    numbers = page.locator(".st-key-bilan_nombres")
    numbers.wait_for()
    page.wait_for_function("() => document.activeElement.placeholder?.startsWith('Chercher : membres')")
    settle(page)
    place = numbers.bounding_box()
    assert place["y"] > 0 and place["y"] + place["height"] < 720


def test_the_list_of_numbers_is_a_group_that_a_key_closes_and_goes_back_to_the_text(
    own_server: Server, page: Page
) -> None:
    page.goto(own_server.address("bilan?section=offre"))
    settle(page)
    box = page.locator("textarea").last
    box.click()
    page.keyboard.type("Soit .")
    page.keyboard.press("ArrowLeft")
    page.locator("[class*=st-key-bilan_nombre_figure]").get_by_role("button").first.click()
    numbers = page.get_by_role("group", name="Nombres à insérer")
    numbers.wait_for()
    settle(page)
    high = page.locator(".st-key-bilan_nombres").bounding_box()["height"]
    for row in ("Taux de recours, en 2018 : ", "Taux de recours en 2021, les deux"):
        expect(numbers.get_by_role("button", name=row)).to_be_visible()
    page.keyboard.type("jamais touchés")
    settle(page)
    assert page.locator(".st-key-bilan_nombres").bounding_box()["height"] < high / 2, "no blank under one row"
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    numbers.wait_for(state="detached")
    page.wait_for_function("() => document.activeElement.tagName === 'TEXTAREA'")
    page.keyboard.type("ici")
    assert box.input_value() == "Soit ici."


def test_what_is_typed_after_the_list_is_closed_stays_where_it_is_typed(
    own_server: Server, page: Page
) -> None:
    page.goto(own_server.address("bilan?section=offre"))
    settle(page)
    first, second = page.locator("textarea").first, page.locator("textarea").last
    first.click()
    page.keyboard.type("Un.")
    for close in ("click", "Escape"):
        page.locator("[class*=st-key-bilan_nombre_]").get_by_role("button").first.click()
        search = page.get_by_label("Chercher un nombre")
        search.click()
        settle(page)
        if close == "Escape":
            search.press("Escape")
            page.keyboard.type(" Deux, tout de suite.", delay=50)
        else:
            page.get_by_role("button", name="Fermer la liste").click()
            page.wait_for_timeout(150)
            second.click()
            page.keyboard.type("Trois, lettre par lettre.", delay=60)
        search.wait_for(state="detached")
        settle(page)
        assert second.input_value() == "Trois, lettre par lettre."
        assert first.input_value() == ("Un." if close == "click" else "Un. Deux, tout de suite.")


def test_numbers_of_a_printed_table_stand_at_the_right(
    own_server: Server, own_demo: Store, page: Page
) -> None:
    plan = review_plans.find_plan(own_demo, 2)
    assert plan is not None
    chapters = (PlannedChapter("cadre", ("indicators_progress",)),)
    review_plans.save_plan(own_demo, replace(plan, chapters=chapters))
    page.goto(own_server.address("bilan?section=cadre&plan=2&triennal=2019-2021"))
    settle(page)
    cells = page.get_by_test_id("stTable").locator("tbody tr").first.locator("td")
    sides = [cell.evaluate("cell => getComputedStyle(cell).textAlign") for cell in cells.all()]
    assert sides == ["left", "left", "left", "right", "right", "right", "left"]


def test_a_text_is_not_lost_by_who_leaves_while_typing(
    own_server: Server, own_demo: Store, new_tab: Page
) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    def open_review() -> None:
        settle(new_tab)
        new_tab.get_by_role("link", name="Bilan triennal").click()
        new_tab.get_by_text("Ce que l’équipe retient du triennal").wait_for()
        settle(new_tab)

    def load_again() -> int:
        """How often the browser has asked."""
        new_tab.evaluate("location.reload()")
        settle(new_tab)
        return len(asked)

    def read_texts() -> list[str]:
        saved = [plan.comments for plan in review_plans.list_plans(own_demo).values() if plan.comments]
        return [comment.text for comments in saved for comment in comments.values()]

    new_tab.on("dialog", stay)
    new_tab.goto(own_server.address())
    open_review()
    box = new_tab.locator("textarea").first
    box.fill("Un.")
    box.blur()
    settle(new_tab)
    assert read_texts() == ["Un."]
    box.click()
    box.press("End")
    new_tab.keyboard.type(" Deux.")
    assert load_again() == 1, "while typing"
    assert read_texts() == ["Un. Deux."]
    box.click()
    box.press("End")
    new_tab.keyboard.type(" Trois.")
    new_tab.evaluate("history.back()")
    new_tab.get_by_role("heading", name="Vue d’ensemble", level=1).wait_for()
    assert read_texts() == ["Un. Deux. Trois."]
    open_review()
    box.click()
    box.press("End")
    new_tab.keyboard.type(" Quatre.")
    box.press("Control+Enter")
    settle(new_tab)
    assert read_texts() == ["Un. Deux. Trois. Quatre."]
    assert load_again() == 1, "it is saved"
    box.click()
    new_tab.keyboard.insert_text("mot " * 6_000)
    box.blur()
    new_tab.get_by_text("Raccourcissez-le").wait_for()
    assert load_again() == 2, "too long to be saved"
    assert read_texts() == ["Un. Deux. Trois. Quatre."] and "mot mot" in box.input_value()
