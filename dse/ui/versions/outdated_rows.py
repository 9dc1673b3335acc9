"""Rows of the current version that the rules of today would refuse: which, why, and what to do about them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

import schemas
from dse import french
from dse.ingest.checks.outdated_rows import OutdatedRow, count_rows, outdated_rows
from dse.store import Store, Version
from dse.ui.frame.prose import sentence

TITLES = ("Table", "Ligne", "Colonne", "Valeur", "Ce qui ne va plus", "Que faire")
MOST_SHOWN = 1000


def show(store: Store, version: Version) -> None:
    """The list, where there is anything to list."""
    rules = tuple(schemas.fingerprint(table) for table in schemas.TABLES)
    rows = _outdated_rows(store.path, _hashes(version), rules, version)
    if not rows:
        return
    title = french.count(count_rows(rows), "ligne à revoir", "lignes à revoir")
    with st.expander(title, icon=":material/rule:"):
        st.caption(
            sentence(
                "Ces lignes ont été acceptées autrefois ; les règles d’aujourd’hui les refuseraient. Elles restent lues et comptées. "
                "Pour les mettre à jour, téléchargez leur fichier à corriger (Importer, Modèles) et importez-le de nouveau."
            )
        )
        st.dataframe(pd.DataFrame(_cells(rows), columns=TITLES), hide_index=True, key="a_revoir")
        if len(rows) > MOST_SHOWN:
            st.caption(f"Les {french.number(MOST_SHOWN)} premières valeurs, sur {french.number(len(rows))}.")


def _cells(rows: list[OutdatedRow]) -> list[tuple[str | None, ...]]:
    shown = rows[:MOST_SHOWN]
    return [(row.table, " · ".join(row.key), row.column, row.value, row.reason, row.advice) for row in shown]


def _hashes(version: Version) -> tuple[str, ...]:
    """What makes two versions the same: the hashes of their files."""
    return tuple(sorted(file.sha256 for files in version.tables.values() for file in files))


@st.cache_data(max_entries=4, show_spinner="Relecture des lignes…")
def _outdated_rows(
    place: Path, hashes: tuple[str, ...], rules: tuple[str, ...], _version: Version
) -> list[OutdatedRow]:
    return outdated_rows(Store(place), _version)
