"""One more wave of a known survey, from its export: questions kept, changed, dropped and new."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from dse import french, sentences
from dse.ingest.forms.survey_definitions import Survey
from dse.ingest.surveys.draft import draft_editing
from dse.ingest.surveys.draft.form_draft import EXCLUDED
from dse.ingest.surveys.waves import form_updating, new_wave, wave_extension, wave_review
from dse.ingest.surveys.waves.new_wave import NewWave
from dse.ui.frame import actions
from dse.ui.frame.prose import escape_markdown, format_sentence
from dse.ui.importing import proposed_table, survey_fields, survey_points, survey_tables

_NEW = "Nouvelle question"
_NOT_ASKED = "{n:question du formulaire n’est pas dans ce fichier, et sera notée|questions du formulaire ne sont pas dans ce fichier, et seront notées} « non posée » : {names}."


def show_review(new: NewWave, key: str, on_save: Callable[[str], None]) -> None:
    """The wave proposed, its questions beside those of the form, then the way to save it.

    `on_save` is called with the identifier of the wave once the form has it.
    """
    st.markdown(
        f"**« {escape_markdown(new.form.title)} », posée une nouvelle fois.** Relisez cette « vague » : le formulaire gardera "
        "les précédentes telles quelles. Rien n’est importé avant l’aperçu."
    )
    wave_key = f"suite_{key}"  # the fields of a form proposed of the same file are others
    wave = survey_fields.show_wave(new_wave.propose_wave(new), wave_key)
    columns = survey_fields.show_columns(new_wave.match_respondent_fields(new), new.sheet.headers, key)
    survey_fields.warn_of_nobody(wave, columns)
    survey_fields.show_notes(tuple(wave_review.list_notes(new, columns)))
    points_place = st.container()
    draft_name = survey_points.name_answers(key)
    pairs = _edit_pairs(new, key, draft_name)
    with points_place:
        wordings = {question.question_id: question.wording for question in new.questions}
        survey_points.show(new.points(pairs), wordings, key)
    survey_fields.show_notes(new.draft.notes.get(EXCLUDED, ()))
    wave, _ = survey_fields.ask_short_names(wave, wave_key)
    reviewed = new.to_review(new.verdicts(pairs))
    if reviewed.survey.questions:
        st.markdown("**À relire** : questions nouvelles, ou dont l’échelle a changé")
        draft_name = "_".join((draft_name, *(question.question_id for question in reviewed.survey.questions)))
        questions = survey_tables.edit_questions(reviewed, key, draft_name)
        options = survey_tables.edit_options(reviewed, key, draft_name)
        reviewed = draft_editing.apply_edits(reviewed, questions, options, wave, columns)
        survey_fields.show_notes(new.describe_shared_subjects(pairs, reviewed.survey))
    st.button(
        "Ajouter la vague au formulaire",
        type="primary",
        key="ajouter_vague",
        disabled=not survey_fields.is_dated(wave),
        icon=":material/save:",
        on_click=_save,
        args=(
            new,
            lambda: wave_extension.add_wave(new, pairs, reviewed, wave, columns),
            wave.wave_id,
            on_save,
        ),
    )


def _edit_pairs(new: NewWave, key: str, draft_name: str) -> Mapping[str, str | None]:
    """The question of the form that each question of the export is, as the user corrects it."""
    proposed = new.pairs()
    rows = wave_review.comparison_rows(new, proposed, new.verdicts(proposed))
    ids = [question.question_id for question in new.known_survey.questions]
    labels = {
        question.question_id: question.wording or next(iter(question.columns), question.question_id)
        for question in new.known_survey.questions
    }
    edited = proposed_table.edit(
        survey_tables.add_grid_lines([row | {"known": row["known"] or _NEW} for row in rows]),
        f"paires_{key}",
        draft_name,
        ("question_id",),
        column_order=[*survey_tables.list_grid_columns(rows), "wording", "known", "state", "notes"],
        disabled=[survey_tables.GRID_LINE, "wording", "state", "notes"],
        column_config={
            survey_tables.GRID_LINE: survey_tables.configure_grid_line(),
            "wording": st.column_config.TextColumn("Question de ce fichier", width=200),
            "known": st.column_config.SelectboxColumn(
                "Question du formulaire",
                options=[_NEW, *ids],
                format_func=lambda question: labels.get(str(question), str(question)),
                required=True,
                width=220,
            ),
            "state": st.column_config.TextColumn("Constat", width=110),
            "notes": st.column_config.TextColumn("À vérifier", width=230),
        },
        row_height=survey_tables.ROW_HEIGHT,
    )
    pairs = {row["question_id"]: None if row["known"] == _NEW else row["known"] for row in edited}
    if dropped_questions := new.not_asked(pairs):
        names = french.listed([f"« {labels[question.question_id]} »" for question in dropped_questions])
        st.caption(format_sentence(sentences.say(_NOT_ASKED, n=len(dropped_questions), names=names)))
    return pairs


def _save(new: NewWave, extended: Callable[[], Survey], wave_id: str, on_save: Callable[[str], None]) -> None:
    def save() -> None:
        form_updating.save_updated_form(new, extended())

    if actions.run(save, "Vague ajoutée au formulaire : l’import continue avec elle."):
        on_save(wave_id)
