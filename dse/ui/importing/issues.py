"""Remarks on an import, on screen: by file and sheet, with how many of each kind where they are many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set

import pandas as pd
import streamlit as st

from dse import french
from dse.export.import_files import issue_report
from dse.ingest import Issue
from dse.ingest.recognition.reading_report import SheetReading
from dse.ingest.registry import FAMILIES
from dse.ui.card import tables
from dse.ui.frame.prose import escape_markdown, format_sentence
from dse.ui.importing import check_explanations
from dse.ui.importing.named_organisations import link_name, link_quoted

MAX_WITHOUT_SUMMARY = 10
MAX_ROWS = 200
TITLES = {column.name: column.title for column in issue_report.COLUMNS}
COLUMNS = [TITLES[name] for name in ("row", "column", "value", "reason", "advice")]


def show(
    issues: Sequence[Issue], key: str, called: Mapping[str, str], readings: Sequence[SheetReading]
) -> None:
    """One table a file and sheet, in the order of their lines; where a column names organisations, those of `called` lead to their sheets."""
    naming = {(reading.file, reading.sheet, title) for reading in readings for title in reading.organisations}
    if len(issues) > MAX_WITHOUT_SUMMARY:
        st.markdown(format_sentence(describe_kinds(issues)))
    for number, (location, sheet_issues) in enumerate(group_by_sheet(issues).items()):
        st.markdown(
            f"**{escape_markdown(_describe_location(location))}** ({french.number(len(sheet_issues))})"
        )
        if len(sheet_issues) > MAX_ROWS:
            st.caption(f"Les {MAX_ROWS} premières remarques sur {french.number(len(sheet_issues))}.")
        lines = [
            _list_cells(issue, called if _may_name(issue, naming) else {})
            for issue in sheet_issues[:MAX_ROWS]
        ]
        tables.show_text(pd.DataFrame(lines, columns=COLUMNS), key=f"{key}_{number}")
        check_explanations.show(sheet_issues, f"{key}_{number}")


def group_by_sheet(issues: Sequence[Issue]) -> dict[tuple[str, str | None], list[Issue]]:
    """Problems by file and sheet, in the order in which they come."""
    groups: dict[tuple[str, str | None], list[Issue]] = {}
    for issue in issues:
        groups.setdefault((issue.file, issue.sheet), []).append(issue)
    return groups


def describe_kinds(issues: Sequence[Issue]) -> str:
    """`8 cases, 3 noms d’organisation`: how many remarks of each kind, the most frequent first."""
    digits = (issue.code.removeprefix("IMP-")[:1] for issue in issues)
    counts = Counter(FAMILIES[digit] for digit in digits if digit in FAMILIES)
    parts = [french.count(number, family.singular, family.plural) for family, number in counts.most_common()]
    return f"Par nature : {', '.join(parts)}."


def _may_name(issue: Issue, naming: Set[tuple[str, str | None, str]]) -> bool:
    """Whether what an issue quotes may be an organisation, and not a number that one has for identifier."""
    return issue.header is None or (issue.file, issue.sheet, issue.header) in naming


def _list_cells(issue: Issue, called: Mapping[str, str]) -> tuple[str, ...]:
    row = "" if issue.row is None else str(issue.row)
    column = " ".join(filter(None, [issue.column, f"« {issue.header} »" if issue.header else ""]))
    return (
        row,
        format_sentence(column),
        link_name(issue.value or "", called),
        link_quoted(issue.reason, called),
        link_quoted(issue.advice, called),
    )


def _describe_location(location: tuple[str, str | None]) -> str:
    file, sheet = location
    return f"{file}, feuille « {sheet} »" if sheet else file
