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
from dse.ui.frame import actions, entry, erasable_texts
from dse.ui.frame.data import DataSource
from dse.ui.frame.erasable_texts import ErasableText
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
            erasable_texts.draw_erasing_box(_identify(box, step))
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
    erasable_texts.correct(
        _identify(box, step),
        lambda: next_steps.correct(
            box.source.store, step, replace(step, **_read_form()), actions.get_user_name()
        ),
    )


@st.dialog("Retirer cette étape", width="medium")
def show_removal(box: Box, step: NextStep) -> None:
    erasable_texts.draw_removal(
        _identify(box, step), lambda: next_steps.remove(box.source.store, step, actions.get_user_name())
    )


def _identify(box: Box, step: NextStep) -> ErasableText:
    return ErasableText(box.source.store, next_steps.TABLE, step.step_id, "L’étape", UNDO, box.part, "etape")
