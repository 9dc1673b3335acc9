"""Download a full table. The file is written in pieces outside the run, so that the pages stay responsive."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Iterable
from functools import partial
from typing import BinaryIO

import streamlit as st

from dse import french
from dse.export.files import delimited_text
from dse.export.files.delimited_text import Dialect
from dse.ui.frame.data import DataSource
from dse.ui.frame.prose import format_sentence

LARGE = 100_000  # rows; from there on the file is packed, since Streamlit holds what is downloaded in memory
KINDS = (
    ("Table pour Excel", delimited_text.FRENCH, ""),
    ("Table pour un logiciel", delimited_text.MACHINE, "-logiciel"),
)
EXCEL_ROWS = 1_048_575  # of a sheet, under its titles


def draw(source: DataSource, table: str) -> None:
    """Draw the two downloads of a table, and how many rows they have."""
    rows = source.store.row_count(source.version, table)
    with st.container(horizontal=True, vertical_alignment="center", key="table_entiere"):
        for label, dialect, suffix in KINDS:
            name = f"{table}{suffix}.csv"
            st.download_button(
                label,
                partial(write_file, source, table, dialect, name, is_packed=rows >= LARGE),
                file_name=f"{name}.zip" if rows >= LARGE else name,
                mime="application/zip" if rows >= LARGE else "text/csv",
                key=f"telecharger_table_{name}",
                on_click="ignore",
                icon=":material/download:",
            )
        st.caption(format_sentence(_describe_rows(rows)))


def _describe_rows(rows: int) -> str:
    text = f"{french.count(rows, 'ligne')}, version entière et sans filtre"
    return f"{text} : Excel n’en montre que {french.number(EXCEL_ROWS)}" if rows > EXCEL_ROWS else text


def write_file(source: DataSource, table: str, dialect: Dialect, name: str, *, is_packed: bool) -> BinaryIO:
    """Write a table to a temporary file, open at its start; the file is deleted when closed."""
    pieces = delimited_text.render_table_csv(source.store, source.version.number, table, dialect)
    file = tempfile.TemporaryFile()  # noqa: SIM115  closed by who reads it
    if is_packed:
        _write_packed(file, name, pieces)
    else:
        file.writelines(pieces)
    file.seek(0)
    return io.BufferedReader(file)


def _write_packed(file: BinaryIO, name: str, pieces: Iterable[bytes]) -> None:
    packed = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
    with packed as archive, archive.open(name, "w", force_zip64=True) as entry:
        for piece in pieces:
            entry.write(piece)
