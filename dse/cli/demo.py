"""`demo`: the fictional data, imported as any files."""

from __future__ import annotations

import argparse
from pathlib import Path

from dse import paths
from dse.cli.output import Outcome
from dse.demo.refresh import refresh_demo
from dse.process import print_message
from dse.store import Store


def build(options: argparse.Namespace) -> Outcome:
    """Build the demo store, or bring it up to date with its raw files and with this release."""
    folder = Path(options.store).expanduser() if options.store else paths.DEMO_STORE
    store = Store(folder)
    built = refresh_demo(store)
    number = store.require_current().number
    done = "construites" if built.is_new else "déjà à jour"
    text = f"Données de démonstration (fictives) {done} dans {folder}, version {number}."
    if built.notice:
        print_message(built.notice)
    status = "committed" if built.is_new else "unchanged"
    return Outcome(
        {"status": status, "version": number, "store": str(folder), "notice": built.notice or None}, text
    )
