"""Required columns that a file does not have, and the template to go on with."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import streamlit as st

from dse import french
from dse.ingest.forms.definitions import Form
from dse.ui.frame.prose import format_sentence
from dse.ui.importing import templates


def show(form: Form, missing: Sequence[str], matched: Collection[str], key: str) -> None:
    """Name the missing columns, and offer the template; `matched` are the headers that titles stand for."""
    wanted = dict.fromkeys(header for name in missing for header in _list_wanted(form, name, matched))
    st.warning(
        format_sentence(f"Il manque encore, pour « {form.title} » : {french.listed(list(wanted))}."),
        icon=":material/rule:",
    )
    if replaced := [name for name in missing if name not in wanted]:
        st.caption(
            format_sentence(f"Avec une colonne « {french.listed(replaced)} », moins de colonnes suffisent.")
        )
    st.caption(
        "Si aucune de vos colonnes ne le dit, ajoutez-la au fichier et déposez-le de nouveau, ou copiez vos lignes "
        "dans le modèle."
    )
    templates.offer_blank(form, f"manque_{key}")


def _list_wanted(form: Form, name: str, matched: Collection[str]) -> Sequence[str]:
    """What is to be matched in place of a missing header: where an identifier can be proposed, what tells lines apart."""
    return [header for header in form.headers[name].identified_by if header not in matched] or [name]
