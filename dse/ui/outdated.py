"""Rows of the current version that the rules of today would refuse: which, why, and what to do about them."""

from __future__ import annotations

from dataclasses import astuple
from pathlib import Path

import pandas as pd
import streamlit as st

import schemas
from dse import french
from dse.ingest.outdated_rows import OutdatedRow, outdated_rows
from dse.store import Store, Version
from dse.ui.prose import sentence

TITLES = ("Table", "Ligne", "Colonne", "Valeur", "Ce qui ne va plus", "Que faire")


def show(store: Store, version: Version) -> None:
    """The list, where there is anything to list."""
    rules = tuple(schemas.fingerprint(table) for table in schemas.TABLES)
    rows = _outdated_rows(store.path, version.number, rules, version)
    if not rows:
        return
    title = french.count(len({row.row for row in rows}), "ligne à revoir", "lignes à revoir")
    with st.expander(title, icon=":material/rule:"):
        st.caption(
            sentence(
                "Ces lignes ont été acceptées autrefois ; les règles d’aujourd’hui les refuseraient. Elles restent lues et comptées. "
                "Pour les mettre à jour, téléchargez leur fichier à corriger (Importer, Modèles) et importez-le de nouveau."
            )
        )
        st.dataframe(pd.DataFrame(list(map(astuple, rows)), columns=TITLES), hide_index=True, key="a_revoir")


@st.cache_data(max_entries=4, show_spinner="Relecture des lignes…")
def _outdated_rows(place: Path, number: int, rules: tuple[str, ...], _version: Version) -> list[OutdatedRow]:
    return outdated_rows(Store(place), _version)
