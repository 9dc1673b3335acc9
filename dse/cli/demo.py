"""`demo`: the fictional data, imported as any files."""

from __future__ import annotations

import argparse
from pathlib import Path

from dse import paths
from dse.cli.output import Outcome
from dse.demo.refresh import refresh_demo
from dse.process import tell
from dse.store import Store


def build(options: argparse.Namespace) -> Outcome:
    """Build the demo store, or bring it up to date with its raw files and with this release."""
    place = Path(options.store).expanduser() if options.store else paths.DEMO_STORE
    store = Store(place)
    built = refresh_demo(store)
    number = store.current().number
    done = "construites" if built.is_new else "déjà à jour"
    text = f"Données de démonstration (fictives) {done} dans {place}, version {number}."
    if built.notice:
        tell(built.notice)
    status = "committed" if built.is_new else "unchanged"
    return Outcome(
        {"status": status, "version": number, "store": str(place), "notice": built.notice or None}, text
    )
