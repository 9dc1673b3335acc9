"""Streamlit's own words are French in an English browser, and what the team wrote is left alone."""

from __future__ import annotations

import csv
import getpass
import re
from pathlib import Path

import pytest
import streamlit
from browser_session import Server, settle
from playwright.sync_api import Locator, Page, expect

from dse import paths
from dse.store import Store
from dse.ui.frame import menu
from dse.ui.server.document import translate_document

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
pytest_plugins = ("browser_session",)

WORDS = paths.DATA / "streamlit_words.csv"
# Written alike in both languages.
FRENCH_TOO = frozenset(
    [
        "date",
        "dates",
        "dimension",
        "disponible",
        "distance",
        "format",
        "minimum",
        "maximum",
        "distinct",
        "page",
        "pages",
        "percent",
        "index",
        "menu",
        "selection",
        "table",
        "type",
    ]
)
# A sentence, or what a control is called, among the programs of Streamlit's frontend.
SAID = re.compile(
    r"""["`]([A-Z][a-z]+(?: [A-Za-z',/()-]+)+[.!?:]?)["`]"""
    r"""|(?:label|title|children|tooltip|placeholder|content|message|"aria-label"):"([A-Z][a-z]+)\""""
)
# The day on which a survey was closed.
OURS = re.compile(r"(^|, )Close le$")
# In sentences that Streamlit's programs put together, and in no French one.
ALWAYS_ENGLISH = frozenset(
    [
        "allowed",
        "available",
        "bar",
        "dismiss",
        "failed",
        "false",
        "icon",
        "mark",
        "press",
        "results",
        "select",
        "title",
        "true",
        "with",
    ]
)
READ = """() => {
    const texts = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
        if (element.closest('style, script, noscript, [data-testid="stIconMaterial"]')) continue;
        const shown = element.checkVisibility() || element.closest('[role="log"], [id^="react-aria"], canvas');
        if (!shown) continue;
        if (node.nodeType === Node.TEXT_NODE) { if (!element.closest('[translate="no"]')) texts.push(node.data); }
        else for (const name of ["aria-label", "aria-roledescription", "aria-valuetext", "title", "placeholder", "alt"])
            if (element.hasAttribute(name)) texts.push(element.getAttribute(name));
    }
    return texts;
}"""


NOTE_DRAWN = """window.drawn = new Set();
const draw = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
    window.drawn.add(text);
    return draw.call(this, text, ...rest);
};"""


SURVEY = "\n".join(
    [
        "Horodateur,Votre avis,Vos appuis,Effectif",
        *(f"2021/03/{day:02d} 2:05:10 PM CET,Plutôt bien,Conseil,{day}" for day in range(1, 29)),
    ]
)


def list_english_words() -> set[str]:
    """Words that Streamlit's frontend may say: of its table here, and of all its programs where they are not French."""
    with WORDS.open(encoding="utf-8", newline="") as file:
        replaced = " ".join(row["english"] for row in csv.DictReader(file))
    frontend = Path(streamlit.__file__).parent / "static/static/js"
    programs = [file.read_text(encoding="utf-8", errors="replace") for file in frontend.glob("*.js")]
    said = " ".join(sentence or label for program in programs for sentence, label in SAID.findall(program))
    pages = [*(paths.ROOT / "docs").glob("*.md"), *paths.DEMO.glob("*.csv"), *paths.DATA.glob("search_*.csv")]
    french = " ".join(page.read_text(encoding="utf-8", errors="replace") for page in pages)
    english = list_words(replaced) | list_words(said) - list_words(french)
    return (english | ALWAYS_ENGLISH) - FRENCH_TOO - list_words(getpass.getuser())


def list_words(text: str) -> set[str]:
    return {word for word in re.findall(r"[^\W\d_]+", text.lower()) if len(word) > 2}


ENGLISH = list_english_words()


def find_english(page: Page) -> list[str]:
    """Texts and labels of the page that have a word of Streamlit's English."""
    return sorted(
        text for text in set(page.evaluate(READ)) if not OURS.search(text) and ENGLISH & list_words(text)
    )


def test_no_french_is_replaced_again() -> None:
    """Each replacement is looked at as any change of the page: one that is to be replaced would be so without end."""
    with WORDS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    words = {row["english"] for row in rows}
    assert len(words) == len(rows)
    assert [row["french"] for row in rows if row["french"].strip() in words] == []


def open_at(page: Page, server: Server, slug: str) -> None:
    page.goto(server.address(slug))
    settle(page)


def open_table(
    page: Page, server: Server, slug: str = "recours", figure: str = "uptake_by_family"
) -> Locator:
    """The table of a card, opened."""
    open_at(page, server, slug)
    page.locator(f".st-key-montrer_{figure}").get_by_text("Tableau").click()
    table = page.locator(f'.st-key-carte_{figure} [data-testid="stDataFrame"]')
    table.scroll_into_view_if_needed()
    settle(page)
    return table


