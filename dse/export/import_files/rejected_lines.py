"""Lines that an import refuses, as a file to correct: their own cells, then what is wrong and what to do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from dse import formula
from dse.export.files import delimited_text
from dse.ingest import Issue
from dse.ingest.rows.rejected_lines import RejectedLines

TITLES = ("Ligne du fichier", "Problème", "Que faire")


def csv(rejected: RejectedLines) -> bytes:
    """The rejected lines of a sheet as a CSV for French Excel, each with all its problems."""
    lines = [
        (*map(formula.unescape, cells), str(row), *_told(problems)) for row, cells, problems in rejected.lines
    ]
    return delimited_text.texts([*rejected.headers, *TITLES], lines)


def _told(problems: Sequence[Issue]) -> tuple[str, str]:
    reasons = [f"{each.header} : {each.reason}" if each.header else each.reason for each in problems]
    return " ".join(reasons), " ".join(dict.fromkeys(each.advice for each in problems))


def file_name(rejected: RejectedLines) -> str:
    """A name for the file."""
    return f"a-corriger-{stem(rejected)}.csv"


def stem(rejected: RejectedLines) -> str:
    """The file and the sheet that lines come from, as a part of a name of file."""
    parts = (PurePosixPath(rejected.file).stem, rejected.sheet or "")
    return "-".join(re.sub(r"[^\w.-]+", "-", part).strip("-") for part in parts if part)
