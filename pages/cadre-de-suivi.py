"""Where each indicator stands between its baseline and its target."""

import streamlit as st

from dse.ui import card, shell

shell.require_frame()

st.title("Cadre de suivi")
card.column("cadre-de-suivi")
