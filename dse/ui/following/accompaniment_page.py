"""The sheet of an accompaniment on screen; opened by its identifier in the address."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dse.contacts import next_steps
from dse.data_entry.entry import ACCOMPANIMENTS
from dse.following import descriptions, stages
from dse.following.accompaniment import AccompanimentSheet, read_sheet
from dse.query import Query, Selection, open_version
from dse.ui.card import tables
from dse.ui.data_entry import form_dialog, saving_box
from dse.ui.following import sheet_sections
from dse.ui.frame import address, filters, member_links
from dse.ui.frame.data import DataSource
from dse.ui.frame.prose import format_sentence
from dse.ui.next_steps import box
from dse.ui.next_steps.subjects import About

TITLE = "Fiche accompagnement"
COLOURS = {"DEMANDE": "orange", "INSTRUCTION": "orange", "ACCORDE": "blue", "EN_COURS": "green"}


def show(source: DataSource) -> None:
    """Draw the sheet that the address asks for; where there is none such, say so and offer the nearest."""
    query = Query(open_version(source.store, source.version.number), Selection())
    accompaniment_id = filters.get_params().get(address.SHEET, "")
    sheet = read_sheet(query, accompaniment_id) if accompaniment_id else None
    if sheet is None:
        saving_box.show(source)
        subjects = (stages.ACCOMPANIMENT,)
        sheet_sections.offer_nearest(query, TITLE, "un accompagnement", subjects, accompaniment_id)
        return
    work = sheet.accompaniment
    status = descriptions.name_code(work.status, "accompaniment_statuses")
    colour = COLOURS.get(work.status, "grey")
    sheet_sections.show_head(work.title, status, colour, descriptions.list_accompaniment_facts(sheet))
    form_dialog.offer_correction(source, ACCOMPANIMENTS, {"Référence": work.id})
    saving_box.show(source)
    sheet_sections.show_reason(query, stages.ACCOMPANIMENT, work.id)
    _show_steps(sheet)
    box.show(source, [About(next_steps.ACCOMPANIMENT, work.id)])
    _show_organisations(sheet)
    sheet_sections.show_known(sheet, work.ended_on)


def _show_steps(sheet: AccompanimentSheet) -> None:
    st.subheader("Étapes et coûts", anchor="etapes")
    rows = [
        {"Étape": step.step, "Date": step.day, "Délai": step.wait, "D’habitude": step.usual}
        for step in descriptions.list_steps(sheet)
    ]
    tables.show_text(pd.DataFrame(rows).map(format_sentence), key="etapes")
    if costs := descriptions.list_costs(sheet):
        st.markdown(" · ".join(f"{title} : **{format_sentence(amount)}**" for title, amount in costs))
    else:
        st.caption("Ni coût ni cofinancement n’est noté.")


def _show_organisations(sheet: AccompanimentSheet) -> None:
    st.subheader("Organisations", anchor="organisations")
    if not sheet.parts:
        st.caption("Aucune organisation n’y est notée.")
    with st.container(gap=None, key="lignes_organisations"):
        for part in sheet.parts:
            name, facts = st.columns([4, 6], vertical_alignment="center", gap="small")
            with name:
                member_links.draw(part.organisation_id, part.name)
            labels = [
                descriptions.name_code(part.role, "accompaniment_roles"),
                descriptions.name_code(part.actor_family, "actor_families"),
            ]
            facts.markdown(f":small[{format_sentence(' · '.join(label for label in labels if label))}]")
