"""Required columns that a file does not have: given here, one text for all its lines, or in the template to go on with."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import streamlit as st

from dse import french
from dse.export.templates.columns import explain_columns
from dse.ingest.forms.definitions import Form
from dse.ui.frame.prose import format_sentence
from dse.ui.importing import column_texts, templates


def list_headers_in_place(form: Form, missing: Sequence[str], matched: Collection[str]) -> list[str]:
    """What is to be matched in place of missing headers, where titles stand for others: for an identifier that can be proposed, what tells lines apart."""
    in_place = {
        name: [other for other in form.headers[name].identified_by if other not in matched] or [name]
        for name in missing
    }
    return list(dict.fromkeys(header for headers in in_place.values() for header in headers))


def show(
    form: Form, missing: Sequence[str], headers: Sequence[str], key: str, *, can_fill: bool
) -> dict[str, str]:
    """Name what is to be matched, ask what all lines have in its place where that is enough, and offer the template. What was said, by
    header."""
    st.warning(
        format_sentence(f"Il manque encore, pour « {form.title} » : {french.listed(list(headers))}."),
        icon=":material/rule:",
    )
    if replaced := [name for name in missing if name not in headers]:
        st.caption(
            format_sentence(f"Avec une colonne « {french.listed(replaced)} », moins de colonnes suffisent.")
        )
    is_filled = can_fill and not replaced
    here = "écrivez-le ici pour toutes les lignes, " if is_filled else ""
    st.caption(
        f"Si aucune de vos colonnes ne le dit, {here}ajoutez-le au fichier et déposez-le de nouveau, ou copiez vos lignes dans le modèle."
    )
    texts = _ask_texts(form, missing, key) if is_filled else {}
    templates.offer_blank(form, f"manque_{key}")
    return texts


def _ask_texts(form: Form, missing: Sequence[str], key: str) -> dict[str, str]:
    columns = {column.name: column for column in explain_columns(form)}
    texts = {
        name: column_texts.ask(columns[name], columns[name].explanation, f"manque_{key}_{name}") or ""
        for name in missing
    }
    return {name: text.strip() for name, text in texts.items() if text.strip()}
