"""Accompaniments of the current version whose dates contradict their status: which, and how they are counted."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

import schemas
from dse import french
from dse.errors import ReaderError
from dse.ingest.checks import status_and_dates
from dse.ingest.checks.status_and_dates import ContradictingRow
from dse.store import Store, Version
from dse.ui.frame.prose import format_sentence

_REFERENCE, _STATUS, _TITLE = (
    schemas.column(status_and_dates.TABLE, name).title for name in ("accompaniment_id", "status", "title")
)
TITLES = (_REFERENCE, "Compté comme", _STATUS, "Dates", _TITLE)
MAX_ROWS = 500


def show(store: Store, version: Version) -> None:
    """The list, where there is anything to list; nothing where the table cannot be read: `check` names it."""
    hashes = tuple(file.sha256 for file in version.tables.get(status_and_dates.TABLE, ()))
    try:
        rows = _find_rows(store.path, hashes, version)
    except ReaderError:
        return
    if not rows:
        return
    title = french.count(len(rows), "accompagnement")
    with st.expander(f"{title} aux dates contraires au statut", icon=":material/rule:", key="contradictions"):
        st.caption(format_sentence(describe_counting(rows)))
        st.dataframe(pd.DataFrame(_list_cells(rows), columns=TITLES), hide_index=True, key="contradictoires")
        if len(rows) > MAX_ROWS:
            st.caption(f"Les {french.number(MAX_ROWS)} premiers, sur {french.number(len(rows))}.")


def describe_counting(rows: list[ContradictingRow]) -> str:
    """What does not count as its dates say, and what to do."""
    dropped = sum(row.is_not_started for row in rows)
    sentences = []
    if dropped:
        many = dropped > 1
        sentences.append(
            f"{french.count(dropped, 'accompagnement')} {'portent' if many else 'porte'} une date de démarrage mais "
            f"{'sont demandés, en instruction ou refusés' if many else 'est demandé, en instruction ou refusé'} : "
            f"{'ils ne comptent' if many else 'il ne compte'} pas comme {'démarrés' if many else 'démarré'}."
        )
    sentences.append(
        "Chacun compte selon son statut. Pour en changer, corrigez le statut ou la date et importez de nouveau la ligne."
    )
    return " ".join(sentences)


def _list_cells(rows: list[ContradictingRow]) -> list[tuple[str, ...]]:
    return [(row.reference, row.counted_as, row.status, row.dates, row.title) for row in rows[:MAX_ROWS]]


@st.cache_data(max_entries=4, show_spinner="Relecture des lignes…")
def _find_rows(store_path: Path, hashes: tuple[str, ...], _version: Version) -> list[ContradictingRow]:
    return status_and_dates.contradicting_rows(Store(store_path), _version)
