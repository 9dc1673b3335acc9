"""How full the data are on screen: choose a table, see each of its columns year by year."""

from __future__ import annotations

import streamlit as st

import schemas
from dse import theme
from dse.figures import Answer, quality
from dse.ui.card import drawing, figure_card
from dse.ui.frame.data import Reading

FIGURE = "completeness"
FIRST_SHOWN = "accompaniments"


def show(source: Reading) -> None:
    """The card of the figure, drawn for one table at a time."""
    figure_card.show(source, FIGURE, _heat)


def _heat(said: Answer) -> None:
    titles = quality.tables_of(said.table)
    first = schemas.title(FIRST_SHOWN)
    title = st.selectbox(
        "Table",
        titles,
        index=titles.index(first) if first in titles else 0,
        key="table_completude",
        width=360,
    )
    drawing.draw(
        theme.french(quality.by_column(said.table, title)).to_dict(),
        key="graphique_completude",
        alt=f"Part remplie de chaque colonne de « {title} », par année.",
    )
