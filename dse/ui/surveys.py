"""Enquêtes membres on screen: one section at a time, a card a figure with rows, a search in free answers."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dse import charts, french
from dse.figures import REGISTRY, Answer
from dse.figures.surveys.wording import PAGE, short
from dse.ingest.spelling import canonical
from dse.ui.card import figure_pages, tables
from dse.ui.frame.prose import escape_markdown, format_sentence

FREE_ANSWERS = "verbatims"
_COLUMNS_READ = ("wave", "wording", "actor_family", "text")


def show() -> None:
    """Draw the highlights and the chosen section; its silent figures are named at its end."""
    bodies = {FREE_ANSWERS: _draw_search}
    figure_pages.show_sections(PAGE, bodies, in_grid=True)


def _draw_search(answer: Answer) -> None:
    search = st.text_input(
        "Chercher dans les réponses", key="recherche_reponses", placeholder="Un mot, une expression"
    )
    rows = filter_rows(answer.table, search)
    if search:
        st.caption(
            format_sentence(f"{french.count(len(rows), 'réponse')} sur {french.number(len(answer.table))}.")
        )
    if len(rows):
        first_rows = rows.head(tables.MAX_ROWS)
        tables.show_text(_format_rows(first_rows), key="reponses_libres", row_count=len(rows))


def filter_rows(table: pd.DataFrame, search: str) -> pd.DataFrame:
    """Rows whose text or question has all the words of the search, whatever case and accents."""
    words = canonical(search).split()
    if not words:
        return table
    texts = (table["text"].fillna("") + " " + table["wording"].fillna("")).map(canonical)
    return table[[all(word in text for word in words) for text in texts]]


def _format_rows(rows: pd.DataFrame) -> pd.DataFrame:
    columns = [
        column for name in _COLUMNS_READ for column in REGISTRY[FREE_ANSWERS].columns if column.name == name
    ]
    labelled = charts.labelled(rows, tuple(columns)).assign(wording=rows["wording"].map(short))
    return pd.DataFrame(
        {column.label: [escape_markdown(str(text)) for text in labelled[column.name]] for column in columns}
    )
