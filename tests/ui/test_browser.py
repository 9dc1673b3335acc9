"""The dashboard in a real Chromium, on a server of its own: what a person sees, and what leaves the machine."""

from __future__ import annotations

import io
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest
from browser_session import Server, charts, outside, settle, wait_for_drawn_charts
from loopback import interfaces
from playwright.sync_api import Browser, Page
from template_lines import FILLED

from dse import decisions, figures, french, paths
from dse.demo.refresh import refresh_demo
from dse.export.dossier.workbook import figure_sheet
from dse.export.files import delimited_text
from dse.figures import REGISTRY
from dse.query import Selection
from dse.store import Store
from dse.ui.frame import menu, shell

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
pytest_plugins = ("browser_session",)

HOME = menu.PAGES[0][0]
EACH_DOWNLOAD_MS = 150  # Chromium drops the eleventh file of a second


@pytest.mark.parametrize("slug", [slug for slug, _ in menu.PAGES])
def test_a_direct_link_to_a_fresh_server_opens_the_whole_app(
    fresh_server: Server, page: Page, slug: str
) -> None:
    page.goto(fresh_server.address(f"{slug}?annees=2016-2018&familles=COLLECTIVITE"))
    settle(page)
    assert page.locator("h1").first.inner_text() == dict(menu.PAGES)[slug]
    entries = page.locator('[data-testid="stSidebarNavLink"]').all_inner_texts()
    assert [entry.strip() for entry in entries] == [title for _, title in menu.PAGES]
    if slug not in shell.WITHOUT_FILTERS:
        assert page.get_by_text("Collectivité territoriale").first.is_visible()
    assert page.locator('[role="dialog"]').count() == 0
    assert page.locator('[data-testid="stAlertContentError"], [data-testid="stException"]').count() == 0
    assert "annees=2016-2018" in page.url and "familles=COLLECTIVITE" in page.url


@pytest.mark.parametrize("public", ["projection", "diffusion"])
def test_before_a_public_the_menu_has_no_page_of_the_team(server: Server, page: Page, public: str) -> None:
    page.goto(server.address(f"recours?public={public}"))
    settle(page)
    entries = page.locator('[data-testid="stSidebarNavLink"]').all_inner_texts()
    assert [entry.strip() for entry in entries] == [
        title for slug, title in menu.PAGES if slug not in menu.FOR_THE_TEAM
    ]


def test_the_network_is_cut(network: str) -> None:
    if network:
        pytest.skip(network)
    assert interfaces() == {"lo"}
    with socket.socket() as probe, pytest.raises(OSError):
        probe.settimeout(2)
        probe.connect(("192.0.2.1", 443))  # an address of documentation (RFC 5737)


# Each step lasts longer than nothing may change. They begin once the page is watched, and what they wrote is read when it no longer is.
BUSY = """<div data-testid="stApp" data-test-script-state="notRunning">Busy<p></p></div><script>
const app = document.querySelector("div"), text = document.querySelector("p"), watch = MutationObserver.prototype, observe = watch.observe;
const font = {value: "loading", configurable: true};
const steps = [
  () => { setTimeout(next, 600); },
  () => { app.prepend(document.createElement("h1")); app.dataset.testScriptState = "running"; setTimeout(next, 600); },
  () => { app.dataset.testScriptState = "notRunning"; text.dataset.testid = "stSkeleton"; setTimeout(next, 600); },
  () => { delete text.dataset.testid; Object.defineProperty(document.fonts, "status", font); setTimeout(next, 600); },
  () => { delete document.fonts.status; text.dataset.testid = "stVegaLiteChart"; setTimeout(next, 600); },
  () => { text.innerHTML = "<svg></svg>"; text.animate([{opacity: 0}, {opacity: 1}], 600).finished.then(next); },
  ...[..."Done"].map(letter => () => { text.append(letter); setTimeout(next, 200); }),
  () => {},
];
const next = () => steps.shift()();
let begin = 0, watcher = null;  // Playwright watches too, before
watch.observe = function (...all) { watcher = this; observe.apply(this, all); clearTimeout(begin); begin = setTimeout(next, 100); };
watch.disconnect = function () { if (this === watcher) window.written = text.innerText; };
</script>"""