@pytest.mark.parametrize("slug", [*(slug for slug, _ in menu.PAGES), menu.ORDERS, menu.PROJECTION])
def test_no_page_says_an_english_word(server: Server, page: Page, slug: str) -> None:
    open_at(page, server, slug)
    assert find_english(page) == []


@pytest.mark.parametrize(
    "address",
    [
        "membre?id=ORG-001", "activite?id=ACT-2013-01", "projection?page=reinterroger&diapo=1",
        "projection?page=enquetes&diapo=1",
    ],
)  # fmt: skip
def test_no_sheet_and_no_slide_says_an_english_word(server: Server, page: Page, address: str) -> None:
    open_at(page, server, address)
    assert find_english(page) == []


@pytest.mark.parametrize(
    "slug", ["recours", "bilan", "deroules", "membres", "projection?page=reinterroger&diapo=2"]
)
def test_what_a_button_opens_says_no_english_word(server: Server, page: Page, slug: str) -> None:
    open_at(page, server, slug)
    opened = 0
    for button in page.locator('[data-testid="stPopoverButton"]:visible').all()[:3]:
        button.click()
        page.locator('[data-testid="stPopoverBody"]').wait_for()
        settle(page)
        assert find_english(page) == []
        page.keyboard.press("Escape")
        opened += 1
    assert opened, "nothing to open"


def test_the_detector_sees_what_streamlit_says(server: Server, page: Page) -> None:
    open_at(page, server, "membres")
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<p>No results</p><i title=\"Pin column\">x</i>')"
    )
    assert find_english(page) == ["No results", "Pin column"]


def test_decimals_of_a_table_are_french(server: Server, new_tab: Page) -> None:
    new_tab.add_init_script(NOTE_DRAWN)
    open_table(new_tab, server, "changement?section=expertise", "paired_expertise")
    drawn = new_tab.evaluate("[...window.drawn]")
    decimals = {text for text in drawn if re.fullmatch(r"\d+[.,]\d+", text)}
    assert decimals and not any("." in text for text in decimals)


def test_lists_tables_and_their_menus_are_french(server: Server, new_tab: Page) -> None:
    table = open_table(new_tab, server)
    table.hover()
    for button in table.locator('[data-testid="stElementToolbarButton"] button').all()[:2]:
        button.hover()
        button.click()
        new_tab.wait_for_timeout(600)
        assert find_english(new_tab) == []
        new_tab.keyboard.press("Escape")
    search(table, "a")
    table.get_by_text("11 résultats", exact=True).wait_for()
    new_tab.keyboard.press("Enter")
    table.get_by_text("1 sur 11 résultats", exact=True).wait_for()
    new_tab.keyboard.press("Escape")
    for distance in (145, 363):  # the menus of a column of words and of one of numbers
        box = table.bounding_box()
        assert box
        new_tab.mouse.move(box["x"] + distance, box["y"] + 18)
        new_tab.wait_for_timeout(300)
        new_tab.mouse.click(box["x"] + distance, box["y"] + 18)
        new_tab.get_by_role("menuitem", name="Statistiques").hover()
        new_tab.wait_for_timeout(600)
        assert find_english(new_tab) == []
        new_tab.keyboard.press("Escape")


def search(table: Locator, text: str) -> None:
    table.hover()
    table.get_by_role("button", name="Chercher").click()
    table.get_by_test_id("search-input").fill(text)


def test_yes_and_no_of_a_table_are_french(server: Server, page: Page) -> None:
    open_at(page, server, "reseau")
    page.locator(".st-key-montrer_composition_by_family").get_by_text("Tableau").click()
    cells = page.locator('.st-key-carte_composition_by_family [role="gridcell"]')
    page.wait_for_function(
        "() => [...document.querySelectorAll('[role=\"gridcell\"]')].some(each => each.textContent === 'non')"
    )
    assert not {"true", "false"} & set(cells.all_text_contents())
    assert find_english(page) == []


