"""Rows of the current version that the rules of today would refuse: which, why, and what to do about them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

import schemas
from dse import french
from dse.ingest.checks.outdated_rows import OutdatedRow, count_rows, outdated_rows
from dse.store import Store, Version
from dse.ui.frame.prose import format_sentence

TITLES = ("Table", "Ligne", "Colonne", "Valeur", "Ce qui ne va plus", "Que faire")
MAX_ROWS = 500


def show(store: Store, version: Version) -> None:
    """The list, where there is anything to list."""
    rules = tuple(schemas.fingerprint(table) for table in schemas.TABLES)
    rows = _find_outdated_rows(store.path, _list_hashes(version), rules, version)
    if not rows:
        return
    title = french.count(count_rows(rows), "ligne à revoir", "lignes à revoir")
    with st.expander(title, icon=":material/rule:"):
        st.caption(
            format_sentence(
                "Ces lignes ont été acceptées autrefois ; les règles d’aujourd’hui les refuseraient. Elles restent lues et comptées. "
                "Pour les mettre à jour, téléchargez leur fichier à corriger (Importer, Modèles) et importez-le de nouveau."
            )
        )
        st.dataframe(pd.DataFrame(_list_cells(rows), columns=TITLES), hide_index=True, key="a_revoir")
        if len(rows) > MAX_ROWS:
            st.caption(f"Les {french.number(MAX_ROWS)} premières valeurs, sur {french.number(len(rows))}.")


def _list_cells(rows: list[OutdatedRow]) -> list[tuple[str | None, ...]]:
    first_rows = rows[:MAX_ROWS]
    return [
        (row.table, " · ".join(row.key), row.column, row.value, row.reason, row.advice) for row in first_rows
    ]


def _list_hashes(version: Version) -> tuple[str, ...]:
    """What makes two versions the same: the hashes of their files."""
    return tuple(sorted(file.sha256 for files in version.tables.values() for file in files))


@st.cache_data(max_entries=4, show_spinner="Relecture des lignes…")
def _find_outdated_rows(
    store_path: Path, hashes: tuple[str, ...], rules: tuple[str, ...], _version: Version
) -> list[OutdatedRow]:
    return outdated_rows(Store(store_path), _version)
