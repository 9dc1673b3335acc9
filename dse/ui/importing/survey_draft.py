"""A survey dropped on the page: which wave it is, the wave to add to its form, or the form to propose where none knows it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dse.errors import ReaderError
from dse.ingest import Proposal, Upload
from dse.ingest.forms import form_files
from dse.ingest.forms.survey_definitions import FIELDS
from dse.ingest.surveys.draft import draft_editing, form_proposal
from dse.ingest.surveys.draft.form_draft import EXCLUDED, RESPONDENTS, WAVES, Draft
from dse.ingest.surveys.tools import limesurvey_structure
from dse.ingest.surveys.waves import new_wave
from dse.ingest.surveys.waves.new_wave import NewWave
from dse.ui.frame import actions
from dse.ui.frame.prose import sentence
from dse.ui.importing import survey_fields, survey_tables, survey_wave

_ASKED, _KEPT, _SAVED = "_survey_asked", "_survey_draft", "_survey_saved"


def wave(turn: int) -> str | None:
    """The wave chosen for the files of this turn."""
    return st.session_state.get(f"vague_{turn}")


def saved() -> int:
    """How many forms were saved in this session: what was not recognised may be now."""
    return st.session_state.get(_SAVED, 0)


def show(uploads: Sequence[Upload], proposal: Proposal, turn: int) -> bool:
    """Ask for the wave, or offer a form for a survey that none knows. True while an answer is awaited."""
    if st.session_state.get(_ASKED) == turn and len(uploads) == 1:
        _review(uploads[0], proposal, turn)
        return True
    if len(proposal.waves) > 1:
        _ask_wave(proposal, turn)
    if len(uploads) > 1:
        return len(proposal.waves) > 1 and wave(turn) is None
    if proposal.waves and wave(turn) is None:
        _offer("C’est une nouvelle vague : l’ajouter au formulaire", "proposer_vague", turn)
    elif not proposal.forms and proposal.problems:
        _offer("C’est une enquête : proposer un formulaire", "proposer_formulaire", turn)
    return len(proposal.waves) > 1 and wave(turn) is None


def _ask_wave(proposal: Proposal, turn: int) -> None:
    titles = {each.wave_id: each.title for each in proposal.waves}
    st.selectbox(
        "Vague de l’enquête",
        list(titles),
        index=None,
        format_func=titles.__getitem__,
        placeholder="Choisissez la vague de ce fichier",
        key=f"vague_{turn}",
    )


def _offer(label: str, key: str, turn: int) -> None:
    st.button(
        label,
        key=key,
        icon=":material/ballot:",
        on_click=st.session_state.__setitem__,
        args=(_ASKED, turn),
    )


def _review(upload: Upload, proposal: Proposal, turn: int) -> None:
    """What is proposed for an export: a wave more of a survey that is known, or a form of its own."""
    structure = st.file_uploader(
        "Structure LimeSurvey (.lss), si vous l’avez, par le bouton « Upload » : elle donne libellés et échelles",
        type=["lss"],
        key=f"lss_{turn}",
    )
    key = f"{turn}_{bool(structure)}"
    try:
        made, known = _drafted(upload, structure.getvalue() if structure else None, proposal)
        if known is not None and _is_wave(known, turn):
            survey_wave.review(known, key, lambda wave_id: _go_on(turn, wave_id))
            return
    except ReaderError as error:
        st.error(sentence(str(error)), icon=":material/error:")
        return
    _new_form(made, key)


def _is_wave(known: NewWave, turn: int) -> bool:
    """Whether the export is a wave of the survey that is known, as a person says."""
    choices = {True: f"Une vague de plus de « {known.form.title} »", False: "Une autre enquête"}
    return st.radio(
        "Ce fichier est", list(choices), format_func=choices.get, horizontal=True, key=f"suite_{turn}"
    )


def _new_form(made: Draft, key: str) -> None:
    """The form proposed, as fields and tables to correct, then to save."""
    st.markdown(
        "**Formulaire proposé.** Relisez-le : il servira à toutes les vagues de l’enquête. Rien n’est importé avant l’aperçu."
    )
    survey = made.survey
    with st.container(horizontal=True):
        title = st.text_input("Titre de l’enquête", made.title, key=f"enquete_titre_{key}", width=320)
        series = st.text_input("Nom court", survey.series, key=f"enquete_nom_{key}", width=240)
    chosen = survey_fields.wave(survey.waves[0], key)
    survey_fields.notes(made.notes.get(WAVES, ()))
    proposed = {name: next(iter(survey.respondent_columns(name)), None) for name in FIELDS}
    fields = survey_fields.columns(proposed, [each[0] for each in survey.list_columns()], key)
    survey_fields.notes((*made.notes.get(RESPONDENTS, ()), *made.notes.get(EXCLUDED, ())))
    questions = survey_tables.questions(made, key)
    options = survey_tables.options(made, key)
    whole = form_proposal.rename_draft(
        draft_editing.apply_edits(made, questions, options, chosen, fields), series, title
    )
    st.button(
        "Enregistrer le formulaire",
        type="primary",
        key="enregistrer_formulaire",
        icon=":material/save:",
        on_click=_save,
        args=(whole,),
    )


def _drafted(upload: Upload, structure: bytes | None, proposal: Proposal) -> tuple[Draft, NewWave | None]:
    """The draft of an export, and the same beside the form that knows its survey, if one does."""
    asked = (upload.name, upload.sha256, structure, saved())
    kept = st.session_state.get(_KEPT)
    if kept is None or kept[0] != asked:
        with st.spinner("Lecture de l’export…"):
            told = limesurvey_structure.read_structure(structure) if structure else None
            made = form_proposal.draft_from_file(upload, structure=told)
            path = new_wave.find_form_by_name(proposal.forms) or new_wave.find_likeliest_form(made)
            known = path and new_wave.draft_new_wave(upload, path, structure=told)
        st.session_state[_KEPT] = (asked, made, known)
    return st.session_state[_KEPT][1:]


def _go_on(turn: int, wave_id: str) -> None:
    """The import goes on with the wave that the form now tells."""
    st.session_state[f"vague_{turn}"] = wave_id
    _forget()


def _forget() -> None:
    st.session_state[_SAVED] = saved() + 1
    for each in (_ASKED, _KEPT):
        st.session_state.pop(each, None)


def _save(made: Draft) -> None:
    def deed() -> None:
        form_proposal.save_form(made)

    done = f"Formulaire enregistré avec vos données, dans {form_files.forms_folder()} : l’import continue avec lui."
    if actions.do(deed, done):
        _forget()
