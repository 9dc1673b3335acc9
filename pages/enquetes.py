"""What members say: who answers, and what, wave after wave."""

import streamlit as st

from dse.ui import shell, surveys

shell.require_frame()

st.title("Enquêtes membres")
surveys.page()
