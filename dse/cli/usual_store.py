"""Where the data of an unpacked application lie, and those that an earlier one kept in its own folder. Standard library only."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dse import paths, waiting
from dse.errors import ReaderError
from dse.process import print_message

_LOCK = ".lock"
_MARK = "store-repris.txt"  # beside the store of an earlier application


class MisplacedApplication(ReaderError):
    """The application lies among the data; the message says what to move."""


def refuse_store_around_application() -> None:
    """An unpacked application is thrown away with its folder, which must not be that of the data. Raises MisplacedApplication."""
    store = paths.store_path()
    if not (paths.WHEELS.is_dir() and store.exists()):
        return
    folders = [folder for folder in paths.ROOT.parents if folder.exists() and folder.samefile(store)]
    if folders:
        moved = folders[0] / paths.ROOT.relative_to(folders[0]).parts[0]
        launchers, place = "", store.parent
        if moved == paths.ROOT:
            launchers = ", « Lisez-moi.html » et « Ouvrir le tableau de bord »"
            place /= "Tableau de bord DSE"
        raise MisplacedApplication(
            f"Le logiciel est dans le dossier réservé à vos données ({store}) : jeter l’un, ce serait jeter l’autre. Déplacez "
            f"« {moved.name} »{launchers} hors de là, par exemple dans {place}, et laissez le reste où il est. Puis ouvrez de nouveau."
        )


class NotCopied(ReaderError):
    """The data of an earlier application could not be copied; the message says why and what to do."""


def take_over_store() -> None:
    """Copy the data of an earlier application to the usual place, once, and say so. Nothing is moved or overwritten. Raises NotCopied."""
    earlier_data = paths.earlier_data()
    if not earlier_data:
        return
    source, target = earlier_data[0] / "store", paths.usual_store()
    mark = source.with_name(_MARK)
    try:
        if not mark.exists():
            with _write_alone(target):
                if not mark.exists():
                    _settle(source, target, mark)
        elif not paths.has_versions(target):
            _say_that_nothing_comes_back(source, target, mark)
        shutil.rmtree(_name_partial(target), ignore_errors=True)
    except OSError as error:
        raise NotCopied(
            f"Vos données sont dans {source} et n’ont pas pu être copiées dans {target} ({error}). Vérifiez la place sur le "
            "disque et vos droits sur ce dossier (macOS les donne dans Réglages Système, Confidentialité et sécurité, "
            "Fichiers et dossiers), puis ouvrez de nouveau. Rien n’est perdu : elles restent où elles sont."
        ) from error


def _settle(source: Path, target: Path, mark: Path) -> None:
    """Copy the data unless there are some already, and mark that what is beside the application is read no more."""
    if paths.has_versions(target):
        print_message(f"{source} n’est plus lu : vos données sont dans {target}.")
    else:
        _copy(source, target)
        print_message(
            f"Vos données ont été copiées de {source} dans {target}, où elles restent désormais. {source} n’est plus lu "
            "et garderait une personne que vous feriez oublier : jetez-le quand vous aurez vérifié que tout est là."
        )
    with suppress(OSError):  # where nothing can be written, each start says it again
        mark.write_text(
            f"Depuis le {time.strftime('%d/%m/%Y')}, les données sont dans {target} : le dossier « {source.name} », à côté de ce "
            "fichier, n’est plus lu.\n",
            encoding="utf-8",
        )


def _say_that_nothing_comes_back(source: Path, target: Path, mark: Path) -> None:
    print_message(
        f"{target} n’a pas de données. Celles de {source} n’y sont pas copiées une seconde fois : une personne oubliée depuis "
        f"reviendrait. {mark.read_text(encoding='utf-8').strip()} Pour les reprendre quand même, supprimez {mark}, puis ouvrez "
        "de nouveau."
    )


@contextmanager
def _write_alone(store: Path) -> Iterator[None]:
    """Hold the lock that every writer of a store takes. Another start waits, then finds the data there."""
    store.mkdir(parents=True, exist_ok=True)
    with (store / _LOCK).open("ab") as file:
        waiting.wait_for_lock(
            file, f"Une autre fenêtre écrit dans {store} ; celle-ci attend qu’elle ait fini."
        )
        yield


def _copy(source: Path, target: Path) -> None:
    """Whole or not at all: all versions come at once, at the end, and until then each start begins again. What is there stays."""
    partial = _name_partial(target)
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


def _name_partial(target: Path) -> Path:
    return target.with_name(f"{target.name}.partiel")


def _rename(source: Path, target: Path) -> None:
    waiting.retry_while_held(lambda: source.rename(target))
