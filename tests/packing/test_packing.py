"""The archive that opens with a double click: what is in it, which wheels fit, and what the program that is clicked does."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from conftest import tool
from packaging.requirements import Requirement

from dse import paths, process
from dse.cli import older_files, usual_store
from dse.contacts import forgetting
from dse.packing import archive
from dse.packing.machines import PYTHONS, SYSTEMS, Machine, list_targets
from dse.packing.wheels import LockedPackage, NotDownloaded, check_wheels
from dse.team_files import takeover

LAUNCHERS = paths.ROOT / "dse" / "packing" / "launchers"
WINDOWS, LINUX = SYSTEMS["windows"].machines[0], SYSTEMS["linux"].machines[0]
ARM_MAC, INTEL_MAC = SYSTEMS["macos"].machines


def lock(name: str, *files: Path, marker: str = "") -> LockedPackage:
    hashes = frozenset(hashlib.sha256(file.read_bytes()).hexdigest() for file in files)
    return LockedPackage(Requirement(f"{name}==1.0{marker}"), hashes)


def write_wheel(folder: Path, tags: str) -> Path:
    wheel = folder / f"thing-1.0-{tags}.whl"
    wheel.write_bytes(tags.encode())
    return wheel


@pytest.mark.parametrize(
    ("tags", "machine", "python", "fits"),
    [
        ("py3-none-any", WINDOWS, "3.11", True),
        ("cp311-cp311-win_amd64", WINDOWS, "3.11", True),
        ("cp311-cp311-win_amd64", WINDOWS, "3.12", False),
        ("cp38-abi3-win_amd64", WINDOWS, "3.13", True),
        ("cp313-abi3-win_amd64", WINDOWS, "3.12", False),
        ("cp311-cp311-win32", WINDOWS, "3.11", False),
        ("cp311-cp311-macosx_11_0_arm64", ARM_MAC, "3.11", True),
        ("cp311-cp311-macosx_11_0_arm64", INTEL_MAC, "3.11", False),
        ("cp311-cp311-macosx_10_9_universal2", INTEL_MAC, "3.11", True),
        ("cp311-cp311-macosx_12_0_arm64", ARM_MAC, "3.11", True),
        ("cp311-cp311-macosx_14_0_arm64", ARM_MAC, "3.11", False),
        ("cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64", LINUX, "3.12", True),
        ("cp312-cp312-manylinux_2_34_x86_64", LINUX, "3.12", False),
        ("cp312-cp312-musllinux_1_2_x86_64", LINUX, "3.12", False),
    ],
)
def test_a_wheel_fits_the_machines_that_can_run_it(
    tmp_path, tags: str, machine: Machine, python: str, fits: bool
):
    package = lock("thing", write_wheel(tmp_path, tags))
    if fits:
        check_wheels([package], machine, python, tmp_path)
    else:
        with pytest.raises(NotDownloaded, match="n’a pas de fichier"):
            check_wheels([package], machine, python, tmp_path)


def test_a_wheel_that_is_not_the_one_of_the_lock_is_refused(tmp_path):
    package = lock("thing", write_wheel(tmp_path, "py3-none-any"))
    (tmp_path / "thing-1.0-py3-none-any.whl").write_bytes(b"another")
    with pytest.raises(NotDownloaded, match="n’est pas le fichier"):
        check_wheels([package], LINUX, "3.11", tmp_path)


def test_markers_are_read_for_the_machine_that_will_open_it():
    package = lock("thing", marker="; sys_platform != 'darwin' and python_version < '3.13'")
    given = {
        (system.key, python)
        for system in SYSTEMS.values()
        for machine, python in list_targets(system, PYTHONS)
        if package.is_for(machine, python)
    }
    assert given == {(key, python) for key in ("windows", "linux") for python in ("3.11", "3.12")}


def test_the_archive_holds_the_application_and_nothing_of_the_team_or_of_tests():
    files = {file.as_posix() for file in archive.list_files()}
    assert {
        "app.py",
        "pages/donnees.py",
        "dse/store/snapshots.py",
        ".requirements.lock",
        "docs/saisir.md",
        "docs/dev/licences.md",
    } <= files
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=paths.ROOT, capture_output=True, encoding="utf-8", check=True
    ).stdout.splitlines()  # fmt: skip
    assert files <= set(tracked)
    assert not {file for file in files if file.startswith(("tests/", "data/store", "docs/dev/decisions"))}
    left = {file.split("/")[0] for file in set(tracked) - files}
    assert left == {"tests", "docs", ".ci", ".gitattributes", ".gitignore", ".mypy.ini", ".pre-commit-config.yaml", ".pytest.ini", ".ruff.toml", ".requirements-audit.txt", ".requirements-spark.txt"}  # fmt: skip


def test_what_a_used_application_holds_of_its_team_is_in_no_archive(tmp_path, monkeypatch):
    ignored = {
        "data/store/", "data/demo/store*/", "data/demo/.store.lock", "data/forms/titres/",
        ".streamlit/secrets.toml", "*.key", "*.pyc", "__pycache__/",
    }  # fmt: skip
    root = paths.ROOT
    assert ignored <= set((root / ".gitignore").read_text(encoding="utf-8").split())
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    kept = "data/forms/membres.toml"
    for file in (
        "data/pseudonymes.cle", "data/export membres.xlsx", "data/store-sauvegarde/manifests/1.json", "data/.env",
        kept, "data/store/manifests/1.json", "data/demo/store-7/data/a.parquet", "data/demo/.store.lock",
        "data/forms/titres/a.json", ".streamlit/secrets.toml", "data/pseudonymes.key", "dse/__pycache__/a.pyc",
    ):  # fmt: skip
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).touch()
    tops = ("app.py", "requirements.txt", ".requirements.lock", "README.md", "LICENSE")
    for top in tops:
        (tmp_path / top).touch()
    with pytest.raises(archive.NotPacked, match="copie git"):
        archive.list_files()
    for command in (["init", "--quiet"], ["add", kept, *tops]):
        subprocess.run([tool("git"), *command], cwd=tmp_path, check=True)
    assert {file.as_posix() for file in archive.list_files()} == {kept, *tops}
    (tmp_path / "data" / "membres de 2024.xlsx").touch()
    monkeypatch.setattr(paths, "FILES", tmp_path / "files.txt")  # of an unpacked archive
    paths.FILES.write_text(f"app.py\n{kept}\nwheels/a.whl\nuv/uv-x86_64", encoding="utf-8")
    assert {file.as_posix() for file in archive.list_files()} == {"app.py", kept}


def test_an_archive_is_of_a_commit_which_its_name_says(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    (tmp_path / "app.py").write_text("first", encoding="utf-8")

    def ask_git(*arguments: str) -> str:
        identity = ("-c", "user.name=Awa", "-c", "user.email=awa@exemple.invalid")
        command = [tool("git"), *identity, *arguments]
        return subprocess.run(
            command, cwd=tmp_path, check=True, capture_output=True, encoding="utf-8"
        ).stdout.strip()

    for command in (["init"], ["add", "app.py"], ["commit", "--message", "first"]):
        ask_git(*command)
    (tmp_path / "notes.txt").touch()  # what git does not follow is in no archive
    archive.refuse_changed_files()
    assert archive.name_archive(SYSTEMS["linux"]).endswith(
        f"-linux-{ask_git('rev-parse', '--short', 'HEAD')}.zip"
    )
    (tmp_path / "app.py").write_text("second", encoding="utf-8")
    with pytest.raises(archive.NotPacked, match=r"app\.py"):
        archive.refuse_changed_files()


@pytest.mark.parametrize("key", SYSTEMS)
def test_an_archive_is_whole_runnable_the_same_twice_and_of_its_own_time(key: str, tmp_path, monkeypatch):
    def download(packages, machine, python, folder):
        folder.mkdir(exist_ok=True)
        if any(package.requirement.name == "uv" for package in packages):
            with zipfile.ZipFile(folder / "uv-1-py3-none-any.whl", "w") as wheel:
                wheel.writestr(f"uv-1.data/scripts/{SYSTEMS[key].uv}", machine.processor)
        else:
            write_wheel(folder, f"cp{python.replace('.', '')}-none-{machine.platforms[0]}")

    monkeypatch.setattr(archive, "download_wheels", download)
    monkeypatch.setattr(archive, "check_wheels", lambda *_: None)
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    before = time.localtime(time.time() - 2)[:6]  # as exact as a ZIP is
    for target in (first, second):
        archive.make_archive(SYSTEMS[key], target)
    assert list_entries(first) == list_entries(second)
    assert sorted(tmp_path.glob("*")) == [first, second]
    with zipfile.ZipFile(first) as made:
        assert {name.split("/")[0] for name in made.namelist()} == {archive.FOLDER}
        assert all(entry.date_time >= before for entry in made.infolist())
        listed = made.read(f"{archive.APPLICATION}/files.txt").decode("utf-8").splitlines()
        inside = {name.removeprefix(f"{archive.APPLICATION}/") for name in made.namelist()}
        assert {name for name in inside if not name.startswith(archive.FOLDER)} == {*listed, "files.txt"}
        wheels = [name for name in made.namelist() if name.endswith(".whl")]
        assert len(wheels) == 3 * len(SYSTEMS[key].machines)
        runnable = {entry.filename for entry in made.infolist() if entry.external_attr >> 16 & 0o111}
        clicked = made.read(f"{archive.FOLDER}/{SYSTEMS[key].launcher_name}")
    assert runnable == {f"{archive.FOLDER}/{SYSTEMS[key].launcher_name}"} | {
        f"{archive.APPLICATION}/uv/uv-{machine.processor}{Path(SYSTEMS[key].uv).suffix}"
        for machine in SYSTEMS[key].machines
    }
    assert (b"\r\n" in clicked) == (key == "windows")


def list_entries(file: Path) -> list[tuple[str, int, int]]:
    """What is in an archive, but for its time."""
    with zipfile.ZipFile(file) as made:
        return [(entry.filename, entry.CRC, entry.external_attr) for entry in made.infolist()]


def test_code_that_an_older_archive_left_is_removed_and_nothing_else(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    monkeypatch.setattr(paths, "FILES", tmp_path / "files.txt")
    brought = ("app.py", "dse/figures/new_name.py", "wheels/new-2.whl")
    kept = ("data/forms/nous.toml", "data/store/manifests/1.json", ".venv/lib/a.py", "dse/__pycache__/a.pyc")
    for name in (*brought, *kept, "dse/figures/old_name.py", "pages/old.py", "wheels/new-1.whl"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    older_files.remove_older_files()  # nothing is known of a folder that no archive brought
    assert (tmp_path / "pages" / "old.py").exists()
    paths.FILES.write_text("\n".join(brought), encoding="utf-8")
    older_files.remove_older_files()
    there = {file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*") if file.is_file()}
    assert there == {*brought, *kept, "files.txt"}
    assert "enlevés : 3." in capsys.readouterr().err
    older_files.remove_older_files()
    assert not capsys.readouterr().err


def test_an_archive_that_cannot_be_finished_leaves_none(tmp_path, monkeypatch):
    def fail(*_):
        raise NotDownloaded("…")

    monkeypatch.setattr(archive, "download_wheels", fail)
    with pytest.raises(NotDownloaded):
        archive.make_archive(SYSTEMS["linux"], tmp_path / "made.zip")
    assert not list(tmp_path.iterdir())


def test_the_script_of_macos_and_linux_has_no_known_mistake():
    checked = subprocess.run(
        [tool("shellcheck"), LAUNCHERS / "unix.sh"], capture_output=True, encoding="utf-8", check=False
    )
    assert not checked.stdout


def test_the_script_of_windows_has_no_known_mistake(tmp_path):
    from blinter import lint_batch_file

    written = tmp_path / "open.cmd"
    written.write_bytes(archive._read_launcher(SYSTEMS["windows"]))
    grave = [
        issue for issue in lint_batch_file(str(written)) if issue.rule.severity.name in ("ERROR", "SECURITY")
    ]
    assert not grave
    text = (LAUNCHERS / "windows.cmd").read_text(encoding="utf-8")
    labels = set(re.findall(r"(?m)^:(\w+)", text))
    assert labels == set(re.findall(r"(?:goto|call) :?(\w+)", text)) | {"open"}


@pytest.mark.parametrize(
    ("platform", "version", "fits"),
    [
        ("win-amd64", "3.1", False),
        ("win-amd64", "3.10", False),
        ("win-amd64", "3.11", True),
        ("win-amd64", "3.13", True),
        ("win-amd64", "3.14", False),
        ("win32", "3.12", False),
        ("win-arm64", "3.12", False),
    ],
)
def test_on_windows_only_a_python_that_can_use_the_wheels_says_where_it_is(
    platform: str, version: str, fits: bool, monkeypatch, capsys
):
    text = (LAUNCHERS / "windows.cmd").read_text(encoding="utf-8")
    question = re.search(r'(?m)^set "ASK=(.*)"$', text)[1]
    monkeypatch.setattr("sysconfig.get_platform", lambda: platform)
    monkeypatch.setattr("sysconfig.get_python_version", lambda: version)
    exec(question, {})  # noqa: S102  a line of our own script
    assert capsys.readouterr().out == (f"DSE;{sys.executable}\n" if fits else "")


def test_on_windows_the_python_of_the_store_is_asked_by_its_own_names():
    text = (LAUNCHERS / "windows.cmd").read_text(encoding="utf-8")
    asked = re.search(r'in \((.*)\) do .*`%%~C -c "%ASK%"', text)[1]
    names = [*(f'"py -{python}"' for python in PYTHONS), *(f"python{python}" for python in PYTHONS), "python"]
    assert sorted(re.findall(r'"[^"]*"|\S+', asked)) == sorted(names)


@pytest.mark.parametrize("launcher", ["unix.sh", "windows.cmd"])
def test_each_script_tries_the_pythons_that_are_packed(launcher: str):
    text = (LAUNCHERS / launcher).read_text(encoding="utf-8")
    assert "3.13 3.12 3.11" in text
    assert set(re.findall(r"3\.1\d", text)) == set(PYTHONS)


FAKE_UV = """#!/bin/sh
echo "uv $*" >> "{log}"
case "$*" in
    "python install"*) {install} ;;
    *"cpython@{there}") echo "{python}" ;;
    *) exit 2 ;;
