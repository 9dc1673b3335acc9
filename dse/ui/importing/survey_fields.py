"""Fields of a survey form under review: its wave, the columns that say who answered, what is to be checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from dse.ingest.forms.survey_definitions import Wave
from dse.ingest.surveys.draft import form_proposal
from dse.ui.frame.prose import sentence
from schemas import codelists

_NONE = "—"
_UNITS = codelists.labels("survey_units")
_COLUMNS = {
    "key": "Colonne qui identifie la personne",
    "organisation": "Colonne de l’organisation",
    "submitted_on": "Colonne de la date de réponse",
}


def wave(first: Wave, key: str) -> Wave:
    """The wave as a person leaves it."""
    with st.container(horizontal=True):
        wave_id = st.text_input("Vague", first.wave_id, key=f"vague_id_{key}", width=140)
        title = st.text_input("Titre de la vague", first.title, key=f"vague_titre_{key}", width=320)
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
    return Wave(form_proposal.make_identifier(wave_id), title, opened, closed, unit, is_anonymous)


def columns(proposed: Mapping[str, str | None], among: Sequence[str], key: str) -> dict[str, str | None]:
    """The column of each thing that is told of who answered, as a person leaves it."""
    titles = [_NONE, *dict.fromkeys(among)]
    found: dict[str, str | None] = {}
    with st.container(horizontal=True):
        for name, label in _COLUMNS.items():
            current = proposed.get(name) or _NONE
            chosen = st.selectbox(label, titles, titles.index(current), key=f"{name}_{key}", width=340)
            found[name] = None if chosen == _NONE else chosen
    return found


def notes(told: Sequence[str]) -> None:
    """What is to be checked."""
    for note in told:
        st.caption(sentence(f"À vérifier : {note}"))
