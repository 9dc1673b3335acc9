"""A list that is narrowed on a page, offered as Excel and CSV."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from dse.export.files.figure_names import name_list
from dse.export.lists import render_list_csv, render_list_workbook
from dse.query import Query, Selection, open_version
from dse.ui.card.figure_card import MIME_TYPES
from dse.ui.frame import filters
from dse.ui.frame.data import DataSource
from schemas import Column


def offer(
    source: DataSource,
    read_rows: Callable[[], pd.DataFrame],
    columns: Sequence[Column],
    title: str,
    foot: str,
    name: str,
) -> None:
    """Draw the buttons of both files, which are made when they are asked for; `name` is that of the files and of the sheet."""
    created = source.version.created
    query = Query(open_version(source.store, source.version.number), Selection())
    (day,) = query.read("select as_of from reference")["as_of"].to_pylist() or [None]
    files = {
        "xlsx": (
            "Excel",
            lambda: render_list_workbook(read_rows(), columns, title, foot, created, name.capitalize()),
        ),
        "csv": ("CSV", lambda: render_list_csv(read_rows(), columns)),
    }
    for ending, (label, render) in files.items():
        st.download_button(
            label,
            render,
            file_name=name_list(name, filters.get_selection(), day, ending),
            mime=MIME_TYPES[ending],
            key=f"telecharger_{name}_{ending}",
            on_click="ignore",
            type="tertiary",
            icon=":material/download:",
        )
