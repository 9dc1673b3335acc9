"""Importing on the page: drop files, read what is wrong, see what would change, confirm, undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from dse import french, ingest, paths
from dse.errors import ReaderError, Refused
from dse.ingest import Proposal
from dse.ingest.files.cells import name_apart
from dse.ingest.files.corrections import Corrections
from dse.ingest.organisations.unknown_names import UnknownChoice
from dse.ingest.proposal import CorrectedSurvey
from dse.ingest.rows.identifier_columns import Line
from dse.store import Store, Version
from dse.ui.frame import actions, menu, uploaded_files
from dse.ui.frame.prose import format_sentence
from dse.ui.frame.uploaded_files import PROPOSAL
from dse.ui.importing import (
    added_columns,
    corrected_lines,
    data_day,
    imported_waves,
    issues,
    matched_titles,
    named_organisations,
    offered_corrections,
    proposed_identifiers,
    recognised_files,
    refused_import,
    survey_draft,
    templates,
    title_matching,
    unknown_names,
    value_matching,
)
from dse.ui.versions import changed_rows, undo_and_restore, version_differences
from schemas import codelists

ROUND = "_import_round"
DONE = "_import_done"
UNKNOWN_NAMES = "_import_unknown_names"  # of the files as they are
SET_ASIDE = "_import_set_aside"  # lines that the last import left out
AUTHOR, MESSAGE = "auteur", "motif"
_APPLY_FIRST = "Des corrections sont tapées ou cochées : « Appliquer » d’abord, puis confirmez."
FILE_TYPES = ["csv", "txt", "xlsx", "ods", "xls", "xlsm", "xlsb"]  # the last three are told how to be saved


@dataclass(frozen=True)
class Query:
    """What a proposal depends on, besides the organisations chosen for names; `files` are names and hashes."""

    files: tuple[tuple[str, str], ...]
    complete: bool
    version: int
    wave: str | None
    settings: tuple[object, ...]
    corrections: Corrections
    answers: tuple[tuple[Line, str], ...]


def show() -> None:
    """The import part of the page."""
    store = Store(paths.store_path())
    _show_last_import(store)
    _show_introduction(store)
    files = st.file_uploader(
        # The words of the frame are Streamlit's own, in English: ours say what they mean.
        # Read aloud as it is: nothing in it is escaped.
        french.typeset(
            f"Glissez vos fichiers dans ce cadre, ou choisissez-les avec le bouton ({_get_max_upload_mb()} Mo au plus chacun)"
        ),
        accept_multiple_files=True,
        type=FILE_TYPES,
        key=f"fichiers_{_get_round()}",
    )
    uploaded_files.keep_only("fichiers", files)
    if not files:
        st.session_state.pop(PROPOSAL, None)
        data_day.forget(_get_round())
        corrected_lines.forget(_get_round())
        templates.show(store)
        matched_titles.show()
        return
    complete = st.checkbox(
        "Ces fichiers sont complets : ce qui n’y figure plus doit être retiré", key=f"complet_{_get_round()}"
    )
    uploads = [*name_apart(ingest.Upload(file.name, file.getvalue()) for file in files)]
    proposal = data_day.apply(_get_proposal(store, uploads, complete), _get_round())
    recognised_files.show(proposal.read)
    if survey_draft.show(uploads, proposal, _get_round()):
        return
    title_matching.show(proposal, _get_round())
    if title_matching.has_missing_column(proposal):
        title_matching.show_unmatched_titles(proposal, _get_round())
    matched_titles.show_of_files(proposal.read)
    called = named_organisations.index_names(store)
    corrected_lines.show_applied(_get_round())
    added_columns.show(proposal, _get_round())
    unknown_names.show(proposal, _get_round(), called)
    value_matching.show(proposal, _get_round())
    proposed_identifiers.show(proposal, _get_round())
    _show_outcome(store, proposal, called)
    if not title_matching.has_missing_column(proposal):
        title_matching.show_unmatched_titles(proposal, _get_round())
    _show_notices(proposal, called)


def _show_outcome(store: Store, proposal: Proposal, called: Mapping[str, str]) -> None:
    if proposal.status == "refused":
        refused_import.show(proposal, called, _get_round())
    elif proposal.status == "unchanged":
        st.info("Aucun changement : ces données sont déjà enregistrées. Aucune version n’a été créée.")
        corrected_lines.put_away(_get_round())
        corrected_lines.offer_to_apply(_get_round(), "sans_changement")
    else:
        _show_changes(store, proposal, called)


def _get_max_upload_mb() -> int:
    return st.get_option("server.maxUploadSize")


def _show_introduction(store: Store) -> None:
    if store.current() is None:
        st.markdown(
            "**Pour commencer :** déposez vos tableaux tels qu’ils sont, la page demande ce qu’elle n’y comprend pas. Ou **1.** téléchargez un "
            "modèle ci-dessous ; **2.** remplissez-le, il dit comment ; **3.** déposez-le ici. Rien n’est écrit avant que vous ayez vu "
            "l’aperçu et confirmé."
        )
        return
    st.markdown(
        "Déposez vos fichiers (CSV, XLSX ou ODS), seuls ou ensemble : ils sont reconnus à leurs titres de colonnes, sinon la page demande "
        "ce que disent ces colonnes. Rien n’est écrit avant que vous ayez vu l’aperçu et confirmé."
    )


def _get_round() -> int:
    return st.session_state.setdefault(ROUND, 0)


def _get_proposal(store: Store, uploads: Sequence[ingest.Upload], complete: bool) -> Proposal:
    """What the files would do. A choice or a correction that can no longer be is told and forgotten, and nothing else."""
    query = _build_query(store, uploads, complete)
    try:
        if unknown_names.get_choices(_get_round()):
            unknown_names.keep_choices(_get_round(), _list_unknown_names(store, uploads, query))
        return _propose(store, uploads, query, unknown_names.get_choices(_get_round()))
    except UnknownChoice as refusal:
        unknown_names.drop_choices(_get_round(), refusal.names)
        st.error(format_sentence(str(refusal)))
    except CorrectedSurvey as refusal:
        hashes = {file_hash for _, file_hash in query.files} - {refusal.file.sha256}
        corrected_lines.keep_files(_get_round(), hashes)
        st.error(format_sentence(str(refusal)))
    return _get_proposal(store, uploads, complete)


def _build_query(store: Store, uploads: Sequence[ingest.Upload], complete: bool) -> Query:
    current = store.current()
    files = {upload.display_name: upload.sha256 for upload in uploads}
    return Query(
        tuple(files.items()),
        complete,
        current.number if current else 0,
        survey_draft.get_wave(_get_round()),
        (survey_draft.count_saved(), title_matching.count_changes(), codelists.state()),
        corrected_lines.get_corrections(_get_round(), {*files.values()}),
        tuple(proposed_identifiers.get_answers(_get_round(), files).items()),
    )


def _list_unknown_names(store: Store, uploads: Sequence[ingest.Upload], query: Query) -> tuple[str, ...]:
    """The names in the files that no organisation has, whatever was chosen."""
    if st.session_state.get(UNKNOWN_NAMES, (None,))[0] != query:
        _propose(store, uploads, query, {})
    return st.session_state[UNKNOWN_NAMES][1]


def _propose(
    store: Store, uploads: Sequence[ingest.Upload], query: Query, names: Mapping[str, str]
) -> Proposal:
    cached = st.session_state.get(PROPOSAL)
    if cached is None or cached[0] != (query, names):
        bar = st.empty()

        def step(label: str, share: float) -> None:
            bar.progress(share, format_sentence(f"{label}…"))

        try:
            proposal = ingest.propose(
                uploads,
                store,
                complete=query.complete,
                wave=query.wave,
                names=names,
                answers=dict(query.answers),
                corrections=query.corrections,
                step=step,
            )
        finally:
            bar.empty()
        st.session_state[PROPOSAL] = ((query, names), proposal)
        if not names:
            st.session_state[UNKNOWN_NAMES] = (query, tuple(one.name for one in proposal.unknown_names))
    return st.session_state[PROPOSAL][1]


def _show_notices(proposal: Proposal, called: Mapping[str, str]) -> None:
    if proposal.notices:
        with st.expander(f"{french.count(len(proposal.notices), 'remarque')} sur ce qui n’est pas gardé"):
            issues.show(proposal.notices, "remarques", called, proposal.read)


def _show_changes(store: Store, proposal: Proposal, called: Mapping[str, str]) -> None:
    diffs = {table: diff for table, diff in proposal.diffs.items() if not diff.is_empty}
    st.markdown("**Ce qui changera**")
    changed_rows.show_counts(diffs, key="apercu")
    rows = st.expander("Lignes qui changeront", key="apercu_lignes", on_change="rerun")
    if rows.open:
        with rows:
            changed_rows.show_rows(diffs, proposal.details.__getitem__, f"apercu_{proposal.code}")
    if proposal.doubts:
        st.warning(
            f"{french.count(len(proposal.doubts), 'point')} à vérifier avant de confirmer.",
            icon=":material/help:",
        )
        offered_corrections.show(proposal.doubtful, _get_round(), "doutes")
        doubts = corrected_lines.advise_on_page(proposal.doubts, proposal.doubtful)
        issues.show(doubts, "doutes", called, proposal.read)
    _offer_corrections(proposal)
    data_day.show(proposal, _get_round())
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            "Votre nom ou vos initiales", placeholder=actions.get_user_name(), key=AUTHOR, width=220
        )
        st.text_input(
            "Pourquoi cet import ?", placeholder="Par exemple : mise à jour de mars", key=MESSAGE, width=360
        )
        st.button(
            "Confirmer l’import",
            type="primary",
            icon=":material/check:",
            key="confirmer",
            disabled=bool(corrected_lines.count_typed(_get_round())),
            help=french.typeset(_APPLY_FIRST) if corrected_lines.count_typed(_get_round()) else None,
            on_click=_confirm,
            args=(store, proposal),
        )


def _offer_corrections(proposal: Proposal) -> None:
    """The lines to type in, once they are opened; what is typed and not applied is said, also where they are closed."""
    if corrected_lines.can_correct(proposal.doubtful):
        cells = st.expander("Corriger ces lignes", key="corriger_doutes", on_change="rerun")
        with cells:
            corrected_lines.show(proposal.doubtful if cells.open else (), _get_round(), "doutes")
    else:
        corrected_lines.put_away(_get_round())
    corrected_lines.offer_to_apply(_get_round(), "doutes")


def _confirm(store: Store, proposal: Proposal) -> None:
    """Confirm the proposal that was shown. Name and reason are read here: the click itself ends the typing. A second click finds the
    proposal gone, and confirms nothing."""
    if PROPOSAL not in st.session_state:
        return

    def confirm() -> None:
        if corrected_lines.count_typed(_get_round()):
            raise Refused(f"Rien n’a été importé. {_APPLY_FIRST}")
        version = ingest.confirm(
            proposal,
            store,
            code=proposal.code,
            author=st.session_state[AUTHOR].strip() or actions.get_user_name(),
            message=st.session_state[MESSAGE].strip() or "Import",
        )
        st.session_state[DONE] = version.number

    if actions.run(confirm, "Import enregistré : une nouvelle version est en place."):
        st.session_state[SET_ASIDE] = corrected_lines.list_lines_set_aside(_get_round())
        corrected_lines.forget(_get_round())
        st.session_state[ROUND] = _get_round() + 1
    st.session_state.pop(PROPOSAL, None)


def _show_last_import(store: Store) -> None:
    """After an import: what it changed, where the surveys that it brought are read, a link to the overview, and undo."""
    number, current = st.session_state.get(DONE), store.current()
    if current is None or current.number != number:
        return
    with st.container(border=True, key="import_fait"):
        st.markdown(f"**Version {number}** : {format_sentence(_describe_changes(store, current))}.")
        for sentence in _describe_waves(store, current):
            st.markdown(format_sentence(sentence))
        with st.container(horizontal=True):
            st.page_link(
                menu.get_script("vue-ensemble"), label="Voir la Vue d’ensemble", icon=":material/monitoring:"
            )
            corrected_lines.offer_lines_set_aside(st.session_state.get(SET_ASIDE, ()), "rendues")
        undo_and_restore.show_undo(store, current, key="annuler_import")


def _describe_changes(store: Store, version: Version) -> str:
    try:
        return version_differences.describe_changes(
            version_differences.count_changes(store, version_differences.get_parent(store, version), version)
        )
    except ReaderError as error:
        return str(error)


def _describe_waves(store: Store, version: Version) -> list[str]:
    try:
        return imported_waves.describe_waves(store, version_differences.get_parent(store, version), version)
    except ReaderError:  # said of the changes already
        return []
