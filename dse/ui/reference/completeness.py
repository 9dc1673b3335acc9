"""How full the data are on screen: choose a table, see each of its columns year by year."""

from __future__ import annotations

import streamlit as st

import schemas
from dse import theme
from dse.figures import Answer, quality
from dse.ui.card import drawing, figure_card
from dse.ui.frame.data import DataSource

FIGURE = "completeness"
DEFAULT_TABLE = "accompaniments"


def show(source: DataSource) -> None:
    """The card of the figure, drawn for one table at a time."""
    figure_card.show(source, FIGURE, _draw_heat_map)


def _draw_heat_map(answer: Answer) -> None:
    titles = quality.tables_of(answer.table)
    default = schemas.title(DEFAULT_TABLE)
    title = st.selectbox(
        "Table",
        titles,
        index=titles.index(default) if default in titles else 0,
        key="table_completude",
        width=360,
    )
    drawing.draw(
        theme.french(quality.by_column(answer.table, title)).to_dict(),
        key="graphique_completude",
        alt=f"Part remplie de chaque colonne de « {title} », par année.",
    )
