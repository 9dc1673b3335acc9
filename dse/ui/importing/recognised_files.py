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
COLUMNS = ["Fichier", "Contenu", "Lignes", "Titres", "Dates lues", "Colonnes séparées par"]


def show(sheets: Sequence[SheetReading]) -> None:
    """The table of what was read; nothing where nothing could be."""
    if not sheets:
        return
    st.markdown("**Ce qui a été lu**")
    lines = [[format_sentence(cell) for cell in _list_cells(sheet)] for sheet in sheets]
    tables.show_text(pd.DataFrame(lines, columns=COLUMNS), key="lu")


def _list_cells(sheet: SheetReading) -> tuple[str, ...]:
    return (
        f"{sheet.file}, feuille « {sheet.sheet} »" if sheet.sheet else sheet.file,
        sheet.title or UNKNOWN,
        french.number(sheet.lines),
        f"ligne {sheet.header_row}",
        french.listed(list(sheet.dates)) or "aucune",
        sheet.separator or "cases du classeur",
    )
