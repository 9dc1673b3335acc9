"""How each cross-cutting theme moves among what is asked and what is delivered."""

import streamlit as st

from dse.ui import card, shell

shell.require_frame()

st.title("Tendances thématiques")
card.page("tendances")
