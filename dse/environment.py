"""The project's own Python environment, `.venv`: made, completed, entered.

Standard library only: this runs before anything is installed.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dse import paths, pip, waiting
from dse.errors import ReaderError
from dse.process import print_message

VENV = paths.ROOT / ".venv"
RUN = (paths.ROOT / "requirements.txt",)
TEST = (*RUN, paths.ROOT / "tests" / "requirements.txt")
LOCK = ".requirements.lock"
_VERSION_LINE = re.compile(r"^Version: *(\S+) *$", re.MULTILINE)


class EnvironmentFailure(ReaderError):
    """The environment cannot be made; the message says what to install or to check."""


def current_python() -> Path:
    """The Python that runs us."""
    return Path(sys.executable)


def interpreter(folder: Path) -> Path:
    """The Python of a virtual environment."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def missing_packages(requirements: Sequence[Path]) -> list[str]:
    """Pinned packages that the Python running us does not have in that version."""
    return [name for name, version in read_pins(requirements).items() if _installed_version(name) != version]


def read_pins(requirements: Sequence[Path]) -> dict[str, str]:
    """Package -> version, from the lines `name==version`."""
    lines = [line for file in requirements for line in file.read_text(encoding="utf-8").splitlines()]
    pinned = (line.split("#")[0].strip().split("==") for line in lines if "==" in line)
    return {name: version for name, version in pinned}


def find_lock(requirements: Sequence[Path]) -> Path:
    """The file beside the last of them that holds every package which they need, in one version, with the hashes of its files."""
    return requirements[-1].with_name(LOCK)


def prepare_python(requirements: Sequence[Path], folder: Path = VENV) -> Path:
    """A Python that has these requirements: the one running us, or that of `folder`, made or completed if need be.

    Raises EnvironmentFailure.
    """
    if not missing_packages(requirements):
        return current_python()
    if not _is_running_in(folder) and _is_ours(folder) and is_complete(requirements, folder):
        return interpreter(folder)
    with _install_alone(folder.with_name(f"{folder.name}.lock")):
        if not _is_running_in(folder) and not _is_ours(folder):
            _create(folder)
        if _is_running_in(folder) or not is_complete(requirements, folder):
            _install(requirements, folder)
    return interpreter(folder)


def find_usable_python(requirements: Sequence[Path], folder: Path = VENV) -> Path:
    """Like `prepare_python`, but makes nothing: EnvironmentFailure says which command does."""
    if not (lacking := missing_packages(requirements)):
        return current_python()
    if not _is_running_in(folder) and is_complete(requirements, folder):
        return interpreter(folder)
    raise EnvironmentFailure(
        f"Des dépendances manquent à ce Python ({', '.join(lacking)}). "
        "Lancez « python -m dse open » une première fois : cette commande les installe dans .venv."
    )


def is_complete(requirements: Sequence[Path], folder: Path = VENV) -> bool:
    """Whether these very requirements were installed in the environment, to the end."""
    return interpreter(folder).exists() and _digest(requirements) in _read_mark(folder).get("installed", [])


def _installed_version(name: str) -> str | None:
    """Read from the line that says it: to parse all that a package says of itself takes ten times as long, at each command."""
    try:
        description = importlib.metadata.distribution(name).read_text("METADATA")
    except importlib.metadata.PackageNotFoundError:
        return None
    version = _VERSION_LINE.search(description or "")
    return version[1] if version else None


def _is_running_in(folder: Path) -> bool:
    return Path(sys.prefix).resolve() == folder.resolve()


def _is_ours(folder: Path) -> bool:
    """Whether the environment was made to the end, here and with this Python; a half-made one is not."""
    return interpreter(folder).exists() and _read_mark(folder).get("python") == _python()


def _python() -> str:
    """What must not change under an environment: a folder may be shared between machines, Python upgraded."""
    return " ".join((platform.python_version(), sys.base_prefix, sys.platform, platform.machine()))


def _digest(requirements: Sequence[Path]) -> str:
    files = [*requirements, find_lock(requirements)]
    content = b"\0".join(file.read_bytes().replace(b"\r\n", b"\n") for file in files)
    return hashlib.sha256(content).hexdigest()


def _read_mark(folder: Path) -> dict[str, Any]:
    """What was finished in the environment; empty where nothing was."""
    try:
        return json.loads((folder / "dse.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _write_mark(folder: Path, installed: Sequence[str]) -> None:
    mark = {"python": _python(), "installed": list(installed)}
    partial = folder / "dse.json.partial"
    partial.write_text(json.dumps(mark), encoding="utf-8")
    partial.replace(folder / "dse.json")  # never half a mark


@contextmanager
def _install_alone(lock: Path) -> Iterator[None]:
    """One installation at a time: another start waits, then finds it done."""
    try:
        file = lock.open("ab")
    except OSError as error:
        raise EnvironmentFailure(
            f"Le dossier {lock.parent} n’accepte pas l’écriture ({error}) : rien ne peut y être installé. Mettez le logiciel dans "
            "un dossier à vous, puis recommencez."
        ) from error
    with file:
        waiting.wait_for_lock(
            file, "Une autre fenêtre installe déjà ce qu’il faut ; celle-ci attend qu’elle ait fini."
        )
        yield


def _create(folder: Path) -> None:
    print_message(f"Étape 1 sur 2 : création de l’environnement Python dans {folder}.")
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        version = ".".join(platform.python_version_tuple()[:2])
        raise EnvironmentFailure(
            "Ce Python ne sait pas créer d’environnement : il lui manque les modules venv et ensurepip. "
            f"Sous Debian ou Ubuntu, lancez « sudo apt install python{version}-venv » ; "
            "ailleurs, réinstallez Python depuis https://www.python.org/downloads/. Puis recommencez."
        )
    import venv

    builder = venv.EnvBuilder(clear=True, with_pip=True, symlinks=os.name != "nt")
    try:
        builder.create(folder)
    except (OSError, subprocess.CalledProcessError) as error:
        raise EnvironmentFailure(
            f"L’environnement {folder} n’a pas pu être créé ({error}). Vérifiez la place sur le disque et vos droits "
            "sur ce dossier, fermez le tableau de bord s’il est ouvert, puis recommencez."
        ) from error


def _install(requirements: Sequence[Path], folder: Path) -> None:
    """Install with pip. What was finished before stays so if pip gives up, not if it is killed."""
    before = _read_mark(folder)
    print_message(
        "Étape 2 sur 2 : installation des dépendances ; cela peut prendre quelques minutes la première fois."
    )
    (folder / "dse.json").unlink(missing_ok=True)
    code, report = pip.install(interpreter(folder), find_lock(requirements))
    if code:
        if before:
            _write_mark(folder, before["installed"])
        raise EnvironmentFailure(pip.explain_failure(report, code))
    _write_mark(folder, [_digest(requirements[:count]) for count in range(1, len(requirements) + 1)])
    print_message("Les dépendances sont installées.")
