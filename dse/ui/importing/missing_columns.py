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
    for name in missing:
        if identified_by := form.headers[name].identified_by:
            others = french.listed([f"« {header} »" for header in identified_by])
            st.caption(
                format_sentence(
                    f"« {name} » n’est pas nécessaire si le fichier a {others} : un identifiant est proposé."
                )
            )
    st.caption(
        "Si aucune de vos colonnes ne le dit, ajoutez-la au fichier et déposez-le de nouveau, ou copiez vos lignes "
        "dans le modèle."
    )
    templates.offer_blank(form, f"manque_{key}")
