"""Where the data of an unpacked application lie, and those that an earlier one kept in its own folder. Standard library only."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dse import paths, waiting
from dse.errors import ReaderError
from dse.process import print_message

_LOCK = ".lock"


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
    earlier_data = paths.earlier_data()
    target = paths.usual_store()
    partial = target.with_name(f"{target.name}.partiel")
    if not earlier_data or (paths.has_versions(target) and not partial.exists()):
        return
    source = earlier_data[0] / "store"
    try:
        with _write_alone(target):
            if not paths.has_versions(target):
                _copy(source, target, partial)
                print_message(
                    f"Vos données ont été copiées de {source} dans {target}, où elles restent désormais."
                )
            shutil.rmtree(partial, ignore_errors=True)
    except OSError as error:
        raise NotCopied(
            f"Vos données sont dans {source} et n’ont pas pu être copiées dans {target} ({error}). Vérifiez la place sur le "
            "disque et vos droits sur ce dossier (macOS les donne dans Réglages Système, Confidentialité et sécurité, "
            "Fichiers et dossiers), puis ouvrez de nouveau. Rien n’est perdu : elles restent où elles sont."
        ) from error


@contextmanager
def _write_alone(store: Path) -> Iterator[None]:
    """Hold the lock that every writer of a store takes. Another start waits, then finds the data there."""
    store.mkdir(parents=True, exist_ok=True)
    with (store / _LOCK).open("ab") as file:
        waiting.wait_for_lock(
            file, f"Une autre fenêtre écrit dans {store} ; celle-ci attend qu’elle ait fini."
        )
        yield


def _copy(source: Path, target: Path, partial: Path) -> None:
    """Whole or not at all: all versions come at once, at the end, and until then each start begins again. What is there stays."""
    shutil.rmtree(partial, ignore_errors=True)
    shutil.copytree(source, partial, ignore=shutil.ignore_patterns(_LOCK))
    versions, without_versions = target / paths.VERSIONS, partial / f"{paths.VERSIONS}.vide"
    for file in sorted(file.relative_to(partial) for file in partial.rglob("*") if file.is_file()):
        if file.parts[0] != paths.VERSIONS and not (target / file).exists():
            (target / file.parent).mkdir(parents=True, exist_ok=True)
            _rename(partial / file, target / file)
    if versions.exists():
        _rename(versions, without_versions)
    _rename(partial / paths.VERSIONS, versions)


def _rename(source: Path, target: Path) -> None:
    waiting.retry_while_held(lambda: source.rename(target))
