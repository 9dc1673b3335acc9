"""`demo`: the fictional data, imported as any files."""

from __future__ import annotations

import argparse
from pathlib import Path

from dse import paths
from dse.cli.output import Outcome
from dse.demo import filling
from dse.store import Store


def build(options: argparse.Namespace) -> Outcome:
    """Build the demo store, or bring it up to date with its raw files."""
    place = Path(options.store).expanduser() if options.store else paths.DEMO_STORE
    store = Store(place)
    made = filling.fill(store)
    number = store.current().number
    done = "construites" if made else "déjà à jour"
    text = f"Données de démonstration (fictives) {done} dans {place}, version {number}."
    return Outcome(
        {"status": "committed" if made else "unchanged", "version": number, "store": str(place)}, text
    )
