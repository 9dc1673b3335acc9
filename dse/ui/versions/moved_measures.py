"""Which headline measures a version moved."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dse import french
from dse.errors import ReaderError
from dse.figures import headlines
from dse.figures import headlines_words as words
from dse.query import Selection
from dse.store import Store, Version
from dse.ui.frame.data import DataSource, get_answer
from dse.ui.frame.prose import format_sentence

FIGURE = "headlines"


def show(store: Store, before: Version, after: Version) -> None:
    """One line a measure that differs between two versions, over all years and without filters."""
    try:
        lines = list_moved_measures(store, before, after)
    except ReaderError as error:
        st.warning(format_sentence(f"Les mesures ne se calculent pas : {error}"), icon=":material/warning:")
        return
    if not lines:
        st.markdown("Aucune mesure de la Vue d’ensemble n’a bougé.")
    for line in lines:
        st.markdown(f"- {format_sentence(line)}")


def list_moved_measures(store: Store, before: Version, after: Version) -> list[str]:
    """A sentence for each headline measure that differs. StoreError if a version cannot be read."""
    tables = [
        get_answer(DataSource(store.path, version, is_demo=False), FIGURE, Selection()).table
        for version in (before, after)
    ]
    return [_describe_move(row) for row in headlines.moved(*tables).itertuples()]


def _describe_move(row: Any) -> str:
    name = words.name(row.measure, row.theme)
    old, new = _format_distinct(row.before, row.after, row.value_unit)
    return f"{name} : {old} → {new}{_describe_periods(row)}"


def _format_distinct(before: Any, after: Any, unit: str) -> tuple[str, str]:
    """Two values with as many decimals as it takes to see that they differ."""
    old, new = (
        "non calculable" if pd.isna(value) else words.describe_value(value, unit) for value in (before, after)
    )
    if old != new:
        return old, new
    sign = f"{french.NARROW}%" if unit == words.PERCENT else ""
    return f"{french.number(before, 2)}{sign}", f"{french.number(after, 2)}{sign}"


def _describe_periods(row: Any) -> str:
    periods = [period for period in (row.period_before, row.period_after) if isinstance(period, str)]
    if len(set(periods)) == 1:
        return f", pour {words.period(periods[0])}"
    return f", {words.since(periods[0])} {words.until(periods[1])}"
