"""One version on the page: what it was made from, what it changed, what it is called, and the ways back."""

from __future__ import annotations

import streamlit as st

from dse import french
from dse.errors import ReaderError
from dse.store import ACTIONS, SourceFile, Store, Version
from dse.store.difference import TableDiff
from dse.ui.frame import actions
from dse.ui.frame.prose import sentence
from dse.ui.versions import changed_rows, moved_measures, undo_and_restore, version_differences

FILES_NAMED = 6


def show(store: Store, version: Version, name: str) -> None:
    """Everything about one version of the team's store."""
    st.subheader(sentence(f"Version {version.number}" + (f" « {name} »" if name else "")), anchor=False)
    st.markdown(
        f"{sentence(version.message)}  \n{sentence(f'{ACTIONS[version.action]} {who_and_when(version)}')}."
    )
    if version.sources:
        st.caption(sentence(files(version.sources)))
    st.page_link(
        "pages/vue-ensemble.py",
        label="Voir le tableau de bord à cette version",
        icon=":material/visibility:",
        query_params={"version": str(version.number)},
    )
    try:
        before = version_differences.parent(store, version)
        diffs = version_differences.counts(store, before, version)
    except ReaderError as error:
        st.warning(
            sentence(f"Ce que cette version a changé ne se lit plus. {error}"), icon=":material/warning:"
        )
    else:
        _changed(store, before, version, diffs)
    _go_back(store, version)
    _rename(store, version, name)


def who_and_when(version: Version) -> str:
    """Author and moment, on the clock of this computer: `par Marie, le 24/11/2026 à 19:02`."""
    made = version.created.astimezone()
    return f"par {version.author}, le {made:%d/%m/%Y} à {made:%H:%M}"


def files(sources: tuple[SourceFile, ...]) -> str:
    """The files of an import with their sizes; where they are many, the first ones and how many more."""
    named = [f"{each.name} ({french.file_size(each.bytes)})" for each in sources[:FILES_NAMED]]
    more = len(sources) - len(named)
    listed = french.listed([*named, french.count(more, "autre")] if more else named)
    return f"{'Fichiers' if len(sources) > 1 else 'Fichier'} : {listed}."


def _changed(store: Store, before: Version | None, version: Version, diffs: dict[str, TableDiff]) -> None:
    if not diffs:
        st.info("Cette version n’a changé aucune ligne.")
        return
    changed_rows.show_counts(diffs, key="tables_changees")
    rows = st.expander("Lignes changées", key="lignes_changees", on_change="rerun")
    if rows.open:
        with rows:
            changed_rows.show_rows(
                diffs,
                lambda table: version_differences.rows(store, before, version, table),
                f"lignes_{version.number}",
            )
    if before is None:
        return
    moved = st.expander("Mesures qui ont bougé", key="mesures", on_change="rerun")
    if moved.open:
        with moved:
            moved_measures.show(store, before, version)


def _go_back(store: Store, version: Version) -> None:
    undo_and_restore.undo(store, version)
    undo_and_restore.restore(store, version)
    st.caption("Les deux créent une nouvelle version : rien n’est perdu, et chacune s’annule à son tour.")


def _rename(store: Store, version: Version, name: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        given = st.text_input(
            "Nom de cette version",
            value=name,
            key=f"nom_{version.number}",
            placeholder="Bilan 2016-2018",
            width=260,
        )
        st.button(
            "Renommer" if name else "Nommer",
            key="nommer",
            disabled=not given.strip() or given == name,
            icon=":material/label:",
            on_click=_name,
            args=(store, version.number, f"nom_{version.number}"),
        )


def _name(store: Store, number: int, key: str) -> None:
    name = st.session_state[key]
    actions.do(lambda: store.name(number, name), f"La version {number} s’appelle « {name.strip()} ».")
