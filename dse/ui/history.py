"""Versions on the page: what each changed, its name, going back."""

from __future__ import annotations

import pandas as pd
import streamlit as st

import schemas
from dse.store import ACTIONS, Store, Version, changed
from dse.ui import deeds
from dse.ui.prose import sentence


def show(store: Store) -> None:
    """Versions, newest first, and what can be done with one."""
    for finding in store.damaged():
        st.warning(sentence(finding.sentence), icon=":material/warning:")
    versions = store.versions()
    if not versions:
        st.caption("Vos versions apparaîtront ici après votre premier import.")
        return
    st.dataframe(_table(store, versions), hide_index=True, key="versions")
    _actions(store, versions)
    _health(store)


def _actions(store: Store, versions: list[Version]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = st.selectbox(
            "Version",
            [each.number for each in versions],
            key=f"version_choisie_{versions[0].number}",
            width=160,
        )
        name = st.text_input("Nom à lui donner", key="nom_version", placeholder="Bilan 2016-2018", width=280)
        st.button("Nommer", key="nommer", disabled=not name, on_click=_name, args=(store, number, name))
        st.button(
            "Annuler cette version",
            key="annuler",
            icon=":material/undo:",
            on_click=_undo,
            args=(store, number),
        )
        st.button(
            "Revenir à cette version",
            key="revenir",
            icon=":material/history:",
            on_click=_restore,
            args=(store, number),
        )
    st.caption(
        "Annuler remet les tables que cette version a changées dans leur état d’avant. Revenir remet toutes les "
        "tables dans l’état de cette version, sauf les décisions. Les deux créent une nouvelle version : rien n’est perdu."
    )


def _health(store: Store) -> None:
    st.button("Vérifier les fichiers", key="verifier", icon=":material/health_and_safety:")
    if not st.session_state.verifier:
        return
    with st.spinner("Vérification de chaque fichier…"):
        findings = store.check()
    if not findings:
        st.success("Tous les fichiers sont intacts.")
    for finding in findings:
        st.warning(sentence(finding.sentence), icon=":material/warning:")


def _table(store: Store, versions: list[Version]) -> pd.DataFrame:
    names = store.names()
    known = {each.number: each for each in versions}
    return pd.DataFrame(
        [
            {
                "Version": each.number,
                "Nom": names.get(each.number, ""),
                "Le": f"{each.created.astimezone():%d/%m/%Y %H:%M}",
                "Par": each.author,
                "Action": ACTIONS[each.action],
                "Motif": each.message,
                "Tables changées": ", ".join(
                    schemas.title(table) for table in changed(known.get(each.parent), each)
                ),
            }
            for each in versions
        ]
    )


def _name(store: Store, number: int, name: str) -> None:
    deeds.do(lambda: store.name(number, name), f"La version {number} s’appelle « {name} ».")


def _undo(store: Store, number: int) -> None:
    deeds.do(lambda: store.undo(number, deeds.user()), f"La version {number} est annulée.")


def _restore(store: Store, number: int) -> None:
    deeds.do(lambda: store.restore(number, deeds.user()), f"Les données sont revenues à la version {number}.")
