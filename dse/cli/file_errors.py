"""Why a file that a command names is not read or written, in French."""

from __future__ import annotations

from pathlib import Path

from dse.store.durability.disk_errors import FORBIDDEN, FULL
from dse.waiting import HELD_BY_ANOTHER_PROGRAM


def explain_file_error(path: Path, error: OSError) -> str:
    """The end of a sentence, after a colon."""
    if getattr(error, "winerror", None) in HELD_BY_ANOTHER_PROGRAM and not _is_directory(path):
        return "un autre programme le retient"
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "il n’existe pas" if path.parent.is_dir() else "son dossier n’existe pas"
    # Windows says of a folder that access to it is forbidden.
    if isinstance(error, IsADirectoryError) or (error.errno in FORBIDDEN and _is_directory(path)):
        return "c’est un dossier"
    if error.errno in FORBIDDEN:
        return "l’accès en est interdit"
    if error.errno in FULL:
        return "il n’y a plus de place sur le disque"
    return f"le disque a répondu par une erreur (code {error.errno})"


def _is_directory(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a folder above is forbidden too
        return False