def test_a_list_without_a_match_and_a_dialog_are_french(server: Server, page: Page) -> None:
    open_at(page, server, "recours")
    page.get_by_role("combobox", name="Période").click()
    page.get_by_test_id("stSelectboxVirtualDropdown").wait_for()
    assert find_english(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("combobox", name="Régions").click()
    page.keyboard.type("zzzz")
    page.get_by_text("Aucun résultat").wait_for()
    assert find_english(page) == []
    open_at(page, server, "recours")
    page.get_by_role("button", name="Consigner une piste").first.click()
    page.get_by_role("dialog").wait_for()
    settle(page)
    assert find_english(page) == []


def test_a_refused_file_is_french(server: Server, page: Page) -> None:
    open_at(page, server, "donnees")
    frame = page.locator('input[type="file"]').first
    frame.set_input_files({"name": "a.exe", "mimeType": "application/x", "buffer": b"1"})
    frame.set_input_files({"name": "b.csv", "mimeType": "text/csv", "buffer": b"1" * 11_000_000})
    page.get_by_text("Un fichier ne doit pas dépasser 10,0 Mo.").wait_for(state="attached")
    assert find_english(page) == []


def test_the_name_of_a_file_is_no_size(server: Server, page: Page) -> None:
    open_at(page, server, "donnees")
    frame = page.locator('input[type="file"]').first
    names = ["MEMBRES 2021.XLSB", "2021.5"]
    frame.set_input_files([{"name": name, "mimeType": "", "buffer": b"1" * 3000} for name in names])
    page.get_by_role("button", name="Retirer 2021.5", exact=True).wait_for(state="attached")
    chip = page.locator('[data-testid="stFileChip"]')
    chip.get_by_text("Ko").first.wait_for(state="attached")
    assert "MEMBRES 2021.XLSB" in "".join(chip.all_inner_texts())
    assert find_english(page) == []


def test_a_calendar_is_french(network: str, tmp_path: Path, page: Page) -> None:
    """Of a first import, which asks until what day the data go."""
    server = Server(tmp_path / "store")
    try:
        open_at(page, server, "donnees")
        page.locator('input[type="file"]').first.set_input_files(str(paths.DEMO / "membres.csv"))
        page.locator('[data-testid="stDateInputCalendarButton"]').click()
        page.locator('[data-testid="stDateInputCalendar"]').wait_for()
        assert find_english(page) == []
        page.keyboard.press("Escape")
        page.get_by_role("spinbutton", name="année").click()
        page.keyboard.type("2099")
        page.locator('[data-testid="stDateInputError"]').hover()
        refused = "Erreur : cette date n’est pas prise en compte."
        expect(page.locator('[data-testid="stDateInput"] [role="alert"]')).to_contain_text(refused)
        expect(page.get_by_role("tooltip")).to_contain_text(refused)
        assert find_english(page) == []
    finally:
        server.stop()


def test_the_list_in_a_cell_is_french(server: Server, page: Page) -> None:
    """Of the form that is proposed for an unknown survey."""
    open_at(page, server, "donnees")
    page.locator('input[type="file"]').first.set_input_files(
        {"name": "avis.csv", "mimeType": "text/csv", "buffer": SURVEY.encode()}
    )
    page.get_by_text("C’est une enquête : proposer un formulaire").click()
    table = page.locator('[data-testid="stDataFrame"]').first
    table.scroll_into_view_if_needed()
    settle(page)
    box = table.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.62, box["y"] + 52)
    page.locator('[role="gridcell"][aria-selected="true"]').wait_for(state="attached")
    page.keyboard.press("Enter")
    page.get_by_role("option").first.wait_for()
    assert find_english(page) == []
    page.keyboard.type("zzzz")
    page.get_by_text("Aucun choix").wait_for()
    assert find_english(page) == []


def test_a_page_that_is_older_than_the_dashboard_asks_to_be_loaded_again(
    server: Server, new_tab: Page
) -> None:
    new_tab.route("**/static/js/FileUploader*.js", lambda route: route.fulfill(status=404))
    new_tab.goto(server.address("donnees"))
    new_tab.get_by_text("rechargez cette page").first.wait_for()
    assert find_english(new_tab) == []


def test_an_address_of_no_page_and_a_server_that_is_gone_are_said_in_french(
    network: str, demo_store: Store, page: Page
) -> None:
    server = Server(demo_store.path)
    try:
        open_at(page, server, "nulle-part")
        page.get_by_text("Page introuvable").wait_for()
        assert find_english(page) == []
        page.get_by_role("button", name="Fermer").click()
    finally:
        server.stop()
    page.get_by_text("Le tableau de bord ne répond plus").wait_for()
    assert find_english(page) == []


TEAM = """() => {
    document.body.insertAdjacentHTML("beforeend", `<div id="essai">
        <p>Search</p> <button aria-label="Close">Remove x</button> <span role="option" data-key="1">No results</span>
        <div data-testid="stMarkdownContainer" title="Fullscreen">10MB per file</div>
        <div data-testid="stTooltipContent">Search</div> </div>`);
}"""


def test_what_the_team_wrote_stays(server: Server, page: Page) -> None:
    open_at(page, server, "membres")
    page.evaluate(TEAM)
    page.wait_for_function("document.querySelector('#essai').textContent.includes('Chercher')")
    inside = page.locator("#essai")
    assert inside.inner_text().split("\n") == [
        "Search", "", "Remove x No results", "10MB per file", "Chercher",
    ]  # fmt: skip
    assert inside.locator("button").get_attribute("aria-label") == "Close"
    assert inside.locator("[title]").get_attribute("title") == "Fullscreen"


def test_the_document_is_french_before_anything_is_drawn(server: Server, page: Page) -> None:
    response = page.goto(server.address("recours"))
    assert response and '<html lang="fr">' in response.text()


def test_a_document_that_streamlit_has_changed_is_left_as_it_is() -> None:
    assert translate_document("<!doctype html><html><body>Bonjour</body></html>").endswith(
        "<body>Bonjour</body></html>"
    )
    assert "script" not in translate_document("<!doctype html><html><body></body></html>")
