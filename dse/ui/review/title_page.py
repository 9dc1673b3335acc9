"""The name and the logo at the head of the title page, which the team may change here."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dse import identity_changes
from dse.identity import Identity, find_logo_file, read_identity
from dse.logo import PNG, SVG
from dse.ui.frame import actions, screen
from dse.ui.frame.prose import format_sentence

ABOUT = (
    "Le nom du réseau et le logo sont en tête du Bilan et de l’annexe, celui de l’outil dans leurs dernières pages. Tous trois sont en "
    "tête des PowerPoint et de chaque page d’ici."
)
FORM_WIDTH = 520
POPOVER = "bilan_nom_et_logo"


def draw() -> None:
    """Say what stands there and what of it cannot be used, and offer to change it."""
    identity = read_identity()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="bilan_identite"):
        # First and narrow: it opens under its button, which stays in its place once a name is given. Another one, closed, once that is saved.
        if identity.is_read:
            popover = st.popover(
                "Nom et logo",
                icon=":material/edit:",
                type="tertiary",
                key=(key := f"{POPOVER}_{identity.tool}_{identity.network}_{find_logo_file()}"),
                on_change=screen.focus,
                args=(key, _get_network_key(identity)),
            )
            with popover, st.container(width=FORM_WIDTH, key="bilan_noms"):
                _draw_form(identity)
                st.caption(format_sentence(ABOUT))
        st.caption(format_sentence(_describe_head(identity)))
    if identity.fault:
        st.warning(format_sentence(identity.fault), icon=":material/warning:")


def _describe_head(identity: Identity) -> str:
    """What stands there now, and what is missing."""
    logo = "avec votre logo" if identity.logo else "sans logo"
    missing = "" if identity.network else " Donnez le nom de votre réseau."
    return f"En tête de la première page : « {identity.owner} », {logo}.{missing}"


def _draw_form(identity: Identity) -> None:
    """Fields that hold what is saved: new ones once that is another."""
    logo_file = find_logo_file()
    keys = {
        "tool": f"identite_outil_{identity.tool}",
        "network": _get_network_key(identity),
        "picture": f"identite_logo_{logo_file}",
        "without_logo": f"identite_sans_logo_{logo_file}",
    }
    with st.form("identite", border=False):
        left, right = st.columns(2)
        left.text_input("Nom du réseau", identity.network, key=keys["network"])
        right.text_input("Nom de l’outil", identity.tool, key=keys["tool"])
        # Under the logo it would be below the edge of the box on a laptop, and what was typed be lost.
        st.form_submit_button("Enregistrer", icon=":material/save:", on_click=_save, args=(keys,))
        st.file_uploader(
            "Logo, en PNG ou en SVG (sinon, celui d’avant reste)" if logo_file else "Logo, en PNG ou en SVG",
            type=[PNG, SVG],
            max_upload_size=1,
            key=keys["picture"],
        )
        if logo_file:
            st.checkbox("Retirer le logo", key=keys["without_logo"])


def _get_network_key(identity: Identity) -> str:
    return f"identite_reseau_{identity.network}"


def _save(keys: Mapping[str, str]) -> None:
    typed = {field: st.session_state.get(key) for field, key in keys.items()}
    content = typed["picture"].getvalue() if typed["picture"] else None
    actions.run(
        lambda: identity_changes.save_identity(
            typed["tool"], typed["network"], content, keeps_logo=not typed["without_logo"]
        ),
        "Le nom et le logo sont enregistrés.",
    )
