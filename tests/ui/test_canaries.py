"""Seventy identifiers in the files of a survey, and all that leaves afterwards: pages, logs, exports, forms. None is there."""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
import surveys
import uploads
from app_session import get_sent_bytes, open_page
from browser_session import DONE, PATIENCE, settle
from playwright.sync_api import Browser
from streamlit.testing.v1 import AppTest

import schemas
from dse import cli, figures, paths
from dse.errors import ReaderError
from dse.export import codebook, dossier, publish_dossier
from dse.export.files import chart_image, delimited_text
from dse.export.templates import corrections
from dse.figures.figure import Answer
from dse.ingest.forms import form_files
from dse.query import Selection
from dse.store import Store

pytestmark = pytest.mark.long
pytest_plugins = ("browser_session",)

HEADERS = f"{surveys.HEADERS};Prénom;Nom;Téléphone;Adresse IP;Jeton"
PEOPLE = [
    {
        "first": f"Zoraïde{number}",
        "last": f"Quatrefages{number}",
        "mail": f"canari.{number}@exemple.invalid",
        "phone": f"06 99 88 {number:02d} 77",
        "ip": f"203.0.113.{100 + number}",
        "token": f"jetonZq{number:03d}Xw",
    }
    for number in range(12)
]
WORDS = [word for each in PEOPLE for word in (*each.values(), each["phone"].replace(" ", ""))]


def survey(*, wrong: bool = False) -> uploads.Upload:
    """A file of which every line names somebody, in columns of their own and in a free text; one answer is no answer."""
    return uploads.build_upload(
        "petite.csv",
        HEADERS,
        *(
            f"{each['mail']};Ville Fictive;{9 if wrong else 4};{1 + number % 5};eval;"
            f"{each['first']} {each['last']}, {each['mail']}, {each['phone']} : merci;"
            f"{each['first']};{each['last']};{each['phone']};{each['ip']};{each['token']}"
            for number, each in enumerate(PEOPLE)
        ),
    )


def found_in(*contents: bytes | str) -> list[str]:
    """Identifiers that stand somewhere, as they are or as a file of text would have them."""
    texts = [each.decode("utf-8", "replace") if isinstance(each, bytes) else each for each in contents]
    return [word for word in WORDS if any(word in text or word in text.replace("\\", "") for text in texts)]


@pytest.fixture
def forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the team's forms, with that of the survey, in the store of the page."""
    store = surveys.registered(tmp_path / "store")
    monkeypatch.setenv("DSE_STORE", str(store.path))
    own = store.path / "forms"
    own.mkdir()
    surveys.small_form(own)
    return own


@pytest.fixture
def imported(forms: Path, tmp_path: Path) -> Store:
    """The store after the import of the survey, whose organisations are members: there is a rate to tell."""
    store = Store(tmp_path / "store")
    joined = [
        {"organisation_id": f"O{number}", "joined_on": date(2010, 1, 1), "left_on": None}
        for number in range(1, len(surveys.NAMES) + 1)
    ]
    schema = schemas.arrow_schema("memberships")
    members = [pa.Table.from_pylist([dict.fromkeys(schema.names) | each for each in joined], schema)]
    store.commit({"memberships": members}, parent=store.current().number, author="Nadia", message="")
    uploads.accepted(store, survey(), form=forms / "petite.toml")
    return store


def page(name: str, part: str | None = None, **params: str) -> AppTest:
    test = open_page(name, **params)
    if part:
        test.session_state["partie"] = part
        test.run()
    return test


def dropped(upload: uploads.Upload) -> AppTest:
    test = page("donnees", "Importer")
    test.file_uploader[0].set_value([(upload.name, upload.content, "text/csv")]).run()
    return test


def test_the_identifiers_are_in_the_file_and_would_be_seen() -> None:
    assert len(WORDS) >= 50 and set(WORDS) - set(found_in(survey().content)) <= {
        each for each in WORDS if each.isdigit()
    }
    words = "import streamlit as st\nimport pandas as pd\nst.dataframe(pd.DataFrame({'a': ['Zoraïde0']}))\nst.write('canari\\\\.1@exemple.invalid')"
    assert found_in(*get_sent_bytes(AppTest.from_string(words).run())) == [
        "Zoraïde0",
        "canari.1@exemple.invalid",
    ]


