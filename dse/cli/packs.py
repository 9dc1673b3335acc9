"""`pack`: the application as an archive that opens with a double click."""

from __future__ import annotations

import argparse
from pathlib import Path

from dse import french
from dse.cli.output import Outcome
from dse.packing.archive import make_archive, name_archive, refuse_changed_files
from dse.packing.machines import SYSTEMS


def run(options: argparse.Namespace) -> Outcome:
    """Write the archive. --json gives its file and size in bytes."""
    refuse_changed_files()
    system = SYSTEMS[options.system]
    target = Path(options.out or name_archive(system))
    make_archive(system, target)
    size = target.stat().st_size
    return Outcome(
        {"file": str(target), "bytes": size},
        f"{target} : {french.file_size(size)}, à décompresser puis à ouvrir d’un double clic.",
    )
