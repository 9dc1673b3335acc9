"""A survey form that was saved, corrected: what its questions and the answers that they offer speak of, and how needs are read in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from dse.ingest.forms.survey_definitions import Survey
from dse.ingest.surveys.draft import draft_editing, needs
from dse.ingest.surveys.draft.form_draft import Draft
from dse.ingest.surveys.waves import form_updating
from dse.ingest.surveys.waves.form_updating import SavedForm
from dse.ui.frame import actions
from dse.ui.frame.prose import escape_markdown
from dse.ui.importing import survey_fields, survey_tables


def show(path: Path, key: str, on_close: Callable[[], None]) -> None:
    """The form with what it says, to correct and save. `on_close` is called once it is saved, or left as it was."""
    saved = form_updating.read_saved_form(path)
    survey = saved.form.survey
    st.markdown(
        f"**Corriger « {escape_markdown(saved.form.title)} ».** Dites de quoi parle chaque question, ou chaque réponse proposée. Vos réponses "
        "restent lues comme avant. L’import de ce fichier reprend ensuite : son aperçu montre ce qui change, et rien ne change avant que vous "
        "ayez confirmé."
    )
    draft = Draft(survey, saved.form.title, {})
    questions = survey_tables.edit_questions(draft, f"corrige_{key}", "", is_saved=True)
    options = survey_tables.edit_options(draft, f"corrige_{key}", "", is_saved=True)
    corrected = draft_editing.correct_subjects(survey, questions, options)
    survey_fields.show_notes(needs.describe_shared_subjects(corrected))
    with st.container(horizontal=True):
        st.button(
            "Enregistrer la correction",
            type="primary",
            key="enregistrer_correction",
            icon=":material/save:",
            disabled=corrected == survey,
            on_click=_save,
            args=(saved, corrected, on_close),
        )
        st.button("Ne rien corriger", key="laisser_formulaire", on_click=on_close)


def _save(saved: SavedForm, corrected: Survey, on_close: Callable[[], None]) -> None:
    def save() -> None:
        form_updating.save_updated_form(saved, corrected)

    if actions.run(save, "Formulaire corrigé : l’import continue avec lui."):
        on_close()
