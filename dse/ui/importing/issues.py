"""Remarks on an import, on screen: by file and sheet, with how many of each kind where they are many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dse import french
from dse.export.import_files import issue_report
from dse.ingest import Issue
from dse.ui.card import tables
from dse.ui.frame.prose import literal, sentence
from dse.ui.importing import check_explanations

MANY = 10
SHOWN = 200
# By the first sign of the code; see dse.ingest.issues.
KINDS = {
    "1": ("problème de fichier", "problèmes de fichier"),
    "2": ("case", "cases"),
    "3": ("nom d’organisation", "noms d’organisation"),
    "4": ("ligne ou référence", "lignes ou références"),
    "5": ("point à vérifier", "points à vérifier"),
}
TITLES = {column.name: column.title for column in issue_report.COLUMNS}
COLUMNS = [TITLES[name] for name in ("row", "column", "value", "reason", "advice")]


def show(problems: Sequence[Issue], key: str) -> None:
    """One table a file and sheet, in the order of their lines."""
    if len(problems) > MANY:
        st.markdown(sentence(by_kind(problems)))
    for number, (place, found) in enumerate(grouped(problems).items()):
        st.markdown(f"**{literal(_heading(place))}** ({french.number(len(found))})")
        if len(found) > SHOWN:
            st.caption(f"Les {SHOWN} premières remarques sur {french.number(len(found))}.")
        lines = [[sentence(cell) for cell in _line(each)] for each in found[:SHOWN]]
        tables.read(pd.DataFrame(lines, columns=COLUMNS), key=f"{key}_{number}")
        check_explanations.show(found, f"{key}_{number}")


def grouped(problems: Sequence[Issue]) -> dict[tuple[str, str | None], list[Issue]]:
    """Problems by file and sheet, in the order in which they come."""
    groups: dict[tuple[str, str | None], list[Issue]] = {}
    for each in problems:
        groups.setdefault((each.file, each.sheet), []).append(each)
    return groups


def by_kind(problems: Sequence[Issue]) -> str:
    """`8 cases, 3 noms d’organisation`: how many remarks of each kind, the most frequent first."""
    counted = Counter(each.code.partition("-")[2][:1] for each in problems)
    parts = [french.count(number, *KINDS[kind]) for kind, number in counted.most_common() if kind in KINDS]
    return f"Par nature : {', '.join(parts)}."


def _line(problem: Issue) -> tuple[str, ...]:
    row = "" if problem.row is None else str(problem.row)
    column = " ".join(filter(None, [problem.column, f"« {problem.header} »" if problem.header else ""]))
    return row, column, problem.value or "", problem.reason, problem.advice


def _heading(place: tuple[str, str | None]) -> str:
    file, sheet = place
    return f"{file}, feuille « {sheet} »" if sheet else file
