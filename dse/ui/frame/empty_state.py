"""A page where no figure has rows: one message, and the ways out."""

from __future__ import annotations

import streamlit as st

from dse import disclosure
from dse.ui.frame import address, chips, filters, menu
from dse.ui.frame.data import DataSource
from dse.ui.frame.prose import format_sentence

NO_DATA_FOR_SELECTION = "Aucune figure de cette page n’a de données pour ce choix : {}."
NO_DATA = "Aucune figure de cette page n’a de données : importez les fichiers qui manquent."
NO_DATA_FOR_PUBLIC = "Aucune figure de cette page n’a de données."


def show(source: DataSource) -> None:
    """Show the message and the ways out."""
    chosen = chips.describe_filters(filters.get_selection(), filters.get_all_years(source))
    advices = ["élargissez les années"] if address.YEARS in chosen else []
    advices += ["retirez un filtre"] if chosen.keys() - {address.YEARS} else []
    no_data = NO_DATA_FOR_PUBLIC if is_public() else NO_DATA
    text = NO_DATA_FOR_SELECTION.format(" ou ".join(advices)) if advices else no_data
    st.info(format_sentence(text), icon=":material/filter_alt_off:")
    show_ways_out(source)


def show_ways_out(source: DataSource) -> None:
    """Offer to remove the filters, where there are any, and to the team to import."""
    with st.container(horizontal=True, vertical_alignment="center", key="issues"):
        if chips.has_chips(source):
            st.button(
                "Retirer tous les filtres",
                key="retirer_tout",
                on_click=filters.clear_all,
                args=(filters.get_all_years(source),),
                icon=":material/filter_alt_off:",
            )
        if not is_public():
            st.page_link(
                menu.get_script(menu.DATA), label="Importer des données", icon=":material/upload_file:"
            )


def is_public() -> bool:
    """Whether a public looks, which imports nothing."""
    return disclosure.audience(filters.get_selection().audience).is_public
