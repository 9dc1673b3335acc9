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


def render_csv(rejected: RejectedLines) -> bytes:
    """The rejected lines of a sheet as a CSV for French Excel, each with all its problems."""
    lines = [
        (*map(formula.unescape, cells), str(row), *_describe_issues(issues))
        for row, cells, issues in rejected.lines
    ]
    return delimited_text.render_texts_csv([*rejected.headers, *TITLES], lines)


def _describe_issues(issues: Sequence[Issue]) -> tuple[str, str]:
    reasons = [f"{issue.header} : {issue.reason}" if issue.header else issue.reason for issue in issues]
    return " ".join(reasons), " ".join(dict.fromkeys(issue.advice for issue in issues))


def file_name(rejected: RejectedLines) -> str:
    """A name for the file."""
    return f"a-corriger-{stem(rejected)}.csv"


def stem(rejected: RejectedLines) -> str:
    """The names of file and sheet that the lines come from, as part of a file name."""
    parts = (PurePosixPath(rejected.file).stem, rejected.sheet or "")
    return "-".join(re.sub(r"[^\w.-]+", "-", part).strip("-") for part in parts if part)
