"""What was recognised in the files that were dropped: one line a file and sheet, as it was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from dse import french
from dse.ingest.issues import quoted_list
from dse.ingest.recognition.reading_report import SheetReading
from dse.ui.card import tables
from dse.ui.frame.prose import format_sentence

UNKNOWN = "Non reconnu"
_MOST_NAMED = 3
COLUMNS = ["Fichier", "Contenu", "Lignes", "Ligne des titres", "Dates"]


def show(sheets: Sequence[SheetReading]) -> None:
    """The table of what was read; nothing where nothing could be. Sheets alike are one line."""
    if not sheets:
        return
    st.markdown("**Ce qui a été lu**")
    lines = [[format_sentence(cell) for cell in _list_cells(alike)] for alike in group_alike(sheets)]
    tables.show_text(pd.DataFrame(lines, columns=COLUMNS), key="lu")


def group_alike(sheets: Sequence[SheetReading]) -> list[list[SheetReading]]:
    """Sheets of one workbook with the same titles, read in the same way and whole: one a department, for example."""
    groups: dict[object, list[SheetReading]] = {}
    for sheet in sheets:
        alike = replace(sheet, sheet=None, lines=0)
        own_name = sheet.sheet if sheet.left_out or sheet.matched_texts else None
        groups.setdefault((repr(alike), own_name), []).append(sheet)
    return list(groups.values())


def describe_location(sheet: SheetReading) -> str:
    """A file, and its sheet if it is a workbook."""
    return f"{sheet.file}, feuille « {sheet.sheet} »" if sheet.sheet else sheet.file


def _describe_alike(sheets: Sequence[SheetReading]) -> str:
    if len(sheets) == 1:
        return describe_location(sheets[0])
    names = quoted_list([sheet.sheet or "" for sheet in sheets[:_MOST_NAMED]], "et")
    more = "…" if len(sheets) > _MOST_NAMED else ""
    return f"{sheets[0].file}, {french.count(len(sheets), 'feuille')} aux mêmes titres : {names}{more}"


def _describe_lines(sheets: Sequence[SheetReading]) -> str:
    """`8, sans compter 1 total et 2 notes`."""
    left_out = list(sheets[0].left_out)
    without = f", sans compter {french.listed(left_out)}" if left_out else ""
    return f"{french.number(sum(sheet.lines for sheet in sheets))}{without}"


def _list_cells(sheets: Sequence[SheetReading]) -> tuple[str, ...]:
    sheet = sheets[0]
    return (
        _describe_alike(sheets),
        sheet.title or UNKNOWN,
        _describe_lines(sheets),
        str(sheet.header_row),
        french.listed(list(sheet.dates)) or "aucune",
    )
