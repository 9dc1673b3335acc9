"""What waits to be saved, at the top of the page: entry by entry, what would change, what is asked; saved as one version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from dse import french
from dse.data_entry import entry as entries
from dse.data_entry import preparation
from dse.data_entry.block_rows import EMPTY, Collision
from dse.data_entry.entry import Entry
from dse.data_entry.preparation import Prepared
from dse.errors import ReaderError
from dse.ingest import Issue, Proposal
from dse.ingest.data_day import describe_kept_day
from dse.store import Store
from dse.ui.data_entry import basket, form_dialog
from dse.ui.data_entry.form_dialog import Opened
from dse.ui.frame import actions, sheet_links
from dse.ui.frame.data import DataSource
from dse.ui.frame.prose import escape_markdown, format_sentence
from dse.ui.versions import changed_rows, undo_and_restore

_DONE = "_data_entry_done"
DELETE, KEEP = "Supprimer quand même", "Ne pas supprimer"
KEEP_ROW, LEAVE_ROW = "La garder, avec ma saisie", "La laisser supprimée"
OTHERS = "Quelqu’un a changé entre-temps les situations connues de cette organisation : {changed}. Votre saisie n’en tient pas compte : gardez-la si elle reste juste ; s’il faut aussi corriger une autre situation, enregistrez d’abord, puis rouvrez la fiche."
KEEP_TYPED, LEAVE_SAVED = "Garder ma saisie", "Laisser les situations comme elles sont"
_ROWS = {"organisation_profiles": "la situation", "memberships": "l’adhésion"}


def show(source: DataSource) -> None:
    """Draw what waits, or what was saved last; before a public, nothing."""
    if not sheet_links.are_shown() or form_dialog.find_obstacle(source) is not None:
        return
    actions.show_outcome(basket.PART)
    typed = basket.list_entries()
    if not typed:
        _show_saved(source.store)
        return
    with st.container(border=True, key="saisie_en_attente"):
        st.markdown(f"**{format_sentence(f'À enregistrer : {preparation.describe(typed)}')}**")
        try:
            prepared = basket.prepare(source.store)
        except ReaderError as error:
            st.error(format_sentence(str(error)), icon=":material/error:")
            return
        for number, entry in enumerate(typed):
            _show_entry(source, prepared, number, entry)
        _show_outcome(source.store, prepared)


def _show_entry(source: DataSource, prepared: Prepared, number: int, typed: Entry) -> None:
    words, buttons = st.columns([65, 35], vertical_alignment="center", gap="small")
    words.markdown(format_sentence(_name_entry(prepared.entries[number])))
    with buttons.container(horizontal=True, gap="small", horizontal_alignment="right"):
        if form_dialog.draw_small_button("Reprendre", f"saisie_reprendre_{number}", ":material/edit:"):
            form_dialog.open_entry(Opened(source, typed, number))
        st.button(
            "Retirer",
            key=f"saisie_retirer_{number}",
            icon=":material/delete:",
            type="tertiary",
            on_click=basket.take_out,
            args=(typed,),
        )
    if number in prepared.refusals:
        _show_problem(format_sentence(prepared.refusals[number]))
    for issue in prepared.find_issues(number):
        _show_problem(_describe_issue(issue))
    for index, collision in enumerate(prepared.collisions.get(number, ())):
        _ask(number, index, typed, collision)


def _name_entry(typed: Entry) -> str:
    """`Accompagnement ACC-2026-001 · Évaluation finale (ajout)`: what it is, and whether it is new."""
    kind = "ajout" if typed.is_new else "suppression" if typed.is_removal else "correction"
    return f"{preparation.name_thing(typed)} ({kind})"


def _show_problem(sentence: str) -> None:
    st.markdown(f":red[:material/error: {sentence}]")


def _describe_issue(issue: Issue) -> str:
    title = f"**{escape_markdown(issue.header)}** : " if issue.header else ""
    return title + format_sentence(f"{issue.reason} {issue.advice}")


def _ask(number: int, index: int, typed: Entry, collision: Collision) -> None:
    """Ask which of two texts stays, where somebody else changed the same cell meanwhile, or what becomes of what one took away."""
    sentence, keep_mine, keep_theirs = _describe_collision(typed, collision)
    st.warning(format_sentence(sentence), icon=":material/group:")
    with st.container(horizontal=True, gap="small"):
        for keeps_mine, label in ((True, keep_mine), (False, keep_theirs)):
            st.button(
                format_sentence(label),
                key=f"saisie_garder_{number}_{index}_{keeps_mine}",
                on_click=_answer,
                args=(number, typed, collision, keeps_mine),
            )


def _describe_collision(typed: Entry, collision: Collision) -> tuple[str, str, str]:
    """What happened meanwhile, and the two answers: what was typed stays, or what somebody else saved."""
    shown, mine, theirs = (text or EMPTY for text in (collision.shown, collision.mine, collision.theirs))
    changed = f"Quelqu’un a changé « {collision.title} » entre-temps, de « {shown} » à « {theirs} »"
    if typed.is_removal:
        return f"{changed}. Vous demandez la suppression.", DELETE, KEEP
    if not collision.row_of:
        return (
            f"{changed}. Vous avez tapé « {mine} ».",
            f"Garder ma saisie : {mine}",
            f"Garder la sienne : {theirs}",
        )
    if not collision.key:
        return OTHERS.format(changed=collision.theirs), KEEP_TYPED, LEAVE_SAVED
    row = f"{_ROWS[collision.row_of]} du {collision.key[-1]}"
    if not collision.mine:
        return f"{changed}, dans {row}. Vous demandez sa suppression.", DELETE, KEEP
    typed_there = f"« {collision.title} » de « {shown} » en « {mine} »"
    return f"Quelqu’un a supprimé entre-temps {row}, où vous changez {typed_there}.", KEEP_ROW, LEAVE_ROW


def _answer(number: int, typed: Entry, collision: Collision, keeps_mine: bool) -> None:
    basket.put(entries.answer(typed, collision.answered(keeps_mine=keeps_mine)), number)


def _show_outcome(store: Store, prepared: Prepared) -> None:
    proposal = prepared.proposal
    if proposal is None:
        return
    if proposal.status == "unchanged":
        st.info(
            "Rien ne changerait : ces données sont déjà enregistrées, ou quelqu’un les a changées entre-temps. Rouvrez la fiche pour voir ce qu’elle dit."
        )
        return
    if prepared.is_ready:
        _show_changes(store, proposal)


def _ask_about_day(proposal: Proposal) -> date | None:
    """Say which day stays that of the data where something typed comes after it, and offer to move it: the day to which, if so."""
    if proposal.as_of is None or (later := proposal.later_event) is None:
        return None
    st.caption(format_sentence(describe_kept_day(proposal.as_of, later)))
    label = format_sentence(f"Arrêter les données au {french.day(later)}")
    return later if st.checkbox(label, key=f"saisie_jour_{later}") else None


def _show_changes(store: Store, proposal: Proposal) -> None:
    diffs = {table: diff for table, diff in proposal.diffs.items() if not diff.is_empty}
    rows = st.expander("Ce qui changera", key="saisie_lignes", on_change="rerun")
    if rows.open:
        with rows:
            changed_rows.show_counts(diffs, key="saisie_apercu")
            changed_rows.show_rows(diffs, proposal.details.__getitem__, f"saisie_{proposal.code}")
    day = _ask_about_day(proposal)
    proposal = proposal.stopped_on(day)
    for doubt in proposal.doubts:
        st.warning(_describe_issue(doubt), icon=":material/help:")
    st.button(
        french.typeset("Confirmer et enregistrer" if proposal.doubts else "Enregistrer"),
        type="primary",
        icon=":material/save:",
        key="saisie_enregistrer",
        on_click=_save,
        args=(store, proposal.code, [doubt.reason for doubt in proposal.doubts], day),
    )


def _save(store: Store, code: str, agreed: Sequence[str], day: date | None) -> None:
    """Save what waits. A second click finds nothing that waits, and saves nothing."""
    typed = basket.list_entries()
    if not typed:
        return

    def save() -> str:
        version = preparation.save(store, typed, actions.get_user_name(), code, agreed, day)
        if version is None:
            return "Rien ne changeait : aucune version n’a été créée."
        st.session_state[_DONE] = version.number
        return f"Enregistré : {preparation.describe(typed)}, version {version.number}."

    if actions.run(save, "", basket.PART):
        basket.clear()


def _show_saved(store: Store) -> None:
    """After saving: undo, as long as nobody has saved since."""
    current = store.current()
    if current is None or current.number != st.session_state.get(_DONE):
        return
    with st.expander("Annuler cette saisie"):
        undo_and_restore.show_undo(store, current, key="annuler_saisie")
