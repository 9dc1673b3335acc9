"""The dossier of a triennial: what it will hold, what was published before, and the file."""

import streamlit as st

from dse.ui import review, shell

shell.require_frame()

st.title("Bilan triennal")
review.show(shell.current())
