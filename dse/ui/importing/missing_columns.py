"""Required columns that a file does not have, and the template to go on with."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import streamlit as st

from dse import french
from dse.ingest.forms.definitions import Form
from dse.ui.frame.prose import format_sentence
from dse.ui.importing import templates


def list_headers_in_place(form: Form, missing: Sequence[str], matched: Collection[str]) -> list[str]:
    """What is to be matched in place of missing headers, where titles stand for others: for an identifier that can be proposed, what tells lines apart."""
    in_place = {
        name: [other for other in form.headers[name].identified_by if other not in matched] or [name]
        for name in missing
    }
    return list(dict.fromkeys(header for headers in in_place.values() for header in headers))


def show(form: Form, missing: Sequence[str], headers: Sequence[str], key: str) -> None:
    """Name what is to be matched, and offer the template."""
    st.warning(
        format_sentence(f"Il manque encore, pour « {form.title} » : {french.listed(list(headers))}."),
        icon=":material/rule:",
    )
    if replaced := [name for name in missing if name not in headers]:
        st.caption(
            format_sentence(f"Avec une colonne « {french.listed(replaced)} », moins de colonnes suffisent.")
        )
    st.caption(
        "Si aucune de vos colonnes ne le dit, ajoutez-la au fichier et déposez-le de nouveau, ou copiez vos lignes "
        "dans le modèle."
    )
    templates.offer_blank(form, f"manque_{key}")
