"""`python -m dse template`: which files it writes, and that it never writes over one that may be filled."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dse import cli, paths
from dse.ingest import Upload, propose
from dse.ingest.forms import form_files
from dse.store import Store

NAMES = sorted(form.name for form in form_files.load_line_forms(paths.FORMS))  # those filled line by line


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to run in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, object, str]:
    """Exit code, JSON value and standard error."""
    code = cli.main([*arguments, "--json"])
    seen = capsys.readouterr()
    return code, json.loads(seen.out), seen.err


def test_without_a_form_every_form_is_written_here(capsys: pytest.CaptureFixture[str], here: Path) -> None:
    code, value, _ = run(capsys, "template")
    assert (code, value) == (0, [f"modele-{name}.xlsx" for name in NAMES])
    assert sorted(path.name for path in here.iterdir()) == value
    assert all((here / name).read_bytes().startswith(b"PK") for name in value)


def test_out_is_a_folder_for_all_and_a_file_for_one(capsys: pytest.CaptureFixture[str], here: Path) -> None:
    _, value, _ = run(capsys, "template", "--out", "modeles/2018")
    assert value == [str(Path("modeles/2018") / f"modele-{name}.xlsx") for name in NAMES]
    _, value, _ = run(capsys, "template", "membres", "--out", "membres 2018.xlsx")
    assert value == ["membres 2018.xlsx"] and (here / value[0]).is_file()
    _, value, _ = run(capsys, "template", "partnerships")
    assert value == ["modele-partnerships.xlsx"]


def test_a_file_that_may_be_filled_is_not_written_over(
    capsys: pytest.CaptureFixture[str], here: Path
) -> None:
    (here / "modele-offre.xlsx").write_bytes(b"rempli")
    code, value, _ = run(capsys, "template")
    assert code == 2 and "modele-offre.xlsx" in value["message"] and "--out" in value["message"]
    assert [path.name for path in here.iterdir()] == ["modele-offre.xlsx"]
    assert run(capsys, "template", "offre")[0] == 2
    assert (here / "modele-offre.xlsx").read_bytes() == b"rempli"
    assert run(capsys, "template", "offre", "--out", "modele-offre.xlsx")[0] == 0


def test_filled_gives_the_data_and_they_come_back_unchanged(
    capsys: pytest.CaptureFixture[str], here: Path, demo_store: Store
) -> None:
    code, value, _ = run(capsys, "template", "--filled", "--store", str(demo_store.path))
    assert (code, value) == (0, [f"corriger-{name}.xlsx" for name in NAMES])
    files = [Upload(name, (here / name).read_bytes()) for name in value]
    assert propose(files, demo_store).status == "unchanged"


def test_forms_without_data_are_said_and_left_out(
    capsys: pytest.CaptureFixture[str], here: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = tmp_path_factory.mktemp("base")
    (here / "o.csv").write_text(
        "offer_id,title,kind,opened_on\nO1,Appui,FORMATION,2018-01-01\n", encoding="utf-8"
    )
    assert cli.main(["import", "o.csv", "--store", str(store), "--json"]) == 0
    capsys.readouterr()
    code, value, said = run(capsys, "template", "--filled", "--store", str(store))
    assert (code, value) == (0, ["corriger-offre.xlsx"])
    assert said.count("rien à corriger") == len(NAMES) - 1
    code, value, _ = run(capsys, "template", "membres", "--filled", "--store", str(store))
    assert code == 2 and "modèle vide" in value["message"]


def test_an_empty_store_has_nothing_to_correct(capsys: pytest.CaptureFixture[str], here: Path) -> None:
    code, value, _ = run(capsys, "template", "--filled", "--store", str(here / "vide"))
    assert code == 4 and "Aucune donnée" in value["message"]


def test_an_unknown_form_is_refused_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    code, value, _ = run(capsys, "template", "membre")
    assert code == 2 and "« membres »" in value["message"]


def test_a_folder_that_is_not_there_yet_is_made_and_a_file_in_its_place_is_said(
    capsys: pytest.CaptureFixture[str], here: Path
) -> None:
    (here / "fichier").write_text("", encoding="utf-8")
    code, value, _ = run(capsys, "template", "--out", "fichier")
    assert code == 2 and "ne s’écrit pas" in value["message"]
