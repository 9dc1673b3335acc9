"""A figure's table on screen: French headers, labels, numbers and dates."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pyarrow as pa
import streamlit as st

from dse import charts
from schemas import Column

ROWS_SHOWN = 12
ROW_HEIGHT = 36


def show(frame: pd.DataFrame, columns: Sequence[Column], key: str) -> None:
    """Draw a table with its declared columns; at most twelve rows high."""
    shown = charts.labelled(frame, tuple(columns))
    for column in columns:
        if column.decimals is not None:
            shown[column.name] = shown[column.name].astype("float64").round(column.decimals)
    st.dataframe(
        shown,
        hide_index=True,
        column_config={column.name: _config(column) for column in columns},
        key=key,
        row_height=ROW_HEIGHT,
        height=ROW_HEIGHT * (min(len(shown), ROWS_SHOWN) + 1) + 3,
        placeholder="",
    )


def _config(column: Column) -> object:
    kind = column.type
    if pa.types.is_date(kind):
        return st.column_config.DateColumn(column.label, help=column.description, format="DD/MM/YYYY")
    if pa.types.is_boolean(kind):
        return st.column_config.CheckboxColumn(column.label, help=column.description)
    if column.name == "year" or pa.types.is_string(kind):
        return st.column_config.Column(column.label, help=column.description)
    return st.column_config.NumberColumn(column.label, help=column.description, format="localized")
