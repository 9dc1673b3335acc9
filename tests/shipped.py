"""Adds to data/shipped.csv what this release brings in data/: part of `.venv/bin/python -m tests.record`, when a file there has changed.

What an earlier release brought stays listed: it tells our files from those that a team changed.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from dse import paths
from dse.team_files.shipped_files import fingerprint, line_fingerprint


def ours() -> list[Path]:
    """The files of `data/` that a team may have changed, or put beside."""
    lists, forms = sorted(paths.CODELISTS.glob("*.csv")), sorted(paths.FORMS.glob("*.toml"))
    return [paths.AUDIENCES, *lists, *forms, paths.SOURCES]


def row(path: Path) -> list[str]:
    """The fingerprints of a file: its own, and those of its lines if it is a list."""
    content = path.read_bytes()
    lines = csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")) if path.suffix == ".csv" else ()
    return [
        path.relative_to(paths.DATA).as_posix(),
        fingerprint(content),
        " ".join(sorted(map(line_fingerprint, lines))),
    ]


def add() -> None:
    """Write the rows that are not there yet."""
    text = paths.SHIPPED.read_text(encoding="utf-8") if paths.SHIPPED.exists() else "file,sha256,lines\n"
    lines = [",".join(row(path)) for path in ours()]
    new = [line for line in lines if line not in text.splitlines()]
    paths.SHIPPED.write_text("\n".join([*text.splitlines(), *new, ""]), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    add()