esac
"""


@pytest.fixture
def unpacked(tmp_path) -> Path:
    """An application as it is unpacked, in a folder with spaces and accents, whose Python only writes down what it is asked."""
    folder = tmp_path / "Ma sœur & l’été" / archive.FOLDER
    (folder / "application" / "uv").mkdir(parents=True)
    (folder / "application" / "app.py").touch()
    shutil.copy(LAUNCHERS / "unix.sh", folder / "Ouvrir.command")
    return folder


def double_click(folder: Path, there: str, install: str = "exit 1", venv: int = 0, code: int = 0):
    """What is said and asked when the script is opened, where uv finds this Python only."""
    log, python = folder / "log", folder / "a python"
    asked = f'#!/bin/sh\necho "python $*" >> "{log}"\n[ "$1" = -c ] && exit {venv}\nexit {code}\n'
    uv = folder / "application" / "uv" / f"uv-{os.uname().machine}"
    uv.write_text(FAKE_UV.format(log=log, there=there, python=python, install=install), encoding="utf-8")
    python.write_text(asked, encoding="utf-8")
    for program in (uv, python):
        program.chmod(0o755)
    done = subprocess.run(
        ["sh", folder / "Ouvrir.command"],
        cwd="/",
        input="\n",
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done, log.read_text(encoding="utf-8").splitlines()


@pytest.mark.skipif(os.name == "nt", reason="a script of macOS and Linux")
class TestDoubleClick:
    def test_opens_with_a_python_that_is_there(self, unpacked):
        done, log = double_click(unpacked, there="3.12")
        assert (done.returncode, done.stdout, log[-1]) == (0, "", "python -m dse open")
        assert not [line for line in log if "install" in line]

    def test_asks_uv_for_a_python_where_none_is(self, unpacked):
        done, log = double_click(unpacked, there="none", install='sed -i s/cpython@none/cpython@3.13/ "$0"')
        assert done.returncode == 0
        assert "Il est téléchargé une seule fois" in done.stdout
        assert log[-1] == "python -m dse open"

    def test_takes_no_python_that_cannot_make_an_environment(self, unpacked):
        done, log = double_click(unpacked, there="3.13", venv=1)
        assert "a pas pu être téléchargé" in done.stdout
        assert "python -m dse open" not in log

    def test_says_what_to_do_where_nothing_can_be_downloaded(self, unpacked):
        done, _ = double_click(unpacked, there="none")
        assert done.returncode == 1
        assert (
            "Si votre réseau a un proxy" in done.stdout
            and "python.org" in done.stdout
            and "Entrée pour fermer" in done.stdout
        )

    def test_looks_for_a_python_without_writing(self, unpacked):
        _, log = double_click(unpacked, there="3.13")
        assert log[0].startswith("uv --no-cache python find")

    def test_says_that_its_folder_cannot_be_written_before_it_downloads(self, unpacked):
        script = unpacked / "Ouvrir.command"
        refused = script.read_text(encoding="utf-8").replace("[ -w . ]", "false")  # root may write anywhere
        assert "false ||" in refused
        script.write_text(refused, encoding="utf-8")
        done, log = double_click(unpacked, there="none")
        assert done.returncode == 1
        assert "n’accepte pas l’écriture" in done.stdout and str(unpacked) in done.stdout
        assert not [line for line in log if "install" in line]

    def test_keeps_the_window_open_where_the_dashboard_fails(self, unpacked):
        done, _ = double_click(unpacked, there="3.11", code=4)
        assert done.returncode == 1
        assert "la raison est dite plus haut" in done.stdout

    @pytest.mark.parametrize("code", process.STOPPED_BY_USER)
    def test_closes_quietly_where_the_user_stops_it(self, unpacked, code):
        done, _ = double_click(unpacked, there="3.11", code=code)
        assert not done.stdout

    @pytest.mark.parametrize("code", [137, 139])
    def test_keeps_the_window_open_where_the_system_stops_it(self, unpacked, code):
        done, _ = double_click(unpacked, there="3.11", code=code)
        assert "s’est arrêté" in done.stdout

    def test_says_that_the_archive_must_be_unpacked(self, unpacked):
        shutil.move(unpacked / "application", unpacked / "elsewhere")
        done = subprocess.run(
            ["sh", unpacked / "Ouvrir.command"],
            input="\n",
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert "Décompressez d’abord toute l’archive" in done.stdout


@pytest.fixture
def packed(tmp_path, monkeypatch) -> Path:
    """The root of an unpacked application, for a user whose documents lie in « Mes documents »."""
    monkeypatch.delenv("DSE_STORE", raising=False)
    monkeypatch.setattr(paths, "WHEELS", tmp_path / "app" / "wheels")
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    monkeypatch.setattr(paths, "ROOT", tmp_path / "app")
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    (tmp_path / "app" / "wheels").mkdir(parents=True)
    settings = tmp_path / "home" / ".config" / "user-dirs.dirs"
    settings.parent.mkdir(parents=True)
    settings.write_text('# comment\nXDG_DOCUMENTS_DIR="$HOME/Mes documents"\n', encoding="utf-8")
    paths.usual_store.cache_clear()
    paths._expanded.cache_clear()
    yield tmp_path
    paths.usual_store.cache_clear()
    paths._expanded.cache_clear()


# Stands for the start of an unpacked application: it copies when it is told to, and not so fast that no other could come between.
START = """
import pathlib, shutil, sys, time
from dse import paths
from dse.cli import usual_store
root = pathlib.Path(sys.argv[1])
paths.ROOT, paths.WHEELS = root / "app", root / "app" / "wheels"
pathlib.Path.home = lambda: root / "home"
shutil.copystat = lambda *_, **__: time.sleep(0.001)  # after each file
print("ready", flush=True)
sys.stdin.readline()
usual_store.take_over_store()
"""


class Killed(BaseException):
    """Stands for the end of a process, of which nobody is told."""


def write_earlier_store(packed: Path, versions: int, files: int) -> dict[str, bytes]:
    """What an earlier application kept beside it: its files by name."""
    names = [f"manifests/{number:08}.json" for number in range(1, versions + 1)]
    names += ["identite.toml", *(f"data/table-{number}.parquet" for number in range(files))]
    for name in names:
        (packed / "data" / "store" / name).parent.mkdir(parents=True, exist_ok=True)
        (packed / "data" / "store" / name).write_text(name, encoding="utf-8")
    return {name: name.encode() for name in names}


def list_content(store: Path) -> dict[str, bytes]:
    """The files of a store by name, but for the lock of its writers."""
    files = (file for file in store.rglob("*") if file.is_file() and file.name != ".lock")
    return {file.relative_to(store).as_posix(): file.read_bytes() for file in files}


@pytest.mark.skipif(os.name == "nt", reason="Windows says itself where documents are")
class TestUsualStore:
    def test_data_lie_in_the_users_documents(self, packed):
        assert paths.store_path() == packed / "home" / "Mes documents" / "DSE"

    def test_an_archive_is_not_unpacked_among_the_data(self, packed, monkeypatch):
        documents = packed / "home" / "Mes documents"
        store = paths.store_path()
        store.mkdir(parents=True)
        monkeypatch.setattr(paths, "ROOT", documents / archive.APPLICATION)
        usual_store.refuse_store_around_application()
        assert archive.FOLDER in (LAUNCHERS / "Lisez-moi.html").read_text(encoding="utf-8")
        monkeypatch.setattr(paths, "ROOT", store / "application")  # where someone moved it
        (store / "application").mkdir()
        with pytest.raises(
            usual_store.MisplacedApplication,
            match=f"« application », .*, par exemple dans .*{archive.FOLDER}",
        ):
            usual_store.refuse_store_around_application()

    @pytest.mark.parametrize("folder", [archive.APPLICATION, f"logiciels/{archive.APPLICATION}"])
    def test_the_folder_to_move_out_of_the_data_is_named_with_a_place_outside(
        self, packed, folder, monkeypatch
    ):
        store = paths.store_path()
        monkeypatch.setattr(paths, "ROOT", store / folder)
        paths.ROOT.mkdir(parents=True)
        with pytest.raises(usual_store.MisplacedApplication) as refused:
            usual_store.refuse_store_around_application()
        moved, place = re.search(
            r"Déplacez « (.*) » hors de là, par exemple dans (.*), et", str(refused.value)
        ).groups()
        (store / moved).rename(Path(place, moved))
        monkeypatch.setattr(paths, "ROOT", Path(place, folder))
        assert paths.ROOT.is_dir()
        usual_store.refuse_store_around_application()

    def test_data_beside_the_application_are_taken_over_once_and_it_is_said(self, packed, capsys):
        (packed / "data" / "store" / "manifests").mkdir(parents=True)
        (packed / "data" / "store" / "manifests" / "1.json").write_text("first", encoding="utf-8")
        usual_store.take_over_store()
        taken = paths.store_path() / "manifests" / "1.json"
        assert taken.read_text(encoding="utf-8") == "first"
        assert "ont été copiées" in capsys.readouterr().err
        assert (packed / "data" / "store" / "manifests" / "1.json").exists()
        taken.write_text("of today", encoding="utf-8")
        usual_store.take_over_store()
        assert taken.read_text(encoding="utf-8") == "of today"
        assert not capsys.readouterr().err

    def test_of_two_starts_at_once_one_copies_and_both_have_all(self, packed):
        whole = write_earlier_store(packed, versions=3, files=300)
        starts = [
            subprocess.Popen(
                [sys.executable, "-c", START, packed],
                cwd=Path(usual_store.__file__).parents[2],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
            )
            for _ in range(2)
        ]  # fmt: skip
        for start in starts:
            start.stdout.readline()
        for start in starts:
            start.stdin.write("go\n")
            start.stdin.flush()
        said = [start.communicate()[1] for start in starts]
        assert [start.returncode for start in starts] == [0, 0], said
        assert list_content(paths.store_path()) == whole
        assert sorted("ont été copiées" in text for text in said) == [False, True]

    @pytest.mark.parametrize("target", ["none", "without a version"])
    def test_a_start_that_is_stopped_anywhere_shows_no_older_version_and_the_next_has_all(
        self, packed, target, monkeypatch
    ):
        whole = write_earlier_store(packed, versions=3, files=2)
        store = paths.store_path()
        rename, tried = Path.rename, 0
        for stopped_at in range(1, 100):
            shutil.rmtree(store, ignore_errors=True)
            (packed / "data" / "store-repris.txt").unlink(missing_ok=True)
            if target == "without a version":
                (store / "manifests").mkdir(parents=True)
                (store / "manifests" / "desktop.ini").touch()
            tried = 0

            def rename_or_stop(file, to, stopped_at=stopped_at):
                nonlocal tried
                tried += 1
                if tried == stopped_at:
                    raise Killed
                return rename(file, to)

            monkeypatch.setattr(Path, "rename", rename_or_stop)
            with contextlib.suppress(Killed):
                usual_store.take_over_store()
            monkeypatch.setattr(Path, "rename", rename)
            assert not paths.has_versions(store) or list_content(store) == whole
            usual_store.take_over_store()
            assert list_content(store) == whole
            assert not list(store.parent.glob("*.partiel"))
            if tried < stopped_at:
                break
        assert stopped_at > 4

    def test_data_that_were_taken_over_do_not_come_back_of_themselves(self, packed, capsys):
        write_earlier_store(packed, versions=1, files=1)
        usual_store.take_over_store()
        shutil.rmtree(paths.store_path())
        capsys.readouterr()
        usual_store.take_over_store()
        said = capsys.readouterr().err
        assert not paths.store_path().exists()
        assert "une personne oubliée depuis reviendrait" in said and str(paths.store_path()) in said
        mark = re.search(r"supprimez (.*), puis", said)[1]
        assert re.match(r"Depuis le \d\d/\d\d/\d{4}, ", Path(mark).read_text(encoding="utf-8"))
        Path(mark).unlink()
        usual_store.take_over_store()
        assert paths.has_versions(paths.store_path())

    def test_what_was_never_taken_over_is_not_later_than_the_teams_own_data(self, packed, capsys):
        write_earlier_store(packed, versions=2, files=1)
        own = paths.store_path() / "manifests" / "00000001.json"
        own.parent.mkdir(parents=True)
        own.touch()
        usual_store.take_over_store()
        assert "n’est plus lu : vos données sont dans" in capsys.readouterr().err
        usual_store.take_over_store()
        assert not capsys.readouterr().err
        shutil.rmtree(paths.store_path())
        usual_store.take_over_store()
        assert not paths.store_path().exists()

    def test_forgetting_names_the_earlier_data_while_they_are_there(self, packed):
        assert forgetting.describe_earlier_data() == ""
        write_earlier_store(packed, versions=1, files=1)
        usual_store.take_over_store()
        said = forgetting.describe_earlier_data()
        assert str(packed / "data" / "store") in said and "Jetez" in said
        shutil.rmtree(packed / "data" / "store")
        assert forgetting.describe_earlier_data() == ""

    def test_a_link_to_the_data_is_not_said_to_be_thrown_away(self, packed):
        write_earlier_store(packed, versions=1, files=1)
        usual_store.take_over_store()
        shutil.rmtree(packed / "data" / "store")
        (packed / "data" / "store").symlink_to(paths.store_path())
        assert forgetting.describe_earlier_data() == ""

    def test_a_folder_of_data_without_a_version_stops_nothing_and_loses_nothing(self, packed):
        for name, content in {"manifests/1.json": "first", "sources.toml": "earlier"}.items():
            (packed / "data" / "store" / name).parent.mkdir(parents=True, exist_ok=True)
            (packed / "data" / "store" / name).write_text(content, encoding="utf-8")
        store = paths.store_path()
        (store / "manifests").mkdir(parents=True)
        (store / "desktop.ini").touch()
        (store / "sources.toml").write_text("of today", encoding="utf-8")
        usual_store.take_over_store()
        assert list_content(store) == {
            "manifests/1.json": b"first", "sources.toml": b"of today", "desktop.ini": b"",
        }  # fmt: skip

    def test_what_the_team_had_beside_its_data_is_taken_over_too(self, packed, monkeypatch):
        left = {
            "forms/nous.toml": "a",
            "forms/titres/membres.toml": "b",
            "sources.toml": "c",
            "store/manifests/1.json": "d",
        }
        for name, content in left.items():
            (packed / "data" / name).parent.mkdir(parents=True, exist_ok=True)
            (packed / "data" / name).write_text(content, encoding="utf-8")
        usual_store.take_over_store()
        takeover.take_over()
        for name, content in left.items():
            assert (paths.store_path() / name.removeprefix("store/")).read_text(encoding="utf-8") == content
        assert takeover.take_over() == []

    @pytest.mark.parametrize(
        ("setting", "folder"),
        [
            ("$HOME/", "home/Documents"),
            ("$HOME", "home/Documents"),
            ("$HOME/Dossier d'été", "home/Dossier d'été"),
            ('$HOME/\\"à nous\\"', 'home/"à nous"'),
            ("/srv/\\$x", "/srv/$x"),
        ],
    )
    def test_the_users_documents_are_where_the_system_writes_that_they_are(
        self, packed, setting, folder, monkeypatch
    ):
        monkeypatch.setenv("XDG_CONFIG_HOME", str(packed / "settings"))
        (packed / "settings").mkdir()
        line = f'XDG_DOCUMENTS_DIR="{setting}"\n'
        (packed / "settings" / "user-dirs.dirs").write_text(line, encoding="utf-8")
        assert paths.store_path() == packed / folder / "DSE"

    def test_nothing_is_taken_over_where_the_place_of_data_is_said(self, packed, monkeypatch):
        write_earlier_store(packed, versions=1, files=1)
        monkeypatch.setenv("DSE_STORE", str(packed / "mine"))
        usual_store.take_over_store()
        assert not (packed / "mine").exists() and not paths.usual_store().exists()

    def test_a_copy_that_breaks_is_not_taken_for_the_data(self, packed, monkeypatch):
        write_earlier_store(packed, versions=1, files=1)

        def fail(source, target, ignore):
            target.mkdir()
            raise OSError("disk full")

        monkeypatch.setattr(usual_store.shutil, "copytree", fail)
        with pytest.raises(usual_store.NotCopied, match=r"disk full.*Rien n’est perdu"):
            usual_store.take_over_store()
        assert not list_content(paths.usual_store())


def test_a_checkout_keeps_its_data_beside_it(monkeypatch):
    assert paths.usual_store() == paths.DATA / "store"
