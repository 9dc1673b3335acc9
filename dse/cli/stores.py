"""Which store a command works on, and which version."""

from __future__ import annotations

import argparse
import getpass
from pathlib import Path

from dse import paths
from dse.errors import StoreError
from dse.process import tell
from dse.store import Store, Version


def team(options: argparse.Namespace) -> Store:
    """The store that was asked for, else the team's."""
    return Store(Path(options.store).expanduser() if options.store else paths.store_path())


def read(options: argparse.Namespace) -> Store:
    """The store to read figures from: the team's, or the demo's while the team's is empty.

    StoreError if a store asked for by name is empty: fictional figures must not pass for its own.
    """
    store = team(options)
    if store.current() is not None:
        return store
    if options.store:
        raise StoreError(
            f"Le dossier {options.store} ne contient aucune donnée. Importez-y des fichiers d’abord."
        )
    tell("Aucune donnée n’est encore importée : voici les données de démonstration, fictives.")
    demo_store = Store(paths.DEMO_STORE)
    from dse.demo.filling import fill  # the import machinery is slow to load, and seldom needed

    fill(demo_store)
    return demo_store


def version(store: Store, number: int | None) -> Version:
    """A version by its number, the current one if there is no number. StoreError if there is none."""
    found = store.version(number) if number is not None else store.current()
    if found is None:
        raise StoreError("Aucune donnée n’est encore importée : il n’y a pas de version.")
    return found


def author() -> str:
    """Name of the session on this computer."""
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):
        return "inconnu"
