"""The dashboard as axe-core judges it once something is opened on a light or a dark page: nothing serious or critical, ours or Streamlit's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import colour_vision
import pytest
from access import find_grave_faults
from browser_session import CHART, LAPTOP, Server, open_tab, settle
from playwright.sync_api import Browser, Locator, Page

from dse import paths
from dse.figures import SECTIONS
from dse.ui.frame import menu

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
pytest_plugins = ("browser_session",)

CHANGED = (
    (paths.DEMO / "offre.csv")
    .read_text(encoding="utf-8-sig")
    .replace("Fonds d’évaluation", "Fonds des évaluations")
)
FILES = {
    "unknown": (
        "Réunion;Structure représentée;Qualité;Nb personnes\nACT-2021-01;Commune de Valbrève-les-Étangs;Intervenant;2\n",
        "n’est pas reconnu",
    ),
    "known": (CHANGED, "Ce qui changera"),
    "refused": (
        "Nom;Famille d’acteur;Champ;Région;Adhésion\nLes Semeurs;fédé;ESS;IDF;2021\nTotal;1;;;\n",
        "Mettre de côté",
    ),
}


@pytest.fixture(scope="module", params=["light", "dark"])
def reader(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The tab of a French browser whose system is light or dark."""
    tab = open_tab(browser, color_scheme=request.param, locale="fr-FR")
    yield tab
    tab.context.close()
    assert tab.refused == []


def measure_contrast(button: Locator) -> float:
    """Between the text of a button and its ground."""
    read = "each => ['color', 'backgroundColor'].map(name => getComputedStyle(each)[name])"
    text, ground = (
        "#" + "".join(f"{int(part):02x}" for part in re.findall(r"\d+", colour)[:3])
        for colour in button.evaluate(read)
    )
    return colour_vision.contrast(text, ground)


def test_the_chart_of_a_slide_is_drawn_on_the_ground_of_its_page(server: Server, reader: Page) -> None:
    reader.goto(server.address(f"{menu.PROJECTION}?page=reinterroger&diapo=1"))
    settle(reader)
    reader.wait_for_selector(f"{CHART} svg")
    ground = "all => all.map(each => getComputedStyle(each).backgroundColor)"
    (page,) = reader.eval_on_selector_all('[data-testid="stApp"]', ground)
    (chart,) = reader.eval_on_selector_all(f"{CHART} svg", ground)
    assert chart == page


@pytest.mark.parametrize("part", SECTIONS["recours"])
def test_a_chart_is_told_in_words_of_its_card_and_has_its_table(
    server: Server, reader: Page, part: str
) -> None:
    reader.goto(server.address(f"recours?section={part}"))
    settle(reader)
    drawn = [figure for figure in SECTIONS["recours"][part].figures if figure.chart]
    for figure in drawn:
        reader.locator(f".st-key-montrer_{figure.id}").get_by_text("Tableau").click()
    settle(reader)
    for figure in drawn:
        card = reader.locator(f".st-key-carte_{figure.id}")
        told = card.locator(CHART).get_attribute("aria-label")
        assert told and told in card.inner_text(), figure.id
        assert card.locator('[data-testid="stDataFrame"]').count() == 1, figure.id


def test_a_table_a_method_and_an_open_dialog_have_no_grave_fault_of_access(
    server: Server, reader: Page
) -> None:
    reader.goto(server.address("recours"))
    settle(reader)
    shown = reader.locator(".st-key-montrer_uptake_by_family")
    for name in ("Tableau", "Méthode"):
        shown.get_by_text(name).click()
        settle(reader)
    assert find_grave_faults(reader) == []
    reader.get_by_role("button", name="Consigner une piste").first.click()
    reader.get_by_role("dialog").wait_for()
    settle(reader)
    assert find_grave_faults(reader) == []
    button = reader.get_by_role("dialog").get_by_role("button", name="Consigner")
    contrasts = [measure_contrast(button)]
    button.hover()
    settle(reader)
    contrasts.append(measure_contrast(button))
    assert min(contrasts) >= 4.5, "at rest, and under the pointer: WCAG 2.2, 1.4.3"


@pytest.mark.parametrize("query", ["reseau", "zzzz"])
def test_what_the_search_finds_has_no_grave_fault_of_access(server: Server, reader: Page, query: str) -> None:
    reader.goto(server.address("recours"))
    settle(reader)
    reader.get_by_placeholder("Chercher").first.fill(query)
    reader.locator(".st-key-trouve").wait_for()
    settle(reader)
    assert find_grave_faults(reader) == []


@pytest.mark.parametrize("kind", FILES)
def test_the_assistant_with_a_file_has_no_grave_fault_of_access(
    server: Server, reader: Page, tmp_path: Path, kind: str
) -> None:
    content, said = FILES[kind]
    given = tmp_path / f"{kind}.csv"
    given.write_text(content, encoding="utf-8")
    reader.goto(server.address("donnees"))
    settle(reader)
    reader.set_viewport_size(LAPTOP | {"height": 3000})  # axe does not see colours below the fold
    reader.locator('input[type="file"]').first.set_input_files(str(given))
    reader.get_by_text(said).first.wait_for()
    settle(reader)
    assert find_grave_faults(reader) == []
    reader.set_viewport_size(LAPTOP)


def test_a_fault_is_seen(reader: Page) -> None:
    reader.set_content(
        '<html lang="fr"><title>Essai</title><main><h1>Essai</h1>'
        '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="><p style="color:#aaa;background:#fff">Pâle</p></main></html>'
    )
    assert {rule for rule, _, _ in find_grave_faults(reader)} == {"image-alt", "color-contrast"}
