"""Fields of a survey form under review: its wave, the columns that say who answered, what is to be checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

from dse.ingest.forms.survey_definitions import Wave
from dse.ingest.surveys.draft import form_draft
from dse.ui.frame.prose import format_sentence
from schemas import codelists

# What a wave is good for where no answer is of a member, and what to do where one is.
OF_NOBODY = (
    "Aucune réponse ne sera rattachée à un membre. La page Enquêtes membres les comptera une par une ; Réinterroger l’offre ne les comparera "
    "pas à ce que les membres ont reçu, et les fiches des membres n’en diront rien. "
)
_NAME_COLUMN = "Si le fichier dit qui répond, choisissez la colonne de l’organisation."
_KEEP_NAMES = "Si l’enquête n’est pas anonyme, décochez « Anonyme »."
_NONE = "—"
_UNITS = codelists.labels("survey_units")
_COLUMNS = {
    "key": "Colonne qui identifie la personne",
    "organisation": "Colonne de l’organisation",
    "submitted_on": "Colonne de la date de réponse",
}


def show_wave(proposed: Wave, key: str, *, asks_who_answers: bool = True) -> Wave:
    """The wave as the user corrects it, but its short name; where an answer makes another proposal, that one stands."""
    with st.container(horizontal=True):
        title = st.text_input("Titre de la vague", proposed.title, key=f"vague_titre_{key}", width=320)
        opened = st.date_input(
            "Ouverte le",
            proposed.opened_on,
            format="DD/MM/YYYY",
            key=f"vague_debut_{key}_{proposed.opened_on}",
            width=150,
        )
        closed = st.date_input(
            "Close le",
            proposed.closed_on,
            format="DD/MM/YYYY",
            key=f"vague_fin_{key}_{proposed.closed_on}",
            width=150,
        )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        unit = _ask_unit(proposed, key) if asks_who_answers else proposed.unit
        is_anonymous = st.checkbox(
            "Anonyme : aucune réponse n’est rattachée à une organisation",
            proposed.is_anonymous,
            key=f"anonyme_{key}_{proposed.is_anonymous}",
        )
    return Wave(proposed.wave_id, title, opened, closed, unit, is_anonymous)


def ask_short_names(wave: Wave, key: str, series: str | None = None) -> tuple[Wave, str]:
    """The wave with its short name, and that of its survey where one is asked for: files and commands need them, nobody else does."""
    with st.expander("Informations techniques"), st.container(horizontal=True):
        name = (
            ""
            if series is None
            else st.text_input("Nom court de l’enquête", series, key=f"enquete_nom_{key}", width=240)
        )
        wave_id = st.text_input("Nom court de la vague", wave.wave_id, key=f"vague_id_{key}", width=180)
    return replace(wave, wave_id=form_draft.make_identifier(wave_id)), name


def _ask_unit(proposed: Wave, key: str) -> str:
    return st.selectbox(
        "Qui répond",
        list(_UNITS),
        list(_UNITS).index(proposed.unit),
        format_func=_UNITS.get,
        key=f"unite_{key}_{proposed.unit}",
        width=240,
    )


def is_dated(wave: Wave) -> bool:
    """Whether the days of a wave are known; says what to do where they are not."""
    if wave.opened_on and wave.closed_on:
        return True
    st.warning(
        "Dites quand l’enquête a été ouverte, et close : rien n’est importé sans ces dates.",
        icon=":material/event:",
    )
    return False


def show_columns(
    proposed: Mapping[str, str | None], titles: Sequence[str], key: str
) -> dict[str, str | None]:
    """The column of each respondent field, as the user corrects it."""
    options = [_NONE, *dict.fromkeys(titles)]
    columns_by_field: dict[str, str | None] = {}
    with st.container(horizontal=True):
        for name, label in _COLUMNS.items():
            current = proposed.get(name) or _NONE
            chosen = st.selectbox(
                label, options, options.index(current), key=f"{name}_{key}_{current}", width=340
            )
            columns_by_field[name] = None if chosen == _NONE else chosen
    return columns_by_field


def warn_of_nobody(wave: Wave, columns: Mapping[str, str | None]) -> None:
    """Say what is lost where no answer is of a member, be it that the wave is anonymous or that no column names the organisation."""
    steps = [_KEEP_NAMES] if wave.is_anonymous else []
    steps += [] if columns["organisation"] else [_NAME_COLUMN]
    if steps:
        st.warning(format_sentence(OF_NOBODY + " ".join(steps)), icon=":material/person_off:")


def show_notes(notes: Sequence[str]) -> None:
    """Show what the user has to check."""
    for note in notes:
        st.caption(format_sentence(f"À vérifier : {note}"))
