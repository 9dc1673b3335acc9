"""What both sheets show alike: themes, changes and decisions, and what is drawn where there is no such sheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from dse.figures.offer.decided import FIGURE
from dse.following import everything, lines
from dse.following.about import CitedChange, Decision, Mark
from dse.following.answers import AnswerAbout, TextAbout
from dse.following.everything import Choice
from dse.following.outputs import Output
from dse.query import Query
from dse.ui.card import card_links, tables
from dse.ui.following import links
from dse.ui.frame import menu
from dse.ui.frame.prose import escape_markdown, format_sentence

NEAREST = 5
LINES_READ = 12


def draw_way_back() -> None:
    """Draw the link to the list."""
    st.page_link(menu.get_script(menu.FOLLOWING), label="Tout le suivi", icon=":material/arrow_back:")


def show_head(title: str, stage: str, colour: str, facts: Sequence[str]) -> None:
    """Draw the title, how far it is, and what it is."""
    draw_way_back()
    st.title(format_sentence(title))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="quoi"):
        st.badge(stage, color=colour)  # type: ignore[arg-type]
        st.markdown(format_sentence(" · ".join(facts)), width="stretch")


def show_reason(query: Query, subject_id: str) -> None:
    """Draw why somebody is needed, as the list says it; nothing where nobody is."""
    frame = everything.read_everything(query)
    for row in frame[(frame["id"] == subject_id) & frame["reason"].notna()].itertuples():
        st.warning(format_sentence(lines.describe_reason(row)), icon=":material/notifications:")


def show_marks(marks: tuple[Mark, ...]) -> None:
    """Draw the themes with their justification."""
    st.subheader("Thèmes", anchor="themes")
    if not marks:
        st.caption("Aucun thème n’a été examiné.")
        return
    frame = pd.DataFrame(lines.list_marks(marks))
    if not frame["Justification"].any():
        frame = frame.drop(columns="Justification")
    tables.show_text(frame.map(escape_markdown), key="themes_vises", lines_read=LINES_READ)


def show_answers(answers: tuple[AnswerAbout, ...], texts: tuple[TextAbout, ...]) -> None:
    """Draw what those who took part answered about it."""
    st.subheader("Ce qu’en disent les participants", anchor="reponses")
    if not answers and not texts:
        st.caption("Aucune réponse d’enquête ne porte sur cette fiche.")
        return
    if answers:
        st.caption(
            format_sentence(
                "Chaque organisation compte pour une réponse, une personne sans organisation aussi."
            )
        )
        frame = pd.DataFrame(lines.list_answers(answers))
        tables.show_text(frame.map(escape_markdown), key="reponses_donnees", lines_read=LINES_READ)
    if texts:
        st.markdown("\n".join(f"- {format_sentence(text)}" for text in lines.list_texts(texts)))


def show_outputs(outputs: tuple[Output, ...], ended_on: date | None) -> None:
    """Draw what was delivered, and how long after the end."""
    st.subheader("Ce qui en reste", anchor="productions")
    if not outputs:
        st.caption("Aucune production n’est notée.")
        return
    frame = pd.DataFrame(lines.list_outputs(outputs, ended_on))
    frame = frame.loc[:, frame.any()]
    tables.show_text(frame.map(escape_markdown), key="productions_remises", lines_read=LINES_READ)


def show_changes(changes: tuple[CitedChange, ...]) -> None:
    """Draw the changes that cite it."""
    st.subheader("Changements qui le citent", anchor="changements")
    if not changes:
        st.caption("Aucun changement observé ne le cite.")
        return
    frame = pd.DataFrame(lines.list_changes(changes))
    tables.show_text(frame.map(escape_markdown), key="changements_cites", lines_read=LINES_READ)


def show_decisions(decisions: tuple[Decision, ...]) -> None:
    """Draw a line a decision on its offer."""
    st.subheader("Décisions sur son offre", anchor="decisions")
    if not decisions:
        st.caption("Aucune décision ne porte sur son offre.")
        return
    sentences = [format_sentence(lines.describe_decision(decision)) for decision in decisions]
    st.markdown("\n".join(f"- {sentence}" for sentence in sentences))
    card_links.draw(FIGURE.id, "Toutes les décisions")


def offer_nearest(query: Query, title: str, kind: str, subjects: tuple[str, ...], subject_id: str) -> None:
    """Say that there is no such sheet, and offer those that have what was asked for in their title."""
    st.title(title)
    if not subject_id:
        st.info(format_sentence(f"Choisissez {kind} dans la liste."), icon=":material/search:")
    else:
        st.warning(
            format_sentence(f"Rien ne porte l’identifiant « {subject_id} »."), icon=":material/search_off:"
        )
        frame = everything.read_everything(query)
        similar = everything.choose(query, frame, Choice(text=subject_id, subjects=subjects)).head(NEAREST)
        for row in similar.itertuples():
            links.draw(row)
    draw_way_back()
