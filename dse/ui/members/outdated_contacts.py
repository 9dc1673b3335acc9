"""A reminder: contacts of organisations that left the network more than three years ago. For the team alone."""

from __future__ import annotations

import streamlit as st

from dse import french
from dse.contacts import contacts
from dse.ui.frame import actions, member_links, sheet_links
from dse.ui.frame.data import DataSource
from dse.ui.frame.prose import format_sentence

_SHOWN = 20  # organisations, those that left first


def show(source: DataSource) -> None:
    """Draw the reminder, folded, where there is somebody to remove."""
    if not sheet_links.are_shown():
        return
    today = actions.today()
    outdated = contacts.find_outdated(source.store, source.version, today)
    if not outdated:
        return
    organisations: dict[tuple[str, str], tuple[str, int]] = {}
    for contact, name, left_on in outdated:
        key = (contact.organisation_id, name)
        organisations[key] = (french.day(left_on), organisations.get(key, ("", 0))[1] + 1)
    title = french.count(len(outdated), "contact à retirer", "contacts à retirer")
    with st.expander(
        format_sentence(f"{title} : organisations parties depuis plus de trois ans au {french.day(today)}"),
        icon=":material/event_busy:",
    ):
        st.caption(
            format_sentence(
                "On ne garde pas les coordonnées de personnes dont on n’a plus l’usage. Sur chaque fiche, « Oublier… » les retire de "
                "toutes les versions ; docs/vie-privee.md dit pourquoi."
            )
        )
        for (organisation_id, name), (last_day, how_many) in list(organisations.items())[:_SHOWN]:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                member_links.draw(organisation_id, name)
                st.caption(format_sentence(f"partie le {last_day}, {french.count(how_many, 'contact')}"))
        if (more := len(organisations) - _SHOWN) > 0:
            st.caption(
                format_sentence(
                    f"Et {french.count(more, 'autre organisation', 'autres organisations')}, parties après."
                )
            )
