"""French sentences for what a disk may answer."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dse import __version__
from dse.errors import StoreError
from dse.waiting import HELD_BY_ANOTHER_PROGRAM

FULL = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})
# Windows says 5 of a folder without rights too.
HELD_FOR_A_WHILE = HELD_BY_ANOTHER_PROGRAM - {5}
FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


@contextmanager
def explain_write_errors(root: Path) -> Iterator[None]:
    """Turn an error of the disk during a write into a sentence: the write was abandoned."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"{_reason(error, root)} Rien n’a été enregistré. {_advice(error)}") from error


@contextmanager
def explain_read_errors(path: Path) -> Iterator[None]:
    """Turn an error of the disk during a read into a sentence that names the file."""
    try:
        yield
    except NotADirectoryError as error:
        raise not_a_folder_error(
            next((parent for parent in path.parents if parent.is_file()), path)
        ) from error
    except OSError as error:
        raise StoreError(
            f"Le fichier {path} ne peut pas être lu (code {error.errno}). "
            "Vérifiez le disque et vos droits sur ce dossier, puis recommencez."
        ) from error


def not_a_folder_error(path: Path) -> StoreError:
    """The error of a file in the place of a folder."""
    return StoreError(
        f"{path} n’est pas un dossier. Donnez celui des données (option --store, ou variable DSE_STORE) ; une sauvegarde, elle, se "
        "restaure dans un dossier vide."
    )


def is_write_forbidden(error: BaseException | None) -> bool:
    """Whether a disk answers that nothing may be written there, as opposed to another program holding a file."""
    is_held = getattr(error, "winerror", None) in HELD_FOR_A_WHILE
    return isinstance(error, OSError) and error.errno in FORBIDDEN and not is_held


def newer_release_error(file: str, release: str) -> StoreError:
    """The error of a file that a newer release wrote; `release` is blank where the file does not name it."""
    source = f"la version {release} du logiciel" if release else "une version plus récente du logiciel"
    return StoreError(
        f"Le fichier {file} a été écrit par {source} ; ce poste a la version {__version__}, qui ne sait pas le lire. "
        "Mettez le logiciel à jour sur ce poste."
    )


def _reason(error: OSError, root: Path) -> str:
    if getattr(error, "winerror", None) in HELD_BY_ANOTHER_PROGRAM:
        return f"Un autre programme (antivirus, synchronisation) retient un fichier du dossier {root}."
    if error.errno in FULL:
        return f"Il n’y a plus de place sur le disque du dossier {root}."
    if error.errno in FORBIDDEN:
        return f"Le dossier {root} n’accepte pas l’écriture."
    return f"Le disque du dossier {root} a répondu par une erreur (code {error.errno})."


def _advice(error: OSError) -> str:
    if getattr(error, "winerror", None) in HELD_BY_ANOTHER_PROGRAM:
        return "Suspendez ce programme ou attendez un instant, puis recommencez."
    if error.errno in FULL:
        return "Libérez de la place, puis recommencez."
    if error.errno in FORBIDDEN:
        return "Demandez le droit d’y écrire ou choisissez un autre dossier."
    return "Faites vérifier ce disque et gardez une sauvegarde avant de recommencer."
