"""The sheet of one organisation on screen; opened by its identifier in the address."""

from __future__ import annotations

import streamlit as st

from dse.members import directory
from dse.members.directory import Organisation
from dse.members.profile import read_profile
from dse.query import Query, Selection, open_version
from dse.ui.frame import address, filters, member_links, menu
from dse.ui.frame.data import DataSource
from dse.ui.frame.prose import format_sentence
from dse.ui.members import profile


def show(source: DataSource) -> None:
    """Draw the sheet that the address asks for; where there is none such, say so and offer those with the nearest names."""
    query = Query(open_version(source.store, source.version.number), Selection())
    organisation_id = filters.get_params().get(address.ORGANISATION, "")
    opened = directory.find(query, organisation_id) if organisation_id else None
    if opened is None:
        _offer_nearest(query, organisation_id)
        return
    _say_merged(opened)
    show_sheet(query, opened.organisation)


def show_sheet(query: Query, organisation: Organisation) -> None:
    """Draw all the parts of a sheet."""
    st.header(format_sentence(organisation.name), anchor=False)
    profile.show(read_profile(query, organisation.organisation_id))


def _say_merged(opened: directory.Opened) -> None:
    for merged in opened.merged:
        st.info(
            format_sentence(
                f"« {merged.name} » a été repris par « {opened.organisation.name} », dont voici la fiche."
            ),
            icon=":material/merge:",
        )


def _offer_nearest(query: Query, organisation_id: str) -> None:
    if not organisation_id:
        st.info("Choisissez une organisation dans la liste.", icon=":material/person_search:")
    else:
        st.warning(
            format_sentence(f"Aucune organisation ne porte l’identifiant « {organisation_id} »."),
            icon=":material/person_search:",
        )
        nearest = directory.find_nearest(query, organisation_id)
        if nearest:
            st.markdown("Les noms les plus proches :")
        for organisation in nearest:
            member_links.draw(*organisation)
    st.page_link(menu.get_script(menu.MEMBERS), label="Toutes les organisations", icon=":material/list:")
