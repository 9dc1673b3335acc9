"""Réseau et partenariats on screen: one section at a time, the countries with their list beside the map."""

from __future__ import annotations

import streamlit as st

from dse.figures import Answer
from dse.figures.network import COMPARING
from dse.figures.network.composition import PAGE
from dse.figures.network.countries import MAP_FIGURE
from dse.ui.card import drawing, figure_card, figure_pages, tables
from dse.ui.frame import shell
from dse.ui.frame.data import get_chart


def show() -> None:
    """Draw the highlights and the chosen section."""
    figure_pages.show_sections(PAGE, COMPARING, {MAP_FIGURE.id: _draw_map_and_list})


def _draw_map_and_list(answer: Answer) -> None:
    with st.grid(2, min_column_width=figure_card.COLUMN_WIDTH, gap="small"):
        chart = get_chart(shell.get_source(), answer)
        drawing.draw(chart, key="graphique_des_pays", alt=MAP_FIGURE.question)
        tables.show(answer.table[["country", "delivered"]], MAP_FIGURE.columns[:2], key="liste_des_pays")
