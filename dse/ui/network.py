"""Réseau et partenariats on screen: one section at a time, the countries with their list beside the map, what is to be done next under lists."""

from __future__ import annotations

import streamlit as st

from dse.disclosure.audiences import TEAM
from dse.figures import Answer
from dse.figures.network.composition import PAGE
from dse.figures.network.countries import MAP_FIGURE
from dse.figures.network.partnerships import FIGURE as PARTNERSHIPS
from dse.figures.network.to_approach import FIGURE as TO_APPROACH
from dse.ui.card import drawing, figure_card, figure_pages, tables
from dse.ui.frame import filters, shell
from dse.ui.frame.data import DataSource, find_answer, get_chart
from dse.ui.next_steps import box, subjects


def show() -> None:
    """Draw the highlights and the chosen section."""
    figure_pages.show_sections(PAGE, {MAP_FIGURE.id: _draw_map_and_list})
    _show_next_steps(shell.get_source(), st.session_state[filters.get_section_key(PAGE)])


def _show_next_steps(source: DataSource, section: str) -> None:
    """What is to be done with the organisations to approach, or with the partners, under what lists them."""
    if section == TO_APPROACH.position[0]:
        answer = find_answer(source, TO_APPROACH.id, filters.get_selection())
        if answer is not None and filters.get_audience() == TEAM:
            box.show(source, subjects.list_named(source, answer.table["name"].tolist()))
    elif section == PARTNERSHIPS.position[0]:
        box.show(source, subjects.list_partnerships(source))


def _draw_map_and_list(answer: Answer) -> None:
    with st.grid(2, min_column_width=figure_card.COLUMN_WIDTH, gap="small"):
        chart = get_chart(shell.get_source(), answer)
        drawing.draw(chart, key="graphique_des_pays", alt=MAP_FIGURE.question)
        tables.show(answer.table[["country", "delivered"]], MAP_FIGURE.columns[:2], key="liste_des_pays")
