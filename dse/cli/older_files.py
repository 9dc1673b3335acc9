"""What an older archive left of its code, where the next was unpacked over it. Standard library only."""

from __future__ import annotations

from pathlib import Path

from dse import paths
from dse.environment import EnvironmentFailure
from dse.process import print_message

_CODE = ("dse", "pages", "schemas", "wheels")  # nothing there is the team's


def remove_older_files() -> None:
    """Of an unpacked application, remove the code that its archive did not bring: it would run with the new. Raises EnvironmentFailure."""
    if not paths.FILES.is_file():
        return
    brought = set(paths.FILES.read_text(encoding="utf-8").splitlines())
    older_files = [
        file for folder in _CODE for file in _list_files(paths.ROOT / folder) if _name(file) not in brought
    ]
    try:
        for file in older_files:
            file.unlink()
    except OSError as error:
        raise EnvironmentFailure(
            f"Des fichiers d’une version plus ancienne restent dans {paths.ROOT} et ne s’enlèvent pas ({error}). Décompressez "
            "l’archive dans un dossier neuf, puis ouvrez celui-là : vos données sont ailleurs et ne bougent pas."
        ) from error
    if older_files:
        print_message(f"Fichiers d’une version plus ancienne du logiciel, enlevés : {len(older_files)}.")


def _list_files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file() and file.parent.name != "__pycache__"]


def _name(file: Path) -> str:
    return file.relative_to(paths.ROOT).as_posix()
