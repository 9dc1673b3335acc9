"""The name and the logo at the head of the title page, which the team may change here."""

from __future__ import annotations

import streamlit as st

from dse import identity_changes
from dse.identity import LONGEST, read_identity
from dse.logo import PNG, SVG
from dse.ui.frame import actions
from dse.ui.frame.prose import format_sentence

TOOL, NETWORK, LOGO = "identite_outil", "identite_reseau", "identite_logo"
ABOUT = "En tête du Bilan, de l’annexe et des PowerPoint, et en haut à gauche de chaque page. Ils sont gardés avec vos données."


def draw() -> None:
    """Say what stands there, and offer to change it."""
    identity = read_identity()
    logo = "avec votre logo" if identity.logo else "sans logo"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="bilan_identite"):
        st.caption(format_sentence(f"En tête de la première page : « {identity.title} », {logo}."))
        with st.popover("Nom et logo", icon=":material/edit:", type="tertiary"):
            st.caption(format_sentence(ABOUT))
            with st.form("identite", border=False, clear_on_submit=True):
                st.text_input("Nom du réseau", identity.network, max_chars=LONGEST, key=NETWORK)
                st.text_input("Nom de l’outil", identity.tool, max_chars=LONGEST, key=TOOL)
                st.file_uploader(
                    "Logo, en PNG ou en SVG (sinon, celui d’avant reste)",
                    type=[PNG, SVG],
                    max_upload_size=1,
                    key=LOGO,
                )
                st.form_submit_button("Enregistrer", icon=":material/save:", on_click=_save)


def _save() -> None:
    picture = st.session_state[LOGO]
    content = picture.getvalue() if picture else None
    tool, network = st.session_state[TOOL], st.session_state[NETWORK]
    actions.run(
        lambda: identity_changes.save_identity(tool, network, content), "Le nom et le logo sont enregistrés."
    )
