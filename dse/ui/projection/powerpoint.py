"""A running order as a PowerPoint, for the minutes of a seminar."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dse.running_orders import RunningOrder
from dse.ui.frame import filters, projector_links
from dse.ui.frame.data import Reading

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def button(source: Reading, order: RunningOrder) -> None:
    """Offer the slides as a room would see them: its audience, the filters of the address. They are made when asked for."""
    live = replace(filters.chosen(), audience=projector_links.before_a_room())
    years = filters.all_years(source)

    def made() -> bytes:
        from dse.export.slides import deck  # slow to import

        return deck.powerpoint(
            deck.Source(source.store, source.version.number, live, years),
            deck.of_running_order(source.store, order.number),
        )

    st.download_button(
        "PowerPoint",
        made,
        file_name=f"deroule-{order.number}.pptx",
        mime=PPTX,
        key="telecharger_deroule",
        on_click="ignore",
        disabled=not order.slides,
        icon=":material/download:",
        help="Les diapositives enregistrées, avec leurs textes et l’image de leurs graphiques : pour le compte rendu.",
    )