def test_the_page_previews_refuses_imports_and_tells_versions_without_them(forms: Path) -> None:
    refused = dropped(survey(wrong=True))
    assert refused.error and found_in(*get_sent_bytes(refused)) == []
    preview = dropped(survey())
    assert not preview.error
    preview.session_state["apercu_lignes"] = True
    preview.run()
    assert preview.dataframe and found_in(*get_sent_bytes(preview)) == []
    for box in preview.checkbox:
        box.check()
    preview.run().button(key="confirmer").click().run()
    assert any("importé" in each.value or "version" in each.value for each in preview.markdown)
    assert found_in(*get_sent_bytes(preview)) == []
    versions = page("donnees", "Versions")
    versions.session_state["lignes_changees"] = True
    assert versions.run().dataframe and found_in(*get_sent_bytes(versions)) == []


def test_the_page_of_a_survey_that_no_form_knows_proposes_one_without_them(forms: Path) -> None:
    (forms / "petite.toml").unlink()
    drafted = dropped(survey())
    drafted.button(key="proposer_formulaire").click().run()
    assert found_in(*get_sent_bytes(drafted)) == []
    for box in drafted.date_input:
        box.set_value(date(2018, 6, 1))
    drafted.run()
    drafted.button(key="enregistrer_formulaire").click().run()
    assert found_in(*get_sent_bytes(drafted)) == []
    written = list(forms.glob("*.toml"))
    assert written, "no form was saved"
    assert found_in(*(each.read_bytes() for each in written)) == []


