"""A running order as a PowerPoint, for the minutes of a seminar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from dse.export.files import figure_names
from dse.running_orders import RunningOrder
from dse.ui.frame import filters, projector_links
from dse.ui.frame.data import DataSource

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def draw_button(source: DataSource, order: RunningOrder, day: date | None) -> None:
    """Offer the slides with the audience of a projection and the filters of the address, in a file of that title and day. It is made on the click."""
    selection = replace(filters.get_selection(), audience=projector_links.get_slide_audience())
    years = filters.get_all_years(source)

    def render_deck() -> bytes:
        from dse.export.slides import deck  # slow to import

        return deck.render_powerpoint(
            deck.Source(source.store, source.version.number, selection, years),
            deck.load_deck(source.store, order.number),
        )

    st.download_button(
        "PowerPoint",
        render_deck,
        file_name=figure_names.name_slides(order.title, day, "pptx"),
        mime=PPTX,
        key="telecharger_deroule",
        on_click="ignore",
        disabled=not order.slides,
        icon=":material/download:",
        help="Les diapositives enregistrées, avec leurs textes et l’image de leurs graphiques : pour le compte rendu.",
    )
