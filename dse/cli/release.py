"""`--version`: which release of the software is installed. Standard library only."""

from __future__ import annotations

import argparse

import dse
from dse.cli.output import Outcome


def show(options: argparse.Namespace) -> Outcome:
    """The number of the release, which is not that of a version of the data."""
    return Outcome({"release": dse.__version__}, f"DSE {dse.__version__}")
