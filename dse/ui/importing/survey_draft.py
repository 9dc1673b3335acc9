"""A survey export on the page: choose its wave, add a wave to its form, or review a form proposed for a new survey."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dse import paths
from dse.errors import ReaderError
from dse.ingest import Proposal, Upload
from dse.ingest.checks import replaced_answers
from dse.ingest.forms.survey_definitions import FIELDS
from dse.ingest.organisations.resolution import Organisations
from dse.ingest.proposal import list_imported_series, load_organisations
from dse.ingest.surveys.draft import draft_editing, form_draft, form_writing, needs
from dse.ingest.surveys.draft.form_draft import EXCLUDED, RESPONDENTS, WAVES, Draft
from dse.ingest.surveys.draft.points import UNIT, Answers
from dse.ingest.surveys.reading import answer_checks
from dse.ingest.surveys.tools import tool_columns
from dse.ingest.surveys.waves import new_wave
from dse.ingest.surveys.waves.new_wave import NewWave
from dse.store import Store
from dse.ui.frame import actions, uploaded_files
from dse.ui.frame.prose import format_sentence
from dse.ui.importing import (
    proposed_table,
    survey_correction,
    survey_fields,
    survey_points,
    survey_tables,
    survey_wave,
)

MANY = 1 / 3
ALONE = (
    "Si l’un des fichiers non reconnus est une enquête, déposez-le seul : un formulaire vous sera proposé."
)
NEW_WAVE = (
    "Ce fichier a les titres d’une enquête déjà connue, et d’autres dates ou d’autres réponses : c’est sans doute la même, posée une nouvelle "
    "fois. Rien n’est remplacé : la nouvelle vague s’ajoute à celles d’avant."
)
_REVIEWED_ROUND, _DRAFT, _SAVED_COUNT = "_survey_asked", "_survey_draft", "_survey_saved"
_CORRECTED_ROUND = "_survey_corrected"


def get_wave(round_number: int) -> str | None:
    """The wave chosen for the files of this round of import."""
    return st.session_state.get(f"vague_{round_number}")


def count_saved() -> int:
    """How many forms were saved in this session: what was not recognised may be now."""
    return st.session_state.get(_SAVED_COUNT, 0)


def show(uploads: Sequence[Upload], proposal: Proposal, round_number: int) -> bool:
    """Ask for the wave, or offer to propose a form. True while the user has to answer first."""
    if st.session_state.get(_REVIEWED_ROUND) == round_number and len(uploads) == 1:
        _show_review(uploads[0], proposal, round_number)
        return True
    path = new_wave.find_form_by_name(proposal.forms) if proposal.waves and len(uploads) == 1 else None
    if path and st.session_state.get(_CORRECTED_ROUND) == round_number:
        survey_correction.show(path, str(round_number), _forget)
        return True
    if len(proposal.waves) > 1:
        _ask_wave(proposal, round_number)
    if path:
        _offer_review(
            "Corriger de quoi parlent les questions et les réponses de cette enquête",
            "corriger_formulaire",
            round_number,
            _CORRECTED_ROUND,
        )
    if len(uploads) > 1:
        if any(not sheet.form for sheet in proposal.unmapped):
            st.info(format_sentence(ALONE), icon=":material/poll:")
        return len(proposal.waves) > 1 and get_wave(round_number) is None
    if _is_probably_new_wave(proposal) and not st.session_state.get(_same_wave_key(round_number)):
        _ask_new_wave(round_number)
        return True
    if proposal.waves and get_wave(round_number) is None:
        _offer_new_wave(round_number)
    elif proposal.problems and (not proposal.forms or _has_many_unknown_titles(proposal)):
        _offer_review("C’est une enquête : proposer un formulaire", "proposer_formulaire", round_number)
    return len(proposal.waves) > 1 and get_wave(round_number) is None


def _is_probably_new_wave(proposal: Proposal) -> bool:
    return any(map(answer_checks.proposes_new_wave, proposal.problems)) or any(
        map(replaced_answers.proposes_new_wave, proposal.doubts)
    )


def _ask_new_wave(round_number: int) -> None:
    """Offer the wave that the answers probably are before what they would do as those of a known one."""
    st.info(format_sentence(NEW_WAVE), icon=":material/poll:")
    with st.container(horizontal=True):
        _offer_new_wave(round_number, is_first=True)
        st.button(
            "Ce sont les réponses d’une vague déjà connue, corrigées",
            key="meme_vague",
            on_click=st.session_state.__setitem__,
            args=(_same_wave_key(round_number), True),
        )


def _offer_new_wave(round_number: int, *, is_first: bool = False) -> None:
    label = "C’est la même enquête, posée une nouvelle fois : ajouter cette vague au formulaire"
    _offer_review(label, "proposer_vague", round_number, is_first=is_first)


def _same_wave_key(round_number: int) -> str:
    """Where it is kept that the answers are those of a known wave: a new one that is chosen asks again."""
    return f"meme_vague_{round_number}_{get_wave(round_number)}"


def _has_many_unknown_titles(proposal: Proposal) -> bool:
    """Whether a sheet may have been taken for what it is not: a third of its titles are unknown to its form."""
    return any(
        sheet.form and len(sheet.titles) >= MANY * len([title for title in sheet.headers if title])
        for sheet in proposal.unmapped
    )


def _ask_wave(proposal: Proposal, round_number: int) -> None:
    titles = {wave.wave_id: wave.title for wave in proposal.waves}
    st.selectbox(
        "De quelle enquête sont ces réponses ?",
        list(titles),
        index=None,
        format_func=titles.__getitem__,
        placeholder="Choisissez l’enquête de ce fichier",
        key=f"vague_{round_number}",
    )


def _offer_review(
    label: str, key: str, round_number: int, state: str = _REVIEWED_ROUND, *, is_first: bool = False
) -> None:
    st.button(
        label,
        key=key,
        type="primary" if is_first else "secondary",
        icon=":material/ballot:",
        on_click=st.session_state.__setitem__,
        args=(state, round_number),
    )


def _show_review(upload: Upload, proposal: Proposal, round_number: int) -> None:
    """What is proposed for an export: one more wave of a known survey, or a new form."""
    structure = _ask_structure(round_number) if _may_have_structure(proposal) else None
    uploaded_files.keep_only("structure", [structure] if structure else [])
    key = f"{round_number}_{bool(structure)}"
    try:
        draft, new_wave_draft = _get_draft(
            upload, structure.getvalue() if structure else None, proposal, survey_points.get_answers(key)
        )
        if new_wave_draft is not None and _ask_is_wave(new_wave_draft, round_number):
            survey_wave.show_review(
                new_wave_draft, key, lambda wave_id: _continue_import(round_number, wave_id)
            )
            return
    except ReaderError as error:
        st.error(format_sentence(str(error)), icon=":material/error:")
        return
    _show_form(draft, key)


def _ask_structure(round_number: int) -> UploadedFile | None:
    return st.file_uploader(
        "Structure LimeSurvey (.lss), si vous l’avez : elle donne libellés et échelles",
        type=["lss"],
        key=f"lss_{round_number}",
    )


def _may_have_structure(proposal: Proposal) -> bool:
    """Whether the tool that wrote the file, as far as its titles tell, has a file of its questionnaires."""
    titles = tuple(title for sheet in proposal.unmapped for title in sheet.headers if title)
    tool = tool_columns.identify_tool(titles)
    return not tool.name or tool.read_structure is not None


def _ask_is_wave(new_wave_draft: NewWave, round_number: int) -> bool:
    """Ask whether the export is a wave of the known survey."""
    choices = {True: f"« {new_wave_draft.form.title} », posée une nouvelle fois", False: "Une autre enquête"}
    return st.radio(
        "Ce fichier est", list(choices), format_func=choices.get, horizontal=True, key=f"suite_{round_number}"
    )


def _show_form(draft: Draft, key: str) -> None:
    """The proposed form, as fields and tables to correct and save."""
    st.markdown(
        "**Formulaire proposé.** Relisez-le : il servira chaque fois que l’enquête sera posée (chaque fois est une « vague »). "
        "Rien n’est importé avant l’aperçu."
    )
    survey = draft.survey
    title = st.text_input("Titre de l’enquête", draft.title, key=f"enquete_titre_{key}", width=320)
    is_unit_a_point = any(point.key == UNIT for point in draft.points)
    wave = survey_fields.show_wave(survey.waves[0], key, asks_who_answers=not is_unit_a_point)
    survey_points.show(
        draft.points, {question.question_id: question.wording for question in survey.questions}, key
    )
    survey_fields.show_notes(draft.notes.get(WAVES, ()))
    proposed_columns = {name: next(iter(survey.respondent_columns(name)), None) for name in FIELDS}
    fields = survey_fields.show_columns(
        proposed_columns, [column[0] for column in survey.list_columns()], key
    )
    survey_fields.warn_of_nobody(wave, fields)
    survey_fields.show_notes((*draft.notes.get(RESPONDENTS, ()), *draft.notes.get(EXCLUDED, ())))
    draft_name = survey_points.name_answers(key)
    questions = survey_tables.edit_questions(draft, key, draft_name)
    options = survey_tables.edit_options(draft, key, draft_name)
    wave, series = survey_fields.ask_short_names(wave, key, survey.series)
    reviewed = form_draft.rename_draft(
        draft_editing.apply_edits(draft, questions, options, wave, fields), series, title
    )
    survey = reviewed.survey
    survey_fields.show_notes(needs.describe_readings(survey))
    st.button(
        "Enregistrer le formulaire",
        type="primary",
        key="enregistrer_formulaire",
        icon=":material/save:",
        disabled=not survey_fields.is_dated(wave),
        on_click=_save,
        args=(reviewed,),
    )


def _get_draft(
    upload: Upload, structure: bytes | None, proposal: Proposal, answers: Answers
) -> tuple[Draft, NewWave | None]:
    """The draft of a form for an export, after answers; and the draft of a wave of the known form, if one has its survey."""
    query = (upload.name, upload.sha256, structure, count_saved(), tuple(sorted(answers.items())))
    cached = st.session_state.get(_DRAFT)
    if cached is None or cached[0] != query:
        with st.spinner("Lecture de l’export…"):
            lss_structure = tool_columns.read_structure(structure) if structure else None
            organisations = _load_organisations(proposal)
            draft = form_draft.draft_from_file(
                upload, structure=lss_structure, answers=answers, organisations=organisations
            )
            path = new_wave.find_form_by_name(proposal.forms) or new_wave.find_likeliest_form(
                draft, list_imported_series(Store(paths.store_path()))
            )
            new_wave_draft = path and new_wave.draft_new_wave(
                upload, path, structure=lss_structure, answers=answers, organisations=organisations
            )
        st.session_state[_DRAFT] = (query, draft, new_wave_draft)
    return st.session_state[_DRAFT][1:]


def _load_organisations(proposal: Proposal) -> Organisations:
    """Those of the store, and those that the files of this import bring."""
    organisations = load_organisations(Store(paths.store_path()))
    organisations.learn(
        proposal.organisations, proposal.organisations.values(), [None] * len(proposal.organisations)
    )
    return organisations


def _continue_import(round_number: int, wave_id: str) -> None:
    """Go on with the import, with the wave that the form now has."""
    st.session_state[f"vague_{round_number}"] = wave_id
    _forget()


def _forget() -> None:
    st.session_state[_SAVED_COUNT] = count_saved() + 1
    for key in (_REVIEWED_ROUND, _CORRECTED_ROUND, _DRAFT):
        st.session_state.pop(key, None)
    survey_points.forget()
    proposed_table.forget()


def _save(draft: Draft) -> None:
    def save() -> None:
        form_writing.save_form(draft, series_imported=list_imported_series(Store(paths.store_path())))

    success = "Formulaire enregistré avec vos données : l’import continue avec lui."
    if actions.run(save, success):
        _forget()
