"""A survey dropped on the page: which wave it is, or the form to propose where none knows it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dse import paths
from dse.errors import ReaderError
from dse.ingest import Proposal, Upload
from dse.ingest.surveys import editing, lss, proposing
from dse.ingest.surveys.draft import RESPONDENTS, WAVES, Draft
from dse.ingest.surveys.survey import Wave
from dse.ui import deeds, survey_tables
from dse.ui.prose import sentence
from schemas import codelists

_ASKED, _KEPT, _SAVED = "_survey_asked", "_survey_draft", "_survey_saved"
_NONE = "—"
_UNITS = codelists.labels("survey_units")


def wave(turn: int) -> str | None:
    """The wave chosen for the files of this turn."""
    return st.session_state.get(f"vague_{turn}")


def saved() -> int:
    """How many forms were saved in this session: what was not recognised may be now."""
    return st.session_state.get(_SAVED, 0)


def show(uploads: Sequence[Upload], proposal: Proposal, turn: int) -> bool:
    """Ask for the wave, or offer a form for a survey that none knows. True while an answer is awaited."""
    if len(proposal.waves) > 1:
        titles = {each.wave_id: each.title for each in proposal.waves}
        st.selectbox(
            "Vague de l’enquête",
            list(titles),
            index=None,
            format_func=titles.__getitem__,
            placeholder="Choisissez la vague de ce fichier",
            key=f"vague_{turn}",
        )
        return wave(turn) is None
    if proposal.forms or not proposal.problems or len(uploads) > 1:
        return False
    if st.session_state.get(_ASKED) == turn:
        _review(uploads[0], turn)
        return True
    st.button(
        "C’est une enquête : proposer un formulaire",
        key="proposer_formulaire",
        icon=":material/ballot:",
        on_click=st.session_state.__setitem__,
        args=(_ASKED, turn),
    )
    return False


def _review(upload: Upload, turn: int) -> None:
    """The form proposed, as fields and tables to correct, then to save."""
    st.markdown(
        "**Formulaire proposé.** Relisez-le : il servira à toutes les vagues de l’enquête. Rien n’est importé avant l’aperçu."
    )
    structure = st.file_uploader(
        "Structure LimeSurvey (.lss), si vous l’avez, par le bouton « Upload » : elle donne libellés et échelles",
        type=["lss"],
        key=f"lss_{turn}",
    )
    try:
        made = _drafted(upload, structure.getvalue() if structure else None)
    except ReaderError as error:
        st.error(sentence(str(error)), icon=":material/error:")
        return
    key = f"{turn}_{bool(structure)}"
    series, title, chosen = _wave(made, key)
    fields = _fields(made, key)
    questions = survey_tables.questions(made, key)
    options = survey_tables.options(made, key)
    whole = proposing.named(editing.edited(made, questions, options, chosen, fields), series, title)
    st.button(
        "Enregistrer le formulaire",
        type="primary",
        key="enregistrer_formulaire",
        icon=":material/save:",
        on_click=_save,
        args=(whole,),
    )


def _drafted(upload: Upload, structure: bytes | None) -> Draft:
    asked = (upload.name, upload.sha256, structure)
    kept = st.session_state.get(_KEPT)
    if kept is None or kept[0] != asked:
        with st.spinner("Lecture de l’export…"):
            made = proposing.from_file(upload, structure=lss.read(structure) if structure else None)
        st.session_state[_KEPT] = (asked, made)
    return st.session_state[_KEPT][1]


def _wave(made: Draft, key: str) -> tuple[str, str, Wave]:
    """Names of the survey, and its wave."""
    first = made.survey.waves[0]
    with st.container(horizontal=True):
        title = st.text_input("Titre de l’enquête", made.title, key=f"enquete_titre_{key}", width=320)
        series = st.text_input("Nom court", made.survey.series, key=f"enquete_nom_{key}", width=240)
    with st.container(horizontal=True):
        wave_id = st.text_input("Vague", first.wave_id, key=f"vague_id_{key}", width=140)
        wave_title = st.text_input("Titre de la vague", first.title, key=f"vague_titre_{key}", width=320)
        opened = st.date_input(
            "Ouverte le", first.opened_on, format="DD/MM/YYYY", key=f"vague_debut_{key}", width=150
        )
        closed = st.date_input(
            "Close le", first.closed_on, format="DD/MM/YYYY", key=f"vague_fin_{key}", width=150
        )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        unit = st.selectbox(
            "Qui répond",
            list(_UNITS),
            list(_UNITS).index(first.unit),
            format_func=_UNITS.get,
            key=f"unite_{key}",
            width=240,
        )
        is_anonymous = st.checkbox(
            "Anonyme : aucune réponse n’est rattachée à une organisation",
            first.is_anonymous,
            key=f"anonyme_{key}",
        )
    _notes(made, WAVES)
    told = Wave(proposing.identifier(wave_id), wave_title, opened, closed, unit, is_anonymous)
    return series, title, told


def _fields(made: Draft, key: str) -> dict[str, str | None]:
    """The columns that say who answered."""
    survey = made.survey
    titles = [_NONE, *dict.fromkeys(each[0] for each in survey.every_column())]
    asked = {
        "key": "Colonne qui identifie la personne",
        "organisation": "Colonne de l’organisation",
        "submitted_on": "Colonne de la date de réponse",
    }
    found: dict[str, str | None] = {}
    with st.container(horizontal=True):
        for name, label in asked.items():
            current = (survey.columns_of(name) or (_NONE,))[0]
            chosen = st.selectbox(label, titles, titles.index(current), key=f"{name}_{key}", width=340)
            found[name] = None if chosen == _NONE else chosen
    _notes(made, RESPONDENTS)
    return found


def _notes(made: Draft, about: str) -> None:
    for note in made.notes.get(about, ()):
        st.caption(sentence(f"À vérifier : {note}"))


def _save(made: Draft) -> None:
    def deed() -> None:
        proposing.save(made, paths.FORMS)

    if deeds.do(deed, "Formulaire enregistré : l’import continue avec lui."):
        st.session_state[_SAVED] = saved() + 1
        for each in (_ASKED, _KEPT):
            st.session_state.pop(each, None)
