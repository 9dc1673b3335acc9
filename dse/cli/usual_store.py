"""Data that an earlier application kept in its own folder, for one that was unpacked from an archive. Standard library only."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from dse import paths
from dse.errors import ReaderError
from dse.process import print_message

_CANDIDATES = (
    paths.ROOT,
    paths.ROOT.parent,
    paths.ROOT.parent.parent,
)  # of the application, of its archive, of an older one


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


def take_over_store() -> None:
    """Copy the data of an earlier application to the usual place, once, and say so. Nothing is moved or overwritten."""
    target = paths.usual_store()
    if not paths.WHEELS.is_dir() or os.environ.get("DSE_STORE") or target.exists():
        return
    for source in (folder / "data" / "store" for folder in _CANDIDATES):
        if (source / "manifests").is_dir():
            _copy(source, target)
            print_message(
                f"Vos données ont été copiées de {source} dans {target}, où elles restent désormais."
            )
            return


def _copy(source: Path, target: Path) -> None:
    """Whole or not at all."""
    partial = target.with_name(f"{target.name}.partiel")
    shutil.rmtree(partial, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source, partial)
    partial.rename(target)
