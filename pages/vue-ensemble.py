"""Where to begin: where the network stands, what each page has to say, what the last import changed."""

import streamlit as st

from dse.ui import overview, shell

shell.require_frame()

st.title("Vue d’ensemble")
overview.show(shell.current())
