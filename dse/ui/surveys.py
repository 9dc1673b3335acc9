"""Enquêtes membres on screen: a card a figure that has something to say, then free answers with a search."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dse import charts, french
from dse.figures import REGISTRY, Answer, Figure, of_page
from dse.figures.surveys.asked import PAGE, WHEN_EMPTY, short
from dse.ingest.spelling import canonical
from dse.ui import card, filters, shell, tables
from dse.ui.data import answer
from dse.ui.prose import literal, sentence

FREE_ANSWERS = "verbatims"
_READ = ("wave", "wording", "actor_family", "text")


def page() -> None:
    """Draw the page; figures without anything to say are named at the end, each reason once."""
    source = shell.current()
    every = [(figure, answer(source, figure.id, filters.chosen())) for figure in of_page(PAGE)]
    shown = [figure.id for figure, said in every if not said.table.empty]
    if not shown:
        st.info(sentence(WHEN_EMPTY), icon=":material/filter_alt_off:")
        return
    shell.remember([said for _, said in every])
    with st.grid(2, min_column_width=card.COLUMN_WIDTH, gap="small"):
        for figure_id in shown:
            if figure_id != FREE_ANSWERS:
                card.show(source, figure_id)
    if FREE_ANSWERS in shown:
        card.show(source, FREE_ANSWERS, body=_searched)
    _say_what_is_left_out([each for each in every if each[1].table.empty])


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


def _say_what_is_left_out(silent: list[tuple[Figure, Answer]]) -> None:
    reasons: dict[str, list[str]] = {}
    for figure, said in silent:
        reasons.setdefault(said.finding.sentence, []).append(figure.question)
    for reason, questions in reasons.items():
        st.caption(sentence(f"{' '.join(questions)} {reason}"))
