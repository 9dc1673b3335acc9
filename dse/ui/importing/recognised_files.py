"""What was recognised in the files that were dropped: one line a file and sheet, as it was read."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dse import french
from dse.ingest.recognition.reading_report import SheetReading
from dse.ui.card import tables
from dse.ui.frame.prose import format_sentence

UNKNOWN = "Non reconnu"
COLUMNS = ["Fichier", "Contenu", "Lignes", "Ligne des titres", "Dates"]


def show(sheets: Sequence[SheetReading]) -> None:
    """The table of what was read; nothing where nothing could be."""
    if not sheets:
        return
    st.markdown("**Ce qui a été lu**")
    lines = [[format_sentence(cell) for cell in _list_cells(sheet)] for sheet in sheets]
    tables.show_text(pd.DataFrame(lines, columns=COLUMNS), key="lu")


def describe_location(sheet: SheetReading) -> str:
    """A file, and its sheet if it is a workbook."""
    return f"{sheet.file}, feuille « {sheet.sheet} »" if sheet.sheet else sheet.file


def _describe_lines(sheet: SheetReading) -> str:
    """`8, sans compter 1 total et 2 notes`."""
    left_out = f", sans compter {french.listed(list(sheet.left_out))}" if sheet.left_out else ""
    return f"{french.number(sheet.lines)}{left_out}"


def _list_cells(sheet: SheetReading) -> tuple[str, ...]:
    return (
        describe_location(sheet),
        sheet.title or UNKNOWN,
        _describe_lines(sheet),
        str(sheet.header_row),
        french.listed(list(sheet.dates)) or "aucune",
    )
