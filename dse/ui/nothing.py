"""A page where no figure has anything to say: said once, with the ways out."""

from __future__ import annotations

import streamlit as st

from dse.ui import chips, filters
from dse.ui.data import Reading
from dse.ui.prose import sentence

FOR_THIS_CHOICE = (
    "Aucune figure de cette page n’a de données pour ce choix : élargissez les années ou retirez un filtre."
)
AT_ALL = "Aucune figure de cette page n’a de données : importez les fichiers qui manquent."


def tell(source: Reading) -> None:
    """Say it, and offer to let the filters go where there are some, or to import."""
    is_filtered = chips.are_drawn(source)
    st.info(sentence(FOR_THIS_CHOICE if is_filtered else AT_ALL), icon=":material/filter_alt_off:")
    with st.container(horizontal=True, key="issues"):
        if is_filtered:
            st.button(
                "Retirer tous les filtres",
                key="retirer_tout",
                on_click=filters.clear,
                args=(filters.all_years(source),),
                icon=":material/filter_alt_off:",
            )
        st.page_link("pages/donnees.py", label="Importer des données", icon=":material/upload_file:")
