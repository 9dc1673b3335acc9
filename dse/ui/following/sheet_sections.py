"""What both sheets show alike: themes, changes and decisions, and what is drawn where there is no such sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd
import streamlit as st

from dse.figures.offer.decided import FIGURE
from dse.following import descriptions, follow_up_list
from dse.following.accompaniment import AccompanimentSheet
from dse.following.activity import ActivitySheet
from dse.following.answers import AnswerAbout, TextAbout
from dse.following.outputs import Output
from dse.following.related_rows import CitedChange, Decision, Mark
from dse.query import Query
from dse.ui.card import card_links, tables
from dse.ui.following import links
from dse.ui.frame import menu, sheet_links
from dse.ui.frame.prose import escape_markdown, format_sentence, link_web_address

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


def show_reason(query: Query, subject: str, subject_id: str) -> None:
    """Draw why somebody is needed, as the list says it; nothing where nobody is."""
    if (row := follow_up_list.find_reminder(query, subject, subject_id)) is not None:
        st.warning(format_sentence(descriptions.describe_reason(row)), icon=":material/notifications:")


def show_known(sheet: AccompanimentSheet | ActivitySheet, ended_on: date | None) -> None:
    """Draw what other tables know about it, then name what they do not."""
    tables_of_sheet = (
        ("Thèmes", "themes", sheet.marks, lambda: _draw_marks(sheet.marks), "marks"),
        (
            "Ce qu’en disent les participants",
            "reponses",
            sheet.answers or sheet.texts,
            lambda: _draw_answers(sheet.answers, sheet.texts),
            "answers",
        ),
        (
            "Ce qui en reste",
            "productions",
            sheet.outputs,
            lambda: _draw_outputs(sheet.outputs, ended_on),
            "outputs",
        ),
        (
            "Changements qui le citent",
            "changements",
            sheet.changes,
            lambda: _draw_changes(sheet.changes),
            "changes",
        ),
        (
            "Décisions sur son offre",
            "decisions",
            sheet.decisions,
            lambda: _draw_decisions(sheet.decisions),
            "",
        ),
    )
    for title, anchor, rows, draw, _ in tables_of_sheet:
        if rows:
            st.subheader(title, anchor=anchor)
            draw()
    if missing := [table for _, _, rows, _, table in tables_of_sheet if table and not rows]:
        st.caption(format_sentence(descriptions.describe_missing(missing)))


def _draw_marks(marks: tuple[Mark, ...]) -> None:
    rows = descriptions.list_marks(marks)
    if not any(row["Justification"] for row in rows):
        rows = [{title: text for title, text in row.items() if title != "Justification"} for row in rows]
    if rows:
        _draw_table(rows, "themes_vises")
    if sentence := descriptions.describe_not_aimed_at(marks):
        st.caption(format_sentence(sentence))


def _draw_answers(answers: tuple[AnswerAbout, ...], texts: tuple[TextAbout, ...]) -> None:
    if answers:
        st.caption("Chaque organisation compte pour une réponse, une personne sans organisation aussi.")
        _draw_table(descriptions.list_answers(answers), "reponses_donnees")
    if texts:
        st.markdown("\n".join(f"- {format_sentence(text)}" for text in descriptions.list_texts(texts)))


def _draw_outputs(outputs: tuple[Output, ...], ended_on: date | None) -> None:
    rows = [
        {title: escape_markdown(text) for title, text in row.items()}
        | {"Où": link_web_address(output.address or "")}
        for row, output in zip(descriptions.list_outputs(outputs, ended_on), outputs, strict=True)
    ]
    frame = pd.DataFrame(rows)
    tables.show_text(frame.loc[:, frame.any()], key="productions_remises", lines_read=LINES_READ)


def _draw_changes(changes: tuple[CitedChange, ...]) -> None:
    """Draw the changes, where each was observed a link to the sheet of the organisation."""
    rows = [
        {title: escape_markdown(text) for title, text in row.items()}
        | {"Chez": sheet_links.link(menu.MEMBER, change.organisation_id, change.name)}
        for row, change in zip(descriptions.list_changes(changes), changes, strict=True)
    ]
    tables.show_text(pd.DataFrame(rows), key="changements_cites", lines_read=LINES_READ)


def _draw_decisions(decisions: tuple[Decision, ...]) -> None:
    sentences = [format_sentence(descriptions.describe_decision(decision)) for decision in decisions]
    st.markdown("\n".join(f"- {sentence}" for sentence in sentences))
    card_links.draw(FIGURE.id, "Toutes les décisions")


def _draw_table(rows: Sequence[Mapping[str, str]], key: str) -> None:
    tables.show_text(pd.DataFrame(rows).map(escape_markdown), key=key, lines_read=LINES_READ)


def offer_nearest(query: Query, title: str, kind: str, subjects: tuple[str, ...], subject_id: str) -> None:
    """Say that there is no such sheet, and offer those whose identifier is nearest."""
    st.title(title)
    if not subject_id:
        st.info(format_sentence(f"Choisissez {kind} sur la page Suivi."), icon=":material/search:")
    else:
        st.warning(
            format_sentence(f"Rien ne porte la référence « {subject_id} »."), icon=":material/search_off:"
        )
        _offer_nearest(follow_up_list.list_nearest(query, subjects, subject_id, NEAREST))
    draw_way_back()


def _offer_nearest(rows: pd.DataFrame) -> None:
    if not rows.empty:
        st.markdown("Les références les plus proches :")
    for row in rows.itertuples():
        name, identifier = st.columns([4, 6], vertical_alignment="center", gap="small")
        with name:
            links.draw(row)
        identifier.caption(escape_markdown(row.id))
