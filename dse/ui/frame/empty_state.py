"""A page where no figure has anything to say: said once, with the ways out."""

from __future__ import annotations

import streamlit as st

from dse.ui.frame import chips, filters
from dse.ui.frame.data import Reading
from dse.ui.frame.prose import sentence

FOR_THIS_CHOICE = (
    "Aucune figure de cette page n’a de données pour ce choix : élargissez les années ou retirez un filtre."
)
AT_ALL = "Aucune figure de cette page n’a de données : importez les fichiers qui manquent."


def tell(source: Reading) -> None:
    """Say it, with the ways out."""
    told = FOR_THIS_CHOICE if chips.are_drawn(source) else AT_ALL
    st.info(sentence(told), icon=":material/filter_alt_off:")
    ways_out(source)


def ways_out(source: Reading) -> None:
    """Offer to let the filters go where there are some, and to import."""
    with st.container(horizontal=True, vertical_alignment="center", key="issues"):
        if chips.are_drawn(source):
            st.button(
                "Retirer tous les filtres",
                key="retirer_tout",
                on_click=filters.clear,
                args=(filters.all_years(source),),
                icon=":material/filter_alt_off:",
            )
        st.page_link("pages/donnees.py", label="Importer des données", icon=":material/upload_file:")
