"""Lines that an import refuses, as a file to correct: their own cells, then what is wrong and what to do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from dse import formula
from dse.export.files import delimited_text
from dse.ingest import Issue
from dse.ingest.files.lines_to_correct import TITLES
from dse.ingest.rows.rejected_lines import RejectedLines

_PREFIX = "a-corriger-"


def render_csv(rejected: RejectedLines) -> bytes:
    """The rejected lines of a sheet as a CSV for French Excel, each with all its problems."""
    columns = _list_columns(rejected)
    lines = [
        (*(formula.unescape(cells[column]) for column in columns), str(row), *_describe_issues(issues))
        for row, cells, issues in rejected.lines
    ]
    return delimited_text.render_texts_csv(
        [*(rejected.headers[column] for column in columns), *TITLES], lines
    )


def _list_columns(rejected: RejectedLines) -> list[int]:
    """Columns with a title or a cell: those that we added to a file that comes back have neither."""
    return [
        column
        for column, title in enumerate(rejected.headers)
        if title or any(cells[column] for _, cells, _ in rejected.lines)
    ]


def _describe_issues(issues: Sequence[Issue]) -> tuple[str, str]:
    reasons = [f"{issue.header} : {issue.reason}" if issue.header else issue.reason for issue in issues]
    return " ".join(reasons), " ".join(dict.fromkeys(issue.advice for issue in issues))


def file_name(rejected: RejectedLines) -> str:
    """A name for the file."""
    return f"{_PREFIX}{stem(rejected).removeprefix(_PREFIX)}.csv"


def stem(rejected: RejectedLines) -> str:
    """The names of file and sheet that the lines come from, as part of a file name."""
    parts = (PurePosixPath(rejected.file).stem, rejected.sheet or "")
    return "-".join(re.sub(r"[^\w.-]+", "-", part).strip("-") for part in parts if part)
