"""The dialogs that write, correct and remove a step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import streamlit as st

from dse import french
from dse.contacts import next_steps
from dse.contacts.next_steps import NextStep
from dse.errors import Refused
from dse.ui.frame import actions, entry
from dse.ui.frame.data import DataSource
from dse.ui.next_steps.subjects import About

UNDO = "Cela s’annule sur la page Données, partie Versions, tant qu’aucune autre étape n’a changé."


@dataclass(frozen=True)
class Box:
    """What every line of a box needs: whose data, about what, on which day it is read, and whether it may be written."""

    source: DataSource
    about: tuple[About, ...]
    where: str
    day: date
    is_open: bool

    @property
    def choices(self) -> list[About]:
        """What another step may be written about."""
        return [subject for subject in self.about if subject.is_offered]

    @property
    def part(self) -> str:
        """Where on the page an outcome is told."""
        return next_steps.TABLE + self.where


@st.dialog("Prochaine étape", width="medium")
def show_form(box: Box, step: NextStep) -> None:
    entry.close_once_written()
    st.caption("Pour l’équipe seule. Un rôle (« la direction ») vaut mieux qu’un nom.")
    with st.form("etape", border=False):
        if not step.step_id and len(box.choices) > 1:
            st.selectbox(
                "Au sujet de",
                box.choices,
                format_func=lambda about: french.typeset(about.label),
                key="etape_sujet",
            )
        st.text_area("À faire", value=step.text, key="etape_texte", height=100)
        left, right = st.columns(2)
        left.text_input(
            "Pour le", entry.format_day(step.due_on), key="etape_echeance", placeholder="jj/mm/aaaa"
        )
        right.text_input(
            "Qui s’en charge", step.owner or "", key="etape_responsable", help="Un rôle ou un pôle."
        )
        if step.step_id:
            st.checkbox(
                "Effacer aussi l’ancien texte, dans toutes les versions",
                key="etape_effacer",
                help="Pour un texte qui nommait quelqu’un. Cela ne s’annule pas.",
            )
        actions.show_outcome(box.part)
        st.form_submit_button(
            "Enregistrer",
            icon=":material/save:",
            type="primary",
            on_click=_correct if step.step_id else _add,
            args=(box, step),
        )


def _read_form() -> dict[str, Any]:
    text = entry.get_text("etape_texte")
    if text is None:
        raise Refused("Écrivez ce qui est à faire.")
    due_on = entry.get_day("etape_echeance", "Pour le")
    if due_on is None:
        raise Refused("Donnez le jour pour lequel c’est à faire.")
    return {"text": text, "due_on": due_on, "owner": entry.get_text("etape_responsable")}


def _add(box: Box, step: NextStep) -> None:
    chosen: About = st.session_state.get("etape_sujet") or box.choices[0]
    subject, subject_id = chosen.key

    def add() -> None:
        added = replace(step, subject=subject, subject_id=subject_id, **_read_form())
        next_steps.add(box.source.store, added, actions.get_user_name())

    entry.write(add, "L’étape est notée. Elle se corrige et se retire ici même.", box.part)


def _correct(box: Box, step: NextStep) -> None:
    must_erase = st.session_state.etape_effacer
    store = box.source.store

    def correct() -> str:
        next_steps.correct(store, step, replace(step, **_read_form()), actions.get_user_name())
        if not (must_erase and next_steps.has_past(store, step.step_id)):
            return f"L’étape est corrigée. {UNDO}"
        next_steps.erase_past(store, step.step_id, actions.get_user_name())
        return "L’étape est corrigée, et ce qu’elle disait a disparu de toutes les versions. Les sauvegardes faites avant le contiennent encore."

    (entry.erase if must_erase else entry.write)(correct, "", box.part)


@st.dialog("Retirer cette étape", width="medium")
def show_removal(box: Box, step: NextStep) -> None:
    entry.close_once_written()
    with st.form("retirer_etape", border=False):
        st.markdown(
            "L’étape quitte cette page. Les versions précédentes la gardent, sauf si vous cochez la case."
        )
        st.checkbox(
            "L’effacer de toutes les versions, pour toujours",
            key="etape_effacer_tout",
            help="Pour un texte qui nommait quelqu’un. Les sauvegardes faites avant le contiennent encore.",
        )
        actions.show_outcome(box.part)
        st.form_submit_button(
            "Retirer", icon=":material/delete:", type="primary", on_click=_remove, args=(box, step)
        )


def _remove(box: Box, step: NextStep) -> None:
    store = box.source.store
    if not st.session_state.etape_effacer_tout:
        entry.write(
            lambda: next_steps.remove(store, step, actions.get_user_name()),
            f"L’étape est retirée. {UNDO}",
            box.part,
        )
        return
    entry.erase(
        lambda: next_steps.erase(store, step.step_id, actions.get_user_name()),
        "L’étape est effacée de toutes les versions. Les sauvegardes faites avant la contiennent encore.",
        box.part,
    )
