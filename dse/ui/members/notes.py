"""What the team noted of an organisation, on its sheet: read, typed, corrected, removed. For the team alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from textwrap import shorten
from typing import Any

import streamlit as st

from dse import french
from dse.contacts import notes, rows
from dse.contacts.notes import Note
from dse.errors import Refused
from dse.ui.frame import actions, entry, erasable_texts, sheet_links
from dse.ui.frame.data import DataSource
from dse.ui.frame.erasable_texts import ErasableText
from dse.ui.frame.prose import escape_markdown, format_sentence

_UNDO = "Cela s’annule sur la page Données, partie Versions, tant qu’aucune autre note n’a changé."
_AUTHOR = "_note_author"  # remembered for the session: nobody signs in
_SHOWN = 3
_LONG, _BEGINNING = 400, 200  # letters of a note; of a longer one, those that are shown


def show(source: DataSource, names: Mapping[str, str]) -> None:
    """Draw the notes on an organisation and on those that it took over, newest first, and what can be done with them.

    `names` by identifier; the first is the organisation's own.
    """
    if not sheet_links.are_shown():
        return
    st.subheader("Notes", anchor="notes")
    organisation_id = next(iter(names))
    listed = notes.find_notes(source.store, source.version, *names)
    actions.show_outcome(notes.TABLE)
    obstacle = entry.find_obstacle(source, notes.TABLE)
    with st.container(key="notes", gap="small"):
        if obstacle is None:
            if entry.draw_button("Ajouter une note", "note_ajouter", ":material/note_add:", is_small=False):
                _show_form(source, Note(organisation_id, actions.today(), "", st.session_state.get(_AUTHOR)))
        else:
            st.caption(format_sentence(obstacle))
        if not listed:
            st.caption("Aucune note sur cette organisation.")
        for note in listed[:_SHOWN]:
            _show_note(source, note, names, is_open=obstacle is None)
        if earlier := listed[_SHOWN:]:
            with st.expander(f"{french.count(len(earlier), 'note plus ancienne', 'notes plus anciennes')}"):
                for note in earlier:
                    _show_note(source, note, names, is_open=obstacle is None)


def _show_note(source: DataSource, note: Note, names: Mapping[str, str], *, is_open: bool) -> None:
    with st.container(border=True, key=f"note_{note.note_id}", gap="xsmall"):
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.caption(format_sentence(_describe(note, names)), width="stretch")
            if is_open:
                _show_buttons(source, note)
        if len(note.text) <= _LONG:
            _draw_text(note.text)
        else:
            st.markdown(escape_markdown(shorten(note.text, _BEGINNING, placeholder="…")))
            with st.expander("Toute la note"):
                _draw_text(note.text)


def _draw_text(text: str) -> None:
    st.markdown("  \n".join(escape_markdown(line.strip()) for line in text.splitlines()))


def _show_buttons(source: DataSource, note: Note) -> None:
    if entry.draw_button("Corriger", f"note_corriger_{note.note_id}", ":material/edit:"):
        _show_form(source, note)
    if entry.draw_button("Retirer…", f"note_retirer_{note.note_id}", ":material/delete:"):
        _show_removal(source, note)


def _describe(note: Note, names: Mapping[str, str]) -> str:
    is_own = note.organisation_id == next(iter(names))
    former = "" if is_own else f"sur « {names[note.organisation_id]} », reprise depuis"
    return " · ".join(part for part in (french.day(note.written_on), note.author or "", former) if part)


@st.dialog("Note", width="medium")
def _show_form(source: DataSource, note: Note) -> None:
    entry.close_once_written()
    st.caption(
        "Pour l’équipe seule. Écrivez ce qui sert au prochain échange, pas ce que vous ne liriez pas à la personne."
    )
    with st.form("note", border=False):
        st.text_area("Ce qui s’est dit", value=note.text, key="note_texte", height=140)
        left, right = st.columns(2)
        left.text_input("Jour", entry.format_day(note.written_on), key="note_jour", placeholder="jj/mm/aaaa")
        right.text_input("Qui écrit", note.author or "", key="note_auteur", help="Gardé pour cette session.")
        if note.note_id:
            erasable_texts.draw_erasing_box(_identify(source, note))
        actions.show_outcome(notes.TABLE)
        st.form_submit_button(
            "Enregistrer",
            icon=":material/save:",
            type="primary",
            on_click=_correct if note.note_id else _add,
            args=(source, note),
        )


def _read_form() -> dict[str, Any]:
    day = entry.get_day("note_jour", "Jour") or actions.today()
    rows.require_not_to_come(day, actions.today(), "Jour")
    st.session_state[_AUTHOR] = entry.get_text("note_auteur")
    text = entry.get_text("note_texte")
    if text is None:
        raise Refused("Écrivez la note.")
    return {"written_on": day, "text": text, "author": entry.get_text("note_auteur")}


def _add(source: DataSource, note: Note) -> None:
    entry.write(
        lambda: notes.add(source.store, Note(note.organisation_id, **_read_form()), actions.get_user_name()),
        "La note est enregistrée. Elle se corrige et se retire ici même.",
        notes.TABLE,
    )


def _correct(source: DataSource, note: Note) -> None:
    erasable_texts.correct(
        _identify(source, note),
        lambda: notes.correct(source.store, note, replace(note, **_read_form()), actions.get_user_name()),
    )


@st.dialog("Retirer cette note", width="medium")
def _show_removal(source: DataSource, note: Note) -> None:
    erasable_texts.draw_removal(
        _identify(source, note), lambda: notes.remove(source.store, note, actions.get_user_name())
    )


def _identify(source: DataSource, note: Note) -> ErasableText:
    return ErasableText(source.store, notes.TABLE, note.note_id, "La note", _UNDO, notes.TABLE, "note")
