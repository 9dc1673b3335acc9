"""What was recognised in the files that were dropped: one line a file and sheet, as it was read."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dse import french
from dse.ingest.recognition.reading_report import SheetReading
from dse.ui.card import tables
from dse.ui.frame.prose import sentence

UNKNOWN = "Non reconnu"
COLUMNS = ["Fichier", "Contenu", "Lignes", "Titres", "Dates lues", "Encodage et séparateur"]


def show(read: Sequence[SheetReading]) -> None:
    """The table of what was read; nothing where nothing could be."""
    if not read:
        return
    st.markdown("**Ce qui a été lu**")
    lines = [[sentence(cell) for cell in _line(each)] for each in read]
    tables.read(pd.DataFrame(lines, columns=COLUMNS), key="lu")


def _line(read: SheetReading) -> tuple[str, ...]:
    return (
        f"{read.file}, feuille « {read.sheet} »" if read.sheet else read.file,
        read.title or UNKNOWN,
        french.number(read.lines),
        f"ligne {read.header_row}",
        french.listed(list(read.dates)) or "aucune",
        ", ".join(filter(None, (read.encoding, read.separator))) or "classeur",
    )
