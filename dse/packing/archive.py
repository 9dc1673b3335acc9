"""The archive: the program to double-click, what to read first, and the application with its wheels and uv."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import dse
from dse import environment, paths
from dse.packing.machines import PYTHONS, Machine, System, list_targets
from dse.packing.wheels import check_wheels, download_wheels, read_lock
from dse.process import print_message

FOLDER = "Tableau de bord DSE"  # never that of the data, « DSE » among the user's documents
APPLICATION = f"{FOLDER}/application"
_LAUNCHERS = Path(__file__).parent / "launchers"
_UV_LOCK = Path(__file__).with_name(environment.LOCK)
_PARTS = (
    "app.py", "pages", "dse", "schemas", "data", "docs", ".streamlit",
    "requirements.txt", environment.LOCK, "README.md", "LICENSE",
)  # fmt: skip
# Made by running, of a team alone, or of nobody but developers.
_LEFT = (
    "__pycache__", "*.key", "data/store", "data/demo/store*", "data/demo/.store.lock", "data/forms/titres",
    ".streamlit/secrets.toml", "docs/captures", "docs/dev",
)  # fmt: skip
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # of ZIP: the same files, the same archive
_PLAIN, _RUNNABLE = 0o100644, 0o100755


def make_archive(system: System, target: Path, pythons: Sequence[str] = PYTHONS) -> None:
    """Write the archive of a system, whole or not at all. Raises NotDownloaded."""
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
        partial = target.with_name(f"{target.name}.partial")
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
            _write_entry(archive, f"{FOLDER}/{system.launcher_name}", _read_launcher(system), _RUNNABLE)
            _write_entry(archive, f"{FOLDER}/Lisez-moi.html", _read_guide(), _PLAIN)
            for file in list_files():
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
    """The usual name of the file."""
    return f"dse-{dse.__version__}-{system.key}.zip"


def list_files() -> Iterator[Path]:
    """The files of the application, from its root."""
    for part in _PARTS:
        top = paths.ROOT / part
        files = sorted(top.rglob("*")) if top.is_dir() else [top]
        for file in files:
            inside = file.relative_to(paths.ROOT)
            if file.is_file() and not _is_left(inside):
                yield inside


def _is_left(file: Path) -> bool:
    return any(path.match(pattern) for path in (file, *file.parents) for pattern in _LEFT)


def _write_entry(
    archive: zipfile.ZipFile, name: str, content: bytes, mode: int, compression: int = zipfile.ZIP_DEFLATED
) -> None:
    entry = zipfile.ZipInfo(name, _EARLIEST)
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
