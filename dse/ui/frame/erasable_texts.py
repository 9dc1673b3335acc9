"""What the dialogs of notes and next steps share: a text that somebody wrote is corrected, or removed, and erased for good if asked.

The noun of such a text is feminine, as its sentences agree with it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from dse.contacts import forgetting, texts
from dse.store import Store
from dse.ui.frame import actions, entry

_BACKUPS = "Les sauvegardes faites avant"
_NAMED = "Pour un texte qui nommait quelqu’un."


@dataclass(frozen=True)
class ErasableText:
    """A row of a table whose text the team wrote: `name` is what it is called, `undo` how a change of it is undone, `part` where on the
    page an outcome is told, `slug` what its widgets are called by."""

    store: Store
    table: str
    text_id: str
    name: str
    undo: str
    part: str
    slug: str


def draw_erasing_box(text: ErasableText) -> None:
    """Draw the box of a form by which what the text said before goes too."""
    st.checkbox(
        "Effacer aussi l’ancien texte, dans toutes les versions",
        key=f"{text.slug}_effacer",
        help=f"{_NAMED} Cela ne s’annule pas.",
    )


def correct(text: ErasableText, save: Callable[[], object]) -> None:
    """Save a text as its form has it, and erase what it said before if the box is ticked."""
    must_erase = st.session_state[f"{text.slug}_effacer"]

    def save_and_erase() -> str:
        save()
        if not (must_erase and texts.has_past(text.store, text.table, text.text_id)):
            return f"{text.name} est corrigée. {text.undo}"
        texts.erase_past(text.store, text.table, text.text_id, actions.get_user_name())
        return f"{text.name} est corrigée, et ce qu’elle disait a disparu de toutes les versions. {_describe_copies('le')}"

    if must_erase:
        entry.erase(text.store, save_and_erase, "", text.part)
    else:
        entry.write(save_and_erase, "", text.part)


def draw_removal(text: ErasableText, remove: Callable[[], object]) -> None:
    """Draw the form of a dialog that takes a text off the page, or out of every version."""
    entry.close_once_written()
    with st.form(f"retirer_{text.slug}", border=False):
        st.markdown(
            f"{text.name} quitte cette page. Les versions précédentes la gardent, sauf si vous cochez la case."
        )
        st.checkbox(
            "L’effacer de toutes les versions, pour toujours",
            key=f"{text.slug}_effacer_tout",
            help=f"{_NAMED} {_BACKUPS} le contiennent encore.",
        )
        actions.show_outcome(text.part)
        st.form_submit_button(
            "Retirer", icon=":material/delete:", type="primary", on_click=_remove, args=(text, remove)
        )


def _remove(text: ErasableText, remove: Callable[[], object]) -> None:
    if not st.session_state[f"{text.slug}_effacer_tout"]:
        entry.write(remove, f"{text.name} est retirée. {text.undo}", text.part)
        return
    entry.erase(
        text.store,
        lambda: texts.erase(text.store, text.table, text.text_id, actions.get_user_name()),
        f"{text.name} est effacée de toutes les versions. {_describe_copies('la')}",
        text.part,
    )


def _describe_copies(pronoun: str) -> str:
    """Where a text stays, out of our reach."""
    return f"{_BACKUPS} {pronoun} contiennent encore. {forgetting.describe_earlier_data()}".strip()
