"""A whole table as a file: written in pieces outside the run, so that however long it is the pages go on answering."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Iterable
from typing import BinaryIO

import streamlit as st

from dse import french
from dse.export.files import delimited_text
from dse.export.files.delimited_text import Dialect
from dse.ui.frame.data import Reading
from dse.ui.frame.prose import sentence

LARGE = 100_000  # rows; from there on the file is packed, since Streamlit holds what is downloaded in memory
KINDS = (
    ("Table pour Excel", delimited_text.FRENCH, ""),
    ("Table pour machines", delimited_text.MACHINE, "-machine"),
)
EXCEL_ROWS = 1_048_575  # of a sheet, under its titles


def draw(source: Reading, table: str) -> None:
    """Draw the two downloads of a table, and how many rows they have."""
    rows = source.store.row_count(source.version, table)
    with st.container(horizontal=True, vertical_alignment="center", key="table_entiere"):
        for label, dialect, more in KINDS:
            name = f"{table}{more}.csv"
            st.download_button(
                label,
                lambda dialect=dialect, name=name: file(
                    source, table, dialect, name, is_packed=rows >= LARGE
                ),
                file_name=f"{name}.zip" if rows >= LARGE else name,
                mime="application/zip" if rows >= LARGE else "text/csv",
                key=f"telecharger_table_{name}",
                on_click="ignore",
                icon=":material/download:",
            )
        st.caption(sentence(_told(rows)))


def _told(rows: int) -> str:
    many = f"{french.count(rows, 'ligne')}, version entière et sans filtre"
    return f"{many} : Excel n’en montre que {french.number(EXCEL_ROWS)}" if rows > EXCEL_ROWS else many


def file(source: Reading, table: str, dialect: Dialect, name: str, *, is_packed: bool) -> BinaryIO:
    """The file of a table, on the disk and open at its start. It is gone once it is closed."""
    pieces = delimited_text.table_csv(source.store, source.version.number, table, dialect)
    made = tempfile.TemporaryFile()  # noqa: SIM115  closed by who reads it
    if is_packed:
        _pack(made, name, pieces)
    else:
        made.writelines(pieces)
    made.seek(0)
    return io.BufferedReader(made)


def _pack(made: BinaryIO, name: str, pieces: Iterable[bytes]) -> None:
    packed = zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
    with packed as archive, archive.open(name, "w", force_zip64=True) as opened:
        for piece in pieces:
            opened.write(piece)
