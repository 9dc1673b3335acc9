"""The archive: the program to double-click, what to read first, and the application with its wheels and uv."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import dse
from dse import environment, paths
from dse.errors import ReaderError
from dse.french import listed
from dse.packing.machines import PYTHONS, Machine, System, list_targets
from dse.packing.wheels import check_wheels, download_wheels, read_lock
from dse.process import print_message

FOLDER = "Tableau de bord DSE"  # never that of the data, « DSE » among the user's documents
APPLICATION = f"{FOLDER}/application"
_LAUNCHERS = Path(__file__).parent / "launchers"
_UV_LOCK = Path(__file__).with_name(environment.LOCK)
_PARTS = (
    "app.py", "pages/", "dse/", "schemas/", "data/", "docs/", ".streamlit/",
    "requirements.txt", environment.LOCK, "README.md", "LICENSE",
)  # fmt: skip
_OF_DEVELOPERS = ("docs/captures/", "docs/dev/")
_LICENCES = "docs/dev/licences.md"  # of what the archive gives away
_PLAIN, _RUNNABLE = 0o100644, 0o100755


class NotPacked(ReaderError):
    """It cannot be known which files are the application's."""


def make_archive(system: System, target: Path, pythons: Sequence[str] = PYTHONS) -> None:
    """Write the archive of a system, whole or not at all. Raises NotDownloaded or NotPacked."""
    files = list_files()
    with tempfile.TemporaryDirectory() as scratch:
        wheels, uv = Path(scratch) / "wheels", Path(scratch) / "uv"
        for machine, python in list_targets(system, pythons):
            packages = [
                package
                for package in read_lock(paths.ROOT / environment.LOCK)
                if package.is_for(machine, python)
            ]
            download_wheels(packages, machine, python, wheels)
            check_wheels(packages, machine, python, wheels)
        for machine in system.machines:
            _extract_uv(system, uv, machine)
        print_message("  archive")
        added = [f"{folder.name}/{file.name}" for folder in (uv, wheels) for file in sorted(folder.iterdir())]
        listed = "\n".join([*(file.as_posix() for file in files), *added]).encode("utf-8")
        partial = target.with_name(f"{target.name}.partial")
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
            _write_entry(archive, f"{FOLDER}/{system.launcher_name}", _read_launcher(system), _RUNNABLE)
            _write_entry(archive, f"{FOLDER}/Lisez-moi.html", _read_guide(), _PLAIN)
            _write_entry(archive, f"{APPLICATION}/{paths.FILES.name}", listed, _PLAIN)
            for file in files:
                _write_entry(
                    archive, f"{APPLICATION}/{file.as_posix()}", (paths.ROOT / file).read_bytes(), _PLAIN
                )
            for program in sorted(uv.iterdir()):
                _write_entry(archive, f"{APPLICATION}/uv/{program.name}", program.read_bytes(), _RUNNABLE)
            for wheel in sorted(wheels.iterdir()):  # compressed already
                _write_entry(
                    archive,
                    f"{APPLICATION}/wheels/{wheel.name}",
                    wheel.read_bytes(),
                    _PLAIN,
                    zipfile.ZIP_STORED,
                )
    partial.replace(target)


def name_archive(system: System) -> str:
    """The usual name of the file, with the commit that it is made of where git knows one."""
    commit = "" if paths.FILES.is_file() else _ask_git("rev-parse", "--short", "HEAD").strip()
    return "-".join(filter(None, ("dse", dse.__version__, system.key, commit))) + ".zip"


def refuse_changed_files() -> None:
    """An archive is of a commit, by which it can be found again. Raises NotPacked."""
    changed = "" if paths.FILES.is_file() else _ask_git("status", "--porcelain", "--untracked-files=no")
    if changed:
        raise NotPacked(
            f"Des fichiers du logiciel sont changés et pas encore dans git : {listed([line[3:] for line in changed.splitlines()])}. "
            "Enregistrez ces changements par « git commit », ou défaites-les, puis recommencez."
        )


def list_files() -> list[Path]:
    """The files of the application, from its root. Raises NotPacked."""
    names = [
        name
        for name in _list_names()
        if name.startswith(_PARTS)
        and (name == _LICENCES or not name.startswith(_OF_DEVELOPERS))
        and (paths.ROOT / name).is_file()
    ]
    if "app.py" not in names:
        raise NotPacked(
            "Cette commande se lance dans une copie git du projet, ou dans une archive décompressée : ailleurs, rien ne dit "
            "quels fichiers sont ceux du logiciel, et lesquels sont les vôtres."
        )
    return [Path(name) for name in names]


def _list_names() -> Iterable[str]:
    """What the archive that we were unpacked from brought, else what git follows: what lies beside is the team's."""
    if paths.FILES.is_file():
        return paths.FILES.read_text(encoding="utf-8").splitlines()
    return _ask_git("ls-files", "-z").split("\0")


def _ask_git(*arguments: str) -> str:
    """What git answers in our folder; nothing where it is not there."""
    git = shutil.which("git")
    if not git:
        return ""
    command = [git, *arguments]
    done = subprocess.run(command, cwd=paths.ROOT, capture_output=True, encoding="utf-8", check=False)  # noqa: S603  no shell
    return done.stdout


def _write_entry(
    archive: zipfile.ZipFile, name: str, content: bytes, mode: int, compression: int = zipfile.ZIP_DEFLATED
) -> None:
    # Python takes code for what it compiled before where size and time are equal: each archive has its own time.
    entry = zipfile.ZipInfo(name, time.localtime()[:6])
    entry.create_system = 3  # Unix, whose permissions say what a double click may run
    entry.external_attr = mode << 16
    archive.writestr(entry, content, compression)


def _extract_uv(system: System, folder: Path, machine: Machine) -> None:
    """Take the program out of its wheel: it runs before there is a Python to install it."""
    with tempfile.TemporaryDirectory() as scratch:
        packages = read_lock(_UV_LOCK)
        download_wheels(packages, machine, PYTHONS[0], Path(scratch))
        check_wheels(packages, machine, PYTHONS[0], Path(scratch))
        (wheel,) = Path(scratch).glob("*.whl")
        folder.mkdir(exist_ok=True)
        suffix = Path(system.uv).suffix
        with zipfile.ZipFile(wheel) as archive:
            (name,) = [each for each in archive.namelist() if each.endswith(f"/scripts/{system.uv}")]
            with (
                archive.open(name) as source,
                (folder / f"uv-{machine.processor}{suffix}").open("wb") as program,
            ):
                shutil.copyfileobj(source, program)


def _read_launcher(system: System) -> bytes:
    text = (_LAUNCHERS / system.launcher).read_text(encoding="utf-8")
    return text.replace("\n", "\r\n" if system.key == "windows" else "\n").encode("utf-8")


def _read_guide() -> bytes:
    return (_LAUNCHERS / "Lisez-moi.html").read_bytes()
