"""A command whose answer is a file: written to the one asked for, or to standard output."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from dse.cli import file_errors
from dse.cli.output import Outcome
from dse.errors import Refused
from dse.export.files import atomic_file
from dse.process import print_message


def write_file(options: argparse.Namespace, value: Any, pieces: Iterable[bytes]) -> Outcome:
    """To the file asked for, or to standard output."""
    if not options.out:
        return Outcome(value, pieces)
    path = Path(options.out).expanduser()
    try:
        size = atomic_file.write_pieces(path, pieces)
    except OSError as error:
        raise Refused(
            f"Le fichier {options.out} ne s’écrit pas : {file_errors.explain_file_error(path, error)}."
        ) from error
    print_message(f"Fichier écrit : {options.out}")
    return Outcome({"status": "written", "file": options.out, "bytes": size}, "")
