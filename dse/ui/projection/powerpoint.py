"""A running order as a PowerPoint, for the minutes of a seminar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from dse import review_plans
from dse.export.files import figure_names
from dse.review import Plan
from dse.review.anchors import find_figure
from dse.running_orders import RunningOrder
from dse.ui.frame import filters, projector_links
from dse.ui.frame.data import DataSource

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def draw_button(source: DataSource, order: RunningOrder, day: date | None) -> Plan | None:
    """Offer the slides with the audience of a projection and the filters of the address, in a file of that title and day, with the
    comments of a plan as notes where one is chosen, which is given back. It is made on the click."""
    plan = _choose_plan(source)
    selection = replace(filters.get_selection(), audience=projector_links.get_slide_audience())
    years = filters.get_all_years(source)

    def render_deck() -> bytes:
        from dse.export.slides import deck  # slow to import

        return deck.render_powerpoint(
            deck.Source(source.store, source.version.number, selection, years, plan),
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
    return plan


def _choose_plan(source: DataSource) -> Plan | None:
    """Draw the choice of the plan whose comments are the notes, where the team has written some."""
    plans = {
        number: plan
        for number, plan in review_plans.list_plans(source.store).items()
        if any(map(find_figure, plan.comments))
    }
    if not plans:
        return None
    number = st.selectbox(
        "Notes",
        [0, *plans],
        format_func=lambda number: f"Bilan : {plans[number].title}" if number else "Sans commentaires",
        key="commentaires_en_notes",
        help="Les commentaires du Bilan, sous les figures du diaporama, pour qui parle. Ceux qui ont un nombre tapé ou un nom que la "
        "salle ne doit peut-être pas lire n’y sont pas.",
    )
    return plans.get(number)
