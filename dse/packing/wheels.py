"""The wheels of locked requirements for a machine that is not this one: downloaded by pip, each held to its hash and its tags."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags, mac_platforms
from packaging.utils import canonicalize_name, parse_wheel_filename

from dse.errors import ReaderError
from dse.packing.machines import OLDEST_MACOS, Machine
from dse.process import print_message

_ENTRY = re.compile(r"(?m)^(\S[^\\\n]*==[^\\\n]*?) \\\n((?:    --hash=.*\n?)+)")
_HASH = re.compile(r"sha256:([0-9a-f]{64})")
_DOWNLOAD = (
    "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input",
    "--no-deps", "--only-binary=:all:", "--require-hashes",
)  # fmt: skip


class NotDownloaded(ReaderError):
    """A wheel could not be had, or is not the one that the lock names."""


@dataclass(frozen=True)
class LockedPackage:
    """A line of a lock, with the hashes of the files that are meant."""

    requirement: Requirement
    hashes: frozenset[str]

    def is_for(self, machine: Machine, python: str) -> bool:
        """Whether this machine needs it."""
        return not self.requirement.marker or self.requirement.marker.evaluate(machine.describe(python))

    def write(self) -> str:
        """The line of a lock, without its marker."""
        hashes = " ".join(f"--hash=sha256:{each}" for each in sorted(self.hashes))
        return f"{self.requirement.name}{self.requirement.specifier} {hashes}\n"


def read_lock(lock: Path) -> list[LockedPackage]:
    """The packages of a lock that `tests/lock.py` has written."""
    entries = _ENTRY.findall(lock.read_text(encoding="utf-8"))
    return [LockedPackage(Requirement(line), frozenset(_HASH.findall(hashes))) for line, hashes in entries]


def download_wheels(packages: Sequence[LockedPackage], machine: Machine, python: str, folder: Path) -> None:
    """Put the wheels of these packages for a machine and a Python in a folder. What lies there already is not downloaded again.

    Raises NotDownloaded.
    """
    print_message(f"  paquets pour {machine.platform_system} {machine.processor}, Python {python}")
    platforms = [part for platform in machine.platforms for part in ("--platform", platform)]
    with tempfile.TemporaryDirectory() as scratch:
        lock = Path(scratch) / "lock.txt"
        lock.write_text("".join(package.write() for package in packages), encoding="utf-8")
        command = [sys.executable, *_DOWNLOAD, *platforms, "--python-version", python, "-d", str(folder), "-r", str(lock)]  # fmt: skip
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)  # noqa: S603  no shell
    if done.returncode:
        raise NotDownloaded(
            f"Un paquet n’a pas pu être téléchargé. Détail donné par pip : {done.stderr.strip()}"
        )


def check_wheels(packages: Sequence[LockedPackage], machine: Machine, python: str, folder: Path) -> None:
    """Make sure that a folder has, of each package, a wheel that fits a machine and whose bytes the lock names. Raises NotDownloaded."""
    tags = set(list_tags(machine, python))
    for package in packages:
        wheels = [
            wheel for wheel in _find_wheels(package, folder) if tags & parse_wheel_filename(wheel.name)[3]
        ]
        if not wheels:
            raise NotDownloaded(
                f"{package.requirement} n’a pas de fichier pour {machine.platform_system}, Python {python}."
            )
        for wheel in wheels:
            if hashlib.sha256(wheel.read_bytes()).hexdigest() not in package.hashes:
                raise NotDownloaded(f"{wheel.name} n’est pas le fichier que le verrou nomme.")


def list_tags(machine: Machine, python: str) -> Iterator[Tag]:
    """The tags of the wheels that run on a machine with a Python (PEP 425)."""
    version = tuple(map(int, python.split(".")))
    platforms = list(machine.platforms)
    if machine.sys_platform == "darwin":
        platforms = list(mac_platforms(OLDEST_MACOS, machine.processor))
    yield from cpython_tags(version, platforms=platforms)
    yield from compatible_tags(version, f"cp{version[0]}{version[1]}", platforms)


def _find_wheels(package: LockedPackage, folder: Path) -> list[Path]:
    name = canonicalize_name(package.requirement.name)
    return [wheel for wheel in sorted(folder.glob("*.whl")) if parse_wheel_filename(wheel.name)[0] == name]
