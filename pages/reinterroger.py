"""Where the offer is far from the needs, who is behind it, what is decided and what becomes of it."""

import streamlit as st

from dse.ui import offer, shell

shell.require_frame()

st.title("Réinterroger l’offre")
offer.page()