def test_a_form_drafted_by_command_is_written_without_them(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file, out = tmp_path / "petite.csv", tmp_path / "forme.toml"
    file.write_bytes(survey().content)
    assert cli.main(["draft", str(file), "--out", str(out)]) == 0
    assert "Avis" in out.read_text(encoding="utf-8")
    assert found_in(out.read_bytes(), *capfd.readouterr()) == []


def test_the_page_of_surveys_shows_answers_without_them(imported: Store) -> None:
    pages_by_section = {word: page("enquetes", section=word) for word in figures.SECTIONS["enquetes"]}
    drawn = {word for word, test in pages_by_section.items() if test.dataframe or test.get("vega_lite_chart")}
    assert drawn >= {"participation", "satisfaction", "autres"}
    sent = {word: get_sent_bytes(test) for word, test in pages_by_section.items()}
    assert any(b"[retir" in each for each in sent["autres"]), "the free texts are shown"
    assert found_in(*(each for several in sent.values() for each in several)) == []


def answers(store: Store) -> Iterator[Answer]:
    for figure in figures.REGISTRY.values():
        yield figures.answer(store, store.current().number, figure, Selection())


def test_no_export_gives_them(imported: Store, forms: Path) -> None:
    told = list(answers(imported))
    csvs = [
        delimited_text.render_figure_csv(each, dialect)
        for each in told
        for dialect in (delimited_text.MACHINE, delimited_text.FRENCH)
    ]
    assert any(b"[retir" in each for each in csvs), "the free texts are exported"
    drawn = [each for each in told if figures.REGISTRY[each.figure_id].chart and not each.table.empty]
    of_surveys = [each for each in drawn if figures.REGISTRY[each.figure_id].page == "enquetes"]
    assert of_surveys
    pictures = [
        made(each) for each in of_surveys for made in (chart_image.render_svg, chart_image.render_png)
    ]
    tables = [
        b"".join(delimited_text.render_table_csv(imported, imported.current().number, name, dialect))
        for name in imported.current().tables
        for dialect in (delimited_text.MACHINE, delimited_text.FRENCH)
    ]
    assert any(b"[retir" in each for each in tables)
    assert (
        found_in(*csvs, *pictures, *tables, codebook.render_columns_csv(), codebook.render_codes_csv()) == []
    )


def test_no_template_filled_with_the_data_gives_them(imported: Store, forms: Path, tmp_path: Path) -> None:
    uploads.accepted(imported, *uploads.every_clean())
    made = []
    for _, form in form_files.load_all_forms():
        try:
            made.append(corrections.render_corrections(form, imported, imported.current()))
        except ReaderError as refused:
            made.append(str(refused).encode())
    workbooks = [content for content in made if content.startswith(b"PK")]
    assert workbooks
    assert found_in(*made, *(each for content in workbooks for each in unzipped(content))) == []


def unzipped(content: bytes) -> list[bytes]:
    """Every file of a ZIP, and of each document in it that is one."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = [archive.read(name) for name in archive.namelist()]
    return files + [part for each in files if each.startswith(b"PK") for part in unzipped(each)]


@pytest.mark.parametrize("audience", ["diffusion", "equipe"])
def test_no_file_of_a_dossier_gives_them_and_neither_does_its_record(
    imported: Store, tmp_path: Path, audience: str
) -> None:
    """In the archive, in the parts of its Word report and of its workbook, in what is kept beside the versions."""
    choice = dossier.Choice("2016-2018", None, audience)
    out = tmp_path / "dossier.zip"
    prepared = publish_dossier.prepare_dossier(imported, imported.current().number, choice)
    given = publish_dossier.publish_dossier(prepared, imported, out, day=date(2019, 1, 1))
    files = unzipped(out.read_bytes())
    assert any(b"w:document" in each for each in files) and any(b"<worksheet" in each for each in files)
    assert any(b"[retir" in each for each in files) == (audience == "equipe"), "the free texts are the team's"
    records = [path.read_bytes() for path in (imported.path / "exports").glob("*")]
    assert len(records) == (given.number or 0) == (audience == "diffusion")
    assert found_in(*files, *records) == []


def test_somebody_forgotten_is_in_no_record_of_what_was_published(
    imported: Store, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    prepared = publish_dossier.prepare_dossier(
        imported, imported.current().number, dossier.Choice("2016-2018")
    )
    publish_dossier.publish_dossier(prepared, imported, tmp_path / "dossier.zip", day=date(2019, 1, 1))
    people = set(imported.read(imported.current(), "survey_respondents")["respondent_id"].to_pylist())
    command = ["--store", str(imported.path), "forget", PEOPLE[0]["mail"]]
    assert cli.main(command) == 3
    code = capfd.readouterr().out.split("--confirm ")[1].split()[0]
    assert cli.main([*command, "--confirm", code]) == 0
    left = set(imported.read(imported.current(), "survey_respondents")["respondent_id"].to_pylist())
    (gone,) = people - left
    kept = [*(imported.path / "exports").glob("*")]
    assert kept and not [path for path in kept if gone.encode() in path.read_bytes()]
    assert imported.check() == []


def test_the_command_line_exports_nothing_of_them(imported: Store, capfd: pytest.CaptureFixture[str]) -> None:
    at = ["--store", str(imported.path)]
    for command in (
        ["figure", "verbatims"],
        ["figure", "numbers", "--format", "json"],
        ["versions", "--json"],
    ):
        assert cli.main([*at, *command]) == 0
    for name in ("survey_respondents", "survey_answers"):
        for form in ("csv", "csv-fr"):
            assert cli.main([*at, "table", name, "--format", form]) == 0
    out, err = capfd.readouterr()
    assert "[retiré]" in out and found_in(out, err) == []


def test_somebody_forgotten_is_in_no_form_and_the_store_is_sound(
    imported: Store, forms: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A form holds no answer of anybody: what `forget` rewrites, the versions, is all that knew the person."""
    before = {path: path.read_bytes() for path in forms.glob("*.toml")}
    people = set(imported.read(imported.current(), "survey_respondents")["respondent_id"].to_pylist())
    command = ["--store", str(imported.path), "forget", PEOPLE[0]["mail"]]
    assert cli.main(command) == 3
    code = capfd.readouterr().out.split("--confirm ")[1].split()[0]
    assert cli.main([*command, "--confirm", code]) == 0
    assert found_in(*capfd.readouterr()) == []
    left = set(imported.read(imported.current(), "survey_respondents")["respondent_id"].to_pylist())
    (gone,) = people - left
    assert imported.check() == []
    assert {path: path.read_bytes() for path in forms.glob("*.toml")} == before
    everywhere = (path for path in imported.path.parent.rglob("*") if path.is_file())
    assert not [path for path in everywhere if gone.encode() in path.read_bytes()]


WITH_TEXTS = ("accompagnements", "activites", "changements", "partenariats")


def with_persons(name: str, folder: Path) -> Path:
    """A clean file to which columns that no form declares were added, with somebody on every line."""
    first, *lines = uploads.clean(name).content.decode("utf-8-sig").splitlines()
    people = (PEOPLE[number % len(PEOPLE)] for number in range(len(lines)))
    named = [
        f"{line};{each['first']} {each['last']};{each['mail']};{each['phone']}"
        for line, each in zip(lines, people, strict=True)
    ]
    path = folder / f"{name}.csv"
    path.write_text("\n".join([f"{first};Suivi par;Écrire à;Joindre au", *named, ""]), encoding="utf-8")
    return path


def kept_in(store: Store) -> list[bytes | str]:
    """All that a store holds: each file as it lies, and each table of every version with its texts uncompressed."""
    lying = [path.read_bytes() for path in store.path.rglob("*") if path.is_file()]
    tables = [str(store.read(each, table).to_pydict()) for each in store.versions() for table in each.tables]
    return [*lying, *tables]


def test_columns_that_no_form_declares_leave_nothing_in_store_words_or_forms(
    forms: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    store = Store(tmp_path / "registre")
    uploads.accepted(store, uploads.clean("membres"), uploads.clean("offre"))
    files = [with_persons(name, tmp_path) for name in WITH_TEXTS]
    assert all(found_in(file.read_bytes()) for file in files)
    command = ["--store", str(store.path), "import", *map(str, files), "--json"]
    assert cli.main([*command, "--dry-run"]) == 0
    assert cli.main([*command, "--confirm", "all"]) == 0
    said = capfd.readouterr()
    assert "Suivi par" in "".join(said), "the columns left out are named"
    kept = kept_in(store)
    assert any("Publie ses comptes." in each for each in kept if isinstance(each, str)), (
        "declared texts are kept"
    )
    written = [path.read_bytes() for path in forms.rglob("*") if path.is_file()]
    assert found_in(*said, *kept, *written) == []


@pytest.mark.parametrize("name", WITH_TEXTS)
def test_lines_to_correct_go_only_to_the_file_asked_for(
    name: str, forms: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whoever typed the lines has them back with all their cells: that file is theirs, and nothing else holds them."""
    store = Store(tmp_path / "registre")
    path, asked = with_persons(name, tmp_path), tmp_path / "a-corriger.csv"
    command = ["--store", str(store.path), "import", str(path), "--json"]
    before = {each for each in tmp_path.rglob("*") if each.is_file()}
    # The organisations and the offers that the lines name are not there.
    assert cli.main(command) == 2
    assert {each for each in tmp_path.rglob("*") if each.is_file()} == before
    assert cli.main([*command, "--errors", str(asked)]) == 2
    assert found_in(asked.read_bytes())
    assert {each for each in tmp_path.rglob("*") if each.is_file()} == {*before, asked}
    assert found_in(*capfd.readouterr(), *kept_in(store)) == []


def test_lines_of_a_survey_are_given_to_no_file(
    forms: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path, asked = tmp_path / "petite.csv", tmp_path / "a-corriger.csv"
    path.write_bytes(survey(wrong=True).content)
    form = str(forms / "petite.toml")
    command = ["--store", str(tmp_path / "store"), "import", str(path), "--as", form]
    assert cli.main([*command, "--json", "--errors", str(asked)]) == 2
    assert not list(tmp_path.glob("a-corriger*"))
    assert found_in(*capfd.readouterr()) == []


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_neither_the_browser_s_page_nor_the_server_s_log_has_them(
    forms: Path, tmp_path: Path, browser: Browser
) -> None:
    """A server of its own writes to a file all that it says; the survey is refused, previewed, imported, then looked at."""
    project = shutil.copytree(
        paths.ROOT,
        tmp_path / "projet",
        ignore=shutil.ignore_patterns(".git", "tests", "__pycache__", ".venv"),
    )
    shutil.copy(forms / "petite.toml", project / "data" / "forms" / "petite.toml")
    said: list[str] = []
    log = tmp_path / "serveur.log"
    with log.open("wb") as output:
        process, address = serve(project, tmp_path / "store", output)
        tab = browser.new_page()
        try:
            tab.set_default_timeout(PATIENCE)
            tab.on("console", lambda message: said.append(message.text))
            for folder, wrong, answer in (
                ("refuse", True, tab.locator('[data-testid="stAlertContentError"]')),
                ("accepte", False, tab.get_by_text("Ce qui changera")),
            ):
                file = tmp_path / folder / "petite.csv"
                file.parent.mkdir()
                file.write_bytes(survey(wrong=wrong).content)
                tab.goto(f"{address}/donnees")
                tab.wait_for_selector(DONE)
                tab.locator('input[type="file"]').set_input_files(str(file))
                answer.first.wait_for()
                settle(tab)
                said.append(tab.content())
            assert "petite.csv" in said[-1]
            for box in tab.get_by_role("checkbox").all():
                if not box.is_checked():
                    box.check(force=True)
                    settle(tab)
            tab.get_by_role("button", name="Confirmer").first.click()
            tab.get_by_text("Import enregistré").wait_for()
            settle(tab)
            said.append(tab.content())
            tab.goto(f"{address}/enquetes?section=autres")
            settle(tab)
            said.append(tab.content())
        finally:
            tab.close()
            process.terminate()
            process.wait(20)
    store = Store(tmp_path / "store")
    assert store.read(store.current(), "survey_answers").num_rows, "the survey was imported"
    assert log.read_bytes() and found_in(log.read_bytes()) == []
    assert found_in(*said) == []


def serve(project: Path, store: Path, output: object) -> tuple[subprocess.Popen, str]:
    """A dashboard on a free port, and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
    process = subprocess.Popen(
        [*command, "--server.port", str(port), "--logger.level", "debug"],
        cwd=project,
        env=os.environ | {"DSE_STORE": str(store)},
        stdout=output,
        stderr=subprocess.STDOUT,
    )
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1)
            return process, f"http://127.0.0.1:{port}"
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the dashboard does not answer")
