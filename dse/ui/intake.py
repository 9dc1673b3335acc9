"""Importing on the page: drop files, read what is wrong, see what would change, confirm, undo."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

import schemas
from dse import french, ingest, paths
from dse.export import report
from dse.ingest import Problem, Proposal, form_files
from dse.store import Store
from dse.ui import deeds, tables
from dse.ui.prose import literal

ROUND = "_import_round"
PROPOSAL = "_proposal"
DONE = "_import_done"


def show() -> None:
    """The import part of the page."""
    store = Store(paths.store_path())
    _offer_undo(store)
    known = french.listed([form.title for form in form_files.directory(paths.FORMS)])
    st.markdown(
        f"Déposez vos fichiers CSV ({literal(known)}), seuls ou ensemble : ils sont reconnus à leurs en-têtes."
    )
    files = st.file_uploader(
        "Fichiers à importer", accept_multiple_files=True, type=["csv", "txt"], key=f"fichiers_{_round()}"
    )
    complete = st.checkbox(
        "Ces fichiers sont complets : ce qui n’y figure plus doit être retiré", key=f"complet_{_round()}"
    )
    if not files:
        st.caption(
            "Rien n’est écrit avant que vous ayez vu l’aperçu et confirmé. Un import s’annule en un clic."
        )
        return
    proposal = _proposal(store, [ingest.Upload(file.name, file.getvalue()) for file in files], complete)
    _notices(proposal)
    _OUTCOMES[proposal.status](store, proposal)


def _round() -> int:
    return st.session_state.setdefault(ROUND, 0)


def _proposal(store: Store, uploads: Sequence[ingest.Upload], complete: bool) -> Proposal:
    current = store.current()
    asked = (tuple((each.name, each.sha256) for each in uploads), complete, current.number if current else 0)
    kept = st.session_state.get(PROPOSAL)
    if kept is None or kept[0] != asked:
        with st.spinner("Lecture et contrôle des fichiers…"):
            st.session_state[PROPOSAL] = (asked, ingest.propose(uploads, store, complete=complete))
    return st.session_state[PROPOSAL][1]


def _notices(proposal: Proposal) -> None:
    if proposal.forms:
        st.markdown("Reconnu : " + literal(french.listed(list(dict.fromkeys(proposal.forms)))) + ".")
    if proposal.notices:
        with st.expander(f"{french.count(len(proposal.notices), 'remarque')} sur ce qui n’est pas gardé"):
            _problems(proposal.notices, "remarques")


def _refused(store: Store, proposal: Proposal) -> None:
    st.error(
        f"**Import refusé : {french.count(len(proposal.problems), 'problème')}.** Rien n’a été écrit. "
        "Corrigez les fichiers, puis déposez-les de nouveau.",
        icon=":material/block:",
    )
    _problems(proposal.problems, "problemes")
    st.download_button(
        "Liste des problèmes (CSV pour Excel)",
        lambda: report.csv(proposal.problems),
        file_name="problemes-import.csv",
        mime="text/csv",
        key="telecharger_problemes",
        on_click="ignore",
        icon=":material/download:",
    )


def _unchanged(store: Store, proposal: Proposal) -> None:
    st.info("Aucun changement : ces données sont déjà enregistrées. Aucune version n’a été créée.")


def _acceptable(store: Store, proposal: Proposal) -> None:
    st.markdown("**Ce qui changera**")
    st.dataframe(_diffs(proposal), hide_index=True, key="apercu")
    if proposal.doubts:
        st.warning(
            f"{french.count(len(proposal.doubts), 'point')} à vérifier avant de confirmer.",
            icon=":material/help:",
        )
        _problems(proposal.doubts, "doutes")
    author = st.text_input("Votre nom ou vos initiales", value=deeds.user(), key="auteur")
    message = st.text_input(
        "Pourquoi cet import ?", placeholder="Par exemple : mise à jour de mars", key="motif"
    )
    st.button(
        "Confirmer l’import",
        type="primary",
        icon=":material/check:",
        key="confirmer",
        on_click=_confirm,
        args=(store, proposal, author, message),
    )


_OUTCOMES = {"refused": _refused, "unchanged": _unchanged, "confirm": _acceptable, "ready": _acceptable}


def _confirm(store: Store, proposal: Proposal, author: str, message: str) -> None:
    def deed() -> None:
        made = ingest.confirm(
            proposal,
            store,
            code=proposal.code,
            author=author.strip() or deeds.user(),
            message=message.strip() or "Import",
        )
        st.session_state[DONE] = made.number

    if deeds.do(deed, "Import enregistré : une nouvelle version est en place."):
        st.session_state[ROUND] = _round() + 1
    st.session_state.pop(PROPOSAL, None)


def _offer_undo(store: Store) -> None:
    number, current = st.session_state.get(DONE), store.current()
    if current is None or current.number != number:
        return
    st.button(
        f"Annuler cet import (version {number})",
        key="annuler_import",
        icon=":material/undo:",
        on_click=_undo,
        args=(store, number),
    )


def _undo(store: Store, number: int) -> None:
    if deeds.do(lambda: store.undo(number, deeds.user()), f"L’import de la version {number} est annulé."):
        st.session_state.pop(DONE, None)


def _diffs(proposal: Proposal) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "Table": schemas.title(name),
                "Ajoutées": diff.added,
                "Modifiées": diff.changed,
                "Retirées": diff.removed,
                "Lignes après l’import": diff.rows,
            }
            for name, diff in proposal.diffs.items()
        ]
    )


def _problems(problems: Sequence[Problem], key: str) -> None:
    tables.show(report.table(problems).to_pandas(), report.COLUMNS, key=key)
