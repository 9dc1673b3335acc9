"""Which store a command works on, and which version."""

from __future__ import annotations

import argparse
import getpass
from pathlib import Path

from dse import paths
from dse.errors import Damaged, StoreError
from dse.process import print_message
from dse.store import Store, Version
from dse.store.durability.disk_errors import not_a_folder_error
from dse.store.health import findings as health


def team_store(options: argparse.Namespace) -> Store:
    """The store that was asked for, else the team's. StoreError if it is a file."""
    path = Path(options.store).expanduser() if options.store else paths.store_path()
    if path.is_file():  # Windows takes it for a folder that is not there
        raise not_a_folder_error(path)
    return Store(path)


def readable_store(options: argparse.Namespace) -> Store:
    """The store to read figures from: the team's, or the demo's while the team's is empty.

    StoreError if a store asked for by name is empty: fictional figures must not pass for its own.
    """
    store = team_store(options)
    if store.current() is not None:
        return store
    _require_readable(store)
    if options.store:
        raise StoreError(
            f"Le dossier {options.store} ne contient aucune donnée. Importez-y des fichiers d’abord."
        )
    print_message("Aucune donnée n’est encore importée : voici les données de démonstration, fictives.")
    demo_store = Store(paths.DEMO_STORE)
    from dse.demo.refresh import refresh_demo  # the import machinery is slow to load, and seldom needed

    if notice := refresh_demo(demo_store).notice:
        print_message(notice)
    return demo_store


def get_version(store: Store, number: int | None) -> Version:
    """A version by its number, the current one if there is no number. StoreError if there is none.

    Prints a warning where the current version is not the newest there was.
    """
    if number is not None:
        return store.version(number)
    current = store.current()
    if current is None:
        _require_readable(store)
        raise StoreError("Aucune donnée n’est encore importée : il n’y a pas de version.")
    warn_if_lost(store)
    return current


def warn_if_lost(store: Store) -> None:
    """Say that the newest version cannot be read, if so."""
    if lost := store.lost():
        print_message(
            f"La version {lost}, la plus récente, ne se lit plus : ce qui suit ne la contient pas. "
            "La commande check dit quel fichier est en cause."
        )


def _require_readable(store: Store) -> None:
    """Damaged if a store without a version has lost some: it must not pass for an empty one."""
    grave = [finding.sentence for finding in store.check() if finding.kind in health.GRAVE]
    if grave:
        raise Damaged(" ".join(grave))


def author() -> str:
    """Name of the session on this computer."""
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):
        return ""
