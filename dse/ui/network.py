"""Réseau et partenariats on screen: one part at a time, the countries with their list beside the map."""

from __future__ import annotations

import streamlit as st

from dse.figures import Answer
from dse.figures.network import COMPARING
from dse.figures.network.composition import PAGE
from dse.figures.network.countries import MAP_FIGURE
from dse.ui.card import drawing, figure_card, figure_pages, tables
from dse.ui.frame import shell
from dse.ui.frame.data import chart


def page() -> None:
    """Draw what to remember and the chosen part."""
    figure_pages.show_sections(PAGE, COMPARING, {MAP_FIGURE.id: _map_and_list})


def _map_and_list(said: Answer) -> None:
    with st.grid(2, min_column_width=figure_card.COLUMN_WIDTH, gap="small"):
        drawing.draw(chart(shell.current(), said), key="carte_des_pays", alt=said.finding.sentence)
        tables.show(said.table[["country", "delivered"]], MAP_FIGURE.columns[:2], key="liste_des_pays")
