"""One version on the page: what it was made from, what it changed, what it is called, and the ways back."""

from __future__ import annotations

import streamlit as st

from dse import french
from dse.errors import ReaderError
from dse.store import (
    CorrectedCell,
    HandEdits,
    SourceFile,
    Store,
    Version,
    describe_day,
    name_action,
)
from dse.store.difference import TableDiff
from dse.ui.frame import actions, menu
from dse.ui.frame.prose import format_sentence
from dse.ui.versions import changed_rows, moved_measures, undo_and_restore, version_differences

MAX_FILES = 6
MAX_CELLS = 12


def show(store: Store, version: Version, name: str) -> None:
    """Everything about one version of the team's store."""
    st.subheader(
        format_sentence(f"Version {version.number}" + (f" « {name} »" if name else "")), anchor=False
    )
    st.markdown(
        f"{format_sentence(version.message)}  \n{format_sentence(f'{name_action(version)} {describe_origin(version)}')}."
    )
    if version.sources:
        st.caption(format_sentence(describe_files(version.sources)))
    if day := describe_day(version):
        st.caption(format_sentence(f"{day.capitalize()}."))
    if edits := describe_edits(version.edits):
        st.caption(format_sentence(edits))
    st.page_link(
        menu.get_script("vue-ensemble"),
        label="Voir le tableau de bord à cette version",
        icon=":material/visibility:",
        query_params={"version": str(version.number)},
    )
    try:
        before = version_differences.get_parent(store, version)
        diffs = version_differences.count_changes(store, before, version)
    except ReaderError as error:
        st.warning(
            format_sentence(f"Ce que cette version a changé ne se lit plus. {error}"),
            icon=":material/warning:",
        )
    else:
        _show_changes(store, before, version, diffs)
    _show_ways_back(store, version)
    _show_name(store, version, name)


def describe_origin(version: Version) -> str:
    """Author and moment, on the clock of this computer: `par Marie, le 24/11/2026 à 19:02`."""
    created = version.created.astimezone()
    return f"par {french.author(version.author)}, le {created:%d/%m/%Y} à {created:%H:%M}"


def describe_files(sources: tuple[SourceFile, ...]) -> str:
    """The files of an import with their sizes; where they are many, the first ones and how many more."""
    names = [f"{file.name} ({french.file_size(file.bytes)})" for file in sources[:MAX_FILES]]
    other_count = len(sources) - len(names)
    names_text = french.listed([*names, french.count(other_count, "autre")] if other_count else names)
    return f"{'Fichiers' if len(sources) > 1 else 'Fichier'} : {names_text}."


def describe_edits(edits: HandEdits) -> str:
    """What was corrected by hand before an import, and where; empty if nothing was."""
    cells, lines = len(edits.cells), edits.lines_set_aside
    corrected = f"{french.count(cells, 'cellule corrigée', 'cellules corrigées')} à la main" if cells else ""
    added = [f"colonne « {column.title} » ajoutée à {column.file}" for column in edits.columns]
    aside = french.count(lines, "ligne mise de côté", "lignes mises de côté") if lines else ""
    where = [_locate(cell) for cell in edits.cells[:MAX_CELLS]]
    more = [french.count(cells - MAX_CELLS, "autre")] if cells > MAX_CELLS else []
    places = f" ({french.listed([*where, *more])})" if where else ""
    parts = list(filter(None, (*added, corrected + places, aside)))
    return f"{french.listed(parts)}." if parts else ""


def _locate(cell: CorrectedCell) -> str:
    sheet = f", feuille « {cell.sheet} »" if cell.sheet else ""
    return f"{cell.file}{sheet}, {cell.column}{cell.row}"


def _show_changes(
    store: Store, before: Version | None, version: Version, diffs: dict[str, TableDiff]
) -> None:
    if not diffs:
        st.info("Cette version n’a changé aucune ligne.")
        return
    changed_rows.show_counts(diffs, key="tables_changees")
    rows = st.expander("Lignes changées", key="lignes_changees", on_change="rerun")
    if rows.open:
        with rows:
            changed_rows.show_rows(
                diffs,
                lambda table: version_differences.read_changes(store, before, version, table),
                f"lignes_{version.number}",
            )
    if before is None:
        return
    measures = st.expander("Mesures qui ont bougé", key="mesures", on_change="rerun")
    if measures.open:
        with measures:
            moved_measures.show(store, before, version)


def _show_ways_back(store: Store, version: Version) -> None:
    undo_and_restore.show_undo(store, version)
    undo_and_restore.show_restore(store, version)
    st.caption("Annuler ou revenir crée une version : rien n’est effacé.")


def _show_name(store: Store, version: Version, name: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        new_name = st.text_input(
            "Nom de cette version",
            value=name,
            key=f"nom_{version.number}",
            placeholder="Bilan 2016-2018",
            width=260,
        )
        st.button(
            "Renommer" if name else "Nommer",
            key="nommer",
            disabled=not new_name.strip() or new_name == name,
            icon=":material/label:",
            on_click=_save_name,
            args=(store, version.number, f"nom_{version.number}"),
        )


def _save_name(store: Store, number: int, key: str) -> None:
    name = st.session_state[key]
    actions.run(lambda: store.name(number, name), f"La version {number} s’appelle « {name.strip()} ».")
