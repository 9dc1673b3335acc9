"""`backup`: one file that holds the data, put back anywhere; the key of the pseudonyms goes another way."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from dse import cli, paths
from dse.demo.draft import PUBLIC_KEY
from dse.store import Store
from dse.store.backups import backup_file
from dse.store.durability import disk

STORES = paths.ROOT / "tests" / "fixtures" / "stores"
NEXT_WAVE = STORES / "1-files" / "enquete_membres_2021.csv"
WITH_FORGOTTEN = STORES / "1-files" / "enquete_membres_2018.csv"
HEADER = "organisation_id,name,siren,country,successor_id"
PAIRED = 43  # respondents of 2018 who answer in 2021 too


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The key that the pseudonyms of the store were made with."""
    path = tmp_path / "profil" / "pseudonymes.cle"
    path.parent.mkdir()
    path.write_text(PUBLIC_KEY.hex() + "\n", encoding="ascii")
    monkeypatch.setenv("DSE_KEY_FILE", str(path))
    return path


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A copy of the store that release 1.1.0 wrote."""
    return Path(shutil.copytree(STORES / "1", tmp_path / "store"))


def run(capsys: pytest.CaptureFixture[str], store: Path, *arguments: object) -> tuple[int, dict, str]:
    """Exit code, JSON value and messages of a command."""
    code = cli.main(["--store", str(store), "--json", *map(str, arguments)])
    written = capsys.readouterr()
    return code, json.loads(written.out), written.err


def test_a_backup_is_written_and_says_that_the_key_goes_apart(
    capsys: pytest.CaptureFixture[str], store: Path, key: Path, tmp_path: Path
) -> None:
    file = tmp_path / "sauvegarde.zip"
    code, made, told = run(capsys, store, "backup", file)
    assert (code, made["status"], made["file"], made["version"]) == (0, "written", str(file), 8)
    assert (made["files"], made["bytes"], made["left_out"]) == (43, file.stat().st_size, [])
    assert made["key"] == str(key) and f"Sauvegarde écrite : {file}" in told
    assert PUBLIC_KEY.hex() not in json.dumps(made) + told
    assert PUBLIC_KEY.hex().encode() not in file.read_bytes()
    assert cli.main(["--store", str(store), "backup", str(tmp_path / "b.zip")]) == 0
    said = capsys.readouterr().out.replace("\u00a0", " ")
    assert said == (
        f"Version 8, 43 fichiers, tous vérifiés. La clé des pseudonymes n’y est pas, à dessein. Sauvegardez-la ailleurs : {key}\n"
    )
    key.unlink()
    assert cli.main(["--store", str(store), "backup", str(tmp_path / "c.zip")]) == 0
    assert "n’est pas sur ce poste" in capsys.readouterr().out


def test_a_key_that_lies_among_the_data_is_not_backed_up_with_them(
    capsys: pytest.CaptureFixture[str],
    store: Path,
    key: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DSE_KEY_FILE", str(shutil.move(key, store / "ma.cle")))
    code, said, _ = run(capsys, store, "backup", tmp_path / "a.zip")
    assert (code, said["status"]) == (2, "refused") and "Déplacez-la" in said["message"]
    assert not (tmp_path / "a.zip").exists()


def test_what_does_not_count_is_named(
    capsys: pytest.CaptureFixture[str], store: Path, key: Path, tmp_path: Path
) -> None:
    (store / "manifests" / "00000008 (conflit).json").write_bytes(b"")
    for folder in ("data (1)", "manifests (conflit)"):
        (store / folder).mkdir()
        (store / folder / "00000008.json").write_bytes(b"")
    for name in ("forms/a.toml", "codelists/a.csv", "taken_over/00000001.json", "sources.toml"):
        (store / name).parent.mkdir(exist_ok=True)
        (store / name).write_bytes(b"")
    code, made, told = run(capsys, store, "backup", tmp_path / "a.zip")
    left_out = ["manifests/00000008 (conflit).json", "data (1)", "manifests (conflit)"]
    assert (code, made["left_out"]) == (0, left_out) and "Le dossier data (1) n’est pas" in told
    saved = {name.removeprefix("store/") for name in zipfile.ZipFile(tmp_path / "a.zip").namelist()}
    assert saved >= {"forms/a.toml", "codelists/a.csv", "taken_over/00000001.json", "sources.toml"}
    assert not any("(" in name for name in saved)
    assert "00000008 (conflit).json est étranger" in told


@pytest.mark.parametrize("command", [["versions"], ["check"], ["table", "offers"], ["backup", "a.zip"]])
def test_a_file_in_the_place_of_the_folder_is_said_to_be_none(
    command: list[str], capsys: pytest.CaptureFixture[str], key: Path, tmp_path: Path
) -> None:
    (tmp_path / "s1.zip").write_bytes(b"PK")
    code, said, _ = run(capsys, tmp_path / "s1.zip", *command)
    assert code == 4 and said["message"].startswith(f"{tmp_path / 's1.zip'} n’est pas un dossier.")


def old_file(store: Store) -> str:
    """A data file that only older versions use."""
    used = {each.name for files in store.current().tables.values() for each in files}
    return next(name for name in disk.files(store.path / "data") if name not in used)


def test_something_old_that_is_damaged_is_backed_up_without_on_explicit_wish(
    capsys: pytest.CaptureFixture[str], store: Path, key: Path, tmp_path: Path
) -> None:
    current = Store(store).current()
    gone = old_file(Store(store))
    (store / "data" / gone).unlink()
    (store / "manifests" / "00000001.json").write_bytes(b"{")
    expected = ["manifests/00000001.json", f"data/{gone}"]
    file = tmp_path / "a.zip"
    code, said, _ = run(capsys, store, "backup", file)
    assert (code, said["status"], said["damaged"]) == (3, "confirm", expected) and not file.exists()
    assert all(name in said["message"] for name in expected)
    assert run(capsys, store, "backup", file, "--confirm", "0")[0] == 3 and not file.exists()
    code, made, _ = run(capsys, store, "backup", file, "--confirm", said["code"])
    assert (code, made["status"], made["damaged"]) == (0, "written", expected)
    assert run(capsys, store, "backup", tmp_path / "b.zip", "--confirm", "all")[0] == 0
    code, restored, told = run(capsys, tmp_path / "new", "backup", "--restore", file)
    assert (code, restored["damaged"]) == (0, expected) and f"data/{gone}" in told
    assert Store(tmp_path / "new").current() == current
    assert {each.file for each in Store(tmp_path / "new").check() if each.kind in ("damaged", "missing")} == {
        *expected
    }


@pytest.mark.parametrize("what", ["folders", "nothing", "data of no version"])
def test_where_there_is_nothing_there_is_no_backup(
    what: str, capsys: pytest.CaptureFixture[str], key: Path, tmp_path: Path
) -> None:
    (tmp_path / "new").mkdir()
    if what != "nothing":
        (tmp_path / "new" / "manifests").mkdir()
        (tmp_path / "new" / "data").mkdir()
    if what == "data of no version":
        (tmp_path / "new" / "data" / "notes.txt").write_bytes(b"")
    code, said, _ = run(capsys, tmp_path / "new", "backup", tmp_path / "a.zip", "--confirm", "all")
    assert (code, said["message"].split(" :")[0]) == (2, "Il n’y a rien à sauvegarder")
    assert not (tmp_path / "a.zip").exists()


def test_the_codes_of_a_refusal_and_of_a_failure(
    capsys: pytest.CaptureFixture[str], store: Path, key: Path, tmp_path: Path
) -> None:
    file = tmp_path / "a.zip"
    assert run(capsys, store, "backup", file)[0] == 0
    for arguments in (
        ["backup", file],
        ["backup", "--restore", file],
        ["backup", "--restore", store / "absent.zip"],
    ):
        code, said, told = run(capsys, store, *arguments)
        assert (code, said["status"]) == (2, "refused") and said["message"] in told
    file.write_bytes(file.read_bytes()[:-30])
    code, said, _ = run(capsys, tmp_path / "new", "backup", "--restore", file)
    assert code == 2 and file.name in said["message"] and not (tmp_path / "new").exists()
    current = Store(store).current()
    (store / "data" / current.tables["offers"][0].name).unlink()
    code, said, _ = run(capsys, store, "backup", tmp_path / "b.zip", "--confirm", "all")
    assert (code, said["status"]) == (4, "failed") and "manque" in said["message"]


def test_a_restoration_that_was_cut_is_said_and_does_not_pass_for_the_demo(
    capsys: pytest.CaptureFixture[str], store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(Store(store).back_up(tmp_path / "a.zip").file) as archive:
        (store / "restoring.json").write_bytes(archive.read(backup_file.INDEX))
    next((store / "data").iterdir()).unlink()
    monkeypatch.setenv("DSE_STORE", str(store))
    file = tmp_path / "organisations.csv"
    file.write_text(f"{HEADER}\nO1,Les Amis du fleuve,,FR,\n", encoding="utf-8")
    for command in (
        ["check"],
        ["versions"],
        ["versions", "--name", "1", "Bilan"],
        ["forget", "P1"],
        ["undo"],
        ["restore", "1"],
        ["table", "organisations"],
        ["figure", "accompaniments_by_year"],
        ["import", str(file), "--confirm", "all"],
    ):
        assert cli.main(["--json", *command]) == 4
        assert "Relancez-la avec la même sauvegarde" in capsys.readouterr().out


def test_data_put_back_elsewhere_recognise_the_next_wave_and_refuse_who_was_forgotten(
    capsys: pytest.CaptureFixture[str],
    store: Path,
    key: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = Store(store).versions()
    assert run(capsys, store, "backup", tmp_path / "a.zip")[0] == 0
    shutil.rmtree(store)
    other_key = shutil.move(key, tmp_path / "une autre place.cle")
    monkeypatch.setenv("DSE_KEY_FILE", str(other_key))
    elsewhere = tmp_path / "un autre poste" / "données"
    code, restored, _ = run(capsys, elsewhere, "backup", "--restore", tmp_path / "a.zip")
    assert (code, restored["status"], restored["version"], restored["files"]) == (0, "restored", 8, 43)
    assert (restored["store"], restored["key"]) == (str(elsewhere), str(other_key))
    assert Store(elsewhere).versions() == before

    again = ("import", WITH_FORGOTTEN, "--wave", "membres-2018", "--confirm", "all")
    code, said, _ = run(capsys, elsewhere, *again)
    assert code == 2 and "IMP-412" in [problem["code"] for problem in said["problems"]]
    code, made, _ = run(capsys, elsewhere, "import", NEXT_WAVE, "--wave", "membres-2021", "--confirm", "all")
    assert (code, made["version"]) == (0, 9)
    assert len(respondents(elsewhere, "membres-2018") & respondents(elsewhere, "membres-2021")) == PAIRED


def respondents(folder: Path, wave: str) -> set[str]:
    """Pseudonyms of a wave in the current version."""
    store = Store(folder)
    rows = store.read(store.current(), "survey_respondents").to_pylist()
    return {row["respondent_id"] for row in rows if row["wave_id"] == wave}
