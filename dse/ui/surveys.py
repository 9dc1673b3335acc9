"""Enquêtes membres on screen: one section at a time, a card a figure that has something to say, a search in free answers."""

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
from dse.ui.frame.data import Reading
from dse.ui.frame.prose import literal, sentence

FREE_ANSWERS = "verbatims"
_READ = ("wave", "wording", "actor_family", "text")


def page() -> None:
    """Draw what to remember and the chosen section; its figures without anything to say are named at its end."""
    source = shell.current()
    summary, choice, body = st.container(), st.container(), st.container()
    with choice:
        section = figure_pages.choose(PAGE)
    told = figure_pages.answers(source, section.figures)
    if all(said is not None and said.table.empty for _, said in told) and _nothing_at_all(source):
        st.info(sentence(WHEN_EMPTY), icon=":material/filter_alt_off:")
        return
    with body:
        _cards(source, [figure.id for figure, said in told if said is None or not said.table.empty])
        figure_pages.say_what_is_left_out(told)
    with summary:
        shell.remember([said for _, said in figure_pages.answers(source, COMPARING) if said])


def _nothing_at_all(source: Reading) -> bool:
    return all(figure_card.is_silent(source, figure.id) for figure in of_page(PAGE))


def _cards(source: Reading, shown: list[str]) -> None:
    with st.grid(2, min_column_width=figure_card.COLUMN_WIDTH, gap="small"):
        for figure_id in shown:
            if figure_id != FREE_ANSWERS:
                figure_card.show(source, figure_id)
    if FREE_ANSWERS in shown:
        figure_card.show(source, FREE_ANSWERS, body=_searched)


def _searched(said: Answer) -> None:
    looked_for = st.text_input(
        "Chercher dans les réponses", key="recherche_reponses", placeholder="Un mot, une expression"
    )
    found = matching(said.table, looked_for)
    if looked_for:
        st.caption(sentence(f"{french.count(len(found), 'réponse')} sur {french.number(len(said.table))}."))
    if len(found):
        tables.read(_readable(found), key="reponses_libres")


def matching(table: pd.DataFrame, looked_for: str) -> pd.DataFrame:
    """The rows whose text or question holds all the words looked for, whatever their case and accents."""
    words = canonical(looked_for).split()
    whole = (table["text"].fillna("") + " " + table["wording"].fillna("")).map(canonical)
    return table[[all(word in text for word in words) for text in whole]]


def _readable(found: pd.DataFrame) -> pd.DataFrame:
    columns = [each for name in _READ for each in REGISTRY[FREE_ANSWERS].columns if each.name == name]
    told = charts.labelled(found, tuple(columns)).assign(wording=found["wording"].map(short))
    return pd.DataFrame({each.label: [literal(str(text)) for text in told[each.name]] for each in columns})
