"""Enquêtes membres on screen: one section at a time, a card a figure with rows, a search in free answers."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dse import charts, french
from dse.figures import REGISTRY, Answer, of_page
from dse.figures.surveys import COMPARING
from dse.figures.surveys.asked import PAGE, WHEN_EMPTY, short
from dse.ingest.spelling import canonical
from dse.ui.card import figure_card, figure_pages, tables
from dse.ui.frame import shell
from dse.ui.frame.data import DataSource
from dse.ui.frame.prose import escape_markdown, format_sentence

FREE_ANSWERS = "verbatims"
_COLUMNS_READ = ("wave", "wording", "actor_family", "text")


def show() -> None:
    """Draw the highlights and the chosen section; its silent figures are named at its end."""
    source = shell.get_source()
    highlights, choice, body = st.container(), st.container(), st.container()
    with choice:
        section = figure_pages.choose_section(PAGE)
    answers_by_figure = figure_pages.find_answers(source, section.figures)
    if all(answer is not None and answer.table.empty for _, answer in answers_by_figure) and _is_silent(
        source
    ):
        st.info(format_sentence(WHEN_EMPTY), icon=":material/filter_alt_off:")
        return
    with body:
        _draw_cards(
            source,
            [figure.id for figure, answer in answers_by_figure if answer is None or not answer.table.empty],
        )
        figure_pages.show_silent_figures(answers_by_figure)
    with highlights:
        shell.show_highlights(
            [answer for _, answer in figure_pages.find_answers(source, COMPARING) if answer]
        )


def _is_silent(source: DataSource) -> bool:
    return all(figure_card.is_silent(source, figure.id) for figure in of_page(PAGE))


def _draw_cards(source: DataSource, figure_ids: list[str]) -> None:
    with st.grid(2, min_column_width=figure_card.COLUMN_WIDTH, gap="small"):
        for figure_id in figure_ids:
            if figure_id != FREE_ANSWERS:
                figure_card.show(source, figure_id)
    if FREE_ANSWERS in figure_ids:
        figure_card.show(source, FREE_ANSWERS, body=_draw_search)


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
        tables.show_text(_format_rows(rows), key="reponses_libres")


def filter_rows(table: pd.DataFrame, search: str) -> pd.DataFrame:
    """Rows whose text or question has all the words of the search, whatever case and accents."""
    words = canonical(search).split()
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
