"""Which members make use of the offer, and what becomes of their requests."""

import streamlit as st

from dse.ui import card, shell

shell.require_frame()

st.title("Recours aux accompagnements")
card.page("recours")
