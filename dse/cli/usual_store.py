"""Where the data of an unpacked application lie, and those that an earlier one kept in its own folder. Standard library only."""

from __future__ import annotations

import shutil
from pathlib import Path

from dse import paths
from dse.errors import ReaderError
from dse.process import print_message

_VERSIONS = "manifests"


class MisplacedApplication(ReaderError):
    """The application lies among the data; the message says what to move."""


def refuse_store_around_application() -> None:
    """An unpacked application is thrown away with its folder, which must not be that of the data. Raises MisplacedApplication."""
    store = paths.store_path()
    if paths.WHEELS.is_dir() and any(
        folder.exists() and store.exists() and folder.samefile(store) for folder in paths.ROOT.parents
    ):
        raise MisplacedApplication(
            f"Le logiciel est dans le dossier de vos données ({store}) : le jeter, ce serait les jeter avec lui. Déplacez "
            "« application », « Lisez-moi.html » et « Ouvrir le tableau de bord » dans un autre dossier, par exemple "
            "« Tableau de bord DSE », et laissez le reste où il est. Puis ouvrez de nouveau."
        )


class NotCopied(ReaderError):
    """The data of an earlier application could not be copied; the message says why and what to do."""


def take_over_store() -> None:
    """Copy the data of an earlier application to the usual place, once, and say so. Nothing is moved or overwritten. Raises NotCopied."""
    target = paths.usual_store()
    earlier_data = paths.earlier_data()
    if not earlier_data or any((target / _VERSIONS).glob("*")):
        return
    source = earlier_data[0] / "store"
    try:
        _copy(source, target)
    except OSError as error:
        raise NotCopied(
            f"Vos données sont dans {source} et n’ont pas pu être copiées dans {target} ({error}). Vérifiez la place sur le "
            "disque et vos droits sur ce dossier (macOS les donne dans Réglages Système, Confidentialité et sécurité, "
            "Fichiers et dossiers), puis ouvrez de nouveau. Rien n’est perdu : elles restent où elles sont."
        ) from error
    print_message(f"Vos données ont été copiées de {source} dans {target}, où elles restent désormais.")


def _copy(source: Path, target: Path) -> None:
    """Whole or not at all: the versions come last, and without them the next start copies again. What is there stays."""
    partial = target.with_name(f"{target.name}.partiel")
    shutil.rmtree(partial, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source, partial)
    files = [file.relative_to(partial) for file in partial.rglob("*") if file.is_file()]
    for file in sorted(files, key=lambda file: (file.parts[0] == _VERSIONS, file)):
        if not (target / file).exists():
            (target / file.parent).mkdir(parents=True, exist_ok=True)
            (partial / file).rename(target / file)
    shutil.rmtree(partial)