def test_a_page_that_is_still_at_work_is_waited_for(page: Page) -> None:
    """Nothing is shown, its script runs, something is loaded, a chart is drawn, then moves, and words are written."""
    page.set_content(BUSY)
    settle(page)
    assert page.evaluate("window.written") == "Done"


def test_the_first_page_has_its_word_on_a_server_that_has_served_others(server: Server, page: Page) -> None:
    for slug in ("tendances", f"{HOME}?annees=2016-2018"):
        page.goto(server.address(slug))
        settle(page)
    assert page.locator("h1").first.inner_text() == dict(menu.PAGES)[HOME]
    assert page.locator('[role="dialog"]').count() == 0


def test_numbers_on_charts_are_french(server: Server, page: Page) -> None:
    page.goto(server.address("recours"))
    wait_for_drawn_charts(page)
    text_of_all = "\n".join(charts(page))
    assert re.search(r"\d\u202f%", text_of_all)
    locale = page.evaluate("""() => document.querySelector('[data-testid="stVegaLiteChart"] svg') !== null""")
    assert locale, "charts are not SVG: their text cannot be read"


def test_a_large_number_on_an_axis_has_its_thousands_apart(
    browser: Browser, page: Page, tmp_path: Path
) -> None:
    """The chart's own locale is in force in the page, not only in what we format ourselves."""
    script = tmp_path / "axis.py"
    script.write_text(
        f"import sys; sys.path.insert(0, {str(paths.ROOT)!r})\n"
        "import pandas, streamlit\n"
        "from dse import theme\n"
        "from dse.charts.vega import Layer, field, layer\n"
        "frame = pandas.DataFrame({'x': [1, 2], 'y': [0.5, 12345.5], 'd': ['2018-02-01', '2018-08-01']})\n"
        "point = Layer(frame).mark('point')\n"
        "number = point.encode(x=field('x:Q'), y=field('y:Q', axis={'format': ',.1f'}))\n"
        "month = point.encode(x=field('d:T', axis={'format': '%B'}), y=field('y:Q'))\n"
        "for chart in (number, month): streamlit.vega_lite_chart(theme.french(layer(chart)).to_dict())\n",
        encoding="utf-8",
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(script),
        "--server.headless",
        "true",
        "--server.port",
        str(port),
    ]
    process = subprocess.Popen(command, cwd=paths.ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        page.goto(f"http://127.0.0.1:{port}", wait_until="commit") if _answers(port) else pytest.fail(
            "no server"
        )
        settle(page)
        drawn = "\n".join(charts(page))
    finally:
        process.terminate()
        process.wait(20)
    assert "12\u202f000,0" in drawn
    assert "août" in drawn or "février" in drawn


def _answers(port: int) -> bool:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return True
        except OSError:
            time.sleep(0.1)
    return False


def test_filters_survive_a_reload_and_a_change_of_page(server: Server, page: Page) -> None:
    page.goto(server.address("tendances?annees=2016-2018&themes=GENRE"))
    settle(page)
    page.reload()
    settle(page)
    assert "themes=GENRE" in page.url
    page.get_by_role("link", name="Recours aux accompagnements").click()
    settle(page)
    assert "/recours" in page.url and "themes=GENRE" in page.url and "annees=2016-2018" in page.url


def test_a_section_survives_a_reload_and_a_change_of_page(server: Server, page: Page) -> None:
    page.goto(server.address("enquetes"))
    settle(page)
    page.get_by_text("Satisfaction", exact=True).click()
    settle(page)
    assert "section=satisfaction" in page.url
    page.reload()
    settle(page)
    question = page.get_by_role("heading", name="Les membres sont-ils satisfaits")
    assert question.is_visible()
    for name in ("Recours aux accompagnements", "Données", "Enquêtes membres"):
        page.get_by_role("link", name=name).click()
        settle(page)
    assert question.is_visible() and "section=satisfaction" in page.url


def test_the_files_of_a_card_are_those_of_its_figure_one_click_away(
    server: Server, page: Page, demo_store: Store
) -> None:
    page.goto(server.address("recours?annees=2016-2018"))
    settle(page)
    card = page.locator(".st-key-carte_uptake_by_family")
    files = {}
    for label in ("Excel", "CSV", "Image", "CSV brut"):
        with page.expect_download() as caught:
            card.get_by_role("button", name=re.compile(f"{label}$")).click()
        files[caught.value.suggested_filename] = Path(caught.value.path()).read_bytes()
    answer = figures.answer(
        demo_store, demo_store.current().number, REGISTRY["uptake_by_family"], Selection(2016, 2018)
    )
    title = f"recours-par-famille-{answer.as_of:%Y-%m-%d}"
    raw = title.replace("famille-", "famille-logiciel-")
    assert list(files) == [f"{title}.xlsx", f"{title}.csv", f"{title}.png", f"{raw}.csv"]
    assert files[f"{title}.csv"] == delimited_text.render_figure_csv(answer, delimited_text.FRENCH)
    assert files[f"{raw}.csv"] == delimited_text.render_figure_csv(answer, delimited_text.MACHINE)
    assert files[f"{title}.png"].startswith(b"\x89PNG")
    sheet = openpyxl.load_workbook(io.BytesIO(files[f"{title}.xlsx"])).worksheets[0]
    assert sheet["A1"].value == french.typeset(REGISTRY["uptake_by_family"].question)
    assert sheet.max_row == figure_sheet.FIRST_ROW + len(answer.table)


def test_a_new_team_imports_its_files_sees_its_data_and_takes_them_back(
    browser: Browser, page: Page, tmp_path: Path
) -> None:
    server = Server(tmp_path / "store")
    try:
        page.goto(server.address("donnees"))
        settle(page)
        assert page.get_by_text("Données de démonstration, fictives").is_visible()
        files = [
            paths.DEMO / name
            for name in ("membres.csv", "autres_organisations.csv", "offre.csv", "accompagnements.csv")
        ]
        page.locator('input[type="file"]').set_input_files([str(file) for file in files])
        page.get_by_text("Ce qui changera").wait_for()
        page.get_by_role("button", name="Confirmer l’import").click()
        page.get_by_text("Import enregistré").wait_for()
        settle(page)
        assert page.get_by_text("Données de démonstration, fictives").count() == 0
        assert Store(tmp_path / "store").current().number == 1
        assert page.get_by_text("remettra").first.is_visible()
        page.get_by_role("button", name="Confirmer l’annulation").click()
        settle(page)
        assert Store(tmp_path / "store").current().action == "undo"
        assert outside(page) == []
    finally:
        server.stop()


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A copy of the program, whose forms may learn."""
    root = tmp_path / "programme"
    left_out = {"data": shutil.ignore_patterns("store")}
    for name in ("dse", "pages", "schemas", "data", ".streamlit"):
        shutil.copytree(paths.ROOT / name, root / name, ignore=left_out.get(name))
    shutil.copy(paths.ROOT / "app.py", root)
    return root


def choose(page: Page, label: str, text: str) -> None:
    """Type in the list of that label, and take what it finds first."""
    box = page.get_by_role("combobox", name=label)
    box.click()
    box.fill(text)
    page.get_by_role("option", name=text).first.click()


def test_an_unknown_file_is_matched_its_names_chosen_then_it_is_known_by_itself(
    network: str, browser: Browser, page: Page, program: Path, tmp_path: Path
) -> None:
    store = Store(tmp_path / "store")
    refresh_demo(store)
    before = store.current().number
    given = tmp_path / "feuille.csv"
    given.write_text(
        "Réunion;Structure représentée;Qualité;Nb personnes\n"
        "ACT-2021-01;Commune de Valbrève-les-Étangs;Intervenant;2\n"
        "ACT-2021-01;Ville de Tressombre;Intervenant;1\n",
        encoding="cp1252",
    )
    server = Server(store.path, program)
    try:
        page.goto(server.address("donnees"))
        settle(page)
        page.locator('input[type="file"]').set_input_files(str(given))
        page.get_by_text("n’est pas reconnu").wait_for()
        settle(page)
        choose(page, "Contenu du fichier", "Présences")
        settle(page)
        choose(page, "« Réunion » correspond à", "Activité")
        settle(page)
        choose(page, "« Qualité » correspond à", "Rôle")
        settle(page)
        choose(page, "« Nb personnes » correspond à", "Participants")
        settle(page)
        page.get_by_role("button", name="Enregistrer ces correspondances").click()
        page.get_by_text("1 nom d’organisation n’est pas connu").wait_for()
        settle(page)
        choose(page, "« Commune de Valbrève-les-Étangs » est", "Ville de Valbrève-les-Étangs")
        page.get_by_role("button", name="Prendre ces choix").click()
        page.get_by_text("Ce qui changera").wait_for()
        page.get_by_role("button", name="Confirmer l’import").click()
        page.get_by_text("Import enregistré").wait_for()
        settle(page)
        assert store.current().number == before + 1
        page.locator('input[type="file"]').set_input_files(str(given))
        page.get_by_text("Aucun changement").wait_for()
        settle(page)
        assert page.get_by_text("n’est pas reconnu").count() == 0
        page.get_by_role("button", name="Confirmer l’annulation").click()
        page.get_by_text("est annulée").wait_for()
        assert store.current().tables == store.version(before).tables
        assert outside(page) == []
    finally:
        server.stop()


def test_a_decision_is_consigned_in_front_of_a_figure_followed_and_undone(
    browser: Browser, page: Page, tmp_path: Path
) -> None:
    store = Store(tmp_path / "store")
    refresh_demo(store)
    server = Server(store.path)
    try:
        page.goto(server.address("tendances?annees=2016-2018&themes=GENRE"))
        settle(page)
        page.get_by_role("button", name="Consigner une piste").first.click()
        page.get_by_text("chiffre suivi : 30,6").wait_for()
        page.get_by_role("button", name="Consigner", exact=True).click()
        page.get_by_text("Écrivez ce qui est décidé").wait_for()
        page.get_by_label("Ce qui est décidé").fill("Refaire le guide genre.")
        page.get_by_label("Échéance").fill("31/12/2030")
        page.get_by_role("button", name="Consigner", exact=True).click()
        page.get_by_text("La piste est consignée").wait_for()
        settle(page)
        assert page.locator('[role="dialog"]').count() == 0
        (mine,) = (each for each in decisions.recorded(store) if each.decision == "Refaire le guide genre.")
        assert (mine.selection, mine.store_version) == ("annees=2016-2018&themes=GENRE", 1)
        page.goto(server.address("reinterroger?section=decisions"))
        settle(page)
        page.get_by_role("button", name="Mettre à jour").first.click()
        page.get_by_role("dialog").get_by_label("Ce que cela a donné").fill("Relu.")
        page.get_by_role("dialog").get_by_role("button", name="Enregistrer").click()
        page.get_by_text("La décision est à jour").wait_for()
        settle(page)
        assert store.current().number == 3
        page.get_by_text("Annuler le dernier enregistrement").click()
        page.get_by_role("button", name="Confirmer l’annulation").click()
        settle(page)
        assert store.current().action == "undo"
        assert outside(page) == []
    finally:
        server.stop()


def typed_into(template: Path, lines: list[dict[str, object]]) -> None:
    """Lines typed under the example of a downloaded template, as a person would in a spreadsheet."""
    book = openpyxl.load_workbook(template)
    sheet = book.worksheets[0]
    places = {cell.value: cell.column for cell in sheet[1]}
    for row, line in enumerate(lines, 3):
        for header, value in line.items():
            sheet.cell(row, places[header]).value = value
    book.save(template)


def test_a_person_without_a_file_fills_the_templates_and_sees_her_data(
    browser: Browser, page: Page, tmp_path: Path
) -> None:
    server = Server(tmp_path / "store")
    try:
        page.goto(server.address("donnees"))
        settle(page)
        for name, lines in FILLED.items():
            with page.expect_download() as caught:
                page.locator(f".st-key-modele_{name}").get_by_role("button", name="Modèle vide").click()
            assert caught.value.suggested_filename == f"modele-{name}.xlsx"
            caught.value.save_as(tmp_path / f"{name}.xlsx")
            typed_into(tmp_path / f"{name}.xlsx", lines)
            page.wait_for_timeout(EACH_DOWNLOAD_MS)
        page.locator('input[type="file"]').set_input_files(
            [str(tmp_path / f"{name}.xlsx") for name in FILLED]
        )
        page.get_by_role("button", name="Confirmer l’import").click()
        page.get_by_text("Import enregistré").wait_for()
        page.goto(server.address())
        settle(page)
        assert page.get_by_text("Données de démonstration").count() == 0
        said = page.locator('[data-testid="stMetric"]').all_inner_texts()
        measures = dict([line for line in each.split("\n") if line.strip()][:2] for each in said)
        assert measures["Membres dans l’année"] == "2" and measures["Participations"] == "12"
        page.goto(server.address("cadre-de-suivi"))
        settle(page)
        assert "Mesure 1" in charts(page)[0] and "cible 40,5 en 2021" in charts(page)[0]
    finally:
        server.stop()


def test_a_refused_file_lists_its_problems_and_writes_nothing(
    browser: Browser, page: Page, tmp_path: Path
) -> None:
    server = Server(tmp_path / "store")
    wrong = tmp_path / "membres.csv"
    wrong.write_text(
        "Identifiant;Nom;Famille d’acteur;Champ;Adhésion\nO1;Une;Licorne;ESS;31/02/2018\n", encoding="utf-8"
    )
    try:
        page.goto(server.address("donnees"))
        settle(page)
        page.locator('input[type="file"]').set_input_files(str(wrong))
        page.get_by_text("Import refusé").wait_for()
        assert page.get_by_text("Rien n’a été écrit").is_visible()
        assert page.get_by_role("button", name="Confirmer l’import").count() == 0
        assert Store(tmp_path / "store").current() is None
    finally:
        server.stop()


def test_what_is_typed_counts_even_without_leaving_the_field(
    browser: Browser, page: Page, tmp_path: Path
) -> None:
    server = Server(tmp_path / "store")
    try:
        page.goto(server.address("donnees"))
        settle(page)
        page.locator('input[type="file"]').set_input_files([str(paths.DEMO / "offre.csv")])
        page.get_by_text("Ce qui changera").wait_for()
        page.get_by_label("Pourquoi cet import ?").type("Offre de l’année")
        page.get_by_role("button", name="Confirmer l’import").click()
        page.get_by_text("Import enregistré").wait_for()
        settle(page)
        assert Store(tmp_path / "store").current().message == "Offre de l’année"
    finally:
        server.stop()


def test_the_first_thing_on_screen_is_our_menu(fresh_server: Server, new_tab: Page) -> None:
    new_tab.add_init_script(
        """window.seen = []; const look = () => {
            const now = [...document.querySelectorAll('[data-testid="stSidebarNavLink"]')].map(each => each.innerText.trim()).join('|');
            if (now && now !== window.seen.at(-1)) window.seen.push(now);
            if (document.body && document.body.innerText.includes('Chargement…')) window.loading = true;
            requestAnimationFrame(look);
        }; requestAnimationFrame(look);"""
    )
    new_tab.goto(fresh_server.address("recours"))
    settle(new_tab)
    assert new_tab.evaluate("window.seen") == ["|".join(title for _, title in menu.PAGES)]
    assert new_tab.evaluate("window.loading") is True
    assert new_tab.get_by_text("Chargement…").count() == 0
