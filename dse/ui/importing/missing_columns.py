"""Required columns that a file does not have, and the template to go on with."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dse import french
from dse.ingest.forms.definitions import Form
from dse.ui.frame.prose import format_sentence
from dse.ui.importing import templates


def show(form: Form, missing: Sequence[str], key: str) -> None:
    """Name the missing columns, and offer the template."""
    st.warning(
        format_sentence(f"Il manque encore, pour « {form.title} » : {french.listed(list(missing))}."),
        icon=":material/rule:",
    )
    st.caption(
        "Si aucune de vos colonnes ne le dit, ajoutez-la au fichier et déposez-le de nouveau, ou copiez vos lignes "
        "dans le modèle."
    )
    templates.offer_blank(form, f"manque_{key}")
