"""`sync`: import the member database, through the checks of a file."""

from __future__ import annotations

import argparse

from dse import paths
from dse.cli import imports, stores
from dse.cli.output import Outcome
from dse.ingest.databases import reading, source_files


def run(options: argparse.Namespace) -> Outcome:
    """Ask the sources that are named, or all of them, as one import."""
    store = stores.team_store(options)
    sources = source_files.choose_sources(options.sources, source_files.load_sources(paths.sources()))
    return imports.conclude(reading.propose(sources, store, complete=options.complete), options, store)
